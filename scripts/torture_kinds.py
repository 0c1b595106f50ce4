"""The kinds of torture. Each raises Broken where a promise is broken."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

from torture_kit import (
    START_SECONDS,
    Broken,
    Capture,
    Flood,
    Post,
    capturing,
    check_analysis,
    check_messages,
    check_verdicts,
)

_RECOVERY_SECONDS = 10.0
_ANALYSIS_SECONDS = 60.0
"""Without a verdict for so long, analysis stands still."""


def kill(folder: Path, rounds: int, dice: Random, longest: float) -> None:
    """SIGKILL at a random moment of a flood, or of the start; start again on the same file."""
    file, home = folder / "kill.tsi", folder / "home"
    acknowledged: list[str] = []
    for number in range(1, rounds + 1):
        at_start = dice.random() < 0.15
        moment = dice.uniform(0.0, 1.0 if at_start else longest)
        if at_start:
            capture = Capture(file, home)
            time.sleep(moment)
            capture.kill()
            print(f"  {number}: killed {moment:.2f} s after the start", flush=True)
            continue
        capture = Capture(file, home).ready()
        flood = Flood(capture.port, f"k{number}", str(dice.random())).start()
        time.sleep(moment)
        in_analysis = dice.random() < 0.3
        if in_analysis:
            # What has come is judged only while nothing comes.
            flood.stop()
            moment += (pause := dice.uniform(0.0, 1.5 * longest))
            time.sleep(pause)
        capture.kill()
        flood.stop()
        acknowledged += flood.acknowledged
        with capturing(file, home):
            total = check_messages(file, acknowledged)
            analysed = check_verdicts(file)
        print(
            f"  {number}: killed after {moment:.2f} s{' in mid-analysis' if in_analysis else ''}; "
            f"{flood.figures()}; {total:,} messages, {analysed:,} analysed",
            flush=True,
        )
    with capturing(file, home) as capture:
        _until_analysed(file)
        capture.end()
    total = check_messages(file, acknowledged)
    check_verdicts(file)
    findings = check_analysis(file)
    print(
        f"  {len(acknowledged):,} acknowledged, none lost, none twice; {total:,} messages; "
        f"verdicts and {findings:,} findings as in one pass"
    )


def full(folder: Path, rounds: int, dice: Random, longest: float) -> None:
    """The disk gets full under a flood, and has room again."""
    for number in range(1, rounds + 1):
        with _small_disk(folder / f"disk-{number}", 24) as disk:
            if disk is None:
                _limited(folder, number, dice, longest)
                continue
            ballast = disk / "ballast"
            _fill(ballast, dice.randrange(6, 14) * 1_000_000)
            file = disk / "full.tsi"
            with capturing(file, folder / "home", small_disk=True) as capture:
                _refuses_and_recovers(
                    capture,
                    file,
                    f"f{number}",
                    dice,
                    longest,
                    recover=ballast.unlink,
                    wait_for_refusal=True,
                )
    with _small_disk(folder / "large-disk", 540) as disk:
        if disk is None:
            print("  not tried: the limit of 500 MB, since no disk can be mounted here")
            return
        _low(disk, folder, dice)


def _limited(folder: Path, number: int, dice: Random, longest: float) -> None:
    """Without a small disk: the system refuses to let the process's files grow."""
    import resource

    if number == 1:
        print("  no disk can be mounted here: the size of the files is limited instead")
    file = folder / f"limited-{number}.tsi"
    with capturing(file, folder / "home") as capture:
        pid = capture.process.pid
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (8_000_000, hard))
        _refuses_and_recovers(
            capture,
            file,
            f"f{number}",
            dice,
            longest,
            recover=lambda: resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard)),
            wait_for_refusal=True,
        )


def _low(disk: Path, folder: Path, dice: Random) -> None:
    """Nothing is acknowledged below 500 MB of free disk, and again above it."""
    ballast = disk / "ballast"
    file = disk / "low.tsi"
    with capturing(file, folder / "home") as capture:
        flood = Flood(capture.port, "low", str(dice.random())).start()
        _until(lambda: bool(flood.with_status(200)), "nothing is acknowledged with room")
        _fill(ballast, 80_000_000)
        _until(lambda: flood.posts[-1].status == 503, "it goes on below 500 MB of free disk")
        # Free space is measured a few times a second.
        time.sleep(0.5)
        low = time.monotonic()
        time.sleep(0.5)
        up = time.monotonic()
        ballast.unlink()
        _recovered(flood, up)
        flood.stop()
        if [post for post in _between(flood.posts, low, up) if post.status == 200]:
            raise Broken("a message was acknowledged below 500 MB of free disk")
        capture.end()
    check_messages(file, flood.acknowledged, _refused(flood))
    print(f"  below 500 MB: {flood.figures()}; went on by itself")


def locked(folder: Path, rounds: int, dice: Random, longest: float) -> None:
    """Another program holds the write lock of the file, and lets go."""
    file, home = folder / "locked.tsi", folder / "home"
    with capturing(file, home) as capture:
        for number in range(1, rounds + 1):
            how = dice.choice(("IMMEDIATE", "EXCLUSIVE"))
            with _holding(file, how) as let_go:
                held = time.monotonic()
                _refuses_and_recovers(
                    capture,
                    file,
                    f"l{number}",
                    dice,
                    longest,
                    recover=let_go,
                    wait_for_refusal=dice.random() < 0.8,
                    held=held,
                )
        _end_while_locked(capture, file, dice)


