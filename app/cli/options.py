"""The options that choose a configuration, shared by the commands, and their reading."""

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import Any

import click

from app.cli.failure import Failure, say
from app.destination import ConfigurationError, UnknownDefinitionError, fql, load_definition
from app.destination.model import Configuration
from app.destination.subscriptions import read_subscriptions
from app.segment.jsontext import JsonError, loads

_REMARKS = 20
"""Remarks on a configuration that are printed one by one."""

_TERRAFORM = (
    "is Terraform code, which is not read. “terraform show -json > subscriptions.json” prints "
    "the same as JSON."
)

_OPTIONS = (
    click.option(
        "--definition",
        metavar="ID",
        help="The destination as Segment ran it then, for example topsort-2026-01.",
    ),
    click.option(
        "--subscriptions",
        metavar="FILE",
        help="Your own subscriptions, as JSON: what Segment’s Public API lists, presets, one "
        "mapping, or the form that a capture keeps.",
    ),
    click.option(
        "--enable",
        metavar="EVENT",
        multiple=True,
        help="Switch a subscription on, by its name or its event. May be repeated.",
    ),
    click.option(
        "--disable",
        metavar="PRESET",
        multiple=True,
        help="Switch a subscription off, by its name or its event. May be repeated.",
    ),
    click.option(
        "--skip-zero-price",
        is_flag=True,
        help="Switch on the setting that takes lines without a price out of an order.",
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
        enable: tuple[str, ...],
        disable: tuple[str, ...],
        skip_zero_price: bool,
        **others: Any,
    ) -> Any:
        configuration = chosen_configuration(
            definition=definition,
            subscriptions=subscriptions,
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
    enable: tuple[str, ...],
    disable: tuple[str, ...],
    skip_zero_price: bool,
) -> Configuration | None:
    """The configuration that the options ask for, or None where none was given.

    Raises Failure, with code 2, for a file that cannot be read and for names that are not known.
    """
    if not (definition or subscriptions or enable or disable or skip_zero_price):
        return None
    try:
        if subscriptions is None:
            packaged = load_definition(definition) if definition else load_definition()
            return packaged.configuration(
                enable=enable, disable=disable, skip_zero_price=skip_zero_price
            )
        own = _own(subscriptions, definition)
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


def _own(name: str, definition: str | None) -> Configuration:
    """The configuration in a file. What Segment would not run is an error; what it would run
    otherwise than it seems is said."""
    try:
        text = Path(name).read_bytes()
        data = loads(text)
    except OSError as error:
        raise Failure(f"{name} cannot be read: {error.strerror}.") from None
    except JsonError as error:
        if b'"segment_destination_subscription"' in text:
            raise Failure(f"{name} {_TERRAFORM}") from None
        raise Failure(f"{name}: {error}.") from None
    except ValueError as error:
        raise Failure(f"{name} cannot be read: {error}.") from None
    reading = read_subscriptions(data, definition=definition)
    said = reading.errors or reading.notes
    for remark in said[:_REMARKS]:
        say(f"{name}, {remark}")
    if len(said) > _REMARKS:
        say(f"{name}: and {len(said) - _REMARKS} more.")
    if reading.configuration is None:
        count = len(reading.errors)
        errors = "an error" if count == 1 else f"{count} errors"
        raise Failure(f"{name} is not used: it has {errors}.")
    return reading.configuration


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
