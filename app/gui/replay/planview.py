"""The plan: what would be sent, as what, and why the rest is left out. It sends nothing."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.fonts import scaled
from app.gui.replay.cells import CellTable, Row
from app.gui.replay.rows import PLAN_COLUMNS, plan_row
from app.gui.widgets import CheckBox, Panel, Segmented, main_button, plain_button, plain_label
from app.replay.plan import Candidate, IdMode, Plan, TimeMode, plan
from app.replay.target import SANDBOX_SUBTITLE, SANDBOX_TITLE, Target


class _TargetCard(QFrame):
    """Where it goes. There is one target only, so nothing is to be chosen here."""

    def __init__(self, title: str, subtitle: str) -> None:
        super().__init__()
        self.setFixedHeight(scaled(53))
        self.setAccessibleName(f"Target: {title}. {subtitle}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(1)
        layout.addWidget(plain_label(title, "medium"))
        layout.addWidget(plain_label(subtitle, "small", "text2"))
        theme.watcher.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.end()


class PlanView(QWidget):
    """Shows a plan, and changes it as the user says.

    Signals:
        send_wanted(object, bool): the Plan to send, and whether to stop at a surprise.
        cancelled: nothing shall be sent.
    """

    send_wanted = Signal(object, bool)
    cancelled = Signal()

    def __init__(
        self,
        candidates: Sequence[Candidate],
        target: Target,
        now: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        """`now` gives milliseconds since 1970."""
        super().__init__(parent)
        self._candidates = tuple(candidates)
        self._target = target
        self._now = now
        self._touched: dict[int, bool] = {}
        self._plan = self._make()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(19, 2, 19, 14)
        top.setSpacing(14)
        self.summary = plain_label("", "base", "text2")
        top.addWidget(self.summary)
        top.addWidget(_TargetCard(SANDBOX_TITLE, SANDBOX_SUBTITLE))
        top.addLayout(self._choices())
        layout.addLayout(top)
        line = Panel("line")
        line.setFixedHeight(1)
        layout.addWidget(line)
        self.table = CellTable(PLAN_COLUMNS, "Plan", 28)
        self.table.ticked.connect(self._tick)
        origins = {candidate.origin for candidate in self._candidates}
        self.table.show_column("Origin", len(origins) > 1)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._foot())
        self._show()
        if self._candidates:
            self.table.selectRow(0)

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.id_mode = Segmented([("keep", "Keep"), ("new", "New, as a new event")], name="Id")
        self.time_mode = Segmented([("keep", "Keep"), ("now", "Move to now")], name="Time")
        self.stop_box = CheckBox("Stop when an answer differs from the forecast")
        self.stop_box.setChecked(True)
        for words, control in (("Id", self.id_mode), ("Time", self.time_mode)):
            row.addWidget(plain_label(words, "base", "text2"))
            row.addWidget(control)
            row.addSpacing(16)
            control.chosen.connect(self._changed)
        row.addWidget(self.stop_box)
        row.addStretch(1)
        return row

    def _foot(self) -> QWidget:
        foot = Panel("surface2", "t", round_foot=True)
        layout = QVBoxLayout(foot)
        layout.setContentsMargins(19, 13, 19, 15)
        layout.setSpacing(10)
        self.forecast = plain_label("", "small", "text2").wrapped()
        layout.addWidget(self.forecast)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.cancel_button = plain_button("Cancel")
        self.cancel_button.clicked.connect(self.cancelled)
        self.send_button = main_button("")
        self.send_button.clicked.connect(self._send)
        row.addWidget(self.cancel_button)
        row.addWidget(self.send_button)
        layout.addLayout(row)
        return foot

    def plan(self) -> Plan:
        """The plan as it stands."""
        return self._plan

    def _make(self, id_mode: str = "keep", time_mode: str = "keep") -> Plan:
        made = plan(
            self._candidates,
            self._target,
            id_mode=cast("IdMode", id_mode),
            time_mode=cast("TimeMode", time_mode),
            now=self._now(),
        )
        for on in (True, False):
            made = made.with_tick([row for row, tick in self._touched.items() if tick is on], on)
        return made

    def _changed(self, _key: str = "") -> None:
        self._plan = self._make(self.id_mode.key(), self.time_mode.key())
        self._show(keep=True)

    def _tick(self, rows: list[int], on: bool) -> None:
        self._touched.update((row, on) for row in rows if self._plan.rows[row].may_tick)
        self._plan = self._plan.with_tick(rows, on)
        self._show(keep=True)

    def _row(self, at: int) -> Row:
        return plan_row(self._plan.rows[at], self._today)

    def _show(self, *, keep: bool = False) -> None:
        self._today = datetime.now()
        count = len(self._plan.chosen)
        if keep:
            self.table.cells().refresh()
        else:
            self.table.cells().set_rows(len(self._plan.rows), self._row)
        self.summary.setText(self._plan.summary)
        alone = "" if count < 2 else " Each is sent alone, so none takes another event with it."
        self.forecast.setText(self._plan.forecast + alone if count else "Nothing is ticked.")
        events = "1 event" if count == 1 else f"{count:,} events"
        self.send_button.setText(f"Send {events} to the sandbox")
        self.send_button.setEnabled(count > 0)

    def _send(self) -> None:
        # Times that move to now move to the moment of sending.
        self._changed()
        if self._plan.chosen:
            self.send_wanted.emit(self._plan, self.stop_box.isChecked())
