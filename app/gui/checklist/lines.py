"""The checklist as lines of its table, and the words of a line. Pure: no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.analysis.checklist import Checklist, Row
from app.gui.events.words import one_line
from app.store.filters import term

LONGEST_FILTER = 3_500
"""Characters of a filter that names messages one by one; the field takes 4,000."""


@dataclass(frozen=True, slots=True)
class Line:
    """A head (`row` None) or a point."""

    head: str
    row: Row | None = None


def lines_of(made: Checklist) -> tuple[Line, ...]:
    """Heads and points, in order."""
    return tuple(
        line
        for head, rows in made.sections
        for line in (Line(head), *(Line(head, row) for row in rows))
    )


def word_of(row: Row) -> str:
    """The word beside the shape. A person's word is told from evidence by its word too."""
    if row.mark.not_needed:
        return "Not needed"
    if row.mark.confirmed and row.state in ("by_hand", "no_evidence"):
        return "Said so"
    return row.word


def evidence_of(row: Row) -> str:
    """What it rests on; what a person wrote stands where there is no evidence."""
    if row.mark.note and row.state in ("by_hand", "no_evidence"):
        return f"You: {one_line(row.mark.note, 120)}"
    if row.mark.confirmed and row.state in ("by_hand", "no_evidence"):
        return "Confirmed by hand"
    return one_line(row.evidence)


def sentence_of(row: Row) -> str:
    """The point as one sentence, for screen readers."""
    parts = [word_of(row), row.point.title, evidence_of(row), row.missing.rstrip("."), row.link]
    return ", ".join(part for part in parts if part)


def filter_of(row: Row) -> tuple[str, bool]:
    """A filter that shows the messages of a point in Events, and whether it shows all of them."""
    ids = list(dict.fromkeys(one.message_id for one in row.messages if one.message_id))
    text, whole = _ids(ids)
    whole = whole and row.count <= len(row.messages)
    if whole or row.state == "met" or not row.rules:
        return text, whole
    return f"rule:{','.join(code for code, _ in row.rules)}", True


def _ids(ids: Sequence[str]) -> tuple[str, bool]:
    text = ""
    for one in ids:
        added = term("id", one) if not text else "," + term("id", one).removeprefix("id:")
        if len(text) + len(added) > LONGEST_FILTER:
            return text, False
        text += added
    return text, True
