"""The Configuration screen: a change is tried on the open capture first, and then applied."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.destination.model import Configuration
from app.gui.bridge import Bridge
from app.gui.configuration import draft as drafts
from app.gui.configuration.compare_dialog import CompareDialog
from app.gui.configuration.draft import SKIP_ZERO, Draft
from app.gui.configuration.left_pane import LeftPane
from app.gui.configuration.looker import Looker
from app.gui.configuration.middle import Middle
from app.gui.configuration.paste_dialog import PasteDialog
from app.gui.configuration.rules_dialog import RulesDialog
from app.gui.configuration.settings_pane import SettingsPane
from app.gui.configuration.trial_bar import FAULTY, READ_ONLY, STAY
from app.gui.configuration.trial_feed import TrialFeed
from app.gui.detail.visible import visible
from app.gui.fonts import scaled
from app.gui.shell.notice import Notice, tell
from app.gui.widgets import Panel, show_toast
from app.lint.rule_settings import RulesError
from app.masking import masked_json
from app.segment.jsontext import dumps_text
from app.services import Inspector
from app.services.mapping_look import MappingLook
from app.services.trial import Counted, Tried

_RIGHT = 332
_NARROW = 1160

ASK_TITLE = "The configuration is changed, and not applied"
ASK = "What was edited here is lost when this capture is closed. The capture itself stays as it is."


class ConfigurationPage(Panel):
    """Signals:
    applied: another configuration judges the capture now.
    event_wanted(object): show a message in Events, by its row id.
    """

    applied = Signal()
    event_wanted = Signal(object)

    def __init__(
        self,
        inspector: Inspector,
        bridge: Bridge,
        chosen_event: Callable[[], int | None],
        parent: QWidget | None = None,
    ) -> None:
        """`chosen_event` is the row that is chosen in Events."""
        super().__init__("surface", "", parent)
        self.setAccessibleName("Configuration")
        self._inspector = inspector
        self._chosen_event = chosen_event
        self._narrow = self._alone = False
        self._read_only = inspector.read_only
        self.draft: Draft = drafts.begun(inspector.configuration)
        self.tried: Tried | None = None
        self._tried_of: Configuration | None = None
        self.left = LeftPane(self.draft.configuration.definition, read_only=self._read_only)
        self.subscriptions = self.left.list
        self.middle = Middle()
        self.settings = SettingsPane()
        self.feed = TrialFeed(inspector, bridge, self)
        self.looker = Looker(inspector, self)
        self.looker.looked.connect(self._looked)
        self._lay_out()
        self._connect()
        self._show()
        self.subscriptions.choose(self._first())

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.left)
        layout.addWidget(self.middle, 1)
        layout.addWidget(self.settings)
        self._place()

    def _connect(self) -> None:
        some, middle, settings = self.subscriptions, self.middle, self.settings
        some.chosen.connect(self._choose)
        some.switched.connect(lambda at, on: self.change(drafts.switched(self.draft, at, on)))
        some.removed.connect(self._remove)
        self.left.add_wanted.connect(self._add)
        self.left.paste_button.clicked.connect(self.paste)
        self.left.settings_button.clicked.connect(self._show_settings)
        middle.trigger.edited.connect(self._trigger)
        middle.trigger.back_wanted.connect(self._last_good)
        middle.preset_wanted.connect(lambda: self._at(drafts.to_preset))
        middle.remove_wanted.connect(lambda: self._remove(self.subscriptions.place()))
        middle.choose_wanted.connect(self._choose_message)
        editor = middle.editor
        editor.edited.connect(
            lambda name, value: self._at(lambda one, at: drafts.with_field(one, at, name, value))
        )
        editor.faulty.connect(
            lambda name, text: self._at(
                lambda one, at: drafts.with_faulty_field(one, at, name, text)
            )
        )
        editor.default_wanted.connect(self._default_field)
        editor.nothing_wanted.connect(self._no_field)
        bar = middle.trial
        bar.apply_wanted.connect(self.apply)
        bar.discard_wanted.connect(self.discard)
        bar.compare_wanted.connect(self.compare)
        bar.cancel_wanted.connect(self._cancel)
        bar.again_wanted.connect(self._try)
        settings.skip_changed.connect(
            lambda on: self.change(drafts.with_setting(self.draft, SKIP_ZERO, on))
        )
        settings.definition_changed.connect(
            lambda one: self.change(drafts.with_definition(self.draft, one))
        )
        settings.attribution_changed.connect(
            lambda one: self.change(drafts.with_attribution(self.draft, one))
        )
        settings.rules_wanted.connect(self.open_rules)
        self.feed.tried.connect(self._tried)
        self.feed.trying.connect(self._trying)
        self.feed.failed.connect(self._failed)
        self.feed.counted.connect(self._counted)

    # The screen.

    def enter(self) -> None:
        """It is on the screen now."""
        self.rebase()
        self.feed.enter()
        self._look_soon()
        self.subscriptions.setFocus()

    def leave(self) -> None:
        """It is not on the screen any more; the draft stays."""
        self.feed.leave()

    def stop(self) -> None:
        """The window closes."""
        self.looker.stop()
        self.feed.close()

    def panes(self) -> list[QWidget]:
        """What F6 goes round."""
        return [self.left, self.middle, self.settings]

    def set_fold(self, width: int) -> None:
        """Under 1160 the settings are a page of their own, beside the subscriptions."""
        narrow = width < scaled(_NARROW)
        if narrow != self._narrow:
            self._narrow, self._alone = narrow, False
            self._place()

    def _place(self) -> None:
        self.left.set_narrow(self._narrow, settings=self._alone)
        self.middle.set_narrow(self._narrow)
        self.middle.setVisible(not self._alone)
        self.settings.setVisible(not self._narrow or self._alone)
        if self._alone:
            self.settings.setMinimumWidth(0)
            self.settings.setMaximumWidth(16_777_215)
        else:
            self.settings.setFixedWidth(scaled(_RIGHT))

    def _show_settings(self) -> None:
        self._alone = not self._alone
        self._place()
        (self.settings.skip if self._alone else self.subscriptions).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back from the settings."""
        if event.key() == Qt.Key.Key_Escape and self._alone:
            self._show_settings()
        else:
            super().keyPressEvent(event)

    def ask_to_leave(self, leave: Callable[[], None]) -> None:
        """Call `leave` at once; where something would be lost, only after a question."""
        if not self.draft.dirty:
            leave()
            return
        question = Notice(self.window(), ASK_TITLE, ASK, "Leave without it", "Stay")
        question.accepted.connect(leave)
        question.show_over()

    def rebase(self) -> None:
        """The configuration was changed elsewhere: the draft goes on from there."""
        if self._inspector.configuration != self.draft.base:
            self.change(drafts.rebased(self.draft, self._inspector.configuration))

    def show_subscription(self, name: str) -> None:
        """Choose the subscription of this name, or the first one that is off."""
        some = self.draft.configuration.subscriptions
        named = (at for at, one in enumerate(some) if one.name == name)
        off = (at for at, one in enumerate(some) if not one.enabled)
        self.subscriptions.choose(next(named, next(off, self._first())))
        self.subscriptions.setFocus()

    # The draft.

    def change(self, draft: Draft) -> None:
        """Go on with another draft."""
        if draft == self.draft:
            return
        at = self.subscriptions.place()
        self.draft = draft
        self._show()
        if self.subscriptions.place() is None:
            last = len(draft.configuration.subscriptions) - 1
            self.subscriptions.choose(min(at if at is not None else 0, last))
        self._look_soon()

    def _first(self) -> int:
        some = self.draft.configuration.subscriptions
        return next((at for at, one in enumerate(some) if one.action == "click"), 0)

    def _at(self, change: Callable[[Draft, int], Draft]) -> None:
        at = self.subscriptions.place()
        if at is not None:
            self.change(change(self.draft, at))

    def _show(self) -> None:
        draft = self.draft
        self.subscriptions.lines.show(draft)
        at = self.subscriptions.place()
        if at is not None and at < len(draft.configuration.subscriptions):
            self.middle.show_subscription(draft, at)
        self.settings.show_configuration(draft.configuration)
        self.feed.count(
            tuple(dict.fromkeys(one.trigger for one in draft.configuration.subscriptions))
        )
        bar = self.middle.trial
        bar.setVisible(draft.dirty)
        if draft.changed:
            if not self._is_tried():
                self.tried = None
                bar.show_trying(0, 0)
                self.feed.compare(draft.base, draft.configuration)
        else:
            self.tried = None
            self.feed.forget()
            bar.show_only_faulty()
        self._show_state()

    def _is_tried(self) -> bool:
        return self.tried is not None and self._tried_of == self.draft.configuration

    def _show_state(self) -> None:
        bar, draft = self.middle.trial, self.draft
        known = self._is_tried() or bar.is_cancelled()
        said = READ_ONLY if self._read_only else FAULTY if draft.faulty else STAY
        bar.show_state(
            may_apply=draft.changed and not draft.faulty and known and not self._read_only,
            said=said,
        )

    def _choose(self, at: int) -> None:
        if self._alone:
            self._alone = False
            self._place()
        self.middle.show_subscription(self.draft, at)
        self.looker.row = None
        self._look_soon()

    def _trigger(self, text: str, good: bool) -> None:
        self._at(lambda one, at: drafts.with_trigger(one, at, text, good=good))

    def _last_good(self) -> None:
        at = self.subscriptions.place()
        if at is not None:
            good = self.draft.configuration.subscriptions[at].trigger
            self.change(drafts.with_trigger(self.draft, at, good, good=True))
            self.middle.trigger.field.setFocus()

    def _default_field(self, name: str) -> None:
        self._at(lambda one, at: drafts.with_default_field(one, at, name))
        self.middle.edit(name)

    def _no_field(self, name: str) -> None:
        self._at(lambda one, at: drafts.without_field(one, at, name))
        self.middle.edit(name)

    def _add(self, action: str) -> None:
        self.change(drafts.added(self.draft, action))
        self.subscriptions.choose(len(self.draft.configuration.subscriptions) - 1)
        self.middle.trigger.field.setFocus()

    def _remove(self, at: int | None) -> None:
        if at is None:
            return
        before, name = self.draft, self.draft.configuration.subscriptions[at].name
        if len(before.configuration.subscriptions) == 1:
            show_toast(self, "The last subscription cannot be removed; switch it off instead")
            return
        self.change(drafts.removed(before, at))
        show_toast(self, f"Removed {visible(name[:60])}", lambda: self.change(before))

    def discard(self) -> None:
        """Back to what judges now; it can be undone."""
        before = self.draft
        self.middle.close_editor()
        self.change(drafts.begun(self._inspector.configuration))
        show_toast(self, "Changes discarded", lambda: self.change(before))

    def apply(self) -> None:
        """Let the changed configuration judge everything anew; it can be undone."""
        if not self.middle.trial.apply_button.isEnabled():
            return
        before = self._inspector.configuration
        self._set(self.draft.configuration)
        show_toast(self, "Applied. The verdicts are made anew", lambda: self._set(before))

    def _set(self, configuration: Configuration) -> None:
        self._inspector.apply(configuration)
        self.change(drafts.begun(configuration))
        self.applied.emit()

    # Trying.

    def _trying(self, done: int, total: int) -> None:
        self.middle.trial.show_trying(done, total)
        self._show_state()

    def _tried(self, tried: Tried) -> None:
        self.tried, self._tried_of = tried, self.draft.configuration
        self.middle.trial.show_tried(tried)
        self._show_state()

    def _failed(self, reason: str) -> None:
        self.middle.trial.show_failed(reason)
        self._show_state()

    def _cancel(self) -> None:
        self.feed.forget()
        self._show_state()

    def _try(self) -> None:
        self.feed.forget()
        self.middle.trial.show_trying(0, 0)
        self.feed.compare(self.draft.base, self.draft.configuration)

    def _counted(self, counted: Counted) -> None:
        self.subscriptions.lines.show_counts(counted.messages)

    def compare(self) -> None:
        """Every difference, in a dialog."""
        if self.tried is None or self._tried_of is None:
            return
        dialog = CompareDialog(
            self.window(), self._inspector, self.tried, self.draft.base, self._tried_of
        )
        dialog.event_wanted.connect(self.event_wanted)
        dialog.show_over()

    # The message.

    def _choose_message(self) -> None:
        row, before = self._chosen_event(), self.looker.row
        if before is None and row is None:
            show_toast(self, "Choose an event in Events first; the newest one is shown here")
            return
        self.looker.row = None if row == before else row
        self.looker.look_now()

    def _look_soon(self) -> None:
        at = self.subscriptions.place()
        if at is not None:
            self.looker.want(self.draft.configuration, at)

    def _looked(self, look: MappingLook | None) -> None:
        self.middle.show_look(look)
        self.middle.show_choice(newest=self.looker.row is None)

    # Dialogs.

    def paste(self) -> PasteDialog:
        """Read what Segment gives into the draft."""
        dialog = PasteDialog(self.window(), self._inspector)
        dialog.wanted.connect(self._pasted)
        dialog.show_over()
        return dialog

    def _pasted(self, configuration: Configuration) -> None:
        before = self.draft
        self.middle.close_editor()
        self.change(drafts.with_configuration(before, configuration))
        self.subscriptions.choose(self._first())
        if before.dirty:
            show_toast(self, "The draft is what was pasted now", lambda: self.change(before))

    def open_rules(self) -> None:
        """Rules on and off, and their numbers."""
        try:
            dialog = RulesDialog(self.window(), self.draft.configuration.rules)
        except RulesError as error:
            tell(self.window(), "The rules cannot be read", visible(str(error)))
            return
        dialog.changed.connect(lambda rules: self.change(drafts.with_rules(self.draft, rules)))
        dialog.show_over()

    def copy_json(self) -> None:
        """The configuration as it stands here, as JSON that `--subscriptions` reads."""
        text = dumps_text(masked_json(self.draft.configuration.to_json()), indent=2)
        QGuiApplication.clipboard().setText(text)
        show_toast(self, "Copied, with what is changed here" if self.draft.changed else "Copied")
