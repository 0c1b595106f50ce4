"""The lines that point each Segment SDK at the inspector (segment-wire 5.3 and 6), and those by
which it comes to trust the inspector's authority."""

import tomllib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from app.packaged import resource


@dataclass(frozen=True, slots=True)
class Sdk:
    """How one SDK is set up.

    `before` is the sentence above the code, `hint` the one below, or empty. `line` is the one
    line of `code` to add; empty where all of the code is new. Texts hold `{address}`
    (`http://127.0.0.1:8765`), `{host}` (`127.0.0.1:8765`), `{name}` (`127.0.0.1`), `{port}` and
    `{authority}`; `filled` puts them in. `https_only` SDKs talk plain http only by the way round
    that their code shows. SDKs that `asks_settings` fetch settings before they send. The texts
    for an https address are in `over_https`; `trust` are the keys of ways to trust the authority,
    the likeliest first.
    """

    key: str
    name: str
    package: str
    before: str
    code: str
    line: str = ""
    https_only: bool = False
    hint: str = ""
    asks_settings: bool = False
    https_code: str = ""
    https_line: str = ""
    https_hint: str = ""
    trust: tuple[str, ...] = ()

    def over(self, address: str) -> "SdkLines":
        """The texts for an address, filled in but for `{authority}`."""
        secure = address.startswith("https:")
        lines = SdkLines(self.before, self.code, self.line, self.hint)
        if secure:
            own = bool(self.https_code)
            lines = SdkLines(
                _BEFORE if self.https_only and own else self.before,
                self.https_code or self.code,
                self.https_line if own else self.line,
                self.https_hint or ("" if self.https_only else self.hint),
            )
        return SdkLines(
            filled(lines.before, address),
            filled(lines.code, address),
            filled(lines.line, address),
            filled(lines.hint, address),
        )


@dataclass(frozen=True, slots=True)
class SdkLines:
    """What the set-up page shows of an SDK: see Sdk."""

    before: str
    code: str
    line: str
    hint: str


@dataclass(frozen=True, slots=True)
class Trust:
    """How one system, browser or runtime comes to trust the authority, and how it forgets it.

    `before` says what to do with `code`; `remove` and `remove_code` undo it. Texts hold
    `{authority}` (the path of its certificate), `{address}` and `{title}` (its own name).
    """

    key: str
    name: str
    before: str
    code: str
    remove: str = ""
    remove_code: str = ""


def filled(text: str, address: str, *, authority: str = "", title: str = "") -> str:
    """A text of an Sdk or a Trust with the endpoint's `address`, such as `http://127.0.0.1:8765`,
    in it; the authority's path and name where they are given."""
    parts = urlsplit(address)
    for name, value in (
        ("address", address),
        ("host", parts.netloc),
        ("name", parts.hostname or ""),
        ("port", str(parts.port or "")),
        ("authority", authority),
        ("title", title),
    ):
        if value:
            text = text.replace(f"{{{name}}}", value)
    return text


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(resource(f"sdks/{name}").read_text("utf-8"))


def _stripped(table: dict[str, Any]) -> dict[str, Any]:
    codes = {key: table[key].strip("\n") for key in _CODES if key in table}
    return (
        {**table, **codes, "trust": tuple(table["trust"])}
        if "trust" in table
        else {**table, **codes}
    )


_CODES = ("code", "https_code", "remove_code")
_TABLES = _load("sdks.toml")
_BEFORE: str = _TABLES["before"]


def _sdk(table: dict[str, Any]) -> Sdk:
    before = _TABLES["before_https"] if table.get("https_only") else _BEFORE
    return Sdk(**{"before": before, **_stripped(table)})


SDKS: tuple[Sdk, ...] = tuple(_sdk(table) for table in _TABLES["sdk"])
"""Every SDK of the set-up page, in its order."""

TRUSTS: tuple[Trust, ...] = tuple(
    Trust(**_stripped(table)) for table in _load("trust.toml")["trust"]
)
"""Every way to trust the authority, in the order in which they are listed."""
