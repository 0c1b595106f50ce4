"""Messages one after the other, each with its verdict and what the rules now say."""

from app.analysis.judge import judge
from app.analysis.verdict import Judgement
from app.destination.model import Configuration
from app.lint.catalogue import CODES
from app.lint.finding import Change
from app.lint.linter import Linter, Look
from app.lint.observation import Observation
from app.lint.rule_settings import read_rules
from app.lint.scene import setting_of
from app.segment.jsontext import JsonObject


class Analyst:
    """Judges a stream of messages under one configuration. Not for two threads at once.

    Raises RulesError for a configuration whose rules can't be read.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._linter = Linter(setting_of(configuration, read_rules(configuration.rules, CODES)))

    def add(self, row: int, message: JsonObject, judged_at: int) -> tuple[Judgement, list[Change]]:
        """Judge one message and let the rules see it.

        `row` is its row id; `judged_at` milliseconds since 1970. The changes may concern earlier
        rows; each replaces what stood on its row for its code. Never raises.
        """
        judgement = judge(message, self._configuration, judged_at=judged_at)
        observation = Observation(row, message, judged_at, judgement.verdict, judgement.deliveries)
        return judgement, self._linter.observe(observation)

    def take(self, look: Look) -> list[Change]:
        """Let the rules see a message that was looked at in another process, in its turn."""
        return self._linter.take(look)

    def capture_changes(self) -> list[Change]:
        """The findings of the capture as a whole that are others than when this was last asked;
        one without findings takes back what stood."""
        return self._linter.capture_changes()
