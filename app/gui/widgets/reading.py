"""Text to be read and copied: wrapped, selectable, as high as its lines up to a limit."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QPalette,
    QResizeEvent,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPlainTextEdit, QSizePolicy, QWidget

from app.gui import theme
from app.gui.fonts import ui_font
from app.gui.widgets.buttons import icon_button
from app.gui.widgets.toast import show_toast


class _Lines(QPlainTextEdit):
    """The text itself."""

    def __init__(self, name: str, most: int) -> None:
        super().__init__()
        self._most = most
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(ui_font(12))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.document().setDocumentMargin(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tint()
        theme.watcher.theme_changed.connect(self._tint)

    def fit(self) -> None:
        """As high as the lines are at this width, at most so many as were allowed."""
        # A plain text document counts its height in lines.
        lines = min(self._most, max(1, round(self.document().size().height())))
        height = lines * QFontMetrics(self.font()).lineSpacing() + 5
        if height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has other lines."""
        super().resizeEvent(event)
        self.fit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy, and all of it."""
        menu: QMenu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _tint(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, QColor(theme.color("text")))
        self.setPalette(palette)


class ReadingText(QWidget):
    """Read-only text over several lines with a button that copies all of it.

    `most` is how many lines it shows at once; more are scrolled. The text must be fit to be shown.
    """

    def __init__(
        self, name: str, *, most: int = 8, said: str = "Copied", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._said = said
        self.lines = _Lines(name, most)
        self.button = icon_button("copy", f"Copy the {name.lower()}")
        self.button.clicked.connect(self.copy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.lines, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What it says."""
        return self.lines.toPlainText()

    def say(self, text: str, *, copyable: bool = True) -> None:
        """Say something else; nothing moves where it says that already."""
        self.button.setVisible(copyable)
        if text != self.text():
            self.lines.setPlainText(text)
            self.lines.fit()

    def copy(self) -> None:
        """Copy the whole text."""
        QGuiApplication.clipboard().setText(self.text())
        show_toast(self, self._said)

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(240, max(self.lines.height(), self.button.sizeHint().height()))

    def changeEvent(self, event: QEvent) -> None:
        """Another font has other lines."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.lines.fit()
