"""The rules over a stream of messages."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from app.lint.catalogue import RULES
from app.lint.facts import Fact
from app.lint.finding import Change, Finding
from app.lint.gather import gather
from app.lint.groups import Groups, Window
from app.lint.integrations import switched_off
from app.lint.journey import Journeys
from app.lint.observation import Observation
from app.lint.origins import page_origin, source_key
from app.lint.rule import Rule, Watcher
from app.lint.scene import Scene, Setting
from app.lint.silence import heard, silenced, silenced_too
from app.lint.tally import Standing, Tally
from app.lint.texts import counted
from app.segment.paths import get

_SET_UP = tuple({rule.code: rule for rule in RULES if rule.set_up}.values())
_QUIET = frozenset(rule.code for rule in _SET_UP)

_MIXED = frozenset(rule.code for rule in RULES if rule.run is not None) & frozenset(
    rule.code for rule in RULES if rule.over is not None or rule.watcher is not None
)
"""Codes under which both one message and several are judged; their findings stand together."""


class Look(NamedTuple):
    """One message by itself: what the rules over one message say of it, by code, and its fact.
    `identifies`: it is an identify or alias call. `origin` is that of its page, `write_key` that
    of its source; empty where it names none."""

    row: int
    judged_at: int
    identifies: bool
    found: tuple[tuple[str, tuple[Finding, ...]], ...]
    fact: Fact | None
    origin: str = ""
    write_key: str = ""


class Eye:
    """The rules over one message. They know nothing of any other, so that messages can be looked
    at in any order, in any process."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._by_word: dict[str, list[Rule]] = {}
        self._by_words: dict[tuple[str, ...], tuple[Rule, ...]] = {}
        for rule in RULES:
            for word in rule.when:
                self._by_word.setdefault(word, []).append(rule)

    def look(self, observation: Observation) -> Look:
        """Look at one message. Never raises, whatever the message holds."""
        muted = switched_off(observation.message) is not None
        scene = Scene(observation, self._setting, muted)
        found = [
            (rule.code, said)
            for rule in self._rules(observation)
            if rule.run is not None and (said := tuple(rule.run(scene)))
        ]
        fact = None if observation.verdict == "discarded" else gather(scene)
        if found and not _QUIET.isdisjoint(code for code, _ in found):
            found = [(code, _quiet(said) if code in _QUIET else said) for code, said in found]
        if found and self._setting.silences:
            found = [(code, self._silenced(said, scene)) for code, said in found]
        identifies = observation.message.get("type") in ("identify", "alias")
        return Look(
            observation.row,
            observation.judged_at,
            identifies and not muted and observation.verdict != "discarded",
            tuple(found),
            fact,
            page_origin(get(observation.message, ("context", "page", "url"))),
            source_key(observation.message.get("writeKey")),
        )

    def _silenced(self, findings: tuple[Finding, ...], scene: Scene) -> tuple[Finding, ...]:
        path = get(scene.message, ("context", "page", "path"))
        return silenced(
            findings,
            self._setting.silences,
            event=scene.event or str(scene.message.get("type")),
            page=path if isinstance(path, str) else "",
        )

    def _rules(self, observation: Observation) -> Sequence[Rule]:
        words: tuple[str, ...]
        if observation.verdict == "discarded":
            words = ("discarded",)
        elif not observation.deliveries:
            words = ("any", "unmapped")
        else:
            words = ("any", *(one.delivery.action for one in observation.deliveries))
        if observation.verdict == "accepted":
            words = ("accepted", *words)
        rules = self._by_words.get(words)
        if rules is None:
            chosen = (rule for word in words for rule in self._by_word.get(word, ()))
            accepted = observation.verdict == "accepted"
            rules = tuple(dict.fromkeys(rule for rule in chosen if not (accepted and rule.lost)))
            if len(self._by_words) < 1_000:
                self._by_words[words] = rules
        return rules


