"""Where a message says that it comes from."""

from functools import lru_cache
from urllib.parse import urlsplit

from app.segment.jsontext import Json
from app.segment.keys import NO_KEY

_LONGEST = 2_000


def page_origin(url: Json) -> str:
    """Scheme, host and port of a page's address; empty for anything that is none."""
    return _origin(url) if isinstance(url, str) and len(url) <= _LONGEST else ""


def source_key(write_key: Json) -> str:
    """The write key of a message; empty where it has none."""
    return write_key if isinstance(write_key, str) and write_key != NO_KEY else ""


@lru_cache(maxsize=1_024)
def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port else "")
