"""The launch checklist of a capture, kept up to date while messages come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.analysis.analyst import Analyst
from app.analysis.book import Book
from app.analysis.checklist import Checklist, Mark, checklist
from app.analysis.judged import JudgedMessage
from app.analysis.seen import Seen
from app.analysis.winners import Winner, follow
from app.destination.model import Configuration
from app.lint.finding import Change, Finding, Severity
from app.lint.silence import Silence, silenced_too
from app.segment.jsontext import JsonError, JsonObject, dumps_text, loads
from app.services.desk import OnProgress
from app.services.silences import silences_of
from app.store.reader import Reader
from app.store.remarks import Remark

_PAGE = 200
MOST = 200_000
"""Messages that are looked at when a capture is opened, the newest."""
LONGEST_NOTE = 500
"""Characters of a person's own words about a point."""


@dataclass(frozen=True, slots=True)
class Look:
    """Order: the checklist as it stands now. `since`: only messages that came then or later, in
    milliseconds since 1970; 0 for all of them. `marks`: what a person said of the points counts;
    not in a capture of another installation."""

    configuration: Configuration
    since: int = 0
    marks: bool = True


@dataclass(frozen=True, slots=True)
class Looked:
    """The checklist up to row `upto`. `older` messages were not looked at."""

    checklist: Checklist
    upto: int
    older: int = 0


class ChecklistWorker:
    """Remembers what it has read: a later look only reads what came since."""

    def __init__(self) -> None:
        self._of: tuple[str, int] | None = None
        self._row = self._older = 0

    def work(self, order: Look, reader: Reader, progress: OnProgress) -> Looked:
        """Read what is new and judge every point."""
        wanted = order.configuration.hash, order.since
        upto = reader.progress().committed
        if wanted != self._of:
            self._begin(order.configuration, max(0, upto - MOST))
            self._of = wanted
        start = self._row
        while page := reader.messages(after=self._row, limit=_PAGE):
            if self._row >= upto:
                break
            for row, message, judged_at in page:
                self._row = row
                if judged_at >= order.since:
                    self._take(row, message, judged_at)
            progress(self._row - start, max(upto, self._row) - start)
        self._keep(self._analyst.capture_changes())
        seen = self._told([one for _, one in silences_of(reader)] if order.marks else [])
        witness = follow(_winners(reader, order.since), seen)
        marks = marks_of(reader.remarks()) if order.marks else {}
        made = checklist(seen, order.configuration, self._book.credits(), witness, marks)
        return Looked(made, self._row, self._older)

    def _begin(self, configuration: Configuration, older: int) -> None:
        self._analyst = Analyst(configuration)
        self._book = Book(configuration)
        self._found: dict[int, dict[str, tuple[Finding, ...]]] = {}
        self._row = self._older = older

    def _take(self, row: int, message: JsonObject, judged_at: int) -> None:
        judgement, changes = self._analyst.add(row, message, judged_at)
        self._book.add(JudgedMessage(row, message, judged_at, judgement))
        self._keep(changes)

    def _keep(self, changes: Iterable[Change]) -> None:
        for one in changes:
            if one.row is None:
                continue
            if one.findings:
                self._found.setdefault(one.row, {})[one.code] = tuple(map(_light, one.findings))
            elif one.row in self._found:
                self._found[one.row].pop(one.code, None)

    def _told(self, silences: Sequence[Silence]) -> list[Seen]:
        """What is remembered, with the findings that stand; those that a person has silenced in
        the capture are marked too."""
        by_row = {one.row: one for one in self._book.seen} if silences else {}

        def findings(row: int) -> Sequence[Finding]:
            found = [one for some in self._found.get(row, {}).values() for one in some]
            if not found or row not in by_row:
                return found
            seen = by_row[row]
            event = seen.name if seen.type == "track" else seen.type
            return silenced_too(found, silences, event=event, page=seen.path)

        return self._book.told(findings)


def _light(one: Finding) -> Finding:
    """What the checklist reads of a finding; its texts are not kept."""
    return _light_one(one.code, one.severity, one.paths, one.quiet, one.silenced)


@lru_cache(maxsize=2_000)
def _light_one(
    code: str, severity: Severity, paths: tuple[str, ...], quiet: bool, silenced: bool
) -> Finding:
    return Finding(code, severity, "", "", "", "", paths=paths, quiet=quiet, silenced=silenced)


def _winners(reader: Reader, since: int) -> Iterable[Winner]:
    row = 0
    while page := reader.auctions(after=row, limit=500):
        for row, one in page:
            if one.seen_at >= since:
                yield Winner(row, one.bid, one.product, one.user, one.seen_at)


def marks_of(remarks: Iterable[Remark]) -> Mapping[str, Mark]:
    """What a person said of the points, by the point's id; the last word on each holds. What is
    no such word, which a mailed file may well hold, is left aside."""
    marks: dict[str, Mark] = {}
    for one in remarks:
        if one.kind != "point":
            continue
        try:
            said = loads(one.value)
        except JsonError:
            continue
        if isinstance(said, dict) and isinstance(said.get("point"), str):
            note = said.get("note")
            marks[said["point"]] = Mark(
                said.get("confirmed") is True,
                said.get("not_needed") is True,
                note[:LONGEST_NOTE] if isinstance(note, str) else "",
            )
    return marks


def mark_text(point: str, mark: Mark) -> str:
    """The remark that says so of a point."""
    return dumps_text(
        {
            "point": point,
            "confirmed": mark.confirmed,
            "not_needed": mark.not_needed,
            "note": mark.note[:LONGEST_NOTE],
        }
    )
