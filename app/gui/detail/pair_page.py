"""A pair of clicks: the two messages compared; at the right which to keep, and the fix."""

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.detail.findings_pane import FindingsPane
from app.gui.detail.pair_tab import PairView, Side
from app.gui.detail.parts import Paragraph
from app.gui.detail.visible import printable, shortened, visible
from app.gui.shapes import shape_of
from app.gui.widgets import Snippet
from app.masking import masked
from app.services import PairDetail
from app.store.model import EventRow


class PairPage:
    """The two widgets of the Pair tab and what fills them."""

    def __init__(self) -> None:
        self.view = PairView()
        self.side = FindingsPane()

    def show_pair(self, pair: PairDetail) -> None:
        """Show a pair."""
        self.view.show_pair(
            pair.rows, side_of(pair, pair.first), side_of(pair, pair.second), gap=pair.gap
        )
        kept = pair.first if pair.keep == pair.first.id else pair.second
        card = replace(pair.finding, fix="", snippet="")
        self.side.show_findings([card], rules=0, after=_advice(pair, _name(kept)))


def side_of(pair: PairDetail, row: EventRow) -> Side:
    """The head of one of the two: which to keep, and which is the one too many."""
    shape = shape_of(row.verdict, row.tie)
    if row.id == pair.keep:
        return Side(shape, _name(row), "keep this one", "accent")
    if "click" not in row.becomes:
        return Side(shape, _name(row), "no click now")
    which = "second" if row.id == pair.second.id else "first"
    return Side(shape, _name(row), f"the {which} click", "warning")


def _name(row: EventRow) -> str:
    return visible(masked(shortened(row.name, 80)))


def _advice(pair: PairDetail, name: str) -> list[QWidget]:
    """Which to keep and why, then the fix. The rule says both in its fix: `Keep Product Clicked:
    both carry the bid, … Switch …`."""
    finding = pair.finding
    section = QWidget()
    layout = QVBoxLayout(section)
    layout.setContentsMargins(12, 11, 12, 13)
    layout.setSpacing(8)
    fix = finding.fix
    keep = f"Keep {finding.fix[5:].partition(':')[0]}:"
    if fix.startswith(keep):
        why, _, fix = fix[len(keep) :].strip().partition(". ")
        why = f"{why[:1].upper()}{why[1:]}".rstrip(".") + "."
        layout.addWidget(Paragraph(printable(masked(why)), lead=f"Keep {name}."))
    else:
        layout.addWidget(Paragraph("", lead=f"Keep {name}."))
    if fix:
        layout.addWidget(Paragraph(printable(masked(fix)), lead="Fix."))
    if finding.snippet:
        layout.addWidget(Snippet(printable(masked(finding.snippet)), name="Fix of the pair"))
    return [section]
