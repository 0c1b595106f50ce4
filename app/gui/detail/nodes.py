"""JSON as rows of a tree: the nodes of the two documents that stand side by side.

A tree grows its nodes when they are asked for, so that a large message costs what is looked at.
Nothing here knows Qt.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.gui.detail.visible import key_text, value_text
from app.segment.jsontext import Json
from app.segment.paths import MISSING, Path, get

PlateKind: TypeAlias = Literal["plain", "accent", "dropped", "rejected", "warning"]


@dataclass(frozen=True, slots=True)
class Plate:
    """A word beside a leaf (`trigger`, `coerced from "3"`) and the colour family it is in."""

    text: str
    kind: PlateKind = "plain"


class Node:
    """One row: a key of an object or an index of a list, with its value.

    `value` is MISSING for a row that stands for something absent.
    """

    __slots__ = ("children", "key", "parent", "path", "row", "texts", "value")

    def __init__(self, key: str | int, path: Path, value: Json, parent: "Node | None", row: int):
        self.key = key
        self.path = path
        self.value = value
        self.parent = parent
        self.row = row
        self.children: list[Node] | None = None
        self.texts: tuple[str, str] | None = None

    @property
    def is_branch(self) -> bool:
        """Whether rows can stand under it: an object or a list that is not empty."""
        return isinstance(self.value, dict | list) and bool(self.value)


class Tree:
    """A document as nodes. Subclasses say what is beside each row and how it is tinted."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self.root = Node("", (), document, None, 0)

    def children(self, node: Node) -> list[Node]:
        """The rows under `node`, made at the first call."""
        if node.children is None:
            node.children = [
                Node(key, (*node.path, key), value, node, row)
                for row, (key, value) in enumerate(self.items(node))
            ]
        return node.children

    def items(self, node: Node) -> Iterable[tuple[str | int, Json]]:
        """Key and value of each row under `node`, in the order in which they are shown."""
        if isinstance(node.value, dict):
            return node.value.items()
        if isinstance(node.value, list):
            return enumerate(node.value)
        return ()

    def texts(self, node: Node) -> tuple[str, str]:
        """Key and value as shown; the value of a branch or of an absent leaf is empty."""
        if node.texts is None:
            hollow = node.value is MISSING or self.has_children(node)
            node.texts = (key_text(node.key), "" if hollow else value_text(node.value))
        return node.texts

    def find(self, path: Path) -> Node | None:
        """The node at `path`, or None where the tree has no such row."""
        node = self.nearest(path)
        return node if node.path == path else None

    def nearest(self, path: Path) -> Node:
        """The deepest node on the way to `path`; the root where not even the first step is."""
        node = self.root
        for step in path:
            below = _child(self.children(node), step)
            if below is None:
                return node
            node = below
        return node

    def has_children(self, node: Node) -> bool:
        """Whether rows stand under `node`."""
        return node.is_branch

    def plates(self, node: Node) -> tuple[Plate, ...]:
        """The words at the right of the row."""
        return ()

    def muted(self, node: Node) -> bool:
        """Whether the row is drawn as unimportant: nothing read it, or it is left out."""
        return False

    def tint(self, node: Node) -> Literal["", "dropped", "rejected"]:
        """The colour family behind the row: what is broken."""
        return ""

    def word(self, node: Node) -> str:
        """The word that stands for the value of an absent leaf."""
        return ""

    def note(self, node: Node, *, is_open: bool) -> str:
        """What stands after the key of a branch: the count of a list; of a folded object its
        number of keys."""
        if not self.has_children(node):
            return ""
        count = len(self.children(node))
        if isinstance(node.value, list):
            return str(len(node.value))
        return "" if is_open else _counted(count, "key")

    def description(self, node: Node) -> str:
        """What a screen reader hears after the row itself."""
        return ""

    def sentence(self, node: Node, *, is_open: bool = False) -> str:
        """The row read as one sentence: key, value, count and words."""
        key, value = self.texts(node)
        parts = [key, value or self.word(node) or self.note(node, is_open=is_open)]
        parts += [plate.text for plate in self.plates(node)]
        return ", ".join(part for part in parts if part)


