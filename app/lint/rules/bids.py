"""Rules about the bid of one message: resolvedBidId, and what goes with it."""

from collections.abc import Iterator

from app.lint.bid_keys import look_alikes
from app.lint.bid_lists import listed, listed_product
from app.lint.bid_shapes import is_uuid, junk, promotion
from app.lint.faults import (
    dropped_for,
    paths,
    paths_of,
    place,
    refused_for,
    shown_path,
    told,
)
from app.lint.finding import Finding, Severity
from app.lint.ids import id_text, product_id
from app.lint.observation import JudgedDelivery
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.sent import bid_text, event_name
from app.lint.snippets import Code, track
from app.lint.texts import Text
from app.segment.jsontext import Json, JsonObject
from app.segment.paths import MISSING, Path, get
from app.topsort.words import clean, shown

BID_001I = Text(
    title="Organic event",
    says={
        "entity": "{event} has no bid and names {entity} as its entity: an organic event.",
        "offsite": "{event} has no bid and says by {places} that an ad off the site led to it.",
    },
    costs={"": "It counts for no campaign that won an auction, as is right without an auction."},
    fixes={"": "Nothing to do. A product that won an auction would need its resolvedBidId."},
)

BID_002 = Text(
    title="Bid under another key",
    says={"": "{found} holds a bid, and {wanted}, which is read for it, is {lack}."},
    costs={
        "": "The bid stays behind: the {action} is not tied to the campaign that won.",
    },
    fixes={"": "Rename the key to {wanted}, or change the mapping of resolvedBidId."},
)

BID_003 = Text(
    title="No real bid",
    says={
        "placeholder": "{places}: a word that stands where a value is missing, and no bid.",
        "sample": "{places}: the sample of a documentation page, and no bid.",
        "template": "{places}: a template that was not filled in.",
        "blanks": "{places}: a bid has no blanks in it.",
        "product": "{places}: that is the product’s own id, and no bid.",
    },
    costs={
        "": (
            "Topsort’s contract takes any text for a bid; this one will tie the event to no "
            "campaign. Whether Topsort says so is not published."
        )
    },
    fixes={
        "": (
            "Send the winner’s resolvedBidId as the auction gave it, and leave the key out where "
            "there is none."
        )
    },
)

BID_004 = Text(
    title="Auction’s id",
    says={"": "{places}: a bare UUID, which looks like the auction’s id and not like a bid."},
    costs={
        "": (
            "If it is no bid, the event is tied to no campaign. Topsort does not publish what a "
            "bid looks like."
        )
    },
    fixes={"": "Send the winner’s resolvedBidId; an auctionId belongs to the older API."},
)

BID_005 = Text(
    title="Bid is no text",
    says={
        "dropped": "{places}. Segment wants a text there and refuses the {noun}.",
        "rejected": "{places}. It goes out as an empty text, which Topsort’s contract refuses.",
        "coerced": "{places}. Segment makes a text of it: {sent}.",
    },
    costs={
        "dropped": "The {noun} is lost before Topsort.",
        "rejected": "Topsort’s published contract refuses the {noun} for an empty text.",
        "coerced": "If that text is the winner’s bid, nothing is lost.",
    },
    fixes={"": "Send resolvedBidId as one text."},
)

BID_006 = Text(
    title="Bid of another format",
    says={
        "banners": "{event} carries a bid that was won by a banner ({path}).",
        "listings": "{event} carries a bid that was won by a listing ({path}).",
    },
    costs={
        "": (
            "Seen in the bid itself, whose inside Topsort does not publish. If it is so, the "
            "event counts for the other format’s campaign."
        )
    },
    fixes={
        "banners": (
            "Send the product’s own bid; or, if the banner led here, keep the banner’s bid and "
            "name the product in additionalAttribution."
        ),
        "listings": "Send the banner’s own bid.",
    },
)

_EXTERNAL = ("externalCampaignId", "externalVendorId")

_SINGLE = ("impression", "click")
_WITH_BID = (*_SINGLE, "impressionsList")
_NOUNS = {"impression": "impression", "click": "click", "impressionsList": "whole list"}

_WINNER = Code("winner.resolvedBidId", 'winner["resolvedBidId"]', "the winner’s resolvedBidId")
_PRODUCT = Code("product.id", "product.id", "the product’s id")


