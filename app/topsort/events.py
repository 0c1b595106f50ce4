"""The request body of `POST /v2/events`, as Topsort's OpenAPI document states it.

Everything is strict: a string is no number, null is no absent key, and an object of the contract
holds no key that it does not name. Two things go beyond the published document, because Topsort's
own engineers send them: `dsp_metadata` on impressions and clicks, and the array `renders`, of
which only what is known is checked.

The validation context carries `now`, milliseconds since 1970: an event may not lie in its future.
"""

# Field names are the keys of Topsort's JSON.
# ruff: noqa: N815

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from app.topsort.times import rfc3339

MAX_EVENTS = 50
"""Events in one array of a request; each array counts alone."""

FUTURE_TOLERANCE = 5_000
"""Milliseconds that an event may lie ahead of Topsort's clock. The true tolerance is not
published."""

ABSENT: Any = None
"""Default of an optional key. It is never validated, so a null in the body is still refused."""


def _whole(value: Any) -> Any:
    # 1.0 is an integer in JSON Schema, and JSON does not tell it from 1.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _moment(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "no string")
    moment = rfc3339(value)
    if moment is None:
        raise PydanticCustomError("date_time", "no RFC 3339 date-time with an offset")
    now = info.context.get("now") if isinstance(info.context, dict) else None
    if now is not None and moment > now + FUTURE_TOLERANCE:
        raise PydanticCustomError("future", "lies in the future", {"ahead": moment - now})
    return value


Text = Annotated[str, Field(min_length=1)]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=1)]
Moment = Annotated[Any, PlainValidator(_moment)]
Price = Annotated[float, Field(gt=0, allow_inf_nan=False)]
DeviceType = Literal["desktop", "mobile"]
Channel = Literal["onsite", "offsite", "instore"]
ClickType = Literal["product", "like", "add-to-cart"]


class Strict(BaseModel):
    """An object that holds no key beyond its own."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Entity(Strict):
    """A product or a vendor: what an event without a bid is about."""

    id: Text
    type: Literal["product", "vendor"]


class Placement(Strict):
    """Where on the site it happened."""

    path: Text
    position: Count = ABSENT
    page: Count = ABSENT
    pageSize: Count = ABSENT
    productId: Text = ABSENT
    categoryIds: Annotated[list[Text], Field(min_length=1)] = ABSENT
    searchQuery: Text = ABSENT


class Page(Strict):
    """The page of an event. Only a cart's `value` may be a list, of at least one product."""

    type: Literal["home", "category", "PDP", "search", "cart", "other"]
    pageId: str
    value: Any = ABSENT

    @field_validator("value", mode="plain")
    @classmethod
    def _text_or_cart(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str):
            return value
        if not isinstance(value, list):
            raise PydanticCustomError("string_type", "no string")
        if info.data.get("type") != "cart":
            raise PydanticCustomError("cart_only", "a list is for carts")
        if not value:
            raise PydanticCustomError("too_short", "empty")
        if not all(isinstance(item, str) for item in value):
            raise PydanticCustomError("list_of_strings", "not all strings")
        return value


class InteractionObject(Strict):
    """The thing on the page that was seen or clicked."""

    type: Literal["listing", "banner"]
    assetId: str = ABSENT
    clickType: ClickType = ABSENT


class Event(Strict):
    """What every event has. `opaqueUserId` has no published limit."""

    id: Text
    occurredAt: Moment
    opaqueUserId: str


class Impression(Event):
    """Something was seen."""

    resolvedBidId: Text = ABSENT
    entity: Entity = ABSENT
    additionalAttribution: Entity = ABSENT
    placement: Placement = ABSENT
    page: Page = ABSENT
    object: InteractionObject = ABSENT
    externalCampaignId: str = ABSENT
    externalVendorId: str = ABSENT
    deviceType: DeviceType = ABSENT
    channel: Channel = ABSENT
    dsp_metadata: dict[str, str] = ABSENT


class Click(Impression):
    """Something was clicked."""

    clickType: ClickType = ABSENT


class Item(Strict):
    """One line of an order; `unitPrice` is for one piece, in the marketplace's currency."""

    productId: Text
    unitPrice: Price
    quantity: Count = ABSENT
    vendorId: Text = ABSENT


class Purchase(Event):
    """An order. It has no bid, no total and no currency."""

    items: Annotated[list[Item], Field(min_length=1)]
    deviceType: DeviceType = ABSENT
    channel: Channel = ABSENT


class PageView(Event):
    """A page was seen."""

    page: Page
    deviceType: DeviceType = ABSENT
    channel: Channel = ABSENT


class Render(Event):
    """An ad was put into a page. Newer than the published document, hence open to other keys."""

    model_config = ConfigDict(extra="allow", strict=True)

    resolvedBidId: Text


class EventsRequest(Strict):
    """The whole body. That it must hold an event at all is checked beside the models."""

    impressions: Annotated[list[Impression], Field(max_length=MAX_EVENTS)] = ABSENT
    clicks: Annotated[list[Click], Field(max_length=MAX_EVENTS)] = ABSENT
    purchases: Annotated[list[Purchase], Field(max_length=MAX_EVENTS)] = ABSENT
    pageviews: Annotated[list[PageView], Field(max_length=MAX_EVENTS)] = ABSENT
    renders: Annotated[list[Render], Field(max_length=MAX_EVENTS)] = ABSENT
