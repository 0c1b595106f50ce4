"""All parts together, over real HTTP and real files."""

import asyncio
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from app.capture.endpoint import PortTaken
from app.config.paths import Paths, find_paths
from app.demo.shopper import DemoError
from app.demo.story import load_story
from app.destination import load_definition
from app.services import Inspector, StrangersCapture
from app.store.capture_file import create
from app.store.errors import Busy, NotACapture, ReadOnlyCapture
from app.store.filters import QUERY_ALL
from app.store.reader import Reader

from .conftest import Start, click, order, post, until


def verdicts(inspector: Inspector) -> list[str]:
    assert inspector.wait_analysed(30)
    return inspector.read(
        lambda reader: [row.verdict for row in reader.rows(reader.ids(QUERY_ALL))]
    ).future.result(30)


def test_a_new_capture_lives_in_the_captures_folder(start: Start, paths: Paths) -> None:
    inspector = start()
    assert inspector.path.parent == paths.captures
    assert inspector.path.suffix == ".tsi"
    assert inspector.address == f"http://127.0.0.1:{inspector.port}"
    assert (inspector.read_only, inspector.port_note) == (False, "")


def test_messages_get_their_verdicts(start: Start) -> None:
    inspector = start()
    post(inspector, **click(resolvedBidId="ChAGx"))
    post(inspector, **order(price=0))
    post(inspector, **order(product_id=None, productId="x"), userId="u", anonymousId="")
    post(inspector, event="Products Searched")
    assert verdicts(inspector) == ["accepted", "rejected", "dropped", "unmapped"]
    notices = inspector.drain()
    assert notices.failed == ""
    assert [one.kind for one in notices.endpoint] == ["stored"] * 4
    assert inspector.drain().endpoint == ()
    until(lambda: inspector.drain().analysed == 4)
    assert inspector.drain().committed == 4


def test_a_finding_on_an_earlier_message_is_news(start: Start) -> None:
    inspector = start()
    post(inspector, **click(resolvedBidId="ChAGx"), timestamp="2026-11-24T12:00:00.000Z")
    assert verdicts(inspector) == ["accepted"]
    inspector.drain()
    added = click(resolvedBidId="ChAGx") | {"event": "Product Added"}
    post(inspector, **added, timestamp="2026-11-24T12:00:00.300Z")
    assert inspector.wait_analysed(30)
    until(lambda: inspector.drain().changed)
    assert not inspector.drain().changed


def test_the_endpoint_says_who_it_is(start: Start) -> None:
    inspector = start()
    answer = httpx.get(inspector.address, trust_env=False).json()
    assert answer["service"] == "topsort-inspector"
    with sqlite3.connect(inspector.path) as connection:
        [(capture,)] = connection.execute("SELECT value FROM meta WHERE key = 'capture'")
    connection.close()
    assert answer["capture"] == capture


def test_another_configuration_judges_again_and_is_kept(start: Start) -> None:
    first = start()
    post(first, event="Product Added", properties={"product_id": "HP-1"})
    assert verdicts(first) == ["unmapped"]
    changed = load_definition().configuration(enable=["Product Added"])
    first.apply(changed)
    assert first.configuration == changed
    assert verdicts(first) == ["accepted"]
    path = first.path
    first.close()
    assert start(path).configuration == changed


def test_the_given_configuration_replaces_the_captures_own(start: Start) -> None:
    first = start(configuration=load_definition().configuration(enable=["Product Added"]))
    post(first, event="Product Added", properties={"product_id": "HP-1"})
    assert verdicts(first) == ["accepted"]
    path = first.path
    first.close()
    again = start(path, configuration=load_definition().configuration())
    assert verdicts(again) == ["unmapped"]


