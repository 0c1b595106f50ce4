"""Segment's mapping kit: how the payload of an action is made from a message.

A mapping is JSON in which an object with one `@` key is a directive. Mappings are compiled once
into functions; resolving one is then a call.
"""

import sys

from app.destination.bounds import beyond_bounds
from app.destination.directives import DIRECTIVES
from app.destination.javascript import keys_of, plain
from app.destination.mapping_check import faults_of
from app.destination.nodes import (
    TOO_DEEP,
    CompiledMapping,
    Kit,
    MappingError,
    Node,
    constant,
    failing,
)
from app.destination.origin import Origin, Tracer, tree
from app.segment.jsontext import Json, JsonObject

__all__ = [
    "CompiledMapping",
    "MappingError",
    "compile_mapping",
    "resolve",
    "resolve_with_provenance",
]

ROOT_DIRECTIVE = "__segment_internal_directive"


def resolve(mapping: Json, data: JsonObject) -> Json:
    """The plain value that `mapping` gives for `data`. Raises MappingError."""
    return plain(compile_mapping(mapping).resolve(data))


def resolve_with_provenance(mapping: Json, data: JsonObject) -> tuple[Json, Origin]:
    """The plain value and where it came from; `Origin.child` goes into it.
    Raises MappingError."""
    tracer = Tracer()
    value = compile_mapping(mapping).resolve(data, tracer)
    return plain(value), tracer.origin


def compile_mapping(mapping: Json) -> CompiledMapping:
    """Compile a whole mapping, as Segment checks and resolves one: faults are found now."""
    try:
        beyond = beyond_bounds(mapping, sys.getrecursionlimit())
        if beyond is not None:
            too_large = f"The mapping is too large: {beyond.reason}"
            raise MappingError(TOO_DEEP if beyond.too_deep else too_large)
        mapping = _with_root_directive(mapping)
        fault = "\n".join(one.text for one in faults_of(mapping))
        if isinstance(mapping, dict) and not _is_directive(mapping):
            fields = {key: _compile_node(mapping[key]) for key in keys_of(mapping)}
            return CompiledMapping(object_node(list(fields.items())), fault, fields)
        return CompiledMapping(_compile_node(mapping), fault)
    except MappingError as error:
        return CompiledMapping(failing(str(error)), str(error))
    except RecursionError:
        return CompiledMapping(failing(TOO_DEEP), TOO_DEEP)


def _with_root_directive(mapping: Json) -> Json:
    """A mapping with a root directive hands all its other keys to that directive."""
    if not isinstance(mapping, dict) or ROOT_DIRECTIVE not in mapping:
        return mapping
    root = mapping[ROOT_DIRECTIVE]
    if isinstance(root, dict | list | str) and len(root) > 1:
        raise MappingError("The root mapping must only have a single directive object")
    options = next(iter(root.values()), None) if isinstance(root, dict) else None
    if isinstance(options, list):
        # JavaScript sets the mapping on the list itself, where nothing looks for it.
        return root
    if not isinstance(options, dict):
        raise MappingError("The root directive must be an object")
    rest = {key: value for key, value in mapping.items() if key != ROOT_DIRECTIVE}
    return {next(iter(root)): {**options, "mapping": rest}}


def _compile_node(mapping: Json) -> Node:
    """Compile any piece of a mapping. What is wrong with it fails when it is resolved."""
    if _is_directive(mapping):
        name = next(key for key in mapping if key.startswith("@"))
        if name not in DIRECTIVES:
            return failing(f"{name} is not a valid directive, got undefined")
        return DIRECTIVES[name](mapping[name], _KIT)
    if isinstance(mapping, dict):
        return object_node([(key, _compile_node(mapping[key])) for key in keys_of(mapping)])
    if isinstance(mapping, list):
        return _list_node([_compile_node(item) for item in mapping])
    return constant(mapping)


def _is_directive(mapping: Json) -> bool:
    """Segment runs an object as a directive if it has `@` keys and at most `_metadata` else."""
    return (
        isinstance(mapping, dict)
        and any(key.startswith("@") for key in mapping)
        and all(key.startswith("@") or key == "_metadata" for key in mapping)
    )


_KIT = Kit(_compile_node, compile_mapping)


def object_node(items: list[tuple[str, Node]]) -> Node:
    """A node that puts an object together, key by key."""

    def run(data: Json, tracer: Tracer | None) -> Json:
        if tracer is None:
            return {key: node(data, None) for key, node in items}
        value: JsonObject = {}
        children: dict[str | int, Origin] = {}
        for key, node in items:
            value[key] = node(data, tracer)
            children[key] = tracer.origin
        tracer.origin = tree(children)
        return value

    return run


def _list_node(nodes: list[Node]) -> Node:
    def run(data: Json, tracer: Tracer | None) -> Json:
        if tracer is None:
            return [node(data, None) for node in nodes]
        value: list[Json] = []
        children: dict[str | int, Origin] = {}
        for index, node in enumerate(nodes):
            value.append(node(data, tracer))
            children[index] = tracer.origin
        tracer.origin = tree(children)
        return value

    return run
