"""The id of this installation: captures carry it, so that a stranger's file is known as one."""

import os
import re
import uuid
from pathlib import Path

_FILE = "installation"
_ID = re.compile(r"[0-9a-f]{32}\Z")


def installation_id(data: Path) -> str:
    """32 hex digits, made at the first call and kept in the folder `data`.

    Random: it says nothing about the computer or its user. Two programs that start at the same
    moment agree on one. Raises OSError where the folder cannot be written.
    """
    path = data / _FILE
    known = _read(path)
    if known:
        return known
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = data / f"{_FILE}.{os.getpid()}.{uuid.uuid4().hex}"
    fresh.write_text(uuid.uuid4().hex + "\n", encoding="ascii")
    try:
        _publish(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    return _read(path) or installation_id(data)


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
