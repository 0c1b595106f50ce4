"""Points of the checklist about what ties events to campaigns."""

from collections.abc import Callable, Sequence

from app.analysis.checklist_facts import Facts
from app.analysis.checklist_found import Found, by_rules, counted, named
from app.analysis.credit_words import short_id
from app.analysis.seen import Seen


def bids(kind: str) -> Callable[[Facts], Found]:
    """Impressions, or clicks, carry a resolvedBidId."""

    def state_of(facts: Facts) -> Found:
        good = facts.sighted(kind, "sponsored")
        bad = facts.sighted(kind, "anonymous")
        lost = [
            one
            for one in facts.sighted(kind, "dropped", "rejected")
            if any(touch.kind == kind and not touch.bid for touch in one.touches)
        ]
        bad = sorted({one.row: one for one in (*bad, *lost)}.values(), key=lambda one: one.at)
        evidence = f"{len(good):,} with a bid, {len(bad):,} without"
        if bad:
            missing = "Send the winner’s resolvedBidId; for other products name them in entity."
            return Found("part" if good else "not_met", evidence, missing, good, bad)
        if good:
            return Found("met", evidence, good=good)
        return Found("no_evidence", f"No sponsored {kind} yet", f"Show a sponsored product {_HOW}.")

    return state_of


_HOW = "from an auction that it won"


def journey(facts: Facts) -> Found:
    """A sponsored impression, click and purchase by one user."""
    had: dict[str, set[str]] = {}
    proof: dict[str, list[Seen]] = {}
    credited = {
        order.order.row
        for order in facts.credits.orders
        if any(line.state == "credited" for line in order.lines)
    }
    for one in facts.messages:
        kinds = {touch.kind for touch in one.touches if touch.state == "sponsored"}
        words = {*kinds, *(["order"] if one.row in credited else [])}
        if words:
            had.setdefault(one.user, set()).update(words)
            proof.setdefault(one.user, []).append(one)
    whole = [user for user, words in had.items() if len(words) == 3]
    if whole:
        first = short_id(whole[0][2:])
        return Found(
            "met",
            f"{counted(len(whole), 'user', 'users')}, first: {first}",
            good=[one for user in whole for one in proof[user]],
        )
    if not had:
        return Found("no_evidence", "No sponsored event yet", _WHOLE_WAY)
    good = [one for some in proof.values() for one in some]
    best = max(had.values(), key=len)
    lacking = " and ".join(word for word in ("impression", "click", "order") if word not in best)
    lacking = lacking.replace("order", "credited order")
    return Found("part", f"{lacking} still to come", _WHOLE_WAY, good)


_WHOLE_WAY = "See, click and buy one sponsored product as one user."


def winners(facts: Facts) -> Found:
    """Every auction winner is followed by an impression."""
    followed = facts.witness.followed
    if not followed:
        return Found("no_evidence", "No auction was seen")
    seen = [one for one in followed if one.impression is not None]
    rows = {one.impression.row for one in seen if one.impression is not None}
    good = [one for one in facts.messages if one.row in rows]
    evidence = f"{len(seen):,} of {counted(len(followed), 'winner', 'winners')}"
    if len(seen) == len(followed):
        return Found("met", evidence, good=good)
    missing = named([one.words for one in facts.witness.paths if one.impressions < one.winners])
    return Found("part" if seen else "not_met", evidence, f"{missing}.", good)


def auction_user(facts: Facts) -> Found:
    """Auctions run for the user of the events."""
    followed = facts.witness.followed
    if not followed:
        return Found("no_evidence", "No auction was seen")
    users = {one.user for one in facts.messages}
    known = [one for one in followed if f"a:{one.winner.user}" in users and one.winner.user]
    evidence = f"{len(known):,} of {counted(len(followed), 'winner', 'winners')}"
    bad = facts.with_codes(("BID-007",))
    if len(known) == len(followed) and not bad:
        return Found("met", evidence)
    missing = "Run each auction with the anonymousId of the page’s events as opaqueUserId."
    return Found("part" if known else "not_met", evidence, missing, bad=bad)


def one_click(facts: Facts) -> Found:
    """One click for each action."""
    found = _CLICK_RULES(facts)
    if not found.bad:
        return found
    pairs = len(found.bad) - len(found.bad) // 2
    rules = ", ".join(code for code in ("CLK-001", "CLK-002") if facts.coded.get(code))
    word = "rules" if "," in rules else "rule"
    evidence = f"{counted(pairs, 'pair', 'pairs')}, {word} {rules}"
    return Found(found.state, evidence, _KEEP_ONE, found.good, found.bad)


_KEEP_ONE = "Keep one of the two events, Product Clicked where both carry the bid."
_CLICK_RULES = by_rules(
    ("CLK-001", "CLK-002"),
    lambda facts: facts.sighted("click", "sponsored", "organic", "anonymous"),
    lambda count: counted(count, "click", "clicks"),
    ("click", "clicks"),
    "No click yet",
)


def one_id(facts: Facts) -> Found:
    """A user keeps one id, before and after login."""
    ids: dict[str, dict[str, Seen]] = {}
    for one in facts.messages:
        if one.person and one.user[:2] == "a:":
            ids.setdefault(one.person, {}).setdefault(one.user, one)
    several = {person: users for person, users in ids.items() if len(users) > 1}
    bad = {one.row: one for users in several.values() for one in users.values()}
    bad.update({one.row: one for one in facts.with_codes(("USR-004", "USR-005", "USR-006"))})
    good = [one for users in ids.values() for one in users.values()]
    if bad:
        evidence = f"{counted(len(several), 'userId has', 'userIds have')} several anonymousIds"
        missing = "Do not reset anonymousId at login or logout, or link the two at Topsort."
        return Found("not_met", evidence, missing, good, list(bad.values()))
    if not ids:
        return Found("no_evidence", "Only guests so far", "Log in in the middle of a visit.")
    return Found("met", counted(len(ids), "userId", "userIds"), good=good)


def placement(facts: Facts) -> Found:
    """Impressions and clicks say on which page they were."""
    good = [one for one in facts.messages if one.placed]
    bad = [one for one in facts.messages if one.placed is False]
    total = len(good) + len(bad)
    if not total:
        return Found("no_evidence", "No single impression or click was accepted yet")
    evidence = f"{len(good):,} of {counted(total, 'event', 'events')}"
    if not bad:
        return Found("met", evidence, good=good)
    missing = "Send context.page.path, or placement with its path."
    return Found("part" if good else "not_met", evidence, missing, good, bad)


def organic(facts: Facts) -> Found:
    """Products without a bid are reported too."""
    good = [
        one
        for one in (*facts.sighted("impression", "organic"), *facts.sighted("click", "organic"))
        if not one.offsite
    ]
    if good:
        return Found("met", counted(len(good), "event", "events"), good=good)
    return Found(
        "no_evidence",
        "None. Needed for incrementality only",
        "Send the event of a product without a bid with entity.",
    )


def banner_clicks(facts: Facts) -> Sequence[Seen]:
    """Messages with a click on a banner."""
    return [
        one
        for one in facts.messages
        if any(touch.kind == "click" and touch.format == "banners" for touch in one.touches)
    ]
