"""What the rules remember of one user."""

from dataclasses import dataclass, field

from app.lint.timeline import Timeline, TwoClocks


@dataclass(slots=True)
class Shelf:
    """One product before one user: who carried a bid for it, and who should have."""

    carriers: TwoClocks = field(default_factory=TwoClocks)
    lacking: TwoClocks = field(default_factory=TwoClocks)


@dataclass(slots=True)
class User:
    """What one user did. Clicks are kept by role, pages on their own clocks and corrected."""

    clicks: dict[str, TwoClocks] = field(default_factory=dict)
    pages: Timeline = field(default_factory=Timeline)
    pages_occ: Timeline = field(default_factory=Timeline)
    shelves: dict[str, Shelf] = field(default_factory=dict)
    facts: int = 0
