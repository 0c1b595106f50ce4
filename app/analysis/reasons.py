"""Why a payload was refused, in words for whoever has to mend the message.

Segment's own words stand in its delivery log and name the payload; these name the message.
"""

from app.destination.model import FieldError
from app.lint.complaints import complaint
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import MISSING, Path, get, path_text
from app.topsort.words import clean

_SHOWN = 3
"""Places that a sentence names."""


def reason_of(error: FieldError, message: JsonObject) -> str:
    """One complaint of Segment's validation as a sentence about the message."""
    if not error.at and error.sources:
        place = clean(path_text(error.sources[0]))
        return f"{place} is null, on which Segment’s own code fails before it sends anything."
    if not error.at:
        return "The mapping itself fails on this message."
    found = complaint(error).found
    field = clean(path_text(error.at))
    if not error.sources:
        return f"The mapping puts nothing from the message into {field}, which {found}."
    places = [clean(path_text(path)) for path in error.sources[:_SHOWN]]
    if found != "is missing":
        if len(places) == 1:
            return f"{places[0]} {found}: {field} is read from it."
        return f"{field}, made of {' and '.join(places)}, {found}."
    lacks = [_lack(message, path) for path in error.sources[:_SHOWN]]
    if len(places) == 1:
        return f"{places[0]} {lacks[0]} in the message: {field} is read from it."
    told = " and ".join(f"{place} {lack}" for place, lack in zip(places, lacks, strict=True))
    return f"{told} in the message: {field} is read from the first that is there."


def _lack(message: JsonObject, path: Path) -> str:
    value: Json = get(message, path)
    if value is MISSING:
        return "is missing"
    if value is None:
        return "is null"
    return "is empty" if value == "" else "holds nothing that counts"
