"""What the values of a field mean: patterns, words, numbers, times. Mistakes are named here."""

import json
import re
from dataclasses import dataclass
from datetime import tzinfo
from difflib import get_close_matches
from math import isfinite

from app.store.filter_error import FilterError
from app.store.filter_scan import INSIDE_QUOTES, Token, unquoted
from app.store.filter_times import read_time
from app.store.filter_words import (
    A_WORD_OF,
    FIELDS,
    OTHER_NAMES,
    PATH_SIDES,
    TIME_FORMS,
    WORDS,
    Field,
)
from app.store.like import compiled, fold, literal
from app.store.query import Interval, Like, Present, Term, Test, Word
from app.store.texts import column_text

_SIZES = {"": 1, "k": 1_000, "kb": 1_000, "m": 1_000_000, "mb": 1_000_000}
_SIZE = re.compile(r"([0-9.]+)([a-z]*)\Z")
_STEP = re.compile(rf'"({INSIDE_QUOTES})"|\[(\d+)\]|([^."\[\]]+)')


@dataclass(frozen=True, slots=True)
class Written:
    """One value as it stands in the text: `low`, or `compare low`, or `low..high`."""

    compare: Token | None
    low: Token
    high: Token | None


def text_pattern(token: Token) -> str:
    """The pattern for free text: anywhere in the JSON text of a message."""
    return f"%{_pattern(token, of_json=True)}%"


def read_term(
    name: Token,
    values: list[Written],
    end: int,
    *,
    text: str,
    now: int,
    zone: tzinfo | None,
) -> Term:
    """The term that a field and its values make. Raises FilterError.

    `text` is the whole filter; times are read as `read_time` says.
    """
    side, _, rest = name.text.partition(".")
    if side in PATH_SIDES and rest:
        return Term(side, _path(name, rest), _path_tests(values), name.start, end)
    written = name.text.lower()
    field = FIELDS.get(OTHER_NAMES.get(written, written))
    if field is None:
        raise _unknown_field(name, end, text)
    if field.kind == "time":
        tests: tuple[Test, ...] = (_time(field, values, now, zone),)
    elif field.kind == "words":
        tests = tuple(test for value in values for test in _words(field, value))
    elif field.kind == "number":
        tests = tuple(_interval(value) or _equal_number(value.low) for value in values)
    elif field.kind == "replay":
        tests = tuple(_replay(field, value) for value in values)
    else:
        tests = tuple(_like(field, value) for value in values)
    return Term(field.name, (), tests, name.start, end)


def _unknown_field(name: Token, end: int, text: str) -> FilterError:
    known = [*FIELDS, *(f"{side}." for side in PATH_SIDES)]
    inside = text[name.start : end].replace("\\", "\\\\").replace('"', '\\"')
    return FilterError(
        f"No field is called “{name.text}”.",
        name.start,
        name.end,
        _nearest(name.text.lower(), known),
        f'{text[: name.start]}"{inside}"{text[end:]}',
    )


def _time(field: Field, values: list[Written], now: int, zone: tzinfo | None) -> Interval:
    value, *more = values
    if more:
        raise FilterError(f"“{field.name}” takes one time.", more[0].low.start, more[-1].low.end)
    _no_order(field, value)
    moment = read_time(value.low.text, now=now, zone=zone)
    if moment is None:
        raise FilterError(
            f"“{value.low.text}” is not a time. {TIME_FORMS}", value.low.start, value.low.end
        )
    if field.name == "since":
        return Interval(low=moment)
    return Interval(high=moment, open_high=True)


def _words(field: Field, value: Written) -> list[Test]:
    _no_order(field, value)
    token = value.low
    if token.text == "*" and not token.quoted:
        return [Present()]
    known = WORDS[field.name]
    fits = compiled(_pattern(token)).match
    found: list[Test] = [Word(word) for word in known if fits(fold(word))]
    if not found:
        raise FilterError(
            f"“{token.text}” is not {A_WORD_OF[field.name]}.",
            token.start,
            token.end,
            _nearest(token.text, known),
        )
    return found


