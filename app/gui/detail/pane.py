"""The detail pane: the chosen event, or a word on why there is none."""

from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.gui.bridge import Bridge
from app.gui.detail.event_page import EventPage
from app.gui.detail.loader import Loader
from app.gui.detail.parts import EmptyText, Surface
from app.gui.detail.visible import visible
from app.gui.fonts import scaled
from app.services import Inspector, RowDetail, explain_row

_NARROW_WINDOW = 1160
_SLIM_WINDOW = 1080
_NARROW_PANE = 960


class DetailPane(Surface):
    """Shows one row of the capture.

    Signals:
        rule_chosen(str): a rule's id was followed.
        row_chosen(object): another row was asked for.
        filter_requested(str): show this filter; empty: clear it.
        configuration_wanted(str): show the subscription of this name in Configuration.
        journey_wanted(object): show the journey of the user of this row.
    """

    rule_chosen = Signal(str)
    row_chosen = Signal(object)
    filter_requested = Signal(str)
    configuration_wanted = Signal(str)
    journey_wanted = Signal(object)

    def __init__(self, inspector: Inspector, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: int | None = None
        self.setMinimumHeight(scaled(220))
        self.setAccessibleName("Detail of the chosen event")
        self.page = EventPage()
        self.empty = EmptyText("Choose an event")
        self.hidden = EmptyText("The chosen event is hidden by the filter", link="Clear the filter")
        self.problem = EmptyText("")
        self.stack = QStackedWidget()
        for page in (self.empty, self.page, self.hidden, self.problem):
            self.stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.page.rule_chosen.connect(self.rule_chosen)
        self.page.row_chosen.connect(self.row_chosen)
        self.page.filter_requested.connect(self.filter_requested)
        self.page.bar.switch_wanted.connect(self._to_configuration)
        self.page.bar.journey_wanted.connect(lambda: self.journey_wanted.emit(self._row))
        self.hidden.link.clicked.connect(lambda: self.filter_requested.emit(""))
        self._loader = Loader(
            lambda row: inspector.read(
                lambda reader: explain_row(reader, inspector.configuration, row)
            ),
            self,
        )
        self._loader.loaded.connect(self._loaded)
        self._loader.failed.connect(self._failed)
        bridge.changed.connect(self.refresh)
        bridge.progressed.connect(self._progressed)

    def show_row(self, row: object) -> None:
        """Show a row of the capture, by its id; None: "Choose an event"."""
        self._want(cast("int | None", row))
        if row is None:
            self.stack.setCurrentWidget(self.empty)

    def show_hidden(self) -> None:
        """The chosen row is hidden by the filter: say so, and offer to clear it."""
        self._want(None)
        self.stack.setCurrentWidget(self.hidden)

    def refresh(self) -> None:
        """Read the row on show again: something about it, or a replay of it, is new."""
        self._loader.refresh()

    def row(self) -> int | None:
        """The row on show, or on its way."""
        return self._row

    def tab(self) -> str:
        """The key of the tab on show: pair, fate, findings, message, event or attempts."""
        return self.page.tab()

    def choose_tab(self, key: str) -> None:
        """Show a tab; nothing where there is none with this key now."""
        self.page.bar.tabs.choose(key)

    def find_in_message(self) -> None:
        """Edit > Find in message."""
        if self.stack.currentWidget() is self.page:
            self.choose_tab("message")
            self.page.message.json.open_find()

    def _to_configuration(self) -> None:
        detail = self.page.detail()
        if detail is not None:
            self.configuration_wanted.emit(detail.explanation.switched_off)

    def _want(self, row: int | None) -> None:
        self._row = row
        if row is None:
            self.page.forget()
        self._loader.want(row)

    def _progressed(self, _committed: object, _analysed: object) -> None:
        detail = self.page.detail()
        if detail is not None and detail.explanation.shape == "pending":
            self._loader.refresh()

    def _loaded(self, detail: RowDetail) -> None:
        self.page.show_detail(detail)
        self.stack.setCurrentWidget(self.page)

    def _failed(self, reason: str) -> None:
        self.page.forget()
        self.problem.say("This event cannot be shown", visible(reason))
        self.stack.setCurrentWidget(self.problem)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold as the window folds: findings become a tab, the gutter becomes narrow."""
        super().resizeEvent(event)
        window = self.window().width()
        narrow = window < scaled(_NARROW_WINDOW) or self.width() < scaled(_NARROW_PANE)
        self.page.set_folded(narrow)
        self.page.fate.set_narrow(window < scaled(_SLIM_WINDOW))
