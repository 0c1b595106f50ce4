"""Captures that another installation has made: mailed, or from another computer."""

from pathlib import Path

from app.store.capture_file import check
from app.store.errors import CaptureFileError
from app.store.reader import Reader


class StrangersCapture(CaptureFileError):  # noqa: N818 (the name says what is wrong)
    """Another installation has made the file, or nobody says who did, so it is only read."""

    sentence = (
        "{path} was made by another installation, so it is only read. "
        "Capture into a file of your own."
    )


def is_strangers(path: Path, installation: str) -> bool:
    """Whether somebody else than `installation` made the capture `path`. One that names no
    maker is anybody's, so it is a stranger's as soon as something is in it, unless this
    installation has no id either. A file that is not there or empty is about to be ours.

    Raises a CaptureFileError where it is no capture.
    """
    if not path.is_file() or not path.stat().st_size:
        return False
    made_by = check(path).installation
    if made_by or not installation:
        return made_by != installation
    reader = Reader(path)
    try:
        return bool(reader.requests(limit=1) or reader.messages(limit=1))
    finally:
        reader.close()
