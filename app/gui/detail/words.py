"""Words of the detail that depend on one delivery. Pure."""

from collections.abc import Sequence

from app.gui.detail.visible import short_id, visible
from app.segment.jsontext import Json
from app.segment.paths import get

_EVENTS = {
    "impression": "impression",
    "impressionsList": "impressions",
    "click": "click",
    "purchase": "purchase",
    "pageviews": "page view",
}
_FATES = {
    "accepted": "as it would be sent",
    "rejected": "as it would be sent",
    "dropped": "built and not sent",
    "filtered": "not sent",
}
_TIES = {
    "organic": "Organic: it names a product or a vendor and no bid. No campaign gets it.",
    "anonymous": "Anonymous: no bid and no entity, so it counts for nobody.",
}


def event_words(action: str, outcome: str) -> str:
    """`click, as it would be sent`, `impressions, built and not sent`."""
    name = _EVENTS.get(action, visible(action))
    return ", ".join(part for part in (name, _FATES.get(outcome, "")) if part)


def tie_sentence(tie: str | None, event: Json) -> str:
    """What an accepted impression or click is tied to; empty for everything else."""
    if tie == "sponsored":
        bid = get(event, ("resolvedBidId",))
        if isinstance(bid, str) and bid:
            return f"Sponsored by bid {short_id(bid)}."
        return "Sponsored: each of its impressions names its bid."
    return _TIES.get(tie or "", "")


def tabs_of(*, pair: bool, folded: bool, findings: int, attempts: int) -> Sequence[tuple[str, str]]:
    """Key and text of each tab, in order."""
    tabs = [("pair", "Pair")] if pair else []
    tabs.append(("fate", "Fate"))
    if folded:
        tabs.append(("findings", f"Findings {findings}" if findings else "Findings"))
    tabs += [("message", "Message"), ("event", "Topsort event")]
    tabs.append(("attempts", f"Attempts {attempts}" if attempts else "Attempts"))
    return tabs
