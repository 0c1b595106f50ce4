"""The directives of Segment's mapping kit that build objects and lists."""

from collections.abc import Callable

from app.destination.javascript import entries_of, json_text, truthy, type_of
from app.destination.model import Note
from app.destination.nodes import Kit, MappingError, Node, failing
from app.destination.origin import CONSTANT, Origin, Tracer, joined, tree
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import MISSING


def _array_path(options: Json, kit: Kit) -> Node:
    """`@arrayPath`: a list, each item of it resolved by a shape of its own; one object is taken
    for a list of one."""
    if not isinstance(options, list):
        return failing(f"@arrayPath expected array, got {type_of(options)}")
    path = options[0] if options else MISSING
    root_node = kit.node({"@path": path} if isinstance(path, str) else path)
    shape = options[1] if len(options) > 1 else None
    if not isinstance(shape, dict) or not shape:
        return root_node
    item_node = kit.node(shape)

    def run(data: Json, tracer: Tracer | None) -> Json:
        root = root_node(data, tracer)
        if not isinstance(root, dict | list):
            return root
        items = root if isinstance(root, list) else [root]
        if tracer is None:
            return [item_node(item, None) for item in items]
        return _watched_items(item_node, root, items, tracer)

    return run


def _watched_items(node: Node, root: Json, items: list[Json], tracer: Tracer) -> list[Json]:
    origin, scope = tracer.origin, tracer.scope
    values: list[Json] = []
    children: dict[str | int, Origin] = {}
    for index, item in enumerate(items):
        tracer.scope = origin.child(index) if isinstance(root, list) else origin
        values.append(node(item, tracer))
        children[index] = tracer.origin
    tracer.scope = scope
    wrapped = () if isinstance(root, list) else (Note("wrapped", json_text(root)),)
    sources = origin.everything().sources
    tracer.origin = tree(children, (origin,), sources).under(origin.conditions, wrapped)
    return values


def _flatten(options: Json, kit: Kit) -> Node:
    """`@flatten`: nested objects and lists as one object with joined keys."""
    if not isinstance(options, dict):
        return failing('@flatten requires an object with a "separator" key')
    if not truthy(options.get("separator")):
        return failing('@flatten requires a "separator" key')
    separator_node = kit.node(options["separator"])
    value_node = kit.node(options.get("value", MISSING))
    keep_lists = truthy(options.get("omitArrays"))

    def run(data: Json, tracer: Tracer | None) -> Json:
        separator = separator_node(data, tracer)
        if not isinstance(separator, str):
            raise MappingError("@flatten requires a string separator")
        value = value_node(data, tracer)
        origin = CONSTANT if tracer is None else tracer.origin
        flat, origins = _flattened(value, separator, keep_lists, origin)
        if tracer is not None:
            tracer.origin = tree(origins, (origin,))
        return flat

    return run


def _flattened(
    value: Json, separator: str, keep_lists: bool, origin: Origin
) -> tuple[JsonObject, dict[str | int, Origin]]:
    flat: JsonObject = {}
    origins: dict[str | int, Origin] = {}
    waiting: list[tuple[str, Json, Origin]] = [("", value, origin)]
    while waiting:
        prefix, item, source = waiting.pop()
        if isinstance(item, dict) or (isinstance(item, list) and not keep_lists):
            below = []
            for key, child in entries_of(item):
                name = f"{prefix}{separator}{key}" if prefix else key
                step = int(key) if isinstance(item, list) else key
                below.append((name, child, source.child(step)))
            waiting.extend(reversed(below))
        else:
            flat[prefix] = item
            origins[prefix] = source
    return flat, origins


