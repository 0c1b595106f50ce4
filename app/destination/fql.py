"""FQL, the language of a subscription's trigger, read and judged as Segment does.

Its grammar is looser than it looks. All conditions of a group are joined by the last `and` or
`or` in it, brackets do not nest, unknown words are passed over, and text in single quotes keeps
them. A trigger that only looks valid therefore does something else than it says; this module
does the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, Union

from app.destination.fql_conditions import BrokenError, Condition, Matcher, matcher
from app.destination.fql_doubts import Doubt, doubt_of_comparison, doubt_of_word, near_word
from app.destination.fql_tokens import FqlError, Token, tokens_of
from app.destination.javascript import characters, number_of_text, text_of, units
from app.segment.jsontext import JsonObject

__all__ = ["Doubt", "FqlError", "Trigger", "parse"]

_ROOTS = ("type", "event", "name", "userId", "properties", "traits", "context")
_DEEP_ROOTS = ("properties", "traits", "context")
_BUILT_IN = frozenset(
    {
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    }
)
"""Words that Segment's parser takes for the start of a condition and then forgets."""

_FUNCTIONS = ("contains", "match")
_STARTS = "type, event, name, userId, properties, traits, context, contains( or match("

_DOUBTS = 10
"""Doubts that are told of one trigger."""

_Node: TypeAlias = Union[Condition, "_Group", None]


@dataclass(frozen=True, slots=True)
class _Group:
    any: bool
    children: tuple[_Node, ...]


class Trigger:
    """A trigger that Segment can read.

    - `text`: as it was written.
    - `reads`: the places of a message that it looks at, each once, in order.
    - `events`: the event names that it asks for with `event = "..."`.
    - `asks`: the type and the event where the trigger asks for these two and nothing else.
    - `doubts`: where Segment reads something else than what seems to stand there.
    """

    def __init__(self, text: str, group: _Group, doubts: tuple[Doubt, ...] = ()) -> None:
        conditions = list(_conditions(group))
        events = [
            text_of(one.value) for one in conditions if one.root == "event" and one.operator == "="
        ]
        self.text = text
        self.asks = _asked(group)
        self.doubts = doubts
        self.reads = tuple(dict.fromkeys(one.path for one in conditions))
        self.events = tuple(dict.fromkeys(events))
        self._matches = _group_matcher(group)

    def matches(self, message: JsonObject) -> bool:
        """Whether the subscription fires for `message`."""
        try:
            return self._matches(message)
        except BrokenError:
            return False


def parse(text: str) -> Trigger:
    """Read a trigger. Raises FqlError where Segment cannot, and then never fires."""
    tokens = _joined(tokens_of(text))
    doubts: list[Doubt] = []
    node = _parse(_Cursor(tokens, doubts))
    if node is None:
        first = tokens[0]
        found = "the end" if first.kind == "end" else f"“{first.text}”"
        raise FqlError(
            f"a condition that begins with {_STARTS}", first.column, found, near_word(first.text)
        )
    group = node if isinstance(node, _Group) else _Group(False, (node,))
    return Trigger(text, group, tuple(doubts[:_DOUBTS]))


def _joined(tokens: list[Token]) -> list[Token]:
    """`properties`, `.`, `price` become one word."""
    joined: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else token
        if joined and joined[-1].kind == "ident" == following.kind and token.kind == "dot":
            start = joined.pop()
            joined.append(Token("ident", f"{start.text}.{following.text}", start.column))
            index += 2
        else:
            joined.append(token)
            index += 1
    return joined


class _Cursor:
    """Tokens taken from the front, and what there is to doubt about them."""

    def __init__(self, tokens: list[Token], doubts: list[Doubt]) -> None:
        self.doubts = doubts
        self._tokens = tokens
        self._at = 0

    def shift(self) -> Token | None:
        if self._at == len(self._tokens):
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def want(self, what: str) -> Token:
        token = self.shift()
        if token is None:
            raise FqlError(what, self._tokens[-1].column, "the end")
        return token

    def back(self) -> None:
        self._at -= 1


def _parse(cursor: _Cursor) -> _Node:
    nodes: list[_Node] = []
    joined_by_or = False
    joints: list[Token] = []
    while (token := cursor.shift()) is not None and token.kind != "end":
        if token.kind == "ident":
            nodes += _from_word(token, cursor)
        elif token.kind == "operator" and token.text == "!":
            nodes += _negated(cursor)
        elif token.kind == "open":
            nodes.append(_brackets(token, cursor))
        elif token.kind == "conditional":
            joined_by_or = token.text == "or"
            joints.append(token)
        else:
            cursor.doubts.append(doubt_of_word(token))
    if len(nodes) > 1:
        odd = next((one for one in joints if one.text != joints[-1].text), None)
        if odd is not None:
            cursor.doubts.append(
                Doubt(
                    "“and” and “or” side by side: Segment joins all conditions here by the last, "
                    f"“{joints[-1].text}”. Put brackets around those that belong together",
                    odd.column,
                )
            )
        return _Group(joined_by_or, tuple(nodes))
    return nodes[0] if nodes else None


