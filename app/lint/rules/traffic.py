"""Rules about traffic as a whole: rates, bots, and what a capture has not tried yet."""

from collections.abc import Iterable, Iterator

from app.lint.devices import bot_in
from app.lint.facts import Fact
from app.lint.finding import Finding
from app.lint.rule import Rule
from app.lint.scene import Scene, Setting
from app.lint.tally import Tally
from app.lint.texts import Text, counted, short
from app.lint.timeline import Timeline
from app.lint.users import User
from app.topsort.words import duration

CLK_006 = Text(
    title="Click rate",
    capture={
        "": "{clicks} on {impressions} with a bid: a click rate of {rate} %.",
        "more": "{clicks} and only {impressions} with a bid: more clicks than impressions.",
    },
    costs={
        "": "Topsort calls 0.5 to 2 % typical and takes more than 5 % for a warning sign.",
        "high": (
            "Topsort calls 0.5 to 2 % typical. So high a rate comes from clicks that count twice, "
            "or from impressions that are missing."
        ),
    },
    fixes={
        "": (
            "Look at the findings on impressions and clicks, and at which events are mapped to "
            "them."
        )
    },
)

IMP_002 = Text(
    title="Burst of impressions",
    says={"": "With this one, more than {count} impressions of one user came within {span}."},
    costs={
        "": (
            "They were probably sent when the list was loaded and not when it was seen. Topsort "
            "asks for what is visible."
        )
    },
    fixes={"": "Send each impression when its product becomes visible."},
)

BOT_001 = Text(
    title="Bot",
    says={
        "agent": "The user agent names a bot or a browser without a window: {word}.",
        "clicks": "With this one, {count} clicks of one user came within {span}.",
    },
    costs={
        "": (
            "Topsort counts events as they come; filtering bots is left to the marketplace, as "
            "far as its newest page says."
        )
    },
    fixes={"": "Keep such traffic out before track is called, or filter it in Segment."},
    capture={
        "": "Messages as bots and browsers without a window send them: {messages}.",
        "cost": (
            "Topsort counts events as they come; filtering bots is left to the marketplace, as "
            "far as its newest page says."
        ),
    },
)

QA_001 = Text(
    title="Only one user",
    capture={"": "All events of this capture are of one user."},
    costs={"": "Topsort’s acceptance test wants two users, to show that they are kept apart."},
    fixes={"": "Go through the shop as a second user, in a private window for instance."},
)

QA_002 = Text(
    title="Not everything tried",
    capture={"": "This capture has no {missing} yet."},
    costs={"": "Topsort’s acceptance list asks for impressions, clicks and purchases."},
    fixes={"": "Go through the shop once: see a product, click it, buy it."},
)

_KINDS = ("impression", "click", "purchase")


class Bursts:
    """IMP-002 and BOT-001: many impressions in a second, many clicks in a minute."""

    codes: tuple[str, ...] = ("IMP-002", "BOT-001")
    together = "bursts"

    def __init__(self, setting: Setting, tally: Tally) -> None:
        bands = setting.bands
        self._burst = (max(1, bands.burst_size), bands.burst)
        self._frantic = (max(1, bands.frantic_size - 1), bands.frantic)

    def joined(self, user: User, fact: Fact) -> Iterable[Fact]:
        """Those that are now the last of so many in so short a time."""
        if fact.copy or not fact.mapped:
            return []
        touched: list[Fact] = []
        if fact.view is not None:
            index = user.impressions.add(fact.t, fact)
            touched += _crowded(user.impressions, index, *self._burst)
        if fact.click is not None:
            index = user.hits.add(fact.t, fact)
            touched += _crowded(user.hits, index, *self._frantic)
        return touched

    def left(self, user: User, fact: Fact) -> Iterable[Fact]:
        """Those that were, and are not any longer."""
        touched: list[Fact] = []
        for line, (size, span) in ((user.impressions, self._burst), (user.hits, self._frantic)):
            if line and (fact.view if line is user.impressions else fact.click) is not None:
                touched += _crowded(line, line.index(fact.t, fact), size, span)
        self.forget(user, fact)
        return touched

    def forget(self, user: User, fact: Fact) -> None:
        """Off the lines."""
        if fact.view is not None:
            user.impressions.remove(fact.t, fact)
        if fact.click is not None:
            user.hits.remove(fact.t, fact)

    def findings(self, user: User | None, fact: Fact) -> Iterable[Finding]:
        """For the last of so many."""
        if user is None or fact.copy:
            return
        if fact.view is not None and _is_last(user.impressions, fact, *self._burst):
            yield IMP_002.finding(
                "IMP-002",
                "info",
                paths=("originalTimestamp", "timestamp"),
                delivery=fact.view,
                count=self._burst[0],
                span=duration(self._burst[1]),
            )
        if fact.click is not None and _is_last(user.hits, fact, *self._frantic):
            yield BOT_001.finding(
                "BOT-001",
                "warning",
                says="clicks",
                paths=("originalTimestamp", "timestamp"),
                delivery=fact.click,
                count=self._frantic[0] + 1,
                span=duration(self._frantic[1]),
            )


