"""Rules about what follows a click on a banner."""

from collections.abc import Iterable
from itertools import islice

from app.lint.facts import Fact
from app.lint.finding import Finding
from app.lint.rule import Rule
from app.lint.scene import Setting
from app.lint.snippets import Code, track
from app.lint.tally import Tally
from app.lint.texts import Text, short
from app.lint.timeline import Timeline
from app.lint.users import User
from app.topsort.words import duration

BAN_001 = Text(
    title="Banner without a follow-up",
    says={
        "": (
            "{event} on product {product} came {apart} after this click on a banner, and no click "
            "with the banner’s bid and additionalAttribution."
        )
    },
    costs={
        "": (
            "A sale of that product is not credited to the banner: Topsort’s guide asks for a "
            "second click that names the product."
        )
    },
    fixes={
        "": (
            "Where the banner leads to a product, send that click at once; where it leads to a "
            "list, when a product of it is clicked."
        )
    },
)

_NEIGHBOURS = 64
_BID = Code("banner.resolvedBidId", 'banner["resolvedBidId"]', "the banner’s resolvedBidId")


class Banners:
    """BAN-001: after a click on a banner the user looks at a product, and no click credits it to
    the banner. A product belongs to the banner that was clicked last before it."""

    codes: tuple[str, ...] = ("BAN-001",)
    together = "banners"

    def __init__(self, setting: Setting, tally: Tally) -> None:
        self._session = setting.bands.sighting
        self._leeway = setting.bands.skew

    def joined(self, user: User, fact: Fact) -> Iterable[Fact]:
        """The click on a banner that it follows; a banner's click also ends the one before."""
        line = None if fact.copy else _line(user, fact)
        if line is None:
            return []
        line.add(fact.t, fact)
        own = [fact] if _is_banner(fact) else []
        return own + self._banners_of(user, fact)

    def left(self, user: User, fact: Fact) -> Iterable[Fact]:
        """The same the other way round."""
        touched = [] if _line(user, fact) is None else self._banners_of(user, fact)
        self.forget(user, fact)
        return touched

    def forget(self, user: User, fact: Fact) -> None:
        """Off its line."""
        line = _line(user, fact)
        if line is not None:
            line.remove(fact.t, fact)

    def findings(self, user: User | None, fact: Fact) -> Iterable[Finding]:
        """One for a banner's click that lacks the other."""
        if user is None or fact.copy or not _is_banner(fact):
            return
        end = fact.t + self._session
        following = user.banners.after(fact.t, fact)
        until = end if following is None else min(end, following)
        product = next(user.products.between(fact.t, until), None)
        if product is None:
            return
        followed = user.followups.between(fact.t - self._leeway, end)
        if any(one.bid == fact.bid for one in islice(followed, _NEIGHBOURS)):
            return
        gap = product.t - fact.t
        yield BAN_001.finding(
            "BAN-001",
            "info",
            snippet=track(
                fact.language,
                "Product Clicked",
                {
                    "resolvedBidId": _BID,
                    "additionalAttribution": {"type": "product", "id": product.product},
                },
            ),
            paths=("properties.resolvedBidId",),
            delivery=fact.click,
            others=(product.row,),
            gap=gap,
            event=short(product.event),
            product=short(product.product),
            apart=duration(gap),
        )

    def _banners_of(self, user: User, fact: Fact) -> list[Fact]:
        first = fact.t - self._session
        if fact.attributed:
            around = user.banners.between(first, fact.t + self._leeway)
            return list(islice(around, _NEIGHBOURS))
        before = (one for one in user.banners.before(fact.t, first) if one is not fact)
        return list(islice(before, 2))


def _is_banner(fact: Fact) -> bool:
    return fact.banner and fact.click is not None and bool(fact.bid)


def _line(user: User, fact: Fact) -> Timeline | None:
    """Where it is kept; None for what has no part in this."""
    if not fact.mapped or (fact.click is None and fact.view is None):
        return None
    if fact.banner:
        return user.banners if _is_banner(fact) else None
    if fact.attributed:
        return user.followups
    return user.products if fact.product else None


RULES = (
    Rule(
        "BAN-001",
        BAN_001,
        "info",
        (
            "event",
            "anonymousId",
            "properties.resolvedBidId",
            "properties.additionalAttribution",
            "properties.product_id",
            "originalTimestamp",
            "timestamp",
        ),
        watcher=Banners,
    ),
)