def organic(scene: Scene) -> Iterator[Finding]:
    """BID-001i: an impression or click without a bid, as organic and offsite ones are."""
    for index, judged in scene.deliveries(*_SINGLE):
        if judged.tie != "organic":
            continue
        event = judged.delivery.event
        entity = event.get("entity")
        names = ["entity"] if entity else _offsite_names(event)
        where = [place(scene, judged, (name,)) for name in names]
        places = [shown_path(path) or name for name, path in zip(names, where, strict=True)]
        yield BID_001I.finding(
            "BID-001i",
            "info",
            says="entity" if entity else "offsite",
            event=event_name(scene),
            entity=_entity(entity),
            places=" and ".join(places),
            paths=paths(where),
            delivery=index,
        )


def _offsite_names(event: JsonObject) -> list[str]:
    """Fields of the payload by which it is an offsite event."""
    found = ["channel"] if event.get("channel") == "offsite" else []
    return found + [name for name in _EXTERNAL if event.get(name)]


def wrong_key(scene: Scene) -> Iterator[Finding]:
    """BID-002: no bid where it is read, and one under a key that looks like it."""
    for index, judged in scene.deliveries(*_SINGLE):
        if bid_text(judged).strip():
            continue
        wanted = place(scene, judged, ("resolvedBidId",)) or ("properties", "resolvedBidId")
        value = get(scene.message, wanted)
        if id_text(value) or isinstance(value, list | dict):
            continue
        found = [path for path in look_alikes(scene.message) if path != wanted]
        if not found:
            continue
        yield BID_002.finding(
            "BID-002",
            "warning",
            found=shown_path(found[0]),
            wanted=shown_path(wanted),
            lack=_lack(value),
            action=judged.delivery.action,
            snippet=_snippet(scene, {"product_id": _PRODUCT, "resolvedBidId": _WINNER}),
            paths=paths(found),
            delivery=index,
        )


def junk_bid(scene: Scene) -> Iterator[Finding]:
    """BID-003: a text in the place of the bid that no auction gave."""
    for index, judged, bids in _bids(scene):
        is_list = judged.delivery.action == "impressionsList"
        kinds: dict[str, list[tuple[Path, str]]] = {}
        for path, bid, product in bids:
            kind = junk(bid, product)
            # A bid of blanks alone counts as none, which only a list has no other rule for.
            if kind and (is_list or bid.strip()):
                kinds.setdefault(kind, []).append((path, bid))
        for kind, found in kinds.items():
            found = _placed(scene, judged, found)
            yield BID_003.finding(
                "BID-003",
                "warning",
                says=kind,
                places=_places(found),
                snippet=""
                if is_list
                else _snippet(scene, {"product_id": _PRODUCT, "resolvedBidId": _WINNER}),
                paths=paths(path for path, _ in found),
                delivery=index,
            )


def auction_id(scene: Scene) -> Iterator[Finding]:
    """BID-004: a bare UUID where the bid belongs."""
    for index, judged, bids in _bids(scene):
        found = [
            (path, bid) for path, bid, product in bids if is_uuid(bid) and bid.strip() != product
        ]
        if found:
            found = _placed(scene, judged, found)
            yield BID_004.finding(
                "BID-004",
                "info",
                places=_places(found),
                paths=paths(path for path, _ in found),
                delivery=index,
            )


def bid_no_text(scene: Scene) -> Iterator[Finding]:
    """BID-005: a list or an object drops the event; a number, true, false or a list of one
    becomes a text."""
    for index, judged in scene.deliveries(*_WITH_BID):
        is_list = judged.delivery.action == "impressionsList"
        at = ("products", None, "resolvedBidId") if is_list else ("resolvedBidId",)
        noun = _NOUNS[judged.delivery.action]
        severity: Severity = "error"
        says, sent = "dropped", ""
        faults = [
            one for one in dropped_for(scene, judged, *at) if isinstance(one.value, list | dict)
        ]
        if not faults:
            says = "rejected"
            refused = [] if is_list else refused_for(scene, judged, *at)
            faults = [one for one in refused if isinstance(one.value, list)]
        if faults:
            places, where = told(faults), paths_of(faults)
        else:
            odd = _coerced(scene, judged)
            if not odd:
                continue
            severity, says = "info", "coerced"
            places = ", ".join(
                f"{shown_path(path)} is {shown(value)}" for path, value, _ in odd[:3]
            )
            where, sent = paths(path for path, _, _ in odd), shown(odd[0][2])
        yield BID_005.finding(
            "BID-005",
            severity,
            says=says,
            costs=says,
            places=places,
            noun=noun,
            sent=sent,
            paths=where,
            delivery=index,
        )


