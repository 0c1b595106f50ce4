"""What there is to say about a configuration that somebody hands in."""

from typing import NamedTuple

from app.segment.paths import Path, path_text


class Remark(NamedTuple):
    """A sentence about the place `at` of the JSON that was read.

    An `error` keeps the configuration from being used; anything else is a note: Segment takes
    it, but it may not do what it seems to.
    """

    at: Path
    message: str
    error: bool = True

    def __str__(self) -> str:
        return f"{path_text(self.at) or 'top level'}: {self.message}"


def note(at: Path, message: str) -> Remark:
    """A remark that is no error."""
    return Remark(at, message, error=False)


def quoted(text: object) -> str:
    """A word out of the file for a sentence, shortened."""
    word = text if isinstance(text, str) else type(text).__name__
    return f"“{word if len(word) <= 60 else word[:59] + '…'}”"
