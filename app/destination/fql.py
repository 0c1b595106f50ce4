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
from app.destination.fql_tokens import FqlError, Token, tokens_of
from app.destination.javascript import number_of_text, text_of
from app.segment.jsontext import JsonObject

__all__ = ["FqlError", "Trigger", "parse"]

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
    """

    def __init__(self, text: str, group: _Group) -> None:
        conditions = list(_conditions(group))
        events = [
            text_of(one.value) for one in conditions if one.root == "event" and one.operator == "="
        ]
        self.text = text
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
    node = _parse(_Cursor(tokens))
    if node is None:
        raise FqlError(f"Expected a condition that begins with {_STARTS}", tokens[0].column)
    return Trigger(text, node if isinstance(node, _Group) else _Group(False, (node,)))


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
    """Tokens taken from the front."""

    def __init__(self, tokens: list[Token]) -> None:
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
            raise FqlError(f"Expected {what}, found the end", self._tokens[-1].column)
        return token

    def back(self) -> None:
        self._at -= 1


def _parse(cursor: _Cursor) -> _Node:
    nodes: list[_Node] = []
    joined_by_or = False
    while (token := cursor.shift()) is not None and token.kind != "end":
        if token.kind == "ident":
            nodes += _from_word(token, cursor)
        elif token.kind == "operator" and token.text == "!":
            nodes += _negated(cursor)
        elif token.kind == "open":
            nodes.append(_brackets(token, cursor))
        elif token.kind == "conditional":
            joined_by_or = token.text == "or"
    if len(nodes) > 1:
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
            raise FqlError("Expected “)” for this bracket, found the end", opening.column)
        if token.kind == "close":
            inner.append(Token("end", "eos", token.column))
            return _parse(_Cursor(inner))
        inner.append(token)


def _from_word(token: Token, cursor: _Cursor) -> list[Condition]:
    root = token.text.split(".")[0]
    if root in _ROOTS or root in _BUILT_IN:
        operator = cursor.want(f"an operator such as = after “{token.text}”")
        value = cursor.want(f"a value after “{token.text} {operator.text}”")
        return [_comparison(root, token.text, operator.text, value)] if root in _ROOTS else []
    if token.text in _FUNCTIONS:
        return _function(token.text, cursor, negated=False)
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
        operator, text = "ends_with", text[1:]
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
