"""The Message tab: what was stored, and how it came."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.detail.json_text import JsonText
from app.gui.detail.parts import PaneHeader
from app.gui.detail.visible import shortened, size_text, visible
from app.gui.sdk import sdk_name
from app.gui.widgets import plain_label
from app.masking import masked
from app.segment.jsontext import dumps_text
from app.store.model import StoredMessage


class MessageTab(QWidget):
    """The stored message as indented JSON under a line about its request, and what was odd about
    that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = PaneHeader("Stored message")
        self.odd = plain_label("", "small", "text2").wrapped()
        self.odd.setContentsMargins(12, 6, 12, 6)
        self.odd.hide()
        self.json = JsonText("Stored message")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.odd)
        layout.addWidget(self.json, 1)

    def show_message(self, stored: StoredMessage, time: Callable[[int], str]) -> None:
        """Show one message; `time` writes milliseconds as a time of day."""
        self.header.subtitle.setText(facts(stored, time))
        self.odd.setText(odd_words(stored))
        self.odd.setVisible(bool(stored.notes))
        self.json.show_text(dumps_text(stored.message, indent=2))


def odd_words(stored: StoredMessage) -> str:
    """What was odd about the request that brought it; empty where nothing was."""
    notes = " ".join(visible(masked(shortened(note, 300))) for note in stored.notes)
    return f"In its request: {notes}" if notes else ""


def facts(stored: StoredMessage, time: Callable[[int], str]) -> str:
    """When it came, by which request, from which SDK, on one line."""
    parts = [f"Received {time(stored.received_at)}"]
    if stored.target:
        answered = f", answered {stored.status}" if stored.status else ""
        parts.append(f"request {stored.target}{answered}")
    if stored.origin:
        parts.append(f"from {stored.origin}")
    parts += [sdk_name(stored.message), size_text(stored.size)]
    return " · ".join(visible(masked(shortened(part, 200))) for part in parts if part)