def format_mix(scene: Scene) -> Iterator[Finding]:
    """BID-006: a banner's bid on a product's event, or the other way round."""
    event = scene.event.casefold()
    of_banner, of_product = event.startswith("banner"), event.startswith("product")
    if not of_banner and not of_product:
        return
    for index, judged in scene.deliveries(*_SINGLE):
        kind = promotion(bid_text(judged))
        mixed = (kind == "listings" and of_banner) or (
            kind == "banners"
            and of_product
            and not judged.delivery.event.get("additionalAttribution")
        )
        if mixed:
            path = place(scene, judged, ("resolvedBidId",))
            yield BID_006.finding(
                "BID-006",
                "info",
                says=kind,
                fixes=kind,
                event=event_name(scene),
                path=shown_path(path),
                paths=paths([path]),
                delivery=index,
            )


def _bids(scene: Scene) -> Iterator[tuple[int, JudgedDelivery, list[tuple[Path, str, str]]]]:
    """Each delivery and its texts that stand for a bid: place in the message, text, product. The
    place of a single bid is empty, for it is seldom asked for."""
    for index, judged in scene.deliveries(*_WITH_BID):
        if judged.delivery.action == "impressionsList":
            key, products = listed(scene, judged)
            texts = [
                ((*line.path, *key), value, listed_product(line))
                for line in products
                if isinstance(value := line.get(key), str) and value
            ]
            yield index, judged, texts
        elif bid := bid_text(judged):
            yield index, judged, [((), bid, product_id(scene.properties))]


def _placed(
    scene: Scene, judged: JudgedDelivery, found: list[tuple[Path, str]]
) -> list[tuple[Path, str]]:
    """The same with the place of a single bid."""
    return [(path or place(scene, judged, ("resolvedBidId",)), bid) for path, bid in found]


def _places(found: list[tuple[Path, str]]) -> str:
    said = [f"{shown_path(path) or 'resolvedBidId'} is {shown(bid)}" for path, bid in found[:3]]
    if len(found) > 3:
        said.append(f"and {len(found) - 3} more like it")
    return ", ".join(said)


def _coerced(scene: Scene, judged: JudgedDelivery) -> list[tuple[Path, Json, str]]:
    """Values that became a text: place, value, text."""
    if judged.outcome == "dropped":
        return []
    found: list[tuple[Path, Json]]
    if judged.delivery.action == "impressionsList":
        key, products = listed(scene, judged)
        found = [((*line.path, *key), get(line.value, key)) for line in products]
    else:
        path = scene.setting.source(judged.delivery, "resolvedBidId") or ()
        path = path or place(scene, judged, ("resolvedBidId",))
        found = [(path, get(scene.message, path))] if path else []
    return [
        (path, value, text)
        for path, value in found
        if not isinstance(value, str) and value is not MISSING and (text := _as_text(value))
    ]


def _as_text(value: Json) -> str:
    """The text that Segment makes of a value; empty where it makes none."""
    if isinstance(value, list):
        if len(value) != 1:
            return ""
        value = value[0]
    if isinstance(value, bool):
        return "true" if value else "false"
    return id_text(value)


def _lack(value: Json) -> str:
    if value is MISSING:
        return "missing"
    return "null" if value is None else "blank"


def _entity(entity: Json) -> str:
    if not isinstance(entity, dict):
        return ""
    kind, name = entity.get("type"), entity.get("id")
    return f"{clean(str(kind))} {shown(name)}" if kind in ("product", "vendor") else shown(name)


def _snippet(scene: Scene, properties: dict[str, object]) -> str:
    return track(scene.language, scene.event or "Product Clicked", properties)


_BID = ("properties.resolvedBidId", "properties.products[].resolvedBidId")

RULES = (
    Rule(
        "BID-001i",
        BID_001I,
        "info",
        (
            "properties.entity",
            "properties.channel",
            "properties.externalCampaignId",
            "properties.externalVendorId",
            "properties.resolvedBidId",
        ),
        _SINGLE,
        organic,
    ),
    Rule("BID-002", BID_002, "warning", ("properties", "context"), _SINGLE, wrong_key),
    Rule("BID-003", BID_003, "warning", (*_BID, "properties.product_id"), _WITH_BID, junk_bid),
    Rule("BID-004", BID_004, "info", _BID, _WITH_BID, auction_id),
    Rule("BID-005", BID_005, "error", _BID, _WITH_BID, bid_no_text),
    Rule(
        "BID-006",
        BID_006,
        "info",
        (_BID[0], "properties.additionalAttribution"),
        _SINGLE,
        format_mix,
    ),
)
