"""Patterns that ignore case by Unicode folding.

SQLite's LIKE folds ASCII letters only. The pattern is LIKE's own: `%` is any text, `_` any one
character, and `\\` takes the next character literally.
"""

import re
from functools import lru_cache


def fold(text: str) -> str:
    """The text with differences of case taken out."""
    return text.casefold()


def literal(text: str) -> str:
    """A folded pattern that fits this text alone."""
    return re.sub(r"([\\%_])", r"\\\1", fold(text))


def folded_like(text: str | None, pattern: str) -> bool:
    """Whether the folded text fits the pattern."""
    return text is not None and compiled(pattern).match(fold(text)) is not None


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as an expression for folded text, which never tries a place twice."""
    pieces = [""]
    escaped = False
    for character in pattern:
        if escaped:
            pieces[-1] += re.escape(character)
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "%":
            pieces.append("")
        else:
            pieces[-1] += "." if character == "_" else re.escape(character)
    first, *rest = pieces
    if not rest:
        return re.compile(rf"{first}\Z", re.DOTALL)
    *middle, last = rest
    between = "".join(f"(?>.*?{piece})" for piece in middle if piece)
    end = rf".*{last}\Z" if last else ""
    return re.compile(first + between + end, re.DOTALL)
