"""Values that stand literally in Terraform's code, out of hcl2's syntax tree.

What Terraform would have to compute (`var.x`, `local.y`, `merge(...)`) is no literal. HCL's
strings: https://developer.hashicorp.com/terraform/language/expressions/strings
"""

import re
import textwrap

from lark import Token, Tree

from app.destination.bounds import MAX_LEVELS
from app.destination.remark import quoted
from app.segment.jsontext import Json, JsonError, JsonObject, dumps_text, loads
from app.segment.paths import Path

Node = Tree[Token]

_WORDS = {"null": None, "true": True, "false": False}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_COMPUTED = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
_LAST_CHARACTER = 0x10FFFF


class NotLiteralError(Exception):
    """Something that only Terraform can compute, or that it would refuse: a sentence, and the
    line in which it stands."""

    def __init__(self, sentence: str, line: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


def trees(node: Node) -> list[Node]:
    """The parts of a node, without signs, line ends and comments."""
    return [
        one for one in node.children if isinstance(one, Tree) and one.data != "new_line_or_comment"
    ]


def word(node: Node) -> str:
    """The text of a node that holds a single word or sign, such as an identifier."""
    return str(node.children[0])


def literal(node: Node, source: str, lines: dict[Path, int], at: Path) -> Json:
    """The value of an expression. `jsonencode` of a literal is a text, as in Terraform.

    Notes in `lines` in which line of `source` each part of it stands, by its place below `at`.
    Raises NotLiteralError, also for more than MAX_LEVELS levels.
    """
    node = unwrapped(node)
    lines[at] = line_of(node)
    if len(at) > MAX_LEVELS:
        text = f"It has more than {MAX_LEVELS} lists and objects inside one another."
        raise NotLiteralError(text, line_of(node))
    if node.data == "tuple":
        items = enumerate(trees(node))
        return [literal(one, source, lines, (*at, index)) for index, one in items]
    if node.data == "object":
        found: JsonObject = {}
        for key, value in (trees(one) for one in trees(node)):
            name = _key(key, source)
            found[name] = literal(value, source, lines, (*at, name))
        return found
    if (encoded := argument_of_jsonencode(node)) is not None:
        return dumps_text(literal(encoded, source, {}, (*at, "")))
    return _single(node, source)


def line_of(node: Node) -> int:
    """The line in which it starts, counted from 1."""
    return int(getattr(node.meta, "line", 0))


def source_of(node: Node, source: str) -> str:
    """An expression as it stands in the code."""
    return source[node.meta.start_pos : node.meta.end_pos]


def unwrapped(node: Node) -> Node:
    """An expression without its brackets, and without the quotes of `"${...}"`."""
    while True:
        inner = trees(node)
        if len(inner) != 1:
            return node
        if node.data == "expr_term":
            node = inner[0]
        elif node.data == "string" and (computed := _interpolation(inner[0])) is not None:
            node = computed
        else:
            return node


def argument_of_jsonencode(node: Node) -> Node | None:
    """What is printed as JSON; None for any other expression."""
    if node.data != "function_call":
        return None
    name, *rest = trees(node)
    values = trees(rest[0]) if len(rest) == 1 and rest[0].data == "arguments" else []
    return values[0] if word(name) == "jsonencode" and len(values) == 1 else None


def _interpolation(part: Node) -> Node | None:
    """The expression of a part of a text that is `${...}`."""
    inner = trees(part)
    if len(inner) != 1 or inner[0].data != "interpolation":
        return None
    return trees(inner[0])[0]


def _key(key: Node, source: str) -> str:
    """The key of an element of an object: a bare word is meant as a text."""
    inner = trees(key)
    if not inner:
        return word(key)
    node = unwrapped(inner[0])
    if node.data in ("identifier", "keyword", "literal_value"):
        return word(node)
    value = _single(node, source)
    return value if isinstance(value, str) else dumps_text(value)


def _single(node: Node, source: str) -> Json:
    """A value that holds no others."""
    if node.data == "literal_value":
        return _WORDS[word(node)]
    if node.data in ("int_lit", "float_lit"):
        return _number(word(node), node)
    if node.data == "unary_op" and word(node) == "-":
        below = unwrapped(trees(node)[0])
        if below.data in ("int_lit", "float_lit"):
            return _number(f"-{word(below)}", node)
    if node.data == "string":
        return "".join(_part(one, node, source) for one in trees(node))
    if node.data in ("heredoc_template", "heredoc_template_trim"):
        return _heredoc(word(node), node)
    raise _computed(source_of(node, source), node)


def _computed(what: str, node: Node) -> NotLiteralError:
    text = f"Only Terraform can tell what {quoted(what)} is: write it out here."
    return NotLiteralError(text, line_of(node))


def _number(text: str, node: Node) -> Json:
    try:
        return loads(text)
    except (JsonError, ValueError):
        raise NotLiteralError(f"{quoted(text)} is no number.", line_of(node)) from None


def _part(part: Node, node: Node, source: str) -> str:
    token = part.children[0]
    if not isinstance(token, Token):
        raise _computed(source_of(node, source), node)
    text = str(token)
    if token.type in ("ESCAPED_INTERPOLATION", "ESCAPED_DIRECTIVE"):
        text = text[1:]

    def plain(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        if code and int(code, 16) <= _LAST_CHARACTER:
            return chr(int(code, 16))
        if not code and found[3] in _PLAIN:
            return _PLAIN[found[3]]
        raise NotLiteralError(f"HCL has no escape {quoted(found[0])}.", line_of(node))

    return _ESCAPE.sub(plain, text)


def _heredoc(text: str, node: Node) -> str:
    """The text between the marks, without its common indentation after `<<-`."""
    body = text[: text.rstrip().rfind("\n") + 1].partition("\n")[2].replace("\r\n", "\n")
    if _COMPUTED.search(body):
        raise _computed("${...}", node)
    if text.startswith("<<-"):
        body = textwrap.dedent(body)
    return body.replace("$${", "${").replace("%%{", "%{")
