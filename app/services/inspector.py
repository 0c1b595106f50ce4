"""One capture, and everything that works on it. Used by the window and the command line."""

import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from app import __version__
from app.capture.endpoint import Endpoint
from app.capture.faults import Fault
from app.capture.gate import EVERYBODY, Accepted
from app.capture.sockets import SERVICE
from app.config.installation import installation_id
from app.config.paths import Paths, find_paths
from app.demo import shopper
from app.destination import load_definition
from app.destination.model import Configuration
from app.follower import Follower
from app.replay.control import Control
from app.replay.plan import Plan
from app.replay.run import OnProgress, Summary
from app.replay.target import Target, sandbox_target
from app.sandbox.server import Sandbox
from app.services import replaying
from app.services.intake import Intake
from app.services.listening import address_of, listen
from app.services.news import News, Notices
from app.services.reach import Reaching
from app.services.readers import Job, ReaderPool
from app.services.strangers import StrangersCapture, is_strangers
from app.services.tail import Tail
from app.services.writing import TellingWriter
from app.store.capture_file import OnCopied, file_size
from app.store.errors import Busy, ReadOnlyCapture
from app.store.model import KEEP_ALL, Progress, Retention
from app.store.reader import Reader
from app.store.writer import Writer

T = TypeVar("T")


