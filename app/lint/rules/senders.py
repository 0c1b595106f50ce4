"""Rules about who sends: pages of several origins, several write keys.

The endpoint takes what anybody posts, so that a message from elsewhere is easily taken for one of
the shop's own.
"""

from collections.abc import Iterator

from app.lint.finding import Finding
from app.lint.rule import Rule
from app.lint.scene import Setting
from app.lint.tally import MOST_SENDERS, Tally
from app.lint.texts import Text, short
from app.masking import MASK
from app.segment.keys import short_key

SND_001 = Text(
    title="Several origins",
    capture={
        "": "Pages of {count} origins have sent events: {names}.",
        "cost": ("All of them count as this shop’s in the figures here, whoever has posted them."),
        "fix": (
            "If one of them is not yours, let the inspector accept your own origins only, and "
            "look at its events apart."
        ),
    },
)

SND_002 = Text(
    title="Several write keys",
    capture={
        "": "Events came with {count} write keys: {names}.",
        "cost": (
            "In Segment these are several sources, each with destinations and settings of its "
            "own; here one configuration judges them all."
        ),
        "fix": ("Capture each source by itself, or let the inspector accept one write key only."),
    },
)

_MOST_NAMED = 5


def several_origins(tally: Tally, setting: Setting) -> Iterator[Finding]:
    """SND-001: an origin has come beside the first."""
    yield from _several("SND-001", SND_001, sorted(tally.origins))


def several_keys(tally: Tally, setting: Setting) -> Iterator[Finding]:
    """SND-002: a write key has come beside the first. Only the first four characters of a key
    are shown."""
    keys = sorted(tally.write_keys)
    yield from _several("SND-002", SND_002, [short_key(key.rstrip(MASK)) for key in keys])


def _several(code: str, text: Text, names: list[str]) -> Iterator[Finding]:
    if len(names) < 2:
        return
    count = f"at least {len(names)}" if len(names) == MOST_SENDERS else str(len(names))
    more = len(names) - _MOST_NAMED
    listed = ", ".join(short(name) for name in names[:_MOST_NAMED])
    listed += f" and {more} more" if more > 0 else ""
    words = text.capture
    message = words[""].format(count=count, names=listed)
    yield Finding(code, "info", text.title, message, words["cost"], words["fix"])


RULES = (
    Rule("SND-001", SND_001, "info", ("context.page.url",), capture=several_origins),
    Rule("SND-002", SND_002, "info", ("writeKey",), capture=several_keys),
)
