"""A document's nodes as a Qt model: one column, one row for each key."""

from typing import cast

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.gui.detail.event_tree import EventTree
from app.gui.detail.nodes import Node, Tree
from app.segment.paths import Path

_USER = Qt.ItemDataRole.UserRole.value
PlateRole = _USER + 1
"""The words beside a row: a list of (text, kind)."""
PointerRole = _USER + 2
"""The place of a row as a JSON pointer."""
SourcesRole = _USER + 3
"""The JSON pointers of the places in the message that a leaf of the event was read from."""
MutedRole = _USER + 4
"""Whether the row is drawn as unimportant."""

Index = QModelIndex | QPersistentModelIndex


class TreeModel(QAbstractItemModel):
    """Rows are made when they are asked for; the model never changes but as a whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tree = Tree({})
        # An index holds no reference to its node: keep the nodes of the last document too, for
        # an index that Qt still has in hand while the document changes.
        self._former = self.tree

    def show(self, tree: Tree) -> None:
        """Show another document."""
        self.beginResetModel()
        self._former = self.tree
        self.tree = tree
        self.endResetModel()

    def node(self, index: Index) -> Node:
        """The node of a row; the root for an invalid index."""
        return cast("Node", index.internalPointer()) if index.isValid() else self.tree.root

    def index_of(self, path: Path) -> QModelIndex:
        """The index of the row at `path`, invalid where there is none."""
        node = self.tree.find(path)
        if node is None or node.parent is None:
            return QModelIndex()
        return self.createIndex(node.row, 0, node)

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """Row `row` under `parent`."""
        above = self.tree.root if parent is None else self.node(parent)
        below = self.tree.children(above)
        if column != 0 or not 0 <= row < len(below):
            return QModelIndex()
        return self.createIndex(row, 0, below[row])

    def parent(self, child: Index) -> QModelIndex:  # type: ignore[override]
        """The row above; invalid for the rows at the top."""
        above = self.node(child).parent
        if above is None or above.parent is None:
            return QModelIndex()
        return self.createIndex(above.row, 0, above)

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows under `parent`."""
        return len(self.tree.children(self.tree.root if parent is None else self.node(parent)))

    def hasChildren(self, parent: Index | None = None) -> bool:
        """Whether a row can be opened, told without making the rows under it."""
        node = self.tree.root if parent is None else self.node(parent)
        return node is self.tree.root or self.tree.has_children(node)

    def columnCount(self, parent: Index | None = None) -> int:
        """One."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Texts, words and places of a row."""
        if not index.isValid():
            return None
        node = self.node(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return " ".join(text for text in self.tree.texts(node) if text)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.tree.sentence(node)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return self.tree.description(node)
            case _ if role == PlateRole:
                return [(plate.text, plate.kind) for plate in self.tree.plates(node)]
            case _ if role == PointerRole:
                return json_pointer(node.path)
            case _ if role == MutedRole:
                return self.tree.muted(node)
            case _ if role == SourcesRole:
                leaf = self.tree.leaf(node) if isinstance(self.tree, EventTree) else None
                return [json_pointer(path) for path in leaf.sources] if leaf else []
        return None


def json_pointer(path: Path) -> str:
    """A place as RFC 6901 writes it."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
