"""The Topsort event as rows: its leaves with their origin, and what is not in it and why."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from app.destination.model import FieldError, Leaf, LeftOut, Note, Provenance
from app.gui.detail.nodes import Node, Plate, Tree, absent_parents
from app.gui.detail.visible import shortened, visible
from app.segment.jsontext import Json
from app.segment.paths import MISSING, Path, get, path_text

_ORDER = ("missing", "filtered", "unknown", "empty", "absent")
"""Absent rows stand under the present ones, what is broken first."""

_WORDS = {
    "unwrapped": "taken out of a list",
    "wrapped": "put into a list",
    "trimmed": "trimmed",
}


class EventTree(Tree):
    """The event with its provenance. `refused_by` is who complains in `errors`: `dropped` is
    Segment's validation, `rejected` is Topsort's contract."""

    def __init__(
        self,
        document: Json,
        provenance: Provenance | None = None,
        errors: Iterable[FieldError] = (),
        refused_by: Literal["dropped", "rejected"] = "dropped",
    ) -> None:
        super().__init__(document)
        self._provenance = provenance or Provenance()
        self._refused_by = refused_by
        self._leaves = {leaf.path: leaf for leaf in self._provenance.leaves}
        self._errors: dict[Path, FieldError] = {}
        self._absent: dict[Path, LeftOut] = {}
        self._extra: dict[Path, list[str | int]] = {}
        for error in errors:
            self._add_error(error)
        for left_out in self._provenance.left_out:
            self._add_absent(left_out)
        for keys in self._extra.values():
            keys.sort(key=lambda key: isinstance(key, str))

    @property
    def broken(self) -> tuple[Path, ...]:
        """Rows that are the cause of a loss."""
        missing = (path for path, one in self._absent.items() if one.reason == "missing")
        return tuple(dict.fromkeys([*self._errors, *missing]))

    def shown_paths(self) -> list[Path]:
        """Rows worth opening the way to: every leaf with an origin, and every absent leaf."""
        return [*self._leaves, *self._absent, *self._errors]

    def absence(self, node: Node) -> LeftOut | None:
        """Why this row is not in the event; None for a row that is."""
        return self._absent.get(node.path) if node.value is MISSING else None

    def leaf(self, node: Node) -> Leaf | None:
        """The origin of a leaf, None where the provenance has none."""
        return self._leaves.get(node.path)

    def items(self, node: Node) -> Iterable[tuple[str | int, Json]]:
        present = list(super().items(node))
        extra = self._extra.get(node.path)
        if not extra:
            return present
        absent = [(key, MISSING) for key in extra if get(node.value, (key,)) is MISSING]
        absent.sort(key=lambda item: self._rank((*node.path, item[0])))
        if isinstance(node.value, list) or any(isinstance(key, int) for key, _ in absent):
            return sorted([*present, *absent], key=lambda item: int(item[0]))
        return [*present, *absent]

    def has_children(self, node: Node) -> bool:
        return node.is_branch or bool(self._extra.get(node.path))

    def plates(self, node: Node) -> tuple[Plate, ...]:
        error = self._errors.get(node.path)
        if error is not None:
            return (Plate(error_words(error), self._refused_by),)
        absence = self.absence(node)
        if absence is not None:
            plate = absence_plate(absence)
            return (replace(plate, kind=self._refused_by) if plate.kind == "dropped" else plate,)
        leaf = self._leaves.get(node.path)
        return origin_plates(leaf) if leaf is not None else ()

    def muted(self, node: Node) -> bool:
        absence = self.absence(node)
        return absence is not None and absence.reason != "missing" and node.path not in self._errors

    def tint(self, node: Node) -> Literal["", "dropped", "rejected"]:
        if node.path in self._errors:
            return self._refused_by
        absence = self.absence(node)
        return self._refused_by if absence is not None and absence.reason == "missing" else ""

    def word(self, node: Node) -> str:
        if node.value is not MISSING or self.has_children(node):
            return ""
        return "missing" if self.tint(node) else ""

    def description(self, node: Node) -> str:
        absence = self.absence(node)
        if absence is not None:
            return _absence_sentence(absence)
        leaf = self._leaves.get(node.path)
        if leaf is None:
            return ""
        if leaf.kind != "path" or not leaf.sources:
            return leaf.kind if leaf.kind != "path" else ""
        return f"from {' and '.join(visible(path_text(path)) for path in leaf.sources)}"

    def _add_error(self, error: FieldError) -> None:
        if get(self.document, error.at) is not MISSING:
            if error.at:
                self._errors.setdefault(error.at, error)
            return
        self._add_absent(LeftOut(error.at, "missing", error.sources))

    def _add_absent(self, left_out: LeftOut) -> None:
        if not left_out.path or get(self.document, left_out.path) is not MISSING:
            return
        former = self._absent.get(left_out.path)
        if former is not None and _ORDER.index(former.reason) <= _ORDER.index(left_out.reason):
            return
        self._absent[left_out.path] = left_out
        for path in absent_parents(self.document, left_out.path):
            keys = self._extra.setdefault(path[:-1], [])
            if path[-1] not in keys:
                keys.append(path[-1])

    def _rank(self, path: Path) -> int:
        absence = self._absent.get(path)
        return _ORDER.index(absence.reason) if absence is not None else 0


def origin_plates(leaf: Leaf) -> tuple[Plate, ...]:
    """The words beside a leaf that is in the event."""
    plates = [Plate(leaf.kind)] if leaf.kind != "path" else []
    plates += [_note_plate(note) for note in leaf.notes]
    return tuple(plates)


def absence_plate(left_out: LeftOut) -> Plate:
    """The words beside a leaf that is not in the event."""
    source = visible(path_text(left_out.sources[0])) if left_out.sources else ""
    match left_out.reason:
        case "missing":
            return Plate("required", "dropped")
        case "unknown":
            return Plate("dropped: unknown key")
        case "filtered":
            return Plate("removed: price 0")
        case "empty":
            return Plate(f"left out: {source} is empty" if source else "left out: empty")
        case "absent":
            return Plate(f"left out: no {source}" if source else "left out")


def error_words(error: FieldError) -> str:
    """The short form of a complaint: what the value must be, without its name and what it was."""
    text = visible(error.message)
    _, wants, wanted = text.partition("; the contract wants ")
    if wants:
        return f"wants {shortened(wanted.rstrip('.'), 48)}"
    _, must, wanted = text.partition(" must ")
    if must:
        return f"must {wanted.partition(' but ')[0].rstrip('.')}"
    return shortened(text.rstrip("."), 48)


def _note_plate(note: Note) -> Plate:
    detail = shortened(visible(note.detail), 24)
    match note.kind:
        case "coerced":
            return Plate(f"coerced from {detail}", "accent")
        case "normalised":
            return Plate(f"normalised from {detail}")
        case "fallback":
            return Plate(f"from {detail}")
        case "moved":
            return Plate(f"moved to {detail}")
        case _:
            return Plate(_WORDS[note.kind])


def _absence_sentence(left_out: LeftOut) -> str:
    places = " or ".join(visible(path_text(path)) for path in left_out.sources)
    if left_out.reason == "missing":
        return f"missing, expected at {places}" if places else "missing"
    return absence_plate(left_out).text