def _end_while_locked(capture: Capture, file: Path, dice: Random) -> None:
    with _holding(file, "IMMEDIATE") as let_go:
        flood = Flood(capture.port, "last", str(dice.random())).start()
        time.sleep(dice.uniform(0.0, 1.0))
        took = capture.end()
        flood.stop()
        let_go()
    if flood.with_status(200):
        raise Broken("a message was acknowledged while the file was locked")
    print(f"  ended in {took:.1f} s while the file was locked; {flood.figures()}")


def interrupt(folder: Path, rounds: int, dice: Random, longest: float) -> None:
    """Ctrl+C and SIGTERM during a flood: each request is answered or refused, none hangs."""
    file, home = folder / "interrupt.tsi", folder / "home"
    acknowledged: list[str] = []
    for number in range(1, rounds + 1):
        sent = (signal.SIGINT, signal.SIGTERM)[number % 2]
        capture = Capture(file, home).ready()
        flood = Flood(capture.port, f"i{number}", str(dice.random())).start()
        time.sleep(dice.uniform(0.05, longest))
        took = capture.end(sent)
        flood.stop()
        acknowledged += flood.acknowledged
        if flood.with_status(-1):
            raise Broken(f"{len(flood.with_status(-1))} requests hung")
        total = check_messages(file, acknowledged)
        check_verdicts(file)
        left = [one.name for one in file.parent.iterdir() if one.name.startswith(f"{file.name}-")]
        if any(not name.endswith(("-wal", "-shm")) for name in left):
            raise Broken(f"left behind: {left}")
        print(
            f"  {number}: {sent.name}, ended in {took:.1f} s; {flood.figures()}; "
            f"{total:,} messages",
            flush=True,
        )
    print(f"  {len(acknowledged):,} acknowledged, none lost, none twice")


def _refuses_and_recovers(
    capture: Capture,
    file: Path,
    name: str,
    dice: Random,
    longest: float,
    *,
    recover: Callable[[], object],
    wait_for_refusal: bool,
    held: float | None = None,
) -> None:
    """Nothing is acknowledged without a commit, and all is well after `recover`, without a new
    start. `held` is since when nothing could be committed."""
    flood = Flood(capture.port, name, str(dice.random())).start()
    if wait_for_refusal:
        _until(lambda: bool(flood.with_status(503)), "nothing was refused")
    time.sleep(dice.uniform(0.0, longest / 4))
    up = time.monotonic()
    recover()
    _recovered(flood, up)
    flood.stop()
    if flood.with_status(-1):
        raise Broken(f"{len(flood.with_status(-1))} requests hung")
    if odd := {post.status for post in flood.posts} - {200, 503}:
        raise Broken(f"answers of status {sorted(odd)}")
    if held is not None and [
        post for post in _between(flood.posts, held, up) if post.status == 200
    ]:
        raise Broken("a message was acknowledged while the file was locked")
    total = check_messages(file, flood.acknowledged, _refused(flood))
    slowest = max(post.answered - post.sent for post in flood.posts)
    print(
        f"  {name}: {flood.figures()}; slowest answer {slowest:.1f} s; {total:,} messages",
        flush=True,
    )


def _refused(flood: Flood) -> list[str]:
    return [one for post in flood.with_status(503) for one in post.ids]


def _between(posts: list[Post], after: float, before: float) -> list[Post]:
    return [post for post in posts if post.sent >= after and post.answered <= before]


def _recovered(flood: Flood, since: float) -> None:
    def again() -> bool:
        return any(post.status == 200 and post.sent > since for post in flood.posts[-200:])

    _until(again, "it did not go on by itself")


def _until(condition: Callable[[], bool], problem: str) -> None:
    until = time.monotonic() + _RECOVERY_SECONDS
    while not condition():
        if time.monotonic() > until:
            raise Broken(f"{problem} ({_RECOVERY_SECONDS:.0f} s)")
        time.sleep(0.01)


def _until_analysed(file: Path) -> None:
    """Wait for as long as analysis goes on. Raises Broken."""
    before, since = -1, time.monotonic()
    while True:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as one:
            last, analysed = one.execute(
                "SELECT (SELECT max(id) FROM message), "
                "(SELECT value FROM meta WHERE key = 'analysed')"
            ).fetchone()
        if (last or 0) <= analysed:
            return
        if analysed != before:
            before, since = analysed, time.monotonic()
        elif time.monotonic() - since > _ANALYSIS_SECONDS:
            raise Broken(f"analysis stands still at {analysed:,} of {last:,} messages")
        time.sleep(0.1)


def _fill(file: Path, size: int) -> None:
    with file.open("wb") as ballast:
        os.posix_fallocate(ballast.fileno(), 0, size)


@contextmanager
def _small_disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """A disk of its own in memory, or None where this user may not mount one."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        mounted = not subprocess.run(["mount", *options], capture_output=True).returncode
    except FileNotFoundError:
        mounted = False
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


@contextmanager
def _holding(file: Path, how: str) -> Iterator[Callable[[], object]]:
    """Another process holds the write lock of the file until the function is called."""
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60); "
        f"c.execute('BEGIN {how}'); print('held', flush=True); sys.stdin.read(1); "
        "c.execute('ROLLBACK')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        if holder.stdout.readline() != b"held\n":
            raise Broken(f"the lock was not given within {START_SECONDS} s")

        def let_go() -> None:
            assert holder.stdin is not None
            with closing(holder.stdin):
                holder.stdin.write(b".")

        try:
            yield let_go
        finally:
            holder.kill()
