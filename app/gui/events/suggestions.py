"""What the filter field offers while one types: names of fields, and values that are there."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.gui.events.words import one_line
from app.store.filter_words import FIELDS, PATH_SIDES, WORDS
from app.store.filters import QUERY_ALL, FilterError, parse
from app.store.model import EventRow
from app.store.reader import Reader

_TIMES = ("30s", "10m", "2h", "today")
_NOT_COUNTED = ("since", "until")

MOST = 8
"""Suggestions shown at once."""

_SAMPLE = 1000
"""Newest rows that are looked at for names of events, users and origins."""

_PLAIN = re.compile(r"[\w.@/+~-]+\Z")
_WORD = re.compile(r"\S*\Z")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line of the list: what replaces the word at the cursor, what it means, how many match."""

    text: str
    meaning: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """The word at the cursor: where it starts and ends, its sign, field and last value."""

    start: int
    end: int
    prefix: str
    field: str | None
    value: str


def word_at(text: str, cursor: int) -> Word | None:
    """The unfinished word left of the cursor; None inside quotes."""
    before = text[:cursor]
    if before.count('"') % 2:
        return None
    found = _WORD.search(before)
    word = found[0] if found else ""
    start = cursor - len(word)
    while word[:1] in ("-", "(") and word:
        word, start = word[1:], start + 1
    field, colon, value = word.partition(":")
    if not colon:
        return Word(start, cursor, "", None, field)
    values, comma, last = value.rpartition(",")
    prefix = f"{field}:{values}{comma}"
    return Word(start, cursor, prefix, field.lower(), last)


def quote(text: str) -> str:
    """A captured text as a literal of the filter language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    plain = _PLAIN.match(text) and ".." not in text and not text.startswith("-")
    return text if plain else f'"{escaped}"'


def offline(word: Word) -> list[Suggestion]:
    """What can be offered without asking the store: fields, and values of a fixed set."""
    if word.field is None:
        typed = word.value.lower()
        if not typed:
            return []
        fields = [
            Suggestion(f"{name}:", field.meaning)
            for name, field in FIELDS.items()
            if name.startswith(typed)
        ]
        fields += [
            Suggestion(f"{side}.", meaning)
            for side, meaning in PATH_SIDES.items()
            if side.startswith(typed)
        ]
        only = fields[0].text.rstrip(":") if len(fields) == 1 else ""
        values = _values(only)
        return [*fields, *(Suggestion(f"{only}:{value}") for value in values)][:MOST]
    typed = word.value.lower()
    return [
        Suggestion(f"{word.prefix}{value}")
        for value in _values(word.field)
        if value.startswith(typed) and value != typed
    ][:MOST]


def _values(field: str) -> tuple[str, ...]:
    return _TIMES if field in _NOT_COUNTED else WORDS.get(field, ())


def counted(reader: Reader, word: Word, shown: Sequence[Suggestion], now: int) -> list[Suggestion]:
    """The same list with the number of messages that each value matches, and with values that
    the newest messages hold. Runs on a reader thread.
    """
    found = list(shown)
    if word.field is not None and not _values(word.field):
        found += [
            Suggestion(f"{word.prefix}{quote(value)}")
            for value in _sampled(reader, word.field)
            if word.value.strip('"').lower() in value.lower()
        ]
    return [_with_count(reader, suggestion, now) for suggestion in found[:MOST]]


def _with_count(reader: Reader, suggestion: Suggestion, now: int) -> Suggestion:
    field, colon, value = suggestion.text.partition(":")
    if not colon or not value or field in _NOT_COUNTED:
        return suggestion
    try:
        query = parse(suggestion.text, now=now)
    except FilterError:
        return suggestion
    return Suggestion(suggestion.text, suggestion.meaning, len(reader.ids(query)))


def _sampled(reader: Reader, field: str) -> list[str]:
    """Values of a field among the newest messages, the commonest first."""
    if field == "rule":
        rules = sorted(reader.counts_by_rule(), key=lambda rule: -rule[2])
        return [code for code, _, _ in rules]
    upto = reader.progress().committed
    rows = reader.rows(reader.ids(QUERY_ALL, after=max(0, upto - _SAMPLE)))
    values = Counter(value for row in rows if (value := _value(row, field)))
    return [value for value, _ in values.most_common(50)]


def _value(row: EventRow, field: str) -> str:
    match field:
        case "event":
            return row.name if row.type == "track" else ""
        case "user":
            return row.anonymous_id
        case "origin":
            return row.origin.partition("://")[2] or row.origin
        case "lib":
            return row.library.partition(" ")[0]
    return ""


def shown_text(suggestion: Suggestion) -> str:
    """The suggestion as its line shows it."""
    return one_line(suggestion.text, 120)
