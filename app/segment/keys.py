"""Write keys, and secrets in the head of a request.

A Segment write key stands in every page's source and is no secret, but an Authorization header
may hold one. Topsort keys, bearer tokens and OAuth tokens are secrets: nothing of them is kept.
"""

import re
from base64 import b64decode
from urllib.parse import quote, unquote_plus

from app.masking import MASK, is_secret, masked, masked_json
from app.segment.jsontext import JsonObject

NO_KEY = "none"
"""The write key of a request that carries none."""

_SECRET_WORD = re.compile(
    r"(write|api|access|secret|private|auth)?(key|token)|auth(orization)?|bearer|jwt"
    r"|password|passwd|pwd|(client)?secret|cookie|session(id)?|credentials?",
    re.IGNORECASE,
)
_BETWEEN_WORDS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")
_PRINTABLE = re.compile(r"[!-~]+")


def short_key(key: str) -> str:
    """The first four characters and `…`: all that is kept or shown of a key from a header."""
    return f"{key[:4]}{MASK}"


def exported(message: JsonObject) -> JsonObject:
    """A stored message as it may leave: its write key in the short form, secrets masked."""
    out: JsonObject = dict(masked_json(message))
    key = message.get("writeKey")
    if isinstance(key, str) and key != NO_KEY:
        out["writeKey"] = short_key(key)
    return out


def header_key(authorization: str) -> str | None:
    """The short form of the write key in an Authorization header, or None."""
    key = whole_header_key(authorization)
    return None if key is None else short_key(key)


def whole_header_key(authorization: str) -> str | None:
    """The write key in an Authorization header, to compare with and never to keep.

    SDKs send Basic with the key as user name; Segment also takes it without the colon
    (segment-wire 1.1). What follows Bearer is an OAuth token whatever it looks like, and the
    write key then stands in the body. A token (it has dots) and a Topsort key are no write keys.
    """
    scheme, _, rest = authorization.strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    key = _basic_user(rest.strip())
    if not _PRINTABLE.fullmatch(key) or "." in key or is_secret(key):
        return None
    return key


def masked_target(path: str, query: str) -> str:
    """Path and query as they may be stored and shown.

    The values of parameters that are named like secrets, and everything that looks like a
    Topsort key or a bearer token, become a few first characters and `…`, or `…` alone.
    A pixel's `data` is a body and stays as it came.
    """
    target = masked(path)
    if not query:
        return target
    return f"{target}?{'&'.join(_masked_parameter(part) for part in query.split('&'))}"


def _masked_parameter(part: str) -> str:
    name, equals, value = part.partition("=")
    plain_name = unquote_plus(name)
    plain_value = unquote_plus(value)
    if is_secret(plain_name):
        name = _masked(plain_name)
    if is_secret(plain_value):
        return f"{name}={_masked(plain_value)}"
    if not _names_a_secret(plain_name):
        return f"{name}{equals}{value}"
    if plain_name.lower().replace("_", "") == "writekey":
        return f"{name}={quote(plain_value[:4], safe='')}{MASK}"
    return f"{name}={MASK}"


def _names_a_secret(name: str) -> bool:
    """Whether the last word of a parameter's name, or its last two, name a secret: `id_token`,
    `topsortApiKey`, `session_id`, but not `keyword`."""
    words = [word for word in _BETWEEN_WORDS.split(name) if word][-2:]
    return any(_SECRET_WORD.fullmatch(text) for text in (*words[-1:], "".join(words)))


def _masked(text: str) -> str:
    return MASK.join(quote(piece, safe="") for piece in masked(text).split(MASK))


def _basic_user(encoded: str) -> str:
    padded = encoded + "=" * (-len(encoded) % 4)
    try:
        text = b64decode(padded, validate=True).decode("ascii")
    except ValueError:
        text = encoded
    return text.partition(":")[0]
