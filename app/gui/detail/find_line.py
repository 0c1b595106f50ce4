"""The line in which one types what to find."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.gui import theme
from app.gui.fonts import scaled, ui_font
from app.gui.widgets import flat_button, icon_button, plain_label


def is_find(event: QKeyEvent) -> bool:
    """Whether a key is Ctrl+F."""
    control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return control and event.key() == Qt.Key.Key_F


class _Field(QLineEdit):
    """Return goes on, Shift+Return back, Esc closes."""

    step = Signal(bool)
    closed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step.emit(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif is_find(event):
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Esc and Ctrl+F from the shortcuts of the window."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (event.key() == Qt.Key.Key_Escape or is_find(event))
        ):
            event.accept()
            return True
        return super().event(event)


class FindLine(QWidget):
    """Field, count, Previous, Next, close. It is hidden until `open` is called.

    Signals:
        changed(str): other words to find.
        stepped(bool): on to the next (True) or back to the previous place.
        closed(): it was closed by hand.
    """

    changed = Signal(str)
    stepped = Signal(bool)
    closed = Signal()

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = _Field()
        self.count = plain_label("", "small", "text3")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 6)
        row.setSpacing(8)
        self.field.setPlaceholderText(what)
        self.field.setAccessibleName(what)
        self.field.setProperty("ring", "inside")
        self.field.setFont(ui_font(13))
        self.field.setFixedHeight(scaled(26))
        self.field.setTextMargins(6, 0, 6, 0)
        self.field.setMaximumWidth(320)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        back = flat_button("Previous", small=True)
        forth = flat_button("Next", small=True)
        close = icon_button("close", "Close the find line")
        for button in (back, forth, close):
            row.addWidget(button)
        row.addStretch(1)
        back.clicked.connect(lambda: self.stepped.emit(False))
        forth.clicked.connect(lambda: self.stepped.emit(True))
        close.clicked.connect(self.close_line)
        self.field.textChanged.connect(self.changed)
        self.field.step.connect(self.stepped)
        self.field.closed.connect(self.close_line)
        theme.watcher.theme_changed.connect(self.update)
        self.hide()

    def text(self) -> str:
        """What to find; empty while the line is hidden."""
        return "" if self.isHidden() else self.field.text()

    def open(self, words: str = "") -> None:
        """Show the line, with `words` in it where there are any."""
        self.show()
        if words:
            self.field.setText(words)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_line(self) -> None:
        """Hide the line."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def say(self, at: int, found: int) -> None:
        """Show "3 of 12"; `at` counts from 0."""
        if not self.field.text():
            self.count.setText("")
        else:
            self.count.setText(f"{at + 1:,} of {found:,}" if found else "not found")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and the line under it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface2"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))
        painter.end()
