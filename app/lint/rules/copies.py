"""Rules about messages that are, or look, sent more than once."""

from collections.abc import Iterator

from app.lint.facts import Fact
from app.lint.finding import Finding
from app.lint.groups import Entry, Group, Window
from app.lint.rule import Rule
from app.lint.scene import Setting
from app.lint.texts import Text, short
from app.segment.times import iso

IDN_001 = Text(
    title="messageId used twice",
    says={
        "": "Two unlike messages have the messageId {id}: {event} and {other}.",
        "many": "Other messages, unlike this {event}, have the messageId {id} as well.",
    },
    costs={
        "": (
            "Segment drops the second within about a day. Topsort contradicts itself on whether "
            "it counts a repeated id once; if it does, one of the two vanishes there."
        )
    },
    fixes={"": "Leave messageId to the SDK, or make a new one for each event."},
)

IDN_002 = Text(
    title="Sent again",
    says={"": "The same message came more than once: one messageId, one content."},
    costs={
        "": (
            "A retry, which is fine in principle. Segment drops the copies it sees within about a "
            "day."
        )
    },
    fixes={"": "Nothing to do."},
)

TIM_005 = Text(
    title="Same time to the millisecond",
    says={"": "{count} events or more of this user have the same time, {time}."},
    costs={"": "In what order they happened is lost, and with it what led to a purchase."},
    fixes={"": "Where events wait before they are sent, set each one’s own time when it happens."},
)


def _of_id(fact: Fact) -> Iterator[Entry]:
    if fact.message_id:
        yield fact.message_id, fact.digest, True


def _at_once(fact: Fact) -> Iterator[Entry]:
    if not fact.separates and fact.user:
        yield (fact.user, fact.t), None, True


SAME_ID = Window("messages of one messageId", _of_id, copies=True)
SAME_TIME = Window("messages of one user and millisecond", _at_once, own=True)


def used_twice(fact: Fact, groups: list[Group], setting: Setting) -> Iterator[Finding]:
    """IDN-001: messages of one messageId and unlike content."""
    for group in groups:
        if len(group.traits) < 2:
            continue
        others = group.others(fact, lambda other: other.digest != fact.digest)
        yield IDN_001.finding(
            "IDN-001",
            "warning",
            says="" if others else "many",
            paths=("messageId",),
            others=tuple(sorted(one.row for one in others)),
            id=short(fact.message_id),
            event=short(fact.event),
            other=short(others[0].event) if others else "",
        )


def sent_again(fact: Fact, groups: list[Group], setting: Setting) -> Iterator[Finding]:
    """IDN-002: the same message came more than once. Normal where a network is bad."""
    for group in groups:
        if len(group) > 1 and len(group.traits) == 1:
            others = group.others(fact, lambda other: True)
            yield IDN_002.finding(
                "IDN-002",
                "info",
                paths=("messageId",),
                others=tuple(sorted(one.row for one in others)),
            )


def all_at_once(fact: Fact, groups: list[Group], setting: Setting) -> Iterator[Finding]:
    """TIM-005: several events of one user have one time, to the millisecond."""
    least = setting.bands.same_time
    for group in groups:
        if len(group) >= least:
            others = group.others(fact, lambda other: True)
            yield TIM_005.finding(
                "TIM-005",
                "info",
                paths=("originalTimestamp", "timestamp"),
                others=tuple(sorted(one.row for one in others)),
                count=least,
                time=_time(fact.t),
            )


def _time(ms: int) -> str:
    try:
        return iso(ms)
    except OverflowError:
        return f"{ms} ms"


_CONTENT = ("messageId", "type", "event", "properties", "context", "userId", "anonymousId")

RULES = (
    Rule(
        "IDN-001",
        IDN_001,
        "warning",
        _CONTENT,
        window=SAME_ID,
        over=used_twice,
        shared=True,
    ),
    Rule("IDN-002", IDN_002, "info", _CONTENT, window=SAME_ID, over=sent_again, shared=True),
    Rule(
        "TIM-005",
        TIM_005,
        "info",
        ("anonymousId", "originalTimestamp", "timestamp"),
        window=SAME_TIME,
        over=all_at_once,
        shared=True,
    ),
)
