"""The nouns of the destination: subscription, configuration, delivery, provenance."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from app.destination.bounds import beyond_bounds
from app.segment.jsontext import Json, JsonObject, dumps
from app.segment.paths import Path, path_text


@dataclass(frozen=True)
class Subscription:
    """One row of a Segment destination: when it fires, which action, how the payload is made.

    `trigger` is FQL. `alternate` marks the subscriptions that no preset has and that Topsort's
    guide names (`Product Added` as a click).
    """

    name: str
    trigger: str
    action: str
    mapping: JsonObject
    enabled: bool = True
    alternate: bool = False


@dataclass(frozen=True)
class Configuration:
    """Everything that decides what the destination does with a message.

    `definition` is an id such as `topsort-2026-07`; `settings` are the destination's own
    (`skipZeroPricePurchases`), never with an API key. `rules` (bands, silenced rules) and
    `attribution` (assumed model and windows) decide how the result is judged; the destination
    carries them and reads neither, and what is empty leaves the hash as it was without them.
    """

    definition: str
    subscriptions: tuple[Subscription, ...]
    settings: JsonObject = field(default_factory=dict)
    rules: JsonObject = field(default_factory=dict)
    attribution: JsonObject = field(default_factory=dict)

    @cached_property
    def hash(self) -> str:
        """First 16 hex digits of the SHA-256 of its JSON: equal configurations, equal hash.

        Raises ValueError for a mapping without bounds, such as one that holds itself.
        """
        for one in self.subscriptions:
            beyond = beyond_bounds(one.mapping)
            if beyond is not None:
                where = path_text(beyond.at) or "its mapping"
                raise ValueError(f"Subscription “{one.name}”, {where}: {beyond.reason}.")
        return hashlib.sha256(dumps(self.to_json())).hexdigest()[:16]

    def to_json(self) -> JsonObject:
        """Plain JSON, for the capture file; `configuration_from_json` reads it back."""
        judging = {"rules": self.rules, "attribution": self.attribution}
        return {
            "definition": self.definition,
            "subscriptions": [
                {
                    "name": one.name,
                    "trigger": one.trigger,
                    "action": one.action,
                    "mapping": one.mapping,
                    "enabled": one.enabled,
                    "alternate": one.alternate,
                }
                for one in self.subscriptions
            ],
            "settings": self.settings,
            **{name: value for name, value in judging.items() if value},
        }


def configuration_from_json(data: JsonObject) -> Configuration:
    """The configuration that `Configuration.to_json` printed. Raises KeyError or TypeError
    where something is missing."""
    return Configuration(
        definition=data["definition"],
        subscriptions=tuple(Subscription(**one) for one in data["subscriptions"]),
        settings=data["settings"],
        rules=data.get("rules", {}),
        attribution=data.get("attribution", {}),
    )


@dataclass(frozen=True, slots=True)
class FieldError:
    """One complaint of Segment's payload validation, in Segment's own words.

    `path` and `message` are what Segment's delivery log shows. `at` is the place in the payload
    and `sources` the places in the message that would have filled it.
    """

    path: str
    message: str
    at: Path = ()
    sources: tuple[Path, ...] = ()


NoteKind: TypeAlias = Literal[
    "coerced", "unwrapped", "wrapped", "trimmed", "normalised", "fallback", "moved"
]
"""What happened to a value on its way: `coerced` from another JSON type, `unwrapped` from a list
of one, `wrapped` into a list, `trimmed`, `normalised` (`ios` to `mobile`), `fallback` (`brand`
where `vendorId` was expected), `moved` to another key (`dsp_metadata`)."""


@dataclass(frozen=True, slots=True)
class Note:
    """`detail` is the former value as JSON text, or for `fallback` and `moved` the key."""

    kind: NoteKind
    detail: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where one leaf of the event came from.

    `kind` is `path` (read from `sources` in the message, several for directives that join),
    `constant` (stands in the mapping) or `default` (put in by validation). `conditions` are the
    further places that decided which way the mapping took: a change there can change the leaf,
    though its value did not come from them.
    """

    path: Path
    kind: Literal["path", "constant", "default"]
    sources: tuple[Path, ...] = ()
    notes: tuple[Note, ...] = ()
    conditions: tuple[Path, ...] = ()


LeftOutReason: TypeAlias = Literal["absent", "empty", "unknown", "missing", "filtered"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A key of the event that is not there.

    `reason`: `absent` (the message has nothing at `sources`), `empty` (was removed as an empty
    value), `unknown` (validation removes keys that the schema does not have), `missing`
    (required, and the cause of a drop), `filtered` (taken out by a setting). `conditions` are
    the further places that were looked at on the way.
    """

    path: Path
    reason: LeftOutReason
    sources: tuple[Path, ...] = ()
    conditions: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Origin of every leaf of `Delivery.event`, and what is not in it and why.

    `trigger` holds the places in the message that the subscription's trigger reads.
    """

    leaves: tuple[Leaf, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    trigger: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one matching subscription makes of one message.

    - `request`: the JSON body of the request to Topsort; None where nothing is sent.
    - `errors`: not empty where the destination's validation refused the payload (dropped).
      Without errors and without a request the action itself chose to send nothing (filtered).
    - `event`: what a person looks at: the single event of the request, the whole request body
      where it holds several, or the refused payload as far as it was built.
    - `provenance`: paths in it are paths in `event`; None unless it was asked for.
    """

    preset: str
    action: str
    request: JsonObject | None
    errors: tuple[FieldError, ...] = ()
    event: Json = None
    provenance: Provenance | None = None
