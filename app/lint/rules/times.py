"""Rules about when an event says that it happened."""

from collections.abc import Iterator

from app.lint.faults import (
    dropped_for,
    paths,
    paths_of,
    place,
    refused_for,
    shown_path,
    told,
)
from app.lint.finding import Finding
from app.lint.observation import JudgedDelivery
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.sent import sent_event
from app.lint.texts import NOUNS, Text
from app.segment.jsontext import Json
from app.segment.paths import MISSING
from app.segment.times import iso
from app.topsort.times import rfc3339
from app.topsort.words import duration, shown

TIM_001 = Text(
    title="In the future",
    says={
        "": "{path} is {value}: {ahead} in the future, seen from {now}.",
    },
    costs={
        "rejected": "Topsort answers invalid_event_time and refuses the {noun}.",
        "": (
            "Topsort refuses events of the future. How much it tolerates is not published; so "
            "little may pass."
        ),
    },
    fixes={
        "": (
            "Set the sender’s clock right, or send sentAt with every request: then Segment "
            "corrects the time."
        )
    },
)

TIM_002 = Text(
    title="Time without offset",
    says={
        "rejected": "{places}: no date and time with Z or an offset such as +01:00.",
        "dropped": "{places}: no date at all.",
    },
    costs={
        "rejected": (
            "Segment lets it pass; Topsort’s published contract refuses the {noun}. In live "
            "traffic Segment writes the timestamp anew, so this bites with mappings of your own, "
            "raw replays and other senders."
        ),
        "dropped": "Segment refuses the {noun} for it.",
    },
    fixes={"": "Send ISO 8601 with Z, such as {now}."},
)

TIM_003 = Text(
    title="Old event",
    says={
        "": "{path} is {value}: {age} old, seen from {now}.",
    },
    costs={
        "late": "Reports show it at its own time; attribution windows are counted from there.",
        "old": (
            "Usual attribution windows are 7 to 14 days, so it may attribute nothing any more. "
            "How old an event may be is not published."
        ),
        "outside": (
            "It lies outside every attribution window: 90 days is the longest. How old an event "
            "may be is not published."
        ),
    },
    fixes={"": "Check whether this is a backfill, and whether the sender’s clock is right."},
)

TIM_004 = Text(
    title="No timestamp",
    says={"": "{places}, and occurredAt is read from there."},
    costs={"": "The {noun} is lost before Topsort: it requires a time."},
    fixes={"": "Segment sets timestamp itself; leave it as it came, or map another time."},
)

_ACTIONS = tuple(NOUNS)
_FIELD = "occurredAt"


def future(scene: Scene) -> Iterator[Finding]:
    """TIM-001: the time that goes out lies ahead of the time that the event is judged at."""
    for index, judged, value, moment in _moments(scene):
        ahead = moment - scene.judged_at
        if ahead <= 0:
            continue
        lost = judged.outcome == "rejected" and any(
            one.err_code == "invalid_event_time" for one in judged.refusals
        )
        where = place(scene, judged, (_FIELD,))
        yield TIM_001.finding(
            "TIM-001",
            "error" if lost else "warning",
            costs="rejected" if lost else "",
            path=shown_path(where) or _FIELD,
            value=shown(value),
            ahead=duration(ahead),
            now=_now(scene),
            noun=NOUNS[judged.delivery.action],
            paths=paths([where]),
            delivery=index,
        )


def no_offset(scene: Scene) -> Iterator[Finding]:
    """TIM-002: a time that Topsort's contract cannot read, or that Segment cannot."""
    for index, judged in scene.deliveries(*_ACTIONS):
        says = "dropped"
        faults = [one for one in dropped_for(scene, judged, _FIELD) if not _is_absent(one.value)]
        if not faults:
            says = "rejected"
            # One in the future is read well.
            faults = [
                one
                for one in refused_for(scene, judged, _FIELD)
                if _read(sent_event(judged).get(_FIELD)) is None
            ]
        if faults:
            # All impressions of a list share their time.
            faults = faults[:1]
            yield TIM_002.finding(
                "TIM-002",
                "error",
                says=says,
                costs=says,
                places=told(faults),
                noun=NOUNS[judged.delivery.action],
                now=_now(scene),
                paths=paths_of(faults),
                delivery=index,
            )


def old(scene: Scene) -> Iterator[Finding]:
    """TIM-003: the event happened long before it was received."""
    bands = scene.setting.bands
    for index, judged, value, moment in _moments(scene):
        age = scene.judged_at - moment
        if age <= bands.late:
            continue
        where = place(scene, judged, (_FIELD,))
        yield TIM_003.finding(
            "TIM-003",
            "warning" if age > bands.old else "info",
            costs="outside" if age > bands.outside else "old" if age > bands.old else "late",
            path=shown_path(where) or _FIELD,
            value=shown(value),
            age=duration(age),
            now=_now(scene),
            paths=paths([where]),
            delivery=index,
        )


def no_timestamp(scene: Scene) -> Iterator[Finding]:
    """TIM-004: no time where the mapping reads it."""
    for index, judged in scene.deliveries(*_ACTIONS):
        faults = [one for one in dropped_for(scene, judged, _FIELD) if _is_absent(one.value)]
        if faults:
            yield TIM_004.finding(
                "TIM-004",
                "error",
                places=told(faults),
                noun=NOUNS[judged.delivery.action],
                paths=paths_of(faults),
                delivery=index,
            )


def _moments(scene: Scene) -> Iterator[tuple[int, JudgedDelivery, Json, int]]:
    """Each delivery with a readable time: index, delivery, the time as it goes out, and the
    same in milliseconds since 1970."""
    for index, judged in scene.deliveries(*_ACTIONS):
        value = sent_event(judged).get(_FIELD)
        moment = _read(value)
        if moment is not None:
            yield index, judged, value, moment


def _now(scene: Scene) -> str:
    """The time that the event is judged at; it is handed in, so that any number may come."""
    try:
        return iso(scene.judged_at)
    except OverflowError:
        return "a time that no calendar has"


def _read(value: Json) -> int | None:
    """As Topsort's contract reads it."""
    return rfc3339(value) if isinstance(value, str) else None


def _is_absent(value: Json) -> bool:
    return value is MISSING or value is None or value == ""


RULES = (
    Rule("TIM-001", TIM_001, "error", ("timestamp",), _ACTIONS, future),
    Rule("TIM-002", TIM_002, "error", ("timestamp",), _ACTIONS, no_offset, lost=True),
    Rule("TIM-003", TIM_003, "warning", ("timestamp",), _ACTIONS, old),
    Rule("TIM-004", TIM_004, "error", ("timestamp",), _ACTIONS, no_timestamp, lost=True),
)
