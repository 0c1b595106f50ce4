"""The recorded behaviour of the real destination, kept beside the repository."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "vectors"


def vectors(name: str) -> list[dict[str, Any]]:
    """The cases of one file; the test is skipped where the folder is not there."""
    if not FOLDER.is_dir():
        pytest.skip("the recorded vectors (../shared/vectors) are not on this machine")
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def mapping_input() -> dict[str, Any]:
    """The message that all mapping vectors are resolved against."""
    data: dict[str, Any] = json.loads((FOLDER / "mapping-input.json").read_text(encoding="utf-8"))
    return data


def assert_all_agree(name: str, cases: int, unlike: list[str]) -> None:
    """Print how many cases agree, and fail with the first that do not."""
    print(f"{name}: {cases - len(unlike)} of {cases} agree")
    assert cases > 0
    assert not unlike, f"{len(unlike)} of {cases} differ, first:\n" + "\n".join(unlike[:3])
