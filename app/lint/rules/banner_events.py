"""Rules about the events of banners."""

from collections.abc import Iterator

from app.lint.faults import paths, place
from app.lint.finding import Finding
from app.lint.ids import product_id
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.sent import sent_event
from app.lint.snippets import Code, track
from app.lint.texts import Text
from app.topsort.words import shown

BAN_002 = Text(
    title="Banner as product",
    says={
        "object": "{event} does not say object.type banner.",
        "product": "{event} names the product {product}, as the event of a product does.",
        "both": "{event} names the product {product} and does not say object.type banner.",
    },
    costs={"": "Nothing is lost; reports cannot tell it from the event of a product."},
    fixes={
        "": (
            "Send object with type banner and the banner’s assetId. What the banner leads to "
            "belongs into an event of its own."
        )
    },
)

_BANNER = {
    "resolvedBidId": Code("banner.resolvedBidId", 'banner["resolvedBidId"]', "the banner’s bid"),
    "object": {
        "type": "banner",
        "assetId": Code("banner.assetId", 'banner["assetId"]', "the banner’s asset"),
    },
}


def banner_as_product(scene: Scene) -> Iterator[Finding]:
    """BAN-002: a banner's event without `object.type` banner, or with a product."""
    if not scene.event[:6].casefold().startswith("banner"):
        return
    product = product_id(scene.properties)
    for index, judged in scene.deliveries("impression", "click"):
        if judged.outcome != "accepted":
            continue
        thing = sent_event(judged).get("object")
        is_banner = isinstance(thing, dict) and thing.get("type") == "banner"
        if is_banner and not product:
            continue
        places = [] if is_banner else [place(scene, judged, ("object", "type"))]
        if product:
            key = "product_id" if "product_id" in scene.properties else "productId"
            places.append(("properties", key))
        yield BAN_002.finding(
            "BAN-002",
            "info",
            says="product" if is_banner else "both" if product else "object",
            event=shown(scene.event),
            product=shown(product),
            snippet=track(scene.language, scene.event, _BANNER),
            paths=paths(places),
            delivery=index,
        )


RULES = (
    Rule(
        "BAN-002",
        BAN_002,
        "info",
        ("properties.object.type", "properties.product_id"),
        ("impression", "click"),
        banner_as_product,
    ),
)
