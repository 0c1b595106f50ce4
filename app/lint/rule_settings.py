"""What a configuration says about the rules: its bands, and the rules that it silences."""

from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite

from app.lint.bands import BANDS, Bands
from app.lint.silence import Silence
from app.segment.jsontext import Json, JsonObject
from app.topsort.words import shown

_KEYS = ("bands", "silenced")
_SILENCE_KEYS = ("rule", "event", "path", "note")
_LONGEST = 1_000


class RulesError(ValueError):
    """The rules of a configuration can't be read. `path` says where, such as
    `rules.bands.certain`; the text is a sentence for a person, and begins with it."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """The bands, with what was changed in them, and the silenced rules."""

    bands: Bands
    silences: tuple[Silence, ...] = ()


def read_rules(rules: Json, known: frozenset[str]) -> RuleSettings:
    """Read `Configuration.rules`: `{"bands": {name: number}, "silenced": [{"rule", "event",
    "path", "note"}]}`, each part optional; a code alone silences its rule for the whole capture.
    `known` holds the codes of the catalogue.

    Raises RulesError for the first thing that is wrong: an unknown name (with the nearest one),
    a value of another type, a number below 0 or over a band's cap.
    """
    _known_keys(rules, "rules", _KEYS)
    bands = _bands(rules.get("bands", {}))
    silenced = rules.get("silenced", [])
    if not isinstance(silenced, list):
        raise RulesError("rules.silenced", f"must be a list of objects, not {shown(silenced)}.")
    silences = (
        _silence(one, f"rules.silenced[{index}]", known) for index, one in enumerate(silenced)
    )
    return RuleSettings(bands, tuple(silences))


def _bands(values: Json) -> Bands:
    _known_keys(values, "rules.bands", tuple(BANDS))
    chosen: dict[str, int] = {}
    for name, value in values.items():
        path = f"rules.bands.{name}"
        unit, cap = BANDS[name].metadata["unit"], BANDS[name].metadata["cap"]
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise RulesError(path, f"must be a number of {_UNITS[unit]}, not {shown(value)}.")
        if value < 0:
            raise RulesError(path, f"must not be below 0, and is {shown(value)}.")
        if value > cap:
            raise RulesError(path, f"is {shown(value)} and must be {cap:,} {_UNITS[unit]} at most.")
        if value != int(value):
            raise RulesError(path, f"must be a whole number, not {shown(value)}.")
        chosen[name] = int(value)
    return Bands(**chosen)


_UNITS = {
    "ms": "milliseconds",
    "events": "events",
    "percent": "percent",
    "characters": "characters",
}


def _silence(value: Json, path: str, known: frozenset[str]) -> Silence:
    if isinstance(value, str):
        value = {"rule": value}
    _known_keys(value, path, _SILENCE_KEYS)
    for name in _SILENCE_KEYS:
        text = value.get(name, "")
        if not isinstance(text, str):
            raise RulesError(f"{path}.{name}", f"must be a text, not {shown(text)}.")
        if len(text) > _LONGEST:
            raise RulesError(f"{path}.{name}", f"is longer than {_LONGEST:,} characters.")
    code = value.get("rule", "")
    if code not in known:
        said = shown(code) if code else "missing"
        raise RulesError(f"{path}.rule", f"is {said}, which is no rule.{_nearest(code, known)}")
    return Silence(**{name: value.get(name, "") for name in _SILENCE_KEYS})


def _known_keys(value: Json, path: str, names: tuple[str, ...]) -> JsonObject:
    if not isinstance(value, dict):
        raise RulesError(path, f"must be an object, not {shown(value)}.")
    for name in value:
        if name not in names:
            raise RulesError(f"{path}.{shown(name)[1:-1]}", f"is not known.{_nearest(name, names)}")
    return value


def _nearest(name: str, names: frozenset[str] | tuple[str, ...]) -> str:
    same = {one.casefold(): one for one in names}
    found = get_close_matches(name.casefold()[:100], sorted(same), n=1)
    return f" Did you mean {same[found[0]]}?" if found else ""
