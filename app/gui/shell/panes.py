"""Going round the window by keyboard: its panes by F6, its parts by Tab."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

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


def order_tabs(parts: Iterable[QWidget]) -> None:
    """Let Tab go through one part after the other; each keeps its own order."""
    chain: list[QWidget] = []
    for part in parts:
        chain += [one for one in _focus_chain(part) if part.isAncestorOf(one)]
    for first, second in pairwise(chain):
        QWidget.setTabOrder(first, second)


def _focus_chain(part: QWidget) -> list[QWidget]:
    """The widgets from `part` on, in the order of Tab, that take the focus by Tab."""
    chain: list[QWidget] = []
    one = part.nextInFocusChain()
    while one is not None and one is not part:
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(one)
        one = one.nextInFocusChain()
    return chain


def _takes(widget: QWidget) -> bool:
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
    )


def _holds(pane: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (pane is focus or pane.isAncestorOf(focus))
