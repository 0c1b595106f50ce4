"""The line under the filter field that names a mistake and offers how to mend it."""

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.gui import theme
from app.gui.events.words import one_line
from app.gui.fonts import scaled
from app.gui.shapes import paint_shape
from app.gui.widgets import Link, plain_label
from app.store.filter_error import FilterError

_HEIGHT = 28
_SHAPE = 13


class MistakeLine(QWidget):
    """“No field is called “verdikt”. Nearest: verdict or search it as text”.

    Signals:
        mended: the filter as a remedy writes it.
    """

    mended = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.error: FilterError | None = None
        self._text = ""
        self.setFixedHeight(scaled(_HEIGHT))
        self._words = plain_label("")
        self.nearest = Link("", weight=500)
        self._or = plain_label("or", "base", "text2")
        self.as_text = Link("search it as text", weight=500)
        line = QHBoxLayout(self)
        line.setContentsMargins(_SHAPE + 8, 0, 0, 0)
        line.setSpacing(6)
        for part in (self._words, self.nearest, self._or, self.as_text):
            line.addWidget(part)
        line.addStretch(1)
        self.nearest.clicked.connect(self._take_nearest)
        self.as_text.clicked.connect(self._take_text)
        self.hide()
        theme.watcher.theme_changed.connect(self.update)

    def show_error(self, error: FilterError | None, text: str) -> None:
        """Name this mistake in the filter `text`, or go away."""
        self.error, self._text = error, text
        self.setVisible(error is not None)
        if error is None:
            return
        nearest, as_text = error.nearest, error.as_text
        words = one_line(error.message, 200)
        self._words.setText(f"{words} Nearest:" if nearest else words)
        self.nearest.setVisible(nearest is not None)
        self.nearest.setText(nearest or "")
        self._or.setVisible(nearest is not None and as_text is not None)
        self.as_text.setVisible(as_text is not None)
        self.as_text.setText("search it as text" if nearest else "Search it as text")
        self.setAccessibleName(str(error))

    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def _take_nearest(self) -> None:
        error = self.error
        if error is not None and error.nearest is not None:
            self.mended.emit(self._text[: error.start] + error.nearest + self._text[error.end :])

    def _take_text(self) -> None:
        if self.error is not None and self.error.as_text is not None:
            self.mended.emit(self.error.as_text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The shape of an error before the words."""
        painter = QPainter(self)
        area = QRectF(0, (self.height() - _SHAPE) / 2, _SHAPE, _SHAPE)
        paint_shape(painter, "error", area, surface=theme.color("surface2"))
        painter.end()
