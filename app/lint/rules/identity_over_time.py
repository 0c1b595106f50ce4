"""Rules about ids of users over several messages: attribution joins on the anonymousId."""

from collections.abc import Iterable, Iterator

from app.lint.devices import has_address
from app.lint.facts import Fact
from app.lint.finding import Finding
from app.lint.groups import Entry, Group, Window
from app.lint.rule import CLOCKS, Rule
from app.lint.scene import Setting
from app.lint.tally import Tally
from app.lint.texts import Text, counted, short
from app.lint.timeline import Timeline
from app.lint.users import User
from app.topsort.words import duration

USR_004 = Text(
    title="Shared anonymousId",
    capture={
        "": (
            "One anonymousId stands on {share} % of {messages}, under more than one userId: it "
            "merges users."
        )
    },
    costs={"": "Sales of one user are credited to what another one clicked."},
    fixes={"": "Call reset() when a user logs out, and never set a fixed anonymousId."},
)

USR_005 = Text(
    title="New anonymousId each time",
    says={
        "": (
            "Three events in a row came under three anonymousIds, each with no other event, and "
            "from one browser as far as address and user agent tell."
        )
    },
    costs={"": "No click meets its purchase: Topsort joins them by this id."},
    fixes={
        "": (
            "Keep one id for each browser, for a year at least. A cookie without a path or a "
            "domain is one for each folder or subdomain."
        )
    },
    capture={
        "": "Each of {messages} with an impression or a click has an anonymousId of its own.",
    },
)

USR_006 = Text(
    title="anonymousId changed",
    says={
        "": "userId {account} came under another anonymousId as well, {apart} {when} ({other}).",
        "many": "userId {account} came under other anonymousIds as well.",
    },
    costs={
        "": (
            "Topsort joins clicks and purchases by anonymousId: what this user clicked under one "
            "of them earns nothing for what they buy under another."
        )
    },
    fixes={
        "": (
            "Keep the anonymousId through login and checkout, or join the two ids with Topsort’s "
            "link-users call. A second device of the same user looks the same."
        )
    },
)

USR_007 = Text(
    title="Identify without a link",
    capture={
        "": "Topsort’s destination has no action for identify and alias calls: {messages}.",
    },
    costs={
        "": (
            "Nothing is lost where the anonymousId stays the same. Where it changes, nothing "
            "joins the two."
        )
    },
    fixes={"": "Where ids change, call Topsort’s link-users, which Topsort has to switch on."},
)

USR_008 = Text(
    title="Id unknown to the browser",
    says={
        "": (
            "This order came from a server under anonymousId {user}, which no event of a browser "
            "or app has."
        )
    },
    costs={"": "No click or impression can meet this purchase, so that nothing is credited."},
    fixes={
        "": (
            "Hand the browser’s anonymousId on with the order (cookie ajs_anonymous_id) and send "
            "it from the server."
        )
    },
)


def _accounts(fact: Fact) -> Iterator[Entry]:
    # A page call tells whose anonymousId it is as well, where nothing else came after the login.
    if fact.account:
        speaks = fact.click is not None or fact.view is not None or fact.order is not None
        yield fact.account, fact.user, speaks


ACCOUNTS = Window("anonymousIds of one userId", _accounts, unlike=True, needs=(("account",),))


def changed_id(fact: Fact, groups: list[Group], setting: Setting) -> Iterator[Finding]:
    """USR-006: the same userId under several anonymousIds."""
    for group in groups:
        if len(group.traits) < 2:
            continue
        others = group.others(fact, lambda other: other.user != fact.user)
        one = min(others, key=lambda other: (abs(other.occ - fact.occ), other.row), default=None)
        gap = 0 if one is None else abs(one.occ - fact.occ)
        yield USR_006.finding(
            "USR-006",
            "warning",
            says="many" if one is None else "",
            paths=("anonymousId", "userId"),
            others=tuple(sorted(other.row for other in others)),
            gap=None if one is None else gap,
            account=short(fact.account),
            apart=duration(gap),
            when="earlier" if one is not None and one.occ <= fact.occ else "later",
            other="" if one is None else short(one.user[2:]),
        )


