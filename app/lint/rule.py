"""What a rule is, and what it is given."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from app.destination.engine import skips_zero_price
from app.destination.model import Configuration, Delivery
from app.lint.bands import Bands
from app.lint.finding import Finding
from app.lint.observation import JudgedDelivery, Observation
from app.lint.snippets import language_of
from app.lint.sources import ListSource, list_source, source
from app.segment.jsontext import JsonObject
from app.segment.paths import Path, get

if TYPE_CHECKING:
    from app.lint.journey import Fact, User


@dataclass(frozen=True)
class Setting:
    """What is the same for all messages of a run.

    `packaged`: the subscriptions are the packaged presets and those for clicks of products stand
    as they come, so that nobody has said yet which of them their own Segment has switched on.
    """

    configuration: Configuration
    bands: Bands
    packaged: bool

    @cached_property
    def _mappings(self) -> dict[tuple[str, str], JsonObject]:
        return {
            (one.name, one.action): one.mapping
            for one in reversed(self.configuration.subscriptions)
            if one.enabled and isinstance(one.mapping, dict)
        }

    @cached_property
    def _sources(self) -> dict[tuple[str, str, str], Path | None]:
        return {}

    @cached_property
    def _lists(self) -> dict[tuple[str, str, str], ListSource | None]:
        return {}

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


@dataclass(frozen=True, slots=True)
class Scene:
    """One message before a rule.

    `muted`: its own `integrations` object keeps it from the destination.
    """

    observation: Observation
    setting: Setting
    muted: bool

    @property
    def language(self) -> str:
        """The language of the SDK that sent it, for snippets."""
        return language_of(get(self.observation.message, ("context", "library", "name")))

    def deliveries(self, *actions: str) -> list[tuple[int, JudgedDelivery]]:
        """Index and delivery of each that has one of these actions, unless the message itself
        keeps away from the destination."""
        if self.muted:
            return []
        return [
            (index, judged)
            for index, judged in enumerate(self.observation.deliveries)
            if judged.delivery.action in actions
        ]


class Watcher(Protocol):
    """A rule, or several, that needs the other messages of the same user.

    A watcher keeps what it knows in the `User` and the `Fact`s; findings are then a function of
    the set of facts, never of the order in which they came.
    """

    codes: tuple[str, ...]

    def __init__(self, setting: Setting) -> None:
        """Watch one run."""

    def joined(self, user: "User", fact: "Fact") -> Iterable["Fact"]:
        """Take in a new fact; answer those whose findings may be others now."""

    def left(self, user: "User", fact: "Fact") -> Iterable["Fact"]:
        """Take a fact out again, because an earlier copy of its message has come."""

    def forget(self, user: "User", fact: "Fact") -> None:
        """Drop a fact that is too old to matter; what was found stands."""

    def findings(self, user: "User | None", fact: "Fact") -> Iterable[Finding]:
        """What there is to say about one fact now; `user` is None where it has none."""


@dataclass(frozen=True)
class Rule:
    """One line of the catalogue.

    `reads` names what it looks at: actions of deliveries, `discarded`, or nothing for the rules
    of watchers, which choose themselves. Either `run` judges one message, or `watcher` is the
    class that does it over the messages of a user. `shared`: a finding is about several messages
    alike and stands on each of them.
    """

    code: str
    family: str
    title: str
    reads: tuple[str, ...] = ()
    run: Callable[[Scene], list[Finding]] | None = None
    watcher: type[Watcher] | None = None
    shared: bool = False
