"""A message by itself: its verdict, and what the rules see in it.

Neither hangs on any other message, so that both can be found in any process and in any order.
What several messages say together stays in one place, in the order of the rows: `Analyst.take`.
"""

from app.analysis.judge import judge
from app.analysis.verdict import Judgement
from app.destination.model import Configuration
from app.lint.catalogue import CODES
from app.lint.linter import Eye, Look
from app.lint.observation import Observation
from app.lint.rule_settings import read_rules
from app.lint.scene import setting_of
from app.segment.jsontext import JsonObject


class Examiner:
    """Looks at messages under one configuration, each by itself.

    Raises RulesError for a configuration whose rules can't be read.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._eye = Eye(setting_of(configuration, read_rules(configuration.rules, CODES)))

    def examine(self, row: int, message: JsonObject, judged_at: int) -> tuple[Judgement, Look]:
        """The verdict on a message, and what the rules over several will go by. The arguments
        are those of `Analyst.add`; `add` says the same as this and `Analyst.take` of its look."""
        judgement = judge(message, self._configuration, judged_at=judged_at)
        observation = Observation(row, message, judged_at, judgement.verdict, judgement.deliveries)
        return judgement, self._eye.look(observation)