def test_a_user_without_a_home_captures_into_the_file_that_is_named(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    homeless = find_paths(tmp_path / "file" / "home", {})
    for count in (1, 2):
        inspector = start(tmp_path / "mine.tsi", paths=homeless)
        post(inspector, **click())
        assert inspector.read(lambda reader: reader.progress()).future.result().committed == count
        inspector.close()
    with pytest.raises(OSError, match="--profile-dir"):
        start(paths=homeless)


def test_a_taken_port_is_an_error_and_leaves_no_file(start: Start, paths: Paths) -> None:
    first = start()
    with pytest.raises(PortTaken, match="pid"):
        start(port=first.port)
    assert [one for one in paths.captures.glob("*.tsi") if one != first.path] == []


def test_the_window_moves_to_the_next_free_port_and_says_so(start: Start) -> None:
    first = start()
    second = start(port=first.port, next_free_port=True)
    assert second.port not in (0, first.port)
    assert second.port_note == (
        f"Port {first.port} is taken. Listening on {second.port}; change the shop’s line too."
    )
    post(second, **click())
    assert verdicts(second) == ["accepted"]


def test_a_capture_that_is_being_written_is_busy(start: Start) -> None:
    first = start()
    with pytest.raises(Busy):
        start(first.path)
    post(first, **click())


def test_the_window_follows_what_another_writes(start: Start) -> None:
    first = start()
    second = start(first.path, may_read_only=True)
    assert second.read_only
    assert "another process" in second.read_only_reason
    assert (second.address, second.port) == ("", 0)
    post(first, **click())
    assert first.wait_analysed(30)
    until(lambda: second.drain().analysed == 1)
    assert second.drain().committed == 1
    with pytest.raises(ReadOnlyCapture):
        second.apply(load_definition().configuration())
    with pytest.raises(ReadOnlyCapture):
        second.mark([1], True).result(10)
    with pytest.raises(DemoError, match="Nothing listens"):
        asyncio.run(second.run_demo())


def test_a_capture_of_another_installation_is_only_looked_at(start: Start, tmp_path: Path) -> None:
    theirs = start(tmp_path / "theirs.tsi", paths=find_paths(tmp_path / "theirs", {}))
    post(theirs, **click())
    assert verdicts(theirs) == ["accepted"]
    theirs.close()
    before = (tmp_path / "theirs.tsi").read_bytes()
    mine = start(tmp_path / "theirs.tsi", may_read_only=True)
    assert mine.read_only
    assert "another installation" in mine.read_only_reason
    assert mine.drain().committed == 1
    mine.close()
    with pytest.raises(StrangersCapture, match="another installation"):
        start(tmp_path / "theirs.tsi")
    assert (tmp_path / "theirs.tsi").read_bytes() == before


def test_a_file_that_is_none_leaves_nothing_running(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "x.tsi"
    path.write_bytes(b"no capture at all" * 100)
    before = set(threading.enumerate())
    with pytest.raises(NotACapture):
        start(path, may_read_only=True)
    assert path.read_bytes() == b"no capture at all" * 100
    assert set(threading.enumerate()) <= before


def test_closing_folds_the_log_in_and_frees_everything(start: Start) -> None:
    inspector = start()
    post(inspector, **click())
    inspector.sandbox()
    inspector.close()
    inspector.close()
    assert [one.name for one in inspector.path.parent.iterdir()] == [inspector.path.name]
    with socket.create_server(("127.0.0.1", inspector.port)):
        pass
    reader = Reader(inspector.path)
    assert reader.progress().committed == 1
    reader.close()


def test_reading_after_the_end_is_cancelled(start: Start) -> None:
    inspector = start()
    inspector.close()
    assert inspector.read(lambda reader: reader.progress()).future.cancelled()


def test_marks_and_copies(start: Start, tmp_path: Path) -> None:
    inspector = start()
    post(inspector, **click())
    inspector.mark([1], True).result(10)
    inspector.save_copy(tmp_path / "copy.tsi").result(30)
    copy = start(tmp_path / "copy.tsi")
    rows = copy.read(lambda reader: reader.rows([1])).future.result(10)
    assert [row.marked for row in rows] == [True]


def test_a_capture_that_names_no_maker_is_a_strangers_once_it_holds_something(
    start: Start, tmp_path: Path
) -> None:
    path = tmp_path / "nobody.tsi"
    create(path)
    inspector = start(path)
    assert not inspector.of_a_stranger
    post(inspector, **click())
    inspector.close()
    with pytest.raises(StrangersCapture):
        start(path)
    again = start(path, may_read_only=True)
    assert again.read_only
    assert again.of_a_stranger
    assert again.began_with == 1


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_nothing_is_acknowledged_into_a_deleted_file(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "shop.tsi"
    inspector = start(path)
    post(inspector, **click())
    assert inspector.size == path.stat().st_size + path.with_name("shop.tsi-wal").stat().st_size
    path.unlink()
    with httpx.Client(trust_env=False) as client:
        body = {"anonymousId": "u", **click()}
        answer = client.post(f"{inspector.address}/v1/track", json=body)
    assert answer.status_code == 503
    assert "The capture file is gone" in answer.text
    until(lambda: inspector.drain().failed.startswith("The capture file is gone."))
    assert inspector.file_gone
    for name in ("one.tsi", "two.tsi"):
        # On whichever thread it is read.
        inspector.save_copy(tmp_path / name).result(30)
        assert start(tmp_path / name).drain().committed == 1
    inspector.close()
    assert not path.exists()
    assert not inspector.file_gone


def test_the_shopper_shops_here_and_every_fault_is_found_once(start: Start) -> None:
    inspector = start()
    sent = asyncio.run(inspector.run_demo(speed=float("inf")))
    assert verdicts(inspector).count("accepted") > 40

    def found(reader: Reader) -> dict[int, list[str]]:
        return {
            row: [one.code for one in reader.findings(row) if one.severity != "info"]
            for row in reader.ids(QUERY_ALL)
        }

    findings = inspector.read(found).future.result(30)
    assert len(findings) == sent
    about = dict(zip(findings, load_story().scenes, strict=True))
    said: dict[str, set[str]] = {}
    for row, codes in findings.items():
        said.setdefault(about[row].about, set()).update(codes)
    for text, codes in said.items():
        expected = {text[text.index("(") + 1 : -1]} if text.startswith("Fault") else set()
        assert codes == expected, text


def test_killing_it_loses_nothing_that_was_acknowledged(tmp_path: Path, start: Start) -> None:
    program = (
        "import sys; from pathlib import Path; from app.services import Inspector;"
        "from app.config.paths import find_paths;"
        "i = Inspector.start(Path(sys.argv[1]), port=0, paths=find_paths(Path(sys.argv[2])));"
        "print(i.address, flush=True); sys.stdin.read()"
    )
    path, profile = tmp_path / "killed.tsi", tmp_path / "profile"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path), str(profile)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        with httpx.Client(trust_env=False) as client:
            for number in range(25):
                body = {"anonymousId": "u", "messageId": str(number), **click()}
                assert client.post(f"{address}/v1/track", json=body).status_code == 200
        process.kill()
    again = start(path)
    assert verdicts(again) == ["accepted"] * 25
