"""Push buttons: filled (one on a screen at most), bordered, flat, and icon only."""

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.gui import theme
from app.gui.fonts import scaled, ui_font
from app.gui.icons import paint_icon

Kind = Literal["main", "plain", "flat"]

_PAD = 10
_GAP = 7
_ICON = 16


class Button(QPushButton):
    """A push button drawn from the tokens. A checkable flat one shows `selIdle` when it is on."""

    def __init__(
        self,
        text: str,
        kind: Kind = "plain",
        *,
        icon: str = "",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self._icon = icon
        self._small = small
        self._icon_only = False
        self._arrow = True
        self.setFont(ui_font(12 if small else 13, 500))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(text)
        self.setAutoDefault(False)
        theme.watcher.theme_changed.connect(self.update)

    def setText(self, text: str) -> None:
        """The label; it is the accessible name too. `&` stands for itself."""
        super().setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()

    def label(self) -> str:
        """The label as it is shown."""
        return self.accessibleName()

    def set_icon_only(self, on: bool) -> None:
        """Show the icon alone; the text stays the accessible name and becomes the tooltip."""
        self._icon_only = on and bool(self._icon)
        if self._icon_only and not self.toolTip():
            self.setToolTip(self.label())
        self.updateGeometry()
        self.update()

    def set_arrow(self, on: bool) -> None:
        """Whether a button with a menu shows an arrow (it does at first)."""
        self._arrow = on
        self.updateGeometry()

    def _has_arrow(self) -> bool:
        return self._arrow and self.menu() is not None

    def is_icon_only(self) -> bool:
        """Whether the text is hidden."""
        return self._icon_only

    def sizeHint(self) -> QSize:
        """28 high, 24 in panes; as wide as its parts."""
        height = scaled(24 if self._small else 28)
        if self._icon_only:
            return QSize(height, height)
        width = 2 * _PAD + QFontMetrics(self.font()).horizontalAdvance(self.label())
        if self._icon:
            width += _ICON + _GAP
        if self._has_arrow():
            width += _ICON + 2
        return QSize(width, height)

    def minimumSizeHint(self) -> QSize:
        """A button is never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return clicks, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Repaint for the hover."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Repaint without the hover."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, border, icon, label, and an arrow where there is a menu."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = theme.color(self._paint_ground(painter))
        painter.setFont(self.font())
        if self._icon_only:
            side = _ICON
            place = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
            paint_icon(painter, self._icon, place, ink)
            painter.end()
            return
        x = float(_PAD)
        if self._icon:
            top = (self.height() - _ICON) / 2
            paint_icon(painter, self._icon, QRectF(x, top, _ICON, _ICON), ink)
            x += _ICON + _GAP
        painter.setPen(ink)
        right = _PAD + (_ICON + 2 if self._has_arrow() else 0)
        area = QRectF(x, 0, self.width() - x - right, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.label())
        if self._has_arrow():
            arrow = QRectF(self.width() - _PAD - 14, (self.height() - 14) / 2, 14, 14)
            paint_icon(painter, "chevron-down", arrow, ink)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> str:
        """Paint ground and border; the token of the ink on it."""
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = 5
        hot = self.isEnabled() and (self.underMouse() or self.isDown())
        if not self.isEnabled():
            if self._kind != "flat":
                painter.setPen(QPen(theme.color("line"), 1))
                painter.setBrush(theme.color("surface2"))
                painter.drawRoundedRect(rect, radius, radius)
            return "text3"
        if self._kind == "main":
            painter.setPen(QPen(theme.color("accent" if hot else "accentFill"), 1))
            painter.setBrush(theme.color("accentFill"))
            painter.drawRoundedRect(rect, radius, radius)
            return "onAccent"
        on = self.isChecked() or (self._kind == "flat" and self.isDown())
        ground = "selIdle" if on else "hover" if hot else "surface"
        if self._kind == "plain":
            painter.setPen(QPen(theme.color("line2"), 1))
            painter.setBrush(theme.color(ground))
            painter.drawRoundedRect(rect, radius, radius)
        elif on or hot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selIdle"))
            painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        return "text"


def main_button(text: str, icon: str = "", parent: QWidget | None = None) -> Button:
    """The filled button; a screen has one at most."""
    return Button(text, "main", icon=icon, parent=parent)


def plain_button(
    text: str, icon: str = "", *, small: bool = False, parent: QWidget | None = None
) -> Button:
    """A bordered button; `small` is 24 high, for panes."""
    return Button(text, "plain", icon=icon, small=small, parent=parent)


def flat_button(
    text: str, icon: str = "", *, small: bool = False, parent: QWidget | None = None
) -> Button:
    """A button without a border, for bars."""
    return Button(text, "flat", icon=icon, small=small, parent=parent)


def icon_button(icon: str, name: str, tip: str = "", parent: QWidget | None = None) -> Button:
    """A 24 px button with an icon only; `name` is what a screen reader says."""
    button = Button(name, "flat", icon=icon, small=True, parent=parent)
    button.setToolTip(tip or name)
    button.set_icon_only(True)
    return button