class Inspector:
    """Made by `start`, ended by `close`. For the thread of the front; `read` and `mark` may be
    called from any.

    - `path`: the capture file. `read_only`: it is only looked at, and `read_only_reason` says
      why; nothing listens, and what would write fails with ReadOnlyCapture.
    - `address`: what an SDK is pointed at, empty where nothing listens; `port` its port.
      `port_note` says that it is not the port that was asked for, else it is empty.
    - `intake`: faults to answer with, and who is accepted.
    - `reaching`: who can reach it, and the way to change that; None where nothing listens.
    - `began_with`: the highest message row when it was opened. `of_a_stranger`: another
      installation made the file, so its verdicts are the sender's.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read_only = False
        self.read_only_reason = ""
        self.port = 0
        self.port_note = ""
        self.began_with = 0
        self.of_a_stranger = False
        self._configuration: Configuration | None = None
        self._news = News()
        self._readers = ReaderPool(path)
        self._writer: TellingWriter | None = None
        self._follower: Follower | None = None
        self._endpoint: Endpoint | None = None
        self._tail: Tail | None = None
        self._sandbox: Sandbox | None = None
        self.reaching: Reaching | None = None
        self.intake = Intake(path)

    @classmethod
    def start(
        cls,
        path: Path | None = None,
        *,
        configuration: Configuration | None = None,
        host: str = "127.0.0.1",
        port: int = 8765,
        next_free_port: bool = False,
        may_read_only: bool = False,
        any_maker: bool = False,
        listening: bool = True,
        tls: bool = False,
        sdk_dir: Path | None = None,
        retention: Retention = KEEP_ALL,
        faults: Sequence[Fault] = (),
        accepted: Accepted = EVERYBODY,
        paths: Paths | None = None,
    ) -> "Inspector":
        """Open the capture `path` (None: a new one in the captures folder) and listen.

        `configuration` becomes the capture's own; without one it keeps what it has, and a new
        one gets the packaged configuration. `port` 0 picks a free one; with `next_free_port` a
        taken port is moved away from. With `may_read_only` a capture that another process writes,
        that nobody may write, or that another installation has made is opened to read only.
        `any_maker` is for working copies: what another installation made may be written.
        With `tls` https is spoken beside http on the same port. `sdk_dir` is the folder `dist/umd`
        of the browser's SDK, for snippets to load it from here.

        `retention` is what the capture keeps; see `keep`. `faults` and `accepted` hold from the
        first request on; see `Intake`.

        Raises BindError, AuthorityError, a CaptureFileError, or OSError where the folder for a new
        capture cannot be made.
        """
        paths = paths or find_paths()
        if path is None:
            paths.create()
            path = paths.new_capture(datetime.now())
        with ExitStack() as undo:
            sockets: list[socket.socket] = []
            note = ""
            if listening:
                sockets, note = listen(host, port, next_free_port=next_free_port)
                for one in sockets:
                    undo.callback(one.close)
            inspector = cls(path.absolute())
            undo.callback(inspector.close)
            inspector._open(paths, configuration, may_read_only, any_maker)
            if inspector.read_only:
                for one in sockets:
                    one.close()
            else:
                inspector.keep(retention)
            if sockets and not inspector.read_only:
                inspector.intake.answer_with(*faults)
                inspector.intake.accept_only(accepted.origins, accepted.keys)
                inspector._listen(sockets, note, sdk_dir)
                assert inspector._endpoint is not None
                inspector.reaching = Reaching(inspector._endpoint, host, paths.data / "tls")
                if tls:
                    inspector.reaching.secure(True)
            undo.pop_all()
        return inspector

    def _open(
        self,
        paths: Paths,
        configuration: Configuration | None,
        may_read_only: bool,
        any_maker: bool,
    ) -> None:
        installation = installation_id(paths.data)
        try:
            if not any_maker and is_strangers(self.path, installation):
                raise StrangersCapture(self.path)
            self._writer = TellingWriter(
                self.path,
                installation=installation,
                on_progress=self._progressed,
                on_deleted=lambda _: self._news.changed(),
            )
        except (Busy, ReadOnlyCapture, StrangersCapture) as error:
            if not may_read_only:
                raise
            self.read_only = True
            self.read_only_reason = str(error)
            self.of_a_stranger = isinstance(error, StrangersCapture)
        self._readers.open()
        own = self.read(lambda reader: reader.configuration()).future.result()
        self.began_with = self.read(lambda reader: reader.progress()).future.result().committed
        self._configuration = configuration or own or load_definition().configuration()
        if self._writer is None:
            self._tail = Tail(self.path, self._news)
            self._tail.start()
            return
        self._writer.news = self._news
        remarks = self.read(lambda reader: reader.remarks()).future.result()
        self.intake = Intake(self.path, self._writer, remarks)
        self._follower = Follower(
            self.path, self._writer, self._configuration, on_trouble=self._news.troubled
        )
        self._follower.start()
        self._progressed(self._writer.progress)

    def _listen(self, sockets: list[socket.socket], note: str, sdk_dir: Path | None) -> None:
        assert self._writer is not None
        endpoint = Endpoint(
            self._writer,
            on_event=self._news.happened,
            identity={
                "service": SERVICE,
                "version": __version__,
                "capture": self._writer.identity.capture,
            },
            sdk_dir=sdk_dir,
            switches=self.intake.switches,
        )
        self._endpoint = endpoint
        endpoint.start(sockets)
        self.port = endpoint.port
        self.port_note = note

    def _progressed(self, progress: Progress) -> None:
        """On the writer's thread."""
        self._news.progressed(progress)
        if self._follower is not None:
            self._follower.notify(progress.committed)

    @property
    def address(self) -> str:
        """What an SDK on this computer is pointed at; empty where nothing listens."""
        if self.reaching is None:
            return ""
        return address_of(self.reaching.reach.host, self.port)

    @property
    def configuration(self) -> Configuration:
        """What judges the messages."""
        assert self._configuration is not None
        return self._configuration

    @property
    def size(self) -> int:
        """Bytes on disk: the file and the log beside it, where what came last lies."""
        return file_size(self.path)

    @property
    def file_gone(self) -> bool:
        """Whether the file was deleted, moved or replaced while it is written here: no request
        is acknowledged then. What it held can still be read and copied."""
        return self._writer is not None and self._writer.gone

    @property
    def shortage(self) -> str:
        """Why nothing is stored although it could be, in a sentence: less than 500 MB is free on
        the disk of the capture. Empty where there is enough, and where nothing is written here."""
        return "" if self._writer is None else self._writer.shortage

    @property
    def retention(self) -> Retention:
        """What the capture keeps."""
        return KEEP_ALL if self._writer is None else self._writer.retention

    def keep(self, retention: Retention) -> None:
        """Keep this from now on; what it lets go is deleted in the background, see
        `app.store.upkeep` for what stays all the same. Raises ReadOnlyCapture."""
        if self._writer is None:
            raise ReadOnlyCapture(self.path, what="file")
        self._writer.keep(retention)

    @property
    def target(self) -> Target:
        """The sandbox of this computer as a target; starts it where it does not run yet."""
        return sandbox_target(self.sandbox().url)

    def read(self, work: Callable[[Reader], T]) -> Job[T]:
        """Put a question to the capture, on a reader thread."""
        return self._readers.submit(work)

    def drain(self) -> Notices:
        """The news since the last call. Cheap: it asks no file, and the disk for its free space
        a few times a second."""
        return self._news.drain(self.shortage)

    def wait_analysed(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds until all that is committed now has its verdict;
        whether it has. Where another process analyses, it only says so."""
        # The file knows of a commit before the writer tells of it.
        progress = self.read(lambda reader: reader.progress()).future.result()
        if self._follower is None:
            return progress.analysed >= progress.committed
        return self._follower.wait_until(progress.committed, timeout)

    def apply(self, configuration: Configuration) -> None:
        """Judge everything anew under another configuration. Returns at once.

        The one that is in use already goes on with what it has judged. Raises ReadOnlyCapture.
        """
        if self._follower is None:
            raise ReadOnlyCapture(self.path, what="file")
        self._configuration = configuration
        self._follower.judge_again(configuration)

    def cancel_judging(self) -> bool:
        """Stop judging what lies behind, after `apply` or at the opening. Returns at once.

        What has its verdict keeps it; the rest, and what comes, stays pending until a
        configuration is applied (the same one goes on where it stopped) or the capture is opened
        again; `Notices.trouble` says so. False where there is nothing to stop: it only keeps up
        with what comes, or nothing is judged here.
        """
        return self._follower is not None and self._follower.cancel()

    def write(self, work: Callable[[Writer], Future[T]]) -> Future[T]:
        """Write something that a person put to the capture: a mark, a note, a silence, a test
        run. The future fails with ReadOnlyCapture where nothing is written here."""
        if self._writer is None:
            refused: Future[T] = Future()
            refused.set_exception(ReadOnlyCapture(self.path, what="file"))
            return refused
        return work(self._writer)

    def mark(self, rows: Sequence[int], on: bool) -> Future[None]:
        """Mark messages, or take their marks away."""
        return self.write(lambda writer: writer.mark(rows, on))

    def copy(self, path: Path, on_progress: OnCopied | None = None) -> Job[None]:
        """Copy the capture to `path`, on a reader thread; it may go on being written, or have
        been deleted since it was opened. `on_progress` is called on that thread. A copy that is
        cancelled leaves nothing behind; see `capture_file.save_copy` for what it fails with."""
        return self.read(lambda reader: reader.save_copy(path, on_progress=on_progress))

    def save_copy(self, path: Path) -> Future[None]:
        """`copy` for one who only waits for its end."""
        return self.copy(path).future

    def sandbox(self) -> Sandbox:
        """The local Topsort, started at the first call. Raises OSError."""
        if self._sandbox is None:
            sandbox = Sandbox()
            sandbox.start()
            self._sandbox = sandbox
        return self._sandbox

    async def replay(
        self,
        plan: Plan,
        *,
        control: Control,
        on_progress: OnProgress,
        stop_at_surprise: bool = True,
    ) -> Summary:
        """Send a plan, recording each attempt; see `app.replay.run.run`.

        Raises ReadOnlyCapture, and StoreFailed where an attempt cannot be recorded.
        """
        if self._writer is None:
            raise ReadOnlyCapture(self.path, what="file")
        return await replaying.replay(
            plan,
            self._writer,
            control=control,
            on_progress=on_progress,
            stop_at_surprise=stop_at_surprise,
        )

    async def run_demo(
        self,
        *,
        speed: float = shopper.SPEED,
        on_progress: Callable[[shopper.DemoProgress], None] | None = None,
    ) -> int:
        """Let the scripted shopper shop here; the number of its messages. Raises DemoError."""
        if not self.address:
            raise shopper.DemoError("Nothing listens here, so the shopper has nowhere to go.")
        async with shopper.make_client() as client:
            return await shopper.shop(
                self.address, client=client, speed=speed, on_progress=on_progress
            )

    def close(self) -> None:
        """End: no new requests, those in flight are answered and committed, the log is folded
        into the file. Takes under five seconds. Safe to call twice.

        Unfinished analysis goes on at the next opening.
        """
        if self._writer is not None:
            self._writer.hasten()
        # What nobody waits for ends beside the requests in flight, which may take long.
        endings = [
            threading.Thread(target=part.stop, name="end")
            for part in (self._sandbox, self._follower)
            if part is not None
        ]
        for one in endings:
            one.start()
        if self.reaching is not None:
            self.reaching.close()
        if self._endpoint is not None:
            self._endpoint.stop()
            self._endpoint = None
        for one in endings:
            one.join()
        self._sandbox = self._follower = None
        if self._tail is not None:
            self._tail.stop()
            self._tail = None
        # An open read would keep the log from being folded in.
        self._readers.close()
        if self._writer is not None:
            self._writer.close()
            self._writer = None