class MessageTree(Tree):
    """The Segment message.

    - `used`: places that some subscription's trigger or mapping reads. None: nothing was mapped,
      and then nothing is called unused either.
    - `trigger`: places that the trigger of the chosen subscription reads.
    - `order`: places in the order in which they fill the event.
    - `targets`: for each place that was read, the places in the event that it filled.
    - `broken`: places to be tinted, with the colour family. One at the top that the message does
      not have gets a row that says so: there is no parent whose row could stand for it.
    """

    def __init__(
        self,
        document: Json,
        *,
        used: Iterable[Path] | None = None,
        trigger: Iterable[Path] = (),
        order: Iterable[Path] = (),
        targets: dict[Path, tuple[str, ...]] | None = None,
        broken: dict[Path, Literal["dropped", "rejected"]] | None = None,
    ) -> None:
        super().__init__(document)
        self._exact = None if used is None else frozenset(used)
        self._trigger = frozenset(trigger)
        self._order: dict[Path, int] = {}
        for path in order:
            self._order.setdefault(path, len(self._order))
        self._targets = targets or {}
        self._broken = broken or {}
        self._missing = [
            path[0] for path in self._broken if len(path) == 1 and get(document, path) is MISSING
        ]
        self._toward = {path[:end] for path in self._exact or () for end in range(len(path))}
        self._toward.update(path[:end] for path in self._broken for end in range(len(path) + 1))

    @property
    def broken(self) -> tuple[Path, ...]:
        """The rows at which something is wrong."""
        return tuple(self._broken)

    def used(self, node: Node) -> bool:
        """Whether a trigger or a mapping reads this place, something in it or all around it."""
        if self._exact is None:
            return True
        path = node.path
        return path in self._toward or any(
            path[:end] in self._exact for end in range(len(path) + 1)
        )

    def items(self, node: Node) -> Iterable[tuple[str | int, Json]]:
        """The top of a message is ordered by use, so that what counts is in sight and links do not
        cross: leaves in the order of the event, then others that are read, branches that are
        read, and the rest in the order of the message."""
        items = super().items(node)
        if node.parent is not None:
            return items
        items = [*items, *((key, MISSING) for key in self._missing)]
        if self._exact is None:
            return items
        return sorted(
            items, key=lambda item: self._rank(Node(item[0], (item[0],), item[1], node, 0))
        )

    def plates(self, node: Node) -> tuple[Plate, ...]:
        return (Plate("trigger"),) if node.path in self._trigger else ()

    def muted(self, node: Node) -> bool:
        return not self.used(node)

    def tint(self, node: Node) -> Literal["", "dropped", "rejected"]:
        return self._broken.get(node.path, "")

    def word(self, node: Node) -> str:
        return "missing" if node.value is MISSING else ""

    def note(self, node: Node, *, is_open: bool) -> str:
        plain = super().note(node, is_open=is_open)
        if is_open or not plain or self.used(node):
            return plain
        count = len(self.children(node))
        counted = _counted(count, "item" if isinstance(node.value, list) else "key")
        return f"{counted}, not used"

    def description(self, node: Node) -> str:
        targets = self._targets.get(node.path, ())
        if targets:
            return f"goes to {', '.join(targets)}"
        if self.has_children(node) or self.used(node):
            return ""
        return "not used"

    def _rank(self, node: Node) -> tuple[int, int]:
        branch = self.has_children(node)
        kind = (1 if branch else 0) if self.used(node) else (2 if branch else 3)
        return kind, len(self._order) if branch else self._order.get(node.path, len(self._order))


def _child(children: list[Node], key: str | int) -> Node | None:
    # In a list the row is the index, unless something is missing in it.
    if isinstance(key, int) and key < len(children) and children[key].key == key:
        return children[key]
    return next((one for one in children if one.key == key), None)


def absent_parents(document: Json, path: Path) -> list[Path]:
    """The beginnings of `path`, itself included, at which `document` has nothing."""
    return [path[:end] for end in range(1, len(path) + 1) if get(document, path[:end]) is MISSING]


def _counted(count: int, word: str) -> str:
    return f"1 {word}" if count == 1 else f"{count} {word}s"
