"""Would Topsort take this request, and what would its events count for?"""

from typing import Any, Literal

from pydantic import ValidationError

from app.topsort.events import MAX_EVENTS, EventsRequest
from app.topsort.refusal import Refusal
from app.topsort.words import KINDS, WANTS, duration, place, shown

__all__ = ["ARRAYS", "MAX_EVENTS", "check", "tie"]

ARRAYS = ("impressions", "clicks", "purchases", "pageviews")
"""The arrays of a request that the published contract names."""

_ALL_ARRAYS = (*ARRAYS, "renders")

_BODY_ERROR = "bad_request"
"""The code for what the published list has no word for."""

_Steps = tuple[str | int, ...]


def check(body: Any, *, now: int) -> tuple[Refusal, ...]:
    """Why Topsort's contract refuses this body of `POST /v2/events`; empty where it takes it.

    `now` is milliseconds since 1970, on the clock that events must not be ahead of. The request
    stands or falls as a whole: one refusal and nothing in it is recorded. Never raises.
    """
    if not isinstance(body, dict):
        return (_refusal(_BODY_ERROR, (), f"is {_kind(body)}", "an object with events"),)
    if all(name in _ALL_ARRAYS and value == [] for name, value in body.items()):
        return (_refusal("empty_request", (), "holds no event", "at least one"),)
    refusals: list[Refusal] = []
    try:
        EventsRequest.model_validate(body, context={"now": now})
    except ValidationError as error:
        complaints = error.errors(include_url=False)
        if any(one["type"] == "string_unicode" for one in complaints):
            # A lone surrogate, which browsers do send, is still a string to JSON.
            return check(_without_surrogates(body), now=now)
        refusals = [_from_complaint(one) for one in complaints]
    return (*refusals, *_attributions_without_bid(body))


def tie(event: Any) -> Literal["sponsored", "organic", "anonymous"]:
    """What an accepted impression or click counts for.

    `sponsored`: it has a `resolvedBidId`. `organic`: it names an entity, or comes from off the
    site. `anonymous`: neither, it counts for nobody. A bid of blanks alone is no bid; Topsort
    then still ignores the entity, because the key has a value.
    """
    bid = event.get("resolvedBidId")
    if isinstance(bid, str) and bid:
        return "sponsored" if bid.strip() else "anonymous"
    if (
        event.get("entity")
        or event.get("channel") == "offsite"
        or event.get("externalCampaignId")
        or event.get("externalVendorId")
    ):
        return "organic"
    return "anonymous"


def _from_complaint(complaint: Any) -> Refusal:
    kind: str = complaint["type"]
    path: _Steps = complaint["loc"]
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    value = complaint["input"]
    context = complaint.get("ctx", {})
    if kind == "missing":
        found, wants = "is missing", WANTS.get(name, "this key")
    elif kind == "extra_forbidden":
        found, wants = "is not in the contract", "only the keys that it names"
    elif kind == "literal_error":
        found, wants = f"is {shown(value)}", f"one of {_choices(context.get('expected', ''))}"
    elif kind == "too_long":
        found, wants = f"holds {len(value)} events", f"{MAX_EVENTS} at most"
    elif kind == "future":
        found, wants = f"lies {duration(context['ahead'])} in the future", KINDS[kind]
    elif kind in ("string_too_short", "too_short"):
        found, wants = "is empty", WANTS.get(name, KINDS[kind])
    else:
        found = f"is {_kind(value) if kind.endswith('_type') else shown(value)}"
        wants = WANTS.get(name, KINDS.get(kind, "another value"))
    status = 422 if "dsp_metadata" in path else 400
    return _refusal(_code(kind, path), path, found, wants, status)


def _code(kind: str, path: _Steps) -> str:
    if kind == "future":
        return "invalid_event_time"
    if path[0] == "purchases":
        if kind == "too_short" and path[2:] == ("items",):
            return "no_purchase_items"
        if kind == "greater_than_equal" and path[-1] == "quantity":
            return "purchase_item_quantity_less_or_equal_than_zero"
        if kind in ("missing", "string_too_short") and path[-1] == "productId":
            return "missing_product_id"
    return _BODY_ERROR


def _attributions_without_bid(body: dict[str, Any]) -> list[Refusal]:
    """`additionalAttribution` is valid together with a bid only; models of single keys cannot
    say so."""
    return [
        _refusal(
            _BODY_ERROR,
            (name, index, "additionalAttribution"),
            "stands without a resolvedBidId",
            "both or neither",
        )
        for name in ("impressions", "clicks")
        if isinstance(body.get(name), list)
        for index, event in enumerate(body[name])
        if isinstance(event, dict)
        and "additionalAttribution" in event
        and "resolvedBidId" not in event
    ]


def _refusal(code: str, path: _Steps, found: str, wants: str, status: int = 400) -> Refusal:
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
    subject = place(path) or "The request"
    message = f"{subject} {found}; the contract wants {wants}."
    return Refusal(code, pointer, path, message, status, found, wants)


def _choices(expected: str) -> str:
    """Pydantic's `'a', 'b' or 'c'` without its quotes."""
    return expected.replace("'", "")


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text {shown(value)}"
    if isinstance(value, int | float):
        return f"the number {shown(value)}"
    return shown(value)


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(one) for one in value]
    return value
