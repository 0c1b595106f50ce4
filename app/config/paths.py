"""The folders of one profile.

Each system's own places (platformdirs); `TOPSORT_INSPECTOR_HOME` or `--profile-dir` puts all of
them under one folder instead, which tests and portable copies use.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import platformdirs

APP_NAME = "topsort-inspector"
HOME_VARIABLE = "TOPSORT_INSPECTOR_HOME"
CAPTURE_SUFFIX = ".tsi"


@dataclass(frozen=True, slots=True)
class Paths:
    """`data` holds what the program keeps for itself, `captures` the capture files."""

    data: Path
    captures: Path

    def create(self) -> None:
        """Make the folders where they are missing, for their owner only.

        Raises OSError, which names the folder and says what to do.
        """
        for folder in (self.data, self.captures):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                text = f"{error.strerror}. Choose a folder for captures with --profile-dir"
                raise OSError(error.errno, text, os.fspath(folder)) from None

    def new_capture(self, now: datetime) -> Path:
        """A capture file name that is free, by date and time: `2026-11-24 14.05.09.tsi`."""
        stem = now.strftime("%Y-%m-%d %H.%M.%S")
        path = self.captures / f"{stem}{CAPTURE_SUFFIX}"
        number = 2
        while path.exists():
            path = self.captures / f"{stem} {number}{CAPTURE_SUFFIX}"
            number += 1
        return path


def find_paths(profile: Path | None = None, environ: Mapping[str, str] | None = None) -> Paths:
    """The folders of `profile`, else of `TOPSORT_INSPECTOR_HOME`, else the system's own.

    Nothing is created.
    """
    environ = os.environ if environ is None else environ
    if profile is None and environ.get(HOME_VARIABLE):
        profile = Path(environ[HOME_VARIABLE])
    if profile is not None:
        home = profile.expanduser().absolute()
        return Paths(data=home, captures=home / "captures")
    data = platformdirs.user_data_path(APP_NAME, appauthor=False)
    return Paths(data=data, captures=data / "captures")
