"""What the window's captures keep, remembered between two starts. The command line has options
of its own."""

import logging
import os
from pathlib import Path

from app.config.paths import Paths
from app.segment.jsontext import JsonError, dumps, loads
from app.store.model import KEEP_ALL, Retention

_log = logging.getLogger(__name__)
_FILE = "retention.json"


def saved_retention(paths: Paths) -> Retention:
    """What `save_retention` was told last; everything is kept where that cannot be read."""
    path = paths.data / _FILE
    try:
        value = loads(path.read_bytes())
        return Retention(_limit(value, "messages"), _limit(value, "days"))
    except FileNotFoundError:
        return KEEP_ALL
    except (OSError, JsonError, TypeError, ValueError) as error:
        _log.warning("%s is not read, so every message is kept: %s", path, error)
        return KEEP_ALL


def save_retention(paths: Paths, retention: Retention) -> None:
    """Remember it for the next start. Raises OSError."""
    paths.create()
    draft = paths.data / f"{_FILE}.{os.getpid()}"
    _write(draft, dumps({"messages": retention.messages, "days": retention.days}))
    os.replace(draft, paths.data / _FILE)


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def _limit(value: object, name: str) -> int | None:
    """Raises TypeError for what is no setting."""
    if not isinstance(value, dict):
        raise TypeError("it holds no object")
    limit = value.get(name)
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool)):
        raise TypeError(f"{name} is no whole number")
    return limit
