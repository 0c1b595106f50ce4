"""What goes out of a delivery, and what it is called in a sentence."""

from app.lint.observation import JudgedDelivery
from app.lint.scene import Scene
from app.lint.texts import short
from app.segment.jsontext import JsonObject


def sent_event(judged: JudgedDelivery) -> JsonObject:
    """The event of a delivery as far as it was built, the first impression of a list; empty
    where there is none."""
    event = judged.delivery.event
    if not isinstance(event, dict):
        return {}
    impressions = event.get("impressions")
    if not isinstance(impressions, list):
        return event
    first = impressions[0] if impressions else {}
    return first if isinstance(first, dict) else {}


def bid_text(judged: JudgedDelivery) -> str:
    """The bid of an impression or click as it goes out; empty where there is none or no text."""
    bid = sent_event(judged).get("resolvedBidId")
    return bid if isinstance(bid, str) else ""


def event_name(scene: Scene) -> str:
    """The name of a track call, else the kind of call."""
    return short(scene.event or str(scene.message.get("type")))
