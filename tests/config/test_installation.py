"""The installation's id."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.config.installation import installation_id


def test_it_is_made_once_and_kept(tmp_path: Path) -> None:
    first = installation_id(tmp_path / "profile")
    assert len(first) == 32
    assert installation_id(tmp_path / "profile") == first
    assert [path.name for path in (tmp_path / "profile").iterdir()] == ["installation"]


def test_two_profiles_differ(tmp_path: Path) -> None:
    assert installation_id(tmp_path / "a") != installation_id(tmp_path / "b")


def test_programs_that_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda _: installation_id(tmp_path), range(40)))
    assert len(ids) == 1


@pytest.mark.parametrize("rubbish", [b"", b"../../x", b"\xff\xfe", b"A" * 32, b"0" * 33])
def test_a_spoilt_file_is_replaced(tmp_path: Path, rubbish: bytes) -> None:
    (tmp_path / "installation").write_bytes(rubbish)
    fresh = installation_id(tmp_path)
    assert len(fresh) == 32
    assert installation_id(tmp_path) == fresh


def test_where_none_can_be_kept_there_is_none(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert installation_id(tmp_path / "file" / "profile") == ""
    assert "no id" in caplog.text
