"""The options that choose a configuration, shared by the commands, and their reading."""

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import Any

import click

from app.cli.failure import Failure
from app.destination import ConfigurationError, UnknownDefinitionError, fql, load_definition
from app.destination.actions import ACTIONS
from app.destination.mapping_check import faults_of
from app.destination.model import Configuration, Subscription, configuration_from_json
from app.destination.packaged_definitions import read_definition
from app.segment.jsontext import Json, JsonError, loads

_OPTIONS = (
    click.option(
        "--definition",
        metavar="ID",
        help="The destination as Segment ran it then, for example topsort-2026-01.",
    ),
    click.option(
        "--subscriptions",
        metavar="FILE",
        help="Your own configuration, as JSON in the form that a capture keeps.",
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
    """The configuration in a file, checked: what Segment would not run is an error here."""
    try:
        data = loads(Path(name).read_bytes())
    except OSError as error:
        raise Failure(f"{name} cannot be read: {error.strerror}.") from None
    except JsonError as error:
        raise Failure(f"{name}: {error}") from None
    except ValueError as error:
        raise Failure(f"{name} cannot be read: {error}.") from None
    own = _shaped(name, data, definition)
    if definition is not None and definition != own.definition:
        raise Failure(f"{name} is for {own.definition}, but --definition asks for {definition}.")
    read_definition(own.definition)
    for one in own.subscriptions:
        _check(name, one)
    return own


def _shaped(name: str, data: Json, definition: str | None) -> Configuration:
    """The configuration of JSON in our own form; texts, mappings and switches are what they
    must be. An API key in the settings is left out."""
    wanted = (
        f"{name} is not a configuration. It must be an object with “definition”, “subscriptions” "
        "and “settings”; each subscription has “name”, “trigger”, “action” and “mapping”"
    )
    if not isinstance(data, dict):
        raise Failure(f"{wanted}.")
    settings = data.get("settings", {})
    if not isinstance(settings, dict):
        raise Failure(f"{wanted}. Its “settings” are no object.")
    kept = {key: value for key, value in settings.items() if key not in ("api_key", "apiKey")}
    form = {"definition": definition} | data | {"settings": kept}
    try:
        own = configuration_from_json(form)
    except (KeyError, TypeError) as error:
        raise Failure(f"{wanted} ({error}).") from None
    if not isinstance(own.definition, str) or not isinstance(data["subscriptions"], list):
        raise Failure(f"{wanted}.")
    for one in own.subscriptions:
        texts = (one.name, one.trigger, one.action)
        switches = (one.enabled, one.alternate)
        if not (
            all(isinstance(text, str) for text in texts)
            and all(isinstance(switch, bool) for switch in switches)
            and isinstance(one.mapping, dict)
        ):
            raise Failure(f"{wanted}. The subscription “{one.name}” has another kind of value.")
    return own


def _check(name: str, subscription: Subscription) -> None:
    where = f"{name}, subscription “{subscription.name}”"
    try:
        fql.parse(subscription.trigger)
    except fql.FqlError as error:
        raise Failure(f"{where}: the trigger cannot be read: {error}.") from None
    if subscription.action not in ACTIONS:
        known = ", ".join(ACTIONS)
        raise Failure(f"{where}: no action is called “{subscription.action}” (known: {known}).")
    faults = faults_of(subscription.mapping)
    if faults:
        raise Failure(f"{where}: the mapping is not valid: {faults[0]}")


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