def _negated(cursor: _Cursor) -> list[Condition]:
    """`!` counts in front of a function; in front of anything else it is passed over."""
    function = cursor.want("contains( or match( after “!”")
    if function.kind == "ident" and function.text in _FUNCTIONS:
        return _function(function.text, cursor, negated=True)
    cursor.back()
    return []


def _brackets(opening: Token, cursor: _Cursor) -> _Node:
    """Everything to the first closing bracket, even where that closes a function inside."""
    inner: list[Token] = []
    while True:
        token = cursor.shift()
        if token is None:
            raise FqlError("“)” for this bracket", opening.column, "the end")
        if token.kind == "close":
            inner.append(Token("end", "eos", token.column))
            return _parse(_Cursor(inner, cursor.doubts))
        inner.append(token)


def _from_word(token: Token, cursor: _Cursor) -> list[Condition]:
    root = token.text.split(".")[0]
    if root in _ROOTS or root in _BUILT_IN:
        operator = cursor.want("“=” or “!=”")
        if operator.kind == "end":
            raise FqlError("“=” or “!=”", operator.column, "the end")
        value = cursor.want(f"a value after “{token.text} {operator.text}”")
        if root not in _ROOTS:
            return []
        doubt = doubt_of_comparison(operator, value)
        cursor.doubts += [doubt] if doubt else []
        return [_comparison(root, token.text, operator.text, value)]
    if token.text in _FUNCTIONS:
        return _function(token.text, cursor, negated=False)
    cursor.doubts.append(doubt_of_word(token))
    return []


def _comparison(root: str, name: str, operator: str, token: Token) -> Condition:
    equality = operator in ("=", "!=")
    if equality and token.text == "null" and root not in ("type", "event"):
        return Condition(root, name, "exists" if operator == "!=" else "not_exists")
    deep = root in _DEEP_ROOTS
    if operator == "=" and token.text in ("true", "false") and (deep or root == "userId"):
        return Condition(root, name, f"is_{token.text}")
    value = _value(token)
    if not deep:
        return Condition(root, name, operator, text_of(value))
    if equality and token.kind == "number":
        operator = "number_equals" if operator == "=" else "number_not_equals"
    return Condition(root, name, operator, value)


def _function(name: str, cursor: _Cursor, *, negated: bool) -> list[Condition]:
    """`contains(event, "x")` or `match(event, "x*")`. Brackets and comma are passed over unread,
    and a `match` without a star at its end drops its first character."""
    cursor.shift()
    where = cursor.want(f"a field as the first argument of {name}()")
    cursor.shift()
    token = cursor.want(f"a text as the second argument of {name}()")
    cursor.shift()
    operator, text = name, text_of(_value(token))
    if name == "match" and token.text.endswith('*"'):
        operator, text = "starts_with", text[:-1]
    elif name == "match":
        operator, text = "ends_with", characters(units(text)[1:])
    operator = f"not_{operator}" if negated else operator
    if where.text in ("event", "name", "userId"):
        return [Condition(where.text, where.text, operator, text)]
    root = next((root for root in _DEEP_ROOTS if where.text.startswith(root)), None)
    return [Condition(root, where.text, operator, text)] if root else []


def _value(token: Token) -> str | int | float | bool:
    """A value as Segment takes it; only double quotes are taken off."""
    if token.kind == "string":
        return token.text.removeprefix('"').removesuffix('"')
    if token.kind == "number":
        return number_of_text(token.text)
    if token.kind == "ident" and token.text in ("true", "false"):
        return token.text == "true"
    return token.text


def _asked(group: _Group) -> tuple[str, str] | None:
    asked = {
        one.root: text_of(one.value)
        for one in group.children
        if isinstance(one, Condition) and one.operator == "=" and one.root in ("type", "event")
    }
    if group.any or len(group.children) != 2 or len(asked) != 2:
        return None
    return asked["type"], asked["event"]


def _conditions(group: _Group) -> Iterator[Condition]:
    for child in group.children:
        if isinstance(child, Condition):
            yield child
        elif child is not None:
            yield from _conditions(child)


def _group_matcher(group: _Group) -> Matcher:
    tests = [_node_matcher(child) for child in group.children]
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests
        if group.any:
            return lambda message: first(message) or second(message)
        return lambda message: first(message) and second(message)
    if group.any:
        return lambda message: any(test(message) for test in tests)
    return lambda message: all(test(message) for test in tests)


def _node_matcher(node: _Node) -> Matcher:
    if isinstance(node, Condition):
        return matcher(node)
    return _broken if node is None else _group_matcher(node)


def _broken(message: JsonObject) -> bool:
    """An empty pair of brackets among other conditions."""
    raise BrokenError
