"""What the page Journeys shows. All of it runs on a reader thread."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from app.analysis.attribution import Credits
from app.analysis.journey import Journey
from app.analysis.journey_words import witness_words
from app.analysis.journeys import Users, UserSummary, journey_of, users_of
from app.analysis.judge import judge
from app.analysis.judged import JudgedMessage
from app.analysis.reading import Reading
from app.analysis.winners import Witness
from app.destination.model import Configuration
from app.services.study import Material, Reached, Study
from app.store.query import QUERY_ALL, Query
from app.store.reader import Reader

Show: TypeAlias = Literal["all", "orders", "missed"]

USERS = 1_000
"""Users that are listed, those of the latest event."""

STEPS = 300
"""Messages of one user that are drawn, the newest."""

ORDERS = 50
"""Orders of one user that are told, the newest."""


@dataclass(frozen=True, slots=True)
class JourneysWish:
    """What is to be shown. `chosen` is a user as `Seen.user` names it, None for the first one
    with an order, else the first."""

    query: Query = QUERY_ALL
    show: Show = "all"
    chosen: str | None = None


@dataclass(frozen=True, slots=True)
class RuleLink:
    """A rule that stands behind a missed line: `PUR-013`, `Product id differs`, 7 orders."""

    code: str
    title: str
    events: int

    @property
    def words(self) -> str:
        """`PUR-013 Product id differs, 7 orders`."""
        orders = "1 order" if self.events == 1 else f"{self.events:,} orders"
        return f"{self.code} {self.title}, {orders}" if self.events else self.code


@dataclass(frozen=True)
class JourneysView:
    """The page at one moment. Where the study is not complete yet, `users` is None. `more` users
    are not listed; `left_out` messages of the chosen one are not drawn. `orders` says whether
    there is any order at all."""

    reached: Reached
    wish: JourneysWish
    users: tuple[UserSummary, ...] | None = None
    words: str = ""
    more: int = 0
    orders: bool = False
    journey: Journey | None = None
    summary: UserSummary | None = None
    left_out: int = 0
    winners: str = ""
    rules: tuple[RuleLink, ...] = ()


def look_at_journeys(
    study: Study, reader: Reader, configuration: Configuration, wish: JourneysWish
) -> JourneysView:
    """One look; where it is not complete, look again. Raises what the reader raises."""
    reached = study.advance(reader, configuration)
    if not reached.complete:
        return JourneysView(reached, wish)
    return _view(study.material(reader, wish.query), reached, wish)


def user_of_row(reader: Reader, configuration: Configuration, row: int) -> str:
    """Whose journey message `row` belongs to, as `Seen.user` names them. Raises NoSuchRow."""
    stored = reader.message(row)
    judgement = judge(stored.message, configuration, judged_at=stored.judged_at)
    judged = JudgedMessage(row, stored.message, stored.judged_at, judgement)
    return Reading(configuration).read(judged).user


def _view(material: Material, reached: Reached, wish: JourneysWish) -> JourneysView:
    credits = material.credits
    found = users_of((one.seen for one in material.messages if one.shown), credits)
    every = [one for one in found.users if _is_shown(one, wish.show)]
    users = tuple(every[:USERS])
    summary = _chosen(found.users, users, wish)
    view = JourneysView(
        reached,
        wish,
        users,
        Users(tuple(every), sum(one.orders for one in every)).words,
        len(every) - len(users),
        bool(credits.orders),
        summary=summary,
    )
    return view if summary is None else _with_journey(view, material, summary.user)


def _is_shown(user: UserSummary, show: Show) -> bool:
    if show == "orders":
        return user.orders > 0
    return user.not_credited if show == "missed" else True


def _chosen(
    every: tuple[UserSummary, ...], listed: tuple[UserSummary, ...], wish: JourneysWish
) -> UserSummary | None:
    """The user that was asked for, also where the list does not show them."""
    if wish.chosen is not None:
        return next((one for one in every if one.user == wish.chosen), None)
    return next((one for one in listed if one.orders), next(iter(listed), None))


def _with_journey(view: JourneysView, material: Material, user: str) -> JourneysView:
    own = [one for one in material.messages if one.seen.user == user]
    own.sort(key=lambda one: (one.seen.at, one.seen.row))
    drawn = [one.seen for one in own[-STEPS:]]
    credits = _newest(material.credits, user)
    witness = Witness(material.witness.of(user)[-STEPS:])
    journey = journey_of(user, drawn, credits, witness, clock)
    codes = {line.rule for order in journey.words for line in order.lines if line.rule}
    return replace(
        view,
        journey=journey,
        left_out=len(own) - len(drawn),
        winners=witness_words(journey.followed),
        rules=_links(material, codes),
    )


def _newest(credits: Credits, user: str) -> Credits:
    """The orders of one user alone, as many as are told."""
    return Credits(
        credits.of(user)[-ORDERS:], credits.assumptions, credits.forgotten, credits.since
    )


def _links(material: Material, codes: set[str]) -> tuple[RuleLink, ...]:
    if not codes:
        return ()
    counts: Counter[str] = Counter()
    titles: dict[str, str] = {}
    for told in material.messages:
        for one in told.judged.findings:
            if one.code in codes and not one.silenced:
                titles[one.code] = one.title
        if told.seen.order is not None:
            counts.update(code for code, _ in told.seen.findings if code in codes)
    return tuple(RuleLink(code, titles.get(code, ""), counts[code]) for code in sorted(codes))


def clock(ms: int) -> str:
    """Local time of day, `14:05:11`; `no such time` for what no calendar holds."""
    try:
        moment = datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone()
    except (OverflowError, OSError, ValueError):
        return "no such time"
    return f"{moment:%H:%M:%S}"
