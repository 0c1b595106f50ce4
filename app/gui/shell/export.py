"""Messages written to a file, one JSON object a line. Keys and tokens are masked."""

import os
from collections.abc import Sequence
from pathlib import Path

from app.gui.detail.visible import masked
from app.segment.jsontext import JsonObject, dumps_text
from app.segment.keys import NO_KEY, short_key
from app.store.reader import Reader


def exported(message: JsonObject) -> JsonObject:
    """The message with its write key in the short form."""
    key = message.get("writeKey")
    if not isinstance(key, str) or key == NO_KEY:
        return message
    return {**message, "writeKey": short_key(key)}


def write_messages(reader: Reader, rows: Sequence[int], path: Path) -> int:
    """Write the messages `rows` to `path` and return how many; runs on a reader thread.

    The file appears whole or not at all. Raises OSError, and what the reader raises.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            for row in rows:
                text = dumps_text(exported(reader.message(row).message))
                file.write(masked(text).encode() + b"\n")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return len(rows)
