"""The lines that point each Segment SDK at the inspector (segment-wire 5.3 and 6)."""

import tomllib
from dataclasses import dataclass
from typing import Any

from app.packaged import resource


@dataclass(frozen=True, slots=True)
class Sdk:
    """How one SDK is set up.

    `before` is the sentence above the code, `hint` the one below, or empty. `line` is the one
    line of `code` to add; empty where all of the code is new. Texts hold `{address}`
    (`http://127.0.0.1:8765`), `{host}` (`127.0.0.1:8765`) and `{port}`; `filled` puts them in.
    `https_only` SDKs talk plain http only by the way round that their code shows. SDKs that
    `asks_settings` fetch settings before they send.
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


def filled(text: str, address: str) -> str:
    """A text of an Sdk with the endpoint's `address`, such as `http://127.0.0.1:8765`, in it."""
    host = address.removeprefix("http://")
    port = host.rpartition(":")[2]
    return text.replace("{address}", address).replace("{host}", host).replace("{port}", port)


def _sdk(table: dict[str, Any], shared: dict[str, Any]) -> Sdk:
    before = shared["before_https" if table.get("https_only") else "before"]
    return Sdk(**{"before": before, **table, "code": table["code"].strip("\n")})


def _load() -> tuple[Sdk, ...]:
    data = tomllib.loads(resource("sdks/sdks.toml").read_text("utf-8"))
    return tuple(_sdk(table, data) for table in data["sdk"])


SDKS: tuple[Sdk, ...] = _load()
"""Every SDK of the set-up page, in its order."""
