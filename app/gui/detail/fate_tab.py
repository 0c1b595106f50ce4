"""The Fate tab: message and event side by side with the lines between them, then the findings."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from app.gui.detail.fate_model import Fate
from app.gui.detail.find_line import FindLine
from app.gui.detail.gutter import NARROW, WIDTH, LinksWidget
from app.gui.detail.links import Link
from app.gui.detail.parts import EmptyText, PaneHeader, Surface
from app.gui.detail.tree_find import rows_with
from app.gui.detail.tree_view import JsonTree
from app.segment.paths import Path

_TOP = 4


@dataclass(frozen=True)
class Standing:
    """Open rows, current row and scroll value of both trees."""

    sides: tuple[tuple[frozenset[Path], Path | None, int], ...]


def _padded(tree: JsonTree) -> QWidget:
    """A tree with a little room over its first row. Qt takes a tree's own margins for headers."""
    padded = Surface()
    layout = QVBoxLayout(padded)
    layout.setContentsMargins(0, _TOP, 0, 0)
    layout.addWidget(tree)
    return padded


class SideBySide(QWidget):
    """Two trees and the gutter.

    Signals:
        menu_wanted(str, object, object): a context menu for a leaf: "message" or "event", its
            path, the place on the screen.
    """

    menu_wanted = Signal(str, object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = JsonTree("Segment message", Qt.Key.Key_Right)
        self.event_tree = JsonTree("Topsort event", Qt.Key.Key_Left)
        self.gutter = LinksWidget(self.message.place_of, self.event_tree.place_of)
        self.message_header = PaneHeader("Segment message")
        self.event_header = PaneHeader("Topsort event")
        self.nothing = EmptyText("Nothing would be sent")
        self.find_line = FindLine("Find in this tree")
        self._found: list[Path] = []
        self._broken: tuple[Path | None, Path | None] = (None, None)
        self._finding = self.message
        self._links: tuple[Link, ...] = ()
        self._hovered: tuple[str, object] | None = None
        self._right = QStackedWidget()
        self._right_tree = _padded(self.event_tree)
        self._right.addWidget(self._right_tree)
        self._right.addWidget(self.nothing)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.message_header, 0, 0)
        self._gutter_header = PaneHeader()
        layout.addWidget(self._gutter_header, 0, 1)
        layout.addWidget(self.event_header, 0, 2)
        layout.addWidget(_padded(self.message), 1, 0)
        layout.addWidget(self.gutter, 1, 1)
        layout.addWidget(self._right, 1, 2)
        layout.addWidget(self.find_line, 2, 0, 1, 3)
        layout.setColumnStretch(0, 416)
        layout.setColumnStretch(2, 432)
        layout.setRowStretch(1, 1)
        for side in (self.message, self.event_tree):
            side.setMinimumWidth(260)
        self._right.setMinimumWidth(260)
        self.setTabOrder(self.message, self.event_tree)
        self._connect()

    def _connect(self) -> None:
        for name, tree in (("message", self.message), ("event", self.event_tree)):
            tree.moved.connect(self._moved)
            tree.row_hovered.connect(lambda path, name=name: self._hover(name, path))
            tree.row_chosen.connect(lambda _path: self._relight())
            tree.focus_changed.connect(self._relight)
            tree.find_wanted.connect(lambda tree=tree: self._open_find(tree))
            tree.menu_wanted.connect(
                lambda path, spot, name=name: self.menu_wanted.emit(name, path, spot)
            )
        self.message.jump_wanted.connect(self._jump_right)
        self.event_tree.jump_wanted.connect(self._jump_left)
        self.gutter.link_hovered.connect(lambda link: self._hover("link", link))
        self.gutter.link_clicked.connect(self._choose_both)
        self.find_line.changed.connect(self._find)
        self.find_line.stepped.connect(self._step)
        self.find_line.closed.connect(lambda: self._finding.setFocus())

    def show_fate(self, fate: Fate, nothing: str = "") -> None:
        """Show a delivery; `nothing` is the sentence where no event was made of the message."""
        self._links = fate.links
        self._hovered = None
        self._found = []
        self.message.show_tree(fate.message, fate.open_message)
        self.event_tree.show_tree(fate.event, fate.open_event)
        self.gutter.show_links(fate.links, fate.refused_by)
        self.nothing.say("Nothing would be sent", nothing)
        self._right.setCurrentWidget(self._right_tree if fate.has_event else self.nothing)
        self._relight()
        self.message.scrollToTop()
        self.event_tree.scrollToTop()
        self._broken = (fate.broken_message, fate.broken_event)
        self._reveal()
        # A page that was hidden until now knows its size only after it was laid out.
        QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        """Bring what is broken into sight."""
        for tree, path in zip((self.message, self.event_tree), self._broken, strict=True):
            if path is not None:
                tree.reveal(path)

    def place(self) -> "Standing":
        """What is open, current and scrolled to, to come back to after the same event was read
        again."""
        return Standing(
            tuple(
                (tree.opened(), tree.current_path(), tree.verticalScrollBar().value())
                for tree in (self.message, self.event_tree)
            )
        )

    def go_back(self, standing: "Standing") -> None:
        """Open, choose and scroll as before."""
        self._broken = (None, None)
        trees = (self.message, self.event_tree)
        for tree, (opened, current, scroll) in zip(trees, standing.sides, strict=True):
            tree.show_tree(tree.tree, opened)
            if current is not None:
                tree.choose(current)
            tree.verticalScrollBar().setValue(scroll)
        self._relight()

    def set_narrow(self, narrow: bool) -> None:
        """The gutter of a small window."""
        width = NARROW if narrow else WIDTH
        if width != self.gutter.width():
            self.gutter.setFixedWidth(width)
            self._moved()

    def source_of(self, path: Path) -> Path | None:
        """The place in the message that an event leaf was read from, the first of several."""
        return next((link.source for link in self._links if link.event == path), None)

    def go_to_source(self, path: Path) -> None:
        """Make the source of an event leaf current in the message, and go there."""
        self._jump_left(path)

    def show_source(self, path: Path) -> None:
        """Make a place in the message current; where it is missing, the nearest row over it."""
        self.message.choose(self.message.tree.nearest(path).path, focus=True)

    def _moved(self) -> None:
        self.gutter.refresh()
        self._relight()

    def _hover(self, where: str, what: object) -> None:
        if what is not None:
            self._hovered = (where, what)
        elif self._hovered is not None and self._hovered[0] == where:
            self._hovered = None
        self._relight()

    def lit(self) -> frozenset[Link]:
        """The links under the pointer, else those of the current leaf of the tree in use."""
        if self._hovered is not None:
            where, what = self._hovered
            found = self._links_at(where, what)
            if found:
                return found
        if self.message.hasFocus():
            return self._links_at("message", self.message.current_path())
        return self._links_at("event", self.event_tree.current_path())

    def _links_at(self, where: str, what: object) -> frozenset[Link]:
        if what is None:
            return frozenset()
        if where == "link":
            return frozenset(link for link in self._links if link == what)
        if where == "event":
            return frozenset(link for link in self._links if self._row_of_event(link) == what)
        return frozenset(link for link in self._links if self._row_of_source(link) == what)

    def _row_of_event(self, link: Link) -> Path | None:
        place = self.event_tree.place_of(link.event)
        return place.row if place else None

    def _row_of_source(self, link: Link) -> Path | None:
        place = self.message.place_of(link.source) if link.source is not None else None
        return place.row if place and place.row else None

    def _relight(self) -> None:
        links = self.lit()
        self.gutter.light(links)
        rows = (self._row_of_event(link) for link in links)
        self.event_tree.light(frozenset(row for row in rows if row))
        rows = (self._row_of_source(link) for link in links)
        self.message.light(frozenset(row for row in rows if row))

    def _open_find(self, tree: JsonTree) -> None:
        self._finding = tree
        self.find_line.open()
        self._find(self.find_line.text())

    def _find(self, words: str) -> None:
        self._found = rows_with(self._finding.tree, words)
        if self._found:
            self._finding.choose(self._found[0])
        self.find_line.say(0, len(self._found))

    def _step(self, forward: bool) -> None:
        if not self._found:
            return
        current = self._finding.current_path()
        at = self._found.index(current) if current in self._found else -1
        at = (at + (1 if forward else -1)) % len(self._found)
        self._finding.choose(self._found[at])
        self.find_line.say(at, len(self._found))

    def _choose_both(self, link: Link) -> None:
        if link.source is not None:
            self.message.choose(self.message.tree.nearest(link.source).path)
        self.event_tree.choose(link.event, focus=True)

    def _jump_left(self, path: Path) -> None:
        source = self.source_of(path)
        if source is not None:
            self.message.choose(self.message.tree.nearest(source).path, focus=True)

    def _jump_right(self, path: Path) -> None:
        for link in self._links:
            if link.source is not None and path in (link.source, self._row_of_source(link)):
                self.event_tree.choose(link.event, focus=True)
                return
