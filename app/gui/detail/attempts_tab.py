"""The Attempts tab: each replay of this event, and what came back."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.detail.answers import answer_text, attempt_text
from app.gui.detail.parts import EmptyText
from app.gui.detail.visible import shortened, visible
from app.gui.events.words import clock
from app.gui.fonts import mono_font, scaled, tabular, ui_font
from app.gui.shapes import TOKEN, WORDS, paint_shape, shape_of
from app.gui.widgets import Panel, ReadingText
from app.masking import masked
from app.store.model import Attempt

COLUMNS = (
    ("When", 190),
    ("Target", 260),
    ("Answer", 300),
    ("Took", 80),
    ("Forecast was", 110),
)
_ROW = 26
_MOST_LINES = 9
Index = QModelIndex | QPersistentModelIndex


def forecast_word(attempt: Attempt) -> str:
    """Whether the forecast was right; open where no answer came."""
    if attempt.outcome in {"in doubt", "failed"}:
        return "open"
    return "right" if attempt.outcome == attempt.forecast else "wrong"


def answer_word(attempt: Attempt) -> str:
    """What came back, in a word."""
    if attempt.outcome == "failed":
        return "Not sent"
    return WORDS[shape_of(attempt.outcome)]


class AttemptsModel(QAbstractTableModel):
    """Attempts, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.attempts: list[Attempt] = []

    def show(self, attempts: Sequence[Attempt]) -> bool:
        """Show other attempts; whether they are others."""
        ordered = sorted(attempts, key=lambda one: one.sent_at, reverse=True)
        if ordered == self.attempts:
            return False
        self.beginResetModel()
        self.attempts = ordered
        self.endResetModel()
        return True

    def rowCount(self, parent: Index | None = None) -> int:
        """One row for each attempt."""
        return 0 if parent is not None and parent.isValid() else len(self.attempts)

    def columnCount(self, parent: Index | None = None) -> int:
        """When, target, answer, took, forecast was."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The names of the columns; their font, which a style sheet would take from the header."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section][0]
        if role == Qt.ItemDataRole.FontRole:
            return ui_font(11, 500)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = orientation is Qt.Orientation.Horizontal and section == 3
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The texts of one attempt."""
        if not index.isValid():
            return None
        attempt = self.attempts[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.texts(attempt)[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            names = (name for name, _ in COLUMNS)
            said = zip(names, self.texts(attempt), strict=True)
            return ", ".join(f"{name} {text}" for name, text in said)
        return None

    @staticmethod
    def texts(attempt: Attempt) -> tuple[str, ...]:
        """One text for each column."""
        status = str(attempt.status) if attempt.status is not None else "no answer"
        answer = shortened(visible(answer_text(attempt.answer).replace("\n", " · ")), 200)
        return (
            clock(attempt.sent_at, today=datetime.now()),
            visible(masked(attempt.target)),
            " ".join(part for part in (answer_word(attempt), status, answer) if part),
            f"{attempt.took:,} ms",
            forecast_word(attempt),
        )


class _AttemptDelegate(QStyledItemDelegate):
    """Time in mono, the answer with its shape, numbers at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, AttemptsModel):
            return
        attempt = model.attempts[index.row()]
        text = str(model.data(index))
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        active = chosen and bool(option.state & QStyle.StateFlag.State_Active)
        ground = "accentSoft" if active else "selIdle" if chosen else "surface"
        painter.save()
        painter.fillRect(rect, theme.color(ground))
        rect.adjust(8, 0, -8, 0)
        painter.setFont(mono_font(12) if index.column() == 0 else tabular(ui_font(13)))
        ink = "text2" if index.column() in (1, 3) else "text"
        if index.column() == 2:
            self._paint_answer(painter, rect, attempt, text, ground)
        else:
            if text == "wrong":
                ink = "warning"
            side = (
                Qt.AlignmentFlag.AlignRight if index.column() == 3 else Qt.AlignmentFlag.AlignLeft
            )
            painter.setPen(theme.color(ink))
            metrics = QFontMetricsF(painter.font())
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def _paint_answer(
        self, painter: QPainter, rect: QRectF, attempt: Attempt, text: str, ground: str
    ) -> None:
        shape = shape_of(attempt.outcome)
        box = QRectF(rect.left(), rect.center().y() - 8 + 0.5, 16, 16)
        paint_shape(painter, shape, box, surface=theme.color(ground))
        rect.setLeft(rect.left() + 16 + 7)
        word = answer_word(attempt)
        painter.setFont(ui_font(13, 500))
        painter.setPen(theme.color(TOKEN[shape]))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, flags, word)
        width = QFontMetricsF(painter.font()).horizontalAdvance(word)
        rect.setLeft(rect.left() + width + 7)
        painter.setFont(tabular(ui_font(12)))
        painter.setPen(theme.color("text2"))
        metrics = QFontMetricsF(painter.font())
        rest = text.removeprefix(word).strip()
        shown = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, flags, shown)


class AttemptsTab(QStackedWidget):
    """The table, or "Never replayed"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = AttemptsModel(self)
        self.table = QTableView()
        self.empty = EmptyText(
            "Never replayed",
            "Choose events and press Ctrl+R. You see the plan before anything is sent.",
        )
        self._delegate = _AttemptDelegate()
        self.table.setModel(self.model)
        self.table.setItemDelegate(self._delegate)
        self.table.setAccessibleName("Attempts")
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.verticalHeader().setDefaultSectionSize(scaled(_ROW))
        header = self.table.horizontalHeader()
        header.setFixedHeight(scaled(26))
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        for column, (_name, width) in enumerate(COLUMNS):
            header.resizeSection(column, scaled(width))
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setSelectionModel(QItemSelectionModel(self.model, self.table))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        foot = Panel("surface2", "t")
        under = QVBoxLayout(foot)
        under.setContentsMargins(8, 7, 8, 7)
        self.answer = ReadingText("Answer", most=_MOST_LINES, said="Copied the answer")
        under.addWidget(self.answer)
        layout.addWidget(foot)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _: self._read(now.row()))
        self.addWidget(self.empty)
        self.addWidget(page)
        theme.watcher.theme_changed.connect(self.table.viewport().update)

    def show_attempts(self, attempts: Sequence[Attempt]) -> None:
        """Show the attempts of one event; the answer of the newest is read at first."""
        if self.model.show(attempts) and attempts:
            self.table.selectRow(0)
        self.setCurrentIndex(1 if attempts else 0)

    def _read(self, row: int) -> None:
        """Say the whole answer of one attempt."""
        if row >= 0:
            self.answer.say(f"Answer: {attempt_text(self.model.attempts[row])}")
