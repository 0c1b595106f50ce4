"""The destination's own settings, out of the JSON that Segment gives of it.

Segment's Public API has them as `settings` of the destination, its older Config API as a list
`config` of names and values. API keys are dropped.
"""

from collections.abc import Iterator

from app.destination.remark import Remark, note, quoted
from app.destination.subscription_check import SECRETS, near
from app.destination.subscription_forms import is_candidate, is_listed
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import Path

_OWN_NAME = "topsort"
_SWITCHES = (True, False, "true", "false", 0, 1, None)
"""What Segment takes for a switch."""


def settings_in(data: Json, known: JsonObject) -> tuple[JsonObject, list[Remark]]:
    """The settings in `data` that the destination knows, and remarks on the others and on a
    destination that is not Topsort's. `data` must be within bounds."""
    settings: JsonObject = {}
    remarks: list[Remark] = []
    for path, value in _objects(data):
        remarks += _of_another(path, value)
        for place, name, item in _pairs(path, value, remarks):
            if name in SECRETS:
                continue
            if name not in known:
                text = f"The destination has no setting {quoted(name)}.{near(name, list(known))}"
                remarks.append(note(place, text))
            elif not isinstance(item, bool | str | int | None) or item not in _SWITCHES:
                remarks.append(Remark(place, f"{quoted(name)} must be true or false."))
            elif item is not None:
                settings[name] = item
    return settings, remarks


def _objects(data: Json) -> Iterator[tuple[Path, JsonObject]]:
    """All objects outside of subscriptions and settings, in document order."""
    waiting: list[tuple[Path, Json]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict) and not (is_listed(path) or is_candidate(value)):
            yield path, value
            below: list[tuple[Path, Json]] = [
                ((*path, key), item)
                for key, item in value.items()
                if key not in ("settings", "config")
            ]
        elif isinstance(value, list):
            below = [((*path, index), item) for index, item in enumerate(value)]
        else:
            continue
        waiting += reversed(below)


def _pairs(
    path: Path, value: JsonObject, remarks: list[Remark]
) -> Iterator[tuple[Path, str, Json]]:
    """Place, name and value of each setting of a destination."""
    for key in ("settings", "config"):
        settings = value.get(key)
        if isinstance(settings, dict):
            for name, item in settings.items():
                yield (*path, key, name), name.rsplit("/", 1)[-1], item
        elif isinstance(settings, list) and key == "config":
            for index, one in enumerate(settings):
                if isinstance(one, dict) and isinstance(one.get("name"), str):
                    name = one["name"].rsplit("/", 1)[-1]
                    yield (*path, key, index, "value"), name, one.get("value")
        elif settings is not None:
            remarks.append(Remark((*path, key), f"The “{key}” are no object."))


def _of_another(path: Path, value: JsonObject) -> Iterator[Remark]:
    """Names by which Segment calls the destination, where they are another one's."""
    metadata = value.get("metadata")
    slug = metadata.get("slug") if isinstance(metadata, dict) else None
    named = value.get("name")
    if "config" in value and isinstance(named, str) and "/destinations/" in named:
        yield from _unlike((*path, "name"), named.rsplit("/", 1)[-1])
    elif isinstance(slug, str):
        yield from _unlike((*path, "metadata", "slug"), slug)


def _unlike(at: Path, name: str) -> Iterator[Remark]:
    if _OWN_NAME not in name.casefold():
        yield Remark(at, f"It belongs to the destination {quoted(name)}, not to Topsort.")