class Linter:
    """Takes in messages one by one, in any order, and says what their findings are now.

    What it says of a set of messages does not hang on the order in which they came: a later
    message may take back or replace what was said of an earlier one.
    """

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._eye = Eye(setting)
        self._wholly_silenced = frozenset(
            one.rule for one in setting.silences if not one.event and not one.path
        )
        self.tally = Tally()
        watchers: dict[str, dict[type[Watcher], Watcher]] = {}
        windows: dict[Window, list[Rule]] = {}
        for rule in RULES:
            kind = rule.watcher
            if kind is not None:
                together = watchers.setdefault(kind.together, {})
                if kind not in together:
                    together[kind] = kind(setting, self.tally)
            if rule.window is not None:
                windows.setdefault(rule.window, []).append(rule)
        self._watchers = tuple(tuple(together.values()) for together in watchers.values())
        self._groups = tuple(
            Groups(window, [getattr(setting.bands, name) for name in window.spans])
            for window in windows
        )
        self._over = tuple(tuple(rules) for rules in windows.values())
        self._codes = (
            *(
                tuple(code for watcher in together for code in watcher.codes)
                for together in self._watchers
            ),
            *(tuple(dict.fromkeys(rule.code for rule in rules)) for rules in self._over),
        )
        self._journeys = Journeys(self._watchers, self._groups, self.tally)
        self._said: dict[str, tuple[Finding, ...]] = {}

    def observe(self, observation: Observation) -> list[Change]:
        """Take in one message; answer the findings that are others than before.

        Each change replaces what stood on its row for its code. A row without a change keeps
        what it has, at first nothing. Never raises, whatever the message holds.
        """
        return self.take(self._eye.look(observation))

    def take(self, look: Look) -> list[Change]:
        """Take in a message that was looked at before, here or in another process."""
        fact = look.fact
        self.tally.heard(look.origin, look.write_key)
        changes = [Change(look.row, code, found) for code, found in look.found]
        if look.identifies:
            self.tally.identified.put(fact, look.row)
        touched = None
        if fact is not None:
            for code, found in look.found:
                if code in _MIXED:
                    fact.base = {**(fact.base or {}), code: found}
            touched = self._journeys.join(fact, look.judged_at)
            if touched is None:
                return changes
            if fact.base:
                fact.said.update(fact.base)
        for code, found in look.found:
            if code in _QUIET and self._stands(code, found):
                self.tally.stands(code, fact, look.row)
        if touched:
            changes += self._settle(touched)
        return changes

    def capture_changes(self) -> list[Change]:
        """The findings of the capture as a whole that are others than when this was last asked;
        an empty one takes back what stood."""
        found: dict[str, list[Finding]] = {}
        for rule in _SET_UP:
            standing = self.tally.standing.get(rule.code)
            if standing is not None and standing.count:
                found[rule.code] = [_of_set_up(rule, standing)]
        for rule in RULES:
            if rule.capture is not None:
                for finding in rule.capture(self.tally, self._setting):
                    found.setdefault(finding.code, []).append(finding)
        changes = []
        for code in {**self._said, **found}:
            now = silenced_too(found.get(code, ()), self._setting.silences)
            if now != self._said.get(code, ()):
                self._said[code] = now
                changes.append(Change(None, code, now))
        return changes

    def _settle(self, touched: Sequence[tuple[Fact, int]]) -> list[Change]:
        changes: list[Change] = []
        for fact, source in dict.fromkeys(touched):
            findings = self._findings(fact, source)
            said = fact.said
            if not findings and not said:
                continue
            found: dict[str, list[Finding]] = {}
            for finding in findings:
                found.setdefault(finding.code, []).append(finding)
            for code in self._codes[source]:
                now = tuple(found.get(code, ()))
                if code in _QUIET and now:
                    now = _quiet(now)
                if now and self._setting.silences:
                    silences = self._setting.silences
                    now = silenced(now, silences, event=fact.event, page=fact.path)
                if fact.base and code in fact.base:
                    now = fact.base[code] + now
                before = said.get(code, ())
                if now != before:
                    self._count(fact, code, self._stands(code, before), self._stands(code, now))
                    said[code] = now
                    changes.append(Change(fact.row, code, now))
        return changes

    def _findings(self, fact: Fact, source: int) -> list[Finding]:
        found: list[Finding] = []
        if source < len(self._watchers):
            user = self._journeys.user(fact)
            for watcher in self._watchers[source]:
                found += watcher.findings(user, fact)
            return found
        source -= len(self._watchers)
        if fact.mapped and (not fact.copy or self._groups[source].window.copies):
            groups = list(self._groups[source].of(fact))
            for rule in self._over[source] if groups else ():
                if rule.over is not None:
                    found += rule.over(fact, groups, self._setting)
        return found

    def _stands(self, code: str, findings: tuple[Finding, ...]) -> bool:
        """Whether a row with these counts in the capture's finding: not one that is silenced for
        its event or path. A rule that is silenced altogether is counted there as silenced."""
        return bool(findings and (code in self._wholly_silenced or heard(findings)))

    def _count(self, fact: Fact, code: str, before: bool, now: bool) -> None:
        if code in _QUIET and before is not now:
            (self.tally.stands if now else self.tally.falls)(code, fact, fact.row)


def _of_set_up(rule: Rule, standing: Standing) -> Finding:
    """One finding for all rows that a fault of the set-up stands on."""
    text = rule.text
    words = text.capture
    return Finding(
        code=rule.code,
        severity=rule.severity,
        title=text.title,
        message=words[""].format(messages=counted(standing.count, "message")),
        cost=words.get("cost", ""),
        fix=words.get("fix", text.fixes.get("", "")),
        others=standing.examples,
    )


def _quiet(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(replace(one, quiet=True) for one in findings)
