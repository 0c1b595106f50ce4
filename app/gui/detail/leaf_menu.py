"""What a right click on a leaf offers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.gui.detail.nodes import Node
from app.gui.detail.visible import shortened, value_text, visible, whole_text
from app.masking import masked
from app.segment.paths import MISSING, path_text
from app.store.filters import field_of, term

_MOST = 200
"""A longer value makes no filter term."""


@dataclass(frozen=True)
class Entry:
    """One line of the menu: its words and what it does."""

    text: str
    act: Callable[[], None]


def entries(
    side: Literal["in", "out"],
    node: Node,
    *,
    copy: Callable[[str, str], None],
    set_filter: Callable[[str], None],
    go_to_source: Callable[[], None] | None,
) -> list[Entry]:
    """The menu of a row of the message (`in`) or of the event (`out`).

    `copy` takes the text and what to say of it.
    """
    found: list[Entry] = []
    value = node.value
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    if plain and len(str(value)) <= _MOST and masked(str(value)) == str(value):
        text = str(value) if isinstance(value, str) else value_text(value)
        asked = term(field_of(side, node.path), text)
        shown = visible(shortened(text, 40))
        found.append(Entry(f"Show only “{shown}”", lambda: set_filter(asked)))
        found.append(Entry(f"Hide “{shown}”", lambda: set_filter(f"-{asked}")))
    if value is not MISSING:
        found.append(Entry("Copy value", lambda: copy(whole_text(value), "Copied the value")))
    place = masked(path_text(node.path))
    found.append(Entry("Copy path", lambda: copy(place, "Copied the path")))
    if go_to_source is not None:
        found.append(Entry("Go to its source", go_to_source))
    return found
