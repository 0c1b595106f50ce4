"""What there is to say about a configuration that somebody hands in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from app.destination.javascript import type_of
from app.segment.jsontext import JsonObject
from app.segment.paths import Path, path_text


class Remark(NamedTuple):
    """A sentence about the place `at` of the JSON that was read.

    An `error` keeps the configuration from being used; anything else is a note: Segment takes
    it, but it may not do what it seems to. `line`, from 1, is where that place is in a text; 0
    where that is not known.
    """

    at: Path
    message: str
    error: bool = True
    line: int = 0

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else ""
        where = ", ".join(one for one in (line, path_text(self.at)) if one)
        return f"{where or 'top level'}: {self.message}"


def note(at: Path, message: str, line: int = 0) -> Remark:
    """A remark that is no error."""
    return Remark(at, message, error=False, line=line)


def quoted(text: object) -> str:
    """A word out of the file for a sentence, shortened; of what is no text its type in JSON."""
    word = text if isinstance(text, str) else type_of(text)
    return f"“{word if len(word) <= 60 else word[:59] + '…'}”"


class Code(NamedTuple):
    """JSON that was read out of code: what there was to say on the way, and in which line of the
    text the places in `data` stand."""

    data: JsonObject
    remarks: tuple[Remark, ...]
    lines: Mapping[Path, int]


NO_CODE = Code({}, (), MappingProxyType({}))
