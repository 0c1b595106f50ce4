"""What the rules remember of one user."""

from dataclasses import dataclass, field

from app.lint.facts import Fact
from app.lint.timeline import Timeline, TwoClocks


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
    first click came without an impression before it."""

    shown: TwoClocks = field(default_factory=TwoClocks)
    clicked: TwoClocks = field(default_factory=TwoClocks)
    lacking: bool = False

    def __bool__(self) -> bool:
        return bool(self.shown or self.clicked)


@dataclass(slots=True)
class User:
    """What one user did. Clicks are kept by role, pages on their own clocks and corrected.

    `facts` counts all that is remembered; `seen` holds the mapped events of a browser or app,
    `orders` the orders that a server sent. `events` counts what was mapped, `steps` the
    impressions and clicks among it, copies included; `accounts` holds a few of its userIds.
    """

    clicks: dict[str, TwoClocks] = field(default_factory=dict)
    pages: Timeline = field(default_factory=Timeline)
    pages_occ: Timeline = field(default_factory=Timeline)
    shelves: dict[str, Shelf] = field(default_factory=dict)
    kin: dict[str, Shelf] = field(default_factory=dict)
    sightings: dict[str, Sighting] = field(default_factory=dict)
    impressions: Timeline = field(default_factory=Timeline)
    hits: Timeline = field(default_factory=Timeline)
    banners: Timeline = field(default_factory=Timeline)
    products: Timeline = field(default_factory=Timeline)
    seen: set[Fact] = field(default_factory=set)
    orders: set[Fact] = field(default_factory=set)
    facts: int = 0
    events: int = 0
    steps: int = 0
    accounts: list[str] = field(default_factory=list)
