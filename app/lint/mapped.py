"""Where in a message a mapping may read one place of the payload from.

Seen from the mapping alone, without running it: only directives that hand values on are looked
through. One that makes a new value (`@template`, `@liquid`, `@json`, ...) has no single place.
"""

from collections.abc import Iterator

from app.destination.lookup import keys_of_path
from app.segment.jsontext import Json
from app.segment.paths import Path

_DEEPEST = 32


def candidates(directive: Json, at: Path, deep: int = 0) -> Iterator[Path]:
    """Places in the message that could fill `at` below the field that `directive` stands for,
    the one that wins first.

    An item of a list gives two: inside the list, and for a single object that Segment takes for
    a list of one, without the index.
    """
    if not isinstance(directive, dict) or deep > _DEEPEST:
        return
    deep += 1
    if "@path" in directive:
        text = directive["@path"]
        if isinstance(text, str):
            yield (*keys_of_path(text), *at)
        else:
            return
    elif "@if" in directive:
        options = directive["@if"]
        if isinstance(options, dict):
            for branch in ("then", "else"):
                yield from candidates(options.get(branch), at, deep)
    elif "@merge" in directive:
        yield from _merged(directive["@merge"], at, deep)
    elif "@arrayPath" in directive:
        yield from _item(directive["@arrayPath"], at, deep)
    elif "@case" in directive:
        options = directive["@case"]
        if isinstance(options, dict):
            yield from candidates(options.get("value"), at, deep)
    elif "@excludeWhenNull" in directive:
        yield from candidates(directive["@excludeWhenNull"], at, deep)
    elif at and isinstance(at[0], str) and not any(key.startswith("@") for key in directive):
        yield from candidates(directive.get(at[0]), at[1:], deep)


def _merged(options: Json, at: Path, deep: int) -> Iterator[Path]:
    if not isinstance(options, dict) or not isinstance(options.get("objects"), list):
        return
    objects = options["objects"]
    for one in objects if options.get("direction") == "left" else objects[::-1]:
        yield from candidates(one, at, deep)


def _item(options: Json, at: Path, deep: int) -> Iterator[Path]:
    if not isinstance(options, list) or not options:
        return
    root = {"@path": options[0]} if isinstance(options[0], str) else options[0]
    shape = options[1] if len(options) > 1 else None
    if not isinstance(shape, dict) or not at:
        yield from candidates(root, at, deep)
        return
    below = list(candidates(shape, at[1:], deep)) if at[1:] else [()]
    for path in candidates(root, (), deep):
        for one in below:
            yield (*path, at[0], *one)
            yield (*path, *one)
