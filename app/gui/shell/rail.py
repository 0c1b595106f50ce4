"""The rail at the left: the app's mark, one item a screen, the menu button at the bottom."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.fonts import scaled, ui_font
from app.gui.icons import paint_icon
from app.gui.widgets import Panel

_ICON = 20


class _Mark(QWidget):
    """The app's own mark, 30 px."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(scaled(46))
        self.setAccessibleName("Topsort Inspector")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = 30
        place = QRectF((self.width() - side) / 2, self.height() - side - 7, side, side)
        paint_icon(painter, "app", place, theme.color("text"))
        painter.end()


class RailItem(QAbstractButton):
    """One screen: icon 20 over a label of 11, or the icon alone where the rail is slim."""

    def __init__(self, text: str, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        self._slim = False
        self._badge = ""
        self.setCheckable(True)
        self.setText(text)
        self.setAccessibleName(text)
        self.setFont(ui_font(11, 500))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.watcher.theme_changed.connect(self.update)

    def set_slim(self, slim: bool) -> None:
        """Show the icon alone; the label becomes the tooltip."""
        self._slim = slim
        self.setToolTip(self.text() if slim else "")
        self.updateGeometry()
        self.update()

    def set_badge(self, count: int, words: str) -> None:
        """A number at the icon, `words` for screen readers; none for 0."""
        self._badge = "" if not count else f"{count:,}" if count < 1000 else "999+"
        self.setAccessibleName(f"{self.text()}, {words}" if count else self.text())
        self.update()

    def badge(self) -> str:
        """What the badge says."""
        return self._badge

    def sizeHint(self) -> QSize:
        return QSize(scaled(40), scaled(40)) if self._slim else QSize(scaled(76), scaled(56))

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
            painter.setBrush(theme.color("accentSoft" if chosen else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        ink = theme.color("accent" if chosen else "text2")
        top = (self.height() - _ICON) / 2 if self._slim else scaled(9)
        paint_icon(painter, self._icon, QRectF((self.width() - _ICON) / 2, top, _ICON, _ICON), ink)
        if not self._slim:
            painter.setPen(ink)
            painter.setFont(self.font())
            area = QRectF(0, top + _ICON + 4, self.width(), scaled(16))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())
        if self._badge:
            self._paint_badge(painter)
        painter.end()

    def _paint_badge(self, painter: QPainter) -> None:
        font = ui_font(10, 600)
        painter.setFont(font)
        height = float(scaled(14))
        width = max(height, QFontMetricsF(font).horizontalAdvance(self._badge) + 9)
        # In the slim rail it stays inside the item, whatever the number.
        left = min(scaled(20), self.width() - width - 1) if self._slim else scaled(45)
        place = QRectF(left, scaled(1) if self._slim else scaled(5), width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("neutralSoft"))
        painter.drawRoundedRect(place, height / 2, height / 2)
        painter.setPen(theme.color("text2"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._badge)


class MenuButton(QToolButton):
    """Three lines that open the whole menu."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Menu")
        self.setToolTip("Menu (F10)")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFixedSize(scaled(40), scaled(40))
        theme.watcher.theme_changed.connect(self.update)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selIdle"))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        place = QRectF((self.width() - 20) / 2, (self.height() - 20) / 2, 20, 20)
        paint_icon(painter, "menu", place, theme.color("text2"))
        painter.end()


class Rail(Panel):
    """The rail, 88 wide or 52.

    Signals:
        chosen(str): the key of the screen that was clicked.
    """

    chosen = Signal(str)

    def __init__(self, menu: QMenu | None, parent: QWidget | None = None) -> None:
        """`menu` is None where the system has a menu bar of its own."""
        super().__init__("surface2", "r", parent)
        self.setAccessibleName("Screens")
        self._items: dict[str, RailItem] = {}
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, 6)
        layout.setSpacing(scaled(4))
        layout.addWidget(_Mark(self))
        self._list = QVBoxLayout()
        self._list.setSpacing(scaled(4))
        layout.addLayout(self._list)
        layout.addStretch(1)
        self.menu_button: MenuButton | None = None
        if menu is not None:
            self.menu_button = MenuButton(self)
            self.menu_button.setMenu(menu)
            layout.addWidget(self.menu_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.set_slim(False)

    def add(self, key: str, text: str, icon: str) -> RailItem:
        """Add a screen at the end; the first one is chosen."""
        item = RailItem(text, icon, self)
        item.clicked.connect(lambda _on=False: self.chosen.emit(key))
        self._group.addButton(item)
        self._list.addWidget(item, 0, Qt.AlignmentFlag.AlignHCenter)
        item.setChecked(not self._items)
        self._items[key] = item
        return item

    def choose(self, key: str) -> None:
        """Show which screen is there."""
        self._items[key].setChecked(True)

    def set_badge(self, key: str, count: int, words: str) -> None:
        """A number at one item; none for 0."""
        self._items[key].set_badge(count, words)

    def set_slim(self, slim: bool) -> None:
        """52 wide with icons, or 88 with labels."""
        self.setFixedWidth(scaled(52 if slim else 88))
        for item in self._items.values():
            item.set_slim(slim)
