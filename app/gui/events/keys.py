"""The keys of the event list. They act only while the list has the focus."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_Key = Qt.Key
_PLAIN = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier

KEYS: dict[tuple[Qt.Key, Qt.KeyboardModifier], str] = {
    (_Key.Key_J, _PLAIN): "down",
    (_Key.Key_J, _SHIFT): "down",
    (_Key.Key_K, _PLAIN): "up",
    (_Key.Key_K, _SHIFT): "up",
    (_Key.Key_Space, _PLAIN): "mark",
    (_Key.Key_Return, _PLAIN): "open",
    (_Key.Key_Enter, _PLAIN): "open",
    (_Key.Key_BracketLeft, _PLAIN): "previous-of-user",
    (_Key.Key_BracketRight, _PLAIN): "next-of-user",
    (_Key.Key_N, _PLAIN): "next-finding",
    (_Key.Key_N, _SHIFT): "previous-finding",
    (_Key.Key_Slash, _PLAIN): "filter",
    (_Key.Key_F, _CTRL): "filter",
    (_Key.Key_C, _CTRL): "copy-message",
    (_Key.Key_C, _CTRL | _SHIFT): "copy-event",
}
"""Key and modifiers to the name of what it does."""

_IGNORED = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier
_ON_OTHER_LEVELS = (_Key.Key_BracketLeft, _Key.Key_BracketRight, _Key.Key_Slash)
"""Signs that some keyboards have behind Shift or AltGr: only the sign counts."""


def name_of(event: QKeyEvent) -> str:
    """What this key does in the list; empty where it is none of its keys."""
    key = Qt.Key(event.key())
    modifiers = event.modifiers() & ~_IGNORED
    if key in _ON_OTHER_LEVELS and event.text() in ("[", "]", "/"):
        modifiers = _PLAIN
    return KEYS.get((key, modifiers), "")
