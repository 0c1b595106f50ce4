"""Finds the files that ship with the program (definitions, themes, icons, samples)."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def resource(name: str) -> Traversable:
    """The packaged file or folder `name`, for example `destinations/topsort-2026-07.json`.

    An installed wheel carries `resources/` inside the package; a clone has it at its top.
    """
    root: Traversable = files("app") / "_resources"
    if not root.is_dir():
        root = Path(__file__).parent.parent / "resources"
    return root.joinpath(*name.split("/"))
