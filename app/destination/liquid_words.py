"""Texts inside a template of `@liquid`, and the filters that take a text apart by its signs."""

import re
import unicodedata
from base64 import b64decode
from collections.abc import Callable

from app.destination.javascript import WHITESPACE, trimmed, truthy
from app.destination.liquid_limits import FilterError
from app.segment.jsontext import Json
from app.segment.paths import MISSING

_CJK = "\u4e00-\u9fff\uf900-\ufaff\u3400-\u4dbf\u3040-\u309f\u30a0-\u30ff\uac00-\ud7af"
_CJK_SIGN = re.compile(f"[{_CJK}]")
_OTHER_WORD = re.compile(f"[^{_CJK}{WHITESPACE}]+")
_SPACES = re.compile(f"[{WHITESPACE}]+")
_PLAIN_ACCENTS: dict[str, str] = {
    **dict.fromkeys("àáâãäå", "a"),
    **dict.fromkeys("èéêë", "e"),
    **dict.fromkeys("ìíîï", "i"),
    **dict.fromkeys("òóôõöø", "o"),
    **dict.fromkeys("ùúûü", "u"),
    **dict.fromkeys("ýÿ", "y"),
    "æ": "ae",
    "ç": "c",
    "ð": "d",
    "ñ": "n",
    "ß": "ss",
    "œ": "oe",
    "þ": "th",
    "ẞ": "SS",
    "Œ": "OE",
    "Þ": "TH",
}


def _is_letter_or_digit(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return kind[0] in "LM" or kind == "Nd"


_SLUG_KEEPS: dict[str, Callable[[str], bool]] = {
    "raw": lambda sign: _SPACES.fullmatch(sign) is None,
    "default": _is_letter_or_digit,
    "latin": _is_letter_or_digit,
    "pretty": lambda sign: _is_letter_or_digit(sign) or sign in "._~!$&'()+,;=@",
    "ascii": lambda sign: sign.isascii() and sign.isalnum(),
}

_QUOTED = r'"[^"\\]*(?:\\.[^"\\]*)*"|\'[^\'\\]*(?:\\.[^\'\\]*)*\''
_CODE = re.compile(r"\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_TEXT = re.compile(_QUOTED, re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{0,4})|([0-7]{1,3})|(.))", re.DOTALL)
_SIGNS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_RAW = re.compile(r"\{%-?\s*raw\b")


def unescaped(template: str) -> str:
    """The template with the escapes in its quoted texts resolved, which python-liquid does not
    know. A text that would then hold both kinds of quotes stays as it is."""
    if "\\" not in template:
        return template
    return _CODE.sub(
        lambda code: code[0] if _RAW.match(code[0]) else _TEXT.sub(_plain_text, code[0]), template
    )


def _plain_text(found: re.Match[str]) -> str:
    text = _ESCAPE.sub(_sign, found[0][1:-1])
    if found[0][0] not in text:
        return f"{found[0][0]}{text}{found[0][0]}"
    other = "'" if found[0][0] == '"' else '"'
    return found[0] if other in text else f"{other}{text}{other}"


def _sign(escape: re.Match[str]) -> str:
    code, octal, sign = escape.groups()
    if code is not None:
        return chr(int(code or "0", 16))
    return chr(int(octal, 8)) if octal else _SIGNS.get(sign, sign)


def word_count(text: str, mode: Json) -> int:
    """Words; each Chinese, Japanese or Korean sign is one in the modes that say so."""
    text = trimmed(text)
    signs = _CJK_SIGN.findall(text)
    if mode == "cjk" or (mode == "auto" and signs):
        return len(signs) + len(_OTHER_WORD.findall(text))
    return len(_SPACES.split(text)) if text else 0


def slug(text: str, mode: Json, cased: Json) -> str:
    """A text for an address: what the mode does not keep becomes a dash."""
    mode = "default" if mode is MISSING else mode
    if mode == "latin":
        text = "".join(_PLAIN_ACCENTS.get(sign, sign) for sign in text)
    keeps = _SLUG_KEEPS.get(mode) if isinstance(mode, str) else None
    if keeps is not None:
        text = _dashed(text, keeps).removeprefix("-").removesuffix("-")
    return text if cased is not MISSING and truthy(cased) else text.lower()


def _dashed(text: str, keeps: Callable[[str], bool]) -> str:
    """Each run of signs that are not kept as one dash."""
    signs: list[str] = []
    between = False
    for sign in text:
        kept = keeps(sign)
        if kept:
            signs.append(sign)
        elif not between:
            signs.append("-")
        between = not kept
    return "".join(signs)


def from_base64(text: str) -> str:
    """The text in base64 of either alphabet. Raises FilterError where it is none."""
    if not _is_base64(text):
        raise FilterError("invalid base64 provided to base64_decode")
    signs = re.sub("[^A-Za-z0-9+/]", "", text.replace("-", "+").replace("_", "/"))
    signs = signs[:-1] if len(signs) % 4 == 1 else signs
    return b64decode(signs + "=" * (-len(signs) % 4)).decode("utf-8", "replace")


def _is_base64(text: str) -> bool:
    text = re.sub("[\t\n\f\r ]", "", text)
    if len(text) % 4 == 0:
        text = re.sub("==?$", "", text)
    return len(text) % 4 != 1 and re.fullmatch("[A-Za-z0-9+/]*", text) is not None
