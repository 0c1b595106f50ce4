"""Small things of the detail: a shape as a widget, a paragraph with a bold start, pane headers."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.detail.tree_delegate import paint_plate
from app.gui.detail.visible import shortened
from app.gui.fonts import scaled, ui_font
from app.gui.icons import paint_icon
from app.gui.shapes import WORDS, paint_shape
from app.gui.widgets import Link, PlainLabel, plain_label

HEADER = 28


class Surface(QWidget):
    """A widget on `surface`.

    It paints its ground itself: a background role would change the role, and so the colour, of
    every label in it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.watcher.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.color("surface"))
        painter.end()


class Shape(QWidget):
    """One shape of `look.md` section 5, `side` px wide. Its word stands beside it, so it is silent
    for screen readers."""

    def __init__(self, name: str, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setFixedSize(side, side)
        theme.watcher.theme_changed.connect(self.update)

    def set_name(self, name: str) -> None:
        """Show another shape."""
        self._name = name
        self.setToolTip(WORDS.get(name, ""))
        self.update()

    def name(self) -> str:
        """The shape on show."""
        return self._name

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shape."""
        if self._name in WORDS:
            painter = QPainter(self)
            ground = theme.color("surface")
            paint_shape(painter, self._name, QRectF(self.rect()), surface=ground)
            painter.end()


class Paragraph(QLabel):
    """Plain text over several lines whose first words may be bold. Never markup."""

    def __init__(
        self,
        text: str,
        *,
        lead: str = "",
        color: str = "text",
        px: float = 13,
        centred: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lead = len(lead)
        self._text = f"{lead} {text}".strip() if lead else text
        self._token = color
        self._centred = centred
        self._font = ui_font(px)
        self._bold = ui_font(px, 600)
        self._line = float(scaled(18 if px >= 13 else 16))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(self._text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.watcher.theme_changed.connect(self.update)

    def setText(self, text: str) -> None:
        """Say something else; the bold start stays as long as it was."""
        self._text = text
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """Its lines depend on its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Lines of 18 px each."""
        return round(self._laid_out(width)[1])

    def sizeHint(self) -> QSize:
        """As wide as it is."""
        return QSize(240, self.heightForWidth(max(self.width(), 240)))

    def minimumSizeHint(self) -> QSize:
        """It can become narrow."""
        return QSize(80, round(self._line))

    def _laid_out(self, width: float) -> tuple[QTextLayout, float]:
        layout = QTextLayout(self._text.replace("\n", "\u2028"), self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if self._centred:
            option.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.setTextOption(option)
        formats = [_format(0, len(self._text), self._token)]
        if self._lead:
            formats.append(_format(0, self._lead, "text"))
            formats[-1].format.setFont(self._bold)
        layout.setFormats(formats)
        layout.beginLayout()
        y = 0.0
        lift = (self._line - QFontMetricsF(self._font).height()) / 2
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, y + lift))
            y += self._line
        layout.endLayout()
        return layout, max(y, self._line)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        layout, _ = self._laid_out(self.width())
        layout.draw(painter, QPointF(0, 0))
        painter.end()


def _format(start: int, length: int, token: str) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length = start, length
    look = QTextCharFormat()
    look.setForeground(theme.color(token))
    found.format = look
    return found


class Tick(QWidget):
    """The tick of "nothing to say", 16 px."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(16, 16)
        theme.watcher.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tick."""
        painter = QPainter(self)
        paint_icon(painter, "tick", QRectF(self.rect()), theme.color("accepted"))
        painter.end()


class PlateLabel(QWidget):
    """One word plate as a widget."""

    def __init__(self, text: str = "", kind: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._kind = kind
        self.setFont(ui_font(11, 500))
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.watcher.theme_changed.connect(self.update)

    def text(self) -> str:
        """The word."""
        return self._text

    def set_plate(self, text: str, kind: str) -> None:
        """Show another word; nothing for an empty one."""
        self._text, self._kind = text, kind
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The word with 5 px at both sides."""
        width = QFontMetricsF(self.font()).horizontalAdvance(self._text)
        return QSize(round(width) + 10, scaled(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and word."""
        painter = QPainter(self)
        painter.setFont(self.font())
        paint_plate(painter, QRectF(self.rect()), self._text, self._kind)
        painter.end()


class PaneHeader(QFrame):
    """The 28 px line over a pane: its name, and what is in it."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(scaled(HEADER))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 8, 1)
        layout.setSpacing(9)
        self.title = plain_label(title, "small-strong")
        self.subtitle = plain_label("", "small", "text3", elide=Qt.TextElideMode.ElideRight)
        layout.addWidget(self.title)
        layout.addWidget(self.subtitle, 1)
        theme.watcher.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and the line under it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface2"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))
        painter.end()


class Rule(QWidget):
    """A horizontal line of one px."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)
        theme.watcher.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("line"))
        painter.end()


class EmptyText(QWidget):
    """What stands where nothing is: a title, a sentence, a link."""

    def __init__(
        self, title: str, text: str = "", link: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(4)
        layout.addStretch(1)
        self.title = self._centred(plain_label(title, "section").wrapped())
        self.text = Paragraph(text, color="text2", px=12, centred=True)
        self.text.setVisible(bool(text))
        self.link = Link(link, weight=500)
        self.link.setVisible(bool(link))
        layout.addWidget(self.title)
        layout.addWidget(self.text)
        layout.addWidget(self.link, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def say(self, title: str, text: str = "") -> None:
        """Say something else; a captured text that is long is cut in its middle."""
        self.title.setText(title)
        self.text.setText(shortened(text))
        self.text.setVisible(bool(text))

    @staticmethod
    def _centred(label: PlainLabel) -> PlainLabel:
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return label
