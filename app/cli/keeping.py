"""The options about what a capture keeps."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from app.store.model import Retention

_MOST = 2**31 - 1

_OPTIONS = (
    click.option(
        "--keep-messages",
        metavar="N",
        type=click.IntRange(1, _MOST),
        help="Delete all but the last N messages while it runs. What is marked, noted, replayed "
        "to Topsort or not yet judged stays.",
    ),
    click.option(
        "--keep-days",
        metavar="D",
        type=click.IntRange(1, _MOST),
        help="Delete messages that came more than D days ago; the same ones stay.",
    ),
)


def retention_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that choose a retention. It gets `retention`, which keeps
    everything where none of them was used."""

    @wraps(command)
    def with_retention(
        *args: Any, keep_messages: int | None, keep_days: int | None, **others: Any
    ) -> Any:
        return command(*args, retention=Retention(keep_messages, keep_days), **others)

    wrapped: Callable[..., Any] = with_retention
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped
