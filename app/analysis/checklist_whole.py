"""Points of the checklist about orders, and those that are met by hand."""

from typing import TYPE_CHECKING

from app.analysis.checklist_facts import Facts
from app.analysis.checklist_found import Found, counted, rules_behind
from app.analysis.checklist_points import PRICED_ORDERS

if TYPE_CHECKING:
    from app.analysis.seen import Seen


def price(facts: Facts) -> Found:
    """Every order line has a price over 0."""
    codes = ("PUR-003", "PUR-004", "PUR-005")
    orders = facts.accepted_orders
    bad = facts.refused_for("unitPrice")
    figures = ((len(orders), "orders accepted"), (len(bad), "refused for price"))
    if bad:
        evidence = f"{counted(len(bad), 'order', 'orders')} refused{rules_behind(facts, codes)}"
        missing = "Leave lines without a price out, or mend the price."
        return Found("not_met", evidence, missing, orders, bad, figures)
    if not orders:
        return Found("no_evidence", "No order was accepted yet", figures=figures)
    evidence = counted(len(orders), "order", "orders")
    if len(orders) < PRICED_ORDERS:
        missing = f"Send {counted(PRICED_ORDERS - len(orders), 'more order', 'more orders')}."
        evidence = f"{len(orders)} of {PRICED_ORDERS} orders"
        return Found("part", evidence, missing, orders, figures=figures)
    return Found("met", evidence, good=orders, figures=figures)


def once(facts: Facts) -> Found:
    """One purchase for each order."""
    repeats = {
        row
        for one in facts.credits.orders
        if one.repeats is not None
        for row in (one.order.row, one.repeats.row)
    }
    coded = facts.with_codes(("PUR-011",))
    rows = repeats | {one.row for one in coded}
    bad = [one for one in facts.messages if one.row in rows]
    orders = facts.accepted_orders
    if bad:
        purchases = counted(len(bad), "purchase", "purchases")
        evidence = f"{purchases} of orders that came more than once"
        missing = "Send an order once: not again on each view of the confirmation page."
        return Found(
            "not_met", evidence + (", rule PUR-011" if coded else ""), missing, orders, bad
        )
    if not orders:
        return Found("no_evidence", "No order was accepted yet")
    evidence = f"{counted(len(orders), 'order', 'orders')}, no order id twice"
    return Found("met", evidence, good=orders)


def catalogue(facts: Facts) -> Found:
    """Product ids are the catalogue's."""
    credited: set[int] = set()
    variants: set[int] = set()
    for order in facts.credits.orders:
        for line in order.lines:
            if line.state == "credited":
                credited.add(order.order.row)
            elif line.miss is not None and "variant" in line.miss.obstacles:
                variants.add(order.order.row)
    rows = variants | {one.row for one in facts.with_codes(("PUR-013",))}
    bad = [one for one in facts.messages if one.row in rows and one.order is not None]
    good = [one for one in facts.messages if one.row in credited]
    if bad:
        differ = counted(len(bad), "order differs", "orders differ")
        missing = "Send the catalogue’s id in clicks and in orders."
        evidence = f"{differ} by a prefix, a suffix or case, rule PUR-013"
        return Found("part" if good else "not_met", evidence, missing, good, bad)
    if good:
        return Found(
            "met", f"{counted(len(good), 'order', 'orders')} with a credited line", good=good
        )
    return Found("no_evidence", "No order line was credited yet")


def guest_order(facts: Facts) -> Found:
    """A guest's order has the id of their clicks."""
    known: dict[str, None] = {}
    good: list[Seen] = []
    bad: list[Seen] = []
    for one in facts.messages:
        if one.order is not None and not one.person:
            (good if one.user in known else bad).append(one)
        elif one.user[:2] == "a:" and one.order is None:
            known[one.user] = None
    total = len(good) + len(bad)
    if not total:
        return Found("no_evidence", "No guest has ordered yet", "Order once without logging in.")
    evidence = f"{len(good):,} of {counted(total, 'order', 'orders')}"
    if not bad:
        return Found("met", evidence, good=good)
    missing = "Send the stored anonymousId with the order, also after a redirect for payment."
    return Found("part" if good else "not_met", evidence, missing, good, bad)


def vendor(facts: Facts) -> Found:
    """Vendor id on every line."""
    orders = [one for one in facts.accepted_orders if one.order and one.order.lines]
    brand = {one.row for one in facts.coded.get("PUR-009", ())}
    good = [
        one
        for one in orders
        if one.row not in brand and one.order and all(line.vendor for line in one.order.lines)
    ]
    rows = {one.row for one in good}
    bad = [one for one in orders if one.row not in rows]
    if not orders:
        return Found("no_evidence", "No order was accepted yet")
    if not bad:
        count = len(orders)
        return Found("met", "1 order" if count == 1 else f"all {count:,} orders", good=good)
    missing = "Send vendorId on each line; a brand’s name is none."
    if facts.credits.assumptions.halo:
        evidence = f"{len(good):,} of {counted(len(orders), 'order', 'orders')}"
        return Found("part" if good else "not_met", evidence, missing, good, bad)
    if brand:
        return Found(
            "no_evidence", "The shop sends brand. Needed for halo only", missing, good, bad
        )
    if good:
        evidence = f"{len(good):,} of {counted(len(orders), 'order', 'orders')}"
        return Found("part", evidence, missing, good, bad)
    return Found("no_evidence", "No line has one. Needed for halo only", missing, good, bad)


def key(facts: Facts) -> Found:
    """No key stands in a message; else only a person knows."""
    bad = [one for one in facts.messages if one.secret]
    if bad:
        evidence = f"A key or token stands in {counted(len(bad), 'message', 'messages')}"
        return Found("not_met", evidence, "Take it out of the page, and change the key.", bad=bad)
    return by_hand(facts)


def by_hand(facts: Facts) -> Found:
    """Only a person knows."""
    return Found("by_hand", "Cannot be seen from here")


def dashboard(facts: Facts) -> Found:
    """Only a person can compare."""
    return Found("no_evidence", "Accepted means stored. Compare a day later")
