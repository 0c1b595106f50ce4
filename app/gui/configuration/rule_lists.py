"""Silences and bands of a configuration, read and changed. Pure: no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.lint.bands import BANDS, Bands
from app.lint.catalogue import CODES, RULES
from app.lint.rule_settings import RulesError, read_rules
from app.lint.silence import Silence
from app.segment.jsontext import Json, JsonObject

_USUAL = Bands()
_UNITS = {"ms": (("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1))}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: `silenced` for the whole capture; `parts` silences hold for one event or place."""

    code: str
    title: str
    silenced: bool
    parts: int


@dataclass(frozen=True, slots=True)
class BandLine:
    """One number that rules compare with; `unit` is `ms`, `events`, `percent` or `characters`."""

    name: str
    value: int
    usual: int
    unit: str
    cap: int
    reason: str


def rule_lines(rules: JsonObject) -> tuple[RuleLine, ...]:
    """Every rule once, by its code. Raises RulesError."""
    silences = read_rules(rules, CODES).silences
    titles = {rule.code: rule.title for rule in reversed(RULES)}
    return tuple(
        RuleLine(
            code,
            titles[code],
            any(one.rule == code and _whole(one) for one in silences),
            sum(one.rule == code and not _whole(one) for one in silences),
        )
        for code in sorted(titles)
    )


def band_lines(rules: JsonObject) -> tuple[BandLine, ...]:
    """Every band. Raises RulesError."""
    bands = read_rules(rules, CODES).bands
    return tuple(
        BandLine(
            name,
            getattr(bands, name),
            getattr(_USUAL, name),
            one.metadata["unit"],
            one.metadata["cap"],
            one.metadata["reason"],
        )
        for name, one in BANDS.items()
    )


def with_silence(rules: JsonObject, codes: Sequence[str], on: bool) -> JsonObject:
    """The rules with these codes silenced for the whole capture, or heard again. Silences of one
    event or place stay."""
    kept: list[Json] = [
        one for one in rules.get("silenced", []) if not (_whole_json(one) and _code(one) in codes)
    ]
    return {**rules, "silenced": [*kept, *(codes if on else ())]}


def without_parts(rules: JsonObject, code: str) -> JsonObject:
    """Without the silences of one rule for single events and places."""
    kept = [one for one in rules.get("silenced", []) if _whole_json(one) or _code(one) != code]
    return {**rules, "silenced": kept}


def with_band(rules: JsonObject, name: str, value: int) -> JsonObject:
    """One band; its usual value is left out, so that a later version can know better."""
    bands = {key: old for key, old in rules.get("bands", {}).items() if key != name}
    if value != BANDS[name].default:
        bands[name] = value
    return {**rules, "bands": bands}


def summary(rules: JsonObject) -> str:
    """`49 rules, 2 silenced, 1 number changed`."""
    try:
        read = read_rules(rules, CODES)
    except RulesError as error:
        return f"They cannot be read. {error}"
    parts = [f"{len(CODES)} rules"]
    whole = sum(_whole(one) for one in read.silences)
    some = len(read.silences) - whole
    if whole:
        parts.append(f"{whole} silenced")
    if some:
        parts.append(f"{some} silenced in places")
    changed = sum(getattr(read.bands, name) != one.default for name, one in BANDS.items())
    if changed:
        parts.append("1 number changed" if changed == 1 else f"{changed} numbers changed")
    return ", ".join(parts)


def amount(value: int, unit: str) -> str:
    """`500 ms`, `30 min`, `14 d`, `95 %`, `20 events`."""
    for word, size in _UNITS.get(unit, ()):
        if value and value % size == 0:
            return f"{value // size:,} {word}"
    words = {"percent": "%", "ms": "ms"}.get(unit, unit)
    return f"{value:,} {words}"


def _whole(one: Silence) -> bool:
    return not one.event and not one.path


def _whole_json(one: Json) -> bool:
    return isinstance(one, str) or (
        isinstance(one, dict) and not one.get("event") and not one.get("path")
    )


def _code(one: Json) -> Json:
    return one.get("rule") if isinstance(one, dict) else one
