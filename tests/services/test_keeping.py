"""What an inspector keeps, copies, and says of its disk."""

import json
from concurrent.futures import CancelledError
from pathlib import Path

import httpx
import pytest

from app.config.paths import Paths
from app.services import Inspector
from app.services.retention import save_retention, saved_retention
from app.store.errors import NoRoom, ReadOnlyCapture
from app.store.filters import QUERY_ALL
from app.store.model import KEEP_ALL, Retention
from app.store.reader import Reader
from app.store.room import Room

from .conftest import Start, click, post, until


def rows_of(inspector: Inspector) -> list[int]:
    return list(inspector.read(lambda reader: reader.ids(QUERY_ALL)).future.result(30))


def fill(inspector: Inspector) -> None:
    """Store 3,000 messages in one request."""
    batch = [{"type": "track", "anonymousId": "u", **click()} for _ in range(3_000)]
    with httpx.Client(trust_env=False, timeout=60) as client:
        answer = client.post(f"{inspector.address}/v1/batch", json={"batch": batch})
    assert answer.status_code == 200


def test_only_the_last_messages_are_kept_and_the_window_is_told(start: Start) -> None:
    inspector = start(retention=Retention(messages=2))
    assert inspector.retention == Retention(messages=2)
    for number in range(5):
        post(inspector, **click(), messageId=f"m-{number}")
    assert inspector.wait_analysed(30)
    inspector.drain()
    until(lambda: rows_of(inspector) == [4, 5])
    inspector.keep(KEEP_ALL)
    post(inspector, **click(), messageId="m-6")
    assert inspector.wait_analysed(30)
    assert rows_of(inspector) == [4, 5, 6]
    assert inspector.drain().committed == 6


def test_a_capture_whose_messages_are_all_gone_goes_on(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "shop.tsi"
    first = start(path)
    post(first, **click(), messageId="m-1")
    assert first.wait_analysed(30)
    writer = first._writer
    assert writer is not None
    writer._upkeep._clock = lambda: 10**14
    first.keep(Retention(days=1))
    until(lambda: rows_of(first) == [])
    first.close()
    again = start(path)
    assert again.wait_analysed(30)
    post(again, **click(), messageId="m-2")
    assert again.wait_analysed(30)
    (row,) = again.read(lambda reader: reader.rows([2])).future.result(30)
    assert row.verdict == "accepted"


def test_what_is_only_read_keeps_everything(start: Start, tmp_path: Path) -> None:
    start(tmp_path / "shop.tsi")
    second = start(tmp_path / "shop.tsi", may_read_only=True, retention=Retention(messages=1))
    assert second.read_only
    assert second.retention == KEEP_ALL
    with pytest.raises(ReadOnlyCapture):
        second.keep(Retention(messages=1))
    with pytest.raises(ReadOnlyCapture):
        second.write(lambda writer: writer.silence({"rule": "A-1"})).result(30)
    assert second.shortage == ""


def test_what_a_person_writes(start: Start) -> None:
    inspector = start()
    silence = inspector.write(lambda writer: writer.silence({"rule": "A-1"})).result(30)
    found = inspector.read(lambda reader: reader.silences()).future.result(30)
    assert [one.id for one in found] == [silence]


def test_a_full_disk_is_said_and_over_by_itself(start: Start, tmp_path: Path) -> None:
    inspector = start(tmp_path / "shop.tsi")
    writer = inspector._writer
    assert writer is not None
    free = [10**12]
    writer._room = Room(tmp_path, free=lambda _: free[0])
    post(inspector, **click(), messageId="m-1")
    assert inspector.shortage == inspector.drain().failed == ""
    free[0] = 100
    until(lambda: inspector.drain().failed)
    assert inspector.drain().failed == inspector.shortage
    assert inspector.shortage.startswith("Less than 500 MB is free on the disk of ")
    with httpx.Client(trust_env=False) as client:
        body = {"type": "track", "anonymousId": "u", "messageId": "m-2", **click()}
        answer = client.post(f"{inspector.address}/v1/t", json=body)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert "500 MB" in answer.json()["message"]
    free[0] = 10**12
    until(lambda: not inspector.drain().failed)
    post(inspector, **click(), messageId="m-3")
    found = inspector.read(lambda reader: reader.messages()).future.result(30)
    assert [message["messageId"] for _, message, _ in found] == ["m-1", "m-3"]


def test_a_copy_tells_how_far_it_is(start: Start, tmp_path: Path) -> None:
    inspector = start()
    fill(inspector)
    seen: list[float] = []
    inspector.copy(tmp_path / "copy.tsi", seen.append).future.result(30)
    assert seen
    assert all(0 <= one <= 1 for one in seen)
    reader = Reader(tmp_path / "copy.tsi")
    try:
        assert len(reader.ids(QUERY_ALL)) == 3_000
    finally:
        reader.close()


def test_a_copy_that_is_cancelled_leaves_nothing(start: Start, tmp_path: Path) -> None:
    inspector = start()
    fill(inspector)
    folder = tmp_path / "copies"
    folder.mkdir()
    job = inspector.copy(folder / "copy.tsi", lambda _: job.cancel())
    with pytest.raises(CancelledError):
        job.future.result(30)
    until(lambda: list(folder.iterdir()) == [])
    # The connection reads on, and the next copy is whole.
    assert len(rows_of(inspector)) == 3_000
    inspector.save_copy(folder / "copy.tsi").result(30)


def test_a_copy_without_room_is_refused(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.capture_file.free_bytes", lambda _: 5)
    with pytest.raises(NoRoom):
        start().save_copy(tmp_path / "copy.tsi").result(30)


def test_the_window_remembers_what_to_keep(paths: Paths) -> None:
    assert saved_retention(paths) == KEEP_ALL
    save_retention(paths, Retention(messages=1_000, days=30))
    assert saved_retention(paths) == Retention(messages=1_000, days=30)
    save_retention(paths, KEEP_ALL)
    assert saved_retention(paths) == KEEP_ALL
    assert [one.name for one in paths.data.glob("retention*")] == ["retention.json"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"messages": 0}', '{"days": "3"}', '{"days": true}', '{"days": 1.5}']
)
def test_a_setting_that_is_none_keeps_everything(paths: Paths, text: str) -> None:
    paths.create()
    (paths.data / "retention.json").write_text(text)
    assert saved_retention(paths) == KEEP_ALL


def test_an_unknown_setting_is_ignored(paths: Paths) -> None:
    paths.create()
    (paths.data / "retention.json").write_text(json.dumps({"days": 2, "later": 1}))
    assert saved_retention(paths) == Retention(days=2)
