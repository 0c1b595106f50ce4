"""Money at stake, and the table of findings."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from analysis_stories import (
    MINUTE,
    PACKAGED,
    START,
    Message,
    book,
    click,
    judged,
    order,
    steps,
    track,
    view,
)
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.findings_table import BARS, TREND, FindingsTable, Ledger
from app.analysis.judged import JudgedMessage
from app.analysis.order_value import MOST, amount, currency, order_value
from app.lint.finding import Finding, Severity


def finding(
    code: str, severity: Severity = "error", paths: tuple[str, ...] = (), **more: Any
) -> Finding:
    given = {"title": f"About {code}", "message": "", "cost": "", "fix": ""} | more
    return Finding(code=code, severity=severity, paths=paths, **given)


def found(*pairs: tuple[Message, list[Finding]]) -> list[JudgedMessage]:
    """Messages with findings put on them by hand: only what they cost is looked at here."""
    plain = judged([message for message, _ in pairs])
    return [
        replace(one, findings=tuple(findings))
        for one, (_, findings) in zip(plain, pairs, strict=True)
    ]


def table(*pairs: tuple[Message, list[Finding]], **options: Any) -> FindingsTable:
    return Ledger(PACKAGED).add_all(found(*pairs)).table(**options)


def costs(made: FindingsTable) -> dict[str, str]:
    return {row.key: row.cost.words for group in made.groups for row in group.rows}


def free(id: Any, price: float = 48.5, at: int = 0, **more: Any) -> Message:
    """An order that a line at price 0 costs."""
    lines = [{"product_id": "p", "price": price}, {"product_id": "gift", "price": 0}]
    return order(*lines, at=at, order_id=id, id=f"m-{id}-{at}", **more)


PUR_004 = finding("PUR-004", paths=("properties.products[1].price",))
USR_001 = finding("USR-001")


def test_orders_that_are_lost_are_summed_and_each_counts_once() -> None:
    made = table(
        (free("1"), [PUR_004]),
        (free("2", 100, user=..., userId="ann"), [PUR_004, USR_001]),
        (free("3", 7.25, at=5, user=..., userId="ann"), [USR_001]),
        (free("3", 7.25, at=9, user=..., userId="ann"), [USR_001]),
    )
    assert costs(made) == {
        "PUR-004": "at least 148.50 in orders",
        "USR-001": "at least 107.25 in orders",
    }
    assert made.total.words == "at least 155.75 in orders"
    assert made.sum_line == (
        "At least 155.75 in orders is lost on the way. Two rules cause all of it: PUR-004 and "
        "USR-001. Counted in this capture only."
    )


def test_an_order_that_gets_through_otherwise_is_not_lost() -> None:
    made = table((free("1"), [PUR_004]), (order("p", order_id="1"), []))
    assert costs(made) == {"PUR-004": "1 event"}
    assert made.sum_line == ""


def test_of_two_messages_of_one_order_the_lesser_counts() -> None:
    made = table((free("1", 50), [PUR_004]), (free("1", 40, at=5), [PUR_004]))
    assert costs(made) == {"PUR-004": "at least 40.00 in orders"}


def test_currencies_are_kept_apart() -> None:
    made = table(
        (free("1", 5, currency="eur"), [PUR_004]),
        (free("2", 6, currency="USD"), [PUR_004]),
        (free("3", 7, currency="€"), [PUR_004]),
    )
    assert costs(made) == {"PUR-004": "at least 7.00 and 5.00 EUR and 6.00 USD in orders"}


@pytest.mark.parametrize(
    ("message", "codes", "words"),
    [
        (view("p", channel="web"), [finding("SHP-008")], "1 impression"),
        (
            track("Product List Viewed", products=[{"resolvedBidId": "1"}, {}, {}]),
            [finding("PLV-001")],
            "3 impressions",
        ),
        (click("p", bid=...), [finding("BID-001", "warning")], "1 event without a campaign"),
        (
            click("p"),
            [finding("CLK-001", "warning", others=(9,), keep=9)],
            "1 extra click, may be charged",
        ),
        (view("p"), [finding("IMP-001", "warning")], "1 impression, may be charged"),
        (
            track("Product List Viewed", products=[{"resolvedBidId": str(n)} for n in range(4)]),
            [finding("PLV-006", "warning")],
            "up to 3 impressions",
        ),
        (order("p"), [finding("PUR-009", "warning")], "1 order, halo may miss it"),
        (order("p"), [finding("PUR-011", "warning")], "at least 10.00 in orders counted again"),
        (order("p"), [finding("USR-008", "warning")], "at least 10.00 in orders not credited"),
        (
            order("p", {"product_id": "q", "price": 3, "quantity": 2}),
            [finding("PUR-013", "warning", ("properties.products[1].product_id",))],
            "at least 6.00 in orders not credited",
        ),
        (order("p"), [finding("PUR-007", "warning")], "1 order with a wrong price"),
        (order("p"), [finding("PUR-012", "info")], "normal for organic orders"),
        (track("product_viewed"), [finding("SHP-014", "info")], "1 event unmapped"),
        (track("Order Completed", products="x"), [finding("PUR-001")], "1 order"),
        (track("anything"), [finding("NEW-001", "info")], "1 event"),
    ],
)
def test_the_cost_of_one_finding(message: Message, codes: list[Finding], words: str) -> None:
    assert list(costs(table((message, codes))).values()) == [words]


def test_of_a_pair_one_click_is_too_many() -> None:
    first, second = click("p", 0), click("p", 38, id="x")
    pair = (
        [finding("CLK-001", "warning", others=(2,), keep=1)],
        [finding("CLK-001", "warning", others=(1,), keep=1)],
    )
    assert costs(table((first, pair[0]), (second, pair[1]))) == {
        "CLK-001": "1 extra click, may be charged"
    }
    unsaid = (
        [finding("CLK-002", "warning", others=(2,))],
        [finding("CLK-002", "warning", others=(1,))],
    )
    assert costs(table((first, unsaid[0]), (second, unsaid[1]))) == {
        "CLK-002": "1 extra click, may be charged"
    }


def test_two_findings_on_one_event_cost_it_once() -> None:
    both = [finding("BID-001", "warning"), finding("BID-002", "warning")]
    made = table((click("p", bid=...), both), (click("q", 5, bid=...), both[:1]))
    assert costs(made) == {
        "BID-001": "2 events without a campaign",
        "BID-002": "1 event without a campaign",
    }
    assert made.total.words == "2 events without a campaign"


def test_a_warning_on_an_event_that_is_lost_anyway_costs_nothing_more() -> None:
    made = table((free("1"), [PUR_004, finding("PUR-009", "warning")]))
    assert costs(made)["PUR-009"] == "1 order, halo may miss it"
    assert made.total.words == "at least 48.50 in orders"


def test_a_line_that_is_credited_after_all_is_not_called_uncredited() -> None:
    said = finding("PUR-013", "warning", ("properties.products[0].product_id",))
    messages = [click("p", 0), order("p")]
    pairs = [(messages[0], []), (messages[1], [said])]
    assert costs(table(*pairs)) == {"PUR-013": "at least 10.00 in orders not credited"}
    assert costs(table(*pairs, credits=book(messages).credits())) == {"PUR-013": "1 event"}


def test_the_table_has_all_that_the_screen_shows() -> None:
    later = [free(n, 10, at=n * MINUTE, user=f"u-{n % 2}") for n in range(1, 5)]
    ledger = Ledger(PACKAGED).add_all(
        found(
            *((one, [PUR_004]) for one in later),
            (track("Order Completed", user=..., userId="a", products="x"), [USR_001]),
            (click("p", bid=...), [finding("BID-001", "warning"), finding("SHP-010", "info")]),
        )
    )
    made = ledger.table()
    assert [(one.head, [row.key for row in one.rows]) for one in made.groups] == [
        ("Error, events are lost", ["PUR-004", "USR-001"]),
        ("Warning, events count wrongly or for nobody", ["BID-001"]),
        ("Info", ["SHP-010"]),
    ]
    assert (made.rows, made.findings) == (4, 7)
    first = made.groups[0].rows[0]
    assert (first.title, first.events, first.users) == ("About PUR-004", 4, 2)
    assert (first.last, len(first.trend), sum(first.trend)) == (START + 4 * MINUTE, BARS, 4)
    users = ledger.table(by="user")
    titles = [row.title for group in users.groups for row in group.rows]
    assert sorted(titles) == ["a", "u-0", "u-1"]
    (page,) = ledger.table(by="page").groups[0].rows
    assert (page.title, page.events) == ("/search", 6)
    by_last = ledger.table(sort="last").groups[0].rows
    assert [row.key for row in by_last] == ["PUR-004", "USR-001"]

    detail = ledger.rule("PUR-004", most=2)
    assert detail is not None
    assert detail.figures == (
        ("4", "orders rejected"),
        ("2", "users"),
        ("40.00", "at least, in this capture"),
    )
    assert (detail.count, len(detail.occurrences)) == (4, 2)
    newest = detail.occurrences[0]
    assert (newest.row, newest.order, newest.where) == (4, Decimal(10), ("products[1].price",))
    assert newest.cost == "at least 10.00 in orders"
    assert detail.example is PUR_004
    assert ledger.rule("CLK-001") is None


def test_what_is_silenced_is_counted_and_not_listed() -> None:
    made = table((free("1"), [replace(PUR_004, silenced=True), finding("SHP-010", "info")]))
    assert list(costs(made)) == ["SHP-010"]
    assert (made.silenced, made.sum_line) == (1, "")


def test_a_finding_of_the_capture_has_a_row_where_it_has_none() -> None:
    ledger = Ledger(PACKAGED).add_all(found((free("1"), [PUR_004])))
    whole = [finding("PUR-004", message="all of them"), finding("CLK-006", "warning")]
    ledger.say_of_capture(whole)
    errors, warnings = ledger.table().groups
    assert [(row.key, row.events) for row in errors.rows] == [("PUR-004", 1)]
    assert [(row.key, row.events, row.cost.words) for row in warnings.rows] == [("CLK-006", 0, "")]
    assert "CLK-006" not in costs(ledger.table(by="user"))
    for code, example in (("PUR-004", whole[0]), ("CLK-006", whole[1])):
        detail = ledger.rule(code)
        assert detail is not None
        assert detail.example is example
    ledger.say_of_capture([])
    assert ledger.rule("CLK-006") is None


def test_a_trend_shows_the_last_quarter_of_an_hour() -> None:
    (one,) = found((free("1"), [PUR_004]))
    ago = [0, TREND // BARS, TREND - 1, TREND]
    some = [replace(one, row=n, judged_at=one.judged_at - time) for n, time in enumerate(ago, 1)]
    made = Ledger(PACKAGED).add_all(some).table()
    assert made.groups[0].rows[0].trend == (1, 0, 0, 0, 0, 0, 0, 0, 1, 1)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (1, "1"),
        (12.95, "12.95"),
        (" 12.50 ", "12.50"),
        ("0", "0"),
        (0, "0"),
        *[
            (bad, None)
            for bad in (
                1e308,
                -1,
                "-1",
                "12,50",
                "$1",
                "1e9",
                "",
                True,
                None,
                [],
                {},
                "9" * 10_000,
                float("inf"),
                float("nan"),
                10**400,
                "١",
                "0x10",
            )
        ],
    ],
)
def test_numbers_that_can_be_an_amount(value: Any, number: str | None) -> None:
    assert amount(value) == (None if number is None else Decimal(number))


def value_of(lines: list[Any], **properties: Any) -> Decimal | None:
    made = order(*lines, **properties)
    (one,) = [one.order for one in book([made]).seen]
    assert one is not None
    return one.value


def test_the_value_is_that_of_the_lines_else_the_total() -> None:
    line = {"product_id": "p", "price": "12.50", "quantity": 2}
    assert value_of([line], total=99) == Decimal("25.00")
    bad = {"product_id": "q", "price": "12,50"}
    assert value_of([line, bad], revenue=30) == Decimal(30)
    assert value_of([line, bad]) == Decimal("25.00")
    assert value_of([line, {"product_id": "q", "price": -5}], total="x") is None
    assert value_of([bad]) is None
    assert value_of([{"product_id": "p", "price": 1e308, "quantity": 1e308}]) is None
    assert value_of([{"product_id": "p", "price": 1e11, "quantity": 1}] * 20) is None
    assert value_of([], total=5) == Decimal(5)


@given(st.lists(st.one_of(st.none(), st.decimals(0, MOST, places=2)), max_size=5))
def test_a_value_is_never_below_nothing_or_beyond_bounds(lines: list[Decimal | None]) -> None:
    value = order_value(lines, {})
    assert value is None or 0 <= value <= MOST


def test_a_currency_is_three_letters() -> None:
    assert currency({"currency": "eur"}) == "EUR"
    for bad in ("€", "EURO", "", 7, None, "e\nr", ["EUR"]):
        assert currency({"currency": bad}) == ""


@given(st.randoms(use_true_random=False), st.sampled_from([4, 1_000]))
def test_any_order_costs_the_same(random: Any, keep: int) -> None:
    some = found(
        (free("1", 5), [PUR_004]),
        (free("1", 6, at=3), [PUR_004]),
        (free("1", 6, at=4, currency="EUR"), [PUR_004]),
        (order("p", order_id="2"), [finding("PUR-009", "warning")]),
        (click("p", bid=...), [finding("BID-001", "warning"), finding("BID-002", "warning")]),
    )
    expected = Ledger(PACKAGED, keep=keep).add_all(some)
    random.shuffle(some)
    again = Ledger(PACKAGED, keep=keep).add_all(some)
    assert again.table() == expected.table()
    assert again.rule("PUR-004") == expected.rule("PUR-004")


def test_work_grows_with_the_findings_alone() -> None:
    def work(count: int) -> float:
        some = found(*((free(n, at=n), [PUR_004, USR_001]) for n in range(count)))
        ledger = Ledger(PACKAGED).add_all(some)
        return steps(lambda: (ledger.table(), ledger.rule("PUR-004"))) / count

    small, large = work(100), work(1_000)
    assert large < small * 1.2
