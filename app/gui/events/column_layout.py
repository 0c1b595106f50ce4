"""Which columns the table shows, in which order and how wide."""

from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from app.gui import theme
from app.gui.events.columns import COLUMNS, INDEX, widths
from app.gui.fonts import BASE, base_px, mono_font, scaled, ui_font

HEADER = 26
_PAD = 8
_LEAST = 26
_MOST = 2000


class Head(QHeaderView):
    """The head of the table: 11 px words on `surface2`, a line under them."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setFont(ui_font(11, 500))
        self.setAccessibleName("Columns")

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One word, cut at the right."""
        painter.fillRect(rect, theme.color("surface2"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        font = ui_font(11, 500)
        area = rect.adjusted(_PAD, 0, -_PAD, -1)
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        painter.setFont(font)
        painter.setPen(theme.color("text2"))
        words = QFontMetrics(font).elidedText(title, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


class Columns(QObject):
    """Looks after the header of a table whose model has the columns of COLUMNS.

    Signals:
        menu_wanted: a head was clicked (its place in COLUMNS, QPoint on the screen).
        changed: the user moved or resized a column.
    """

    menu_wanted = Signal(int, QPoint)
    changed = Signal()

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._header = Head(table)
        table.setHorizontalHeader(self._header)
        self._narrow = False
        self._fixed: dict[str, int] = {}
        self._grown: dict[str, int] = {}
        self._own_move = False
        self.edges = (0, len(COLUMNS) - 1)
        """The first and the last column on the screen, by their place in COLUMNS."""
        header = self._header
        header.setFixedHeight(scaled(HEADER))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(scaled(_LEAST))
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header.sectionClicked.connect(self._clicked)
        header.sectionMoved.connect(self._moved)
        header.sectionResized.connect(self._resized)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._asked)

    def keys(self) -> tuple[str, ...]:
        """The keys of the columns that are not hidden, from left to right."""
        return tuple(key for key in self._order() if not self._header.isSectionHidden(INDEX[key]))

    def show(self, shown: tuple[str, ...], *, narrow: bool) -> None:
        """Show these columns; `narrow` is below a window width of 1160."""
        for place, column in enumerate(COLUMNS):
            self._table.setColumnHidden(place, column.key not in shown)
        self._narrow = narrow
        self._find_edges()
        self.fit()

    def move(self, key: str, step: int) -> None:
        """Swap a column with its left (-1) or right (1) neighbour that is shown."""
        shown = self.keys()
        place = shown.index(key) + step
        if 0 <= place < len(shown):
            visual = self._header.visualIndex
            self._header.moveSection(visual(INDEX[key]), visual(INDEX[shown[place]]))

    def fit(self) -> None:
        """Share the width of the table among its columns."""
        room = round(self._table.viewport().width() * BASE / base_px())
        fixed = {**self._grown, **self._fixed}
        sizes = widths(self.keys(), room, narrow=self._narrow, fixed=fixed)
        self._own_move = True
        for key, size in sizes.items():
            self._header.resizeSection(INDEX[key], scaled(size))
        self._own_move = False

    def set_time_length(self, characters: int) -> None:
        """Times are never cut: make room for so many characters."""
        needed = QFontMetrics(mono_font(12)).horizontalAdvance("0" * characters) + 2 * _PAD
        size = round(needed * BASE / base_px()) + 2
        usual = COLUMNS[INDEX["time"]].width
        self._grown = {"time": size} if size > usual else {}
        self.fit()

    def state(self) -> dict[str, Any]:
        """Order of all columns, and the widths that the user gave (px at a 13 px font)."""
        return {"order": self._order(), "widths": dict(self._fixed)}

    def set_state(self, state: object) -> None:
        """Take back what `state` gave. It comes out of a file: what is no column is left out."""
        if not isinstance(state, dict):
            return
        order, given = state.get("order"), state.get("widths")
        self._own_move = True
        if isinstance(order, list):
            known = [key for key in dict.fromkeys(order) if key in INDEX]
            for place, key in enumerate(known):
                self._header.moveSection(self._header.visualIndex(INDEX[key]), place)
        self._own_move = False
        if isinstance(given, dict):
            self._fixed = {
                key: size
                for key, size in given.items()
                if key in INDEX and type(size) is int and _LEAST <= size <= _MOST
            }
        self._find_edges()
        self.fit()

    def _order(self) -> list[str]:
        places = sorted(range(len(COLUMNS)), key=self._header.visualIndex)
        return [COLUMNS[place].key for place in places]

    def _moved(self) -> None:
        self._find_edges()
        if not self._own_move:
            self.changed.emit()

    def _resized(self, section: int, old: int, new: int) -> None:
        # A column that is hidden or shown comes from or goes to 0; no hand did that.
        if old and new and not self._own_move and self._table.isVisible():
            self._fixed[COLUMNS[section].key] = round(new * BASE / base_px())
            self.changed.emit()

    def _find_edges(self) -> None:
        shown = self.keys()
        if shown:
            self.edges = (INDEX[shown[0]], INDEX[shown[-1]])
        self._table.viewport().update()

    def _clicked(self, section: int) -> None:
        header = self._header
        corner = QPoint(header.sectionViewportPosition(section), header.height())
        self.menu_wanted.emit(section, header.viewport().mapToGlobal(corner))

    def _asked(self, point: QPoint) -> None:
        section = self._header.logicalIndexAt(point)
        if section >= 0:
            self.menu_wanted.emit(section, self._header.viewport().mapToGlobal(point))
