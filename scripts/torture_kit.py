"""What is tortured, who floods it, and what must hold afterwards."""

import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from environment import ROOT

START_SECONDS = 60
END_SECONDS = 5.0
"""In which a process that is asked to end has to."""
HANG_SECONDS = 10.0
"""A request without an answer for so long hangs."""
_CLIENTS = 8
_SMALL_DISK = (
    "import app.store.room as room; room.LEAST_FREE = 0; "
    "from app.cli.main import main; import sys; sys.exit(main())"
)
"""The program without its limit on free space, for disks that are smaller than that."""


class Broken(Exception):  # noqa: N818 (named as what it tells)
    """A promise was broken; the text says which."""


class Capture:
    """A `capture` process on one file."""

    def __init__(self, file: Path, home: Path, *, small_disk: bool = False) -> None:
        """Start it. `ready` waits until it listens."""
        program = ["-c", _SMALL_DISK] if small_disk else ["-m", "app"]
        self._log = (home.parent / f"{file.stem}.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-P", *program, "capture", "--port", "0", "--db", str(file)],
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=home.parent,
            env={
                **os.environ,
                "TOPSORT_INSPECTOR_HOME": str(home),
                "PYTHONPATH": str(ROOT),
            },
            start_new_session=True,
        )
        self.port = 0

    def ready(self) -> "Capture":
        """Wait until it listens. Raises Broken where it ends instead."""
        assert self.process.stdout is not None
        watchdog = threading.Timer(START_SECONDS, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline()
        watchdog.cancel()
        if not line:
            raise Broken(f"the capture did not start: code {self.process.wait()}")
        self.port = int(json.loads(line)["port"])
        return self

    def kill(self) -> None:
        """SIGKILL, as a crash: what it had started is not told."""
        self.process.kill()
        self._gone()

    def end(self, number: int = signal.SIGTERM) -> float:
        """Ask it to end; the seconds that took. Raises Broken where it takes too long, or ends
        with another code than 0."""
        began = time.monotonic()
        self.process.send_signal(number)
        try:
            code = self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Broken(f"it did not end within {END_SECONDS:.0f} seconds") from None
        took = time.monotonic() - began
        self._gone()
        if code:
            raise Broken(f"it ended with code {code}")
        return took

    def _gone(self) -> None:
        """Wait until nothing is left of it, its helpers included."""
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._log.close()
        until = time.monotonic() + END_SECONDS
        while _alive(self.process.pid):
            if time.monotonic() > until:
                os.killpg(self.process.pid, signal.SIGKILL)
                raise Broken("a process that it had started is still there")
            time.sleep(0.01)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def capturing(file: Path, home: Path, *, small_disk: bool = False) -> Iterator[Capture]:
    """A capture that listens, and is killed at the end where it has not been ended."""
    capture = Capture(file, home, small_disk=small_disk)
    try:
        yield capture.ready()
    finally:
        if capture.process.poll() is None:
            capture.kill()


@dataclass(frozen=True, slots=True)
class Post:
    """One request: the ids of its messages, when it was sent and answered (monotonic seconds),
    and the status of its answer, 0 where the connection broke, -1 where it hung."""

    ids: tuple[str, ...]
    sent: float
    answered: float
    status: int


@dataclass
class Flood:
    """Clients that post as fast as they are answered, until `stop`."""

    port: int
    name: str
    seed: str
    posts: list[Post] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._end = threading.Event()
        self._threads = [
            threading.Thread(target=self._client, args=(number,), daemon=True)
            for number in range(_CLIENTS)
        ]

    def start(self) -> "Flood":
        """Begin."""
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> "Flood":
        """Wait for the answers under way, and end."""
        self._end.set()
        for thread in self._threads:
            thread.join()
        return self

    def with_status(self, *statuses: int) -> list[Post]:
        """The posts that were answered so."""
        return [post for post in self.posts if post.status in statuses]

    @property
    def acknowledged(self) -> list[str]:
        """The ids of every message that was acknowledged."""
        return [one for post in self.with_status(200) for one in post.ids]

    def figures(self) -> str:
        """The answers by status."""
        by_status = Counter(post.status for post in self.posts)
        words = {0: "broken connections", -1: "hung"}
        return ", ".join(
            f"{count:,} {words.get(status, status)}" for status, count in sorted(by_status.items())
        )

    def _client(self, number: int) -> None:
        dice = Random(f"{self.seed} {self.name} {number}")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANG_SECONDS)
        serial = 0
        with closing(connection):
            while not self._end.is_set():
                count = 1 if dice.random() < 0.7 else dice.randint(2, 60)
                ids = tuple(f"{self.name}-{number}-{serial + index}" for index in range(count))
                serial += count
                post = _posted(connection, ids, dice)
                self.posts.append(post)
                if post.status <= 0:
                    connection.close()
                    # Nobody listens any more, or not yet.
                    self._end.wait(0.02)


