"""The plan of a replay: what would be sent, as what, and why the rest is left out.

Pure: it reads no file and no clock, and sends nothing.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from app.replay.change import latest_time, rewritten
from app.replay.target import SANDBOX_NAME, Target
from app.segment.jsontext import JsonObject
from app.topsort.contract import check, tie

IdMode: TypeAlias = Literal["keep", "new"]
TimeMode: TypeAlias = Literal["keep", "now"]

REASONS = {
    "dropped": "Dropped by Segment, would never be sent",
    "filtered": "Filtered, would never be sent",
    "discarded": "Discarded by Segment at the door, would never be sent",
    "unmapped": "No subscription has this event",
    "pending": "Not analysed yet",
}
"""Why an outcome cannot be sent at all."""

ACCEPTED_ALREADY = "Accepted already. May count and be billed again"
REJECTED_FORECAST = "Topsort would refuse it"

NOT_SENT = "–"

_TIES = ("anonymous", "organic", "sponsored")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier attempt of the same delivery: the target's name and the outcome."""

    target: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One delivery that was chosen, or one message that has none (`preset` is then empty).

    `time` is the message's own in milliseconds since 1970, `outcome` the delivery's, or the
    message's verdict where it has none. `request` is the body for Topsort.
    """

    row: int
    time: int
    event: str
    origin: str
    outcome: str
    preset: str = ""
    tie: str | None = None
    request: JsonObject | None = None
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One line of the plan.

    `outcome` and `tie` are the forecast for `request`, which is the exact body that would be
    sent (None where nothing can be). `id_change` is `kept`, `new` or `–`; `time_change` `kept`,
    `moved` or `–`. `reason` says why it is left out, or what speaks against it; empty where
    nothing does. Only where `may_tick` can a person put it in.
    """

    row: int
    preset: str
    time: int
    event: str
    origin: str
    outcome: str
    tie: str | None
    target: str
    id_change: str
    time_change: str
    reason: str
    may_tick: bool
    ticked: bool
    request: JsonObject | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a replay would do. Frozen: a changed tick is another plan."""

    target: Target
    rows: tuple[PlanRow, ...]

    @property
    def chosen(self) -> tuple[PlanRow, ...]:
        """The rows that would be sent, in order."""
        return tuple(row for row in self.rows if row.ticked and row.request is not None)

    @property
    def summary(self) -> str:
        """`10 events chosen. 7 would be sent, 3 are left out. Nothing has been sent yet.`"""
        return f"{self.counts} Nothing has been sent yet."

    @property
    def counts(self) -> str:
        """`10 events chosen. 7 would be sent, 3 are left out.`"""
        sent = len(self.chosen)
        out = len(self.rows) - sent
        events = "1 event" if len(self.rows) == 1 else f"{len(self.rows):,} events"
        left = "1 is left out" if out == 1 else f"{out:,} are left out"
        return f"{events} chosen. {sent:,} would be sent, {left}."

    @property
    def forecast(self) -> str:
        """`Forecast: 5 accepted, 2 rejected.` of the rows that would be sent."""
        accepted = sum(1 for row in self.chosen if row.outcome == "accepted")
        return f"Forecast: {accepted:,} accepted, {len(self.chosen) - accepted:,} rejected."

    def with_tick(self, indexes: Iterable[int], on: bool) -> "Plan":
        """The plan with the rows at `indexes` ticked or not; those that may not be stay out."""
        wanted = set(indexes)
        rows = tuple(
            replace(row, ticked=on) if index in wanted and row.may_tick else row
            for index, row in enumerate(self.rows)
        )
        return replace(self, rows=rows)


def _fresh_id() -> str:
    return str(uuid.uuid4())


def plan(
    candidates: Sequence[Candidate],
    target: Target,
    *,
    id_mode: IdMode = "keep",
    time_mode: TimeMode = "keep",
    now: int,
    new_id: Callable[[], str] = _fresh_id,
) -> Plan:
    """Plan to send `candidates` to `target`, one request for each delivery as Segment does.

    `id_mode` `new` gives each event a new id that starts with `replay-`; `time_mode` `now` moves
    all times by one step, so that the latest is `now` and the gaps stay (Topsort refuses the
    future). The forecast is made for the changed request at `now`, in milliseconds since 1970.

    Left out until ticked: what a real Topsort has accepted, or may have (an attempt in doubt),
    since a repeat may count and be billed again; at a real target also what it would refuse.
    """
    bodies = [one.request for one in candidates if one.request is not None]
    latest = max(filter(None, map(latest_time, bodies)), default=None)
    step = now - latest if time_mode == "now" and latest is not None else 0
    return Plan(
        target,
        tuple(_row(one, target, id_mode, time_mode, step, now, new_id) for one in candidates),
    )


def _row(
    one: Candidate,
    target: Target,
    id_mode: IdMode,
    time_mode: TimeMode,
    step: int,
    now: int,
    new_id: Callable[[], str],
) -> PlanRow:
    if one.outcome in REASONS or one.request is None:
        reason = REASONS.get(one.outcome, REASONS["pending"])
        return PlanRow(
            one.row, one.preset, one.time, one.event, one.origin, one.outcome, None,
            target.name, NOT_SENT, NOT_SENT, reason, False, False, None,
        )  # fmt: skip
    make_id = (lambda: f"replay-{new_id()}") if id_mode == "new" else None
    request = rewritten(one.request, new_id=make_id, step=step)
    outcome = "rejected" if check(request, now=now) else "accepted"
    reason = ""
    if any(_counted(earlier) for earlier in one.earlier):
        reason = ACCEPTED_ALREADY
    elif outcome == "rejected" and not target.is_sandbox:
        reason = REJECTED_FORECAST
    return PlanRow(
        row=one.row,
        preset=one.preset,
        time=one.time,
        event=one.event,
        origin=one.origin,
        outcome=outcome,
        tie=_worst_tie(request) if outcome == "accepted" else None,
        target=target.name,
        id_change="new" if id_mode == "new" else "kept",
        time_change="moved" if time_mode == "now" else "kept",
        reason=reason,
        may_tick=True,
        ticked=not reason,
        request=request,
    )


def _counted(earlier: Earlier) -> bool:
    return earlier.target != SANDBOX_NAME and earlier.outcome in ("accepted", "in doubt")


def _worst_tie(request: JsonObject) -> str | None:
    ties = {
        tie(event) for name in ("impressions", "clicks") for event in request.get(name, [])
    }  # accepted by the contract: these are lists of objects
    return next((one for one in _TIES if one in ties), None)
