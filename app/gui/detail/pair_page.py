"""A pair of clicks: the two messages compared; at the right which to keep, and the fix."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.detail.findings_pane import FindingsPane
from app.gui.detail.pair_tab import PairView, Side
from app.gui.detail.parts import Paragraph
from app.gui.detail.visible import masked, shortened, visible
from app.gui.shapes import shape_of
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
        self.side.show_findings([pair.finding], rules=0, after=[_keep(_name(kept))])


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


def _keep(name: str) -> QWidget:
    section = QWidget()
    layout = QVBoxLayout(section)
    layout.setContentsMargins(12, 11, 12, 13)
    layout.addWidget(Paragraph("The other one is the click to take away.", lead=f"Keep {name}."))
    return section