def _merge(options: Json, kit: Kit) -> Node:
    """`@merge`: objects put over one another; `right` lets the later ones win."""
    if not isinstance(options, dict):
        return failing('@merge requires an object with an "objects" key and a "direction" key')
    if not truthy(options.get("direction")):
        return failing('@merge requires a "direction" key')
    objects = options.get("objects")
    if not truthy(objects):
        return failing('@merge requires a "objects" key')
    if not isinstance(objects, list):
        kind = "object" if isinstance(objects, dict) else type_of(objects)
        return failing(f"@merge: expected opts.array, got {kind}")
    direction_node = kit.node(options["direction"])
    nodes = [kit.node(item) for item in objects]

    def run(data: Json, tracer: Tracer | None) -> Json:
        direction = direction_node(data, tracer)
        if tracer is None:
            values = [node(data, None) for node in nodes]
            return _merged(values[::-1] if direction == "left" else values)
        watched = []
        for node in nodes:
            value = node(data, tracer)
            watched.append((value, tracer.origin))
        if direction == "left":
            watched.reverse()
        tracer.origin = _merged_origin(watched)
        return _merged([value for value, _ in watched])

    return run


def _merged(values: list[Json]) -> JsonObject:
    merged: JsonObject = {}
    for value in values:
        merged.update(value if isinstance(value, dict) else entries_of(value))
    return merged


def _merged_origin(watched: list[tuple[Json, Origin]]) -> Origin:
    """Each key comes from the object that won; a key that is nowhere could have come from any.
    A key that a nearer object sets to nothing says so."""
    children: dict[str | int, Origin] = {}
    for value, origin in watched:
        for key, _ in entries_of(value):
            step = int(key) if isinstance(value, list) else key
            child = origin.derived() if isinstance(value, str) else origin.child(step)
            if key in children and _is_missing(value, key):
                child = joined([children[key], child])
            children[key] = child
    return tree(children, tuple(origin for _, origin in watched))


def _is_missing(value: Json, key: str) -> bool:
    """Whether the object holds `key` without a value."""
    return isinstance(value, dict) and value[key] is MISSING


def _transform(options: Json, kit: Kit) -> Node:
    """`@transform`: a mapping resolved against the outcome of another one."""
    if not isinstance(options, dict):
        return failing('@transform requires an object with an "apply" key and a "mapping" key')
    if not truthy(options.get("mapping")):
        return failing('@transform requires a "mapping" key')
    if not truthy(options.get("apply")):
        return failing('@transform requires a "apply" key')
    if not isinstance(options["apply"], dict):
        return failing('@transform "apply" key should be an object')
    apply = kit.mapping(options["apply"])
    mapping = kit.node(options["mapping"])

    def run(data: Json, tracer: Tracer | None) -> Json:
        applied = _without_missing(apply.resolve({} if data is MISSING else data, tracer))
        if tracer is None:
            return mapping(applied, None)
        scope = tracer.scope
        tracer.scope = tracer.origin
        value = mapping(applied, tracer)
        tracer.scope = scope
        return value

    return run


def _without_missing(value: Json) -> Json:
    """A copy without the keys that hold nothing. Lists keep their gaps."""
    if isinstance(value, dict):
        return {key: _without_missing(item) for key, item in value.items() if item is not MISSING}
    if isinstance(value, list):
        return [_without_missing(item) for item in value]
    return value


def _exclude_when_null(options: Json, kit: Kit) -> Node:
    """`@excludeWhenNull`: nothing for null, and no null inside objects."""
    node = kit.node(options)

    def run(data: Json, tracer: Tracer | None) -> Json:
        value = node(data, tracer)
        return MISSING if value is None else _without_nulls(value)

    return run


def _without_nulls(value: Json) -> Json:
    """A copy in which null under a key is nothing; lists are left alone."""
    if not isinstance(value, dict):
        return value
    return {key: MISSING if item is None else _without_nulls(item) for key, item in value.items()}


SHAPE_DIRECTIVES: dict[str, Callable[[Json, Kit], Node]] = {
    "@arrayPath": _array_path,
    "@flatten": _flatten,
    "@merge": _merge,
    "@transform": _transform,
    "@excludeWhenNull": _exclude_when_null,
}
"""These directives by name."""
