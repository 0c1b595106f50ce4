"""Everything that can be done by menu or key, in one table.

Menus, tooltips, the list of keys (F1) and the tests read it; nothing else defines a shortcut. An
action that the window carries out is a `QAction`. One of a list or a pane (`where` is not
`window`) is carried out by that widget while it has the focus, so that a letter typed elsewhere
is a letter; it stands here to be shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

Where = Literal["window", "list", "filter", "detail", "histogram"]

WHERE_WORDS: dict[Where, str] = {
    "window": "Everywhere",
    "list": "In the list of events",
    "filter": "In the filter",
    "histogram": "In the histogram",
    "detail": "In the trees of an event",
}
"""Heads of the list of keys."""


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing that can be done.

    `keys` are portable key texts (`Ctrl+R`; Control is Command on macOS). `tip` is a whole
    sentence without the key. `checkable` actions are on or off. `says` is the action in the list
    of keys, where no menu stands round its `text`; empty where `text` says it all.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    tip: str = ""
    where: Where = "window"
    checkable: bool = False
    says: str = ""


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("new", "New capture", ("Ctrl+N",), "Close this capture and start an empty one"),
    ActionSpec("open", "Open…", ("Ctrl+O",), "Open a capture file", says="Open a capture file"),
    ActionSpec(
        "save-copy",
        "Save a copy…",
        ("Ctrl+Shift+S",),
        "Save this capture as one file",
        says="Save a copy of the capture",
    ),
    ActionSpec("export", "Export", (), "Save messages, or a copy of the capture"),
    ActionSpec(
        "export-messages",
        "Messages as JSON lines…",
        ("Ctrl+E",),
        "Save what the filter shows, one message a line",
        says="Save the shown messages as JSON lines",
    ),
    ActionSpec(
        "quit",
        "Quit",
        ("Ctrl+Q", "Ctrl+W"),
        "Stop listening and close; the capture stays on disk",
        says="Stop listening and quit",
    ),
    ActionSpec("copy-json", "Copy as JSON", ("Ctrl+C",), "Copy the chosen messages as JSON"),
    ActionSpec(
        "copy-event",
        "Copy Topsort event",
        ("Ctrl+Shift+C",),
        "Copy what would be sent to Topsort for the chosen event",
    ),
    ActionSpec("mark", "Mark", ("Space",), "Mark the chosen events", "list"),
    ActionSpec(
        "events",
        "Events",
        ("Alt+1",),
        "Every event and its fate",
        checkable=True,
        says="Show the events",
    ),
    ActionSpec(
        "findings",
        "Findings",
        ("Alt+2",),
        "What is wrong, what it costs, how to mend it",
        checkable=True,
        says="Show the findings",
    ),
    ActionSpec(
        "journeys",
        "Journeys",
        ("Alt+3",),
        "What each user did, and which sale would be credited",
        checkable=True,
        says="Show the journeys",
    ),
    ActionSpec(
        "checklist",
        "Checklist",
        ("Alt+4",),
        "What is left to do before launch",
        checkable=True,
        says="Show the launch checklist",
    ),
    ActionSpec(
        "configuration",
        "Configuration",
        ("Alt+6",),
        "Subscriptions, mapping and rules, tried before they are applied",
        checkable=True,
        says="Show the configuration",
    ),
    ActionSpec(
        "follow",
        "Follow",
        ("Ctrl+L",),
        "Keep the newest event in view",
        checkable=True,
        says="Follow the newest event, or stop following",
    ),
    ActionSpec(
        "pause",
        "Pause the view",
        ("Ctrl+P",),
        "The list stops, capture goes on",
        checkable=True,
        says="Pause the view, or let it go on",
    ),
    ActionSpec(
        "detail",
        "Detail",
        ("Ctrl+D",),
        "Show the chosen event under the list",
        checkable=True,
        says="Show or hide the detail of the chosen event",
    ),
    ActionSpec("theme-system", "System", (), "Light or dark as the system is", checkable=True),
    ActionSpec("theme-light", "Light", (), "Always light", checkable=True),
    ActionSpec("theme-dark", "Dark", (), "Always dark", checkable=True),
    ActionSpec("reduce-motion", "Reduce motion", (), "Nothing slides or fades", checkable=True),
    ActionSpec(
        "test-event", "Send a test event", ("Ctrl+T",), "Send one Product Clicked to this address"
    ),
    ActionSpec(
        "demo", "Run the demo shopper", (), "Send real Segment messages, with classic mistakes"
    ),
    ActionSpec(
        "faults", "Answer with errors…", (), "Answer the next requests with 429, 500 or nothing"
    ),
    ActionSpec("accept", "Accept only…", (), "Accept only some origins and write keys"),
    ActionSpec("keep", "Keep…", (), "Keep only the newest messages or days in this capture"),
    ActionSpec("refused", "Refused requests…", (), "The requests that were not taken, and why"),
    ActionSpec(
        "set-up",
        "Set-up",
        ("Ctrl+U",),
        "How to point a shop here",
        checkable=True,
        says="Show or hide the set-up page",
    ),
    ActionSpec(
        "replay",
        "Plan…",
        ("Ctrl+R",),
        "Plan a replay. Nothing is sent before you confirm",
        says="Plan a replay of the chosen events",
    ),
    ActionSpec("keys", "Keys", ("F1",), "This list of keys", says="Show this list of keys"),
    ActionSpec("filter-help", "Filter language", (), "Fields, times, words of the filter"),
    ActionSpec("words", "Words and shapes", (), "What each outcome means"),
    ActionSpec("about", "About", (), "Version, definition, licences"),
    ActionSpec("find-message", "Find in message", (), "Search the stored message"),
    ActionSpec("filter", "Go to the filter", ("Ctrl+F",), "Write a filter"),
    ActionSpec("menu", "Open the menu", ("F10",), "The whole menu"),
    ActionSpec("next-pane", "Next pane", ("F6",), "Go round the panes", says="Go to the next pane"),
    ActionSpec(
        "last-pane",
        "Previous pane",
        ("Shift+F6",),
        "Go round the panes backwards",
        says="Go to the previous pane",
    ),
    ActionSpec("row-down", "Next event", ("Down", "J"), "", "list"),
    ActionSpec("row-up", "Previous event", ("Up", "K"), "", "list"),
    ActionSpec("row-first", "First event", ("Home",), "", "list"),
    ActionSpec("row-last", "Newest event, and follow", ("End",), "", "list"),
    ActionSpec("row-open", "Go to the detail of the event", ("Return",), "", "list"),
    ActionSpec("row-filter", "Go to the filter", ("/",), "", "list"),
    ActionSpec("finding-next", "Next event with a finding", ("N",), "", "list"),
    ActionSpec("finding-last", "Previous event with a finding", ("Shift+N",), "", "list"),
    ActionSpec("user-next", "Next event of the same user", ("]",), "", "list"),
    ActionSpec("user-last", "Previous event of the same user", ("[",), "", "list"),
    ActionSpec("filter-suggest", "Go into the suggestions", ("Down",), "", "filter"),
    ActionSpec("filter-take", "Take a suggestion", ("Tab", "Return"), "", "filter"),
    ActionSpec(
        "filter-leave", "Close the suggestions, then back to the list", ("Esc",), "", "filter"
    ),
    ActionSpec("bar-move", "Move the bar cursor", ("Left", "Right"), "", "histogram"),
    ActionSpec("bar-take", "Filter by the bar", ("Return",), "", "histogram"),
    ActionSpec(
        "link-other", "Go to the other end of a link", ("Ctrl+Left", "Ctrl+Right"), "", "detail"
    ),
    ActionSpec("leaf-open", "Show the whole value in place", ("Return",), "", "detail"),
    ActionSpec("leaf-copy", "Copy the value", ("Ctrl+C",), "", "detail"),
)

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "File",
        ("new", "open", "-", "save-copy", "export-messages", "-", "quit"),
    ),
    ("Edit", ("copy-json", "copy-event", "mark", "-", "find-message", "filter")),
    (
        "View",
        (
            "events",
            "findings",
            "checklist",
            "configuration",
            "-",
            "follow",
            "pause",
            "detail",
            "-",
            "Theme",
            "reduce-motion",
        ),
    ),
    (
        "Capture",
        ("test-event", "demo", "-", "faults", "accept", "keep", "-", "refused", "set-up"),
    ),
    ("Replay", ("replay",)),
    ("Help", ("keys", "filter-help", "words", "about")),
)
"""The menus in order: ids of actions, `-` for a line, or the name of a submenu."""

SUBMENUS: dict[str, tuple[str, ...]] = {"Theme": ("theme-system", "theme-light", "theme-dark")}

EXPORT_MENU = ("export-messages", "save-copy")
"""The menu of the Export button."""

_BY_ID = {spec.id: spec for spec in ACTIONS}


def spec_of(action_id: str) -> ActionSpec:
    """The row of the table. Raises KeyError for an unknown id."""
    return _BY_ID[action_id]


def keys_text(spec: ActionSpec) -> str:
    """Its keys as this system writes them: `Ctrl+R`, `Down or J`."""
    native = QKeySequence.SequenceFormat.NativeText
    return " or ".join(QKeySequence(key).toString(native) for key in spec.keys)


def tip_text(spec: ActionSpec) -> str:
    """The tooltip: `Plan a replay. Nothing is sent before you confirm (Ctrl+R)`."""
    tip = spec.tip or spec.text
    return f"{tip} ({keys_text(spec)})" if spec.keys else tip


def build_actions(
    owner: QWidget, handlers: Mapping[str, Callable[[bool], None]]
) -> dict[str, QAction]:
    """A QAction for every handler; `owner` gets them, so their keys work in its window.

    A handler is called with the state of a checkable action, and with False for others. Actions
    of a list or a pane get no key here: the widget itself answers it. Raises KeyError where a
    handler has no row in the table.
    """
    made: dict[str, QAction] = {}
    for action_id, handler in handlers.items():
        spec = spec_of(action_id)
        action = QAction(spec.text, owner)
        action.setObjectName(action_id)
        action.setCheckable(spec.checkable)
        action.setToolTip(tip_text(spec))
        action.setStatusTip(spec.tip)
        if spec.where == "window":
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
        elif spec.keys:
            # Shown in menus; the key itself belongs to the widget that has the focus.
            action.setText(f"{spec.text}\t{keys_text(spec)}")
        action.setMenuRole(
            {"quit": QAction.MenuRole.QuitRole, "about": QAction.MenuRole.AboutRole}.get(
                action_id, QAction.MenuRole.NoRole
            )
        )
        action.triggered.connect(lambda on=False, handler=handler: handler(on))
        owner.addAction(action)
        made[action_id] = action
    return made


def fill_menu(menu: QMenu, ids: tuple[str, ...], actions: Mapping[str, QAction]) -> None:
    """Put actions, lines and submenus into a menu, by the words of `MENUS`."""
    menu.setToolTipsVisible(True)
    for action_id in ids:
        if action_id == "-":
            menu.addSeparator()
        elif action_id in SUBMENUS:
            fill_menu(menu.addMenu(action_id), SUBMENUS[action_id], actions)
        else:
            menu.addAction(actions[action_id])


def fill_menus(place: QMenu | QMenuBar, actions: Mapping[str, QAction]) -> None:
    """All menus, into a menu bar or into one menu."""
    for title, ids in MENUS:
        fill_menu(place.addMenu(title), ids, actions)
