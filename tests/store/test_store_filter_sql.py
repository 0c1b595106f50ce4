"""What a filter lets through, over a real capture."""

from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import NOON, change, delivery, finding, judge, put, track

from app.segment.jsontext import dumps
from app.store.filter_words import FIELDS
from app.store.filters import QUERY_ALL, FilterError, parse
from app.store.identifiers import only_in_requests
from app.store.model import Attempt
from app.store.reader import Reader
from app.store.writer import Writer

LISTED, BOUGHT, CLICKED, PAGE, ODD, WAITING = range(1, 7)
"""The rows of the capture below."""

CLICK = {
    "clicks": [
        {"opaqueUserId": "mapped-1", "resolvedBidId": "bid-out", "placement": {"path": "/x"}}
    ]
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A capture with one row of each kind, and a reader of it."""
    path = tmp_path_factory.mktemp("shop") / "shop.tsi"
    writer = Writer(path)
    listed = track(
        "Product List Viewed",
        messageId="11-LIST",
        anonymousId="anna-1",
        userId="U-7",
        originalTimestamp="2026-11-24T11:00:00Z",
        properties={
            "products": [
                {"product_id": "sku-12", "resolvedBidId": "bid-1", "price": 12.5},
                {"sku": "sku-13b", "price": "99"},
            ]
        },
        context={
            "page": {"path": "/c/kitchen"},
            "library": {"name": "analytics.js", "version": "1.84.0"},
        },
    )
    bought = track(
        "Order Completed",
        messageId="22-order",
        anonymousId="bert-2",
        originalTimestamp="2026-11-24T11:30:00Z",
        properties={"order_id": "10057", "products": [{"product_id": 77, "price": 0}]},
        context={"library": {"name": "analytics-python", "version": "2.3"}},
    )
    clicked = track(
        "Product Clicked",
        messageId="33-click",
        anonymousId="anna-1",
        originalTimestamp="2026-11-24T11:45:00Z",
        properties={"product_id": "Straße-1", "nothing": None, "flag": True, "n": [[4], {"m": 5}]},
    )
    page = {"type": "page", "messageId": "44-page", "anonymousId": "100%", "properties": {}}
    odd = track(
        "Ärger\ud83d",
        messageId="55-odd",
        anonymousId="ΣΊΣΥΦΟΣ",
        properties={"resolvedBidId": "", "note": 'say "hé" \\ or not'},
    )
    waiting = track("Product Clicked", messageId="33-CLICK", anonymousId="new")
    put(writer, listed, origin="https://staging.harborpine.shop", write_key="AbCd9876")
    put(writer, bought, origin="https://www.harborpine.shop")
    put(writer, clicked, page, odd)
    put(writer, waiting, waiting, received_at=NOON + 1)
    sent = dumps(CLICK)
    ids = only_in_requests(clicked, [CLICK])
    judge(
        writer,
        {
            LISTED: ("dropped", (delivery("dropped", action="impressionsList"),)),
            BOUGHT: ("rejected", (delivery("rejected", action="purchase"),)),
            CLICKED: ("accepted", (delivery(tie="sponsored", request=sent),), ids),
            PAGE: ("unmapped", ()),
            ODD: ("accepted", (delivery(tie="anonymous"), delivery(action="impression"))),
        },
        [
            change(LISTED, finding("PLV-001", "error"), code="PLV-001"),
            change(LISTED, finding("PLV-006", "warning")),
            change(CLICKED, finding("CLK-001", "warning", others=(WAITING,))),
            change(ODD, finding("BID-001s", "warning")),
            change(BOUGHT, finding("PUR-004", "error")),
        ],
    )
    writer.mark([LISTED, PAGE], True).result(30)
    writer.mark([PAGE], False).result(30)
    tried = [("accepted", "sandbox"), ("rejected", "Topsort “Live”"), ("in doubt", "sandbox")]
    attempts = [
        Attempt(row, "Click", "run", target, NOON, b"{}", outcome, 204, "", 1, "accepted")
        for row, (outcome, target) in zip((CLICKED, BOUGHT, ODD), tried, strict=True)
    ]
    writer.record(attempts).result(30)
    reader = Reader(path)
    yield reader
    reader.close()
    writer.close()


COPY = WAITING + 1
ALL = set(range(1, COPY + 1))
CLICKS = {CLICKED, WAITING, COPY}


def rows(shop, text):
    return set(shop.ids(parse(text, now=NOON, zone=UTC)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ALL),
        ("event:clicked", CLICKS),
        ("event:=clicked", set()),
        ('event:="product clicked"', CLICKS),
        ("event:ärger,order", {ODD, BOUGHT}),
        ("event:ÄRG?R", {ODD}),
        ("event:l*v", {LISTED}),
        ("event:page", {PAGE}),
        ("event:*", ALL),
        ("type:page,screen", {PAGE}),
        ("type:*", ALL),
        ("action:impression", {LISTED, ODD}),
        ("action:impressionslist", {LISTED}),
        ("action:purchase", {BOUGHT}),
        ("action:*", {LISTED, BOUGHT, CLICKED, ODD}),
        ("verdict:dropped,rejected", {LISTED, BOUGHT}),
        ("verdict:accepted", {CLICKED, ODD}),
        ("verdict:pending", {WAITING, COPY}),
        ("verdict:*", ALL - {WAITING, COPY}),
        ("tie:sponsored", {CLICKED}),
        ("tie:organic", set()),
        ("tie:*", {CLICKED, ODD}),
        ("sev:error", {LISTED, BOUGHT}),
        ("sev:warning", {LISTED, CLICKED, ODD}),
        ("sev:info", set()),
        ("sev:*", {LISTED, CLICKED, ODD, BOUGHT}),
        ("rule:PLV", {LISTED}),
        ("rule:plv-001", {LISTED}),
        ("rule:PL", set()),
        ("rule:PL*", {LISTED}),
        ("rule:BID-001", set()),
        ("rule:BID-001s", {ODD}),
        ("rule:*", {LISTED, CLICKED, ODD, BOUGHT}),
        ("user:ANNA-1", {LISTED, CLICKED}),
        ("user:u-7", {LISTED}),
        ("user:anna", set()),
        ("user:anna*", {LISTED, CLICKED}),
        ("user:σίσυφος", {ODD}),
        ("user:mapped-1", {CLICKED}),
        ("user:m*1", {CLICKED}),
        ("user:100%", {PAGE}),
        ("user:1%", set()),
        ("user:*", ALL),
        ("product:sku-12", {LISTED}),
        ("product:SKU*", {LISTED}),
        ("product:sku-*b", {LISTED}),
        ("product:sku-12*1", set()),
        ("product:77", {BOUGHT}),
        ("product:strasse-1", {CLICKED}),
        ("product:*", {LISTED, BOUGHT, CLICKED}),
        ("product:bid-1", set()),
        ("bid:bid-1", {LISTED}),
        ("bid:bid-out", {CLICKED}),
        ("bid:*", {LISTED, CLICKED}),
        ("order:10057", {BOUGHT}),
        ("order:*", {BOUGHT}),
        ("since:11:30", {BOUGHT, CLICKED, PAGE, ODD, WAITING, COPY}),
        ("until:11:30", {LISTED}),
        ("since:15m", {CLICKED, PAGE, ODD, WAITING, COPY}),
        ("since:11:30 until:11:45", {BOUGHT}),
        ("path:KITCHEN", {LISTED}),
        ("path:=/c/*", {LISTED}),
        ("path:*", {LISTED}),
        ("origin:staging.*", {LISTED}),
        ("origin:harborpine", {LISTED, BOUGHT}),
        ("origin:*", {LISTED, BOUGHT}),
        ("lib:analytics.js", {LISTED}),
        ('lib:"analytics-python 2"', {BOUGHT}),
        ("key:9876", {LISTED}),
        ("key:1234", ALL - {LISTED}),
        ("key:*", ALL),
        ("id:33-click", CLICKS),
        ("id:33", set()),
        ("id:3?-c*", CLICKS),
        ("is:marked", {LISTED}),
        ("is:replayed", {CLICKED, BOUGHT, ODD}),
        ("is:duplicate", {CLICKED, COPY}),
        ("is:*", {LISTED, CLICKED, BOUGHT, ODD, COPY}),
        ("has:finding", {LISTED, CLICKED, ODD, BOUGHT}),
        ("has:bid", {LISTED, CLICKED}),
        ("has:*", {LISTED, CLICKED, ODD, BOUGHT}),
        ("size:>300", {LISTED}),
        ("size:<=0.3k", ALL - {LISTED}),
        ("size:1..10", set()),
        ("size:*", ALL),
        ("replay:never", ALL - {CLICKED, BOUGHT, ODD}),
        ("replay:accepted", {CLICKED}),
        ("replay:refused,failed", {BOUGHT, ODD}),
        ("replay:sandbox", {CLICKED, ODD}),
        ('replay:"topsort “LIVE”"', {BOUGHT}),
        ("replay:*", {CLICKED, BOUGHT, ODD}),
        ("in.properties.products.price:>50", {LISTED}),
        ("in.properties.products.price:0..13", {LISTED, BOUGHT}),
        ("in.properties.products[1].price:99", {LISTED}),
        ("in.properties.products[9].price:99", set()),
        ("in.properties.products.product_id:77", {BOUGHT}),
        ("in.properties.product_id:STRASSE*", {CLICKED}),
        ("in.properties.flag:true", {CLICKED}),
        ("in.properties.nothing:*", set()),
        ("in.properties.nothing:null", {CLICKED}),
        ("in.properties.n:4", set()),
        ("in.properties.n.m:5", {CLICKED}),
        ("in.properties.n:*", {CLICKED}),
        ("in.properties.Products:*", set()),
        ('in."messageId":55-odd', {ODD}),
        ("out.opaqueUserId:mapped-1", {CLICKED}),
        ("out.clicks.placement.path:/x", {CLICKED}),
        ("out.placement.path:*", {CLICKED}),
        ("out.clicks[0].resolvedBidId:bid*", {CLICKED}),
        ("kitchen", {LISTED}),
        ("KITCHEN sku-12", {LISTED}),
        ("kitchen OR order", {LISTED, BOUGHT}),
        ("strasse", {CLICKED}),
        ("ärger", {ODD}),
        ("\ud83d", {ODD}),
        ("event:=Ärger\ud83d", {ODD}),
        ("in.event:ärger\ud83d", {ODD}),
        ("event:\ude00", set()),
        ("HÉ", {ODD}),
        (r'"say \"hé\" \\ or"', {ODD}),
        ("order*10057", {BOUGHT}),
        ("100%", {PAGE}),
        ("10%", set()),
        ("resolvedBidId", {LISTED, ODD}),
        ('"product_id\\":"', set()),
        ("verdict:accepted -tie:sponsored", {ODD}),
        ("(verdict:dropped OR verdict:rejected) -rule:PUR", {LISTED}),
    ],
)
def test_each_field_and_its_denial(shop, text, expected):
    assert rows(shop, text) == expected
    if text:
        assert rows(shop, f"-({text})") == ALL - expected


def test_rows_come_in_arrival_order_within_bounds(shop):
    assert list(shop.ids(QUERY_ALL)) == sorted(ALL)
    assert list(shop.ids(QUERY_ALL, after=2, upto=4)) == [3, 4]
    clicked = parse("event:clicked")
    assert list(shop.ids(clicked, after=CLICKED)) == [WAITING, COPY]
    assert list(shop.ids(clicked, upto=CLICKED)) == [CLICKED]


VALUES = st.sampled_from(
    [
        *("a", "Product", "*", "bid*", '"x y"', "ä", "ẞ", "%", "_", "\\", "10m", "14:05", ">5"),
        *("dropped", "click", "error", "finding", "marked", "never", "pending", "77", "1..9"),
        *('"\0"', "\udfff", "\ud83d"),
    ]
)
FIELD = st.sampled_from([*FIELDS, "in.properties.products.price", "out.placement.path"])
TERMS = st.one_of(VALUES, st.tuples(FIELD, VALUES).map(":".join))
FILTERS = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        inner.map("-({})".format),
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        st.lists(inner, min_size=1, max_size=3).map(" OR ".join).map("({})".format),
    ),
    max_leaves=8,
)


@given(FILTERS)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_filter_and_its_denial_share_out_all_rows(shop, text):
    try:
        found = rows(shop, text)
        others = rows(shop, f"-({text})")
    except FilterError:
        return
    assert found | others == ALL
    assert not found & others
    query = parse(text, now=NOON, zone=UTC)
    assert shop.funnel(query).shown == len(found)
    times = [row.time for row in shop.rows(sorted(found))]
    assert shop.span(query) == ((min(times), max(times)) if times else None)


@pytest.mark.parametrize(
    "text",
    [
        " ".join(["user:a*"] * 200),
        " OR ".join(["-product:a*b"] * 200),
        "rule:" + ",".join(["x"] * 200),
        "-(a OR " * 10 + "b" + ")" * 10,
        "-(a -(user:x " * 5 + "product:b*c" + "))" * 5,
        "in." + ".".join(["a"] * 2_000) + ":x",
        "*" * 4_990,
        "?" * 4_990,
        '"' + "\1" * 4_990 + '"',
        'user:"' + "\ud800" * 4_990 + '"',
        "a*" * 2_400 + "b",
        "event:" + "a*" * 2_400 + "b",
        "user:" + "ä*" * 2_400 + "b",
    ],
)
def test_the_largest_filters_are_within_what_sqlite_takes(shop, text):
    rows(shop, text)
