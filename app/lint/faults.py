"""Why a delivery was lost, by place: in the payload, and in the message that it came from.

Rules that say that an event is lost begin here, so that they say so only where it is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from app.lint.complaints import complaint
from app.lint.observation import JudgedDelivery
from app.lint.order_lines import kept_lines
from app.lint.scene import Scene
from app.segment.jsontext import Json
from app.segment.paths import MISSING, Path, get, path_text
from app.topsort.words import clean, shown

Pattern: TypeAlias = tuple[str | None, ...]
"""A place in the payload; None stands for any index."""

_EVENT = 2
"""Steps from the request to an event in it: `purchases[0]`."""

_SHARED = frozenset({"id", "occurredAt", "opaqueUserId", "deviceType", "channel"})
"""Keys that all impressions of a list have from the list itself."""

_INDEX = re.compile(r"[0-9]{1,9}")

MOST_PATHS = 100
"""Places that a finding holds: a message of a few bytes a line must not make one many times its
size."""

_NAMED = 3
"""Places that a sentence names."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One complaint. `at` is the place in the payload, `path` the one in the message that it is
    read from (empty where the mapping reads it from no single one), `value` what stands there,
    MISSING for nothing. `wants` is what the contract wants, where that refused it."""

    at: Path
    path: Path
    value: Json
    wants: str = ""


def dropped_for(scene: Scene, judged: JudgedDelivery, *pattern: str | None) -> list[Fault]:
    """What Segment's validation complains of at `pattern` and below it."""
    if judged.outcome != "dropped":
        return []
    found = []
    for error in judged.delivery.errors:
        at = complaint(error).path
        if _fits(at, pattern):
            path = place(scene, judged, at)
            if not path and error.sources:
                path = error.sources[0]
            found.append(_fault(scene, judged, at, path))
    return found


def refused_for(scene: Scene, judged: JudgedDelivery, *pattern: str | None) -> list[Fault]:
    """What Topsort's contract complains of at `pattern` and below it, seen from the payload."""
    if judged.outcome != "rejected":
        return []
    is_list = judged.delivery.action == "impressionsList"
    kept = kept_lines(scene, judged)
    found = []
    for refusal in judged.refusals:
        at = refusal.path[_EVENT:]
        if is_list and at and at[0] not in _SHARED:
            at = ("products", refusal.path[1], *at)
        if at and _fits(at, pattern):
            path = place(scene, judged, _before_skipping(at, kept))
            found.append(_fault(scene, judged, at, path, refusal.wants))
    # The impressions of one list share some of their keys.
    return list({one.at: one for one in found}.values()) if is_list else found


def lost_for(scene: Scene, judged: JudgedDelivery, *pattern: str | None) -> tuple[str, list[Fault]]:
    """What Segment's validation or else Topsort's contract complains of there, after the word for
    which of them it was: `dropped` or `rejected`."""
    faults = dropped_for(scene, judged, *pattern)
    if faults:
        return "dropped", faults
    return "rejected", refused_for(scene, judged, *pattern)


def place(scene: Scene, judged: JudgedDelivery, at: Path) -> Path:
    """The place in the message that fills `at` in the payload, or that would; empty where the
    mapping alone does not say.

    In an order from which lines were taken out, `at` counts those as well.
    """
    if not at or not isinstance(at[0], str):
        return ()
    possible = scene.setting.places(judged.delivery, at)
    possible = tuple(_indexed(scene, path) for path in possible)
    if len(possible) == 1:
        return possible[0]
    there = [path for path in possible if get(scene.message, path) is not MISSING]
    for path in there:
        if get(scene.message, path) is not None:
            return path
    near = [path for path in possible if isinstance(get(scene.message, path[:-1]), dict)]
    return (there or near or possible or [()])[0]


def told(faults: Sequence[Fault], named: int = _NAMED) -> str:
    """The places and what stands there: `properties.page is 2`."""
    return told_values([(one.path or one.at, one.value) for one in faults], named)


def told_values(found: Sequence[tuple[Path, Json]], named: int = _NAMED) -> str:
    """The same for places with their values, MISSING for nothing. A place of the payload stands
    for one that the mapping reads from no single place of the message."""
    said = [
        f"{shown_path(path)} {'is missing' if value is MISSING else f'is {shown(value)}'}"
        for path, value in found
    ]
    said = list(dict.fromkeys(said))
    if len(said) > named:
        said[named:] = [f"and {len(said) - named} more like it"]
    return ", ".join(said)


def paths_of(faults: Iterable[Fault]) -> tuple[str, ...]:
    """The places in the message, each once."""
    return paths(fault.path for fault in faults)


def paths(places: Iterable[Path]) -> tuple[str, ...]:
    """Places as a finding names them, each once; of very many the first."""
    return tuple(islice(dict.fromkeys(shown_path(path) for path in places if path), MOST_PATHS))


def shown_path(path: Path) -> str:
    """A place as people write it, with captured keys cut and made visible."""
    return clean(path_text(tuple(_short(step) for step in path)))


def _indexed(scene: Scene, path: Path) -> Path:
    """The same place with numbers for the indexes of lists, which a mapping writes as text."""
    if not any(isinstance(step, str) and _INDEX.fullmatch(step) for step in path):
        return path
    steps: list[str | int] = []
    value: Json = scene.message
    for step in path:
        if isinstance(value, list) and isinstance(step, str) and _INDEX.fullmatch(step):
            step = int(step)
        steps.append(step)
        value = get(value, (step,))
    return tuple(steps)


def _short(step: str | int) -> str | int:
    return f"{step[:59]}…" if isinstance(step, str) and len(step) > 60 else step


def _fits(at: Path, pattern: Pattern) -> bool:
    return len(at) >= len(pattern) and all(
        want is None or want == have for want, have in zip(pattern, at, strict=False)
    )


def _fault(scene: Scene, judged: JudgedDelivery, at: Path, path: Path, wants: str = "") -> Fault:
    """A place that is missing because what should hold it is no object is told as that."""
    if not path:
        return Fault(at, path, get(judged.delivery.event, at), wants)
    value: Json = scene.message
    for depth, step in enumerate(path):
        if value is None or isinstance(value, str | int | float):
            return Fault(at, path[:depth], value, wants)
        value = get(value, (step,))
    return Fault(at, path, value, wants)


def _before_skipping(at: Path, kept: list[int] | None) -> Path:
    """The same place before lines were taken out of the order, of which `kept` are left."""
    if kept is None or at[0] != "items" or len(at) < _EVENT:
        return at
    index = at[1]
    if not isinstance(index, int) or index >= len(kept):
        return at
    return ("items", kept[index], *at[2:])
