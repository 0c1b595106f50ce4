"""Who may post: every page and program, or only these origins and write keys."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.segment.refused import Refused

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Accepted:
    """The origins and write keys that are accepted; an empty set accepts all of its kind."""

    origins: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.origins or self.keys)


EVERYBODY = Accepted()


class Gate:
    """Keeps out what is not accepted. `accepted` may be replaced from any thread."""

    def __init__(self) -> None:
        self.accepted = EVERYBODY

    def check_origin(self, headers: Mapping[str, str]) -> None:
        """Raise Refused where a browser's page of another origin posts.

        Servers and devices send no origin and are judged by their key alone. A page that loads
        a pixel sends none either; its Referer stands for it, and a browser that hides that too
        (it sends Sec-Fetch-Site all the same) is kept out.
        """
        origins = self.accepted.origins
        if not origins:
            return
        origin = headers.get("origin")
        if origin is None and ("referer" in headers or "sec-fetch-site" in headers):
            origin = _origin_of(headers.get("referer", ""))
        if origin is not None and origin not in origins:
            raise Refused(
                403,
                "origin_not_accepted",
                "Pages of this origin are not accepted here now.",
                "The inspector was told to accept some origins only. Add this one, or accept all.",
            )

    def check_keys(self, keys: Collection[str]) -> None:
        """Raise Refused where one of a request's write keys is not accepted. `keys` are whole,
        also those of an Authorization header."""
        accepted = self.accepted.keys
        if accepted and not accepted.issuperset(keys):
            raise Refused(
                403,
                "key_not_accepted",
                "The write key is not one of those that are accepted here now.",
                "The inspector was told to accept some write keys only. Add this one, or accept "
                "all.",
            )


def origin_of(text: str) -> str:
    """A page's origin as browsers write it, from what a person writes: a whole address too.

    Raises ValueError with a sentence where there is no origin in it.
    """
    if text == "null":
        return text
    origin = _origin_of(text.strip())
    if not origin:
        raise ValueError(f"“{text}” is no origin. Write it as https://shop.example.")
    return origin


def _origin_of(url: str) -> str:
    """Scheme, host and port of an address, the default port left out; empty where it has none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if not host or not parts.scheme or parts.username is not None:
        return ""
    name = f"[{host}]" if ":" in host else host
    shown = "" if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{port}"
    return f"{parts.scheme}://{name}{shown}"
