"""Finding words in the rows of a document."""

from collections.abc import Iterator

from app.gui.detail.nodes import Node, Tree
from app.segment.paths import Path

_MOST_ROWS = 50_000


def rows_with(tree: Tree, words: str) -> list[Path]:
    """The places whose key or value holds `words`, in the order of the rows; case is ignored."""
    words = words.casefold()
    if not words:
        return []
    found = []
    for at, node in enumerate(_walk(tree, tree.root)):
        if at >= _MOST_ROWS:
            break
        key, value = tree.texts(node)
        if words in key.casefold() or words in value.casefold():
            found.append(node.path)
    return found


def _walk(tree: Tree, node: Node) -> Iterator[Node]:
    waiting = list(reversed(tree.children(node)))
    while waiting:
        node = waiting.pop()
        yield node
        if tree.has_children(node):
            waiting.extend(reversed(tree.children(node)))
