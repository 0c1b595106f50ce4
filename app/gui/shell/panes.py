"""F6: going round the panes of the window by keyboard."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def step(panes: Sequence[QWidget], direction: int) -> QWidget | None:
    """Give the focus to the next visible pane (or the one before: -1) that can take it."""
    shown = [pane for pane in panes if pane.isVisible()]
    if not shown:
        return None
    focus = QApplication.focusWidget()
    here = next((at for at, pane in enumerate(shown) if _holds(pane, focus)), None)
    start = here if here is not None else (-1 if direction > 0 else 0)
    for distance in range(1, len(shown) + 1):
        pane = shown[(start + direction * distance) % len(shown)]
        target = first_focus(pane)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return target
    return None


def first_focus(pane: QWidget) -> QWidget | None:
    """The pane itself, or the first part of it that takes the focus by Tab."""
    if _takes(pane):
        return pane
    return next((child for child in pane.findChildren(QWidget) if _takes(child)), None)


def _takes(widget: QWidget) -> bool:
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
    )


def _holds(pane: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (pane is focus or pane.isAncestorOf(focus))