class Churn:
    """USR-005: events of one browser in a row, each under an anonymousId that has no other.

    Where the network address is not known, many visitors look like one browser, and some of them
    see one thing and leave. Then no event of it may have an anonymousId that another one has.
    """

    codes: tuple[str, ...] = ("USR-005",)
    together = "churn"

    def __init__(self, setting: Setting, tally: Tally) -> None:
        self._run = max(2, setting.bands.churn)
        self._session = setting.bands.sighting
        self._devices: dict[str, Timeline] = {}
        self._events: dict[str, int] = {}
        self._visits: dict[tuple[str, str], int] = {}
        self._loyal: dict[str, int] = {}

    def joined(self, user: User, fact: Fact) -> Iterable[Fact]:
        """Its neighbours in the browser; and where its user now has two events, those of the
        other one."""
        if not _of_browser(fact):
            return []
        line = self._devices.get(fact.device)
        if line is None:
            line = self._devices[fact.device] = Timeline()
        line.add(fact.occ, fact)
        user.seen.add(fact)
        self._events[fact.user] = len(user.seen)
        touched = self._near(fact)
        visit = (fact.device, fact.user)
        self._visits[visit] = self._visits.get(visit, 0) + 1
        if self._visits[visit] == 2:
            self._loyal[fact.device] = self._loyal.get(fact.device, 0) + 1
            if self._loyal[fact.device] == 1:
                touched += [one for one in line if one.said.get("USR-005")]
        if len(user.seen) == 2:
            for other in user.seen - {fact}:
                touched += self._near(other)
        return touched

    def left(self, user: User, fact: Fact) -> Iterable[Fact]:
        """The same the other way round."""
        if not _of_browser(fact):
            return []
        touched = self._near(fact)
        loyal = self._loyal.get(fact.device, 0)
        self.forget(user, fact)
        if loyal and not self._loyal.get(fact.device):
            touched += self._devices.get(fact.device, ())
        if len(user.seen) == 1:
            for other in user.seen:
                touched += self._near(other)
        return touched

    def forget(self, user: User, fact: Fact) -> None:
        """Out of the browser's line."""
        if fact not in user.seen:
            return
        user.seen.discard(fact)
        if user.seen:
            self._events[fact.user] = len(user.seen)
        else:
            del self._events[fact.user]
        visit = (fact.device, fact.user)
        self._visits[visit] -= 1
        if self._visits[visit] == 1:
            self._loyal[fact.device] -= 1
        elif not self._visits[visit]:
            del self._visits[visit]
        line = self._devices[fact.device]
        line.remove(fact.occ, fact)
        if not line:
            del self._devices[fact.device]
            self._loyal.pop(fact.device, None)

    def findings(self, user: User | None, fact: Fact) -> Iterable[Finding]:
        """One where it is part of such a run."""
        if user is None or fact not in user.seen or len(user.seen) > 1:
            return
        if not has_address(fact.device) and self._loyal.get(fact.device):
            return
        line = self._devices[fact.device]
        index = line.index(fact.occ, fact)
        before, after = line.near(index, self._run - 1)
        run = [*reversed(self._alone(fact, before)), fact, *self._alone(fact, after)]
        if len(run) >= self._run:
            yield USR_005.finding(
                "USR-005",
                "warning",
                paths=("anonymousId",),
                others=tuple(sorted(one.row for one in run if one is not fact)),
            )

    def _alone(self, fact: Fact, side: list[Fact]) -> list[Fact]:
        """Those of one side that continue the run."""
        found = []
        last = fact.occ
        for one in side:
            if self._events.get(one.user) != 1 or abs(one.occ - last) > self._session:
                break
            found.append(one)
            last = one.occ
        return found

    def _near(self, fact: Fact) -> list[Fact]:
        """Those around it, and itself, that are part of a run or may be."""
        line = self._devices[fact.device]
        before, after = line.near(line.index(fact.occ, fact), self._run - 1)
        return [
            one
            for one in (*before, fact, *after)
            if self._events.get(one.user) == 1 or one.said.get("USR-005")
        ]


def _of_browser(fact: Fact) -> bool:
    return (
        bool(fact.device)
        and fact.user.startswith("a:")
        and not fact.copy
        and not fact.server
        and (fact.click is not None or fact.view is not None or fact.order is not None)
    )


