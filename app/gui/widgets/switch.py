"""A switch: on or off at once, told by the knob's place and not by colour alone."""

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.gui import motion, theme
from app.gui.fonts import scaled, ui_font

_TRACK = QSize(30, 18)
_GAP = 8


class Switch(QAbstractButton):
    """A track of 30 by 18 with a knob, and its words at the right. `toggled` tells of a change."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setText(text)
        self.setAccessibleName(text)
        self.setFont(ui_font(13, 500))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._place = 0.0
        self._slide = QVariantAnimation(self)
        self._slide.setEasingCurve(QEasingCurve.Type.InOutQuad)
        self._slide.valueChanged.connect(self._moved)
        self.toggled.connect(self._go)
        theme.watcher.theme_changed.connect(self.update)

    def show_now(self) -> None:
        """Put the knob where the state is, at once; needed where signals were blocked."""
        self._slide.stop()
        self._moved(1.0 if self.isChecked() else 0.0)

    def _go(self, on: bool) -> None:
        goal = 1.0 if on else 0.0
        length = motion.duration(120)
        if not self.isVisible() or not length:
            self._moved(goal)
            return
        self._slide.stop()
        self._slide.setDuration(length)
        self._slide.setStartValue(self._place)
        self._slide.setEndValue(goal)
        self._slide.start()

    def _moved(self, value: float) -> None:
        self._place = float(value)
        self.update()

    def sizeHint(self) -> QSize:
        """Track and words, 24 high at least."""
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(_TRACK.width() + (_GAP + words if self.text() else 0), scaled(24))

    def minimumSizeHint(self) -> QSize:
        """A switch is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, knob, words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - _TRACK.height()) / 2
        track = QRectF(0.5, top + 0.5, _TRACK.width() - 1, _TRACK.height() - 1)
        on = self.isChecked()
        painter.setPen(QPen(theme.color("accent" if on else "line2"), 1))
        painter.setBrush(theme.color("accentFill" if on else "surface"))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("onAccent" if on else "line2"))
        travel = _TRACK.width() - _TRACK.height()
        centre = QPointF(_TRACK.height() / 2 + travel * self._place, self.height() / 2)
        painter.drawEllipse(centre, 6, 6)
        if self.text():
            painter.setPen(theme.color("text" if self.isEnabled() else "text3"))
            painter.setFont(self.font())
            area = QRectF(_TRACK.width() + _GAP, 0, self.width(), self.height())
            painter.drawText(
                area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text()
            )
        painter.end()
