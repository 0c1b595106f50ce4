"""A destination's subscriptions in Terraform's code, as Segment's Git Sync writes them.

https://registry.terraform.io/providers/segmentio/segment/latest/docs/resources/destination_subscription
One file may hold several resources; `import` blocks and other resources stand beside them.
"""

import re
from itertools import groupby

import hcl2
from lark.exceptions import LarkError, UnexpectedCharacters, UnexpectedToken

from app.destination.remark import Code, Remark, note, quoted
from app.destination.subscription_check import SECRETS
from app.destination.subscription_forms import RESOURCES
from app.destination.terraform_values import (
    Node,
    NotLiteralError,
    argument_of_jsonencode,
    line_of,
    literal,
    source_of,
    trees,
    unwrapped,
    word,
)
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import Path

MAX_CHARACTERS = 1_000_000
MAX_WORDS = 30_000
"""Words and signs: hcl2 reads some 40,000 in a second."""

MAX_BLANK_LINES = 100
"""Blank lines in a row beside a `<<` text: hcl2's search for its end tries each against each."""

DESTINATION = "segment_destination"

_IGNORED = frozenset({"count", "for_each", "depends_on", "provider", "lifecycle"})
_MUST_STAND = frozenset({"settings", "trigger", "enabled", "action_slug"})
_ROUGHLY = re.compile(
    r'"[^"\\]*(?:\\.[^"\\]*)*"?|#[^\n]*|//[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/)?|\w+|[^\w\s]|\n',
    re.DOTALL,
)
_WORD = re.compile(r"\w+|[^\w\s]")


def read_terraform(text: str) -> Code:
    """The resources of Segment's destinations in `text`, in the shape of Terraform's JSON syntax:
    `resource`, type, label, attributes. What else is in it is not looked at.

    Never fails over what `text` holds, and takes no longer than about a second.
    """
    refusal = _beyond_bounds(text)
    if refusal is not None:
        return Code({}, (Remark((), refusal),), {})
    try:
        tree = hcl2.parses_to_tree(text if text.endswith("\n") else text + "\n")
    except LarkError as error:
        return Code({}, (_syntax(error),), {})
    data: JsonObject = {}
    remarks: list[Remark] = []
    lines: dict[Path, int] = {}
    for block in trees(trees(tree)[0]):
        if block.data == "block":
            _block(block, text, data, remarks, lines)
    return Code({"resource": _of_subscriptions(data)}, tuple(remarks), lines)


def _beyond_bounds(text: str) -> str | None:
    if len(text) > MAX_CHARACTERS:
        return f"It has {len(text)} characters; Terraform’s code is read up to {MAX_CHARACTERS}."
    if "<<" in text and _blank_lines(text) > MAX_BLANK_LINES:
        return f"It has more than {MAX_BLANK_LINES} blank lines in a row. Take them out."
    words = 0
    for found in _ROUGHLY.finditer(text):
        part = found[0]
        words += 1
        if part.startswith('"') and ("${" in part or "%{" in part):
            words += len(_WORD.findall(part))
        if words > MAX_WORDS:
            return (
                f"It has more than {MAX_WORDS} words and signs. Read it in parts: one file for "
                "each destination."
            )
    return None


def _blank_lines(text: str) -> int:
    """The most blank lines in a row."""
    runs = groupby(text.split("\n"), key=lambda line: not line.strip())
    return max((sum(1 for _ in run) for blank, run in runs if blank), default=0)


def _syntax(error: LarkError) -> Remark:
    if isinstance(error, UnexpectedToken | UnexpectedCharacters) and error.line > 0:
        word = error.token if isinstance(error, UnexpectedToken) else error.char
        found = str(word).strip().partition("\n")[0]
        if found:
            text = f"It is no valid Terraform code: {quoted(found)} is not expected at column "
            return Remark((), f"{text}{error.column}.", line=error.line)
        return Remark((), "It is no valid Terraform code: it ends too early.", line=error.line)
    return Remark((), "It is no valid Terraform code: it ends too early.")


def _block(
    block: Node, source: str, data: JsonObject, remarks: list[Remark], lines: dict[Path, int]
) -> None:
    *labels, body = trees(block)
    names = [_label(one) for one in labels]
    if len(names) != 3 or names[0] != "resource" or names[1] not in (RESOURCES, DESTINATION):
        return
    at: Path = ("resource", names[1], names[2])
    lines[at] = line_of(block)
    known = data.setdefault(names[1], {})
    if names[2] in known:
        remarks.append(Remark(at, "There are two resources of this name.", line=line_of(block)))
        return
    if names[1] == RESOURCES:
        known[names[2]] = _subscription(body, at, source, remarks, lines)
    else:
        known[names[2]] = _destination(body, at, source, remarks, lines)


def _label(node: Node) -> str:
    if node.data == "string":
        return "".join(word(one) for one in trees(node))
    return word(node)


def _subscription(
    body: Node, at: Path, source: str, remarks: list[Remark], lines: dict[Path, int]
) -> JsonObject:
    found: JsonObject = {}
    for one in trees(body):
        if one.data != "attribute":
            continue
        key, value = trees(one)
        name = word(key)
        place = (*at, name)
        if name in ("count", "for_each"):
            text = f"{quoted(name)} is not followed: it is read as one subscription."
            remarks.append(note(place, text, line=line_of(one)))
        if name in _IGNORED:
            continue
        try:
            found[name] = _attribute(value, source, lines, place)
        except NotLiteralError as error:
            found[name] = f"${{{source_of(value, source)[:200]}}}"
            if name in _MUST_STAND:
                found[name] = _STAND_INS.get(name, found[name])
                remarks.append(Remark(place, error.sentence, line=error.line))
    return found


_STAND_INS: JsonObject = {"settings": {}, "trigger": "", "enabled": True}


def _attribute(node: Node, source: str, lines: dict[Path, int], at: Path) -> Json:
    """A value, with what `jsonencode` is given in the place of its text."""
    encoded = argument_of_jsonencode(unwrapped(node))
    return literal(node if encoded is None else encoded, source, lines, at)


def _destination(
    body: Node, at: Path, source: str, remarks: list[Remark], lines: dict[Path, int]
) -> JsonObject:
    """The settings of a destination as far as they stand there: its key is mostly a variable."""
    settings: JsonObject = {}
    for one in trees(body):
        if one.data != "attribute" or word(trees(one)[0]) != "settings":
            continue
        value = unwrapped(trees(one)[1])
        encoded = argument_of_jsonencode(value)
        value = value if encoded is None else unwrapped(encoded)
        for element in trees(value) if value.data == "object" else ():
            key, below = trees(element)
            name = source_of(key, source).strip('"')
            place = (*at, "settings", name)
            try:
                settings[name] = literal(below, source, lines, place)
            except NotLiteralError as error:
                if name not in SECRETS:
                    text = f"It is left out. {error.sentence}"
                    remarks.append(note(place, text, line=error.line))
    return {"settings": settings}


def _of_subscriptions(data: JsonObject) -> JsonObject:
    """The resources without destinations that no subscription of them belongs to, if one does."""
    homes = {str(one.get("destination_id")) for one in data.get(RESOURCES, {}).values()}
    all_there = data.get(DESTINATION, {})
    chosen = {
        name: one for name, one in all_there.items() if f"${{{DESTINATION}.{name}.id}}" in homes
    }
    if not chosen and len(all_there) == 1:
        chosen = all_there
    return {key: chosen if key == DESTINATION else one for key, one in data.items()}
