"""A message in, deliveries out: what the destination does under a configuration."""

from dataclasses import dataclass, replace

from app.destination import fql
from app.destination.actions import ACTIONS, Build
from app.destination.javascript import plain
from app.destination.mapping import CompiledMapping, MappingError, compile_mapping
from app.destination.model import Configuration, Delivery, FieldError, Provenance, Subscription
from app.destination.origin import Tracer
from app.destination.packaged_definitions import schemas_of
from app.destination.payload import filled, validated
from app.destination.provenance import of_event
from app.destination.schema import Shape
from app.destination.trail import Trail
from app.segment.jsontext import JsonObject

_REMEMBERED = 32
"""Configurations that stay compiled."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A subscription that is on and can fire. `skip` is the setting about purchases."""

    name: str
    action: str
    trigger: fql.Trigger
    mapping: CompiledMapping
    schema: Shape
    build: Build
    skip: bool


_compiled: dict[str, tuple[_Compiled, ...]] = {}


def deliver(
    configuration: Configuration, message: JsonObject, *, provenance: bool = False
) -> list[Delivery]:
    """One delivery for each subscription whose trigger matches, in their order.

    The message is taken as it is. It may hold any JSON anywhere: whatever cannot be sent is a
    delivery with errors. Subscriptions that are off, whose trigger Segment cannot read or whose
    action the destination does not have, give none. Raises UnknownDefinitionError.
    """
    if not isinstance(message, dict):
        return []
    subscriptions = _compiled.get(configuration.hash)
    if subscriptions is None:
        subscriptions = _compile(configuration)
    return [
        _deliver(subscription, message, provenance)
        for subscription in subscriptions
        if subscription.trigger.matches(message)
    ]


def skips_zero_price(settings: JsonObject) -> bool:
    """Whether the setting `skipZeroPricePurchases` is on; its value may be a text, as Segment
    coerces it."""
    value = settings.get("skipZeroPricePurchases")
    return value is True or value == "true" or value == 1


def _compile(configuration: Configuration) -> tuple[_Compiled, ...]:
    schemas = schemas_of(configuration.definition)
    skip = skips_zero_price(configuration.settings)
    compiled = tuple(
        _Compiled(
            one.name,
            one.action,
            trigger,
            compile_mapping(one.mapping),
            schemas[one.action],
            ACTIONS[one.action],
            skip,
        )
        for one in configuration.subscriptions
        if one.enabled and one.action in schemas and (trigger := _trigger(one)) is not None
    )
    while len(_compiled) >= _REMEMBERED:
        _compiled.pop(next(iter(_compiled)), None)
    _compiled[configuration.hash] = compiled
    return compiled


def _trigger(subscription: Subscription) -> fql.Trigger | None:
    try:
        return fql.parse(subscription.trigger)
    except fql.FqlError:
        return None


def _deliver(subscription: _Compiled, message: JsonObject, provenance: bool) -> Delivery:
    delivery, trail = _attempt(subscription, message, watched=provenance)
    if delivery.errors and not provenance:
        # Errors name the places that would have helped, so the way is gone again and watched.
        delivery, _ = _attempt(subscription, message, watched=True)
    if not provenance:
        return delivery
    reads = subscription.trigger.reads
    if trail is None:
        return replace(delivery, provenance=Provenance(trigger=reads))
    return replace(delivery, provenance=of_event(delivery.event, trail, reads))


def _attempt(
    subscription: _Compiled, message: JsonObject, *, watched: bool
) -> tuple[Delivery, Trail | None]:
    """The delivery without provenance, and the trail of its event where it was watched and the
    mapping did not fail."""
    name, action, schema = subscription.name, subscription.action, subscription.schema
    tracer = Tracer() if watched else None
    try:
        resolved = subscription.mapping.resolve(message, tracer)
    except MappingError as error:
        return Delivery(name, action, None, (FieldError("$", str(error)),)), None
    trail = None if tracer is None else Trail(tracer.origin)
    payload, errors = validated(filled(resolved, schema, trail), schema, trail)
    if trail is not None:
        _tell_absent(payload, schema, trail)
    if errors:
        return Delivery(name, action, None, tuple(errors), plain(payload)), trail
    sent = subscription.build(payload, subscription.skip, trail)
    event = plain(sent.event)
    request = event if sent.array == "*" else {sent.array: [event]} if sent.array else None
    return Delivery(name, action, request, (), event), sent.trail


def _tell_absent(payload: object, schema: Shape, trail: Trail) -> None:
    """Fields of the action that nothing filled."""
    if isinstance(payload, dict):
        for key in schema.properties or ():
            if key not in payload and key not in trail.left_out:
                trail.leave_out(key, "absent")
