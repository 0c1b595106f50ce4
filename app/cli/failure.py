"""Commands that end with a sentence instead of a traceback."""

import sys
from typing import IO, Any

import click

from app.cli.terminal import plain


class Failure(click.ClickException):
    """The command cannot go on. The text is a sentence for a person; `code` the exit code."""

    exit_code = 2

    def __init__(self, sentence: str, code: int = exit_code) -> None:
        super().__init__(sentence)
        self.code = code

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence to standard error."""
        say(self.message)


def say(sentence: str) -> None:
    """A line on standard error, whatever stands in it."""
    sys.stderr.write(plain(sentence) + "\n")
    sys.stderr.flush()
