"""What the page Findings says in words of its own."""

from datetime import datetime

from app.analysis.credit_words import money
from app.analysis.findings_table import FindingsRow, Occurrence, RuleDetail
from app.gui.events.words import clock, number, one_line, short_id
from app.gui.shapes import WORDS
from app.services.findings import FindingsView

NO_FINDING = "No finding"
CLEAR_FILTER = "Clear the filter"

SORTS = (("cost", "cost"), ("events", "events"), ("users", "users"), ("last", "last"))
GROUPS = (("rule", "Rule"), ("user", "User"), ("page", "Page"))


def last_text(ms: int) -> str:
    """`14:05:21`; nothing for a finding about the capture."""
    return clock(ms, today=datetime.now(), millis=False) if ms else ""


def users_text(row: FindingsRow) -> str:
    """How many users are concerned."""
    return "unknown" if row.users is None else number(row.users)


def user_name(user: str) -> str:
    """`Seen.user` as the list of events writes ids: `7c1f…e2a9`."""
    return short_id(user[2:]) if user else "no user"


def sentence(row: FindingsRow, by: str) -> str:
    """A row as a screen reader reads it: `error PUR-004, Price zero, 14 events, 11 users, at least
    1,038.40 in orders, last 14:05:21`."""
    name = f"{row.key}, {one_line(row.title)}" if by == "rule" else one_line(row.title)
    parts = [f"{WORDS[row.severity].lower()} {name}"]
    if row.events:
        events = "1 event" if row.events == 1 else f"{number(row.events)} events"
        users = "1 user" if row.users == 1 else f"{users_text(row)} users"
        parts += [events, users]
    else:
        parts.append("concerns the whole capture")
    parts += [one_line(row.cost.words), f"last {last_text(row.last)}" if row.last else ""]
    return ", ".join(part for part in parts if part)


def order_text(one: Occurrence) -> str:
    """At least what its order is worth; the currency stands in the figures."""
    return one_line(money(one.order))


def where_text(one: Occurrence) -> str:
    """The places in the message."""
    places = [one_line(place) for place in one.where[:3]]
    more = len(one.where) - len(places)
    return ", ".join(places) + (f" and {more} more" if more > 0 else "")


def count_text(detail: RuleDetail, listed: int) -> str:
    """`5 of 14, newest first`."""
    if detail.count > listed:
        return f"the newest {number(listed)} of {number(detail.count)}"
    return f"{number(detail.count)}, newest first" if detail.count > 1 else ""


def scope_text(view: FindingsView) -> str:
    """What was looked at, where it is not all of the capture."""
    reached, parts = view.reached, []
    if reached.older:
        parts.append(f"The newest {number(view.messages)} messages are looked at.")
    if reached.analysed < reached.committed:
        parts.append(f"Analysed {number(reached.analysed)} of {number(reached.committed)}.")
    if view.cut:
        parts.append(f"{number(view.cut)} rows are not listed; narrow the filter to see them.")
    if view.table is not None and view.table.forgotten:
        parts.append(f"{number(view.table.forgotten)} older findings are not counted.")
    return " ".join(parts)


def silenced_text(view: FindingsView) -> str:
    """`12 findings are silenced`; empty where none is and no silence holds."""
    count = view.table.silenced if view.table is not None else 0
    if count:
        return f"{number(count)} {'finding is' if count == 1 else 'findings are'} silenced"
    held = len(view.silences)
    return f"{number(held)} {'silence holds' if held == 1 else 'silences hold'}" if held else ""
