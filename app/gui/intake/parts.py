"""What the dialogs of this room share."""

from PySide6.QtWidgets import QHBoxLayout

from app.gui.widgets import Button


def button_row(*buttons: Button) -> QHBoxLayout:
    """Buttons at the right, the last one is the main one."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return row
