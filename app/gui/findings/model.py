"""The table of findings as a tree: a head for each severity, its rows under it.

Rows that are on the screen keep their place: news change what a row says, and new rows come at
the end of their group. Only another wish sorts anew.
"""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.analysis.findings_table import HEADS, FindingsRow, FindingsTable
from app.analysis.severity import SEVERITIES
from app.gui.events.words import number, one_line, tip
from app.gui.findings.words import last_text, sentence, users_text
from app.gui.fonts import ui_font
from app.lint.finding import Severity

Index = QModelIndex | QPersistentModelIndex

SHAPE, RULE, TITLE, EVENTS, USERS, COST, TREND, LAST = range(8)
HEADINGS = (
    "",
    "Rule",
    "What is wrong",
    "Events",
    "Users",
    "Cost in this capture",
    "15 min",
    "Last",
)
RIGHT = (EVENTS, USERS)

_NAMES = {"rule": "What is wrong", "user": "User", "page": "Page"}


class FindingsModel(QAbstractItemModel):
    """Top rows are the severities, worst first, also where one has no rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[Severity, list[FindingsRow]] = {one: [] for one in SEVERITIES}
        self._by = "rule"

    # What the page tells.

    def show_table(self, table: FindingsTable, by: str, *, anew: bool) -> None:
        """Show a table: in its own order where `anew`, else with the rows where they are."""
        if anew:
            self.beginResetModel()
            self._by = by
            self._rows = {one: [] for one in SEVERITIES}
            for group in table.groups:
                self._rows[group.severity] = list(group.rows)
            self.endResetModel()
            return
        found = {group.severity: {row.key: row for row in group.rows} for group in table.groups}
        for place, severity in enumerate(SEVERITIES):
            self._update(place, self._rows[severity], found.get(severity, {}))

    def _update(self, place: int, rows: list[FindingsRow], found: dict[str, FindingsRow]) -> None:
        head = self.index(place, 0)
        for at in range(len(rows) - 1, -1, -1):
            if rows[at].key not in found:
                self.beginRemoveRows(head, at, at)
                del rows[at]
                self.endRemoveRows()
        known = {row.key for row in rows}
        for at, row in enumerate(rows):
            fresh = found[row.key]
            if fresh != row:
                rows[at] = fresh
                self.dataChanged.emit(self.index(at, 0, head), self.index(at, LAST, head))
        more = [row for key, row in found.items() if key not in known]
        if more:
            self.beginInsertRows(head, len(rows), len(rows) + len(more) - 1)
            rows += more
            self.endInsertRows()
        self.dataChanged.emit(head, self.index(place, LAST))

    def in_order_of(self, table: FindingsTable) -> bool:
        """Whether the rows stand in the order of a table."""
        wanted = {group.severity: [row.key for row in group.rows] for group in table.groups}
        return all(
            [row.key for row in rows] == wanted.get(severity, [])
            for severity, rows in self._rows.items()
        )

    # What the view asks.

    def severity_at(self, index: Index) -> Severity:
        """The severity of a head, or of the group of a row."""
        at = index.row() if self.is_head(index) else int(index.internalId()) - 1
        return SEVERITIES[at]

    def is_head(self, index: Index) -> bool:
        """Whether the row is the head of a group."""
        return index.isValid() and index.internalId() == 0

    def row_at(self, index: Index) -> FindingsRow | None:
        """The row at an index; None for a head."""
        if not index.isValid() or self.is_head(index):
            return None
        rows = self._rows[self.severity_at(index)]
        return rows[index.row()] if index.row() < len(rows) else None

    def count(self, severity: Severity) -> int:
        """How many rows a group has."""
        return len(self._rows[severity])

    def index_of(self, key: str) -> QModelIndex:
        """Where a row stands; invalid where there is none."""
        for place, severity in enumerate(SEVERITIES):
            for at, row in enumerate(self._rows[severity]):
                if row.key == key:
                    return self.index(at, 0, self.index(place, 0))
        return QModelIndex()

    def first(self) -> QModelIndex:
        """The first row of all."""
        for place, severity in enumerate(SEVERITIES):
            if self._rows[severity]:
                return self.index(0, 0, self.index(place, 0))
        return QModelIndex()

    def count_words(self, severity: Severity) -> str:
        """`5 rules`."""
        count = len(self._rows[severity])
        return f"{number(count)} {self._by if count == 1 else f'{self._by}s'}"

    # Qt.

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Heads have the id 0, rows that of their head plus one."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """The head of a row."""
        if not index.isValid() or self.is_head(index):
            return QModelIndex()
        return self.createIndex(int(index.internalId()) - 1, 0, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Three heads, each with its rows."""
        if not parent.isValid():
            return len(SEVERITIES)
        if parent.column() or not self.is_head(parent):
            return 0
        return len(self._rows[SEVERITIES[parent.row()]])

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The same everywhere."""
        return len(HEADINGS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads can be gone to, to be folded, and are never chosen."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled
        return flags if self.is_head(index) else flags | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, and each row as one sentence."""
        if not index.isValid():
            return None
        row = self.row_at(index)
        if row is None:
            severity = self.severity_at(index)
            words = f"{HEADS[severity]}, {self.count_words(severity)}"
            accessible = role == Qt.ItemDataRole.AccessibleTextRole
            if accessible or (role == Qt.ItemDataRole.DisplayRole and not index.column()):
                return words
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return sentence(row, self._by) if not index.column() else self.text(row, index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (TITLE, COST):
            return tip(self.text(row, index.column()))
        return None

    def text(self, row: FindingsRow, column: int) -> str:
        """What a cell says."""
        match column:
            case 1:
                return row.key if self._by == "rule" else ""
            case 2:
                return one_line(row.title)
            case 3:
                return number(row.events) if row.events else "–"
            case 4:
                return users_text(row) if row.events else "–"
            case 5:
                return one_line(row.cost.words) or "concerns the whole capture"
            case 7:
                return last_text(row.last)
        return ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The heads of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _NAMES[self._by] if section == TITLE else HEADINGS[section]
        if role == Qt.ItemDataRole.FontRole:
            return ui_font(11, 500)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section in RIGHT
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
