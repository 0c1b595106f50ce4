"""Captures that another installation has made: mailed, or from another computer."""

from pathlib import Path

from app.store.capture_file import check
from app.store.errors import CaptureFileError


class StrangersCapture(CaptureFileError):  # noqa: N818 (the name says what is wrong)
    """Another installation has made the file, so it is only read."""

    sentence = (
        "{path} was made by another installation, so it is only read. "
        "Capture into a file of your own."
    )


def is_strangers(path: Path, installation: str) -> bool:
    """Whether the capture `path` names another maker than `installation`. One that names none
    is nobody's, and a file that is not there or empty is about to be ours.

    Raises a CaptureFileError where it is no capture.
    """
    if not path.is_file() or not path.stat().st_size:
        return False
    made_by = check(path).installation
    return made_by not in ("", installation)
