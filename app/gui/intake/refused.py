"""The requests that were refused: how many, and a list of them with the reason of each."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.capture.events import EndpointEvent
from app.gui.bridge import Bridge
from app.gui.detail.visible import visible
from app.gui.events.words import clock, one_line
from app.gui.intake import texts
from app.gui.intake.parts import button_row
from app.gui.jobs import Delivery, deliver
from app.gui.replay.cells import Cell, CellTable, Column, Row
from app.gui.shell.dialog import Dialog
from app.gui.widgets import Panel, ReadingText, plain_button, plain_label
from app.masking import masked
from app.services import Inspector
from app.store.model import StoredRequest
from app.store.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 10_000
_SLICE = 500
_PACE = 500
"""Milliseconds between two looks for new ones."""
_SHOWN = 1_000
"""Rows of the list: more would take the window's time at each new one, and nobody reads them."""
_SHOWN_BODY = 4_000
_COLUMNS = (
    Column("Time", 118),
    Column("Status", 64, right=True),
    Column("Path", 170, most=360),
    Column("From", 150, most=260),
    Column("Why", 0),
)


class RefusedRequests(QObject):
    """Knows the refused requests of the capture, oldest first, as they come.

    Signals:
        changed: there are more.
    """

    changed = Signal()

    def __init__(self, inspector: Inspector, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._inspector = inspector
        self.requests: list[StoredRequest] = []
        self._again = False
        self._delivery: Delivery[list[StoredRequest]] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PACE)
        self._timer.timeout.connect(self._look)
        bridge.endpoint_event.connect(self._happened)

    def start(self) -> None:
        """Look for those of before."""
        self._look()

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()
        if self._delivery is not None:
            self._delivery.cancel()

    def _happened(self, event: EndpointEvent) -> None:
        if event.kind in {"refused", "fault"}:
            self._soon()

    def _soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        if self._delivery is not None and self._delivery.waiting:
            self._again = True
            return
        after = self.requests[-1].id if self.requests else 0
        job = self._inspector.read(
            lambda reader: reader.requests(after=after, limit=_SLICE, refused=True)
        )
        self._delivery = deliver(job, self, self._found, lambda _error: None)

    def _found(self, found: list[StoredRequest]) -> None:
        if found:
            self.requests = [*self.requests, *found][-_MOST:]
            self.changed.emit()
        if len(found) == _SLICE:
            self._look()
        elif self._again:
            self._again = False
            self._soon()


class RefusedDialog(Dialog):
    """The newest first; what was sent below the list."""

    def __init__(self, window: QWidget, inspector: Inspector, refused: RefusedRequests) -> None:
        super().__init__(window, texts.REFUSED_TITLE, QSize(1040, 600))
        self._inspector = inspector
        self._refused = refused
        self._shown: Sequence[StoredRequest] = ()
        self._chosen: int | None = None
        self._delivery: Delivery[bytes] | None = None
        head = QVBoxLayout()
        head.setContentsMargins(19, 4, 19, 12)
        self.words = plain_label(texts.REFUSED_INTRO, "base", "text2").wrapped()
        head.addWidget(self.words)
        self.body.addLayout(head)
        line = Panel("line")
        line.setFixedHeight(1)
        self.body.addWidget(line)
        self.table = CellTable(_COLUMNS, "Refused requests", 28)
        self.table.row_changed.connect(self._choose)
        self.body.addWidget(self.table, 1)
        foot = Panel("surface2", "t", round_foot=True)
        column = QVBoxLayout(foot)
        column.setContentsMargins(19, 12, 19, 15)
        column.setSpacing(8)
        self.reason = plain_label(texts.REFUSED_CHOOSE, "base", "text2").wrapped()
        column.addWidget(self.reason)
        self.sent = ReadingText("What was sent", most=6, said="Copied what was sent")
        self.sent.hide()
        column.addWidget(self.sent)
        self.close_below = plain_button("Close")
        self.close_below.clicked.connect(self.reject)
        column.addLayout(button_row(self.close_below))
        self.body.addWidget(foot)
        refused.changed.connect(self._show)
        self._show()
        self.table.setFocus()

    def _show(self) -> None:
        self._shown = self._refused.requests[: -_SHOWN - 1 : -1]
        self.table.cells().set_rows(len(self._shown), lambda row: refused_row(self._shown[row]))
        count = len(self._refused.requests)
        self.words.setText(texts.refused_words(len(self._shown), count))
        ids = [one.id for one in self._shown]
        if self._chosen in ids:
            # Newer ones came above: the chosen one stays chosen.
            self.table.setCurrentIndex(self.table.cells().index(ids.index(self._chosen), 0))

    def _choose(self, row: int) -> None:
        if not 0 <= row < len(self._shown):
            return
        request = self._shown[row]
        if request.id == self._chosen:
            return
        self._chosen = request.id
        self.reason.setText(reason_of(request))
        if self._delivery is not None:
            self._delivery.cancel()
        self._delivery = deliver(
            self._inspector.read(lambda reader: _start_of_body(reader, request.id)),
            self,
            lambda body: self._show_body(request, body),
            lambda _error: self.sent.hide(),
        )

    def _show_body(self, request: StoredRequest, body: bytes) -> None:
        lines = masked(body.decode("utf-8", "replace")).split("\n")
        text = "\n".join(visible(line) for line in lines)
        more = f"\n… {request.size:,} bytes in all" if request.size > len(body) else ""
        self.sent.say(f"{text}{more}" if body else "Nothing was sent with it.", copyable=bool(body))
        self.sent.show()


def _start_of_body(reader: Reader, request: int) -> bytes:
    return reader.body(request)[:_SHOWN_BODY]


def reason_of(request: StoredRequest) -> str:
    """Why it was refused, without the code in front of the sentence."""
    code, colon, sentence = request.error.partition(": ")
    return one_line(sentence if colon and " " not in code else request.error) or "No reason kept."


def refused_row(request: StoredRequest) -> Row:
    """One line of the list. All of it is hostile text."""
    at = clock(request.received_at, today=datetime.now())
    path = one_line(f"{request.method} {request.target}")
    sender = one_line(request.origin.partition("://")[2] or request.user_agent)
    why = reason_of(request)
    cells = (
        Cell(at, mono=True),
        Cell(str(request.status), shape="rejected", weight=500),
        Cell(path, mono=True, px=12),
        Cell(sender, "text2"),
        Cell(why, "text2"),
    )
    return Row(cells, f"{at}, refused with {request.status}, {path}, {sender}, {why}")
