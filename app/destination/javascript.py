"""JavaScript's ways with values, where Segment's destination relies on them.

The destination is a JavaScript program. What a number becomes as text, which text is a number,
what counts as empty: all of that decides payloads. Values here are JSON values, and MISSING
stands for undefined as None stands for null. A number may be a Python int of any size; it always
means the double nearest to it.
"""

import re
from collections.abc import Iterable
from math import inf, isfinite, nan
from struct import iter_unpack

from app.segment.jsontext import Json, JsonObject
from app.segment.paths import MISSING

MAX_SAFE = 2**53
"""Up to here every whole number is a double."""

SPACES = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    chr(code) for code in range(0x2000, 0x200B)
)
"""What `trim` removes and `\\s` matches."""

WHITESPACE = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""The same as the inside of a character class."""

_DECIMAL = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?")
_PREFIXED = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_INFINITY = re.compile(r"[+-]?Infinity")
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
_ESCAPED = re.compile(r'["\\\x00-\x1f\ud800-\udfff]')
_SHORT_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
_LAST_INDEX = 2**32 - 2


class NoPrimitiveError(TypeError):
    """An object that has a `toString` of its own cannot become text."""

    def __init__(self) -> None:
        super().__init__("Cannot convert object to primitive value")


def is_number(value: Json) -> bool:
    """True for a number; in Python a bool is an int, in JSON it is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def double(number: int | float) -> int | float:
    """The same number as JavaScript holds it; whole numbers that fit stay Python ints.

    A whole double becomes an int, so that it prints without a fraction; minus zero becomes 0,
    as JSON prints it. What is beyond a double becomes infinite.
    """
    if isinstance(number, float):
        if number.is_integer() and -MAX_SAFE <= number <= MAX_SAFE:
            return int(number)
        return number
    if -MAX_SAFE <= number <= MAX_SAFE:
        return number
    try:
        return float(number)
    except OverflowError:
        return inf if number > 0 else -inf


def number_text(number: int | float) -> str:
    """A number as `String(number)` prints it: `1e+21`, `1e-7`, `12345678901234567000`."""
    number = double(number)
    if isinstance(number, int):
        return str(number)
    if not isfinite(number):
        return "NaN" if number != number else "Infinity" if number > 0 else "-Infinity"
    digits, _, exponent = repr(number).partition("e")
    sign = "-" if digits.startswith("-") else ""
    whole, _, fraction = digits.lstrip("-").partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(exponent or 0)
    figures = whole + fraction
    stripped = figures.lstrip("0")
    point -= len(figures) - len(stripped)
    figures = stripped.rstrip("0")
    return sign + _placed(figures, point)


def _placed(figures: str, point: int) -> str:
    """Figures without outer zeros, and how many of them stand before the decimal point."""
    count = len(figures)
    if count <= point <= 21:
        return figures + "0" * (point - count)
    if 0 < point <= 21:
        return f"{figures[:point]}.{figures[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + figures
    mantissa = figures if count == 1 else f"{figures[0]}.{figures[1:]}"
    return f"{mantissa}e{point - 1:+d}"


def number_of_text(text: str) -> int | float:
    """`Number(text)`: blank text is 0, text that is no number is NaN."""
    text = trimmed(text)
    if not text:
        return 0
    if _DECIMAL.fullmatch(text):
        return double(float(text))
    if _PREFIXED.fullmatch(text):
        return double(int(text, 0))
    if _INFINITY.fullmatch(text):
        return -inf if text[0] == "-" else inf
    return nan


def number_of(value: Json) -> int | float:
    """`Number(value)`."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return double(value)
    if value is None:
        return 0
    if value is MISSING:
        return nan
    return number_of_text(text_of(value))


def trimmed(text: str) -> str:
    """`text.trim()`."""
    return text.strip(SPACES)


def text_of(value: Json) -> str:
    """`String(value)`; raises NoPrimitiveError for an object with a `toString` of its own."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if value is None:
        return "null"
    if value is MISSING:
        return "undefined"
    if isinstance(value, dict):
        if "toString" in value:
            raise NoPrimitiveError
        return "[object Object]"
    return ",".join("" if item is None else text_of(item) for item in _flat(value))


def _flat(items: list[Json]) -> Iterable[Json]:
    """The items of nested lists in order. An empty list stands as one empty text, which is what
    it joins to."""
    waiting = list(reversed(items)) or [None]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item) if item else [None])
        else:
            yield None if item is MISSING else item


def truthy(value: Json) -> bool:
    """Whether an `if` takes the value for true: objects and lists always do."""
    if isinstance(value, dict | list):
        return True
    return bool(value) and value == value


def is_loosely_empty(value: Json) -> bool:
    """`value == ''`, with JavaScript's conversions: 0, false and `[]` are."""
    if isinstance(value, str):
        return value == ""
    if isinstance(value, bool | int | float):
        return value == 0
    if isinstance(value, dict | list):
        return text_of(value) == ""
    return False


def type_of(value: Json) -> str:
    """The type as Segment names it in its error texts: `null` and `array` are no objects."""
    if isinstance(value, str):
        return "string"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list):
        return "array"
    return "null" if value is None else "undefined"


