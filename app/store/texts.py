"""Hostile text, made fit for a TEXT column, and JSON read from a file of any maker."""

from app.segment.jsontext import JsonError, JsonObject, loads


def column_text(text: str) -> str:
    """Text for a column: a lone surrogate becomes its escape `\\ud83d`, a NUL `\\u0000`."""
    if "\0" in text:
        text = text.replace("\0", "\\u0000")
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text


def optional_text(text: str | None) -> str | None:
    """`column_text` for a column that may be null."""
    return None if text is None else column_text(text)


def object_of(text: bytes | str) -> JsonObject:
    """A JSON object of the file. Raises JsonError where it is none, as in a file tampered with."""
    value = loads(text)
    if not isinstance(value, dict):
        raise JsonError("not an object")
    return value
