"""Provenance as JSON, for `map --provenance`."""

from app.analysis.verdict import Judgement
from app.destination.model import Provenance
from app.destination.provenance import unread
from app.segment.jsontext import JsonObject
from app.segment.paths import path_text


def with_provenance(line: JsonObject, message: JsonObject, judgement: Judgement) -> None:
    """Add `provenance` to each delivery of a line of `map`, null where there is none; and
    `unread`, the leaves of the message that no delivery looked at."""
    for delivery, judged in zip(line["deliveries"], judgement.deliveries, strict=True):
        found = judged.delivery.provenance
        delivery["provenance"] = None if found is None else provenance_json(found)
    deliveries = [judged.delivery for judged in judgement.deliveries]
    line["unread"] = [path_text(path) for path in unread(message, deliveries)]


def provenance_json(provenance: Provenance) -> JsonObject:
    """Paths are texts: `path` in the event, all others in the message. `conditions` decided which
    way the mapping took."""
    return {
        "leaves": [
            {
                "path": path_text(leaf.path),
                "kind": leaf.kind,
                "sources": [path_text(path) for path in leaf.sources],
                "conditions": [path_text(path) for path in leaf.conditions],
                "notes": [{"kind": note.kind, "detail": note.detail} for note in leaf.notes],
            }
            for leaf in provenance.leaves
        ],
        "leftOut": [
            {
                "path": path_text(one.path),
                "reason": one.reason,
                "sources": [path_text(path) for path in one.sources],
                "conditions": [path_text(path) for path in one.conditions],
            }
            for one in provenance.left_out
        ],
        "trigger": [path_text(path) for path in provenance.trigger],
    }
