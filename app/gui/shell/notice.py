"""A short dialog: one sentence, and one or two answers."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.gui.shell.dialog import Dialog
from app.gui.widgets import main_button, plain_button, plain_label


class Notice(Dialog):
    """Says `text`. With `answer` it asks: that button accepts, Cancel and Esc do not."""

    def __init__(
        self, window: QWidget, title: str, text: str, answer: str = "", cancel: str = "Cancel"
    ) -> None:
        super().__init__(window, title, QSize(460, 170))
        self.text = plain_label(text, "base", "text2").wrapped()
        self.body.setContentsMargins(19, 6, 19, 17)
        self.body.addWidget(self.text)
        self.body.addSpacing(18)
        self.body.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.answer_button = None
        self.cancel_button = plain_button(cancel if answer else "Close")
        self.cancel_button.clicked.connect(self.reject)
        row.addWidget(self.cancel_button)
        if answer:
            self.answer_button = main_button(answer)
            self.answer_button.clicked.connect(self.accept)
            row.addWidget(self.answer_button)
        self.body.addLayout(row)
        self.cancel_button.setFocus()

    def say(self, text: str, answer: str) -> None:
        """Say the same of other numbers."""
        self.text.setText(text)
        if self.answer_button is not None:
            self.answer_button.setText(answer)


def tell(window: QWidget, title: str, text: str) -> Notice:
    """Show a sentence; returns at once."""
    notice = Notice(window, title, text)
    notice.show_over()
    return notice
