"""What stands where there is no row: why, and what to do."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.events.words import one_line
from app.gui.widgets import Link, plain_label


class EmptyState(QWidget):
    """Lies over the rows of a table.

    Signals:
        acted: the link was clicked.
    """

    acted = Signal()

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._title = plain_label("", "section")
        self._second = plain_label("", "small", "text2", elide=Qt.TextElideMode.ElideRight)
        self._link = Link("", weight=500)
        column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addStretch(1)
        for part in (self._title, self._second):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(part)
        column.addSpacing(4)
        column.addWidget(self._link, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._link.clicked.connect(self.acted)
        viewport.installEventFilter(self)
        self.hide()

    def say(self, title: str, second: str, link: str) -> None:
        """Show these words; empty ones hide it."""
        self._title.setText(title)
        self._second.setText(one_line(second))
        self._second.setVisible(bool(second))
        self._link.setText(link)
        self._link.setVisible(bool(link))
        self.setAccessibleName(title)
        self.setVisible(bool(title))
        self._place()

    def words(self) -> tuple[str, str, str]:
        """Title, second line and link, as shown."""
        shown = not self.isHidden()
        texts = (self._title.text(), self._second.text(), self._link.accessibleName())
        return texts if shown else ("", "", "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the rows' area."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        self.setGeometry(self._viewport.rect())