def _is_last(line: Timeline, fact: Fact, size: int, span: int) -> bool:
    """Whether `size` others came in the `span` before it."""
    if len(line) <= size:
        return False
    index = line.index(fact.t, fact)
    return index >= size and fact.t - line.time(index - size) <= span


def _crowded(line: Timeline, index: int, size: int, span: int) -> list[Fact]:
    """Those for whom it matters that there is a fact at `index`: without it they would not be
    the last of so many."""
    if len(line) <= size:
        return []
    touched = []
    for at in range(max(index, size), min(index + size + 1, len(line))):
        time = line.time(at)
        if time - line.time(at - size) <= span and (
            at in (index, size) or time - line.time(at - size - 1) > span
        ):
            touched.append(line.fact(at))
    return touched


def named_bot(scene: Scene) -> Iterator[Finding]:
    """BOT-001 by the user agent, which good bots and browsers without a window name themselves
    in."""
    context = scene.message.get("context")
    word = bot_in(context) if isinstance(context, dict) else ""
    if word and not scene.muted:
        yield BOT_001.finding(
            "BOT-001",
            "warning",
            says="agent",
            paths=("context.userAgent",),
            word=short(word),
        )


def click_rate(tally: Tally, setting: Setting) -> Iterator[Finding]:
    """CLK-006: clicks and impressions with a bid, where their rate can't be true."""
    bands = setting.bands
    clicks, impressions = tally.clicks, tally.impressions
    more = clicks > impressions and clicks >= bands.click_excess_size
    many = impressions >= bands.click_rate_size
    if not more and not (many and clicks * 100 > bands.click_rate * impressions):
        return
    high = more or clicks * 100 > bands.click_rate_high * impressions
    yield _of_capture(
        "CLK-006",
        CLK_006,
        CLK_006.capture["more" if more else ""].format(
            clicks=counted(clicks, "click"),
            impressions=counted(impressions, "impression"),
            rate=round(100 * clicks / max(1, impressions), 1),
        ),
        CLK_006.costs["high" if high else ""],
        "warning",
    )


def one_user(tally: Tally, setting: Setting) -> Iterator[Finding]:
    """QA-001: an acceptance test takes two users."""
    if len(tally.users) == 1:
        yield _of_capture("QA-001", QA_001, QA_001.capture[""], QA_001.costs[""], "info")


def untried(tally: Tally, setting: Setting) -> Iterator[Finding]:
    """QA-002: impression, click or purchase has not come yet, and one of them has."""
    missing = [kind for kind in _KINDS if kind not in tally.kinds]
    if tally.kinds and missing:
        message = QA_002.capture[""].format(missing=" and no ".join(missing))
        yield _of_capture("QA-002", QA_002, message, QA_002.costs[""], "info")


def _of_capture(code: str, text: Text, message: str, cost: str, severity: str) -> Finding:
    return Finding(
        code,
        "warning" if severity == "warning" else "info",
        text.title,
        message,
        cost,
        text.fixes[""],
    )


_TIMES = ("anonymousId", "originalTimestamp", "timestamp")
_BIDS = ("properties.resolvedBidId", "properties.products[].resolvedBidId")
_WHEN = ("impression", "impressionsList", "click", "purchase")

RULES = (
    Rule("CLK-006", CLK_006, "warning", _BIDS, capture=click_rate),
    Rule("IMP-002", IMP_002, "info", _TIMES, watcher=Bursts),
    Rule("BOT-001", BOT_001, "warning", _TIMES, watcher=Bursts, set_up=True),
    Rule("BOT-001", BOT_001, "warning", ("context.userAgent",), _WHEN, named_bot, set_up=True),
    Rule("QA-001", QA_001, "info", ("anonymousId",), capture=one_user),
    Rule("QA-002", QA_002, "info", ("event",), capture=untried),
)
