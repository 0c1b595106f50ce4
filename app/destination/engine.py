"""A message in, deliveries out: what the destination does under a configuration."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.destination import fql
from app.destination.actions import ACTIONS, Build, Sent
from app.destination.audience import failure_on_audience
from app.destination.javascript import plain
from app.destination.mapping import CompiledMapping, MappingError, compile_mapping, object_node
from app.destination.model import Configuration, Delivery, FieldError, Provenance, Subscription
from app.destination.origin import Tracer
from app.destination.packaged_definitions import schemas_of
from app.destination.payload import filled, validated
from app.destination.provenance import of_event
from app.destination.quick import Checked, quick_check
from app.destination.schema import Shape, narrowed
from app.destination.trail import Trail
from app.segment.jsontext import JsonObject

_REMEMBERED = 32
"""Configurations that stay compiled."""

_PARTS = 256
"""Sets of fields of one subscription that stay compiled."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A subscription that is on and can fire. `skip` is the setting about purchases; `parts` are
    kept for fields that were at fault together."""

    name: str
    action: str
    trigger: fql.Trigger
    mapping: CompiledMapping
    schema: Shape
    check: Callable[[JsonObject], Checked]
    build: Build
    skip: bool
    parts: dict[tuple[str, ...], tuple[CompiledMapping, Shape]] = field(default_factory=dict)


class _Program:
    """The subscriptions of a configuration, those that ask for one event found by its name."""

    def __init__(self, subscriptions: tuple[_Compiled, ...]) -> None:
        self._rest = tuple(one for one in subscriptions if one.trigger.asks is None)
        asked = {one.trigger.asks for one in subscriptions if one.trigger.asks is not None}
        self._by_event = {
            event: tuple(one for one in subscriptions if one.trigger.asks in (None, event))
            for event in asked
        }

    def matching(self, message: JsonObject) -> list[_Compiled]:
        """Those whose trigger matches, in their order."""
        kind, event = message.get("type"), message.get("event")
        candidates = self._rest
        if isinstance(kind, str) and isinstance(event, str):
            candidates = self._by_event.get((kind, event), candidates)
        return [one for one in candidates if one.trigger.matches(message)]


_compiled: dict[str, _Program] = {}


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
    program = _compiled.get(configuration.hash)
    if program is None:
        program = _compile(configuration)
    make = _watched if provenance else _quick
    return [make(subscription, message) for subscription in program.matching(message)]


def skips_zero_price(settings: JsonObject) -> bool:
    """Whether the setting `skipZeroPricePurchases` is on; its value may be a text, as Segment
    coerces it."""
    value = settings.get("skipZeroPricePurchases")
    return value is True or value == "true" or value == 1


def _compile(configuration: Configuration) -> _Program:
    schemas = schemas_of(configuration.definition)
    skip = skips_zero_price(configuration.settings)
    compiled = _Program(
        tuple(
            _Compiled(
                one.name,
                one.action,
                trigger,
                compile_mapping(one.mapping),
                schemas[one.action],
                quick_check(schemas[one.action]),
                ACTIONS[one.action],
                skip,
            )
            for one in configuration.subscriptions
            if one.enabled and one.action in schemas and (trigger := _trigger(one)) is not None
        )
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


def _quick(subscription: _Compiled, message: JsonObject) -> Delivery:
    """The delivery without provenance. Only the fields at fault are watched."""
    name, action, mapping = subscription.name, subscription.action, subscription.mapping
    try:
        resolved = mapping.resolve(message)
    except MappingError as error:
        return Delivery(name, action, None, (FieldError("$", str(error)),))
    if mapping.fields is None:
        return replace(_watched(subscription, message), provenance=None)
    payload, faulty = subscription.check(resolved)
    errors = _errors(subscription, faulty, message) if faulty else failure_on_audience(message)
    if errors:
        return Delivery(name, action, None, errors, plain(payload))
    sent = subscription.build(payload, subscription.skip, None)
    return _sent(subscription, sent)


def _errors(
    subscription: _Compiled, faulty: tuple[str, ...], message: JsonObject
) -> tuple[FieldError, ...]:
    """The complaints about these fields, with the places in the message that would have helped:
    the way of these fields is gone again and watched."""
    part = subscription.parts.get(faulty)
    if part is None:
        part = _part(subscription, faulty)
    mapping, schema = part
    tracer = Tracer()
    try:
        resolved = mapping.resolve(message, tracer)
    except MappingError as error:
        return (FieldError("$", str(error)),)
    trail = Trail(tracer.origin)
    return tuple(validated(filled(resolved, schema, trail), schema, trail)[1])


def _part(subscription: _Compiled, keys: tuple[str, ...]) -> tuple[CompiledMapping, Shape]:
    """Mapping and schema of these fields alone."""
    fields = subscription.mapping.fields or {}
    mapping = CompiledMapping(object_node([(key, fields[key]) for key in keys if key in fields]))
    part = mapping, narrowed(subscription.schema, keys)
    if len(subscription.parts) < _PARTS:
        subscription.parts[keys] = part
    return part


def _watched(subscription: _Compiled, message: JsonObject) -> Delivery:
    """The delivery with its provenance."""
    name, action, schema = subscription.name, subscription.action, subscription.schema
    reads = subscription.trigger.reads
    tracer = Tracer()
    try:
        resolved = subscription.mapping.resolve(message, tracer)
    except MappingError as error:
        errors = (FieldError("$", str(error)),)
        return Delivery(name, action, None, errors, provenance=Provenance(trigger=reads))
    trail = Trail(tracer.origin)
    payload, faults = validated(filled(resolved, schema, trail), schema, trail)
    _tell_absent(payload, schema, trail)
    refused = tuple(faults) or failure_on_audience(message)
    if refused:
        event = plain(payload)
        provenance = of_event(event, trail, reads)
        return Delivery(name, action, None, refused, event, provenance)
    sent = subscription.build(payload, subscription.skip, trail)
    delivery = _sent(subscription, sent)
    return replace(delivery, provenance=of_event(delivery.event, sent.trail or trail, reads))


def _sent(subscription: _Compiled, sent: Sent) -> Delivery:
    event = plain(sent.event)
    request = event if sent.array == "*" else {sent.array: [event]} if sent.array else None
    return Delivery(subscription.name, subscription.action, request, (), event)


def _tell_absent(payload: object, schema: Shape, trail: Trail) -> None:
    """Fields of the action that nothing filled."""
    if isinstance(payload, dict):
        for key in schema.properties or ():
            if key not in payload and key not in trail.left_out:
                trail.leave_out(key, "absent")
