"""Points of the checklist about events that arrive, and for whom."""

from typing import TYPE_CHECKING

from app.analysis.checklist_facts import Facts
from app.analysis.checklist_found import Found, State, counted, named
from app.analysis.checklist_points import USERS

if TYPE_CHECKING:
    from app.analysis.seen import Seen


def kinds(facts: Facts) -> Found:
    """Impressions, clicks and purchases were all seen."""
    arrived = ("sponsored", "organic", "anonymous")
    lost = ("dropped", "rejected", "filtered", "unmapped")
    impressions = facts.sighted("impression", *arrived)
    clicks = facts.sighted("click", *arrived)
    orders = facts.accepted_orders
    both = {one.row: one for one in (*impressions, *clicks)}
    wanted = (
        ("impression", impressions, facts.sighted("impression", *lost), _IMPRESSIONS),
        ("click", clicks, facts.sighted("click", *lost), "Product Clicked, or Product Added"),
        (
            "purchase",
            orders,
            [one for one in facts.orders if one.order and one.order.state != "accepted"],
            "Order Completed",
        ),
    )
    missing = [
        f"No {noun} was accepted: "
        + (f"{counted(len(came), 'came', 'came')}, all lost." if came else f"send {trigger}.")
        for noun, got, came, trigger in wanted
        if not got
    ]
    state: State = "met"
    if missing:
        state = "part" if len(missing) < len(wanted) else "no_evidence"
        if state == "no_evidence" and any(came for _, _, came, _ in wanted):
            state = "not_met"
    return Found(
        state,
        f"{counted(len(both), 'impression or click', 'impressions and clicks')}, "
        f"{counted(len(orders), 'purchase', 'purchases')}",
        " ".join(missing),
        [*both.values(), *orders],
        [one for _, got, came, _ in wanted if not got for one in came],
        ((len(impressions), "impressions"), (len(clicks), "clicks"), (len(orders), "purchases")),
    )


_IMPRESSIONS = "Product Viewed, or Product List Viewed"


def users(facts: Facts) -> Found:
    """Two users or more."""
    firsts: dict[str, Seen] = {}
    for one in facts.messages:
        if one.user in facts.users and one.verdict == "accepted" and one.lane:
            firsts.setdefault(one.user, one)
    count = len(facts.users)
    state: State = "met" if count >= USERS else "part" if count else "no_evidence"
    missing = "" if state == "met" else f"Test with {USERS - count} more, in another browser."
    return Found(state, counted(count, "user", "users"), missing, list(firsts.values()))


def anonymous(facts: Facts) -> Found:
    """Every message carries an anonymousId."""
    some = [one for one in facts.messages if one.lane]
    bad = [one for one in some if not one.user.startswith("a:")]
    if not some:
        return Found("no_evidence", "No impression, click or purchase yet")
    if not bad:
        return Found("met", f"all {len(some):,} have one", good=some)
    orders = [one for one in bad if one.order is not None]
    evidence = (
        f"{len(orders):,} of {counted(len(facts.orders), 'order has', 'orders have')} none"
        if orders
        else f"{len(bad):,} of {counted(len(some), 'event has', 'events have')} none"
    )
    return Found("not_met", evidence, "Send anonymousId with each of them.", some, bad)


def enabled(facts: Facts) -> Found:
    """Every subscription that is on has messages."""
    on = [one.name for one in facts.configuration.subscriptions if one.enabled]
    firsts: dict[str, Seen] = {}
    for one in facts.messages:
        for preset in one.presets:
            firsts.setdefault(preset, one)
    waiting = [name for name in on if name not in firsts]
    if not facts.messages or not on:
        return Found("no_evidence", "Nothing came yet")
    if not waiting:
        return Found("met", f"all {len(on)} have messages", good=list(firsts.values()))
    names = named(waiting)
    return Found(
        "part" if firsts else "no_evidence",
        f"{len(waiting)} of {len(on)} wait: {names}",
        f"Send their events, or switch them off: {names}.",
        list(firsts.values()),
    )


def sent(facts: Facts) -> Found:
    """Nothing that the shop sends is switched off."""
    actions = {one.name: one.action for one in facts.configuration.subscriptions}
    alternates = {one.name for one in facts.configuration.subscriptions if one.alternate}
    used = {
        actions.get(preset)
        for one in facts.messages
        for preset in one.presets
        if all(touch.format != "banners" for touch in one.touches)
    }
    bad: list[Seen] = []
    names: dict[str, None] = {}
    for one in facts.messages:
        kind, detail = one.missed
        if not kind or (kind == "off" and detail in alternates and actions[detail] in used):
            continue
        bad.append(one)
        names[detail if kind == "off" else f"{one.name} for {detail}"] = None
    good = [one for one in facts.messages if one.presets]
    if bad:
        told = named(list(names))
        missing = f"Switch on, or send under the exact name: {told}."
        evidence = f"{counted(len(bad), 'message waits', 'messages wait')}: {told}"
        return Found("not_met", evidence, missing, good, bad)
    if not good:
        return Found("no_evidence", "Nothing came yet")
    return Found("met", f"{counted(len(good), 'message has', 'messages have')} one", good=good)


def identified(facts: Facts) -> Found:
    """Logged-in users are identified."""
    calls: dict[str, Seen] = {}
    persons: dict[str, Seen] = {}
    for one in facts.messages:
        if one.person and one.type == "identify":
            calls.setdefault(one.person, one)
        elif one.person:
            persons.setdefault(one.person, one)
    if not persons and not calls:
        return Found("no_evidence", "Only guests so far", "Log in once.")
    bad = [one for person, one in persons.items() if person not in calls]
    total = len(persons.keys() | calls.keys())
    evidence = f"{len(calls):,} of {counted(total, 'userId', 'userIds')}"
    if not bad:
        return Found("met", evidence, good=list(calls.values()))
    missing = f"Call identify at login: none came for {named([one.person for one in bad])}."
    return Found("part" if calls else "not_met", evidence, missing, list(calls.values()), bad)


def guests(facts: Facts) -> Found:
    """Logged-out users are tracked by an anonymousId."""
    guests = [one for one in facts.messages if not one.person]
    bad = [one for one in guests if not one.user]
    if not guests:
        return Found("no_evidence", "No guest yet", "Browse once without logging in.")
    if bad:
        evidence = f"{counted(len(bad), 'message has', 'messages have')} neither id"
        return Found("not_met", evidence, "Segment discards what has neither id.", guests, bad)
    return Found("met", counted(len(guests), "message", "messages"), good=guests)


def server(facts: Facts) -> Found:
    """Server events carry the browser's anonymousId."""
    server = [one for one in facts.messages if one.server and one.lane]
    if not server:
        return Found("no_evidence", "No event came from a server")
    browser = {one.user for one in facts.messages if not one.server and one.user[:2] == "a:"}
    bad = [one for one in server if one.user not in browser]
    good = [one for one in server if one.user in browser]
    evidence = f"{len(good):,} of {counted(len(server), 'event', 'events')}"
    if not bad:
        return Found("met", evidence, good=good)
    missing = "Hand the browser’s anonymousId to the server, and send it with the event."
    return Found("not_met", evidence, missing, good, bad)
