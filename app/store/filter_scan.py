"""A filter text cut into pieces: for the parser, and for the colours of the filter field.

The scanner takes any text. Every character that is no white space between parts is in exactly
one token.
"""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

TokenKind: TypeAlias = Literal[
    "not",
    "or",
    "and",
    "open",
    "close",
    "field",
    "colon",
    "comma",
    "compare",
    "range",
    "value",
    "text",
]

INSIDE_QUOTES = r"""(?>\\["\\]|[^"])*+"""
"""Any text with `\\"` and `\\\\` for a quotation mark and a backslash; never tried twice."""

_FIELD = re.compile(rf"""((?:in|out)\.(?:"{INSIDE_QUOTES}"|[^\s:"()])+|[^\s:"()]*):""")
_WORD = re.compile(r'[^\s"()]+')
_COMPARE = re.compile(r"[<>]=?|=")
_BARE = re.compile(r'(?:(?!\.\.)[^\s,"()])+')
_QUOTED = re.compile(rf'"({INSIDE_QUOTES})("|\Z)')
_KEYWORDS: dict[str, TokenKind] = {"OR": "or", "AND": "and", "NOT": "not"}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece, text[start:end]. `text` is a value without its quotation marks; `closed` is
    False where the second one is missing."""

    kind: TokenKind
    start: int
    end: int
    text: str
    quoted: bool = False
    closed: bool = True


def scan(text: str) -> list[Token]:
    """Cut a filter text into tokens."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        character = text[at]
        if character.isspace():
            at += 1
        elif character in "()":
            kind: TokenKind = "open" if character == "(" else "close"
            tokens.append(Token(kind, at, at + 1, character))
            at += 1
        elif character == "-" and at + 1 < len(text) and not text[at + 1].isspace():
            tokens.append(Token("not", at, at + 1, "-"))
            at += 1
        else:
            at = _part(text, at, tokens)
    return tokens


def _part(text: str, at: int, tokens: list[Token]) -> int:
    """Scan one term or keyword; returns where it ends."""
    if text[at] == '"':
        tokens.append(_quoted(text, at, "text"))
        return tokens[-1].end
    if match := _FIELD.match(text, at):
        if match[1]:
            tokens.append(Token("field", at, match.end(1), match[1]))
        tokens.append(Token("colon", match.end(1), match.end(), ":"))
        return _values(text, match.end(), tokens)
    match = _WORD.match(text, at)
    assert match is not None, "neither space, quotation mark nor bracket"
    word = match[0]
    tokens.append(Token(_KEYWORDS.get(word, "text"), at, match.end(), word))
    return match.end()


def _values(text: str, at: int, tokens: list[Token]) -> int:
    while True:
        if match := _COMPARE.match(text, at):
            tokens.append(Token("compare", at, match.end(), match[0]))
            at = match.end()
        at = _scalar(text, at, tokens)
        if text.startswith("..", at):
            tokens.append(Token("range", at, at + 2, ".."))
            at = _scalar(text, at + 2, tokens)
        if not text.startswith(",", at):
            return at
        tokens.append(Token("comma", at, at + 1, ","))
        at += 1


def _scalar(text: str, at: int, tokens: list[Token]) -> int:
    if text.startswith('"', at):
        tokens.append(_quoted(text, at, "value"))
        return tokens[-1].end
    if match := _BARE.match(text, at):
        tokens.append(Token("value", at, match.end(), match[0]))
        return match.end()
    return at


def _quoted(text: str, at: int, kind: TokenKind) -> Token:
    match = _QUOTED.match(text, at)
    assert match is not None, "the text has a quotation mark here"
    closed = match[2] == '"'
    return Token(kind, at, match.end(), unquoted(match[1]), quoted=True, closed=closed)


def unquoted(inside: str) -> str:
    """The text that stands between quotation marks as `inside`."""
    return re.sub(r'\\(["\\])', r"\1", inside)
