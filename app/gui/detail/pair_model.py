"""Two JSON documents compared path by path, as rows of four columns."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.analysis.pair import PairRow
from app.gui.detail.visible import is_id, shortened, value_text, visible
from app.masking import masked
from app.segment.jsontext import Json
from app.segment.paths import MISSING

ROWS = 10
"""Rows shown at first: every unlike one, and like ones up to so many."""

Index = QModelIndex | QPersistentModelIndex


def plain_value(value: Json) -> str:
    """A value without quotes."""
    if value is MISSING:
        return "absent"
    return visible(shortened(masked(value))) if isinstance(value, str) else value_text(value)


def cell_texts(row: PairRow) -> tuple[str, str]:
    """Left and right value as shown; in quotes where only the type tells them apart."""
    left, right = plain_value(row.left), plain_value(row.right)
    if not row.equal and left == right and MISSING not in (row.left, row.right):
        return value_text(row.left), value_text(row.right)
    return left, right


def fold(rows: Sequence[PairRow], limit: int = ROWS) -> tuple[list[PairRow], int]:
    """The rows to show at first, in their order, and how many like ones are left out."""
    room = max(0, limit - sum(not row.equal for row in rows))
    shown = []
    left_out = 0
    for row in rows:
        if row.equal and room == 0:
            left_out += 1
            continue
        if row.equal:
            room -= 1
        shown.append(row)
    return shown, left_out


class PairModel(QAbstractTableModel):
    """Path, left value, sign, right value."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[PairRow] = []

    def show(self, rows: Sequence[PairRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """One row for each path."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Four."""
        return 0 if parent is not None and parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell; for a screen reader the first cell says the whole row."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        left, right = cell_texts(row)
        path = visible(row.path_text)
        if role == Qt.ItemDataRole.DisplayRole:
            return (path, left, "=" if row.equal else "≠", right)[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if row.equal:
                return f"{path}, equal, {left}"
            return f"{path}, unlike, {left} and {right}"
        return None

    def middle(self, index: Index) -> bool:
        """Whether a cell is cut in its middle: an id."""
        row = self.rows[index.row()]
        return is_id(row.left if index.column() == 1 else row.right)
