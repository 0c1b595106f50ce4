"""A filter as SQL: a condition over `message AS m LEFT JOIN judgement AS j`.

Every value goes in as a parameter; the SQL text holds names from this module only. A condition
may be NULL for a message that is not judged yet, which counts as false, also under a denial.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite

from app.segment.jsontext import JsonObject, dumps_text
from app.store.filter_words import ACTIONS, DUPLICATE_RULES, REPLAY_OUTCOMES
from app.store.query import (
    AllOf,
    AnyOf,
    Interval,
    Like,
    Node,
    Not,
    Present,
    Query,
    Term,
    Test,
    Text,
    Word,
)

FROM = "message AS m LEFT JOIN judgement AS j ON j.message = m.id"
"""What a compiled condition is about."""

_FAR = 2**62
"""Beyond any time or size that a row holds; keeps parameters inside SQLite's integers."""


@dataclass(frozen=True)
class Condition:
    """`sql` for a WHERE, and its named parameters (`f0`, `f1`, ...)."""

    sql: str
    parameters: dict[str, object] = field(default_factory=dict)


@lru_cache(maxsize=64)
def compile_query(query: Query) -> Condition:
    """The condition that lets through what the query asks for."""
    if query.root is None:
        return Condition("TRUE")
    compiler = _Compiler()
    return Condition(compiler.node(query.root), compiler.parameters)


class _Compiler:
    def __init__(self) -> None:
        self.parameters: dict[str, object] = {}

    def bind(self, value: object) -> str:
        """A parameter that holds this value."""
        name = f"f{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def node(self, node: Node) -> str:
        if isinstance(node, Not):
            return f"NOT (({self.node(node.part)}) IS TRUE)"
        if isinstance(node, AllOf):
            return _joined(" AND ", [self.node(part) for part in node.parts])
        if isinstance(node, AnyOf):
            return _joined(" OR ", [self.node(part) for part in node.parts])
        if isinstance(node, Text):
            return self._text(node)
        return self._term(node)

    def _text(self, text: Text) -> str:
        pattern = self.bind(text.pattern)
        odd = f"(NOT m.plain AND body_like(m.json, {pattern}))"
        if not text.pattern.isascii():
            return odd
        return f"(CASE WHEN m.plain THEN {_like('CAST(m.json AS TEXT)', pattern)} ELSE {odd} END)"

    def _term(self, term: Term) -> str:
        if term.field in ("in", "out"):
            return self._at_path(term)
        one = _FIELDS[term.field]
        return _joined(" OR ", [one(self, test) for test in term.tests])

    def column(self, name: str, test: Test) -> str:
        """A text column of the message fits."""
        if isinstance(test, Present):
            return f"m.{name} <> ''"
        assert isinstance(test, Like)
        pattern = self.bind(test.pattern)
        odd = f"(NOT m.plain AND folded_like(m.{name}, {pattern}))"
        return f"({_like(f'm.{name}', pattern)} OR {odd})" if test.pattern.isascii() else odd

    def item(self, kind: str, test: Test) -> str:
        """One of the products, bids, orders or users named in the message or its events fits."""
        found = self.item_in("j.ids", "j.ids <> ''", kind, test)
        if kind == "u":
            return found
        return f"({self.item_in('m.ids', 'NOT m.plain', kind, test)} OR {found})"

    def item_in(self, column: str, odd: str, kind: str, test: Test) -> str:
        """`odd` is the condition under which the column may hold more than ASCII."""
        if isinstance(test, Present):
            return _like(column, self.bind(f"%\n{kind}:_%"))
        assert isinstance(test, Like)
        pattern = self.bind(f"{kind}:{test.pattern}")
        folded = f"({odd} AND item_like({column}, {pattern}))"
        if not test.pattern.isascii():
            return folded
        found = _like(column, self.bind(f"%\n{kind}:{test.pattern}\n%"))
        if not test.plain:
            # A wildcard may have run over the end of a line.
            found = f"({found} AND item_like({column}, {pattern}))"
        return f"({found} OR {folded})"

    def interval(self, column: str, test: Test) -> str:
        if isinstance(test, Present):
            return "TRUE"
        assert isinstance(test, Interval)
        sides = []
        if test.low is not None:
            sides.append(f"{column} {'>' if test.open_low else '>='} {self.bind(_near(test.low))}")
        if test.high is not None:
            sides.append(
                f"{column} {'<' if test.open_high else '<='} {self.bind(_near(test.high))}"
            )
        return _joined(" AND ", sides)

    def _at_path(self, term: Term) -> str:
        spec = self.bind(
            dumps_text(
                {
                    "path": list(term.path),
                    "tests": [_test_json(test) for test in term.tests],
                    "events": term.field == "out",
                }
            )
        )
        if term.field == "in":
            return f"({self._names_key('m.json', term.path)}path_matches(m.json, {spec}))"
        return (
            "EXISTS (SELECT 1 FROM delivery AS d WHERE d.message = m.id AND "
            f"{self._names_key('d.request', term.path)}path_matches(d.request, {spec}))"
        )

    def _names_key(self, column: str, path: tuple[str, ...]) -> str:
        """A quick look for the last key, where it cannot stand escaped in the JSON."""
        key = path[-1]
        if not (key.isascii() and key.replace("_", "a").isalnum()) or key.isdecimal():
            return ""
        quoted = self.bind(b'"' + key.encode() + b'"')
        return f"instr({column}, {quoted}) AND "


def _verdict(compiler: _Compiler, test: Test) -> str:
    if isinstance(test, Present):
        return "j.verdict IS NOT NULL"
    if test == Word("pending"):
        return "j.verdict IS NULL"
    return f"j.verdict IS {compiler.bind(_word(test))}"


