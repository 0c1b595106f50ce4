"""The options that switch the endpoint: faults to answer with, and who is accepted."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

import click

from app.capture.faults import Fault, FaultKind, seconds_text
from app.capture.gate import EVERYBODY, Accepted, origin_of
from app.cli.failure import say
from app.cli.terminal import plain

_FAULT = re.compile(r"([0-9a-z]+?)(?::([0-9]{1,9}))?(?:[x*]([0-9]{1,9}))?", re.ASCII)
_FORM = "Write WHAT[:SECONDS][xTIMES], for example 429x3, 429:30x3, 500, slow:10x2 or drop."

_PARKED = (
    "A browser that is refused may park its events, and send them to Segment once the shop’s line "
    "is removed. Clear the page’s local storage before that."
)


@dataclass(frozen=True, slots=True)
class Switched:
    """What the options ask for."""

    faults: tuple[Fault, ...]
    accepted: Accepted


NOTHING_SWITCHED = Switched((), EVERYBODY)


def fault_of(text: str) -> Fault:
    """A fault from what a person writes. Raises ValueError with a sentence."""
    found = _FAULT.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f"“{text}” is no fault. {_FORM}")
    kind, seconds, times = found.groups()
    try:
        return Fault(
            cast("FaultKind", kind), int(times or 1), None if seconds is None else int(seconds)
        )
    except ValueError as error:
        raise ValueError(f"“{text}”: {error} {_FORM}") from None


def switch_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options. It gets `switched`."""

    @click.option(
        "--fail",
        metavar="WHAT[:SECONDS][xTIMES]",
        multiple=True,
        callback=_each(fault_of),
        help="Answer the next event posts 429 (SECONDS: Retry-After), 500, slow (503 after "
        "SECONDS) or drop the connection, to test a shop’s retries: --fail 429x3. May be "
        "repeated; each in its turn.",
    )
    @click.option(
        "--accept-origin",
        metavar="ORIGIN",
        multiple=True,
        callback=_each(origin_of),
        help="Keep pages of other origins out: --accept-origin https://shop.example. May be "
        "repeated.",
    )
    @click.option(
        "--accept-key",
        metavar="KEY",
        multiple=True,
        callback=_each(_key_of),
        help="Keep requests with other write keys out. May be repeated.",
    )
    @wraps(command)
    def with_switches(
        *args: Any,
        fail: tuple[Fault, ...],
        accept_origin: tuple[str, ...],
        accept_key: tuple[str, ...],
        **options: Any,
    ) -> Any:
        accepted = Accepted(frozenset(accept_origin), frozenset(accept_key))
        return command(*args, switched=Switched(fail, accepted), **options)

    return with_switches


def say_switched(switched: Switched) -> None:
    """Say on standard error what was switched."""
    for fault in switched.faults:
        times = "The next event post" if fault.times == 1 else f"{fault.times:,} event posts"
        what = {
            "429": f"get 429 with Retry-After: {fault.seconds}",
            "500": "get 500",
            "slow": f"get 503 after {seconds_text(fault.seconds or 0)}",
            "drop": "get no answer",
        }[fault.kind]
        say(f"{times} {what.replace('get', 'gets', 1) if fault.times == 1 else what}.")
    if switched.faults:
        say(_PARKED)
    accepted = switched.accepted
    if accepted.origins:
        say(plain(f"Only pages of {', '.join(sorted(accepted.origins))} are accepted."))
    if accepted.keys:
        count = len(accepted.keys)
        say(f"Only {'one write key is' if count == 1 else f'{count} write keys are'} accepted.")


def _each(read: Callable[[str], Any]) -> Callable[..., tuple[Any, ...]]:
    def read_all(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> tuple[Any, ...]:
        try:
            return tuple(read(text) for text in texts)
        except ValueError as error:
            raise click.BadParameter(str(error)) from None

    return read_all


def _key_of(text: str) -> str:
    if not text.strip():
        raise ValueError("A write key is not empty.")
    return text.strip()
