"""The id of this installation: captures carry it, so that a stranger's file is known as one."""

import logging
import os
import re
import uuid
from pathlib import Path

_log = logging.getLogger(__name__)
_FILE = "installation"
_ID = re.compile(r"[0-9a-f]{32}\Z")


def installation_id(data: Path) -> str:
    """32 hex digits, made at the first call and kept in the folder `data`.

    Random: it says nothing about the computer or its user. Two programs that start at the same
    moment agree on one. Empty where none can be kept, as for a user without a home: what is
    captured then is nobody's, but a file that was asked for can be written all the same.
    """
    try:
        return _read(data / _FILE) or _made(data)
    except OSError as error:
        _log.warning("This installation has no id, since none can be kept: %s", error)
        return ""


def _made(data: Path) -> str:
    path = data / _FILE
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = data / f"{_FILE}.{os.getpid()}.{uuid.uuid4().hex}"
    fresh.write_text(uuid.uuid4().hex + "\n", encoding="ascii")
    try:
        _publish(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    return _read(path) or _made(data)


def _publish(fresh: Path, path: Path) -> None:
    """Put `fresh` at `path`, unless there is an id already: the first one there wins."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        if not _read(path):
            os.replace(fresh, path)
    except OSError:
        # A file system without hard links.
        os.replace(fresh, path)


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
    return text if _ID.match(text) else ""