def _posted(connection: http.client.HTTPConnection, ids: tuple[str, ...], dice: Random) -> Post:
    items = [_message(one, dice) for one in ids]
    single = len(items) == 1
    body = json.dumps(items[0] if single else {"batch": items, "writeKey": "torture1"})
    sent = time.monotonic()
    try:
        connection.request("POST", "/v1/t" if single else "/v1/batch", body)
        answer = connection.getresponse()
        status = answer.status
        answer.read()
    except TimeoutError:
        status = -1
    except (OSError, http.client.HTTPException):
        status = 0
    return Post(ids, sent, time.monotonic(), status)


def _message(message_id: str, dice: Random) -> dict[str, object]:
    """A click or a view by one of a few shoppers, so that the rules have something to remember."""
    return {
        "type": "track",
        "event": dice.choice(("Product Clicked", "Product Viewed", "Order Completed")),
        "messageId": message_id,
        "anonymousId": f"shopper-{dice.randrange(50)}",
        "writeKey": "torture1",
        "properties": {
            "product_id": f"sku-{dice.randrange(100)}",
            "resolvedBidId": f"bid-{dice.randrange(1_000)}",
            "note": "x" * dice.randrange(2_000),
        },
    }


def check_messages(file: Path, acknowledged: Sequence[str], refused: Sequence[str] = ()) -> int:
    """Each acknowledged message is there exactly once, no other twice, none of `refused` at all,
    and SQLite finds nothing wrong; the number of messages. Raises Broken."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        (found,) = connection.execute("PRAGMA integrity_check").fetchone()
        if found != "ok":
            raise Broken(f"integrity_check: {found}")
        if wrong := connection.execute("PRAGMA foreign_key_check").fetchall():
            raise Broken(f"foreign_key_check: {wrong[:5]}")
        there = Counter(one for (one,) in connection.execute("SELECT message_id FROM message"))
    if lost := [one for one in acknowledged if not there[one]]:
        raise Broken(f"{len(lost)} acknowledged messages are lost: {lost[:5]}")
    if twice := [one for one, count in there.items() if count > 1]:
        raise Broken(f"{len(twice)} messages are there more than once: {twice[:5]}")
    if kept := [one for one in refused if there[one]]:
        raise Broken(f"{len(kept)} messages are there although they were refused: {kept[:5]}")
    return there.total()


def check_verdicts(file: Path) -> int:
    """“Analysed up to” is exactly what has verdicts; the row it says. Raises Broken."""
    questions = {
        "verdicts on messages that are not analysed": "SELECT count(*) FROM judgement "
        "WHERE message > :upto",
        "deliveries of messages that are not analysed": "SELECT count(*) FROM delivery "
        "WHERE message > :upto",
        "findings on messages that are not analysed": "SELECT count(*) FROM finding "
        "WHERE message > :upto",
        "messages that are analysed and have no verdict": "SELECT count(*) FROM message AS m "
        "WHERE m.id <= :upto AND NOT EXISTS "
        "(SELECT 1 FROM judgement AS j WHERE j.message = m.id)",
    }
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("BEGIN")
        upto = connection.execute("SELECT value FROM meta WHERE key = 'analysed'").fetchone()[0]
        for what, question in questions.items():
            (count,) = connection.execute(question, {"upto": upto}).fetchone()
            if count:
                raise Broken(f"{count} {what} (analysed up to {upto})")
    return int(upto)


def check_analysis(file: Path) -> int:
    """What was judged in pieces, between kills, is what one pass over the messages says; the
    number of findings. Raises Broken."""
    from app.analysis.analyst import Analyst
    from app.store.filters import QUERY_ALL
    from app.store.reader import Reader

    reader = Reader(file)
    try:
        configuration = reader.configuration()
        assert configuration is not None
        analyst = Analyst(configuration)
        verdicts: dict[int, str] = {}
        said: dict[int | None, dict[str, tuple[object, ...]]] = {}
        last = 0
        while page := reader.messages(after=last):
            for row, message, judged_at in page:
                judgement, changes = analyst.add(row, message, judged_at)
                verdicts[row] = judgement.verdict
                for change in changes:
                    said.setdefault(change.row, {})[change.code] = change.findings
                last = row
        for change in analyst.capture_changes():
            said.setdefault(change.row, {})[change.code] = change.findings
        rows = list(reader.ids(QUERY_ALL))
        stored = {one.id: one.verdict for one in reader.rows(rows)}
        if stored != verdicts:
            wrong = [row for row in verdicts if stored.get(row) != verdicts[row]]
            raise Broken(f"{len(wrong)} verdicts are others than in one pass: rows {wrong[:5]}")
        findings = 0
        for key in (None, *rows):
            expected = Counter(repr(one) for many in said.get(key, {}).values() for one in many)
            found = Counter(repr(one) for one in reader.findings(key))
            if found != expected:
                raise Broken(
                    f"findings on {key or 'the capture'} are others than in one pass: "
                    f"{list((found - expected) | (expected - found))[:2]}"
                )
            findings += found.total()
        return findings
    finally:
        reader.close()
