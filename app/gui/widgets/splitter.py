"""A splitter: one pixel to see, five to grab; a double click restores the first sizes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from app.gui import theme


class _Handle(QSplitterHandle):
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        if self.orientation() is Qt.Orientation.Vertical:
            painter.fillRect(0, self.height() // 2, self.width(), 1, theme.color("line"))
        else:
            painter.fillRect(self.width() // 2, 0, 1, self.height(), theme.color("line"))
        painter.end()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        splitter = self.splitter()
        if isinstance(splitter, Splitter):
            splitter.restore()


class Splitter(QSplitter):
    """A splitter whose panes never collapse by dragging."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self._first: list[int] = []
        self.setHandleWidth(5)
        self.setChildrenCollapsible(False)

    def set_default(self, sizes: Sequence[int]) -> None:
        """Take these sizes now, and again after a double click on a handle."""
        self._first = list(sizes)
        self.setSizes(self._first)

    def restore(self) -> None:
        """Back to the default sizes, told as if the user had moved the handle."""
        if self._first:
            self.setSizes(self._first)
            self.splitterMoved.emit(0, 1)

    def createHandle(self) -> QSplitterHandle:
        """Our own handle."""
        return _Handle(self.orientation(), self)
