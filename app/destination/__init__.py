"""Segment's Topsort destination, re-enacted: FQL, mapping directives, field schemas, definitions,
provenance."""

from app.destination.actions import event_name, events_of
from app.destination.definition import ConfigurationError, Definition, load_definition
from app.destination.engine import deliver
from app.destination.packaged_definitions import UnknownDefinitionError, known_definitions

__all__ = [
    "ConfigurationError",
    "Definition",
    "UnknownDefinitionError",
    "deliver",
    "event_name",
    "events_of",
    "known_definitions",
    "load_definition",
]
