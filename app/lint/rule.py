"""What a rule is, and what it is given."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from app.destination.model import Configuration, Subscription
from app.lint.bands import Bands
from app.lint.finding import Finding
from app.lint.integrations import switched_off
from app.lint.observation import JudgedDelivery, Observation
from app.lint.snippets import language_of
from app.segment.jsontext import Json
from app.segment.paths import get

if TYPE_CHECKING:
    from app.lint.journey import Fact, User


@dataclass(frozen=True)
class Setting:
    """What is the same for all messages of a run.

    `packaged`: the configuration's subscriptions are the packaged presets as they come, so that
    nobody has said yet what their own Segment has switched on.
    """

    configuration: Configuration
    bands: Bands
    packaged: bool

    @cached_property
    def _subscriptions(self) -> dict[tuple[str, str], Subscription]:
        return {
            (one.name, one.action): one
            for one in reversed(self.configuration.subscriptions)
            if one.enabled
        }

    def mapping(self, judged: JudgedDelivery, field: str) -> Json:
        """The directive that fills `field` of the subscription behind a delivery, or None."""
        key = (judged.delivery.preset, judged.delivery.action)
        subscription = self._subscriptions.get(key)
        if subscription is None or not isinstance(subscription.mapping, dict):
            return None
        return subscription.mapping.get(field)

    @property
    def skips_zero_prices(self) -> bool:
        """Whether the destination takes lines without a price out of an order."""
        return bool(self.configuration.settings.get("skipZeroPricePurchases"))


@dataclass(frozen=True)
class Scene:
    """One message before a rule."""

    observation: Observation
    setting: Setting

    @cached_property
    def language(self) -> str:
        """The language of the SDK that sent it, for snippets."""
        return language_of(get(self.observation.message, ("context", "library", "name")))

    def deliveries(self, *actions: str) -> list[tuple[int, JudgedDelivery]]:
        """Index and delivery of each that has one of these actions, unless the message itself
        keeps away from the destination."""
        if switched_off(self.observation.message) is not None:
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
    class that does it over the messages of a user.
    """

    code: str
    family: str
    title: str
    reads: tuple[str, ...] = ()
    run: Callable[[Scene], list[Finding]] | None = None
    watcher: type[Watcher] | None = None
