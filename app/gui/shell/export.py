"""Messages written to a file, one JSON object a line. Keys and tokens are masked."""

import os
from collections.abc import Sequence
from pathlib import Path

from app.segment.jsontext import dumps
from app.segment.keys import exported
from app.store.reader import Reader


def write_messages(reader: Reader, rows: Sequence[int], path: Path) -> int:
    """Write the messages `rows` to `path` and return how many; runs on a reader thread.

    The file appears whole or not at all. Raises OSError, and what the reader raises.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            for row in rows:
                file.write(dumps(exported(reader.message(row).message)) + b"\n")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return len(rows)
