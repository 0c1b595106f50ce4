"""JSON out of recorded requests: a pasted cURL command, raw HTTP, or a HAR.

Only bodies are taken. Addresses, headers and with them cookies and tokens are not looked at.
https://curl.se/docs/manpage.html, http://www.softwareishard.com/blog/har-12-spec/
"""

import base64
import binascii
import re
import shlex
from collections.abc import Iterator
from io import StringIO

from app.destination.bounds import beyond_bounds
from app.destination.subscription_forms import candidates_in
from app.segment.jsontext import Json, JsonError, JsonObject, loads

_COMMAND = re.compile(r"\s*(?:\$ )?curl(?:\.exe)?\s")
_HTTP = re.compile(r"\s*(?:[A-Z]{3,8} \S{1,4000} HTTP/[\d.]+|HTTP/[\d.]+ \d{3})[^\n]*\n")
_BLANK_LINE = re.compile(r"\n\r?\n")
_DATA = ("--data-raw", "--data-binary", "--data-ascii", "--data", "--json", "-d")
_ANSI = re.compile(r"(?<=\s)\$'([^'\\]*(?:\\.[^'\\]*)*)'", re.DOTALL)
_ANSI_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{1,4})|x([0-9a-fA-F]{1,2})|(.))", re.DOTALL)
_ANSI_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}


MAX_COMMAND = 250_000
"""Characters of a command; what is pasted below it may be longer."""


def is_curl(text: str) -> bool:
    """Whether a text starts with a cURL command."""
    return _COMMAND.match(text) is not None


def is_http(text: str) -> bool:
    """Whether a text starts as a request or an answer does on the wire."""
    return _HTTP.match(text) is not None


def is_har(data: Json) -> bool:
    """Whether `data` is a HAR."""
    log = data.get("log") if isinstance(data, dict) else None
    return isinstance(log, dict) and isinstance(log.get("entries"), list)


def body_of_http(text: str) -> str:
    """What stands below the headers."""
    found = _BLANK_LINE.search(text)
    return text[found.end() :] if found else ""


def bodies_of_curl(text: str) -> list[str]:
    """The data of a cURL command, and what was pasted below it, such as its answer.

    Raises JsonError for a command without an end, or longer than MAX_COMMAND.
    """
    if '^"' in text or "^\n" in text or "^\r\n" in text:
        # Windows' own shell; its quotes are doubled or escaped otherwise than in any other.
        text = re.sub(r"\^\r?\n", " ", text)
        text = re.sub(r"\^(.)", r"\1", text, flags=re.DOTALL)
    text = re.sub(r"\\\r?\n", " ", text)
    text = _ANSI.sub(lambda found: shlex.quote(_ANSI_ESCAPE.sub(_ansi, found[1])), text)
    # Line ends are words of their own, so that the command's end is seen.
    stream = StringIO(text[:MAX_COMMAND])
    reader = shlex.shlex(stream, posix=True, punctuation_chars=";|&\n")
    reader.whitespace, reader.whitespace_split, reader.commenters = " \t\r", True, ""
    words: list[str] = []
    rest = ""
    try:
        for word in iter(reader.get_token, None):
            if word.strip(" \n;|&") == "" and word:
                # The character after the line ends is read already.
                rest = text[stream.tell() - 1 :]
                break
            words.append(word)
    except ValueError:
        raise JsonError("a quote in the command has no end") from None
    if not rest and len(text) > MAX_COMMAND:
        raise JsonError(f"the command is longer than {MAX_COMMAND} characters")
    found = list(_data_of(words))
    if _BLANK_LINE.search(rest) and is_http(rest):
        rest = body_of_http(rest)
    return [*found, rest] if rest.strip() else found


def bodies_of_har(data: JsonObject) -> Iterator[Json]:
    """The JSON in its requests and answers that holds subscriptions."""
    for entry in data["log"]["entries"]:
        for side, part in (("request", "postData"), ("response", "content")):
            body = entry.get(side) if isinstance(entry, dict) else None
            content = body.get(part) if isinstance(body, dict) else None
            if not isinstance(content, dict) or not isinstance(text := content.get("text"), str):
                continue
            try:
                coded = content.get("encoding") == "base64"
                found = loads(base64.b64decode(text) if coded else text)
            except (JsonError, binascii.Error):
                continue
            if beyond_bounds(found) is None and any(candidates_in(found)):
                yield found


def _data_of(words: list[str]) -> Iterator[str]:
    after = False
    for word in words:
        if after:
            after = False
            yield word
            continue
        for option in _DATA:
            if word == option:
                after = True
            elif word.startswith(f"{option}="):
                yield word[len(option) + 1 :]
            elif option == "-d" and word.startswith("-d"):
                yield word[2:]
            else:
                continue
            break


def _ansi(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _ANSI_PLAIN.get(found[3], found[3])
