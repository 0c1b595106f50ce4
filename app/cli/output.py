"""JSON lines on standard output."""

import sys
from collections.abc import Iterable

from app.segment.jsontext import Json, dumps


def print_json_lines(values: Iterable[Json]) -> None:
    """One compact JSON value a line, in UTF-8 whatever the terminal's encoding is.

    No NaN, no Infinity; lone surrogates stay escapes. Raises BrokenPipeError where the reader has
    left.
    """
    stream = sys.stdout.buffer
    for value in values:
        stream.write(dumps(value) + b"\n")
    stream.flush()
