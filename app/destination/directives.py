"""The directives of Segment's mapping kit that read, choose and change single values.

Each takes the options written in the mapping and gives a node. Options that are wrong fail when
the node is resolved, as in Segment, where a directive inside a list is not checked before.
"""

from collections.abc import Callable

from app.destination.directives_of_shape import SHAPE_DIRECTIVES
from app.destination.javascript import (
    folded,
    is_loosely_empty,
    is_number,
    json_text,
    length_of,
    text_of,
    truthy,
    type_of,
)
from app.destination.liquid_directive import liquid_directive
from app.destination.lookup import keys_of_path, member
from app.destination.mapping_check import MAX_REPLACED
from app.destination.model import Note
from app.destination.nodes import NOTHING, Kit, MappingError, Node, failing
from app.destination.origin import MESSAGE, Origin, Tracer, joined, origin_of_look_up
from app.destination.placeholders import render
from app.segment.jsontext import Json, JsonError, loads
from app.segment.paths import MISSING

_LONGEST = 100_000_000
"""Characters that `@replace` may put in: with the text before each match they grow by the square.
V8 itself fails at 536 million, with the same words."""


def _path(options: Json, kit: Kit) -> Node:
    """`@path`: the value at a place of the data."""
    if isinstance(options, str):
        return _read(keys_of_path(options))
    return _from_text("@path", options, kit, lambda path: _read(keys_of_path(path)))


def _template(options: Json, kit: Kit) -> Node:
    """`@template`: text with `{{path}}` in it."""
    if isinstance(options, str):
        return _rendered(options)
    return _from_text("@template", options, kit, _rendered)


def _read(keys: tuple[str, ...]) -> Node:
    plain_origin = Origin("path", (keys,), verbatim=True)

    def run(data: Json, tracer: Tracer | None) -> Json:
        value = data
        through_objects = True
        for key in keys:
            if type(value) is dict:
                value = value.get(key, MISSING)
            elif value is not MISSING:
                value = member(value, key)
                through_objects = False
        if tracer is not None:
            if through_objects and tracer.scope is MESSAGE:
                tracer.origin = plain_origin
            else:
                tracer.origin = origin_of_look_up(data, keys, tracer.scope)
        return value

    return run


def _rendered(template: str) -> Node:
    def run(data: Json, tracer: Tracer | None) -> Json:
        text, read = render(template, data)
        if tracer is not None:
            scope = tracer.scope
            tracer.origin = joined(origin_of_look_up(data, keys, scope).derived() for keys in read)
        return text

    return run


def _from_text(name: str, options: Json, kit: Kit, use: Callable[[str], Node]) -> Node:
    """A directive whose text is itself the outcome of a directive."""
    node = kit.node(options)

    def run(data: Json, tracer: Tracer | None) -> Json:
        text = node(data, tracer)
        if not isinstance(text, str):
            raise MappingError(f"{name}: expected string, got {type_of(text)}")
        if tracer is None:
            return use(text)(data, None)
        chosen = tracer.origin.everything()
        value = use(text)(data, tracer)
        tracer.origin = tracer.origin.under((*chosen.sources, *chosen.conditions))
        return value

    return run


def _literal(options: Json, kit: Kit) -> Node:
    """`@literal`: what stands in the mapping."""
    return kit.node(options)


def _if(options: Json, kit: Kit) -> Node:
    """`@if`: `then` where a value exists (or, with `blank`, is not empty), else `else`."""
    if not isinstance(options, dict):
        return failing('@if requires an object with an "exists" key')
    if not truthy(options.get("exists")) and not truthy(options.get("blank")):
        return failing('@if requires an "exists" key or a "blank" key')
    by_existence = "exists" in options
    tested = options["exists"] if by_existence else options["blank"]
    test = kit.node(tested)
    then = kit.node(options["then"]) if "then" in options else NOTHING
    otherwise = kit.node(options["else"]) if truthy(options.get("else")) else NOTHING
    fallback = _fallback(tested, options.get("then"), options.get("else"))

    def run(data: Json, tracer: Tracer | None) -> Json:
        value = test(data, tracer)
        holds = value is not None and value is not MISSING
        if holds and not by_existence:
            holds = not is_loosely_empty(value)
        branch = then if holds else otherwise
        if tracer is None:
            return branch(data, None)
        condition = tracer.origin.everything()
        result = branch(data, tracer)
        notes = () if holds or result is MISSING else fallback
        tracer.origin = tracer.origin.under((*condition.sources, *condition.conditions), notes)
        return result

    return run


def _fallback(tested: Json, then: Json, otherwise: Json) -> tuple[Note, ...]:
    """`brand` where `vendorId` was tested for itself and is not there."""
    if not isinstance(tested, dict) or tested != then or not isinstance(otherwise, dict):
        return ()
    path = otherwise.get("@path")
    keys = keys_of_path(path) if isinstance(path, str) else ()
    return (Note("fallback", keys[-1]),) if keys else ()


