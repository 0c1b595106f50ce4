"""The functions that compiled filters call from SQL."""

import json
import sqlite3

from app.segment.jsontext import JsonError, loads
from app.store.json_paths import path_matches
from app.store.like import compiled, fold, folded_like
from app.store.texts import column_text


def register(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that compiled filters call."""
    connection.create_function("folded_like", 2, folded_like, deterministic=True)
    connection.create_function("body_like", 2, body_like, deterministic=True)
    connection.create_function("item_like", 2, item_like, deterministic=True)
    connection.create_function("path_matches", 2, path_matches, deterministic=True)


def body_like(body: bytes, pattern: str) -> bool:
    """Whether a JSON text, freed of the escapes it does not need, fits the pattern."""
    text = body.decode("utf-8", "replace")
    if "\\u" in text:
        try:
            text = json.dumps(loads(text), ensure_ascii=False, separators=(",", ":"))
        except JsonError:
            return False
    return folded_like(column_text(text), pattern)


def item_like(items: str | None, pattern: str) -> bool:
    """Whether one line of `items` fits the pattern."""
    if not items:
        return False
    match = compiled(pattern).match
    return any(match(fold(item)) for item in items.split("\n"))
