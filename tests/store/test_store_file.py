"""A capture as a file: made, refused, copied."""

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
from samples import put, track

from app.store import capture_file, schema
from app.store.capture_file import check, create, save_copy
from app.store.connect import companions
from app.store.errors import (
    AlreadyThere,
    Busy,
    CaptureFileError,
    DamagedCapture,
    EmptyCapture,
    MissingCapture,
    MissingFolder,
    NewerCapture,
    NotACapture,
    NotAFile,
    OlderCapture,
    SameFile,
)
from app.store.filters import QUERY_ALL
from app.store.lock import Lock, lock_file
from app.store.reader import Reader
from app.store.writer import Writer

posix = pytest.mark.skipif(os.name == "nt", reason="permissions as POSIX has them")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_capture_says_who_made_it(path):
    made = create(path, installation="laptop")
    assert check(path) == made
    assert made.installation == "laptop"
    assert made.version == schema.SCHEMA_VERSION
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)


def test_two_captures_are_never_the_same(tmp_path):
    assert create(tmp_path / "a").capture != create(tmp_path / "b").capture


@posix
def test_only_its_owner_reads_a_capture_and_its_companions(path):
    old = os.umask(0)
    try:
        writer = Writer(path)
        put(writer, track())
        assert [mode(file) for file in (path, *companions(path))] == [0o600] * 3
        writer.close()
    finally:
        os.umask(old)


@posix
def test_a_capture_that_others_could_read_is_closed_to_them_when_it_is_written(path):
    create(path)
    path.chmod(0o644)
    Writer(path).close()
    assert mode(path) == 0o600


def test_creating_never_overwrites(path):
    path.write_bytes(b"a letter")
    with pytest.raises(AlreadyThere):
        create(path)
    assert path.read_bytes() == b"a letter"


def test_an_empty_file_is_filled(path):
    path.touch()
    Writer(path, installation="here").close()
    assert check(path).installation == "here"


def test_a_log_left_by_an_earlier_file_is_not_played_into_a_new_one(path):
    writer = Writer(path)
    put(writer, track())
    kept = Reader(path)
    writer.close()
    log = companions(path)[0]
    log.touch()
    kept.close()
    path.unlink()
    log.write_bytes(b"\x37\x7f\x06\x82" + b"\0" * 5000)
    create(path)
    assert not log.exists()
    check(path)


def test_nothing_is_left_beside_a_capture_that_was_closed(path):
    writer = Writer(path)
    put(writer, track())
    assert lock_file(path).exists()
    writer.close()
    assert os.listdir(path.parent) == [path.name]


def another_program(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes(x)")


def newer(path):
    create(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def without_version(path):
    create(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")


def with_a_trigger(path):
    create(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TRIGGER sly AFTER INSERT ON message BEGIN DELETE FROM message; END"
        )


def with_a_view_for_a_table(path):
    create(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE auction")
        connection.execute("CREATE VIEW auction AS SELECT 1 AS id")


def cut_short(path):
    create(path)
    path.write_bytes(path.read_bytes()[:3000])


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda path: None, MissingCapture),
        (lambda path: path.touch(), EmptyCapture),
        (lambda path: path.mkdir(), NotAFile),
        (lambda path: path.write_bytes(b"\x89PNG not a capture at all" * 50), NotACapture),
        (another_program, NotACapture),
        (with_a_trigger, NotACapture),
        (with_a_view_for_a_table, NotACapture),
        (newer, NewerCapture),
        (without_version, DamagedCapture),
        (cut_short, DamagedCapture),
    ],
)
def test_what_is_no_capture_is_refused_in_a_sentence(path, make, error):
    make(path)
    for opening in (check, Reader):
        with pytest.raises(error) as caught:
            opening(path)
        assert str(path) in str(caught.value)
        assert str(caught.value).endswith(".")


@pytest.mark.parametrize("make", [another_program, newer, with_a_trigger])
def test_the_writer_leaves_a_file_that_it_refuses_as_it_was(path, make):
    make(path)
    before = path.read_bytes()
    with pytest.raises(CaptureFileError):
        Writer(path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    for opening in (Writer, create, check):
        with pytest.raises(MissingFolder):
            opening(tmp_path / "no" / "shop.tsi")


@pytest.mark.parametrize("name", ["x" * 300, "nul\0byte"])
def test_a_name_that_no_file_can_have_is_refused(tmp_path, name):
    for opening in (Writer, create, check):
        with pytest.raises(CaptureFileError):
            opening(tmp_path / name)


def test_an_older_format_is_for_the_writer_only(path, monkeypatch):
    create(path)
    newest = (*schema.MIGRATIONS, schema.Migration("one more", lambda c: c.execute(ONE_MORE)))
    monkeypatch.setattr(schema, "MIGRATIONS", newest)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", len(newest))
    capture_file._expected.cache_clear()
    try:
        with pytest.raises(OlderCapture):
            check(path)
        Writer(path).close()
        assert check(path).version == len(newest)
    finally:
        capture_file._expected.cache_clear()


ONE_MORE = "CREATE TABLE one_more(id INTEGER PRIMARY KEY) STRICT"


def test_a_migration_that_fails_leaves_the_file_as_it_was(path, monkeypatch):
    create(path)

    def fail(connection):
        connection.execute(ONE_MORE)
        raise sqlite3.OperationalError("no room")

    now = schema.SCHEMA_VERSION
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, schema.Migration("bad", fail)))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        with pytest.raises(sqlite3.OperationalError):
            schema.migrate(connection, now)
        assert ("table", "one_more", ONE_MORE) not in schema.shape(connection)
        assert connection.execute("PRAGMA user_version").fetchone() == (now,)


