"""Rules that a person has silenced in a capture, beside those of its configuration."""

from app.lint.silence import Silence
from app.segment.jsontext import JsonObject
from app.store.model import Silence as Kept
from app.store.reader import Reader

_LONGEST = 1_000
"""Characters of one part of a silence; a file of somebody else may hold any."""


def silence_json(silence: Silence) -> JsonObject:
    """As the capture keeps it; parts that are empty are left out."""
    parts = {
        "rule": silence.rule,
        "event": silence.event,
        "path": silence.path,
        "note": silence.note,
    }
    return {name: text for name, text in parts.items() if text}


def silence_read(kept: Kept) -> Silence | None:
    """A silence of the capture; None where it is not one of ours, so that a part which cannot be
    read never silences more than was meant."""
    parts = {name: kept.value.get(name, "") for name in ("rule", "event", "path", "note")}
    if any(not isinstance(text, str) or len(text) > _LONGEST for text in parts.values()):
        return None
    return Silence(**parts)


def silences_of(reader: Reader) -> tuple[tuple[int, Silence], ...]:
    """The silences that hold, oldest first, each with its id."""
    found = ((one.id, silence_read(one)) for one in reader.silences())
    return tuple((number, one) for number, one in found if one is not None)


def words_of(silence: Silence) -> str:
    """`PUR-004 is silenced for Order Completed on /checkout`."""
    event = f"for {silence.event}" if silence.event else ""
    parts = (f"{silence.rule} is silenced", event, _where(silence.path))
    where = " ".join(part for part in parts if part)
    return where if silence.event or silence.path else f"{where} in this capture"


def _where(path: str) -> str:
    if not path:
        return ""
    return f"on {path}" if path.startswith("/") else f"at {path}"
