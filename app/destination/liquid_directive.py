"""`@liquid`: a template in the language Liquid.

Segment renders it with a JavaScript library, without the tags and filters that could run long.
Here the library is python-liquid, with filters and output that follow JavaScript. The texts of
its errors are its own.
"""

from functools import lru_cache
from typing import TextIO

from liquid import BoundTemplate, Environment, RenderContext, Tag, Token, TokenStream
from liquid.ast import Node as LiquidNode
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.echo_tag import EchoNode, EchoTag
from liquid.exceptions import LiquidError
from liquid.token import TOKEN_TAG
from liquid.undefined import UNDEFINED

from app.destination.liquid_conditions import JavaScriptIf, JavaScriptUnless
from app.destination.liquid_filters import (
    FILTERS,
    liquid_member,
    plain_value,
    printed,
)
from app.destination.liquid_limits import MAX_HELD, Context, FilterError
from app.destination.liquid_words import unescaped
from app.destination.nodes import Kit, MappingError, Node, constant, failing
from app.destination.origin import Tracer, joined, origin_of_look_up
from app.segment.jsontext import Json
from app.segment.paths import MISSING

_LONGEST = 1000
_FAILURES = (LiquidError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What python-liquid raises; it lets Python's own errors through for odd values."""

_DISABLED_TAGS = ("case", "for", "include", "layout", "render", "tablerow")


def _write(value: object, context: RenderContext, buffer: TextIO) -> int:
    text = printed(value)
    if isinstance(context, Context):
        context.use("output", [text])
    return buffer.write(text)


class _PrintedNode(OutputNode):
    """`{{ ... }}`, printed as JavaScript prints a value."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write the value; how many characters were written."""
        return _write(self.expression.evaluate(context), context, buffer)


class _PrintedOutput(Output):
    """`{{ ... }}` as `_PrintedNode`."""

    node_class = _PrintedNode


class _PrintedEchoNode(EchoNode):
    """`{% echo ... %}`, printed the same way."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write the value; how many characters were written."""
        return _write(self.expression.evaluate(context), context, buffer)


class _PrintedEcho(EchoTag):
    """`{% echo ... %}` as `_PrintedEchoNode`."""

    node_class = _PrintedEchoNode


def _disabled(tag: str) -> type[Tag]:
    class Disabled(Tag):
        """A tag that Segment does not allow."""

        name = tag
        block = False

        def parse(self, stream: TokenStream) -> LiquidNode:
            """Always raises FilterError."""
            stream.eat(TOKEN_TAG)
            raise FilterError(f'tag "{tag}" is disabled')

    return Disabled


class _Context(Context):
    """Finds the places that a template names as the JavaScript library finds them."""

    __slots__ = ()

    def get(
        self, path: list[object], *, token: Token | None, default: object = UNDEFINED
    ) -> object:
        """The value at `path`, or the library's undefined (`default` where one is given)."""
        value = plain_value(super().get(path[:1], token=token, default=MISSING))
        for segment in path[1:]:
            value = liquid_member(value, plain_value(segment))
        if value is not MISSING:
            return value
        if default is not UNDEFINED:
            return default
        return self.env.undefined(str(path[-1]), token=token)


class _Template(BoundTemplate):
    """A template that is rendered in `_Context`."""

    context_class = _Context


class _Environment(Environment):
    """Makes templates of `_Template`."""

    template_class = _Template
    local_namespace_limit = MAX_HELD


def _environment() -> Environment:
    environment = _Environment(strict_filters=False)
    environment.add_tag(_PrintedOutput)
    environment.add_tag(_PrintedEcho)
    environment.add_tag(JavaScriptIf)
    environment.add_tag(JavaScriptUnless)
    for tag in _DISABLED_TAGS:
        environment.add_tag(_disabled(tag))
    environment.filters.clear()
    environment.filters.update(FILTERS)
    return environment


_ENVIRONMENT = _environment()


def liquid_directive(options: Json, kit: Kit) -> Node:
    """`@liquid`: the rendered template, which cannot come from another directive."""
    if not isinstance(options, str):
        return failing("liquid template value must be a string")
    if not options:
        return constant("")
    if len(options) > _LONGEST:
        return failing(f"liquid template values are limited to {_LONGEST} characters")
    return _rendered(options)


def _rendered(text: str) -> Node:
    def run(data: Json, tracer: Tracer | None) -> Json:
        template = _template(text)
        if tracer is not None:
            scope = tracer.scope
            tracer.origin = joined(
                origin_of_look_up(data, keys, scope).derived() for keys in _reads(text)
            )
        try:
            return template.render(data if isinstance(data, dict) else {})
        except _FAILURES as error:
            raise MappingError(_told(error)) from None

    return run


@lru_cache(maxsize=256)
def _template(text: str) -> BoundTemplate:
    try:
        return _ENVIRONMENT.from_string(unescaped(text))
    except LiquidError as error:
        raise MappingError(_told(error)) from None


def _told(error: Exception) -> str:
    """The error without the library's picture of the place."""
    return str(error.args[0]) if error.args else type(error).__name__


@lru_cache(maxsize=256)
def _reads(text: str) -> tuple[tuple[str, ...], ...]:
    """The places that a template names; where a step is computed, the place above it."""
    found = _template(text).analyze().globals
    return tuple(
        _fixed(variable.segments) for variables in found.values() for variable in variables
    )


def _fixed(segments: list[Json]) -> tuple[str, ...]:
    keys: list[str] = []
    for segment in segments:
        if isinstance(segment, list):
            break
        keys.append(str(segment))
    return tuple(keys)
