"""Secrets inside text: what is shown, logged or written out holds no key and no token whole.

Below all rooms, since each of them shows captured text. A Segment write key stands in every
page's source and is no secret; `app.segment.keys` shortens it.
"""

import re
from collections.abc import Iterable
from typing import Any

MASK = "…"
"""Stands for what was taken out."""

_SECRET = re.compile(
    # A Topsort key and a bearer token keep the words that tell their kind; “the bearer of” is none.
    r"(?P<topsort>TS[EC]_)[\w.~-]+"
    r"|(?P<bearer>\b[Bb][Ee][Aa][Rr][Ee][Rr]\s+)[\w.~+/=-]{3,}"
    # Three parts in base64: a JSON web token.
    r"|\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]*"
)


def masked(text: str) -> str:
    """`text` with every Topsort key, bearer token and JSON web token reduced to its kind and `…`:
    `TSE_…`, `Bearer …`."""
    return _SECRET.sub(_kind, text)


def is_secret(text: str) -> bool:
    """Whether `text` holds a Topsort key or a token."""
    return _SECRET.search(text) is not None


def masked_json(value: Any) -> Any:
    """`value` with every text in it masked, names of keys too. The value itself where there is
    nothing to mask."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, list):
        items = [masked_json(item) for item in value]
        return items if _differ(items, value) else value
    if isinstance(value, dict):
        names = [masked(name) for name in value]
        items = [masked_json(item) for item in value.values()]
        if _differ(names, value) or _differ(items, value.values()):
            return dict(zip(names, items, strict=True))
    return value


def _differ(new: Iterable[Any], old: Iterable[Any]) -> bool:
    return any(one is not other and one != other for one, other in zip(new, old, strict=True))


def _kind(found: re.Match[str]) -> str:
    return f"{found['topsort'] or found['bearer'] or ''}{MASK}"
