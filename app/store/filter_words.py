"""The fields of the filter language and the words they take. Data only.

`contains` looks for the value anywhere, and `=` makes it the whole; `equals` compares the whole.
Both take wildcards. `words` takes words of a list, `time` one time, `number` numbers, `replay`
words of a list or the name of a target.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

FieldKind: TypeAlias = Literal["contains", "equals", "words", "time", "number", "replay", "path"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it is called, how it compares, and what it looks at, for a person."""

    name: str
    kind: FieldKind
    meaning: str


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("event", "contains", "event name, or page, screen, identify"),
        Field("type", "words", "track, page, screen, identify, group, alias"),
        Field("action", "words", "what a subscription makes of it"),
        Field("verdict", "words", "accepted, rejected, dropped, filtered, unmapped, discarded"),
        Field("tie", "words", "sponsored, organic, anonymous"),
        Field("sev", "words", "severity of a finding: error, warning, info"),
        Field("rule", "equals", "id of a rule, or its family"),
        Field("user", "equals", "anonymousId, userId or opaqueUserId"),
        Field("product", "equals", "product id, in the message or the Topsort event"),
        Field("bid", "equals", "resolvedBidId, in the message or the Topsort event"),
        Field("order", "equals", "order id"),
        Field("since", "time", "at this time or later"),
        Field("until", "time", "before this time"),
        Field("path", "contains", "path of the page"),
        Field("origin", "contains", "HTTP Origin"),
        Field("lib", "contains", "name and version of the SDK"),
        Field("key", "equals", "last characters of the write key"),
        Field("id", "equals", "messageId"),
        Field("is", "words", "marked, replayed, duplicate"),
        Field("has", "words", "finding, bid"),
        Field("size", "number", "size of the message in bytes"),
        Field("replay", "replay", "never, accepted, refused, failed, or a target"),
    )
}

OTHER_NAMES: dict[str, str] = {"severity": "sev"}
"""Names that are understood too, and the field that each of them means."""

PATH_SIDES: dict[str, str] = {
    "in": "any place in the message",
    "out": "any place in the Topsort event",
}

WORDS: dict[str, tuple[str, ...]] = {
    "type": ("track", "page", "screen", "identify", "group", "alias"),
    "action": ("impression", "click", "purchase", "pageviews", "impressionsList"),
    "verdict": (
        "accepted",
        "rejected",
        "dropped",
        "filtered",
        "unmapped",
        "discarded",
        "pending",
    ),
    "tie": ("sponsored", "organic", "anonymous"),
    "sev": ("error", "warning", "info"),
    "is": ("marked", "replayed", "duplicate"),
    "has": ("finding", "bid"),
    "replay": ("never", "accepted", "refused", "failed"),
}

A_WORD_OF: dict[str, str] = {
    "type": "a type",
    "action": "an action",
    "verdict": "an outcome",
    "tie": "a tie",
    "sev": "a severity",
    "is": "a state",
    "has": "a part",
}
"""How a mistake calls a word of the list: “dropt” is not {an outcome}."""

ACTIONS: dict[str, tuple[str, ...]] = {
    "impression": ("impression", "impressionsList"),
    "impressionsList": ("impressionsList",),
    "click": ("click",),
    "purchase": ("purchase",),
    "pageviews": ("pageviews",),
}
"""The actions that a word of `action:` stands for: a list of impressions is impressions too."""

REPLAY_OUTCOMES: dict[str, tuple[str, ...]] = {
    "accepted": ("accepted",),
    "refused": ("rejected",),
    "failed": ("failed", "in doubt"),
}

DUPLICATE_RULES: tuple[str, ...] = ("CLK-001", "CLK-002", "IMP-001", "PUR-011", "IDN-002")
"""Rules whose finding makes a message a duplicate for `is:duplicate`."""

TIME_FORMS = "Write 30s, 10m, 2h, 3d, today or 14:05."
