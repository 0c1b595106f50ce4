"""Origins and write keys that post for the first time, kept with the capture."""

from collections.abc import Iterable

from app.capture.newcomers import Newcomer, Newcomers
from app.store.remarks import Remark
from app.store.writer import Writer


def newcomers_of(writer: Writer, remarks: Iterable[Remark]) -> Newcomers:
    """Knows those who posted to a capture before it was opened now, and keeps those who do so
    for the first time."""
    known = [Newcomer(one.kind, one.value) for one in remarks if one.kind in ("origin", "key")]

    def keep(newcomer: Newcomer) -> None:
        writer.remark(newcomer.kind, newcomer.value)

    return Newcomers(known, keep)
