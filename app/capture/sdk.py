"""The browser's SDK on this disk, for snippets to load from here.

The npm package ships Segment's ready build in `dist/umd`: `standalone.js`, which is what
Segment's CDN serves as `analytics.min.js`, and the parts that it loads when it needs them
(segment-wire section 5.2). It is only read and served, never run here.
"""

import re
from pathlib import Path

from app.segment.jsontext import JsonError, loads

PACKAGE = "@segment/analytics-next"
ENTRY = "standalone.js"
"""The file that is served as `analytics.min.js`."""

_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.js(\.map)?")
_BELOW = (
    f"node_modules/{PACKAGE}/dist/umd",
    "dist/umd",
    "umd",
    ".",
)
"""Where the build lies below a project, the package, its `dist`, and the folder itself."""

_MAX_MANIFEST = 1024 * 1024


class SdkMissing(Exception):  # noqa: N818 (it reads as what it is)
    """A folder that was named holds no browser SDK. The text is a sentence for a person."""


def find_sdk(folder: Path) -> Path:
    """The folder `dist/umd` of @segment/analytics-next for a project that has it installed, the
    package itself, its `dist`, or that folder.

    Raises SdkMissing.
    """
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise SdkMissing(f"{folder} {what}. --sdk takes a folder with {PACKAGE} in it.")
    for below in _BELOW:
        found = folder / below
        if script_file(found, ENTRY) is not None:
            return found.resolve()
    raise SdkMissing(
        f"{folder} holds no {PACKAGE}. Name a project in which “npm install {PACKAGE}” was run, "
        "the package’s own folder, or its dist/umd."
    )


def installed_sdk(folder: Path) -> Path | None:
    """The same for a project that need not have it: looked for in its own node_modules only,
    since those of the folders above may be another user's."""
    found = folder / _BELOW[0]
    if sdk_version(found) is None or script_file(found, ENTRY) is None:
        return None
    return found.resolve()


def sdk_version(build: Path) -> str | None:
    """The version that the package around a folder `dist/umd` names; None where it is not that
    package."""
    manifest = build.parent.parent / "package.json"
    try:
        with manifest.open("rb") as file:
            data = loads(file.read(_MAX_MANIFEST))
    except (OSError, JsonError):
        return None
    if not isinstance(data, dict) or data.get("name") != PACKAGE:
        return None
    return str(data.get("version", ""))[:40]


def script_file(build: Path, name: str) -> bytes | None:
    """A script of the build, or the map of one; None where there is none of that name.

    Only ordinary files that lie in the folder itself: a name with a way in it, or a link that
    leads elsewhere, finds nothing.
    """
    if not _FILE.fullmatch(name):
        return None
    try:
        path = (build / name).resolve(strict=True)
        if path.parent != build.resolve() or not path.is_file():
            return None
        return path.read_bytes()
    except (OSError, RuntimeError):
        return None
