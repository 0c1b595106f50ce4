"""What the pages Findings and Journeys know of a capture, read little by little.

Used on reader threads. A look reads at most a slice of new messages and says how far it is, so
that nobody has to wait for a whole capture and every look can be given up.
"""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.analysis.assumptions import Assumptions, read_assumptions
from app.analysis.attribution import Credits, attribute
from app.analysis.findings_table import Ledger
from app.analysis.judge import judge
from app.analysis.judged import JudgedMessage
from app.analysis.reading import Reading, codes_of, silenced_codes
from app.analysis.seen import Seen
from app.analysis.verdict import Judgement
from app.analysis.winners import Winner, Witness, follow
from app.destination.model import Configuration, Delivery
from app.lint.finding import Finding
from app.lint.observation import JudgedDelivery
from app.lint.silence import Silence, silenced_too
from app.services.silences import silences_of
from app.store.query import QUERY_ALL, Query
from app.store.reader import Reader

logger = logging.getLogger(__name__)

MOST = 50_000
"""Messages that are looked at together, the newest: some 80 MB. What is older is counted."""

SLICE = 0.5
"""Seconds for which one look reads new messages."""

_PAGE = 100
_WINNERS = 500


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a study is: of `committed` messages `analysed` have their verdicts, and `read` of
    the newest `wanted` of them are known here. `older` ones are left out. All are counts of rows,
    some of which may have been deleted."""

    committed: int
    analysed: int
    wanted: int
    read: int
    older: int

    @property
    def complete(self) -> bool:
        """Whether everything that has its verdict is known."""
        return self.read >= self.wanted


@dataclass(frozen=True, slots=True)
class _Known:
    seen: Seen
    judged: JudgedMessage


class Study:
    """One capture under one configuration at a time. From any thread, one at a time."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._hash = ""
        self._stale = False
        self._forget()

    def _forget(self) -> None:
        self._rows: dict[int, _Known] = {}
        self._first = 0
        self._upto = 0
        self._said: dict[int, tuple[Finding, ...]] = {}
        self._said_upto = 0
        self._credits: Credits | None = None
        self._witness: tuple[int, Witness] | None = None

    def findings_changed(self) -> None:
        """The findings on messages that are known already may be others now. From any thread."""
        self._stale = True

    def advance(
        self, reader: Reader, configuration: Configuration, seconds: float = SLICE
    ) -> Reached:
        """Read new messages for at most `seconds`. Raises what the reader raises."""
        with self._guard:
            if configuration.hash != self._hash:
                self._forget()
                self._hash = configuration.hash
                self._configuration = configuration
                self._reading = Reading(configuration)
            progress = reader.progress()
            if progress.analysed < self._upto:
                # Everything is judged anew, or the file is another one.
                self._forget()
            first = max(0, progress.analysed - self._most)
            if first > self._first + self._most // 10 or not self._rows:
                self._leave_out(first)
            end = time.monotonic() + seconds
            while self._upto < progress.analysed:
                self._read_page(reader, progress.analysed)
                if time.monotonic() >= end:
                    break
            return Reached(
                progress.committed,
                progress.analysed,
                progress.analysed - self._first,
                self._upto - self._first,
                self._first,
            )

    def _leave_out(self, first: int) -> None:
        self._first = first
        self._upto = max(self._upto, first)
        self._said_upto = max(self._said_upto, first)
        self._rows = {row: one for row, one in self._rows.items() if row > first}
        self._said = {row: some for row, some in self._said.items() if row > first}
        self._credits = None

    def _read_page(self, reader: Reader, upto: int) -> None:
        page = reader.messages(after=self._upto, limit=_PAGE)
        for row, message, judged_at in page:
            if row > upto:
                break
            try:
                judgement = judge(message, self._configuration, judged_at=judged_at)
                seen = self._reading.read(JudgedMessage(row, message, judged_at, judgement))
            except Exception:
                # As in the follower: a fault of ours, told in the log, hides no other message.
                logger.exception("Message %d could not be read", row)
                continue
            self._rows[row] = _Known(seen, JudgedMessage(row, {}, judged_at, _slim(judgement)))
        self._upto = min(upto, page[-1][0]) if page else upto
        self._credits = None

    def material(self, reader: Reader, query: Query, silences: bool = True) -> "Material":
        """All that is known, for what is counted and drawn. Raises what the reader raises, and
        AttributionError."""
        with self._guard:
            assumptions = read_assumptions(self._configuration.attribution)
            self._read_findings(reader)
            there = set(reader.ids(query, after=self._first, upto=self._upto))
            everything = query.root is None
            alive = (
                there
                if everything
                else set(reader.ids(QUERY_ALL, after=self._first, upto=self._upto))
            )
            if len(alive) < len(self._rows):
                self._rows = {row: one for row, one in self._rows.items() if row in alive}
                self._credits = None
            held = silences_of(reader) if silences else ()
            return Material(
                self._configuration,
                self._credited(assumptions),
                self._followed(reader),
                held,
                # What concerns the capture as a whole is no part of what a filter shows.
                tuple(reader.findings(None)) if everything else (),
                list(self._told(there, tuple(one for _, one in held))),
            )

    def _read_findings(self, reader: Reader) -> None:
        if self._stale:
            self._stale = False
            self._said, self._said_upto = {}, self._first
        while self._said_upto < self._upto:
            upto = min(self._upto, self._said_upto + 2_000)
            found: dict[int, list[Finding]] = {}
            for row, finding in reader.findings_between(self._said_upto, upto):
                found.setdefault(row, []).append(finding)
            self._said.update((row, tuple(some)) for row, some in found.items())
            self._said_upto = upto

    def _credited(self, assumptions: Assumptions) -> Credits:
        if self._credits is None:
            seen = [one.seen for one in self._rows.values()]
            since = min((one.at for one in seen), default=None) if self._first else None
            self._credits = attribute(seen, assumptions, forgotten=self._first, since=since)
        return self._credits

    def _followed(self, reader: Reader) -> Witness:
        if self._witness is None or self._witness[0] != self._upto:
            seen = (one.seen for one in self._rows.values())
            self._witness = (self._upto, follow(_winners(reader), seen))
        return self._witness[1]

    def _told(self, there: set[int], silences: tuple[Silence, ...]) -> Iterator["Told"]:
        for row, known in self._rows.items():
            findings = self._said.get(row, ())
            seen = known.seen
            if findings and silences:
                event = seen.name if seen.type == "track" else seen.type
                findings = silenced_too(findings, silences, event=event, page=seen.path)
            if findings:
                seen = replace(seen, findings=codes_of(findings), silenced=silenced_codes(findings))
            yield Told(seen, replace(known.judged, findings=findings), row in there)


