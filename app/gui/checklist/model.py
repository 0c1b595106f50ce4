"""The lines of the checklist as a Qt model."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.analysis.checklist import Checklist, Row
from app.gui.checklist.lines import Line, evidence_of, lines_of, sentence_of, word_of

Index = QModelIndex | QPersistentModelIndex

STATE, POINT, EVIDENCE, LINK = range(4)


class ChecklistModel(QAbstractTableModel):
    """Heads, which cannot be chosen, and points. A newer checklist has the same lines, so it only
    changes what they say: nothing under the eye moves."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()

    def show(self, made: Checklist) -> None:
        """Show a checklist."""
        lines = lines_of(made)
        if _names(lines) != _names(self._lines):
            self.beginResetModel()
            self._lines = lines
            self.endResetModel()
            return
        old, self._lines = self._lines, lines
        for at, (before, after) in enumerate(zip(old, lines, strict=True)):
            if before != after:
                self.dataChanged.emit(self.index(at, 0), self.index(at, LINK))

    def line(self, at: int) -> Line:
        """The line at a position."""
        return self._lines[at]

    def point(self, at: int) -> Row | None:
        """The point at a position; None for a head, and where there is no line."""
        return self._lines[at].row if 0 <= at < len(self._lines) else None

    def place(self, point: str) -> int:
        """The position of a point by its id; -1 where it is not there."""
        rows = (one.row.point.id if one.row else "" for one in self._lines)
        return next((at for at, known in enumerate(rows) if known == point), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Heads and points."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """State, requirement, evidence, link."""
        return 0 if parent.isValid() else LINK + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A head is passed over by the keyboard."""
        if not index.isValid() or self._lines[index.row()].row is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell; for a screen reader the first cell says the whole row."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if line.row is None:
            texts = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return line.head if texts and index.column() == STATE else None
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == STATE:
            return sentence_of(line.row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = line.row
            return (word_of(row), row.point.title, evidence_of(row), row.link)[index.column()]
        return None


def _names(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    return [(one.head, one.row.point.id if one.row else "") for one in lines]
