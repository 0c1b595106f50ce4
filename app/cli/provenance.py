"""Provenance as JSON, for `map --provenance`."""

from app.analysis.verdict import Judgement
from app.destination.model import Provenance
from app.segment.jsontext import JsonObject
from app.segment.paths import path_text


def with_provenance(line: JsonObject, judgement: Judgement) -> None:
    """Add `provenance` to each delivery of a line of `map`; null where there is none."""
    for delivery, judged in zip(line["deliveries"], judgement.deliveries, strict=True):
        found = judged.delivery.provenance
        delivery["provenance"] = None if found is None else provenance_json(found)


def provenance_json(provenance: Provenance) -> JsonObject:
    """Paths are texts: `path` in the event, `sources` and `trigger` in the message."""
    return {
        "leaves": [
            {
                "path": path_text(leaf.path),
                "kind": leaf.kind,
                "sources": [path_text(path) for path in leaf.sources],
                "notes": [{"kind": note.kind, "detail": note.detail} for note in leaf.notes],
            }
            for leaf in provenance.leaves
        ],
        "leftOut": [
            {
                "path": path_text(one.path),
                "reason": one.reason,
                "sources": [path_text(path) for path in one.sources],
            }
            for one in provenance.left_out
        ],
        "trigger": [path_text(path) for path in provenance.trigger],
    }
