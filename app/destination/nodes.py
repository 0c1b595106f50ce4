"""What the compiled pieces of a mapping have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from app.destination.javascript import NoPrimitiveError, type_of
from app.destination.origin import CONSTANT, Tracer
from app.segment.jsontext import Json
from app.segment.paths import MISSING

Node: TypeAlias = Callable[[Json, Tracer | None], Json]
"""A compiled piece of a mapping: takes the data that directives read, and who watches. What it
answers may share parts with the data and hold MISSING, so it is never changed in place."""

TOO_DEEP = "Maximum call stack size exceeded"


class MappingError(Exception):
    """The mapping is invalid, or one of its directives fails on this message.

    The text is what Segment shows, apart from that of `@liquid`, which is the library's.
    """


@dataclass(frozen=True, slots=True)
class CompiledMapping:
    """A mapping ready to be resolved; `fault` is Segment's complaint where it is invalid, and
    `fields` are the pieces of one that is an object, by key."""

    node: Node
    fault: str = ""
    fields: Mapping[str, Node] | None = None

    def resolve(self, data: Json, tracer: Tracer | None = None) -> Json:
        """The raw payload, with MISSING where nothing was found. Raises MappingError."""
        if type_of(data) != "object":
            raise MappingError(f"data must be an object, got {type_of(data)}")
        if self.fault:
            raise MappingError(self.fault)
        try:
            return self.node(data, tracer)
        except NoPrimitiveError as error:
            raise MappingError(str(error)) from None
        except RecursionError:
            raise MappingError(TOO_DEEP) from None


class Kit(NamedTuple):
    """The compilers, handed to the directives that hold pieces of mapping themselves.

    `node` compiles any piece; `mapping` a whole mapping, checked as Segment checks it.
    """

    node: Callable[[Json], Node]
    mapping: Callable[[Json], CompiledMapping]


def failing(text: str) -> Node:
    """A node that fails with Segment's `text` whenever it is resolved."""

    def fail(data: Json, tracer: Tracer | None) -> Json:
        raise MappingError(text)

    return fail


def constant(value: Json) -> Node:
    """A node that gives `value`, whatever the message."""

    def run(data: Json, tracer: Tracer | None) -> Json:
        if tracer is not None:
            tracer.origin = CONSTANT
        return value

    return run


NOTHING = constant(MISSING)
"""A node that finds nothing."""
