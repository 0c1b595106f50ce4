"""The rules over a stream of messages."""

from collections.abc import Sequence
from dataclasses import replace

from app.destination import UnknownDefinitionError, fql, load_definition
from app.destination.model import Configuration, Subscription
from app.lint.bands import DEFAULT, Bands
from app.lint.catalogue import RULES
from app.lint.facts import Fact
from app.lint.finding import Change, Finding
from app.lint.gather import ROLES, gather, user_of
from app.lint.integrations import switched_off
from app.lint.journey import Journeys
from app.lint.observation import Observation
from app.lint.rule import Rule, Watcher
from app.lint.scene import Scene, Setting
from app.lint.users import User


class Linter:
    """Takes in messages one by one, in any order, and says what their findings are now.

    What it says of a set of messages does not hang on the order in which they came: a later
    message may take back or replace what was said of an earlier one.
    """

    def __init__(self, configuration: Configuration, bands: Bands = DEFAULT) -> None:
        setting = Setting(configuration, bands, _is_packaged(configuration))
        self._setting = setting
        self._by_word: dict[str, list[Rule]] = {}
        kinds: dict[type[Watcher], Watcher] = {}
        for rule in RULES:
            for word in rule.when:
                self._by_word.setdefault(word, []).append(rule)
            if rule.watcher is not None and rule.watcher not in kinds:
                kinds[rule.watcher] = rule.watcher(setting)
        self._watchers = tuple(kinds.values())
        self._journeys = Journeys(self._watchers)

    def observe(self, observation: Observation) -> list[Change]:
        """Take in one message; answer the findings that are others than before.

        Each change replaces what stood on its row for its code. A row without a change keeps
        what it has, at first nothing. Never raises, whatever the message holds.
        """
        muted = switched_off(observation.message) is not None
        scene = Scene(observation, self._setting, muted)
        changes = [
            Change(observation.row, rule.code, found)
            for rule in self._rules(observation)
            if rule.run is not None and (found := tuple(rule.run(scene)))
        ]
        if observation.verdict == "discarded":
            return changes
        fact = gather(scene)
        if fact is None:
            return changes
        name = user_of(observation.message)
        if not name:
            return changes + self._settle([(None, fact)])
        return changes + self._settle(self._journeys.join(name, fact, observation.judged_at))

    def capture_changes(self) -> list[Change]:
        """The findings of the capture as a whole, as they are now. No rule has any yet."""
        return []

    def _rules(self, observation: Observation) -> list[Rule]:
        if observation.verdict == "discarded":
            return self._by_word.get("discarded", [])
        words = dict.fromkeys(one.delivery.action for one in observation.deliveries)
        words["any"] = None
        if observation.verdict == "unmapped":
            words["unmapped"] = None
        rules = (rule for word in words for rule in self._by_word.get(word, ()))
        return list(dict.fromkeys(rules))

    def _settle(self, touched: Sequence[tuple[User | None, Fact]]) -> list[Change]:
        changes = []
        for fact, user in {fact: user for user, fact in touched}.items():
            found: dict[str, list[Finding]] = {}
            for watcher in self._watchers:
                for finding in watcher.findings(user, fact):
                    found.setdefault(finding.code, []).append(finding)
            for code in {**fact.said, **found}:
                now = tuple(found.get(code, ()))
                if now != fact.said.get(code, ()):
                    fact.said[code] = now
                    changes.append(Change(fact.row, code, now))
        return changes


def _is_packaged(configuration: Configuration) -> bool:
    """Whether nobody has said yet which clicks their own Segment has switched on.

    So it is under the packaged presets, also where others of them are switched on or off: that
    says nothing about Product Clicked and Product Added.
    """
    try:
        packaged = load_definition(configuration.definition).configuration()
    except UnknownDefinitionError:
        return False
    return _but_for_switches(configuration) == _but_for_switches(packaged)


def _but_for_switches(configuration: Configuration) -> list[Subscription]:
    """The subscriptions, those that take no click of a product as if all were on."""
    return [
        one if _takes_product_clicks(one) else replace(one, enabled=True)
        for one in configuration.subscriptions
    ]


def _takes_product_clicks(subscription: Subscription) -> bool:
    try:
        return not ROLES.keys().isdisjoint(fql.parse(subscription.trigger).events)
    except fql.FqlError:
        return False
