"""The words of an FQL trigger, cut where Segment's own reader cuts them.

That reader has habits that decide whether a trigger is valid: a closing quote and the operators
`!=`, `<=` and `>=` must be followed by a space, a comma, a bracket or the end, and a lone `an`
or `nul` at the very end loses its last letters. They are kept here.
"""

from dataclasses import dataclass
from typing import Literal

from app.destination.javascript import characters, units

TokenKind = Literal[
    "ident", "dot", "operator", "conditional", "string", "number", "null", "symbol", "open",
    "close", "comma", "end",
]  # fmt: skip

_LONGEST = 100_000
_BLANKS = frozenset(" \t\n")
_ENDINGS = _BLANKS | frozenset(",])")
_DIGITS = frozenset("0123456789")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_WORD = _LETTERS | _DIGITS | frozenset("_-\\")
_STARTS = _LETTERS | frozenset("!=><\\_")
_AFTER_WORD = _ENDINGS | frozenset(".(=!")
_NEAR = {"&": "FQL joins conditions with “and”", "|": "FQL joins conditions with “or”"}
"""What those who write such a character mean."""

_SYMBOLS: dict[str, TokenKind] = {
    ".": "dot",
    "[": "symbol",
    "]": "symbol",
    ",": "comma",
    "(": "open",
    ")": "close",
}


LONGEST_TRIGGER = 50_000
"""UTF-16 units of a trigger that is still read. A bound of ours: Segment's own is that of a
request."""


class FqlError(ValueError):
    """Segment cannot read the trigger, so the subscription never fires.

    `expected` is what should stand at `column`, `found` what does, `near` what was probably
    meant, as a sentence; the latter two may be empty. Columns count UTF-16 units from 1, as
    JavaScript and Qt count characters. `message` is all of it but the column.
    """

    def __init__(self, expected: str, column: int, found: str = "", near: str = "") -> None:
        rest = (f", found {found}" if found else "") + (f". {near}" if near else "")
        super().__init__(f"{expected} expected at column {column}{rest}")
        self.message = f"{expected} expected{rest}"
        self.expected = expected
        self.found = found
        self.near = near
        self.column = column


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a trigger. `text` keeps the quotes of a string; that of the end is `eos`."""

    kind: TokenKind
    text: str
    column: int


def tokens_of(trigger: str) -> list[Token]:
    """Cut a trigger into words, the last of which is the end. Raises FqlError."""
    reader = _Reader(trigger)
    if len(reader.text) > LONGEST_TRIGGER:
        raise FqlError(f"the end after at most {LONGEST_TRIGGER} characters", LONGEST_TRIGGER + 1)
    tokens: list[Token] = []
    while True:
        column = reader.at + 1
        character = reader.next()
        if not character:
            tokens.append(Token("end", "eos", column))
            return tokens
        if character in _BLANKS:
            continue
        if character == "!" and (reader.peek() in _LETTERS or reader.peek() == "("):
            tokens.append(Token("operator", "!", column))
        elif character in _STARTS:
            after_word = bool(tokens) and tokens[-1].kind == "ident"
            tokens.append(_word(reader, character, column, after_word))
        elif character in _DIGITS or character in "+-":
            tokens.append(_number(reader, character, column))
        elif character in "\"'":
            tokens.append(_string(reader, character, column))
        elif character in _SYMBOLS:
            tokens.append(Token(_SYMBOLS[character], character, column))
        else:
            near = _NEAR.get(character, "")
            raise FqlError("a condition", column, f"“{character}”", near)


class _Reader:
    """A place in the trigger, unit by unit; an empty string stands for the end."""

    def __init__(self, text: str) -> None:
        self.text = units(text)
        self.at = 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def next(self) -> str:
        character = self.peek()
        self.at += len(character)
        return character

    def ends_word(self) -> bool:
        return not self.peek() or self.peek() in _ENDINGS

    def accept(self, wanted: str) -> bool:
        """Go over `wanted` if it stands here and ends a word. Segment's reader does not go back
        where it runs into the end on the way."""
        start = self.at
        for _ in wanted:
            character = self.next()
            if not character:
                return False
            if character in _ENDINGS:
                break
        if self.text[start : self.at] == wanted and self.ends_word():
            return True
        self.at = start
        return False


def _word(reader: _Reader, first: str, column: int, after_word: bool) -> Token:
    if first == "=":
        return Token("operator", "=", column)
    if first == "!":
        if reader.accept("="):
            return Token("operator", "!=", column)
        raise _lone_not(reader, column, after_word)
    if first in "<>":
        return Token("operator", f"{first}=" if reader.accept("=") else first, column)
    if first == "a" and reader.accept("nd"):
        return Token("conditional", "and", column)
    if first == "o" and reader.accept("r"):
        return Token("conditional", "or", column)
    if first == "n" and reader.accept("ull"):
        return Token("null", "null", column)
    return _ident(reader, first, column)


def _lone_not(reader: _Reader, column: int, after_word: bool) -> FqlError:
    """A `!` that neither begins `!=` with a blank after it nor stands before a function."""
    if not after_word:
        return FqlError("“contains(” or “match(” right after “!”", column)
    if reader.peek() == "=":
        return FqlError("“=” or “!=”", column, "“!=” without a space", "Put a space after “!=”")
    return FqlError("“=” or “!=”", column, "“!”", "Write “!=” with a space after it")


def _ident(reader: _Reader, character: str, column: int) -> Token:
    text = ""
    while True:
        if character == "\\":
            if not reader.peek():
                raise FqlError("a character after “\\”", reader.at + 1, "the end")
            character = reader.next()
        text += character
        if len(text) >= _LONGEST:
            raise FqlError("a shorter name", column)
        if not reader.peek() or reader.peek() not in _WORD:
            break
        character = reader.next()
    following = reader.peek()
    if following and following not in _AFTER_WORD:
        raise FqlError(f"a space after “{characters(text)}”", reader.at + 1, f"“{following}”")
    return Token("ident", characters(text), column)


def _number(reader: _Reader, first: str, column: int) -> Token:
    text = first
    decimal = False
    while reader.peek() and (reader.peek() in _DIGITS or reader.peek() == "."):
        character = reader.next()
        text += character
        if character == ".":
            if reader.ends_word():
                raise FqlError("a digit after the decimal point", reader.at + 1)
            if decimal:
                raise FqlError("one decimal point in a number", reader.at, "another")
            decimal = True
        if len(text) > _LONGEST:
            raise FqlError("a shorter number", column)
    return Token("number", text, column)


def _string(reader: _Reader, quote: str, column: int) -> Token:
    end = reader.text.find(quote, reader.at)
    if end < 0:
        raise FqlError(f"a closing {quote}", len(reader.text) + 1, "the end")
    text = reader.text[reader.at : end]
    if len(text) >= _LONGEST:
        raise FqlError("a shorter text", column)
    reader.at = end
    reader.accept(quote)
    return Token("string", f"{quote}{characters(text)}{quote}", column)
