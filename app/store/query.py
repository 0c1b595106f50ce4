"""A filter, understood: the tree that the parser makes and the SQL compiler reads.

`start` and `end` are the place of a part in the filter text.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Present:
    """There is a value."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the field's list, as the list writes it."""

    word: str


@dataclass(frozen=True, slots=True)
class Like:
    """A folded pattern (`%`, `_`, escaped by a backslash) for the whole value.

    `plain` has no wildcard of the user's own, and the words as they were written are `text`.
    """

    pattern: str
    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers, or times in milliseconds since 1970. None is no bound; open leaves it out."""

    low: float | None = None
    high: float | None = None
    open_low: bool = False
    open_high: bool = False


Test: TypeAlias = Present | Word | Like | Interval


@dataclass(frozen=True, slots=True)
class Term:
    """A field of which any of the tests must hold. `path` is for `in.` and `out.` only."""

    field: str
    path: tuple[str, ...]
    tests: tuple[Test, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """Words searched in the whole message; `pattern` is a folded one, of its JSON text."""

    pattern: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    """What does not fit `part`."""

    part: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AllOf:
    """What fits every part."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What fits one of the parts."""

    parts: tuple["Node", ...]


Node: TypeAlias = Term | Text | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Query:
    """A filter text and its tree; no tree lets everything through."""

    text: str
    root: Node | None = None

    @property
    def times(self) -> tuple[tuple[str, int], ...]:
        """Field and moment (ms since 1970) of each `since:` and `until:`, in the order written:
        a relative time has to be shown resolved."""
        return tuple(_times(self.root))


QUERY_ALL = Query("")
"""The empty filter."""


def _times(node: Node | None) -> list[tuple[str, int]]:
    if isinstance(node, Not):
        return _times(node.part)
    if isinstance(node, AllOf | AnyOf):
        return [found for part in node.parts for found in _times(part)]
    if isinstance(node, Term) and node.field in ("since", "until"):
        bounds = (
            bound
            for test in node.tests
            if isinstance(test, Interval)
            for bound in (test.low, test.high)
        )
        return [(node.field, int(bound)) for bound in bounds if bound is not None]
    return []
