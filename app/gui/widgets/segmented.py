"""A segmented control: one of a few words is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from app.gui import theme
from app.gui.fonts import scaled, ui_font

_PAD = 10


class _Segment(QAbstractButton):
    def __init__(self, text: str, px: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._chosen_font = ui_font(px, 600)
        self.setCheckable(True)
        self.setFont(ui_font(px, 500))
        self.set_label(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_label(self, text: str) -> None:
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        # The chosen one is bolder: leave room for it, so that the others never move.
        metrics = QFontMetrics(self._chosen_font)
        return QSize(2 * _PAD + metrics.horizontalAdvance(self.accessibleName()), scaled(26))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selIdle" if chosen else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 5, 5)
        painter.setFont(self._chosen_font if chosen else self.font())
        painter.setPen(theme.color("text" if chosen else "text2"))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self.accessibleName())
        painter.end()


class Segmented(QWidget):
    """A row of words, one of them chosen. One tab stop; Left and Right choose.

    Signals:
        chosen(str): the user or `choose` chose the option with this key.
    """

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[tuple[str, str]] = (),
        *,
        name: str = "",
        px: float = 12,
        parent: QWidget | None = None,
    ) -> None:
        """`options` are (key, text); the first is chosen. `name` is the accessible name."""
        super().__init__(parent)
        self._px = px
        self._segments: dict[str, _Segment] = {}
        self._options: list[tuple[str, str]] = []
        self._group = QButtonGroup(self)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._key = ""
        self._name = name
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("ring", "outside")
        self.set_options(options)
        theme.watcher.theme_changed.connect(self.update)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Show other options; keeps the choice where its key is still there, without a signal."""
        options = list(options)
        if options == self._options:
            # Made anew they would lose a click that is under way.
            return
        self._options = options
        for segment in self._segments.values():
            self._group.removeButton(segment)
            self._layout.removeWidget(segment)
            segment.hide()
            segment.deleteLater()
        self._segments = {}
        for key, text in options:
            segment = _Segment(text, self._px, self)
            segment.clicked.connect(lambda _on=False, key=key: self._clicked(key))
            self._group.addButton(segment)
            self._layout.addWidget(segment)
            self._segments[key] = segment
            segment.show()
        keep = self._key if self._key in self._segments else next(iter(self._segments), "")
        self._set(keep)

    def set_text(self, key: str, text: str) -> None:
        """Change the words of one option ("Attempts 2")."""
        self._segments[key].set_label(text)
        self._options = [(one, text if one == key else old) for one, old in self._options]

    def key(self) -> str:
        """The key of the chosen option; empty where there is none."""
        return self._key

    def keys(self) -> list[str]:
        """The keys in order."""
        return list(self._segments)

    def button(self, key: str) -> QAbstractButton:
        """The button of one option, for tests and tooltips."""
        return self._segments[key]

    def choose(self, key: str) -> None:
        """Choose an option; `chosen` is sent where it is another one."""
        if key != self._key and key in self._segments:
            self._set(key)
            self.chosen.emit(key)

    def _set(self, key: str) -> None:
        self._key = key
        if key:
            segment = self._segments[key]
            segment.setChecked(True)
            self.setAccessibleDescription(f"{segment.accessibleName()}, chosen")

    def _clicked(self, key: str) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.choose(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right, Home and End choose."""
        keys = self.keys()
        if not keys:
            super().keyPressEvent(event)
            return
        at = keys.index(self._key)
        goal = {
            Qt.Key.Key_Left: at - 1,
            Qt.Key.Key_Right: at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(keys) - 1,
        }.get(Qt.Key(event.key()))
        if goal is None:
            super().keyPressEvent(event)
            return
        self.choose(keys[min(max(goal, 0), len(keys) - 1)])
