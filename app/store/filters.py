"""The filter language: one for the window, the command line and saved views.

    query := all ("OR" all)*         all := part+          a space or AND means and
    part  := ["-" | "NOT"] ( "(" query ")" | term )
    term  := field ":" value ("," value)* | text           a comma means any of these
    value := ["=" | ">" | ">=" | "<" | "<="] scalar | scalar ".." scalar | "*"
    scalar := word with * and ? | "quoted, taken literally"

`-` denies the whole term, so `-bid:x` keeps messages that have no bid at all. Case is ignored by
Unicode folding, but for the keys of `in.` and `out.`, which are exact.
"""

import re
import time
from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal, NoReturn, TypeAlias

from app.segment.paths import Path
from app.store.filter_error import FilterError
from app.store.filter_scan import Token, scan
from app.store.filter_terms import Written, read_term, text_pattern
from app.store.query import QUERY_ALL, AllOf, AnyOf, Node, Not, Query, Text

__all__ = ["QUERY_ALL", "FilterError", "Query", "Span", "field_of", "parse", "spans", "term"]

_MAX_DEPTH = 10
_MAX_VALUES = 200
_MAX_LENGTH = 5_000
"""SQLite's own limits lie above these."""

SpanKind: TypeAlias = Literal["field", "colon", "value", "not", "or", "bracket", "text"]