def _type(compiler: _Compiler, test: Test) -> str:
    if isinstance(test, Present):
        return "m.type <> ''"
    return f"m.type = {compiler.bind(_word(test))}"


def _action(compiler: _Compiler, test: Test) -> str:
    if isinstance(test, Present):
        return _of_delivery("TRUE")
    names = ", ".join(compiler.bind(action) for action in ACTIONS[_word(test)])
    return _of_delivery(f"d.action IN ({names})")


def _tie(compiler: _Compiler, test: Test) -> str:
    if isinstance(test, Present):
        return _of_delivery("d.tie IS NOT NULL")
    return _of_delivery(f"d.tie = {compiler.bind(_word(test))}")


def _severity(compiler: _Compiler, test: Test) -> str:
    if isinstance(test, Present):
        return "j.severity IS NOT NULL"
    return _of_finding(f"f.severity = {compiler.bind(_word(test))}")


def _rule(compiler: _Compiler, test: Test) -> str:
    if isinstance(test, Present):
        return "j.severity IS NOT NULL"
    assert isinstance(test, Like)
    code = _like("f.code", compiler.bind(test.pattern))
    if "-" not in test.pattern and test.plain:
        code = f"({code} OR {_like('f.code', compiler.bind(f'{test.pattern}-%'))})"
    return _of_finding(code)


def _user(compiler: _Compiler, test: Test) -> str:
    return _joined(
        " OR ",
        [
            compiler.column("anonymous_id", test),
            compiler.column("user_id", test),
            compiler.item("u", test),
        ],
    )


def _key(compiler: _Compiler, test: Test) -> str:
    if isinstance(test, Present):
        condition = "r.write_key <> 'none'"
    else:
        assert isinstance(test, Like)
        condition = _like("r.write_key", compiler.bind(f"%{test.pattern}"))
    return f"EXISTS (SELECT 1 FROM request AS r WHERE r.id = m.request AND {condition})"


def _is(compiler: _Compiler, test: Test) -> str:
    states = {"marked": _MARKED, "replayed": _REPLAYED}
    if isinstance(test, Word) and test.word in states:
        return states[test.word]
    codes = ", ".join(compiler.bind(code) for code in DUPLICATE_RULES)
    duplicate = f"(m.copy_of IS NOT NULL OR {_of_finding(f'f.code IN ({codes})')})"
    if isinstance(test, Present):
        return _joined(" OR ", [*states.values(), duplicate])
    return duplicate


def _has(compiler: _Compiler, test: Test) -> str:
    finding, bid = "j.severity IS NOT NULL", compiler.item("b", Present())
    if isinstance(test, Present):
        return _joined(" OR ", [finding, bid])
    return finding if _word(test) == "finding" else bid


def _replay(compiler: _Compiler, test: Test) -> str:
    if isinstance(test, Present):
        return _REPLAYED
    if isinstance(test, Like):
        return _of_attempt(f"folded_like(a.target, {compiler.bind(test.pattern)})")
    if test == Word("never"):
        return f"NOT {_REPLAYED}"
    outcomes = ", ".join(compiler.bind(outcome) for outcome in REPLAY_OUTCOMES[_word(test)])
    return _of_attempt(f"a.outcome IN ({outcomes})")


_FIELDS: dict[str, Callable[[_Compiler, Test], str]] = {
    "event": lambda compiler, test: compiler.column("name", test),
    "type": _type,
    "action": _action,
    "verdict": _verdict,
    "tie": _tie,
    "sev": _severity,
    "rule": _rule,
    "user": _user,
    "product": lambda compiler, test: compiler.item("p", test),
    "bid": lambda compiler, test: compiler.item("b", test),
    "order": lambda compiler, test: compiler.item("o", test),
    "since": lambda compiler, test: compiler.interval("m.time", test),
    "until": lambda compiler, test: compiler.interval("m.time", test),
    "path": lambda compiler, test: compiler.column("page_path", test),
    "origin": lambda compiler, test: compiler.column("origin", test),
    "lib": lambda compiler, test: compiler.column("library", test),
    "key": _key,
    "id": lambda compiler, test: compiler.column("message_id", test),
    "is": _is,
    "has": _has,
    "size": lambda compiler, test: compiler.interval("m.size", test),
    "replay": _replay,
}

_MARKED = (
    "((SELECT a.value FROM annotation AS a WHERE a.message = m.id AND a.kind = 'mark' "
    "ORDER BY a.id DESC LIMIT 1) IS 'on')"
)


def _of_delivery(condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM delivery AS d WHERE d.message = m.id AND {condition})"


def _of_finding(condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM finding AS f WHERE f.message = m.id AND {condition})"


def _of_attempt(condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM attempt AS a WHERE a.message = m.id AND {condition})"


_REPLAYED = _of_attempt("TRUE")


def _like(column: str, pattern: str) -> str:
    return f"({column} LIKE {pattern} ESCAPE '\\')"


def _joined(between: str, conditions: list[str]) -> str:
    return f"({between.join(conditions)})"


def _word(test: Test) -> str:
    assert isinstance(test, Word)
    return test.word


def _near(number: float) -> float | int:
    if not isfinite(number) or abs(number) > _FAR:
        return _FAR if number > 0 else -_FAR
    return int(number) if float(number).is_integer() else number


def _test_json(test: Test) -> JsonObject:
    if isinstance(test, Like):
        return {"like": test.pattern}
    if isinstance(test, Interval):
        return {
            "low": test.low,
            "high": test.high,
            "open_low": test.open_low,
            "open_high": test.open_high,
        }
    return {}
