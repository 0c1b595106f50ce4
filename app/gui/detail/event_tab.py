"""The Topsort event tab: the body of the request as it would be sent."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.gui.detail.json_text import JsonText
from app.gui.detail.parts import EmptyText, PaneHeader
from app.gui.detail.visible import visible
from app.segment.jsontext import JsonObject, dumps_text


class EventTab(QStackedWidget):
    """JSON text, or "Nothing would be sent" with the reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = PaneHeader("Request body")
        self.json = JsonText("Topsort event")
        self.nothing = EmptyText("Nothing would be sent")
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.json, 1)
        self.addWidget(self.nothing)
        self.addWidget(page)

    def show_request(self, request: JsonObject | None, words: str, sentence: str) -> None:
        """Show a body with `words` about it; for None the verdict `sentence` instead."""
        if request is None:
            self.nothing.say("Nothing would be sent", visible(sentence))
            self.setCurrentIndex(0)
            return
        self.header.subtitle.setText(words)
        self.json.show_text(dumps_text(request, indent=2))
        self.setCurrentIndex(1)
