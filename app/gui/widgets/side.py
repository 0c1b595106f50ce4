"""A page with a pane at its right, which becomes a page behind a row where there is no room."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.fonts import scaled
from app.gui.widgets.link import Link
from app.gui.widgets.panel import Panel
from app.gui.widgets.splitter import Splitter


class SidePane(QWidget):
    """The main part, and a pane at its right; both at once where the window is wide.

    Signals:
        opened(bool): while narrow, the pane was opened, or closed again.
    """

    opened = Signal(bool)

    def __init__(
        self,
        main: QWidget,
        pane: QWidget,
        width: int,
        *,
        back: str,
        parent: QWidget | None = None,
    ) -> None:
        """`width` is the pane's in px at a base font of 13; `back` names the main part."""
        super().__init__(parent)
        self._main = main
        self._width = width
        self._narrow = False
        self._open = False
        self._holder = QWidget()
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = Panel("surface2", "b")
        row = QVBoxLayout(self._head)
        row.setContentsMargins(16, 3, 16, 4)
        self.back = Link(f"‹ {back}", weight=500)
        self.back.clicked.connect(self.close_pane)
        row.addWidget(self.back)
        column.addWidget(self._head)
        column.addWidget(pane, 1)
        self.splitter = Splitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(main)
        self.splitter.addWidget(self._holder)
        self.splitter.setStretchFactor(0, 1)
        self._holder.setMinimumWidth(scaled(320))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self._sized = False
        self._place()

    @property
    def narrow(self) -> bool:
        """Whether the pane is a page of its own."""
        return self._narrow

    def set_narrow(self, narrow: bool) -> None:
        """One at a time, or both."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._open = False
            self._place()
        if not self._sized and not narrow and self.width() > scaled(self._width) * 2:
            self._sized = True
            pane = scaled(self._width)
            room = self.width() - pane - self.splitter.handleWidth()
            self.splitter.set_default([room, pane])

    def open_pane(self) -> None:
        """Where there is room for one only: the pane."""
        if self._narrow and not self._open:
            self._open = True
            self._place()
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)
            self.opened.emit(True)

    def close_pane(self) -> None:
        """Back to the main part."""
        if self._open:
            self._open = False
            self._place()
            self.opened.emit(False)

    def _place(self) -> None:
        self._main.setVisible(not (self._narrow and self._open))
        self._holder.setVisible(not self._narrow or self._open)
        self._head.setVisible(self._narrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape and self._open:
            self.close_pane()
        else:
            super().keyPressEvent(event)
