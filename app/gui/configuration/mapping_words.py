"""What a field of a mapping is made of, in a few words. Pure: no Qt."""

from app.gui.events.words import one_line
from app.segment.jsontext import Json, dumps_text

LIMIT = 160

NOTHING = "nothing"
"""Where a mapping has no such field."""


def from_words(value: Json) -> str:
    """`$.messageId`, `constant “onsite”`, `if … then merge 2 objects`."""
    return one_line(_words(value, 0), LIMIT)


def _words(value: Json, depth: int) -> str:
    if not isinstance(value, dict):
        return _constant(value)
    directives = [key for key in value if key.startswith("@")]
    if not directives:
        return f"an object of {_fields(value)}" if value else "an empty object"
    name, body = directives[0], value[directives[0]]
    if depth > 3:
        return "…"
    said = _directive(name, body, depth + 1)
    return said if said else f"{name[1:]} {dumps_text(body)[:LIMIT]}"


def _directive(name: str, body: Json, depth: int) -> str:
    if name == "@path" and isinstance(body, str):
        return body
    if name == "@template" and isinstance(body, str):
        return f"template “{body}”"
    if name == "@liquid" and isinstance(body, str):
        return f"liquid “{body}”"
    if name == "@literal":
        return _constant(body)
    if name == "@arrayPath" and isinstance(body, list) and body:
        path = _words(body[0], depth) if isinstance(body[0], dict) else str(body[0])
        shape = body[1] if len(body) > 1 and isinstance(body[1], dict) else {}
        return f"each of {path}: {_fields(shape)}" if shape else f"each of {path}"
    if not isinstance(body, dict):
        return ""
    if name == "@if":
        return f"if … then {_words(body.get('then'), depth)}"
    if name == "@merge" and isinstance(body.get("objects"), list):
        count = len(body["objects"])
        return f"merge {count} object{'' if count == 1 else 's'}"
    if name in ("@case", "@replace", "@json", "@flatten") and "value" in body:
        return f"{name[1:]} of {_words(body['value'], depth)}"
    return ""


def _constant(value: Json) -> str:
    if isinstance(value, str):
        return f"constant “{value}”"
    return f"constant {dumps_text(value)[:LIMIT]}"


def _fields(value: dict[str, Json]) -> str:
    return "1 field" if len(value) == 1 else f"{len(value)} fields"
