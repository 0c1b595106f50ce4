"""Paste or open what Segment gives; see what is made of it before it becomes the draft."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.destination.model import Configuration
from app.gui.detail.parts import Paragraph, Shape
from app.gui.detail.visible import printable, visible
from app.gui.events.words import one_line
from app.gui.fonts import scaled
from app.gui.jobs import Delivery, deliver
from app.gui.shell.dialog import Dialog
from app.gui.widgets import (
    LinesField,
    Panel,
    Segmented,
    main_button,
    plain_button,
    plain_label,
)
from app.masking import masked
from app.services import Inspector
from app.services.pasting import Pasted, read_pasted, read_pasted_file

INTRO = (
    "Segment’s Public API, its app’s requests (cURL, HAR), Terraform, or our own JSON. No key and "
    "no token of it is kept. It becomes a draft here; nothing is applied."
)
SHOWN = 20_000
"""Characters of a long text that the field shows; all of it is read."""

_HINT = '{"data": {"subscriptions": [ … ]}}'
_NOT_SAID = "-"
_FILES = "Configurations (*.json *.tf *.har *.txt);;All files (*)"


class _Field(LinesField):
    """Keeps a long text beside what it shows."""

    def __init__(self) -> None:
        super().__init__(name="What Segment gives", hint=_HINT)
        self.whole: str | bytes | None = None
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)

    def take(self, text: str | bytes) -> None:
        """Take a text in place of what is there; what is long is shown in part, and then can only
        be replaced."""
        shown = text if isinstance(text, str) else text[: SHOWN * 4].decode("utf-8", "replace")
        long = len(text) > SHOWN or isinstance(text, bytes)
        self.whole = text if long else None
        self.setReadOnly(long)
        self.setPlainText(printable(masked(shown[:SHOWN])) if long else shown)

    def content(self) -> str | bytes:
        """What is to be read."""
        return self.toPlainText() if self.whole is None else self.whole

    def insertFromMimeData(self, source: QMimeData) -> None:
        """A long text is taken as a whole."""
        text = source.text()
        if len(text) + len(self.toPlainText()) > SHOWN:
            self.take(text)
        else:
            self.insertPlainText(text)


class PasteDialog(Dialog):
    """Signals:
    wanted(object): this Configuration shall become the draft.
    """

    wanted = Signal(object)

    def __init__(self, window: QWidget, inspector: Inspector) -> None:
        super().__init__(window, "Paste from Segment", QSize(860, 700))
        self._inspector = inspector
        self._actions: dict[str, str] = {}
        self._reading: Delivery[Pasted] | None = None
        self._opening: Delivery[bytes] | None = None
        self.pasted: Pasted | None = None
        self.field = _Field()
        self.read_button = plain_button("Read it")
        self.read_button.clicked.connect(self.read)
        self.open_button = plain_button("Open a file…", "file")
        self.open_button.clicked.connect(self._choose_file)
        self.clear_button = plain_button("Clear")
        self.clear_button.clicked.connect(self._clear)
        self.part = plain_label("", "small", "text3")
        self.state = plain_label("", "section")
        self.said = QWidget()
        self._remarks = QVBoxLayout(self.said)
        self._remarks.setContentsMargins(19, 4, 19, 4)
        self._remarks.setSpacing(8)
        self.choices: dict[str, Segmented] = {}
        self.use_button = main_button("Use it as the draft")
        self.use_button.clicked.connect(self._use)
        self.cancel_button = plain_button("Cancel")
        self.cancel_button.clicked.connect(self.reject)
        self._lay_out()
        self.field.textChanged.connect(self._edited)
        self._edited()
        self.field.setFocus()

    def _lay_out(self) -> None:
        self.body.setContentsMargins(0, 6, 0, 16)
        inset = QVBoxLayout()
        inset.setContentsMargins(19, 0, 19, 10)
        inset.setSpacing(10)
        inset.addWidget(plain_label(INTRO, "base", "text2").wrapped())
        self.field.setMinimumHeight(scaled(120))
        inset.addWidget(self.field, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.read_button, self.open_button, self.clear_button, self.part):
            row.addWidget(part)
        row.addStretch(1)
        inset.addLayout(row)
        inset.addWidget(self.state)
        self.body.addLayout(inset, 1)
        ground = Panel("raised")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.said)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(ground)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("Remarks")
        self.body.addWidget(area, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(19, 10, 19, 0)
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.use_button)
        self.body.addLayout(foot)

    def read(self) -> None:
        """Read what is in the field, on a thread of its own."""
        content, actions = self.field.content(), dict(self._actions)
        self._forget()
        self.state.setText("Reading…")
        self.use_button.setEnabled(False)
        self._reading = deliver(
            self._inspector.read(lambda _reader: read_pasted(content, actions)),
            self,
            self._show,
            lambda error: self.state.setText(visible(one_line(str(error)))),
        )

    def open_file(self, path: Path) -> None:
        """Read a file into it."""
        self._opening = deliver(
            self._inspector.read(lambda _reader: read_pasted_file(path)),
            self,
            self._opened,
            lambda error: self._not_opened(path, error),
        )

    def _opened(self, data: bytes) -> None:
        self._opening = None
        self.field.take(data)
        self._edited()
        self.read()

    def _not_opened(self, path: Path, error: BaseException) -> None:
        self._opening = None
        self.state.setText(f"{visible(path.name)} cannot be read: {visible(str(error))}")

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, "Open a configuration", "", _FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open_file(Path(name)))
        dialog.open()

    def _clear(self) -> None:
        self._actions = {}
        self.field.whole = None
        self.field.setReadOnly(False)
        self.field.clear()
        self.field.setFocus()

    def _edited(self) -> None:
        long = self.field.whole is not None
        size = len(self.field.whole or "")
        self.part.setText(f"The beginning of {size:,} characters; all are read." if long else "")
        if not long:
            self._actions = {}
        self._forget()
        self.pasted = None
        self._tell_remarks(Pasted(None, ()))
        self.state.setText("")
        self.read_button.setEnabled(bool(self.field.content()))
        self.use_button.setEnabled(False)

    def _forget(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _show(self, pasted: Pasted) -> None:
        self._reading = None
        self.pasted = pasted
        self._tell_remarks(pasted)
        self.use_button.setEnabled(pasted.configuration is not None)
        if pasted.configuration is not None:
            count = len(pasted.configuration.subscriptions)
            noun = "1 subscription" if count == 1 else f"{count} subscriptions"
            self.state.setText(f"{noun} for {pasted.configuration.definition}.")
            self.use_button.setFocus()
        elif pasted.unnamed:
            self.state.setText("Say which action each of these runs.")
        else:
            self.state.setText("It cannot be used as it is.")

    def _tell_remarks(self, pasted: Pasted) -> None:
        while (item := self._remarks.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.choices = {}
        for name, fitting in pasted.unnamed:
            self._remarks.addWidget(self._choice(name, fitting))
        for one in pasted.said:
            self._remarks.addWidget(_remark(one.text, error=one.error))
        if pasted.more:
            self._remarks.addWidget(plain_label(f"{pasted.more:,} more.", "small", "text3"))

    def _choice(self, name: str, fitting: tuple[str, ...]) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(plain_label(f"“{visible(one_line(name, 60))}” runs", "base"))
        options = [(_NOT_SAID, "not said"), *((one, one) for one in fitting)]
        choice = Segmented(options, name=f"What {visible(one_line(name, 60))} runs")
        choice.chosen.connect(partial(self._named, name))
        row.addWidget(choice)
        row.addStretch(1)
        self.choices[name] = choice
        return part

    def _named(self, name: str, action: str) -> None:
        self._actions.pop(name, None)
        if action != _NOT_SAID:
            self._actions[name] = action
        if all(choice.key() != _NOT_SAID for choice in self.choices.values()):
            self.read()

    def _use(self) -> None:
        if self.pasted is not None and isinstance(self.pasted.configuration, Configuration):
            self.wanted.emit(self.pasted.configuration)
            self.accept()


def _remark(text: str, *, error: bool) -> QWidget:
    part = QWidget()
    row = QHBoxLayout(part)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(Shape("error" if error else "info", 15), 0, Qt.AlignmentFlag.AlignTop)
    said = visible(one_line(text, 400))
    row.addWidget(Paragraph(said, lead="Error." if error else "Note.", px=12, color="text2"), 1)
    return part
