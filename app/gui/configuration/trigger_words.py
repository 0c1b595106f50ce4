"""What is wrong with a trigger, where, and how it can be mended. Pure: no Qt."""

import re
from dataclasses import dataclass

from app.destination import fql
from app.gui.detail.visible import visible
from app.gui.events.words import one_line

LONGEST_SAID = 160
"""Characters of a mistake's sentence."""

_MEANT = re.compile(r"Did you mean “([^”]+)”\?")


@dataclass(frozen=True, slots=True)
class Mistake:
    """`blocking`: Segment cannot read the trigger. Else it reads something else than what seems
    to stand there.

    `column` counts UTF-16 units from 1, `length` of them are underlined. `repair` are the words
    of the link that mends it, `repaired` the trigger then; both empty where only a person can.
    """

    blocking: bool
    column: int
    length: int
    text: str
    repair: str = ""
    repaired: str = ""

    @property
    def sentence(self) -> str:
        """`Column 28: the text has no closing quote.`"""
        return f"Column {self.column}: {self.text}."


def mistake_of(text: str) -> Mistake | None:
    """The first mistake in a trigger; None where there is none."""
    try:
        trigger = fql.parse(text)
    except fql.FqlError as error:
        return _mistake(text, error)
    if not trigger.doubts:
        return None
    doubt = trigger.doubts[0]
    said = doubt.message
    repair, repaired = _doubt_repair(text, doubt.column, said)
    length = _word_length(text, doubt.column)
    return Mistake(False, doubt.column, length, _said(said), repair, repaired)


def _mistake(text: str, error: fql.FqlError) -> Mistake:
    column, found = error.column, f", found {error.found}" if error.found else ""
    if error.expected.startswith("a closing "):
        quote = error.expected[-1]
        start = _open_quote(text, quote)
        length = _units(text) - start
        words = "the text has no closing quote"
        return Mistake(True, start + 1, length, words, "Add the quote", text + quote)
    if error.expected == "“)” for this bracket":
        words = "this bracket is not closed"
        return Mistake(True, column, 1, words, "Close the bracket", f"{text})")
    repair, repaired = _error_repair(text, error)
    said = f"{error.expected} expected{found}"
    if error.near:
        said += f". {error.near}"
    said = said[:1].lower() + said[1:] if said[:2].istitle() else said
    length = max(1, _word_length(text, column))
    return Mistake(True, column, length, _said(said), repair, repaired)


def _error_repair(text: str, error: fql.FqlError) -> tuple[str, str]:
    left, right = _cut(text, error.column)
    meant = _MEANT.search(error.near)
    if meant is not None:
        typed = re.match(r"[\w.-]+", right)
        old = typed[0] if typed else ""
        new = meant[1] + old[len(old.split(".")[0]) :]
        return f"Write “{meant[1]}”", left + new + right[len(old) :]
    for sign, word in (("&", "and"), ("|", "or")):
        if right.startswith(sign) and word in error.near:
            rest = right.lstrip(sign)
            return f"Write “{word}”", f"{left.rstrip()} {word} {rest.lstrip()}"
    if "“!=”" in error.near and right.startswith("!="):
        return "Put a space after “!=”", f"{left}!= {right[2:].lstrip()}"
    if "“!=”" in error.near and right.startswith("!"):
        return "Write “!=”", f"{left}!= {right[1:].lstrip()}"
    if error.expected.startswith("a space after"):
        return "Put the space", f"{left} {right}"
    return "", ""


def _doubt_repair(text: str, column: int, said: str) -> tuple[str, str]:
    left, right = _cut(text, column)
    if said.startswith("Double quotes expected") and right[:1] == "'":
        end = right.find("'", 1)
        if end > 0 and '"' not in right[1:end]:
            return "Use double quotes", f'{left}"{right[1:end]}"{right[end + 1 :]}'
    meant = _MEANT.search(said)
    word = re.match(r"[\w.=-]+", right)
    if meant is not None and word is not None:
        new = meant[1] + word[0][len(word[0].split(".")[0]) :]
        return f"Write “{meant[1]}”", left + new + right[len(word[0]) :]
    if said.endswith(("Write “=”", "FQL compares with one “=”")):
        rest = re.sub(r"^(?:=+|\w+)", "", right)
        bare = left.rstrip().rstrip("=").rstrip()
        return "Write “=”", f"{bare} = {rest.lstrip()}"
    return "", ""


def _open_quote(text: str, quote: str) -> int:
    """The place, in UTF-16 units from 0, of the quote that is not closed."""
    at, open_at, inside = 0, 0, ""
    for character in text:
        if inside:
            inside = "" if character == inside else inside
        elif character in "\"'":
            inside, open_at = character, at
        at += _units(character)
    return open_at if inside == quote else max(0, at - 1)


def _cut(text: str, column: int) -> tuple[str, str]:
    """What stands before a column and what from it on."""
    raw = text.encode("utf-16-le", "surrogatepass")
    place = max(0, column - 1) * 2
    return tuple(  # type: ignore[return-value]
        part.decode("utf-16-le", "surrogatepass") for part in (raw[:place], raw[place:])
    )


def _word_length(text: str, column: int) -> int:
    """UTF-16 units of the word at a column; 0 at the end."""
    right = _cut(text, column)[1]
    word = re.match(r"[\w.]+|'[^']*'?|\S", right)
    return _units(word[0]) if word else 0


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _said(text: str) -> str:
    return visible(one_line(text.rstrip("."), LONGEST_SAID))


def short_trigger(text: str) -> str:
    """A trigger in a few words for a list: `track, Product Viewed`, `page or screen`."""
    try:
        trigger = fql.parse(text)
    except fql.FqlError:
        return "cannot be read"
    if trigger.asks is not None:
        return one_line(", ".join(trigger.asks), 80)
    kinds = re.findall(r'type\s*=\s*"([^"]*)"', text)
    plain = re.sub(r'type\s*=\s*"[^"]*"|\bor\b|\s', "", text)
    if kinds and not plain:
        return one_line(" or ".join(kinds), 80)
    return one_line(" ".join(text.split()), 80)
