"""The launch checklist: each point by what was captured."""

from dataclasses import replace
from typing import Any

import pytest
from analysis_stories import (
    MINUTE,
    PACKAGED,
    START,
    Message,
    book,
    click,
    configured,
    judged,
    linted,
    order,
    steps,
    track,
    view,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.book import Book
from app.analysis.checklist import Checklist, Mark, Row, checklist
from app.analysis.checklist_points import POINTS, SECTIONS
from app.analysis.checklist_states import STATES
from app.analysis.judged import JudgedMessage
from app.analysis.winners import Winner, Witness, follow
from app.destination.model import Configuration
from app.lint.finding import Finding, Severity


def check(
    messages: list[JudgedMessage],
    configuration: Configuration = PACKAGED,
    winners: tuple[Winner, ...] = (),
    marks: dict[str, Mark] | None = None,
) -> Checklist:
    taken = Book(configuration).add_all(messages)
    seen = taken.seen
    return checklist(seen, configuration, taken.credits(), follow(winners, seen), marks)


def point(id: str, *messages: Message, **options: Any) -> Row:
    configuration = options.pop("configuration", PACKAGED)
    made = check(judged(messages, configuration), configuration, **options)
    return next(row for row in made.rows if row.point.id == id)


def coded(message: Message, *codes: str, severity: Severity = "warning") -> JudgedMessage:
    """A message with findings put on it by hand."""
    (one,) = judged([message])
    found = (Finding(code, severity, code, "", "", "") for code in codes)
    return replace(one, findings=tuple(found))


def rule_point(id: str, *messages: JudgedMessage) -> Row:
    rows = [replace(one, row=n) for n, one in enumerate(messages, 1)]
    return next(row for row in check(rows).rows if row.point.id == id)


def test_every_point_is_worked_out_and_has_its_section() -> None:
    assert [one.id for one in POINTS] == list(STATES)
    assert [head for head, _ in check([]).sections] == list(SECTIONS)
    for one in POINTS:
        assert one.title
        assert one.met
        assert one.source


def test_nothing_came_yet() -> None:
    made = check([])
    assert made.title == "Nothing to judge yet"
    assert (made.messages, made.since) == (0, None)
    assert {row.state for row in made.rows} == {"no_evidence", "by_hand"}
    assert {row.word for row in made.rows} == {"No evidence", "By hand"}


IDENTIFY_A = track("", userId="a", type="identify")
SHOP: list[Message] = [
    view("p", 0),
    click("p", MINUTE),
    order("p"),
    view("p", 1, user="u-2", bid="b-9"),
]


def test_the_rows_hold_what_the_screen_shows() -> None:
    lost = order({"product_id": "p", "price": 0}, at=11 * MINUTE, order_id="o-2")
    made = check(linted([*SHOP, lost]))
    assert made.title == "Not ready for launch: 1 point is not met"
    assert (made.messages, made.since) == (5, START)
    assert sum(made.counts.values()) == len(POINTS)
    row = next(row for row in made.rows if row.point.id == "price")
    assert (row.word, row.evidence, row.link) == (
        "Not met",
        "1 order refused, rule PUR-004",
        "Show 1",
    )
    assert row.figures == ((1, "orders accepted"), (1, "refused for price"))
    (proof,) = row.messages
    assert (proof.outcome, proof.user, proof.row, proof.at) == (
        "rejected",
        "a:u-1",
        5,
        START + 11 * MINUTE,
    )
    assert "PUR-004" in dict(row.rules)


@pytest.mark.parametrize(
    ("id", "messages", "state", "evidence"),
    [
        ("kinds", SHOP, "met", "3 impressions and clicks, 1 purchase"),
        ("kinds", [view("p")], "part", "1 impression or click, 0 purchases"),
        (
            "kinds",
            [track("Products Searched")],
            "no_evidence",
            "0 impressions and clicks, 0 purchases",
        ),
        ("kinds", [click("p", channel="web")], "not_met", "0 impressions and clicks, 0 purchases"),
        ("users", SHOP, "met", "2 users"),
        ("users", [view("p")], "part", "1 user"),
        ("users", [view("p", channel="web")], "no_evidence", "0 users"),
        ("anonymous", SHOP, "met", "all 4 have one"),
        (
            "anonymous",
            [order("p"), order("p", at=1, user=..., userId="a")],
            "not_met",
            "1 of 2 orders have none",
        ),
        ("anonymous", [view("p", user=..., userId="a")], "not_met", "1 of 1 event has none"),
        (
            "enabled",
            SHOP,
            "part",
            "4 of 7 wait: Impressions List, Banner Impression, Banner Click and 1 more",
        ),
        ("enabled", [], "no_evidence", "Nothing came yet"),
        ("sent", SHOP, "met", "4 messages have one"),
        ("sent", [track("x")], "no_evidence", "Nothing came yet"),
        (
            "sent",
            [track("Product Added", product_id="p")],
            "not_met",
            "1 message waits: Click, alternate",
        ),
        (
            "sent",
            [track("product_clicked")],
            "not_met",
            "1 message waits: product_clicked for Product Clicked",
        ),
        ("identified", SHOP, "no_evidence", "Only guests so far"),
        ("identified", [view("p", userId="a")], "not_met", "0 of 1 userId"),
        (
            "identified",
            [view("p", userId="a"), IDENTIFY_A],
            "met",
            "1 of 1 userId",
        ),
        (
            "identified",
            [view("p", userId="b"), IDENTIFY_A],
            "part",
            "1 of 2 userIds",
        ),
        ("guests", SHOP, "met", "4 messages"),
        ("guests", [view("p", userId="a")], "no_evidence", "No guest yet"),
        ("guests", [view("p", user=...)], "not_met", "1 message has neither id"),
        ("server", SHOP, "no_evidence", "No event came from a server"),
        (
            "server",
            [*SHOP, order("p", at=5, context={"library": {"name": "analytics-python"}})],
            "met",
            "1 of 1 event",
        ),
        (
            "server",
            [*SHOP, order("p", at=5, user="s", context={"library": {"name": "analytics-python"}})],
            "not_met",
            "0 of 1 event",
        ),
        ("impression-bids", SHOP, "met", "2 with a bid, 0 without"),
        ("impression-bids", [view("p", bid=...)], "not_met", "0 with a bid, 1 without"),
        ("impression-bids", [*SHOP, view("q", bid=...)], "part", "2 with a bid, 1 without"),
        (
            "impression-bids",
            [view("p", bid=..., entity={"type": "product", "id": "p"})],
            "no_evidence",
            "No sponsored impression yet",
        ),
        ("click-bids", SHOP, "met", "1 with a bid, 0 without"),
        ("journey", SHOP, "met", "1 user, first: u-1"),
        ("journey", SHOP[:2], "part", "credited order still to come"),
        ("journey", [view("p", bid=...)], "no_evidence", "No sponsored event yet"),
        ("winners", SHOP, "no_evidence", "No auction was seen"),
        ("one-impression", [click("p")], "no_evidence", "No sponsored impression yet"),
        ("one-click", SHOP, "met", "1 click"),
        ("one-id", SHOP, "no_evidence", "Only guests so far"),
        ("one-id", [view("p", userId="a")], "met", "1 userId"),
        (
            "one-id",
            [view("p", userId="a"), view("p", userId="a", user="u-2")],
            "not_met",
            "1 userId has several anonymousIds",
        ),
        ("placement", SHOP, "met", "3 of 3 events"),
        ("placement", [*SHOP, view("p", 7, context={})], "part", "3 of 4 events"),
        ("organic", SHOP, "no_evidence", "None. Needed for incrementality only"),
        (
            "organic",
            [view("p", bid=..., entity={"type": "product", "id": "p"})],
            "met",
            "1 event",
        ),
        ("price", SHOP, "part", "1 of 5 orders"),
        (
            "price",
            [order("p", at=n, order_id=n) for n in range(5)],
            "met",
            "5 orders",
        ),
        ("once", SHOP, "met", "1 order, no order id twice"),
        (
            "once",
            [order("p"), order("p", at=1)],
            "not_met",
            "2 purchases of orders that came more than once",
        ),
        ("catalogue", SHOP, "met", "1 order with a credited line"),
        (
            "catalogue",
            [*SHOP, order("p-1", at=11 * MINUTE, order_id="2")],
            "part",
            "1 order differs by a prefix, a suffix or case, rule PUR-013",
        ),
        ("guest-order", SHOP, "met", "1 of 1 order"),
        ("guest-order", [*SHOP, order("p", at=5, user="new")], "part", "1 of 2 orders"),
        ("guest-order", [order("p", userId="a")], "no_evidence", "No guest has ordered yet"),
        ("vendor", SHOP, "no_evidence", "No line has one. Needed for halo only"),
        (
            "vendor",
            [order({"product_id": "p", "price": 1, "vendorId": "v"})],
            "met",
            "1 order",
        ),
        ("key", SHOP, "by_hand", "Cannot be seen from here"),
        (
            "key",
            [track("x", header="Bearer abc.def")],
            "not_met",
            "A key or token stands in 1 message",
        ),
        ("campaign", SHOP, "by_hand", "Cannot be seen from here"),
        ("dashboard", SHOP, "no_evidence", "Accepted means stored. Compare a day later"),
    ],
)
def test_the_state_of_a_point(id: str, messages: list[Message], state: str, evidence: str) -> None:
    row = point(id, *messages)
    assert (row.state, row.evidence) == (state, evidence)
    if state == "met":
        assert row.link == "Show"
        assert row.count == len(row.messages) > 0
    if state in ("part", "not_met"):
        assert row.missing
    if row.link.startswith("Show"):
        assert row.messages


def test_a_subscription_that_is_off_is_named_but_not_the_alternate() -> None:
    off = configured(disable=["Click"])
    row = point("sent", click("p"), configuration=off)
    assert (row.state, row.evidence) == ("not_met", "1 message waits: Click")
    both = point("sent", click("p"), track("Product Added", 5, product_id="p"))
    assert both.state == "met"
    none = point("sent", track("Product Added", 5, product_id="p"), configuration=off)
    assert none.state == "not_met"


@pytest.mark.parametrize(
    ("id", "code", "message"),
    [
        ("one-click", "CLK-001", click("p")),
        ("lines", "PUR-002", order("p")),
        ("vendor", "PUR-009", order({"product_id": "p", "price": 1, "brand": "b"})),
    ],
)
def test_a_rule_stands_against_a_point(id: str, code: str, message: Message) -> None:
    row = rule_point(id, coded(message, code))
    assert row.state == ("no_evidence" if id == "vendor" else "not_met")
    assert row.count == 1
    assert code in row.evidence or id == "vendor"
    if id != "vendor":
        hint = rule_point(id, coded(message, code, severity="info"))
        assert hint.state == "met"


def test_what_is_silenced_stands_against_nothing_and_is_counted() -> None:
    (said,) = coded(click("p"), "CLK-001").findings
    (one,) = judged([click("p")])
    row = rule_point("one-click", replace(one, findings=(replace(said, silenced=True),)))
    assert (row.state, row.evidence) == ("met", "1 click, 1 silenced")


def test_two_clicks_are_one_pair() -> None:
    first, second = coded(click("p", 0), "CLK-001"), coded(click("p", 38), "CLK-001")
    assert rule_point("one-click", first, second).evidence == "1 pair, rule CLK-001"


def test_a_rule_that_is_not_built_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.analysis.checklist_found._CODES", frozenset[str]())
    assert point("lines", order("p")).evidence == "No rule looks at this"


def test_winners_are_points_too() -> None:
    winners = (
        Winner(1, "b-1", "p", "u-1", START, "/search"),
        Winner(2, "b-2", "q", "u-1", START, "/search"),
        Winner(3, "b-3", "q", "", START, ""),
    )
    row = point("winners", *SHOP, winners=winners)
    assert (row.state, row.evidence) == ("part", "1 of 3 winners")
    assert row.missing == (
        "1 winner on an unknown page, no impression, 2 winners on /search, 1 impression."
    )
    assert point("winners", *SHOP, winners=winners[:1]).state == "met"
    row = point("auction-user", *SHOP, winners=winners)
    assert (row.state, row.evidence) == ("part", "2 of 3 winners")


def test_a_vendor_is_needed_where_halo_is_on() -> None:
    row = point("vendor", order("p"), configuration=configured({"halo": True}))
    assert (row.state, row.link) == ("not_met", "Show 1")


def test_a_persons_word_is_no_evidence() -> None:
    marks = {
        "campaign": Mark(confirmed=True),
        "vendor": Mark(not_needed=True),
        "nothing": Mark(confirmed=True),
    }
    made = check(judged(SHOP), marks=marks)
    rows = {row.point.id: row for row in made.rows}
    assert (rows["campaign"].state, rows["campaign"].link) == ("by_hand", "")
    assert (rows["calls"].state, rows["calls"].link) == ("by_hand", "Confirm")
    assert rows["vendor"].settled
    assert sum(made.counts.values()) == len(POINTS) - 1
    everything = {one.id: Mark(not_needed=True) for one in POINTS}
    assert check(judged(SHOP), marks=everything).title == "Ready for launch: every point is met"
    assert check(judged(SHOP)).title.endswith("points are still open")


def test_only_the_newest_proof_is_named_and_all_is_counted() -> None:
    row = point("anonymous", *(view("p", n, user=..., userId="a") for n in range(250)))
    assert (row.count, len(row.messages), row.link) == (250, 200, "Show 250")
    assert row.messages[0].at == START + 249


def test_copies_are_one_message() -> None:
    assert point("users", *[view("p", 0)] * 3).count == 1
    assert check(judged([view("p", 0)] * 3)).messages == 1


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_order_of_arrival_says_the_same(random: Any) -> None:
    arrivals = linted([*SHOP, *SHOP[:1], order("p", at=3), click("p", 60_038), track("x")])
    expected = check(arrivals)
    random.shuffle(arrivals)
    assert check(arrivals) == expected


def test_hostile_names_are_plain() -> None:
    bad = "\x1b[2J‮" + "x" * 10_000
    made = check(
        judged([track("product_clicked", userId=bad, user=bad), view("p", user=bad, userId=bad)]),
        winners=(Winner(1, bad, bad, bad, START, bad),),
    )
    for row in made.rows:
        for text in (row.evidence, row.missing):
            assert text.isprintable()
            assert len(text) < 500


def test_work_grows_with_the_messages_alone() -> None:
    def work(count: int) -> float:
        made = [view("p", n) if n % 2 else order("p", at=n) for n in range(count)]
        taken = book(made)
        seen, credits = taken.seen, taken.credits()
        return steps(lambda: checklist(seen, PACKAGED, credits, Witness())) / count

    small, large = work(200), work(2_000)
    assert large < small * 1.2
