"""The bar over the list: the filter field, saved filters and columns."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.gui.events.columns import COLUMNS, PRESETS
from app.gui.events.filter_field import HEIGHT as FIELD_HEIGHT
from app.gui.events.filter_field import FilterField
from app.gui.events.words import menu_words
from app.gui.fonts import scaled
from app.gui.widgets import Panel, flat_button, icon_button

HEIGHT = 44


class FilterBar(Panel):
    """44 high; a mistake in the filter adds its line.

    Signals:
        columns_chosen: keys of the columns to show (a tuple).
        saved_changed: the saved filters are others (a list of texts).
    """

    columns_chosen = Signal(object)
    saved_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface2", "b", parent)
        self._saved: list[str] = []
        self._columns: tuple[str, ...] = PRESETS[0][1]
        self.field = FilterField(self)
        self.saved_button = flat_button("Saved filters")
        self.columns_button = flat_button("Columns")
        self.more_button = icon_button("more", "Saved filters and columns", parent=self)
        self.saved_menu = QMenu("Saved filters", self)
        self.columns_menu = QMenu("Columns", self)
        more = QMenu(self)
        for menu in (self.saved_menu, self.columns_menu):
            more.addMenu(menu)
        # Made anew each time, so that they show what is.
        self.saved_menu.aboutToShow.connect(self._fill_saved)
        self.columns_menu.aboutToShow.connect(self._fill_columns)
        self.saved_button.setMenu(self.saved_menu)
        self.columns_button.setMenu(self.columns_menu)
        self.more_button.setMenu(more)
        self._lay_out()
        self.set_narrow(False)

    def _lay_out(self) -> None:
        space = scaled(HEIGHT - FIELD_HEIGHT) // 2
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, space + 1, 0, 0)
        buttons.setSpacing(8)
        for button in (self.saved_button, self.columns_button, self.more_button):
            buttons.addWidget(button)
        right = QVBoxLayout()
        right.addLayout(buttons)
        right.addStretch(1)
        left = QVBoxLayout()
        left.setContentsMargins(0, space, 0, space)
        left.addWidget(self.field)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 0, 8, 0)
        line.setSpacing(8)
        line.addLayout(left, 1)
        line.addLayout(right)

    def set_narrow(self, narrow: bool) -> None:
        """Below a window width of 1280 one button holds both menus."""
        self.saved_button.setVisible(not narrow)
        self.columns_button.setVisible(not narrow)
        self.more_button.setVisible(narrow)

    def saved(self) -> list[str]:
        """The saved filters, in the order in which they were saved."""
        return list(self._saved)

    def set_saved(self, texts: Sequence[str]) -> None:
        """Filters that were saved earlier."""
        self._saved = list(dict.fromkeys(texts))

    def columns(self) -> tuple[str, ...]:
        """The columns that the user wants, hidden by the fold or not."""
        return self._columns

    def set_columns(self, keys: Sequence[str]) -> None:
        """Show these columns; unknown keys are left out, and none at all is no choice."""
        known = tuple(column.key for column in COLUMNS if column.key in keys)
        if known:
            self._columns = known
            self.columns_chosen.emit(known)

    def hide_column(self, key: str) -> None:
        """Take one column away."""
        self.set_columns([shown for shown in self._columns if shown != key])

    def _fill_saved(self) -> None:
        menu = self.saved_menu
        menu.clear()
        text = self.field.query.text.strip()
        for saved in self._saved:
            action = menu.addAction(menu_words(saved, 60))
            action.triggered.connect(lambda _on=False, saved=saved: self.field.set_text(saved))
        if not self._saved:
            menu.addAction("No filter is saved").setEnabled(False)
        menu.addSeparator()
        save = menu.addAction("Save this filter")
        save.setEnabled(bool(text) and text not in self._saved)
        save.triggered.connect(lambda: self._save([*self._saved, text]))
        forget = menu.addAction("Forget this filter")
        forget.setEnabled(text in self._saved)
        forget.triggered.connect(lambda: self._save([one for one in self._saved if one != text]))

    def _save(self, texts: list[str]) -> None:
        self._saved = texts
        self.saved_changed.emit(list(texts))

    def _fill_columns(self) -> None:
        menu = self.columns_menu
        menu.clear()
        for name, keys in PRESETS:
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(keys == self._columns)
            action.triggered.connect(lambda _on=False, keys=keys: self.set_columns(keys))
        menu.addSeparator()
        for column in COLUMNS:
            action = menu.addAction(column.title or "Mark")
            action.setCheckable(True)
            action.setChecked(column.key in self._columns)
            action.triggered.connect(lambda on, key=column.key: self._toggle(key, on))

    def _toggle(self, key: str, on: bool) -> None:
        if on:
            self.set_columns([*self._columns, key])
        else:
            self.hide_column(key)
