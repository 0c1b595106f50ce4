"""The two changes that a replay can make to a request: new ids, moved times."""

import copy
from collections.abc import Callable, Iterator

from app.segment.jsontext import Json, JsonObject
from app.segment.times import iso
from app.topsort.times import rfc3339


def latest_time(request: JsonObject) -> int | None:
    """The latest `occurredAt` in a request, in milliseconds since 1970; None without one."""
    times = (_time(event.get("occurredAt")) for event in _events(request))
    return max((one for one in times if one is not None), default=None)


def rewritten(request: JsonObject, *, new_id: Callable[[], str] | None, step: int) -> JsonObject:
    """A copy of `request` with new ids (where `new_id` is given) and times moved by `step` ms.

    Events that shared an id share the new one: the impressions of one list do. A time that is no
    RFC 3339 date with an offset stays as it is, so that what Topsort refuses is still refused.
    """
    changed = copy.deepcopy(request)
    ids: dict[str, str] = {}
    for event in _events(changed):
        old = event.get("id")
        if new_id is not None and isinstance(old, str):
            event["id"] = ids.get(old) or ids.setdefault(old, new_id())
        time = _time(event.get("occurredAt"))
        if step and time is not None:
            event["occurredAt"] = _moved(time, step, event["occurredAt"])
    return changed


def _events(request: JsonObject) -> Iterator[JsonObject]:
    for value in request.values():
        if isinstance(value, list):
            yield from (event for event in value if isinstance(event, dict))


def _time(value: Json) -> int | None:
    return rfc3339(value) if isinstance(value, str) else None


def _moved(time: int, step: int, text: str) -> str:
    try:
        return iso(time + step)
    except OverflowError:
        return text
