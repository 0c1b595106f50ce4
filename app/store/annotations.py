"""What a person has put to messages: marks, notes, colours, hidden rows, silenced rules.

Every change is a row of its own. The last row of a kind about a message is what holds. A silence
is about the capture: it holds until a later row says that it `ends`.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence

from app.segment.jsontext import JsonObject, dumps_text
from app.store.errors import NoSuchRow
from app.store.model import Annotation, AnnotationKind, Silence
from app.store.texts import column_text, object_of

_NOTHING = ("", "off")
_KEEPING = ("mark", "note", "colour")
_ENDS = "ends"

_INSERT = "INSERT INTO annotation(at, kind, message, value) VALUES(?, ?, ?, ?)"
_THERE = "SELECT 1 FROM message WHERE id = ?"
_OF_ROWS = """
SELECT a.message, a.kind, a.value
FROM json_each(?) AS wanted CROSS JOIN annotation AS a ON a.message = wanted.value
ORDER BY a.id"""
_SILENCES = """
SELECT id, at, value FROM annotation WHERE message IS NULL AND kind = 'silence' ORDER BY id"""


def annotate(
    connection: sqlite3.Connection,
    rows: Sequence[int],
    kind: AnnotationKind,
    value: str,
    now: int,
) -> tuple[int, ...]:
    """Put a value to messages; the ids of the rows that say so. An empty one, or `off`, takes
    it away. Messages that have been deleted meanwhile are left out.

    Raises NoSuchRow where none of them is there.
    """
    text = column_text(value)
    there = [row for row in rows if connection.execute(_THERE, (row,)).fetchone()]
    if rows and not there:
        raise NoSuchRow(rows[0])
    return tuple(_insert(connection, now, kind, row, text) for row in there)


def silence(connection: sqlite3.Connection, value: JsonObject, now: int) -> int:
    """Silence a rule; the id of the silence. Raises ValueError where `value` names no rule, or
    has the key that ends a silence."""
    if not isinstance(value.get("rule"), str) or not value["rule"] or _ENDS in value:
        raise ValueError(f"a silence names a rule, and has no {_ENDS!r}")
    return _insert(connection, now, "silence", None, column_text(dumps_text(value)))


def unsilence(connection: sqlite3.Connection, number: int, now: int) -> int:
    """Let a silenced rule speak again; the id of the row that says so. Raises NoSuchRow where
    there is no such silence, or it has ended."""
    if number not in {one.id for one in silences(connection)}:
        raise NoSuchRow(number)
    return _insert(connection, now, "silence", None, dumps_text({_ENDS: number}))


def undo(connection: sqlite3.Connection, number: int, now: int) -> int:
    """Put back what held before the annotation `number`, as a new row; its id.

    Raises NoSuchRow where there is no such annotation, or a silence that has ended.
    """
    found = connection.execute(
        "SELECT kind, message, value FROM annotation WHERE id = ?", (number,)
    ).fetchone()
    if found is None:
        raise NoSuchRow(number)
    kind, row, value = found
    if kind == "silence":
        ended = object_of(value).get(_ENDS)
        if ended is None:
            return unsilence(connection, number, now)
        again = connection.execute(
            "SELECT value FROM annotation WHERE id = ? AND kind = 'silence'", (ended,)
        ).fetchone()
        if again is None:
            raise NoSuchRow(number)
        return _insert(connection, now, kind, None, again[0])
    before = connection.execute(
        "SELECT value FROM annotation WHERE message = ? AND kind = ? AND id < ? "
        "ORDER BY id DESC LIMIT 1",
        (row, kind, number),
    ).fetchone()
    nothing = "off" if kind in ("mark", "hidden") else ""
    return _insert(connection, now, kind, row, before[0] if before else nothing)


def history(connection: sqlite3.Connection, row: int | None) -> list[Annotation]:
    """Every change to one message, or to the silences of the capture (None), oldest first."""
    found = connection.execute(
        "SELECT id, at, kind, message, value FROM annotation WHERE message IS ? ORDER BY id",
        (row,),
    )
    return [Annotation(*values) for values in found]


def current(
    connection: sqlite3.Connection, rows: Sequence[int]
) -> dict[int, dict[AnnotationKind, str]]:
    """What holds now of each of these messages that has anything."""
    found: defaultdict[int, dict[AnnotationKind, str]] = defaultdict(dict)
    wanted = f"[{','.join(map(str, rows))}]"
    for row, kind, value in connection.execute(_OF_ROWS, (wanted,)):
        found[row][kind] = value
    held = {
        row: {kind: value for kind, value in values.items() if value not in _NOTHING}
        for row, values in found.items()
    }
    return {row: values for row, values in held.items() if values}


def kept(connection: sqlite3.Connection, rows: Sequence[int]) -> set[int]:
    """The messages among these that a person wants to keep: marked, noted or coloured."""
    found = current(connection, rows)
    return {row for row, values in found.items() if any(kind in values for kind in _KEEPING)}


def silences(connection: sqlite3.Connection) -> list[Silence]:
    """The silences that hold now, oldest first. Raises JsonError where one is no object."""
    held: dict[int, Silence] = {}
    for number, at, text in connection.execute(_SILENCES):
        value = object_of(text)
        if _ENDS not in value:
            held[number] = Silence(number, at, value)
        elif isinstance(value[_ENDS], int):
            held.pop(value[_ENDS], None)
    return list(held.values())


def _insert(
    connection: sqlite3.Connection, now: int, kind: str, row: int | None, value: str
) -> int:
    return connection.execute(_INSERT, (now, kind, row, value)).lastrowid or 0