def _case(options: Json, kit: Kit) -> Node:
    """`@case`: text in lower or upper case; other values as they are."""
    if not isinstance(options, dict):
        return failing('@case requires an object with a "operator" key')
    operator = options.get("operator")
    if not truthy(operator):
        return failing('@case requires a "operator" key')
    if not truthy(options.get("value")):
        return NOTHING
    node = kit.node(options["value"])

    def run(data: Json, tracer: Tracer | None) -> Json:
        value = node(data, tracer)
        if not isinstance(value, str):
            return value
        if operator == "lower":
            changed = value.lower()
        elif operator == "upper":
            changed = value.upper()
        else:
            raise MappingError('operator key should have a value of "lower" or "upper"')
        if tracer is not None and changed != value:
            tracer.origin = tracer.origin.derived(Note("normalised", json_text(value)))
        return changed

    return run


def _replace(options: Json, kit: Kit) -> Node:
    """`@replace`: a text with a pattern, and then perhaps a second one, replaced."""
    if not isinstance(options, dict):
        return failing('@replace requires an object with a "pattern" key')
    if not truthy(options.get("pattern")):
        return failing('@replace requires a "pattern" key')
    if not truthy(options.get("value")):
        return NOTHING
    node = kit.node(options["value"])
    pattern = options["pattern"]
    replacement = _or(options.get("replacement"), "")
    ignore_case = _or(options.get("ignorecase"), False)
    everywhere = _or(options.get("global"), True)
    valid = (
        isinstance(pattern, str)
        and isinstance(replacement, str)
        and isinstance(ignore_case, bool)
        and isinstance(everywhere, bool)
    )
    pairs = [(pattern, replacement)]
    second, with_second = options.get("pattern2"), _or(options.get("replacement2"), "")
    if isinstance(second, str) and second and isinstance(with_second, str):
        pairs.append((second, with_second))

    def run(data: Json, tracer: Tracer | None) -> Json:
        value = node(data, tracer)
        if tracer is not None:
            tracer.origin = tracer.origin.derived()
        if isinstance(value, bool) or is_number(value):
            value = text_of(value)
        if not isinstance(value, str) or not valid:
            return ""
        for old, new in pairs:
            value = _replaced(value, old, new, ignore_case, everywhere)
        return value

    return run


def _or(value: Json, default: Json) -> Json:
    return default if value is None else value


def _replaced(text: str, old: str, new: str, ignore_case: bool, everywhere: bool) -> str:
    """`text.replace(new RegExp(old, flags), new)` for a pattern without special meaning."""
    for word, name in ((old, "pattern"), (new, "replacement")):
        if length_of(word) > MAX_REPLACED:
            raise MappingError(f'@replace requires a "{name}" less than {MAX_REPLACED} characters')
    haystack, needle = (folded(text), folded(old)) if ignore_case else (text, old)
    out: list[str] = []
    at = size = 0
    while (found := haystack.find(needle, at)) >= 0:
        end = found + len(old)
        out += (text[at:found], _substituted(new, text, found, end))
        at = end
        size += len(out[-1])
        if size > _LONGEST:
            raise MappingError("Invalid string length")
        if not everywhere:
            break
    return "".join(out) + text[at:]


def _substituted(new: str, text: str, start: int, end: int) -> str:
    """The signs that JavaScript gives a meaning in a replacement: `$$`, `$&` and the two that
    stand for what is before and after the match."""
    meanings = {"$": "$", "&": text[start:end], "`": text[:start], "'": text[end:]}
    parts = new.split("$")
    out = parts[0]
    index = 1
    while index < len(parts):
        part = parts[index]
        if part[:1] in ("&", "`", "'"):
            out += meanings[part[0]] + part[1:]
        elif not part and index + 1 < len(parts):
            out += "$" + parts[index + 1]
            index += 1
        else:
            out += f"${part}"
        index += 1
    return out


def _json(options: Json, kit: Kit) -> Node:
    """`@json`: a value as JSON text, or a JSON text as value; text that is none stays."""
    if not isinstance(options, dict):
        return failing('@json requires an object with a "value" key')
    mode = options.get("mode")
    if not truthy(mode):
        return failing('@json requires a "mode" key')
    if not truthy(options.get("value")):
        return failing('@json requires a "value" key')
    node = kit.node(options["value"])

    def run(data: Json, tracer: Tracer | None) -> Json:
        value = node(data, tracer)
        if mode == "decode" and not isinstance(value, str):
            return value
        if tracer is not None:
            tracer.origin = tracer.origin.derived()
        if mode == "encode":
            return MISSING if value is MISSING else json_text(value)
        return _decoded(value) if mode == "decode" else MISSING

    return run


def _decoded(text: str) -> Json:
    try:
        return loads(text)
    except JsonError:
        return text


DIRECTIVES: dict[str, Callable[[Json, Kit], Node]] = {
    "@if": _if,
    "@case": _case,
    "@replace": _replace,
    "@path": _path,
    "@template": _template,
    "@literal": _literal,
    "@json": _json,
    "@liquid": liquid_directive,
    **SHAPE_DIRECTIVES,
}
"""All directives of Segment's mapping kit by name."""
