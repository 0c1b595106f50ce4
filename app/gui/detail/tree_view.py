"""One of the two documents that stand side by side: a tree of rows that can be lit, opened and
read in full."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyleOptionViewItem, QTreeView, QWidget

from app.gui import theme
from app.gui.detail.find_line import is_find
from app.gui.detail.links import Place
from app.gui.detail.nodes import Node, Tree
from app.gui.detail.tree_delegate import TreeDelegate, row_height, text_left
from app.gui.detail.tree_model import TreeModel
from app.gui.detail.value_box import ValueBox
from app.gui.detail.visible import whole_text
from app.gui.widgets import show_toast
from app.segment.paths import MISSING, Path

_INDENT = 16


class JsonTree(QTreeView):
    """A tree of a document.

    Signals:
        row_hovered(object): the path under the pointer, None when it leaves.
        row_chosen(object): the path that became current, None for none.
        focus_changed(): the keyboard came or went.
        moved(): rows stand elsewhere now (scrolled, opened, folded, another document).
        jump_wanted(object): Ctrl+Left or Ctrl+Right on this path: go to the other end of its link.
        find_wanted(): Ctrl+F.
        menu_wanted(object, object): a context menu for this path, at this global position.
    """

    row_hovered = Signal(object)
    row_chosen = Signal(object)
    focus_changed = Signal()
    moved = Signal()
    jump_wanted = Signal(object)
    find_wanted = Signal()
    menu_wanted = Signal(object, object)

    def __init__(self, name: str, jump_key: Qt.Key, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jump_key = jump_key
        self._model = TreeModel(self)
        self._delegate = TreeDelegate()
        self._open: set[Path] = set()
        self._rows: dict[Path, int] | None = None
        self._lit: frozenset[Path] = frozenset()
        self._hovered: Path | None = None
        self._box: ValueBox | None = None
        self.setAccessibleName(name)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setHeaderHidden(True)
        self.setIndentation(_INDENT)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setExpandsOnDoubleClick(True)
        self.setMouseTracking(True)
        self.expanded.connect(lambda index: self._fold(index, is_open=True))
        self.collapsed.connect(lambda index: self._fold(index, is_open=False))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme.watcher.theme_changed.connect(self.viewport().update)

    # What is shown

    @property
    def tree(self) -> Tree:
        """The document on show."""
        return self._model.tree

    def show_tree(self, tree: Tree, opened: Iterable[Path]) -> None:
        """Show a document with these rows opened (those that it has)."""
        self.close_value()
        self._model.show(tree)
        self._open = set()
        self._hovered = None
        self._lit = frozenset()
        self._rows = None
        for path in sorted(opened, key=len):
            index = self._model.index_of(path)
            if index.isValid() and self._model.hasChildren(index):
                self.expand(index)
        self.moved.emit()

    def opened(self) -> frozenset[Path]:
        """The rows that are open."""
        return frozenset(self._open)

    def current_path(self) -> Path | None:
        """The path of the current row."""
        index = self.currentIndex()
        return self._model.node(index).path if index.isValid() else None

    def choose(self, path: Path, *, focus: bool = False) -> None:
        """Make the row at `path` current, opening the way to it; nothing where it has no row."""
        index = self._model.index_of(path)
        if not index.isValid():
            return
        for end in range(1, len(path)):
            self.expand(self._model.index_of(path[:end]))
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def reveal(self, path: Path) -> None:
        """Scroll so that the row at `path` is in sight, in the middle where it was not."""
        index = self._model.index_of(path)
        if index.isValid() and not self.viewport().rect().contains(self.visualRect(index)):
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def light(self, paths: frozenset[Path]) -> None:
        """Draw these rows as one end of the link under the hand."""
        if paths != self._lit:
            self._lit = paths
            self.viewport().update()

    # Where rows are

    def place_of(self, path: Path) -> Place | None:
        """Where the row of `path` is, from the top of the widget that this one stands in.

        It may be the row that stands in for it: a folded branch, the nearest parent. A place
        whose nearest parent is the document itself is over the first row.
        """
        rows = self._visible_rows()
        top = self.y() + self.viewport().y() - self.verticalScrollBar().value()
        for end in range(len(path), 0, -1):
            row = rows.get(path[:end])
            if row is not None:
                y = top + (row + 0.5) * row_height()
                return Place(y, exact=end == len(path), row=path[:end])
        return Place(top - 1.0, exact=False) if rows or not path else None

    def _visible_rows(self) -> dict[Path, int]:
        if self._rows is None:
            rows: dict[Path, int] = {}
            waiting = list(reversed(self.tree.children(self.tree.root)))
            while waiting:
                node = waiting.pop()
                rows[node.path] = len(rows)
                if node.path in self._open:
                    waiting.extend(reversed(self.tree.children(node)))
            self._rows = rows
        return self._rows

    def _fold(self, index: QModelIndex, *, is_open: bool) -> None:
        path = self._model.node(index).path
        (self._open.add if is_open else self._open.discard)(path)
        self._changed()

    def _changed(self) -> None:
        self._rows = None
        self.close_value()
        self.moved.emit()

    def _scrolled(self) -> None:
        self.close_value()
        self.moved.emit()

    # Drawing

    def drawRow(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """What is behind the whole row, then the row."""
        node = self._model.node(index)
        rect = QRect(0, option.rect.y(), self.viewport().width(), option.rect.height())
        ground, bar = self._ground(node)
        if ground:
            painter.fillRect(rect, theme.color(ground))
        if bar:
            painter.fillRect(QRect(0, rect.y(), 2, rect.height()), theme.color("accent"))
        super().drawRow(painter, option, index)

    def _ground(self, node: Node) -> tuple[str, bool]:
        """The token behind a row, and whether it has the bar of the current row."""
        current = node.path == self.current_path()
        focused = current and self.hasFocus()
        if node.path in self._lit or focused:
            return "accentSoft", focused
        tint = self.tree.tint(node)
        if tint:
            return f"{tint}Soft", False
        if current:
            return "selIdle", False
        return ("hover", False) if node.path == self._hovered else ("", False)

    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """A thin arrow before a branch; no lines."""
        node = self._model.node(index)
        if not self.tree.has_children(node):
            return
        left = text_left(rect.right() + 1, self.viewport().width() - 1)
        x = left - _INDENT / 2 - 0.5
        y = rect.center().y() + 0.5
        down = node.path in self._open
        points = (
            [(-2.8, -1.3), (0, 1.5), (2.8, -1.3)] if down else [(-1.3, -2.8), (1.5, 0), (-1.3, 2.8)]
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("text3"), 1.2))
        painter.drawPolyline(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in points]))
        painter.restore()

    # Hand and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the arrow, which stands a little right of where Qt looks for it, folds."""
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            row = self.visualRect(index)
            left = text_left(row.left(), row.right())
            if self._model.hasChildren(index) and left - 20 <= event.position().x() < left:
                self.setCurrentIndex(index)
                self.setExpanded(index, not self.isExpanded(index))
                return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which row is under the pointer."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(self._model.node(index).path if index.isValid() else None)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the pointer."""
        super().leaveEvent(event)
        self._hover(None)

    def _hover(self, path: Path | None) -> None:
        if path != self._hovered:
            self._hovered = path
            self.viewport().update()
            self.row_hovered.emit(path)

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Tell which row is current."""
        super().currentChanged(current, previous)
        self.viewport().update()
        self.row_chosen.emit(self._model.node(current).path if current.isValid() else None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """By keyboard there is always a current row."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and event.reason() in _BY_KEY:
            self.setCurrentIndex(self._model.index(0, 0))
        self.viewport().update()
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The current row is drawn as idle."""
        super().focusOutEvent(event)
        self.viewport().update()
        self.focus_changed.emit()

    def event(self, event: QEvent) -> bool:
        """Ctrl+F finds here, and Ctrl+C copies from here, not in the window."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (is_find(event) or event.matches(QKeySequence.StandardKey.Copy))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens a value or a branch; Ctrl with an arrow goes along the link."""
        path = self.current_path()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() == self._jump_key:
            if path is not None:
                self.jump_wanted.emit(path)
            return
        if is_find(event):
            self.find_wanted.emit()
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_value()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and path is not None:
            self.open_value(path)
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """No type-ahead: letters belong to the window."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row under the pointer, or of the current row."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            spot = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        else:
            index = self.indexAt(self.viewport().mapFromGlobal(event.globalPos()))
            spot = event.globalPos()
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(self._model.node(index).path, spot)

    def open_value(self, path: Path) -> None:
        """Fold or open a branch; show the whole value of a leaf in place."""
        index = self._model.index_of(path)
        if not index.isValid():
            return
        if self._model.hasChildren(index):
            self.setExpanded(index, not self.isExpanded(index))
            return
        self.close_value()
        node = self._model.node(index)
        if not self.tree.texts(node)[1]:
            return
        self.scrollTo(index)
        self._box = ValueBox(node.value, self.tree.texts(node)[0], self.viewport())
        self._box.closed.connect(self._box_closed)
        row = self.visualRect(index)
        room = self.viewport().rect()
        left = text_left(row.left(), row.right())
        self._box.open_at(room, left, row.bottom() + 1, row.top())

    def copy_value(self) -> None:
        """Copy the whole value of the current row; secrets stay masked."""
        path = self.current_path()
        node = self.tree.find(path) if path is not None else None
        if node is not None and node.value is not MISSING:
            QGuiApplication.clipboard().setText(whole_text(node.value))
            show_toast(self, "Copied the value")

    def value_box(self) -> ValueBox | None:
        """The box with a whole value, where one is open."""
        return self._box

    def close_value(self) -> None:
        """Close the box with a whole value."""
        if self._box is not None:
            box, self._box = self._box, None
            box.hide()
            box.deleteLater()

    def _box_closed(self) -> None:
        self.close_value()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows keep their height; what is drawn beside them moves."""
        super().resizeEvent(event)
        self.close_value()
        self.moved.emit()


_BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)