class ServerOrders:
    """USR-008: a server's order whose anonymousId no browser or app has sent, in a capture that
    has events of browsers or apps at all."""

    codes: tuple[str, ...] = ("USR-008",)
    together = "servers"

    def __init__(self, setting: Setting, tally: Tally) -> None:
        self._web = 0
        self._orders: dict[Fact, None] = {}

    def joined(self, user: User, fact: Fact) -> Iterable[Fact]:
        """The first event of a browser clears its user's orders; the first of all makes this
        rule speak."""
        if fact.copy:
            return []
        if fact.server:
            if fact.order is not None and fact.user.startswith("a:"):
                user.orders.add(fact)
                self._orders[fact] = None
                return [fact]
            return []
        self._web += 1
        user.web += 1
        if self._web == 1:
            return list(self._orders)
        return list(user.orders) if user.web == 1 else []

    def left(self, user: User, fact: Fact) -> Iterable[Fact]:
        """The same the other way round."""
        if fact.server:
            self.forget(user, fact)
            return []
        self._web -= 1
        user.web -= 1
        if self._web == 0:
            return list(self._orders)
        return list(user.orders) if user.web == 0 else []

    def forget(self, user: User, fact: Fact) -> None:
        """An order that is too old; browsers' events count on while their user is known."""
        user.orders.discard(fact)
        self._orders.pop(fact, None)

    def findings(self, user: User | None, fact: Fact) -> Iterable[Finding]:
        """One for an order without a browser."""
        if user is not None and fact in user.orders and not user.web and self._web:
            assert fact.order is not None
            yield USR_008.finding(
                "USR-008",
                "warning",
                paths=("anonymousId",),
                delivery=fact.order.delivery,
                user=short(fact.user[2:]),
            )


def one_id_for_many(tally: Tally, setting: Setting) -> Iterator[Finding]:
    """USR-004 over the capture: one anonymousId with several userIds has most of the events."""
    bands = setting.bands
    if tally.events < bands.share_size:
        return
    for events in tally.accounts.values():
        if events * 100 > bands.share * tally.events:
            message = USR_004.capture[""].format(
                share=round(100 * events / tally.events), messages=counted(tally.events, "message")
            )
            yield _of_capture("USR-004", USR_004, message)


def an_id_for_each(tally: Tally, setting: Setting) -> Iterator[Finding]:
    """USR-005 over the capture: no anonymousId has two impressions or clicks."""
    if tally.steps >= setting.bands.every_size and tally.journeys == tally.steps:
        message = USR_005.capture[""].format(messages=counted(tally.steps, "message"))
        yield _of_capture("USR-005", USR_005, message)


def identified(tally: Tally, setting: Setting) -> Iterator[Finding]:
    """USR-007: identify and alias reach no action of the destination."""
    if tally.identified.count:
        yield Finding(
            code="USR-007",
            severity="info",
            title=USR_007.title,
            message=USR_007.capture[""].format(messages=counted(tally.identified.count, "message")),
            cost=USR_007.costs[""],
            fix=USR_007.fixes[""],
            others=tally.identified.examples,
        )


def _of_capture(code: str, text: Text, message: str) -> Finding:
    return Finding(code, "warning", text.title, message, text.costs[""], text.fixes[""])


_IDS = ("anonymousId", "userId")

RULES = (
    Rule("USR-004", USR_004, "warning", _IDS, capture=one_id_for_many),
    Rule(
        "USR-005",
        USR_005,
        "warning",
        ("anonymousId", "context.ip", "context.userAgent", *CLOCKS),
        watcher=Churn,
        shared=True,
    ),
    Rule("USR-005", USR_005, "warning", ("anonymousId",), capture=an_id_for_each),
    Rule(
        "USR-006",
        USR_006,
        "warning",
        (*_IDS, *CLOCKS),
        window=ACCOUNTS,
        over=changed_id,
        shared=True,
    ),
    Rule("USR-007", USR_007, "info", ("type",), capture=identified),
    Rule(
        "USR-008",
        USR_008,
        "warning",
        ("anonymousId", "context.library.name", "channel"),
        watcher=ServerOrders,
    ),
)
