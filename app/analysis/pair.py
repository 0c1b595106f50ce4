"""Two documents, path by path."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.lint.finding import Finding
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import MISSING, Path, path_text
from app.topsort.words import clean, duration

_SHARED = re.compile(r"apart: (.+?)\. (One action: \w+ \(.+?\))\.")
"""What the two share and how certain it is that they are one action, in the words of the rule."""

_FIRST = ("event", "type", "messageId", "timestamp", "originalTimestamp", "anonymousId", "userId")
"""Keys at the top of a message that a reader looks for first, in this order."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """One path of two documents. A side that has nothing there is MISSING."""

    path_text: str
    left: Json
    right: Json
    equal: bool


def compare(left: Json, right: Json) -> tuple[PairRow, ...]:
    """Every leaf of both documents in document order, like and unlike ones interleaved.

    The well-known keys of a message come first, then the others in the order of the left
    document; a key that only the right one has stands after its neighbour there. Where one side
    has an object or a list and the other has not, the whole value is one row.
    """
    return tuple(_rows(left, right, ()))


def pair_words(
    finding: Finding, left: JsonObject, right: JsonObject, *, counted: bool
) -> tuple[str, str]:
    """Sentence and second line of the verdict bar for a pair of clicks.

    `finding` is the CLK-001 on either of the two messages, which are given in the order of their
    time. `counted`: both became accepted clicks, as far as this configuration knows.
    """
    how = "counted as two clicks" if counted else "may count as two clicks"
    sentence = f"One action {how}: {_name(left)} and {_name(right)}"
    if finding.gap is not None:
        sentence += f", {duration(finding.gap)} apart"
    shared = _SHARED.search(finding.message)
    words = [f"{shared[1][:1].upper()}{shared[1][1:]}. {shared[2]}."] if shared else []
    if counted:
        words.append("Both were accepted; nothing is lost, something is counted twice.")
    else:
        words.append("Topsort counts two if both are mapped to clicks and accepted.")
    return sentence, " ".join(words)


def _name(message: JsonObject) -> str:
    event = message.get("event")
    return clean(event[:60]) if isinstance(event, str) else "an event"


def _rows(left: Json, right: Json, path: Path) -> Iterator[PairRow]:
    if isinstance(left, dict) and isinstance(right, dict) and (left or right):
        for key in _merged(left, right, top=not path):
            yield from _rows(left.get(key, MISSING), right.get(key, MISSING), (*path, key))
    elif isinstance(left, list) and isinstance(right, list) and (left or right):
        for index in range(max(len(left), len(right))):
            yield from _rows(_item(left, index), _item(right, index), (*path, index))
    elif left is MISSING and isinstance(right, dict | list) and right:
        yield from _rows(type(right)(), right, path)
    elif right is MISSING and isinstance(left, dict | list) and left:
        yield from _rows(left, type(left)(), path)
    else:
        yield PairRow(path_text(path), left, right, _equal(left, right))


def _merged(left: JsonObject, right: JsonObject, *, top: bool) -> list[str]:
    """The keys of both, a key of the right alone after the one that stands before it there."""
    keys = list(left)
    known = set(left)
    before: str | None = None
    for key in right:
        if key not in known:
            known.add(key)
            keys.insert(0 if before is None else keys.index(before) + 1, key)
        before = key
    if top:
        first = [key for key in _FIRST if key in known]
        keys = first + [key for key in keys if key not in _FIRST]
    return keys


def _item(values: list[Json], index: int) -> Json:
    return values[index] if index < len(values) else MISSING


def _equal(left: Json, right: Json) -> bool:
    """Equal as JSON: 1 and 1.0 are, 1 and true are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)