def length_of(text: str) -> int:
    """`text.length`: characters beyond the basic plane count twice."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def character_at(text: str, index: int) -> Json:
    """`text[index]`, half a character where JavaScript splits one, else MISSING."""
    if text.isascii():
        return text[index] if index < len(text) else MISSING
    unit = text.encode("utf-16-le", "surrogatepass")[2 * index : 2 * index + 2]
    return unit.decode("utf-16-le", "surrogatepass") if unit else MISSING


def units(text: str) -> str:
    """The text with each UTF-16 unit as a character of its own, as JavaScript counts them."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    encoded = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(unit) for (unit,) in iter_unpack("<H", encoded))


def characters(text: str) -> str:
    """The same back again: halves that belong together become one character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def index_of_key(key: str) -> int | None:
    """The list index that a property key means, or None: `0` and `12` do, `01` does not."""
    if not _INDEX.fullmatch(key):
        return None
    index = int(key)
    return index if index <= _LAST_INDEX else None


def keys_of(value: JsonObject) -> list[str]:
    """`Object.keys(value)`: keys that are list indexes first, ascending, then as they came."""
    keys = list(value)
    indexes = [key for key in keys if index_of_key(key) is not None]
    if not indexes:
        return keys
    return sorted(indexes, key=int) + [key for key in keys if index_of_key(key) is None]


def entries_of(value: Json) -> list[tuple[str, Json]]:
    """`Object.entries(value)`: what `Object.assign` copies; nothing for a number or null."""
    if isinstance(value, dict):
        return [(key, value[key]) for key in keys_of(value)]
    if isinstance(value, list):
        return [(str(index), item) for index, item in enumerate(value)]
    if isinstance(value, str):
        return [(str(index), unit) for index, unit in enumerate(units(value))]
    return []


def folded(text: str) -> str:
    """Text in which letters that differ by case only are equal, as a regular expression with
    the flag `i` compares them: one unit at a time, never across the border of ASCII."""
    return "".join(_folded(character) for character in text)


def _folded(character: str) -> str:
    upper = character.upper()
    if len(upper) != 1 or character > "\uffff" or upper > "\uffff":
        return character
    if character >= "\x80" and upper < "\x80":
        return character
    return upper


def json_string(text: str) -> str:
    """A string as `JSON.stringify` prints it; half characters become escapes."""
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04x}"


class _Text(str):
    """Finished text on the stack of `json_text`."""

    __slots__ = ()


def json_text(value: Json) -> str:
    """`JSON.stringify(value)` in JavaScript's key order and number spelling.

    Without recursion, so that no depth of nesting stops it. MISSING inside a list is null,
    a key with MISSING is left out. The value itself must not be MISSING.
    """
    out: list[str] = []
    stack: list[Json] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, _Text):
            out.append(item)
        elif isinstance(item, str):
            out.append(json_string(item))
        elif isinstance(item, bool):
            out.append("true" if item else "false")
        elif isinstance(item, int | float):
            number = double(item)
            out.append(number_text(number) if isfinite(number) else "null")
        elif isinstance(item, dict):
            stack.extend(reversed(_object_parts(item)))
        elif isinstance(item, list):
            stack.extend(reversed(_list_parts(item)))
        else:
            out.append("null")
    return "".join(out)


def _object_parts(item: JsonObject) -> list[Json]:
    parts: list[Json] = []
    for key in keys_of(item):
        if item[key] is not MISSING:
            parts += (_Text(("," if parts else "{") + json_string(key) + ":"), item[key])
    parts.append(_Text("}" if parts else "{}"))
    return parts


def _list_parts(items: list[Json]) -> list[Json]:
    parts: list[Json] = []
    for item in items:
        parts += (_Text("," if parts else "["), item)
    parts.append(_Text("]" if parts else "[]"))
    return parts


def plain(value: Json) -> Json:
    """A copy of `value` as it is after `JSON.parse(JSON.stringify(value))`.

    Numbers are doubles, what is beyond them is null, MISSING is gone, and so is a key
    `__proto__`, which JavaScript's copying turns into something else than a key. Without
    recursion, so that no depth of nesting stops it.
    """
    if not isinstance(value, dict | list):
        return _plain_scalar(value)
    result: Json = {} if isinstance(value, dict) else []
    waiting: list[tuple[Json, Json]] = [(value, result)]
    while waiting:
        source, target = waiting.pop()
        if isinstance(source, dict):
            for key, item in source.items():
                kind = type(item)
                if kind is str:
                    target[key] = item
                elif kind is dict or kind is list:
                    below: Json = kind()
                    target[key] = below
                    waiting.append((item, below))
                elif item is not MISSING:
                    target[key] = _plain_scalar(item)
            if "__proto__" in target:
                del target["__proto__"]
        else:
            for item in source:
                kind = type(item)
                if kind is dict or kind is list:
                    below = kind()
                    target.append(below)
                    waiting.append((item, below))
                else:
                    target.append(_plain_scalar(item))
    return result


def _plain_scalar(value: Json) -> Json:
    if isinstance(value, str | bool) or value is None:
        return value
    if value is MISSING:
        return None
    number = double(value)
    return number if isfinite(number) else None
