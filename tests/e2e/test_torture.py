"""The torture in short: one or two rounds of each kind, and the checks themselves."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.lint.finding import Change, Finding
from app.segment.record import CompletedMessage, ReceivedRequest
from app.store.derived import derived_rows
from app.store.model import Derived, DerivedMessage
from app.store.writer import Writer

SCRIPTS = Path(__file__).parent.parent.parent / "scripts"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="SIGKILL, mount and prlimit")


@pytest.mark.parametrize(
    ("kind", "rounds"), [("kill", 2), ("full", 1), ("locked", 1), ("interrupt", 1)]
)
def test_nothing_acknowledged_is_lost(kind: str, rounds: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            str(SCRIPTS / "torture.py"),
            *("--only", kind, "--rounds", str(rounds), "--seed", "7", "--longest", "0.3"),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert f"{kind}: held" in done.stdout


@pytest.fixture
def kit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import torture_kit

    return torture_kit


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "shop.tsi"
    writer = Writer(path)
    for number in ("a", "b", "b"):
        head = ReceivedRequest(1, "POST", "/v1/t", 200, b"{}")
        writer.store(head, (CompletedMessage(0, {"messageId": number}),)).result(30)
    writer.close()
    return path


def test_a_lost_message_is_seen(kit, file: Path) -> None:
    with pytest.raises(kit.Broken, match=r"1 acknowledged messages are lost: .'c'"):
        kit.check_messages(file, ["a", "c"])


def test_a_message_that_is_there_twice_is_seen(kit, file: Path) -> None:
    with pytest.raises(kit.Broken, match=r"more than once: .'b'"):
        kit.check_messages(file, ["a", "b"])


def test_a_message_that_was_refused_and_is_there_is_seen(kit, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM message WHERE id = 3")
    assert kit.check_messages(file, ["a"], ["c"]) == 2
    with pytest.raises(kit.Broken, match=r"although they were refused: .'b'"):
        kit.check_messages(file, ["a"], ["b"])


def test_damage_is_seen(kit, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM request WHERE id = 1")
    with pytest.raises(kit.Broken, match="foreign_key_check"):
        kit.check_messages(file, [])


@pytest.mark.parametrize(
    ("upto", "judged", "words"),
    [
        (1, (1, 2), "1 verdicts on messages that are not analysed"),
        (2, (1,), "1 messages that are analysed and have no verdict"),
    ],
)
def test_verdicts_that_do_not_fit_are_seen(
    kit, file: Path, upto: int, judged: tuple[int, ...], words: str
) -> None:
    from app.destination import load_definition

    configuration = load_definition().configuration()
    writer = Writer(file)
    try:
        writer.save_configuration(configuration).result(30)
        messages = tuple(DerivedMessage(row, "unmapped", ()) for row in judged)
        slice_ = Derived(configuration.hash, upto, messages, ())
        writer.derive(derived_rows(slice_)).result(30)
        with pytest.raises(kit.Broken, match=words):
            kit.check_verdicts(file)
    finally:
        writer.close()


def test_a_finding_that_one_pass_would_not_make_is_seen(kit, file: Path) -> None:
    from app.destination import load_definition
    from app.follower import Follower

    configuration = load_definition().configuration()
    writer = Writer(file)
    follower = Follower(file, writer, configuration)
    try:
        follower.start()
        follower.notify(3)
        assert follower.wait_until(3, 60)
        follower.stop()
        kit.check_analysis(file)
        wrong = Change(1, "ALL-1", (Finding("ALL-1", "info", "t", "m", "c", "f"),))
        writer.derive(derived_rows(Derived(configuration.hash, 3, (), (wrong,)))).result(30)
        with pytest.raises(kit.Broken, match="findings on 1 are others"):
            kit.check_analysis(file)
    finally:
        follower.stop()
        writer.close()
