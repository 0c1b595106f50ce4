"""Where a trigger that Segment can read does something else than it seems to say.

Segment's reader passes over words it does not know and takes any word for an operator, without
a complaint. The subscription then fires too often, or never.
"""

from difflib import get_close_matches
from typing import NamedTuple

from app.destination.fql_tokens import Token

_WORDS = (
    "type", "event", "name", "userId", "properties", "traits", "context", "contains", "match",
    "and", "or",
)  # fmt: skip
_OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
_MEANT = {
    "is": "Write “=”",
    "equals": "Write “=”",
    "like": 'Write contains(event, "...") or match(event, "...*")',
    "contains": 'Write contains(event, "...")',
    "in": "Write one condition for each value, with “or” between them",
}
_VALUES = ("string", "number", "ident", "null")


class Doubt(NamedTuple):
    """What Segment makes of something, and the column at which it stands (from 1)."""

    message: str
    column: int

    def __str__(self) -> str:
        return f"{self.message} (column {self.column})"


def near_word(text: str) -> str:
    """“Did you mean ...?” for a misspelt word of FQL, or nothing."""
    root = text.split(".")[0]
    words = {word.casefold(): word for word in _WORDS}
    near = get_close_matches(root.casefold(), words, n=1, cutoff=0.7) if len(root) < 40 else []
    return f"Did you mean “{words[near[0]]}”?" if near and words[near[0]] != root else ""


def doubt_of_word(token: Token) -> Doubt:
    """A word where a condition should begin, which Segment passes over."""
    near = near_word(token.text) if token.kind == "ident" else ""
    message = f"Segment passes over “{_short(token.text)}”, which begins no condition"
    return Doubt(f"{message}. {near}" if near else message, token.column)


def doubt_of_comparison(operator: Token, value: Token) -> Doubt | None:
    """What is odd about an operator and its value, if anything."""
    if operator.text not in _OPERATORS:
        found = _short(operator.text)
        meant = _MEANT.get(operator.text.casefold(), "")
        message = f"“=” or “!=” expected, found “{found}”: the condition never holds"
        return Doubt(f"{message}. {meant}" if meant else message, operator.column)
    if value.kind == "end":
        return Doubt("A value expected, found the end", value.column)
    if value.kind not in _VALUES:
        meant = {"=": "FQL compares with one “=”", ">": "Write “!=”"}.get(value.text, "")
        message = f"A value in double quotes expected, found “{_short(value.text)}”"
        return Doubt(f"{message}. {meant}" if meant else message, value.column)
    if value.text.startswith("'"):
        return Doubt("Double quotes expected: single ones count as part of the text", value.column)
    return None


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