def _replay(field: Field, value: Written) -> Test:
    _no_order(field, value)
    for word in WORDS[field.name]:
        if not value.low.quoted and fold(value.low.text) == word:
            return Word(word)
    return _like(field, value)


def _like(field: Field, value: Written) -> Test:
    _no_order(field, value)
    token = value.low
    if not token.quoted and token.text == "*":
        return Present()
    if not token.quoted and token.text == "$":
        raise FilterError(
            "“$” would be the chosen row’s value, and no row is chosen here.",
            token.start,
            token.end,
        )
    pattern = _pattern(token)
    if field.kind == "contains" and value.compare is None:
        pattern = f"%{pattern}%"
    return Like(pattern, token.text, plain=token.quoted or not re.search(r"[*?]", token.text))


def _path(name: Token, rest: str) -> tuple[str, ...]:
    steps: list[str] = []
    at = 0
    while True:
        match = _STEP.match(rest, at)
        if match is None:
            break
        quoted, *plain = match.groups()
        steps.append(unquoted(quoted) if quoted is not None else plain[0] or plain[1])
        at = match.end()
        if at == len(rest):
            return tuple(steps)
        if rest[at] == ".":
            at += 1
        elif rest[at] != "[":
            break
    raise FilterError(
        f"“{rest}” is not a path. Write it like properties.page.type.", name.start, name.end
    )


def _path_tests(values: list[Written]) -> tuple[Test, ...]:
    tests: list[Test] = []
    for value in values:
        interval = _interval(value)
        if interval is not None:
            tests.append(interval)
        elif not value.low.quoted and value.low.text == "*":
            tests.append(Present())
        else:
            plain = value.low.quoted or not re.search(r"[*?]", value.low.text)
            tests.append(Like(_pattern(value.low), value.low.text, plain))
    return tuple(tests)


def _interval(value: Written) -> Interval | None:
    """The numbers that a comparison or a range lets through; None where it is neither."""
    if value.high is not None:
        if value.compare is not None:
            raise FilterError(
                f"Write either {value.compare.text} or a range.",
                value.compare.start,
                value.high.end,
            )
        return Interval(low=_number(value.low), high=_number(value.high))
    if value.compare is None or value.compare.text == "=":
        return None
    number = _number(value.low)
    strict = len(value.compare.text) == 1
    if value.compare.text.startswith(">"):
        return Interval(low=number, open_low=strict)
    return Interval(high=number, open_high=strict)


def _equal_number(token: Token) -> Test:
    if token.text == "*" and not token.quoted:
        return Present()
    number = _number(token)
    return Interval(low=number, high=number)


def _number(token: Token) -> float:
    match = _SIZE.match(token.text.lower().removeprefix("-"))
    if match and match[2] in _SIZES:
        sign = -1 if token.text.startswith("-") else 1
        try:
            number = sign * float(match[1]) * _SIZES[match[2]]
        except ValueError:
            number = float("nan")
        if isfinite(number):
            return number
    raise FilterError(f"“{token.text}” is not a number.", token.start, token.end)


def _no_order(field: Field, value: Written) -> None:
    """Refuse a comparison or a range where values have no order."""
    if value.high is not None:
        raise FilterError(
            f"“{field.name}” takes no range. Put quotation marks round a value with two dots.",
            value.low.start,
            value.high.end,
        )
    if value.compare is not None and (value.compare.text != "=" or field.kind == "time"):
        raise FilterError(
            f"“{field.name}” takes no {value.compare.text}.",
            value.compare.start,
            value.compare.end,
        )


def _pattern(token: Token, *, of_json: bool = False) -> str:
    """The folded pattern of one scalar; `*` and `?` are wildcards unless it is quoted."""
    pieces = [token.text] if token.quoted else re.split(r"([*?])", token.text)
    wild = {} if token.quoted else {"*": "%", "?": "_"}
    return "".join(
        wild.get(piece) or literal(column_text(_inside_json(piece) if of_json else piece))
        for piece in pieces
    )


def _inside_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _nearest(word: str, known: list[str] | tuple[str, ...]) -> str | None:
    found = get_close_matches(word, known, n=1, cutoff=0.6)
    return found[0] if found else None