@dataclass(frozen=True, slots=True)
class Told:
    """One message with the findings on it; `shown`: the filter lets it through."""

    seen: Seen
    judged: JudgedMessage
    shown: bool


@dataclass(frozen=True, slots=True)
class Material:
    """What is known of a capture at one moment."""

    configuration: Configuration
    credits: Credits
    witness: Witness
    silences: tuple[tuple[int, Silence], ...]
    of_capture: tuple[Finding, ...]
    messages: list[Told]

    def ledger(self) -> Ledger:
        """The findings on the messages that the filter lets through, and on the capture."""
        ledger = Ledger(self.configuration, keep=10 * MOST)
        for one in self.messages:
            # Of the others it counts that an order of theirs arrived.
            judged = one.judged if one.shown else replace(one.judged, findings=())
            ledger.add(judged, one.seen)
        silences = tuple(silence for _, silence in self.silences)
        ledger.say_of_capture(silenced_too(self.of_capture, silences))
        return ledger


def _slim(judgement: Judgement) -> Judgement:
    """Without the payloads, which were read already."""
    return replace(
        judgement,
        deliveries=tuple(
            JudgedDelivery(
                Delivery(one.delivery.preset, one.delivery.action, None), one.outcome, one.tie
            )
            for one in judgement.deliveries
        ),
    )


def _winners(reader: Reader) -> Iterator[Winner]:
    row = 0
    while page := reader.auctions(after=row, limit=_WINNERS):
        for row, one in page:
            yield Winner(row, one.bid, one.product, one.user, one.seen_at)
