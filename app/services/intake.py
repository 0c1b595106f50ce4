"""What the endpoint is told to do with event posts: answer some with faults, keep some out."""

from collections.abc import Collection, Iterable
from pathlib import Path

from app.capture.faults import Fault
from app.capture.gate import Accepted, origin_of
from app.capture.switches import Switches
from app.services.newcomers import newcomers_of
from app.store.errors import ReadOnlyCapture
from app.store.remarks import Remark
from app.store.writer import Writer


class Intake:
    """The switches of one capture. From any thread, but for `answer_with`."""

    def __init__(
        self, path: Path, writer: Writer | None = None, remarks: Iterable[Remark] = ()
    ) -> None:
        """Without a `writer` nothing is taken in. `remarks` are those of the capture."""
        remarks = tuple(remarks)
        self._path = path
        self._writer = writer
        self._fault_used = any(one.kind == "fault" for one in remarks)
        self.switches = (
            Switches() if writer is None else Switches(newcomers=newcomers_of(writer, remarks))
        )

    def answer_with(self, *faults: Fault) -> None:
        """Answer the next event posts with these faults, one after the other, instead of taking
        them; with none, take them again. Replaces what was switched on before.

        The posts are kept as refused requests. Raises ReadOnlyCapture.
        """
        if self._writer is None:
            raise ReadOnlyCapture(self._path, what="file")
        if faults and not self._fault_used:
            self._fault_used = True
            self._writer.remark("fault", faults[0].kind)
        self.switches.faults.answer_with(*faults)

    @property
    def fault(self) -> Fault | None:
        """What the next event post gets instead of its acknowledgement, with the times that are
        left of it; None where it is taken."""
        return self.switches.faults.current

    @property
    def fault_used(self) -> bool:
        """Whether a fault is switched on, or was at any time in this capture: browsers may then
        have parked events, which they send later to whatever endpoint they have by then."""
        return self._fault_used

    def accept_only(self, origins: Collection[str] = (), keys: Collection[str] = ()) -> None:
        """Keep out pages of other origins, and requests with other write keys (whole ones);
        without any of a kind, all of that kind are accepted.

        Raises ValueError, with a sentence, for what is no origin.
        """
        self.switches.gate.accepted = Accepted(
            frozenset(origin_of(one) for one in origins), frozenset(keys)
        )

    @property
    def accepted(self) -> Accepted:
        """The origins and write keys that are accepted; false where all are."""
        return self.switches.gate.accepted
