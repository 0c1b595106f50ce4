"""The filters of `@liquid`, as the JavaScript library that Segment uses has them.

Missing arguments are undefined and further ones are ignored, as in JavaScript. `date: "now"` is
not re-enacted: nothing here knows the time.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from hmac import digest as hmac
from math import ceil, floor, isfinite
from typing import TypeAlias
from urllib.parse import quote, unquote

from liquid.builtin.expressions.primitive import Blank, Empty
from liquid.filter import with_context
from liquid.undefined import Undefined

from app.destination.javascript import (
    WHITESPACE,
    characters,
    double,
    is_number,
    json_text,
    length_of,
    number_of,
    text_of,
    trimmed,
    truthy,
    units,
)
from app.destination.liquid_dates import formatted
from app.destination.liquid_limits import MAX_RANGE, Context, FilterError, too_much
from app.destination.liquid_numbers import divided, modulo, rounded
from app.destination.liquid_words import from_base64, slug, word_count
from app.destination.lookup import member
from app.segment.jsontext import Json
from app.segment.paths import MISSING

_Filter: TypeAlias = Callable[..., object]

_DISABLED = (
    "array_to_sentence_string",
    "concat",
    "find",
    "find_exp",
    "find_index",
    "find_index_exp",
    "group_by",
    "group_by_exp",
    "has",
    "has_exp",
    "map",
    "newline_to_br",
    "reject",
    "reject_exp",
    "reverse",
    "sort",
    "sort_natural",
    "type",
    "uniq",
    "where_exp",
)
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}
_FROM_HTML = {code: sign for sign, code in _HTML.items()}
_HALVES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(f"[{WHITESPACE}]+")
_TAGS = re.compile(r"<script.*?</script>|<style.*?</style>|<!--.*?-->|<.*?>", re.DOTALL)
_URI_COMPONENT = "!'()*"
_URI = ";,/?:@&=+$#[]" + _URI_COMPONENT


def plain_value(value: object) -> Json:
    """A value of python-liquid as a JSON value; what it calls undefined is MISSING."""
    if isinstance(value, Undefined):
        return MISSING
    if isinstance(value, Empty | Blank):
        return ""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, range):
        if value.stop - value.start > MAX_RANGE:
            raise too_much()
        return list(value)
    return value


def printed(value: object) -> str:
    """A value as `{{ }}` prints it: nothing for null, the items of a list without a comma."""
    value = plain_value(value)
    if value is None or value is MISSING:
        return ""
    if isinstance(value, list):
        return "".join(printed(item) for item in value)
    return text_of(value)


def liquid_member(value: Json, key: Json) -> Json:
    """One step of a path in a template, or MISSING. Lists count from their end for negative
    indexes, and `size`, `first` and `last` mean what they say."""
    if value is None or value is MISSING:
        return value
    if isinstance(value, list) and is_number(key):
        index = int(key)
        return value[index] if -len(value) <= index < len(value) else MISSING
    if key == "size" and not (isinstance(value, dict) and key in value):
        return len(value) if isinstance(value, dict | list) else _text_size(value)
    if key in ("first", "last") and isinstance(value, list):
        return _end(value, 0 if key == "first" else -1)
    has_members = isinstance(value, dict | list) or (isinstance(value, str) and value != "")
    return member(value, text_of(key)) if has_members else MISSING


def _text_size(value: Json) -> Json:
    return length_of(value) if isinstance(value, str) else MISSING


def _number(value: Json) -> int | float:
    number = number_of(value)
    return 0 if number != number else number


def _list(value: Json) -> list[Json]:
    if value is None or value is MISSING:
        return []
    return value if isinstance(value, list) else [value]


def _is_falsy(value: Json) -> bool:
    return value is None or value is MISSING or value is False


def _size(value: Json) -> Json:
    if isinstance(value, str):
        return length_of(value)
    if isinstance(value, dict):
        return value["length"] if truthy(value.get("length")) else 0
    return len(value) if isinstance(value, list) else 0


def _slice(value: Json, begin: Json, length: Json) -> Json:
    if value is None or value is MISSING:
        return []
    items = value if isinstance(value, list) else printed(value)
    start = int(_number(begin))
    start = len(items) + start if start < 0 else start
    count = 1 if length is MISSING else int(_number(length))
    return items[:0] if start < 0 or count < 0 else items[start : start + count]


def _split(value: Json, separator: Json) -> list[Json]:
    text, cut = printed(value), printed(separator)
    parts: list[Json] = list(text.split(cut) if cut else units(text))
    while parts and parts[-1] == "":
        parts.pop()
    return parts


def _truncated(value: Json, length: Json, ending: Json) -> Json:
    text = printed(value)
    limit = 50 if length is MISSING else int(_number(length))
    end = "..." if ending is MISSING else printed(ending)
    return value if len(text) <= limit else text[: max(limit - len(end), 0)] + end


def _truncated_words(value: Json, count: Json, ending: Json) -> str:
    words = _SPACES.split(_stripped(value, MISSING, right=False))
    limit = max(15 if count is MISSING else int(_number(count)), 1)
    end = "..." if ending is MISSING else printed(ending)
    return " ".join(words[:limit]) + (end if len(words) >= limit else "")


def _replaced_last(value: Json, old: Json, new: Json) -> str:
    text, cut = printed(value), printed(old)
    before, found, after = text.rpartition(cut) if cut else (text, "", "")
    return before + printed(new) + after if found or not cut else text


def _joined(value: Json, separator: Json) -> str:
    glue = " " if separator is None or separator is MISSING else printed(separator)
    return glue.join(
        "" if item is None or item is MISSING else text_of(item) for item in _list(value)
    )


def _end(value: Json, index: int) -> Json:
    if isinstance(value, list):
        return value[index] if value else MISSING
    return value[index] if isinstance(value, str) and value else ""


def _defaulted(value: Json, other: Json) -> Json:
    if isinstance(value, list | str):
        return value if value else other
    return other if _is_falsy(value) else value


def _where(value: Json, key: Json, wanted: Json) -> list[Json]:
    def holds(item: Json) -> bool:
        found = item.get(printed(key), MISSING) if isinstance(item, dict) else MISSING
        return (
            not _is_falsy(found)
            if wanted is MISSING
            else type(found) is type(wanted) and (found == wanted)
        )

    return [item for item in _list(value) if holds(item)]


def _sum(value: Json, key: Json) -> int | float:
    total: int | float = 0
    for item in _list(value):
        if key is not MISSING and truthy(key):
            item = item.get(printed(key), MISSING) if isinstance(item, dict) else MISSING
        total += _number(item)
    return total


def _capitalised(value: Json) -> str:
    text = printed(value)
    return text[:1].upper() + text[1:].lower()


def _escaped(value: Json) -> str:
    return "".join(_HTML.get(sign, sign) for sign in printed(value))


def _unescaped(value: Json) -> str:
    return re.sub("&(?:amp|lt|gt|#34|#39);", lambda match: _FROM_HTML[match[0]], printed(value))


def _without_tags(value: Json) -> str:
    text = printed(value)
    end = text.rfind(">") + 1
    return _TAGS.sub("", text[:end]) + text[end:]


def _quoted(value: Json, safe: str) -> str:
    try:
        return quote(printed(value), safe=safe)
    except UnicodeEncodeError:
        raise FilterError("URI malformed") from None


def _stripped(value: Json, signs: Json, *, left: bool = True, right: bool = True) -> str:
    text = printed(value)
    cut = printed(signs) if signs is not MISSING and truthy(signs) else None
    if cut is None and left and right:
        return trimmed(text)
    if cut is None:
        return trimmed(text + "x")[:-1] if left else trimmed("x" + text)[1:]
    text = text.lstrip(cut) if left else text
    return text.rstrip(cut) if right else text


def _text_pair(name: str, join: Callable[[str, str], str]) -> _Filter:
    def run(*values: object, context: Context, **_: object) -> str:
        if len(values) != 2:
            raise FilterError(f"{name} expect 2 arguments")
        value, other = (printed(one) for one in values)
        context.use(name, [value, other])
        return join(value, other)

    return with_context(run)


def _replaced(value: Json, old: Json, new: Json) -> str:
    text, cut = printed(value), printed(old)
    return text.replace(cut, printed(new)) if cut else printed(new).join(text)


def _numeric(compute: Callable[..., int | float]) -> _Filter:
    return lambda *values: double(compute(*(_number(value) for value in values)))


def _finite(compute: Callable[[int | float], int]) -> Callable[[int | float], int | float]:
    return lambda value: compute(value) if isfinite(value) else value


_BY_ARITY: dict[int, dict[str, _Filter]] = {
    1: {
        "abs": _numeric(abs),
        "ceil": _numeric(_finite(ceil)),
        "floor": _numeric(_finite(floor)),
        "to_integer": number_of,
        "size": _size,
        "first": lambda value: _end(value, 0),
        "last": lambda value: _end(value, -1),
        "compact": lambda value: [
            item for item in _list(value) if item is not None and item is not MISSING
        ],
        "pop": lambda value: _list(value)[:-1],
        "shift": lambda value: _list(value)[1:],
        "downcase": lambda value: printed(value).lower(),
        "upcase": lambda value: printed(value).upper(),
        "capitalize": _capitalised,
        "strip_newlines": lambda value: re.sub("\r?\n", "", printed(value)),
        "squish": lambda value: trimmed(_SPACES.sub(" ", printed(value))),
        "normalize_whitespace": lambda value: _SPACES.sub(" ", printed(value)),
        "escape": _escaped,
        "xml_escape": _escaped,
        "escape_once": lambda value: _escaped(_unescaped(value)),
        "strip_html": _without_tags,
        "url_encode": lambda value: _quoted(value, _URI_COMPONENT).replace("%20", "+"),
        "cgi_escape": lambda value: _quoted(value, "").replace("%20", "+"),
        "uri_escape": lambda value: _quoted(value, _URI),
        "url_decode": lambda value: unquote(printed(value)).replace("+", " "),
        "base64_encode": lambda value: b64encode(_bytes(value)).decode(),
        "base64_decode": lambda value: from_base64(printed(value)),
        "sha256": lambda value: sha256(_bytes(value)).hexdigest(),
        "json": lambda value: MISSING if value is MISSING else json_text(value),
        "jsonify": lambda value: MISSING if value is MISSING else json_text(value),
        "inspect": lambda value: MISSING if value is MISSING else json_text(value),
        "raw": lambda value: value,
    },
    2: {
        "at_least": _numeric(max),
        "at_most": _numeric(min),
        "divided_by": _numeric(divided),
        "minus": _numeric(lambda value, other: value - other),
        "plus": _numeric(lambda value, other: value + other),
        "modulo": _numeric(modulo),
        "times": _numeric(lambda value, other: value * other),
        "round": lambda value, places: rounded(_number(value), _number(places)),
        "join": _joined,
        "push": lambda value, item: [*_list(value), item],
        "unshift": lambda value, item: [item, *_list(value)],
        "sum": _sum,
        "remove": lambda value, old: printed(value).replace(printed(old), ""),
        "remove_first": lambda value, old: printed(value).replace(printed(old), "", 1),
        "remove_last": lambda value, old: _replaced_last(value, old, ""),
        "split": _split,
        "number_of_words": lambda value, mode: word_count(printed(value), mode),
        "hmac_sha256": lambda value, key: hmac(_bytes(key), _bytes(value), "sha256").hex(),
        "strip": _stripped,
        "lstrip": lambda value, signs: _stripped(value, signs, right=False),
        "rstrip": lambda value, signs: _stripped(value, signs, left=False),
        "default": _defaulted,
        "date": lambda value, form: formatted(value, form),
        "date_to_xmlschema": lambda value, _: formatted(value, "%Y-%m-%dT%H:%M:%S%:z"),
        "date_to_rfc822": lambda value, _: formatted(value, "%a, %d %b %Y %H:%M:%S %z"),
        "date_to_string": lambda value, _: formatted(value, "%d %b %Y"),
        "date_to_long_string": lambda value, _: formatted(value, "%d %B %Y"),
    },
    3: {
        "slice": _slice,
        "slugify": lambda value, mode, cased: slug(printed(value), mode, cased),
        "where": _where,
        "replace": _replaced,
        "replace_first": lambda value, old, new: printed(value).replace(
            printed(old), printed(new), 1
        ),
        "replace_last": _replaced_last,
        "truncate": _truncated,
        "truncatewords": _truncated_words,
    },
}


def _bytes(value: Json) -> bytes:
    return _HALVES.sub("\ufffd", characters(printed(value))).encode()


def _registered(name: str, compute: _Filter, arity: int) -> _Filter:
    def run(*values: object, context: Context, **_: object) -> object:
        given = [plain_value(value) for value in values[:arity]]
        context.use(name, given)
        return _to_liquid(compute(*given, *[MISSING] * (arity - len(given))))

    return with_context(run)


def _to_liquid(value: Json) -> object:
    if is_number(value):
        return double(value)
    return Undefined("") if value is MISSING else value


def _disabled(name: str) -> _Filter:
    def run(*values: object, **_: object) -> Json:
        raise FilterError(f'filter "{name}" is disabled')

    return run


FILTERS: dict[str, _Filter] = (
    {
        "append": _text_pair("append", lambda text, other: text + other),
        "prepend": _text_pair("prepend", lambda text, other: other + text),
    }
    | {
        name: _registered(name, compute, arity)
        for arity, filters in _BY_ARITY.items()
        for name, compute in filters.items()
    }
    | {name: _disabled(name) for name in _DISABLED}
)
"""Filters by name; those that Segment has switched off raise FilterError."""
