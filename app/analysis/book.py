"""What is remembered of a capture, one message after the other, in whatever order they come."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from app.analysis.assumptions import read_assumptions
from app.analysis.attribution import Credits, attribute
from app.analysis.judged import JudgedMessage
from app.analysis.newest import Newest
from app.analysis.reading import Reading, codes_of, silenced_codes
from app.analysis.seen import Seen
from app.destination.model import Configuration
from app.lint.finding import Finding

KEEP_PARTS = 400_000
"""Messages, and impressions, clicks and order lines in them, that are remembered: some 200 MB.
The oldest go first, and the answers say how many went."""


class Book:
    """Messages of one capture under one configuration. Not for two threads at once."""

    def __init__(self, configuration: Configuration, *, keep: int = KEEP_PARTS) -> None:
        """Raises AttributionError where `configuration.attribution` cannot be used."""
        self.assumptions = read_assumptions(configuration.attribution)
        self._reading = Reading(configuration)
        self._kept: Newest[Seen] = Newest(keep)

    def add(self, judged: JudgedMessage) -> Seen:
        """Take one message in, and answer what was read of it. Its row must not have been taken
        in before."""
        seen = self._reading.read(judged)
        self._kept.add(seen.at, seen.row, seen.weight, seen)
        return seen

    def add_all(self, messages: Iterable[JudgedMessage]) -> "Book":
        """Take several in."""
        for judged in messages:
            self.add(judged)
        return self

    @property
    def seen(self) -> list[Seen]:
        """What is remembered, in no particular order."""
        return list(self._kept)

    @property
    def forgotten(self) -> int:
        """How many messages are not remembered."""
        return self._kept.forgotten

    def credits(self) -> Credits:
        """Which click or impression would win each line of each order, as far as is known now."""
        return attribute(
            self._kept,
            self.assumptions,
            forgotten=self._kept.forgotten,
            since=self._kept.since,
        )

    def told(self, findings_of: Callable[[int], Sequence[Finding]]) -> list[Seen]:
        """What is remembered, each message with the findings that stand on its row in the end.

        For whoever takes messages in while the rules still look at them: a later message can
        change the findings on an earlier one.
        """
        return [
            replace(one, findings=codes_of(some), silenced=silenced_codes(some))
            for one in self._kept
            for some in [findings_of(one.row)]
        ]
