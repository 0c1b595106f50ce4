"""A QR code, dark on light in every theme: most readers take no other."""

import segno
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.gui import theme
from app.gui.fonts import scaled

QUIET = 4
"""Light modules round the code, as ISO/IEC 18004 wants them."""


class QrCode(QWidget):
    """Shows a text as a QR code with its quiet zone, `side` px wide and high."""

    def __init__(self, side: int = 132, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._rows: tuple[bytes, ...] = ()
        self.setFixedSize(scaled(side), scaled(side))

    def set_text(self, text: str) -> None:
        """Encode another text; an empty one leaves the place empty."""
        if text == self._text:
            return
        self._text = text
        self._rows = (
            tuple(bytes(row) for row in segno.make(text, micro=False).matrix) if text else ()
        )
        self.setAccessibleName(f"QR code of {text}" if text else "")
        self.update()

    def text(self) -> str:
        """What is encoded."""
        return self._text

    def paintEvent(self, event: QPaintEvent) -> None:
        """Modules on whole device pixels, so that none is wider than its neighbour."""
        if not self._rows:
            return
        painter = QPainter(self)
        light = theme.load_theme("light")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(light.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        ratio = self.devicePixelRatioF()
        count = len(self._rows) + 2 * QUIET
        module = max(1, int(self.width() * ratio // count)) / ratio
        edge = round((self.width() - module * len(self._rows)) / 2 * ratio) / ratio
        ink = light.color("text")
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    place = QRectF(edge + x * module, edge + y * module, module, module)
                    painter.fillRect(place, ink)
        painter.end()
