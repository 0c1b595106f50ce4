"""One message before a rule, and what is the same for all messages of a run."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from app.destination import UnknownDefinitionError, fql, load_definition
from app.destination.engine import skips_zero_price
from app.destination.model import Configuration, Delivery, Subscription
from app.lint.bands import Bands
from app.lint.mapped import candidates
from app.lint.observation import JudgedDelivery, Observation
from app.lint.rule_settings import RuleSettings
from app.lint.silence import Silence
from app.lint.snippets import language_of
from app.lint.sources import ListSource, list_source, source
from app.lint.times import Times, times_of
from app.segment.jsontext import JsonObject, dumps_text
from app.segment.paths import Path, get

ROLES = {"Product Clicked": "clicked", "Product Added": "added"}
"""The two events of the e-commerce spec that one user action may both send."""


@dataclass(frozen=True)
class Setting:
    """What is the same for all messages of a run.

    `packaged`: the subscriptions are the packaged presets and those for clicks of products stand
    as they come, so that nobody has said yet which of them their own Segment has switched on.
    """

    configuration: Configuration
    bands: Bands
    packaged: bool
    silences: tuple[Silence, ...] = ()

    @cached_property
    def _mappings(self) -> dict[tuple[str, str], JsonObject]:
        return {
            (one.name, one.action): one.mapping
            for one in reversed(self.configuration.subscriptions)
            if one.enabled and isinstance(one.mapping, dict)
        }

    @cached_property
    def _places(self) -> dict[tuple[str, str, Path], tuple[Path, ...]]:
        return {}

    @cached_property
    def _mapping_texts(self) -> dict[tuple[str, str], str]:
        return {}

    @cached_property
    def _sources(self) -> dict[tuple[str, str, str], Path | None]:
        return {}

    @cached_property
    def _lists(self) -> dict[tuple[str, str, str], ListSource | None]:
        return {}

    @cached_property
    def asked_names(self) -> tuple[str, ...]:
        """The names of events that subscriptions ask for which are on, in their order."""
        names: dict[str, None] = {}
        for one in self.configuration.subscriptions:
            if one.enabled:
                names.update(dict.fromkeys(_names_in(one)))
        return tuple(names)

    def mapping(self, delivery: Delivery) -> JsonObject:
        """The mapping of the subscription behind a delivery; empty where it has no fields."""
        return self._mappings.get((delivery.preset, delivery.action), {})

    def places(self, delivery: Delivery, at: Path) -> tuple[Path, ...]:
        """Places in the message from which the subscription behind a delivery may read `at` in
        the payload, the one that wins first (see `mapped.candidates`)."""
        known = self._places.get((delivery.preset, delivery.action, at))
        if known is not None:
            return known  # there is no index in it, or each is 0
        pattern = tuple(0 if isinstance(step, int) else step for step in at)
        key = (delivery.preset, delivery.action, pattern)
        found = self._places.get(key)
        if found is None:
            directive = self.mapping(delivery).get(str(at[0]))
            found = self._places[key] = tuple(candidates(directive, pattern[1:]))
        if pattern == at:
            return found
        # A mapping writes the indexes of lists as text, so that each number here is from `at`.
        indexes = [step for step in at if isinstance(step, int)]
        return tuple(_with_indexes(path, iter(indexes)) for path in found)

    def mentions(self, delivery: Delivery, place: str) -> bool:
        """Whether the mapping behind a delivery names `place` (`properties.clickType`), in a
        path or in a template."""
        key = (delivery.preset, delivery.action)
        if key not in self._mapping_texts:
            self._mapping_texts[key] = dumps_text(self._mappings.get(key, {}))
        return place in self._mapping_texts[key]

    def source(self, delivery: Delivery, field: str) -> Path | None:
        """Where the subscription behind a delivery reads `field` from; None where it does not
        simply read it."""
        key = (delivery.preset, delivery.action, field)
        if key not in self._sources:
            self._sources[key] = source(self._mappings.get(key[:2], {}).get(field))
        return self._sources[key]

    def list_source(self, delivery: Delivery, field: str) -> ListSource | None:
        """The list that the subscription behind a delivery walks through for `field`; None
        where it does not simply walk through one."""
        key = (delivery.preset, delivery.action, field)
        if key not in self._lists:
            self._lists[key] = list_source(self._mappings.get(key[:2], {}).get(field))
        return self._lists[key]

    @property
    def skips_zero_prices(self) -> bool:
        """Whether the destination takes lines without a price out of an order."""
        return skips_zero_price(self.configuration.settings)


def _with_indexes(path: Path, indexes: Iterator[int]) -> Path:
    return tuple(next(indexes, step) if isinstance(step, int) else step for step in path)


def _names_in(subscription: Subscription) -> tuple[str, ...]:
    try:
        return fql.parse(subscription.trigger).events
    except fql.FqlError:
        return ()


class Scene:
    """One message before a rule.

    `message` is the completed message, `properties` its properties (empty where they are no
    object), `event` the name of a track call, else an empty text. `muted`: its own
    `integrations` object keeps it from the destination, so that nothing in it matters to
    Topsort. `judged_at` is milliseconds since 1970, what rules about time compare with.
    """

    __slots__ = (
        "_times",
        "event",
        "judged_at",
        "message",
        "muted",
        "observation",
        "properties",
        "setting",
    )

    def __init__(self, observation: Observation, setting: Setting, muted: bool) -> None:
        self.observation = observation
        self.setting = setting
        self.muted = muted
        self.message: JsonObject = observation.message
        self.judged_at = observation.judged_at
        properties = self.message.get("properties")
        self.properties: JsonObject = properties if isinstance(properties, dict) else {}
        event = self.message.get("event") if self.message.get("type") == "track" else ""
        self.event: str = event if isinstance(event, str) else ""
        self._times: Times | None = None

    @property
    def times(self) -> Times:
        """When it happened, on the client's clock and corrected."""
        if self._times is None:
            self._times = times_of(self.message, self.judged_at)
        return self._times

    @property
    def language(self) -> str:
        """The language of the SDK that sent it, for snippets."""
        return language_of(get(self.message, ("context", "library", "name")))

    def deliveries(self, *actions: str) -> list[tuple[int, JudgedDelivery]]:
        """Index and delivery of each that has one of these actions, unless the message itself
        keeps away from the destination."""
        if self.muted:
            return []
        deliveries = self.observation.deliveries
        if len(deliveries) == 1:
            return [(0, deliveries[0])] if deliveries[0].delivery.action in actions else []
        return [
            (index, judged)
            for index, judged in enumerate(deliveries)
            if judged.delivery.action in actions
        ]


def setting_of(configuration: Configuration, rules: RuleSettings) -> Setting:
    """The setting of a run under this configuration, whose rules were read before."""
    return Setting(configuration, rules.bands, _is_packaged(configuration), rules.silences)


def _is_packaged(configuration: Configuration) -> bool:
    """Whether nobody has said yet which clicks their own Segment has switched on.

    So it is under the packaged presets, also where others of them are switched on or off: that
    says nothing about Product Clicked and Product Added.
    """
    try:
        packaged = load_definition(configuration.definition).configuration()
    except UnknownDefinitionError:
        return False
    return _but_for_switches(configuration) == _but_for_switches(packaged)


def _but_for_switches(configuration: Configuration) -> list[Subscription]:
    """The subscriptions, those that take no click of a product as if all were on."""
    return [
        one if _takes_product_clicks(one) else replace(one, enabled=True)
        for one in configuration.subscriptions
    ]


def _takes_product_clicks(subscription: Subscription) -> bool:
    try:
        return not ROLES.keys().isdisjoint(fql.parse(subscription.trigger).events)
    except fql.FqlError:
        return False
