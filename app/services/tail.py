"""Follows a capture that another process writes, by looking a few times a second."""

import logging
import threading
from pathlib import Path

from app.services.news import News
from app.store.errors import CaptureFileError
from app.store.reader import Reader

_log = logging.getLogger(__name__)

_LOOK_SECONDS = 0.2


class Tail:
    """Tells the news how far the file is. It writes nothing."""

    def __init__(self, path: Path, news: News) -> None:
        self._path = path
        self._news = news
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tail", daemon=True)

    def start(self) -> None:
        """Begin; the first look is made before it returns. Raises a CaptureFileError."""
        reader = Reader(self._path)
        try:
            self._news.progressed(reader.progress())
        finally:
            reader.close()
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._end.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        reader = Reader(self._path)
        try:
            last = reader.progress()
            while not self._end.wait(_LOOK_SECONDS):
                try:
                    now = reader.progress()
                except CaptureFileError as error:
                    _log.warning("%s", error)
                    continue
                if now != last:
                    last = now
                    self._news.progressed(now)
                    # Which rows have other findings now is the writing process's knowledge.
                    self._news.changed()
        finally:
            reader.close()