_SPAN_KINDS: dict[str, SpanKind] = {
    "and": "or",
    "open": "bracket",
    "close": "bracket",
    "comma": "colon",
    "compare": "colon",
    "range": "colon",
}


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end] of a filter and how it is drawn; `colon` is all punctuation of a term."""

    start: int
    end: int
    kind: SpanKind


def spans(text: str) -> list[Span]:
    """The coloured parts of any text, in order; only white space lies between them."""
    return [
        Span(token.start, token.end, _SPAN_KINDS.get(token.kind, token.kind))  # type: ignore[arg-type]
        for token in scan(text)
    ]


def parse(text: str, *, now: int | None = None, zone: tzinfo | None = None) -> Query:
    """Understand a filter.

    `now` (ms since 1970; the clock's where it is None) is what relative times start from, and
    `zone` where a time of day is meant (the computer's own where it is None).
    Raises FilterError, and nothing else, for any text that is no filter.
    """
    if len(text) > _MAX_LENGTH:
        raise FilterError(
            f"A filter has at most {_MAX_LENGTH:,} characters.", _MAX_LENGTH, len(text)
        )
    if now is None:
        now = time.time_ns() // 1_000_000
    tokens = scan(text)
    for token in tokens:
        if not token.closed:
            raise FilterError("A quotation mark is open.", token.start, token.end)
    values = [token for token in tokens if token.kind in ("value", "text")]
    if len(values) > _MAX_VALUES:
        raise FilterError(
            f"A filter has at most {_MAX_VALUES} values.", values[_MAX_VALUES].start, len(text)
        )
    return Query(text, _Parser(text, tokens, now, zone).whole()) if tokens else QUERY_ALL


def term(field: str, value: str) -> str:
    """A term that asks for exactly this value of a field, quoted where it has to be."""
    return f"{field}:={_quoted(value)}"


def field_of(side: Literal["in", "out"], path: Path) -> str:
    """The name of the field for a place in the message or the Topsort event.

    Indexes are left out: a list fits if any of its items does.
    """
    steps = (step for step in path if isinstance(step, str))
    return ".".join([side, *(step if _PLAIN_STEP.match(step) else _quoted(step) for step in steps)])


_PLAIN_STEP = re.compile(r"""[^\s:"()\[\].]+\Z""")


def _quoted(text: str) -> str:
    inside = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inside}"'


class _Parser:
    """Recursive descent over the tokens; one of it for one text."""

    def __init__(self, text: str, tokens: list[Token], now: int, zone: tzinfo | None) -> None:
        self._text = text
        self._tokens = tokens
        self._now = now
        self._zone = zone
        self._at = 0

    def whole(self) -> Node:
        """The tree of the whole text."""
        node = self._any(0)
        if token := self._peek():
            raise FilterError("A bracket is closed that was not opened.", token.start, token.end)
        return node

    def _any(self, depth: int) -> Node:
        parts = [self._all(depth)]
        while (token := self._peek()) and token.kind == "or":
            self._at += 1
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self, depth: int) -> Node:
        parts = [self._part(depth)]
        while (token := self._peek()) and token.kind not in ("or", "close"):
            if token.kind == "and":
                self._at += 1
            parts.append(self._part(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _part(self, depth: int) -> Node:
        first = self._peek()
        denied = False
        while (token := self._peek()) and token.kind == "not":
            denied = not denied
            self._at += 1
        node = self._bracket(depth) if token and token.kind == "open" else self._term()
        if denied:
            assert first is not None
            return Not(node, first.start, self._tokens[self._at - 1].end)
        return node

    def _bracket(self, depth: int) -> Node:
        opened = self._take()
        if depth == _MAX_DEPTH:
            raise FilterError(
                f"More than {_MAX_DEPTH} brackets inside one another.", opened.start, opened.end
            )
        token = self._peek()
        if token is None:
            raise FilterError("A bracket is open.", opened.start, opened.end)
        if token.kind == "close":
            raise FilterError("There is nothing in the brackets.", opened.start, token.end)
        node = self._any(depth + 1)
        if self._peek() is None:
            raise FilterError("A bracket is open.", opened.start, opened.end)
        self._at += 1
        return node

    def _term(self) -> Node:
        token = self._peek()
        if token is None or token.kind in ("or", "and", "close"):
            self._nothing()
        self._at += 1
        if token.kind == "text":
            self._apart(token)
            return Text(text_pattern(token), token.start, token.end)
        if token.kind == "colon":
            raise FilterError("The name of a field is missing.", token.start, token.end)
        return self._field(token)

    def _field(self, name: Token) -> Node:
        colon = self._take()
        values: list[Written] = []
        while True:
            values.append(self._value(name, colon))
            token = self._peek()
            if token is None or token.kind != "comma":
                break
            colon = self._take()
        last = self._tokens[self._at - 1]
        self._apart(last)
        return read_term(name, values, last.end, text=self._text, now=self._now, zone=self._zone)

    def _value(self, name: Token, before: Token) -> Written:
        compare = self._take_if("compare", before.end)
        low = self._scalar(name, compare or before)
        through = self._take_if("range", low.end)
        return Written(compare, low, self._scalar(name, through) if through else None)

    def _scalar(self, name: Token, before: Token) -> Token:
        token = self._take_if("value", before.end)
        if token is None:
            raise FilterError(f"A value is missing after “{name.text}:”.", name.start, before.end)
        return token

    def _apart(self, token: Token) -> None:
        """Refuse what sticks to the end of a term: it would silently become another term."""
        following = self._peek()
        if following and following.start == token.end and following.kind != "close":
            raise FilterError(
                "A space is missing, or quotation marks round the whole.",
                token.start,
                following.end,
            )

    def _nothing(self) -> NoReturn:
        """Say between what there is nothing."""
        token = self._peek()
        before = self._tokens[self._at - 1] if self._at else None
        if before is not None and before.kind in ("or", "and", "not"):
            raise FilterError(f"Nothing stands after {before.text}.", before.start, before.end)
        assert token is not None, "the text is not empty"
        if token.kind == "close":
            raise FilterError("A bracket is closed that was not opened.", token.start, token.end)
        raise FilterError(f"Nothing stands before {token.text}.", token.start, token.end)

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _take_if(self, kind: str, start: int) -> Token | None:
        token = self._peek()
        if token is None or token.kind != kind or token.start != start:
            return None
        return self._take()
