"""A definition of the destination: its actions, and the subscriptions it starts with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property, lru_cache

from app.destination import fql
from app.destination.engine import deliver, skips_zero_price
from app.destination.model import Configuration, Delivery, Subscription
from app.destination.packaged_definitions import read_definition
from app.segment.jsontext import JsonObject


class ConfigurationError(ValueError):
    """A configuration was asked for that the definition does not allow.

    `name` is what was not found, `near` the name that was probably meant, or None.
    """

    def __init__(self, name: str, near: str | None) -> None:
        hint = f" Did you mean “{near}”?" if near else ""
        super().__init__(f"No subscription and no event is called “{name}”.{hint}")
        self.name = name
        self.near = near


@dataclass(frozen=True)
class Definition:
    """The destination as Segment ran it at a time.

    `id` is its id such as `topsort-2026-07`, `data` its JSON: `settings`, `presets`,
    `alternates` and `actions` with their `fields`; not to be changed.
    """

    id: str
    data: JsonObject

    @cached_property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """All presets, on, and then the alternates of Topsort's guide, off. Every mapping is
        that of the action's defaults."""
        presets = [self._subscription(one, alternate=False) for one in self.data["presets"]]
        alternates = [self._subscription(one, alternate=True) for one in self.data["alternates"]]
        return (*presets, *alternates)

    def default_mapping(self, action: str) -> JsonObject:
        """The mapping that Segment proposes for an action. Raises KeyError."""
        fields = self.data["actions"][action]["fields"]
        return {key: field["default"] for key, field in fields.items() if "default" in field}

    def configuration(
        self,
        *,
        enable: Sequence[str] = (),
        disable: Sequence[str] = (),
        skip_zero_price: bool = False,
    ) -> Configuration:
        """The packaged subscriptions, some switched on or off.

        A name is that of a subscription (`Page Views`) or of an event that its trigger asks for
        (`Product Added`). Raises ConfigurationError for any other.
        """
        chosen = list(self.subscriptions)
        for names, enabled in ((enable, True), (disable, False)):
            for name in names:
                for index in self._named(name):
                    chosen[index] = replace(chosen[index], enabled=enabled)
        settings = {"skipZeroPricePurchases": True} if skip_zero_price else {}
        return Configuration(self.id, tuple(chosen), settings)

    def deliver(self, message: JsonObject, settings: JsonObject | None = None) -> list[Delivery]:
        """What the packaged presets do with a message, one delivery for each that matches."""
        skip = skips_zero_price(settings or {})
        return deliver(self._skipping if skip else self._plain, message)

    @cached_property
    def _plain(self) -> Configuration:
        return self.configuration()

    @cached_property
    def _skipping(self) -> Configuration:
        return self.configuration(skip_zero_price=True)

    def _subscription(self, preset: JsonObject, *, alternate: bool) -> Subscription:
        return Subscription(
            name=preset["name"],
            trigger=preset["subscribe"],
            action=preset["partnerAction"],
            mapping=self.default_mapping(preset["partnerAction"]),
            enabled=not alternate,
            alternate=alternate,
        )

    def _named(self, name: str) -> list[int]:
        names = [tuple(_names_of(subscription)) for subscription in self.subscriptions]
        found = [index for index, known in enumerate(names) if name in known]
        if not found:
            every = [word for known in names for word in known]
            near = {word.casefold(): word for word in every}
            guess = get_close_matches(name.casefold(), near, n=1)
            raise ConfigurationError(name, near[guess[0]] if guess else None)
        return found


def _names_of(subscription: Subscription) -> Iterator[str]:
    yield subscription.name
    yield from fql.parse(subscription.trigger).events


@lru_cache(maxsize=16)
def load_definition(id: str = "topsort-2026-07") -> Definition:
    """A packaged definition. Raises UnknownDefinitionError, which names the known ones."""
    return Definition(id, read_definition(id))
