"""What Segment writes into its delivery log when a payload is no good.

The words are those of its validator. `path` is a JSONPath; a field without a label is named by
its JSON pointer.
"""

from app.destination.javascript import type_of
from app.destination.model import FieldError
from app.destination.schema import Shape
from app.destination.trail import Trail
from app.segment.jsontext import Json
from app.segment.paths import Path


def missing_key(shape: Shape, at: Path, key: str, trail: Trail | None) -> FieldError:
    """A required key is not in the object at `at`."""
    text = f"{_name(shape, at)} is missing the required field '{key}'."
    return FieldError(_json_path(at), text, (*at, key), _remedies(trail and trail.at(key)))


def wrong_type(shape: Shape, at: Path, value: Json, trail: Trail | None) -> FieldError:
    """The value at `at` has a type that cannot be made into that of the field."""
    wanted = " or ".join(shape.kinds)
    text = f"{_name(shape, at)} must be {_article(wanted)} {wanted} but it was {_kind(value)}."
    return _error(at, text, trail)


def no_date(shape: Shape, at: Path, trail: Trail | None) -> FieldError:
    """The text at `at` is no date."""
    text = f"{_name(shape, at)} must be a valid date-like string but it was not."
    return _error(at, text, trail)


def _error(at: Path, text: str, trail: Trail | None) -> FieldError:
    sources = () if trail is None else trail.origin.everything().sources
    return FieldError(_json_path(at), text, at, sources)


def _remedies(trail: Trail | None) -> tuple[Path, ...]:
    """The places that could fill a key: also those that could have sent the mapping another
    way."""
    if trail is None:
        return ()
    origin = trail.origin.everything()
    return tuple(dict.fromkeys((*origin.sources, *origin.conditions)))


def _name(shape: Shape, at: Path) -> str:
    if shape.title:
        return shape.title[:1].upper() + shape.title[1:]
    if not at:
        return "The root value"
    return "The value at " + "".join(f"/{_pointer_step(step)}" for step in at)


def _pointer_step(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def _json_path(at: Path) -> str:
    path = "$"
    for step in at:
        text = str(step).replace(".", "\\.")
        path += f"[{text}]" if text.isascii() and text.isdecimal() else f".{text}"
    return path


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _kind(value: Json) -> str:
    kind = type_of(value)
    return kind if kind in ("null", "undefined") else f"{_article(kind)} {kind}"
