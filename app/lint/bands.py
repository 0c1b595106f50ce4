"""How far apart two events may be: data, so that a user can change it."""

from dataclasses import dataclass

HARD_CAP = 10_000
"""Milliseconds; no setting takes two clicks that are further apart for one action."""


@dataclass(frozen=True, slots=True)
class Bands:
    """All spans are milliseconds. None of these numbers is published by Topsort or Segment.

    - `certain`, `probable`, `possible`: the longest distance of two clicks from one action.
      Same-tick calls differ by milliseconds, the answer of an add-to-cart call takes up to two
      seconds, a second click of a human seldom lands within half a second.
    - `cross_clock`: the same where one of the two came from a server, whose clock is another.
    - `skew`: from which difference of `sentAt - originalTimestamp` on a text says that clocks
      were corrected.
    - `sighting`: how long a product's bid is remembered for one user (one session).
    """

    certain: int = 500
    probable: int = 2_000
    possible: int = 5_000
    cross_clock: int = 5_000
    skew: int = 2_000
    sighting: int = 30 * 60_000

    @property
    def limit(self) -> int:
        """The longest distance at which two clicks can be a pair at all."""
        return min(HARD_CAP, max(self.certain, self.probable, self.possible, self.cross_clock))


DEFAULT = Bands()
