"""Nothing is stored while little is free on the disk."""

import pytest
from samples import NOON, put, request, track

from app.segment.record import CompletedMessage
from app.store import room
from app.store.capture_file import save_copy
from app.store.errors import LowDisk, NoRoom, StoreFull
from app.store.reader import Reader
from app.store.room import Room
from app.store.writer import Writer

PATIENCE = 30


class Disk:
    """A disk with so many bytes free, and a clock that goes on at each look."""

    def __init__(self, free):
        self.free = free
        self.looks = 0
        self.now = 0.0

    def measure(self, _folder):
        self.looks += 1
        if isinstance(self.free, OSError):
            raise self.free
        return self.free

    def clock(self):
        self.now += 10
        return self.now


def test_the_limit_is_500_megabytes():
    assert room.LEAST_FREE == 500_000_000


@pytest.mark.parametrize(
    ("free", "short"),
    [(0, True), (499_999_999, True), (500_000_000, False), (OSError("no disk"), False)],
)
def test_what_is_short(tmp_path, free, short):
    disk = Disk(free)
    assert Room(tmp_path, free=disk.measure).is_short == short


def test_the_disk_is_not_asked_each_time(tmp_path):
    disk = Disk(10**12)
    now = 0.0
    one = Room(tmp_path, free=disk.measure, clock=lambda: now)
    assert not any(one.is_short for _ in range(100))
    assert disk.looks == 1
    disk.free, now = 0, 0.3
    assert one.is_short
    assert disk.looks == 2


def test_below_the_limit_nothing_is_stored_and_above_it_all_is(path):
    disk = Disk(10**12)
    writer = Writer(path, room=Room(path.parent, free=disk.measure, clock=disk.clock))
    reader = Reader(path)
    try:
        put(writer, track(messageId="before"))
        assert writer.shortage == ""
        disk.free = 100
        future = writer.store(request(NOON), (CompletedMessage(0, track(messageId="lost")),))
        with pytest.raises(LowDisk, match="Less than 500 MB is free on the disk of") as raised:
            future.result(PATIENCE)
        assert isinstance(raised.value, StoreFull)
        assert writer.shortage == str(raised.value)
        # What a person does, and what was replayed, is written all the same.
        writer.mark([1], True).result(PATIENCE)
        disk.free = 10**12
        put(writer, track(messageId="after"))
        assert writer.shortage == ""
        stored = [message["messageId"] for _, message, _ in reader.messages()]
        assert stored == ["before", "after"]
        assert reader.rows([1])[0].marked
    finally:
        reader.close()
        writer.close()


def test_a_cancelled_request_does_not_disturb(path):
    disk = Disk(0)
    writer = Writer(path, room=Room(path.parent, free=disk.measure, clock=disk.clock))
    try:
        futures = [writer.store(request(), ()) for _ in range(50)]
        futures[-1].cancel()
        for future in futures[:-1]:
            with pytest.raises(LowDisk):
                future.result(PATIENCE)
    finally:
        writer.close()


def test_a_copy_that_has_no_room_is_refused(path, tmp_path, monkeypatch):
    writer = Writer(path)
    writer.close()
    monkeypatch.setattr("app.store.capture_file.free_bytes", lambda _: 1_000)
    target = tmp_path / "copy.tsi"
    with pytest.raises(NoRoom, match=r"There is no room for .*copy\.tsi: the copy takes about"):
        save_copy(path, target)
    assert sorted(one.name for one in tmp_path.iterdir() if "copy" in one.name) == []
