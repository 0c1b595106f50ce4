"""At the right: settings of the destination, its definition, rules, assumptions, limits."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.analysis.assumptions import (
    DAYS,
    MODEL_WORDS,
    MODELS,
    AttributionError,
    read_assumptions,
)
from app.destination import known_definitions
from app.destination.engine import skips_zero_price
from app.destination.model import Configuration
from app.gui.configuration.rule_lists import summary
from app.gui.detail.parts import Rule
from app.gui.detail.visible import visible
from app.gui.events.words import one_line
from app.gui.fonts import scaled
from app.gui.widgets import Link, NumberField, Panel, Segmented, Switch, plain_label

if TYPE_CHECKING:
    from app.segment.jsontext import JsonObject

SKIP = "Segment leaves order lines at 0 out. An order with nothing else in it is not sent."
DEFINITION = (
    "Before 22 July 2026 a click or impression without a bid was dropped. Choose topsort-2026-01 "
    "for older cases."
)
RULES = "What is silenced is counted and not shown."
HALO = "An ad also earns credit for other products of its vendor."
LIMITS_TITLE = "Workspace rules are not re-enacted"
LIMITS = (
    "Destination Filters and consent live in Segment. An event that passes here can still be held "
    "back there (FILTERED_BY_RULES)."
)


class SettingsPane(Panel):
    """Signals:
    skip_changed(bool): skip order lines at 0, or not.
    definition_changed(str): the id of another definition.
    rules_wanted: open the rules.
    attribution_changed(object): other assumptions, as JSON.
    """

    skip_changed = Signal(bool)
    definition_changed = Signal(str)
    rules_wanted = Signal()
    attribution_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "l", parent)
        self.setAccessibleName("Settings")
        self._attribution: JsonObject = {}
        self._showing = False
        self.skip = Switch("")
        self.skip.setAccessibleName("Skip zero price purchases")
        self.skip.toggled.connect(lambda on: self._tell(self.skip_changed, on))
        self.definition = Segmented([(one, one) for one in known_definitions()], name="Definition")
        self.definition.chosen.connect(lambda key: self._tell(self.definition_changed, key))
        self.rules_words = plain_label("", "base", "text").wrapped()
        self.rules_link = Link("Rules and numbers…")
        self.rules_link.clicked.connect(self.rules_wanted)
        self.model = Segmented([(one, MODEL_WORDS[one]) for one in MODELS], name="Model")
        self.model.chosen.connect(lambda key: self._attribute(model=key))
        self.days = NumberField(14, *DAYS, name="Days of the window")
        self.days.setFixedWidth(scaled(64))
        self.days.number_changed.connect(self._days)
        self.halo = Switch("Halo")
        self.halo.toggled.connect(lambda on: self._attribute(halo=on))
        self.fault = plain_label("", "small", "rejected").wrapped()
        self.assumed = plain_label("", "small", "text2").wrapped()
        self.same_link = Link("Same for all formats", px=12)
        self.same_link.clicked.connect(lambda: self._attribute(formats=None))
        self._lay_out()

    def _lay_out(self) -> None:
        page = Panel("surface")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(0)
        column.addWidget(_head("Settings"))
        title = QHBoxLayout()
        title.addWidget(plain_label("Skip zero price purchases", "medium"), 1)
        title.addWidget(self.skip)
        column.addLayout(_section(title, plain_label(SKIP, "small", "text2").wrapped()))
        column.addWidget(Rule())
        column.addLayout(
            _section(
                plain_label("Definition", "medium"),
                self.definition,
                plain_label(DEFINITION, "small", "text2").wrapped(),
            )
        )
        column.addWidget(_head("Rules", above=True))
        column.addLayout(
            _section(
                self.rules_words, plain_label(RULES, "small", "text2").wrapped(), self.rules_link
            )
        )
        column.addWidget(_head("Attribution, assumed", above=True))
        window = QHBoxLayout()
        window.setSpacing(8)
        window.addWidget(plain_label("Window", "base"))
        window.addWidget(self.days)
        window.addWidget(plain_label("days", "base", "text2"))
        window.addStretch(1)
        column.addLayout(
            _section(
                self.model,
                window,
                self.fault,
                self.halo,
                plain_label(HALO, "small", "text2").wrapped(),
                self.assumed,
                self.same_link,
            )
        )
        column.addWidget(Rule())
        column.addLayout(
            _section(
                plain_label(LIMITS_TITLE, "medium").wrapped(),
                plain_label(LIMITS, "small", "text2").wrapped(),
            )
        )
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("Settings")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(area)

    def show_configuration(self, configuration: Configuration) -> None:
        """Show what a configuration says, without telling anyone."""
        self._showing = True
        self.skip.setChecked(skips_zero_price(configuration.settings))
        self.definition.choose(configuration.definition)
        self.rules_words.setText(visible(one_line(summary(configuration.rules))))
        self._attribution = configuration.attribution
        self._show_attribution()
        self._showing = False

    def _show_attribution(self) -> None:
        try:
            read = read_assumptions(self._attribution)
        except AttributionError as error:
            self.fault.setText(visible(one_line(str(error))))
            self.fault.show()
            self.assumed.setText("")
            self.same_link.hide()
            return
        usual = read.rule("listings")
        self.model.choose(self._attribution.get("model", usual.model))
        base = self._attribution.get("window_days", 14)
        if self.days.number() != base and not self.days.hasFocus():
            self.days.setText(str(base))
        self.halo.setChecked(read.halo)
        self.assumed.setText(read.sentence)
        self.same_link.setVisible(bool(self._attribution.get("formats")))
        self._show_days_fault()

    def _days(self) -> None:
        self._show_days_fault()
        if self.days.number() is not None:
            self._attribute(window_days=self.days.number())

    def _show_days_fault(self) -> None:
        wrong = self.days.number() is None
        self.fault.setText(f"{DAYS[0]} to {DAYS[1]} days; the last good number stays in use.")
        self.fault.setVisible(wrong)

    def _attribute(self, **changes: Any) -> None:
        """Other assumptions; a default that was never named stays unnamed."""
        usual = {"model": MODELS[0], "window_days": 14, "halo": False, "formats": None}
        made = dict(self._attribution)
        for key, value in changes.items():
            if value == usual[key]:
                made.pop(key, None)
            else:
                made[key] = value
        if made != self._attribution:
            self._tell(self.attribution_changed, made)

    def _tell(self, signal: Any, value: object) -> None:
        if not self._showing:
            signal.emit(value)


def _head(text: str, *, above: bool = False) -> QWidget:
    head = Panel("surface2", "tb" if above else "b")
    head.setFixedHeight(scaled(36))
    layout = QHBoxLayout(head)
    layout.setContentsMargins(14, 0, 14, 0)
    layout.addWidget(plain_label(text, "small-strong"))
    return head


def _section(*parts: QWidget | QHBoxLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(14, 13, 14, 14)
    column.setSpacing(6)
    for part in parts:
        if isinstance(part, QHBoxLayout):
            column.addLayout(part)
        elif isinstance(part, Segmented | Link | Switch):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            column.addWidget(part)
    return column
