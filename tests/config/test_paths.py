"""The folders of a profile."""

import os
import stat
from datetime import datetime
from pathlib import Path

import pytest

from app.config.paths import HOME_VARIABLE, find_paths


def test_the_argument_wins_over_the_environment(tmp_path: Path) -> None:
    paths = find_paths(tmp_path / "mine", {HOME_VARIABLE: str(tmp_path / "other")})
    assert paths.data == tmp_path / "mine"
    assert paths.captures == tmp_path / "mine" / "captures"


def test_the_environment_names_the_profile(tmp_path: Path) -> None:
    assert find_paths(None, {HOME_VARIABLE: str(tmp_path)}).data == tmp_path


def test_without_either_the_systems_own_folder_is_used() -> None:
    paths = find_paths(None, {})
    assert "topsort-inspector" in paths.data.parts
    assert paths.captures.parent == paths.data


def test_looking_creates_nothing(tmp_path: Path) -> None:
    find_paths(tmp_path / "profile", {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_created_folders_are_their_owners_alone(tmp_path: Path) -> None:
    paths = find_paths(tmp_path / "profile", {})
    paths.create()
    paths.create()
    assert stat.S_IMODE(paths.captures.stat().st_mode) == 0o700


def test_new_captures_are_named_by_date_and_never_twice(tmp_path: Path) -> None:
    paths = find_paths(tmp_path, {})
    paths.create()
    now = datetime(2026, 11, 24, 14, 5, 9)
    first = paths.new_capture(now)
    assert first.name == "2026-11-24 14.05.09.tsi"
    first.touch()
    assert paths.new_capture(now).name == "2026-11-24 14.05.09 2.tsi"


def test_a_folder_that_cannot_be_made_is_named_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match="--profile-dir") as caught:
        find_paths(tmp_path / "file" / "profile", {}).create()
    assert caught.value.filename == str(tmp_path / "file" / "profile")
