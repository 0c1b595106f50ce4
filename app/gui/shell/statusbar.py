"""The status bar: how far the capture is, what judges it, which file it is."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from app.gui.fonts import scaled, tabular, ui_font
from app.gui.widgets import Link, Panel, plain_label
from app.store.model import Progress


def size_text(size: int) -> str:
    """A file's size: `412 KB`, `6.2 MB`, `1.3 GB`."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000)):,} KB" if size else "0 KB"
    if size < 1_000_000_000:
        return f"{size / 1_000_000:,.1f} MB"
    return f"{size / 1_000_000_000:,.1f} GB"


def progress_text(progress: Progress) -> str:
    """`1,412 committed, 1,180 analysed`."""
    if not progress.committed:
        return "Nothing captured yet"
    return f"{progress.messages:,} committed, {progress.judged:,} analysed"


class StatusBar(Panel):
    """24 high, 11 px.

    Signals:
        refused_wanted: the user wants to see what was refused.
    """

    refused_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("surface2", "t")
        self.setAccessibleName("Status")
        self.setFixedHeight(scaled(24))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 1, 12, 0)
        layout.setSpacing(5)
        self.progress = plain_label("Nothing captured yet", "micro", "text2")
        self.progress.setFont(tabular(ui_font(11)))
        layout.addWidget(self.progress)
        self.refused = Link("", px=11, weight=500)
        self.refused.setToolTip("Requests that were not taken, and why")
        self.refused.clicked.connect(self.refused_wanted)
        self.refused.hide()
        layout.addSpacing(5)
        layout.addWidget(self.refused)
        layout.addSpacing(5)
        self._configuration_word = plain_label("Configuration", "micro", "text3")
        layout.addWidget(self._configuration_word)
        self.configuration = plain_label("", "micro", "text2")
        layout.addWidget(self.configuration)
        layout.addSpacing(10)
        layout.addWidget(plain_label("Definition", "micro", "text3"))
        self.definition = plain_label("", "micro", "text2")
        layout.addWidget(self.definition)
        layout.addStretch(1)
        self._capture_word = plain_label("Capture", "micro", "text3")
        layout.addWidget(self._capture_word)
        layout.addSpacing(6)
        self.capture = plain_label("", "micro", "text2", elide=Qt.TextElideMode.ElideMiddle)
        layout.addWidget(self.capture)
        layout.addSpacing(10)
        self.size_label = plain_label("", "micro", "text2")
        layout.addWidget(self.size_label)

    def show_progress(self, progress: Progress) -> None:
        """How far is committed, how far is analysed."""
        text = progress_text(progress)
        if text != self.progress.text():
            self.progress.setText(text)

    def show_refused(self, count: int) -> None:
        """How many requests were refused."""
        self.refused.setText(f"{count:,} refused")
        self.refused.setVisible(count > 0)

    def show_configuration(self, words: str, definition: str) -> None:
        """What judges the events."""
        self.configuration.setText(words)
        self.definition.setText(definition)

    def show_capture(self, path: Path, size: int) -> None:
        """Which file, and how large it is in bytes."""
        self.capture.setText(path.name)
        self.capture.setToolTip(str(path).replace("&", "&amp;").replace("<", "&lt;"))
        self.size_label.setText(size_text(size))

    def set_narrow(self, narrow: bool) -> None:
        """Leave out what a narrow window has no room for."""
        for part in (
            self._configuration_word,
            self.configuration,
            self._capture_word,
            self.size_label,
        ):
            part.setVisible(not narrow)
