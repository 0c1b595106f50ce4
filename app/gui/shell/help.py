"""The dialogs of the Help menu, made from the same tables as what they explain."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.actions import ACTIONS, WHERE_WORDS, keys_text
from app.gui.shapes import TOKEN, WORDS, paint_shape
from app.gui.shell.dialog import Dialog
from app.gui.widgets import Panel, plain_label
from app.store.filter_words import FIELDS, PATH_SIDES

_MEANINGS: tuple[tuple[str, str], ...] = (
    ("sponsored", "Segment sends it, Topsort’s contract accepts it, a resolvedBidId ties it."),
    ("organic", "Accepted; it names an entity and no bid. No campaign gets it."),
    ("anonymous", "Accepted, but it names neither a bid nor an entity: it counts for nobody."),
    ("rejected", "Segment sends it, Topsort’s contract refuses it."),
    ("dropped", "Segment’s own validation refuses it; Topsort never sees it."),
    ("filtered", "A setting, or the message itself, keeps it from the destination."),
    ("unmapped", "No subscription has this event, or the one that has it is switched off."),
    ("discarded", "Segment refuses it at the door; no destination gets it."),
    ("pending", "Stored, and not analysed yet."),
    ("doubt", "A replay got no answer: it may have arrived."),
    ("error", "A finding: events are lost."),
    ("warning", "A finding: events count wrongly, or for nobody."),
    ("info", "A finding: worth knowing."),
)


class _Shape(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(QSize(20, 20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_shape(painter, self._name, QRectF(2, 2, 16, 16), surface=theme.color("raised"))
        painter.end()


_SCROLLING = {
    Qt.Key.Key_PageUp: QScrollBar.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QScrollBar.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Home: QScrollBar.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QScrollBar.SliderAction.SliderToMaximum,
}


class HelpDialog(Dialog):
    """A dialog that is read: its lines go into `lines`, it is no higher than they need, and the
    keys that scroll do so wherever the focus is."""

    def __init__(self, window: QWidget, title: str, size: QSize) -> None:
        super().__init__(window, title, size)
        self.page = Panel("raised")
        # Else the area takes the lines for as high as they were at their narrowest.
        self.page.setMinimumSize(1, 1)
        self.lines = QVBoxLayout(self.page)
        self.lines.setContentsMargins(19, 8, 19, 18)
        self.lines.setSpacing(4)
        self.area = QScrollArea()
        self.area.setWidget(self.page)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName(title)
        self.body.setContentsMargins(0, 8, 0, 8)
        self.body.addWidget(self.area)
        self.close_button.setFocus()

    def show_over(self) -> None:
        """Open it, as high as its lines, at most as it would like."""
        width = self._size.width() - 2
        outer = self.layout()
        assert outer is not None
        around = outer.sizeHint().height() - self.area.sizeHint().height() - 2
        needed = self.lines.heightForWidth(width) + around + 2
        self._size.setHeight(min(self._size.height(), needed))
        super().show_over()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page up and down, Home and End scroll."""
        action = _SCROLLING.get(Qt.Key(event.key()))
        if action is None:
            super().keyPressEvent(event)
        else:
            self.area.verticalScrollBar().triggerAction(action)


def _pairs(layout: QVBoxLayout, rows: Iterable[tuple[str, str]], *, mono: bool = False) -> None:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(7)
    grid.setColumnMinimumWidth(0, 190)
    grid.setColumnStretch(1, 1)
    for row, (left, right) in enumerate(rows):
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(plain_label(left, "mono" if mono else "medium"), row, 0, top)
        grid.addWidget(plain_label(right, "base", "text2").wrapped(), row, 1)
    layout.addLayout(grid)


def keys_dialog(window: QWidget) -> Dialog:
    """Every key, by where it acts."""
    dialog = HelpDialog(window, "Keys", QSize(620, 660))
    layout = dialog.lines
    for where, head in WHERE_WORDS.items():
        rows = [
            (keys_text(spec), spec.says or spec.text) for spec in ACTIONS if spec.where == where
        ]
        rows = [(keys, text) for keys, text in rows if keys]
        if rows:
            layout.addSpacing(8)
            layout.addWidget(plain_label(head, "section"))
            _pairs(layout, rows)
    return dialog


def words_dialog(window: QWidget) -> Dialog:
    """Every shape, its word, and what it means."""
    dialog = HelpDialog(window, "Words and shapes", QSize(680, 560))
    layout = dialog.lines
    for name, meaning in _MEANINGS:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(_Shape(name))
        word = plain_label(WORDS[name], "medium", TOKEN[name])
        word.setFixedWidth(170)
        row.addWidget(word)
        row.addWidget(plain_label(meaning, "base", "text2").wrapped(), 1)
        layout.addLayout(row)
        layout.addSpacing(2)
    return dialog


FILTERS: tuple[tuple[str, str], ...] = (
    ("verdict:dropped,rejected", "any of these"),
    ("sev:error rule:CLK-*", "both; * stands for anything"),
    ('event:"Product Clicked"', "quotation marks where there is a space"),
    ("user:7c1f*", "what begins so"),
    ("since:10m until:14:05", "times: 30s, 10m, 2h, 3d, today, 14:05"),
    ("size:>2kb", "numbers: >, >=, <, <=, and 1kb..2kb"),
    ("in.properties.price:>10", "a place in the message; out. in the Topsort event"),
    ("-bid:*", "not; also NOT bid:*"),
    ("type:page OR (is:marked has:finding)", "or, and brackets"),
    ("mug", "any other word is searched in the message"),
)
"""Filters, each with what it shows of the language."""


def filter_dialog(window: QWidget) -> Dialog:
    """The filter language, by example, and every field that the parser knows."""
    dialog = HelpDialog(window, "Filter language", QSize(680, 640))
    layout = dialog.lines
    layout.addWidget(
        plain_label(
            "Words stand side by side and all of them must hold. A mistake never changes the "
            "list: the last good filter stays.",
            "base",
            "text2",
        ).wrapped()
    )
    layout.addSpacing(8)
    _pairs(layout, FILTERS, mono=True)
    layout.addSpacing(12)
    layout.addWidget(plain_label("Fields", "section"))
    fields = [(f"{field.name}:", field.meaning) for field in FIELDS.values()]
    sides = [(f"{side}.PATH:", meaning) for side, meaning in PATH_SIDES.items()]
    _pairs(layout, fields + sides, mono=True)
    return dialog


def about_dialog(window: QWidget, version: str, definition: str) -> Dialog:
    """Version, definition, licences; and what it does not do."""
    dialog = HelpDialog(window, "Topsort Inspector", QSize(560, 420))
    layout = dialog.lines
    layout.addWidget(
        plain_label(
            "See, before launch, the exact fate of every Segment event on its way to Topsort, "
            "and send it again when you want to.",
            "base",
            "text2",
        ).wrapped()
    )
    layout.addSpacing(8)
    _pairs(
        layout,
        (
            ("Version", version),
            ("Definition", definition),
            ("Connections", "Only those that you start. No telemetry, no update check."),
            (
                "Not re-enacted",
                "Destination Filters and consent live in Segment. An event that passes here can "
                "still be held back there (FILTERED_BY_RULES).",
            ),
            ("Fonts", "Inter and JetBrains Mono, SIL Open Font License 1.1"),
            ("Window", "Qt for Python, GNU LGPL 3"),
        ),
    )
    return dialog
