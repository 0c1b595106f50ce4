"""`copy`, and what `capture` keeps."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.segment.record import CompletedMessage, ReceivedRequest
from app.store.writer import Writer


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    path = tmp_path / "shop.tsi"
    writer = Writer(path)
    for number in range(3):
        message = {"type": "track", "event": "Product Clicked", "messageId": f"m-{number}"}
        head = ReceivedRequest(1, "POST", "/v1/t", 200, b"{}")
        writer.store(head, (CompletedMessage(0, message),)).result(30)
    writer.close()
    return path


def messages(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        count: int = connection.execute("SELECT count(*) FROM message").fetchone()[0]
        return count


def test_a_copy_is_whole_also_while_it_is_written(run, capture: Path, tmp_path: Path) -> None:
    writer = Writer(capture)
    try:
        head = ReceivedRequest(1, "POST", "/v1/t", 200, b"{}")
        writer.store(head, (CompletedMessage(0, {"type": "page"}),)).result(30)
        done = run("copy", capture, tmp_path / "copy.tsi")
    finally:
        writer.close()
    assert (done.returncode, done.stdout) == (0, f"Saved {tmp_path / 'copy.tsi'}\n")
    assert messages(tmp_path / "copy.tsi") == 4


def test_a_file_that_is_there_is_replaced_on_request_only(
    run, capture: Path, tmp_path: Path
) -> None:
    target = tmp_path / "copy.tsi"
    target.write_text("mine")
    done = run("copy", capture, target)
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert target.read_text() == "mine"
    assert run("copy", capture, target, "--replace").returncode == 0
    assert messages(target) == 3


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("none.tsi", "copy.tsi", "There is no file"),
        ("shop.tsi", "no/copy.tsi", "does not exist"),
        ("shop.tsi", ".", "is not a file"),
    ],
)
def test_what_cannot_be_copied_is_said(
    run, capture: Path, tmp_path: Path, source: str, target: str, words: str
) -> None:
    done = run("copy", tmp_path / source, tmp_path / target)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(one.name for one in tmp_path.iterdir() if "copy" in one.name) == []


@pytest.mark.parametrize("option", ["--keep-messages", "--keep-days"])
@pytest.mark.parametrize("value", ["0", "-3", "some"])
def test_a_retention_that_keeps_nothing_is_refused(run, option: str, value: str) -> None:
    done = run("capture", option, value)
    assert done.returncode == 2
    assert option in done.stderr
