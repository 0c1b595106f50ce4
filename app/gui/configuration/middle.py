"""The chosen subscription: trigger, mapping with a message, and what the change would do."""

from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.destination import load_definition
from app.gui.configuration.draft import Draft, preset_of
from app.gui.configuration.field_editor import FieldEditor
from app.gui.configuration.mapping_rows import FieldRow, rows_of
from app.gui.configuration.mapping_table import MappingTable
from app.gui.configuration.subs_list import BOTH, doubled
from app.gui.configuration.trial_bar import TrialBar
from app.gui.configuration.trigger_editor import TriggerEditor
from app.gui.detail.parts import PlateLabel, Rule, Shape, Surface
from app.gui.detail.visible import visible
from app.gui.events.words import clock, one_line
from app.gui.fonts import scaled
from app.gui.shapes import shape_of
from app.gui.widgets import Link, flat_button, plain_label
from app.segment.paths import MISSING
from app.services.mapping_look import MappingLook

NO_MESSAGE = "no message that this trigger takes"


class Middle(Surface):
    """Signals:
    preset_wanted, remove_wanted: of the chosen subscription.
    choose_wanted: with the message that is chosen in Events, or with the newest again.
    """

    preset_wanted = Signal()
    remove_wanted = Signal()
    choose_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("The chosen subscription")
        self._rows: tuple[FieldRow, ...] = ()
        self._look: MappingLook | None = None
        self._all = False
        self._at: int | None = None
        self._draft: Draft | None = None
        self.name = plain_label("", "verdict", elide=Qt.TextElideMode.ElideRight)
        self.action = PlateLabel()
        self.alternate = PlateLabel()
        self.state = PlateLabel()
        self.preset_button = flat_button("Back to preset", small=True)
        self.preset_button.clicked.connect(self.preset_wanted)
        self.remove_button = flat_button("Remove", small=True)
        self.remove_button.clicked.connect(self.remove_wanted)
        self.warning_shape = Shape("warning", 15)
        self.warning = plain_label(BOTH, "small", "warning").wrapped()
        self.trigger = TriggerEditor()
        self.count = plain_label("", "small", "text3")
        self.shape = Shape("", 15)
        self.time = plain_label("", "mono")
        self.event_name = plain_label("", "base", elide=Qt.TextElideMode.ElideRight)
        self.choose_button = flat_button("Choose…", small=True)
        self.choose_button.clicked.connect(self.choose_wanted)
        self.table = MappingTable()
        self.table.edit_wanted.connect(self.edit)
        self.fault = plain_label("", "small", "dropped").wrapped()
        self.all_link = Link("", px=12)
        self.all_link.clicked.connect(self.toggle_all)
        self.editor = FieldEditor()
        self.editor.closed.connect(self.close_editor)
        self.editor.hide()
        self.trial = TrialBar()
        self.trial.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        page = Surface()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(0)
        column.addLayout(self._head())
        self._warning = QWidget()
        line = QHBoxLayout(self._warning)
        line.setContentsMargins(16, 0, 16, 8)
        line.setSpacing(8)
        line.addWidget(self.warning_shape)
        line.addWidget(self.warning, 1)
        column.addWidget(self._warning)
        trigger = QVBoxLayout()
        trigger.setContentsMargins(16, 0, 16, 12)
        trigger.setSpacing(7)
        words = QHBoxLayout()
        words.setSpacing(8)
        words.addWidget(plain_label("Trigger", "section"))
        words.addWidget(plain_label("Segment’s filter language (FQL)", "small", "text3"))
        words.addStretch(1)
        trigger.addLayout(words)
        trigger.addWidget(self.trigger)
        column.addLayout(trigger)
        column.addWidget(Rule())
        column.addLayout(self._mapping_head())
        column.addWidget(self.table)
        self.fault.setContentsMargins(16, 8, 16, 4)
        column.addWidget(self.fault)
        more = QHBoxLayout()
        more.setContentsMargins(16, 4, 16, 6)
        more.addWidget(self.all_link)
        more.addStretch(1)
        column.addLayout(more)
        column.addWidget(self.editor)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("The chosen subscription")
        self._area = area
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(area, 1)
        outer.addWidget(self.trial)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(16, 13, 16, 11)
        head.setSpacing(8)
        head.addWidget(self.name)
        for plate in (self.action, self.alternate, self.state):
            head.addWidget(plate)
        head.addStretch(1)
        head.addWidget(self.remove_button)
        head.addWidget(self.preset_button)
        return head

    def _mapping_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(16, 5, 12, 5)
        head.setSpacing(7)
        head.addWidget(plain_label("Mapping", "section"))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(plain_label("With message", "small", "text2"))
        for part in (self.shape, self.time, self.event_name, self.choose_button):
            head.addWidget(part)
        return head

    def show_subscription(self, draft: Draft, at: int) -> None:
        """Show the subscription at a position of the draft."""
        other = at != self._at
        self._draft, self._at = draft, at
        one = draft.configuration.subscriptions[at]
        preset = preset_of(draft.configuration.definition, one.name)
        self.name.setText(visible(one_line(one.name, 120)))
        self.action.set_plate(f"action {visible(one_line(one.action, 40))}", "plain")
        self.alternate.set_plate("alternate" if one.alternate else "", "plain")
        self.state.set_plate("changed, not applied" if draft.is_changed(at) else "", "accent")
        self.preset_button.setVisible(preset is not None)
        same = preset is not None and (preset.trigger, preset.mapping, preset.action) == (
            draft.trigger(at),
            one.mapping,
            one.action,
        )
        self.preset_button.setEnabled(not same)
        self.remove_button.setVisible(preset is None)
        self._warning.setVisible(doubled(draft, at))
        self.trigger.show_text(draft.trigger(at))
        if other:
            self._all = False
            self.close_editor()
            self.show_look(None, searching=True)
            self._area.verticalScrollBar().setValue(0)
        else:
            # The values of before stand until the message has been tried again.
            self._rows = rows_of(draft, at, self._look)
            self._fill()

    def show_look(self, look: MappingLook | None, *, searching: bool = False) -> None:
        """What the mapping gives for a message; None: there is no message."""
        if self._draft is None or self._at is None:
            return
        self._look = look
        self._rows = rows_of(self._draft, self._at, look)
        self.shape.setVisible(look is not None)
        self.time.setVisible(look is not None)
        if look is None:
            self.event_name.setText("" if searching else NO_MESSAGE)
            self.fault.hide()
        else:
            self.shape.set_name(shape_of(look.verdict, look.tie))
            self.time.setText(_time_words(look.time))
            self.event_name.setText(visible(one_line(look.name, 60)))
            said = ""
            if look.error:
                said = f"The mapping cannot be resolved: {one_line(look.error, 200)}"
            elif not look.matches:
                said = "The trigger does not take this message. This is what it would give."
            self.fault.setText(visible(said))
            self.fault.setVisible(bool(said))
        self._fill()

    def show_choice(self, *, newest: bool) -> None:
        """Whether the message is the newest one that the trigger takes, or one that was chosen."""
        self.choose_button.setText("Choose…" if newest else "Newest")
        self.choose_button.setToolTip(
            "The message that is chosen in Events"
            if newest
            else "The newest message that the trigger takes"
        )

    def _fill(self) -> None:
        quiet = [one for one in self._rows if _is_quiet(one)]
        shown = self._rows if self._all else [one for one in self._rows if not _is_quiet(one)]
        if not shown:
            shown, quiet = self._rows, []
        self.table.fields.show(shown)
        self.table.setFixedHeight(self.table.whole_height())
        count = len(self._rows)
        fields = "1 field" if count == 1 else f"{count} fields"
        self.count.setText(fields if len(shown) == count else f"{fields}, {len(shown)} shown")
        self.all_link.setVisible(bool(quiet))
        some = "1 field that gives" if len(quiet) == 1 else f"{len(quiet)} fields that give"
        self.all_link.setText(f"{'Hide' if self._all else 'Show'} {some} nothing here")

    def toggle_all(self) -> None:
        """Show the fields that give nothing too, or not."""
        self._all = not self._all
        self._fill()

    def edit(self, name: str) -> None:
        """Edit what a field is made of."""
        if self._draft is None or self._at is None:
            return
        configuration = self._draft.configuration
        one = configuration.subscriptions[self._at]
        definition = load_definition(configuration.definition)
        fields = definition.data["actions"].get(one.action, {}).get("fields", {})
        faulty = self._draft.fields.get((self._at, name))
        self.editor.show_field(name, one.mapping.get(name, MISSING), faulty, fields)
        self.editor.show()
        self.editor.text.setFocus()
        # Only once it is laid out is it known where it stands.
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.editor))

    def close_editor(self) -> None:
        """Done with the field; what was written stays in the draft."""
        if not self.editor.isHidden():
            had_focus = self.editor.isAncestorOf(self.focusWidget() or self)
            self.editor.hide()
            if had_focus:
                self.table.setFocus()

    def set_narrow(self, narrow: bool) -> None:
        """Leave out what a narrow window has no room for."""
        self.event_name.setMaximumWidth(scaled(120 if narrow else 400))


def _is_quiet(row: FieldRow) -> bool:
    """Whether a row can be folded away: it gives nothing, and nothing is wrong or other with it."""
    return row.nothing and not (row.required or row.changed or row.faulty)


def _time_words(ms: int) -> str:
    return clock(ms, today=datetime.now())
