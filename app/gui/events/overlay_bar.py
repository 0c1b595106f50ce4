"""A scroll bar that lies over the rows, so that rows and head keep the whole width."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar

_WIDTH = 10


class _Bar(QScrollBar):
    """Tells also when its steps change, which no signal of Qt does: a list that is laid out gets
    its range first, and then its page.

    Signals:
        changed: range or steps.
    """

    changed = Signal()

    def sliderChange(self, change: QScrollBar.SliderChange) -> None:
        super().sliderChange(change)
        kinds = QScrollBar.SliderChange
        if change in (kinds.SliderRangeChange, kinds.SliderStepsChange):
            self.changed.emit()


class OverlayBar(QScrollBar):
    """Shows and moves the vertical scroll bar of `area`, whose own is switched off.

    It gives `area` another bar: connect to the bar's signals afterwards.
    """

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        self._area = area
        self._bar = _Bar(Qt.Orientation.Vertical)
        area.setVerticalScrollBar(self._bar)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.changed.connect(self._range_changed)
        self._bar.valueChanged.connect(self.setValue)
        self.valueChanged.connect(self._bar.setValue)
        area.viewport().installEventFilter(self)
        self._range_changed()

    def _range_changed(self) -> None:
        bar = self._bar
        self.setRange(bar.minimum(), bar.maximum())
        self.setPageStep(bar.pageStep())
        self.setSingleStep(bar.singleStep())
        self.setVisible(bar.maximum() > bar.minimum())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the right edge of the rows."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            rows = self._area.viewport().geometry()
            left = rows.right() - _WIDTH + 1
            self.setGeometry(left, rows.y(), _WIDTH, rows.height())
            self.raise_()
        return False
