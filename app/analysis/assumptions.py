"""What is assumed of Topsort's attribution, which stands in each marketplace's own settings.

`Configuration.attribution` can say otherwise:

    {"model": "last_click", "window_days": 14, "halo": false,
     "formats": {"banners": {"model": "last_impression", "window_days": 30}}}

Defaults are Topsort's own: its help centre names last click and 14 days; its attribution page
lets each format have a model and a window of 1 to 90 days, and gives 7, 14 and 30 days as an
example of that (topsort.md 2).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal, TypeAlias, get_args

from app.analysis.seen import Format
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import Path, path_text
from app.topsort.words import shown

Model: TypeAlias = Literal["last_click", "last_impression"]
Sureness: TypeAlias = Literal["published", "not published"]

DAY = 86_400_000
"""Milliseconds."""

DAYS = (1, 90)
"""The shortest and the longest window that Topsort allows."""

FORMATS: tuple[Format, ...] = get_args(Format)
MODELS: tuple[Model, ...] = get_args(Model)

MODEL_WORDS: dict[Model, str] = {
    "last_click": "last click",
    "last_impression": "last impression",
}
_KEYS = ("model", "window_days", "halo", "formats")
_FORMAT_KEYS = ("model", "window_days")


class AttributionError(ValueError):
    """`Configuration.attribution` cannot be used. The text is a sentence that begins with the
    place; `path` is that place, `near` the key that was probably meant."""

    def __init__(self, path: Path, reason: str, near: str = "") -> None:
        where = path_text(("attribution", *path))
        hint = f" Did you mean “{near}”?" if near else ""
        super().__init__(f"{where} {reason}{hint}")
        self.path = where
        self.near = near


@dataclass(frozen=True, slots=True)
class Rule:
    """How one format is credited; `window` is milliseconds."""

    model: Model = "last_click"
    window_days: int = 14

    @property
    def window(self) -> int:
        """Milliseconds from a click or impression during which an order can be credited."""
        return self.window_days * DAY


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that a preview takes for granted, and how sure it is."""

    words: str
    sure: Sureness
    why: str


@dataclass(frozen=True)
class Assumptions:
    """How orders are credited. `halo`: an ad of a vendor earns credit for all its products."""

    halo: bool = False
    formats: Mapping[Format, Rule] = field(default_factory=lambda: {one: Rule() for one in FORMATS})

    def rule(self, format: Format) -> Rule:
        """How one format is credited."""
        return self.formats[format]

    @property
    def words(self) -> str:
        """`last click, 14 days, same product`; formats that differ are named."""
        usual = self.formats["listings"]
        parts = [f"{_rule_words(usual)}, {'same product or vendor' if self.halo else _SAME}"]
        parts += [
            f"{_rule_words(rule)} for {name}"
            for name, rule in self.formats.items()
            if rule != usual
        ]
        return "; ".join(parts)

    @property
    def sentence(self) -> str:
        """What stands under a preview."""
        return f"Assumed: {self.words}. Topsort may differ."

    def listed(self) -> tuple[Assumption, ...]:
        """Everything that is assumed, one by one."""
        return (
            Assumption(_rule_words(self.formats["listings"]), "published", _WHY_RULE),
            *(
                Assumption(f"{name}: {_rule_words(rule)}", "published", _WHY_FORMAT)
                for name, rule in self.formats.items()
                if rule != self.formats["listings"]
            ),
            Assumption("same product or same vendor" if self.halo else _SAME, "published", _HALO),
            *_ALWAYS,
        )


_SAME = "same product"
_WHY_RULE = (
    "Topsort’s default is the last click within 14 days. Each marketplace can have another, which "
    "cannot be seen from here."
)
_WHY_FORMAT = "Topsort lets each format have a model and a window of its own."
_HALO = "Credit for other products of the same vendor is switched on by Topsort."
_ALWAYS = (
    Assumption(
        "a click goes before an impression, a listing before other formats, one ad for a line",
        "published",
        "Topsort’s attribution page says so.",
    ),
    Assumption(
        "an event without a bid earns nothing",
        "published",
        "Only an event with a resolvedBidId is tied to a campaign.",
    ),
    Assumption(
        "the bid is for the product that its message names",
        "not published",
        "A resolvedBidId cannot be read; Topsort knows its product, and the message may be wrong.",
    ),
    Assumption(
        "product and user ids must be equal letter for letter",
        "not published",
        "How Topsort compares ids is not published.",
    ),
    Assumption(
        "the window ends to the millisecond, and both ends count",
        "not published",
        "How Topsort rounds a window is not published.",
    ),
    Assumption(
        "banners are told by object.type or the event’s name, brands by a vendor without product",
        "not published",
        "No event names the format of its ad; Topsort reads it from the bid.",
    ),
)


def read_assumptions(attribution: JsonObject) -> Assumptions:
    """The assumptions in `Configuration.attribution`; what it does not say is the default.
    Raises AttributionError with the place of the first fault."""
    _check_keys(attribution, _KEYS, ())
    base = _rule(attribution, Rule(), ())
    halo = attribution.get("halo", False)
    if not isinstance(halo, bool):
        raise AttributionError(("halo",), f"must be true or false, and is {shown(halo)}.")
    own = attribution.get("formats", {})
    if not isinstance(own, dict):
        raise AttributionError(("formats",), f"must be an object, and is {shown(own)}.")
    _check_keys(own, FORMATS, ("formats",))
    formats: dict[Format, Rule] = {}
    for name in FORMATS:
        one = own.get(name, {})
        at = ("formats", name)
        if not isinstance(one, dict):
            raise AttributionError(at, f"must be an object, and is {shown(one)}.")
        _check_keys(one, _FORMAT_KEYS, at)
        formats[name] = _rule(one, base, at)
    return Assumptions(halo, formats)


def _rule(values: JsonObject, base: Rule, at: Path) -> Rule:
    model: Json = values.get("model", base.model)
    if model not in MODELS:
        near = get_close_matches(model, MODELS, n=1) if isinstance(model, str) else []
        reason = f"must be {' or '.join(MODELS)}, and is {shown(model)}."
        raise AttributionError((*at, "model"), reason, near[0] if near else "")
    days: Json = values.get("window_days", base.window_days)
    if not isinstance(days, int) or isinstance(days, bool) or not DAYS[0] <= days <= DAYS[1]:
        reason = f"must be a whole number from {DAYS[0]} to {DAYS[1]}, and is {shown(days)}."
        raise AttributionError((*at, "window_days"), reason)
    return Rule(model, days)


def _check_keys(values: JsonObject, known: tuple[str, ...], at: Path) -> None:
    for key in values:
        if key not in known:
            near = get_close_matches(key.replace("-", "_").casefold()[:100], known, n=1, cutoff=0.5)
            reason = "is not known." if near else f"is not known. Known: {', '.join(known)}."
            raise AttributionError((*at, key[:100]), reason, near[0] if near else "")


def _rule_words(rule: Rule) -> str:
    days = "1 day" if rule.window_days == 1 else f"{rule.window_days} days"
    return f"{MODEL_WORDS[rule.model]}, {days}"
