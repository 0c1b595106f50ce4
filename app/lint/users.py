"""What the rules remember of one user."""

from dataclasses import dataclass, field
from itertools import islice

from app.lint.facts import Fact
from app.lint.ids import kin_keys
from app.lint.timeline import Timeline, TwoClocks

_KIN = 64
"""Variants of one product that are looked at."""


@dataclass(slots=True)
class Shelf:
    """One product before one user: who carried a bid for it, who should have, and who bought
    it."""

    carriers: TwoClocks = field(default_factory=TwoClocks)
    lacking: TwoClocks = field(default_factory=TwoClocks)
    bought: TwoClocks = field(default_factory=TwoClocks)

    def __bool__(self) -> bool:
        return bool(self.carriers or self.lacking or self.bought)


@dataclass(slots=True)
class Sighting:
    """One bid before one user: where it was shown and where it was clicked. `lacking`: the
    first click came without an impression before it; `won` and `hits`: accepted ones."""

    shown: TwoClocks = field(default_factory=TwoClocks)
    clicked: TwoClocks = field(default_factory=TwoClocks)
    lacking: bool = False
    won: int = 0
    hits: int = 0

    def __bool__(self) -> bool:
        return bool(self.shown or self.clicked)


class Kin:
    """Product ids of one user by what they may be variants of (`app.lint.ids.is_variant`)."""

    __slots__ = ("_by_key", "_known")

    def __init__(self) -> None:
        self._by_key: dict[str, set[str]] = {}
        self._known: set[str] = set()

    def add(self, product: str) -> None:
        """Take an id in; once is enough."""
        if product in self._known:
            return
        self._known.add(product)
        for key in kin_keys(product):
            self._by_key.setdefault(key, set()).add(product)

    def of(self, product: str) -> list[str]:
        """The known ids that are variants of `product`, itself left out; a few of many."""
        keys = kin_keys(product)
        found = set(islice(self._by_key.get(keys[0], ()), _KIN)) if keys else set()
        for key in keys:
            # Under the key of its own stands an id that `product` is a variant of.
            found.update(one for one in self._by_key.get(key, ()) if one.casefold() == key)
        found.discard(product)
        return sorted(found)


@dataclass(slots=True)
class User:
    """What one user did. Clicks are kept by role, pages on their own clocks and corrected.

    `facts` counts all that is remembered, `web` what browsers and apps sent; `seen` holds the
    mapped events of a browser or app, `orders` the orders that a server sent. `events` counts
    what was mapped, `steps` the impressions and clicks among it, copies included; `accounts`
    holds a few of its userIds.
    """

    clicks: dict[str, TwoClocks] = field(default_factory=dict)
    pages: Timeline = field(default_factory=Timeline)
    pages_occ: Timeline = field(default_factory=Timeline)
    shelves: dict[str, Shelf] = field(default_factory=dict)
    kin: Kin | None = None
    sightings: dict[str, Sighting] = field(default_factory=dict)
    impressions: Timeline = field(default_factory=Timeline)
    hits: Timeline = field(default_factory=Timeline)
    banners: Timeline = field(default_factory=Timeline)
    products: Timeline = field(default_factory=Timeline)
    followups: Timeline = field(default_factory=Timeline)
    seen: set[Fact] = field(default_factory=set)
    orders: set[Fact] = field(default_factory=set)
    facts: int = 0
    web: int = 0
    events: int = 0
    steps: int = 0
    accounts: list[str] = field(default_factory=list)

    def shelf(self, key: str) -> Shelf:
        """The shelf of a product, or of whatever else has one; a new one where there is none."""
        shelf = self.shelves.get(key)
        if shelf is None:
            shelf = self.shelves[key] = Shelf()
        return shelf
