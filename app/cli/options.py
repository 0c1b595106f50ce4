"""The options that choose a configuration, shared by the commands, and their reading."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import Any

import click

from app.analysis.assumptions import AttributionError, read_assumptions
from app.cli.failure import Failure, say
from app.destination import ConfigurationError, UnknownDefinitionError, fql, load_definition
from app.destination.model import Configuration
from app.destination.pasted import MAX_BYTES, read_configuration
from app.lint.catalogue import CODES
from app.lint.rule_settings import RulesError, read_rules

_REMARKS = 20
"""Remarks on a configuration that are printed one by one."""

_OPTIONS = (
    click.option(
        "--definition",
        metavar="ID",
        help="The destination as Segment ran it then, for example topsort-2026-01.",
    ),
    click.option(
        "--subscriptions",
        metavar="FILE|-",
        help="Your own subscriptions (- for standard input): what Segment’s Public API lists, "
        "Terraform code as Git Sync writes it, presets, one mapping, a cURL command or a HAR that "
        "holds one of these, or what “configuration” prints.",
    ),
    click.option(
        "--action",
        metavar="NAME=ACTION",
        multiple=True,
        help="Say which action a subscription of --subscriptions runs, where the file does not: "
        "its name or the action’s id, then for example click. May be repeated.",
    ),
    click.option(
        "--enable",
        metavar="NAME",
        multiple=True,
        help="Switch subscriptions on, by name (“Click, alternate”) or by the event in their "
        "trigger (“Product Added”). May be repeated.",
    ),
    click.option(
        "--disable",
        metavar="NAME",
        multiple=True,
        help="Switch subscriptions off, by name (“Page Views”) or by the event in their trigger. "
        "May be repeated.",
    ),
    click.option(
        "--skip-zero-price",
        is_flag=True,
        help="Switch on the destination’s setting that leaves lines at price 0 or without one out "
        "of an order.",
    ),
)


def configuration_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that choose a configuration. It gets `configuration`, which is
    None where none of them was used."""

    @wraps(command)
    def with_configuration(
        *args: Any,
        definition: str | None,
        subscriptions: str | None,
        action: tuple[str, ...],
        enable: tuple[str, ...],
        disable: tuple[str, ...],
        skip_zero_price: bool,
        **others: Any,
    ) -> Any:
        if subscriptions == "-" and others.get("file") == "-":
            raise Failure(
                "Messages and subscriptions cannot both come from standard input. Name a file for "
                "one of them."
            )
        configuration = chosen_configuration(
            definition=definition,
            subscriptions=subscriptions,
            actions=action,
            enable=enable,
            disable=disable,
            skip_zero_price=skip_zero_price,
        )
        return command(*args, configuration=configuration, **others)

    wrapped: Callable[..., Any] = with_configuration
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def chosen_configuration(
    *,
    definition: str | None,
    subscriptions: str | None,
    actions: tuple[str, ...],
    enable: tuple[str, ...],
    disable: tuple[str, ...],
    skip_zero_price: bool,
) -> Configuration | None:
    """The configuration that the options ask for, or None where none was given.

    Raises Failure, with code 2, for a file that cannot be read and for names that are not known.
    """
    if actions and subscriptions is None:
        raise Failure("--action is about a file: it needs --subscriptions.")
    if not (definition or subscriptions or enable or disable or skip_zero_price):
        return None
    try:
        if subscriptions is None:
            packaged = load_definition(definition) if definition else load_definition()
            return packaged.configuration(
                enable=enable, disable=disable, skip_zero_price=skip_zero_price
            )
        own = _own(subscriptions, definition, _named(actions))
        for names, enabled in ((enable, True), (disable, False)):
            own = _switched(own, names, enabled)
    except (ConfigurationError, UnknownDefinitionError) as error:
        raise Failure(str(error)) from None
    if skip_zero_price:
        own = replace(own, settings={**own.settings, "skipZeroPricePurchases": True})
    return own


def default_configuration() -> Configuration:
    """All presets on, the alternates off."""
    return load_definition().configuration()


def _named(actions: tuple[str, ...]) -> dict[str, str]:
    """What `--action` says: the action by the subscription's name."""
    parts = {one: one.rpartition("=") for one in actions}
    for one, (name, _, action) in parts.items():
        if not name.strip() or not action.strip():
            raise Failure(f"--action “{one}” must be NAME=ACTION, as in “Clicks=click”.")
    return {name.strip(): action.strip() for name, _, action in parts.values()}


def _own(file: str, definition: str | None, actions: Mapping[str, str]) -> Configuration:
    """The configuration in a file. What Segment would not run is an error; what it would run
    otherwise than it seems is said."""
    name = "standard input" if file == "-" else file
    try:
        text = sys.stdin.buffer.read(MAX_BYTES + 1) if file == "-" else _head(Path(file))
    except OSError as error:
        raise Failure(f"{name} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise Failure(f"{name} cannot be read: {error}.") from None
    reading = read_configuration(text, definition=definition, actions=actions)
    said = reading.errors or reading.notes
    for remark in said[:_REMARKS]:
        say(f"{name}, {remark}")
    if len(said) > _REMARKS:
        say(f"{name}: and {len(said) - _REMARKS} more.")
    if reading.configuration is None:
        count = len(reading.errors)
        errors = "an error" if count == 1 else f"{count} errors"
        for who, choices in reading.unnamed[:_REMARKS]:
            say(f'Or say so here, for example: --action "{who or "NAME"}={choices[0]}"')
        raise Failure(f"{name} is not used: it has {errors}.")
    try:
        read_rules(reading.configuration.rules, CODES)
        read_assumptions(reading.configuration.attribution)
    except (RulesError, AttributionError) as error:
        raise Failure(f"{name}, {error}") from None
    return reading.configuration


def _head(path: Path) -> bytes:
    """A file, of which no more is read than can be used."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _switched(configuration: Configuration, names: tuple[str, ...], enabled: bool) -> Configuration:
    """The configuration with the subscriptions of these names, or of these events, switched."""
    known = [(one.name, *fql.parse(one.trigger).events) for one in configuration.subscriptions]
    chosen = list(configuration.subscriptions)
    for name in names:
        found = [index for index, words in enumerate(known) if name in words]
        if not found:
            near = {word.casefold(): word for words in known for word in words}
            guess = get_close_matches(name.casefold(), near, n=1)
            raise ConfigurationError(name, near[guess[0]] if guess else None)
        for index in found:
            chosen[index] = replace(chosen[index], enabled=enabled)
    return replace(configuration, subscriptions=tuple(chosen))
