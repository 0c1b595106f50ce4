"""What Segment finds wrong with a mapping before it resolves it.

The texts are Segment's. It looks into objects and into the options of directives, not into
lists: what is wrong in a list shows only when it is resolved.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from app.destination.javascript import json_string, length_of, type_of
from app.segment.jsontext import Json

MAX_REPLACED = 10
"""Characters that a pattern or replacement of `@replace` may have."""

_Stack: TypeAlias = tuple[str, ...]


class MappingFault(NamedTuple):
    """A complaint in Segment's words, and the keys that lead to what it is about."""

    at: _Stack
    text: str


class _FoundError(Exception):
    """Faults that end the check of the value at hand."""

    def __init__(self, *faults: MappingFault) -> None:
        super().__init__(*faults)
        self.faults = faults


def faults_of(mapping: Json) -> tuple[MappingFault, ...]:
    """All complaints of Segment about a mapping; none where it is valid. Raises RecursionError
    for one that is too deep."""
    try:
        _check(mapping, ())
    except _FoundError as found:
        return found.faults
    return ()


def _fault(text: str, stack: _Stack) -> _FoundError:
    return _FoundError(MappingFault(stack, f"/{'/'.join(stack)} {text}."))


def _kind(value: Json) -> str:
    if isinstance(value, dict) and any(key.startswith("@") for key in value):
        return "directive"
    return type_of(value)


def _named(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _check(value: Json, stack: _Stack) -> None:
    kind = _kind(value)
    if kind == "directive":
        _directive(value, stack)
    elif kind == "object":
        _object(value, stack)


def _directive(value: dict[str, Json], stack: _Stack) -> None:
    names = [key for key in value if key.startswith("@")]
    if len(names) > 1:
        raise _fault(f"should only have one @-prefixed key but it has {len(names)} keys", stack)
    if any(not key.startswith("@") and key != "_metadata" for key in value):
        raise _fault(f"should only have one @-prefixed key but it has {len(value)} keys", stack)
    check = _DIRECTIVES.get(names[0])
    if check is None:
        raise _fault(f"has an invalid directive: {names[0]}", stack)
    check(value[names[0]], (*stack, names[0]))


def _object(value: Json, stack: _Stack) -> None:
    kind = _kind(value)
    if kind != "object":
        raise _fault(f"should be an object but it is {_named(kind)}", stack)
    _all((_check, value[key], (*stack, key)) for key in value)


def _all(checks: Iterable[tuple[Callable[[Json, _Stack], None], Json, _Stack]]) -> None:
    faults: list[MappingFault] = []
    for check, value, stack in checks:
        try:
            check(value, stack)
        except _FoundError as found:
            faults.extend(found.faults)
    if faults:
        raise _FoundError(*faults)


def _raw(value: Json, stack: _Stack) -> None:
    if _kind(value) == "directive":
        _directive(value, stack)


def _text(value: Json, stack: _Stack) -> None:
    kind = _kind(value)
    if kind != "string":
        raise _fault(f"should be a string but it is {_named(kind)}", stack)


def _directive_or_text(value: Json, stack: _Stack) -> None:
    kind = _kind(value)
    if kind == "directive":
        _directive(value, stack)
    elif kind != "string":
        raise _fault(f"should be a string or a mapping directive but it is {_named(kind)}", stack)


def _directive_or_object(value: Json, stack: _Stack) -> None:
    kind = _kind(value)
    if kind == "directive":
        _directive(value, stack)
    elif kind == "object":
        _object(value, stack)
    else:
        raise _fault(f"should be a object or a mapping directive but it is {_named(kind)}", stack)


def _looks_like_directive_or(kind: str) -> Callable[[Json, _Stack], None]:
    """The same for the option of a directive, whose insides were looked at before: looking again
    would double the work at each level."""
    check = _directive_or_text if kind == "string" else _directive_or_object

    def look(value: Json, stack: _Stack) -> None:
        if _kind(value) not in ("directive", kind):
            check(value, stack)

    return look


def _anything(value: Json, stack: _Stack) -> None:
    """An option that may be anything; what is in it was looked at before."""


def _boolean(value: Json, stack: _Stack) -> None:
    kind = _kind(value)
    if kind != "boolean":
        raise _fault(f"should be a boolean but it is {_named(kind)}", stack)


def _list(value: Json, stack: _Stack) -> None:
    kind = type_of(value)
    if kind != "array":
        raise _fault(f"should be an array but it is {_named(kind)}", stack)


def _short(least: int) -> Callable[[Json, _Stack], None]:
    def check(value: Json, stack: _Stack) -> None:
        _text(value, stack)
        if length_of(value) < least:
            raise _fault(f"should be a string of length {least} or greater", stack)
        if length_of(value) > MAX_REPLACED:
            raise _fault(f"should be a string of length {MAX_REPLACED} or less", stack)

    return check


def _one_of(*allowed: str) -> Callable[[Json, _Stack], None]:
    def check(value: Json, stack: _Stack) -> None:
        _text(value, stack)
        if value.lower() not in allowed:
            listed = ", ".join(allowed)
            raise _fault(f"should be one of {listed} but it is {json_string(value)}", stack)

    return check


def _fields(
    required: tuple[str, ...], tests: Mapping[str, Callable[[Json, _Stack], None]]
) -> Callable[[Json, _Stack], None]:
    def check(value: Json, stack: _Stack) -> None:
        # This goes through all that is inside, so the tests of the options need not.
        _object(value, stack)
        faults: list[MappingFault] = []
        for key, test in tests.items():
            try:
                if key in value:
                    test(value[key], (*stack, key))
                elif key in required:
                    raise _fault(f"should have field {json_string(key)} but it doesn't", stack)
            except _FoundError as found:
                faults.extend(found.faults)
        if faults:
            raise _FoundError(*faults)

    return check


def _array_path(value: Json, stack: _Stack) -> None:
    _list(value, stack)
    if not value:
        raise _fault("should be a string or a mapping directive but it is an undefined", stack)
    _directive_or_text(value[0], stack)
    if len(value) > 1:
        _check(value[1], stack)


_merge_fields = _fields(("objects",), {"direction": _one_of("left", "right"), "objects": _list})


def _merge(value: Json, stack: _Stack) -> None:
    _merge_fields(value, stack)
    for item in value["objects"]:
        _directive_or_object(item, ())


_DIRECTIVES: dict[str, Callable[[Json, _Stack], None]] = {
    "@if": _fields((), {"exists": _anything, "then": _anything, "else": _anything}),
    "@case": _fields((), {"operator": _text, "value": _looks_like_directive_or("string")}),
    "@replace": _fields(
        ("pattern", "value"),
        {
            "pattern": _short(1),
            "replacement": _short(0),
            "value": _looks_like_directive_or("string"),
            "ignorecase": _boolean,
            "global": _boolean,
        },
    ),
    "@arrayPath": _array_path,
    "@path": _directive_or_text,
    "@json": _fields(("value", "mode"), {"value": _anything, "mode": _one_of("encode", "decode")}),
    "@flatten": _fields(("value",), {"separator": _text, "value": _anything}),
    "@merge": _merge,
    "@template": _directive_or_text,
    "@literal": _raw,
    "@transform": _fields(
        ("apply", "mapping"),
        {
            "apply": _looks_like_directive_or("object"),
            "mapping": _looks_like_directive_or("object"),
        },
    ),
    "@excludeWhenNull": _raw,
    "@liquid": _text,
}
