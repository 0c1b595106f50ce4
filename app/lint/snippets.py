"""Code to copy, in the terms of the SDK that sent the message.

Captured text is hostile: it stands in a snippet as a literal only, printed by a serialiser, with
everything that cannot be seen written as an escape.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.segment.jsontext import Json
from app.topsort.words import clean

_NODE = ("@segment/analytics-node", "analytics-node")
_PYTHON = ("analytics-python", "segment-analytics-python")
_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z", re.ASCII)
_LONGEST = 80
_UNSAFE = re.compile(r"[^ -~\u00a1-\u0377]|<(?=[/!])")


@dataclass(frozen=True, slots=True)
class Code:
    """An expression in a snippet: for JavaScript, for Python, and in words for other places.

    Its lines after the first are indented as if the first stood at the left edge.
    """

    javascript: str
    python: str
    words: str


def language_of(library: Json) -> str:
    """`browser`, `node`, `python`, or `other` for SDKs whose snippets are JSON."""
    if not isinstance(library, str):
        return "other"
    if library == "analytics.js":
        return "browser"
    if library in _NODE:
        return "node"
    return "python" if library in _PYTHON else "other"


def track(
    language: str, event: str, properties: Mapping[str, Any], ids: Mapping[str, Any] | None = None
) -> str:
    """A call of `track`. `ids` are the ids that a server has to name: `userId`, `anonymousId`."""
    ids = ids or {"anonymousId": ANONYMOUS_ID}
    if language == "browser":
        return f"analytics.track({literal(event, 'browser')}, {printed(properties, 'browser')})"
    return _call(language, "track", {"event": event, "properties": properties}, ids)


def page(language: str, method: str, properties: Mapping[str, Any]) -> str:
    """A call of `page` or `screen`."""
    if language == "browser":
        return f"analytics.{method}({printed(properties, 'browser')})"
    return _call(language, method, {"properties": properties}, {"anonymousId": ANONYMOUS_ID})


ANONYMOUS_ID = Code(
    "request.cookies.ajs_anonymous_id",
    'request.cookies["ajs_anonymous_id"]',
    "the browser’s anonymousId",
)
"""Where a server finds the id that the browser's SDK has given to the user."""


def literal(value: Json, language: str) -> str:
    """A captured value as a literal of the language; long texts are cut and say so."""
    if isinstance(value, str):
        text = clean_secret(value)
        if len(text) > _LONGEST:
            text = f"{text[: _LONGEST - 1]}…"
        quoted = json.dumps(text, ensure_ascii=False)
        return _UNSAFE.sub(lambda found: _escape(found[0], language), quoted)
    if language == "python" and (value is None or isinstance(value, bool)):
        return repr(value)
    return json.dumps(value)


def clean_secret(text: str) -> str:
    """`text` with keys of APIs masked."""
    return clean(text) if "TS" in text or "Bearer " in text else text


def printed(value: Any, language: str, indent: int = 0) -> str:
    """A structure of dicts, lists, values and Code as source text."""
    if isinstance(value, Code):
        return _expression(value, language).replace("\n", f"\n{' ' * indent}")
    step = 4 if language == "python" else 2
    pad, end = " " * (indent + step), " " * indent
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        rows = [
            f"{pad}{_key(key, language)}: {printed(one, language, indent + step)}"
            for key, one in value.items()
        ]
        return _block("{", rows, "}", end)
    if isinstance(value, list):
        if not value:
            return "[]"
        return _block(
            "[", [f"{pad}{printed(one, language, indent + step)}" for one in value], "]", end
        )
    return literal(value, language)


def _call(language: str, method: str, body: Mapping[str, Any], ids: Mapping[str, Any]) -> str:
    if language == "python":
        snake = {"userId": "user_id", "anonymousId": "anonymous_id"}
        arguments = {**{snake[key]: one for key, one in ids.items()}, **body}
        rows = [f"    {key}={printed(one, language, 4)}" for key, one in arguments.items()]
        return _block(f"analytics.{method}(", rows, ")", "")
    if language == "node":
        return f"analytics.{method}({printed({**ids, **body}, language)})"
    return printed({"type": method, **ids, **body}, "other")


def _block(opening: str, rows: list[str], closing: str, end: str) -> str:
    body = ",\n".join(rows)
    return f"{opening}\n{body}\n{end}{closing}"


def _key(key: str, language: str) -> str:
    if language in ("browser", "node") and _NAME.match(key):
        return key
    return literal(key, language)


def _expression(code: Code, language: str) -> str:
    if language == "python":
        return code.python
    return (
        code.javascript if language in ("browser", "node") else literal(f"({code.words})", language)
    )


def _escape(char: str, language: str) -> str:
    number = ord(char)
    if char.isprintable() and char != "<":
        return char
    if number <= 0xFFFF:
        return f"\\u{number:04x}"
    if language == "python":
        return f"\\U{number:08x}"
    return json.dumps(char)[1:-1]