@posix
def test_a_file_or_folder_that_cannot_be_written_can_be_read():
    """Run as a user whom permissions hold; root is above them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.tsi"
        writer = Writer(path)
        put(writer, track())
        writer.close()
        refused = "ReadOnlyCapture"
        assert run(READ_ONLY, path) == [
            f"{refused} file",
            f"{refused} folder",
            f"{refused} folder",
            "1",
        ]


READ_ONLY = """
    import os, sys
    from pathlib import Path
    from app.store.capture_file import create, save_copy
    from app.store.errors import ReadOnlyCapture
    from app.store.filters import QUERY_ALL
    from app.store.reader import Reader
    from app.store.writer import Writer

    path = Path(sys.argv[1])
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
        os.chown(path.parent, 65534, 65534)
        os.setegid(65534)
        os.seteuid(65534)

    def refused(call):
        try:
            call()
        except ReadOnlyCapture as error:
            print("ReadOnlyCapture", "file" if "the file is" in str(error) else "folder")
        else:
            print("done")

    path.chmod(0o400)
    refused(lambda: Writer(path))
    path.parent.chmod(0o500)
    refused(lambda: Writer(path))
    refused(lambda: create(path.with_name("other.tsi")))
    print(len(Reader(path).ids(QUERY_ALL)))
    path.parent.chmod(0o700)
"""


def run(script, *arguments):
    """The lines that a script prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_copy_holds_all_that_was_committed_while_it_is_written(writer, path, tmp_path):
    rows = put(writer, *(track(messageId=f"m-{number}") for number in range(20)))
    copy = tmp_path / "mailed.tsi"
    save_copy(path, copy)
    put(writer, track(messageId="later"))
    reader = Reader(copy)
    assert list(reader.ids(QUERY_ALL)) == rows
    assert reader.identity == writer.identity
    reader.close()
    assert not any(file.exists() for file in companions(copy))
    if os.name != "nt":
        assert mode(copy) == 0o600
    Writer(copy).close()


def test_a_copy_takes_the_place_of_a_file_whole(writer, path, tmp_path):
    put(writer, track())
    copy = tmp_path / "mailed.tsi"
    copy.write_bytes(b"an older copy")
    companions(copy)[0].write_bytes(b"its log")
    save_copy(path, copy)
    assert check(copy) == writer.identity
    assert not companions(copy)[0].exists()


def test_a_copy_never_goes_over_its_source_or_an_open_capture(writer, path, tmp_path):
    other = tmp_path / "other.tsi"
    with pytest.raises(SameFile):
        save_copy(path, path)
    second = Writer(other)
    try:
        with pytest.raises(Busy):
            save_copy(path, other)
    finally:
        second.close()


def test_a_copy_of_what_is_no_capture_is_not_made(path, tmp_path):
    another_program(path)
    copy = tmp_path / "copy.tsi"
    with pytest.raises(NotACapture):
        save_copy(path, copy)
    assert os.listdir(tmp_path) == [path.name]


@posix
def test_a_capture_whose_name_is_no_text_and_one_behind_a_link(tmp_path):
    odd = tmp_path / os.fsdecode(b"caf\xe9 #1?%20.tsi")
    writer = Writer(odd)
    put(writer, track())
    copy = tmp_path / os.fsdecode(b"copy\xff.tsi")
    save_copy(odd, copy)
    link = tmp_path / "link.tsi"
    link.symlink_to(odd)
    with pytest.raises(Busy):
        Writer(link)
    for file in (odd, copy, link):
        reader = Reader(file)
        assert len(reader.ids(QUERY_ALL)) == 1
        reader.close()
    writer.close()


def test_the_lock_is_free_again_after_each_holder(path):
    for _ in range(3):
        with Lock(path), pytest.raises(Busy):
            Lock(path)
    assert not lock_file(path).exists()


def test_a_lock_file_that_nobody_holds_blocks_nobody(path):
    lock_file(path).write_bytes(b"left by a crash")
    Writer(path).close()


def test_a_truncated_file_gets_no_companions(path):
    writer = Writer(path)
    put(writer, track(properties={"x": "y" * 50_000}))
    writer.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DamagedCapture, match="an earlier copy"):
        check(path)
    assert [one.name for one in path.parent.iterdir()] == [path.name]
