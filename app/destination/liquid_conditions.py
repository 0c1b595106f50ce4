"""`{% if %}` and `{% unless %}` of `@liquid`, comparing as JavaScript does: the text "12" is more
than the number 10, and nothing that compares ever fails."""

from collections.abc import Callable
from operator import ge, gt, le, lt

from liquid import RenderContext, Token, TokenStream
from liquid.ast import ConditionalBlockNode
from liquid.ast import Node as LiquidNode
from liquid.builtin.expressions import BooleanExpression
from liquid.builtin.expressions.logical import (
    ContainsExpression,
    EqExpression,
    GeExpression,
    GtExpression,
    LeExpression,
    LogicalAndExpression,
    LogicalNotExpression,
    LogicalOrExpression,
    LtExpression,
    NeExpression,
)
from liquid.builtin.expressions.primitive import Blank, Empty, Nil
from liquid.builtin.tags.if_tag import IfNode, IfTag
from liquid.builtin.tags.unless_tag import UnlessNode, UnlessTag
from liquid.expression import Expression

from app.destination.javascript import is_number, number_of, text_of, trimmed
from app.destination.liquid_filters import plain_value
from app.segment.jsontext import Json
from app.segment.paths import MISSING

_SIGNS: dict[type[Expression], str] = {
    EqExpression: "==",
    NeExpression: "!=",
    LtExpression: "<",
    GtExpression: ">",
    LeExpression: "<=",
    GeExpression: ">=",
    ContainsExpression: "contains",
}


_ORDERS: dict[str, Callable[[Json, Json], bool]] = {"<": lt, ">": gt, "<=": le, ">=": ge}


class _Compared(Expression):
    """Two values and the sign between them."""

    __slots__ = ("left", "right", "sign")

    def __init__(self, token: Token, left: Expression, sign: str, right: Expression) -> None:
        super().__init__(token)
        self.left = left
        self.sign = sign
        self.right = right

    def __str__(self) -> str:
        return f"{self.left} {self.sign} {self.right}"

    def evaluate(self, context: RenderContext) -> bool:
        """Whether it holds."""
        if self.sign in ("==", "!="):
            same = _equal(self.left, self.right, context)
            return same is (self.sign == "==")
        left = plain_value(self.left.evaluate(context))
        right = plain_value(self.right.evaluate(context))
        if self.sign == "contains":
            return _contains(left, right)
        if isinstance(self.left, _WORDS) or isinstance(self.right, _WORDS):
            return False
        return _ordered(left, self.sign, right)

    def children(self) -> list[Expression]:
        """What it compares."""
        return [self.left, self.right]


_WORDS = (Nil, Empty, Blank)
"""Words of the language that are more and less than nothing, so that no order ever holds."""


def _equal(left: Expression, right: Expression, context: RenderContext) -> bool:
    if isinstance(right, _WORDS):
        left, right = right, left
    other = plain_value(right.evaluate(context))
    if isinstance(left, Nil):
        return isinstance(right, Nil) or other is None or other is MISSING
    if isinstance(left, Blank) and (
        other is False or other is None or other is MISSING or _is_blank(other)
    ):
        return not isinstance(right, Empty)
    if isinstance(left, Empty | Blank):
        empty = isinstance(other, str | list | dict) and not other
        return empty and not isinstance(right, Empty | Blank)
    return _same(plain_value(left.evaluate(context)), other)


def _is_blank(value: Json) -> bool:
    return isinstance(value, str) and trimmed(value) == ""


def _same(left: Json, right: Json) -> bool:
    """JavaScript's `===`; lists are the same where their items are."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    if is_number(left) and is_number(right):
        return bool(left == right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return left is right


def _contains(left: Json, right: Json) -> bool:
    if isinstance(left, list):
        return any(_same(item, right) for item in left)
    return isinstance(left, str) and text_of(right) in left


def _ordered(left: Json, sign: str, right: Json) -> bool:
    """JavaScript's order: two texts by their code units, anything else as numbers."""
    left, right = (text_of(one) if isinstance(one, list | dict) else one for one in (left, right))
    if isinstance(left, str) and isinstance(right, str):
        return _ORDERS[sign](_units(left), _units(right))
    return _ORDERS[sign](number_of(left), number_of(right))


def _units(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _of_javascript(expression: Expression) -> Expression:
    """The condition with every comparison in it made JavaScript's."""
    if isinstance(expression, LogicalAndExpression | LogicalOrExpression):
        expression.left = _of_javascript(expression.left)
        expression.right = _of_javascript(expression.right)
    elif isinstance(expression, LogicalNotExpression):
        expression.right = _of_javascript(expression.right)
    elif isinstance(expression, BooleanExpression):
        expression.expression = _of_javascript(expression.expression)
    elif type(expression) in _SIGNS:
        left, right = expression.children()
        return _Compared(expression.token, left, _SIGNS[type(expression)], right)
    return expression


def _changed(node: LiquidNode) -> LiquidNode:
    if isinstance(node, IfNode | UnlessNode):
        node.condition = _of_javascript(node.condition)
        for other in node.alternatives:
            if isinstance(other, ConditionalBlockNode):
                other.expression = _of_javascript(other.expression)
    return node


class JavaScriptIf(IfTag):
    """`{% if %}`."""

    def parse(self, stream: TokenStream) -> LiquidNode:
        """As the library does, then with JavaScript's comparisons."""
        return _changed(super().parse(stream))


class JavaScriptUnless(UnlessTag):
    """`{% unless %}`."""

    def parse(self, stream: TokenStream) -> LiquidNode:
        """As the library does, then with JavaScript's comparisons."""
        return _changed(super().parse(stream))
