"""PUR rules: one bad line loses the order."""

from typing import Any

import pytest

ITEM = {"product_id": "p-1", "price": 12.5, "quantity": 2}


def order(track: Any, *products: Any, at: int = 0, **more: Any) -> Any:
    return track("Order Completed", at, products=list(products), **more)


def without(key: str, **more: Any) -> dict[str, Any]:
    return {**{name: value for name, value in ITEM.items() if name != key}, **more}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (without("product_id"), "properties.products[1].product_id is missing"),
        (without("product_id", sku="s"), "the line has sku instead"),
        (without("product_id", productId="p"), "the line has productId instead"),
        ({**ITEM, "product_id": None}, "properties.products[1].product_id is null"),
        ({**ITEM, "product_id": ""}, 'properties.products[1].product_id is ""'),
        ({**ITEM, "product_id": [""]}, 'properties.products[1].product_id is ""'),
    ],
)
def test_a_line_without_its_product_id(packaged: Any, track: Any, bad: Any, said: str) -> None:
    packaged.all([order(track, ITEM, bad)])
    assert packaged.codes(1) == ["PUR-002"]
    finding = packaged.one(1, "PUR-002")
    assert finding.severity == "error"
    assert said in finding.message
    assert finding.paths == ("properties.products[1].product_id",)
    assert "The order’s 2 lines are lost" in finding.cost


@pytest.mark.parametrize(
    "bad", [without("price"), {**ITEM, "price": None}, {**ITEM, "price": [None]}]
)
def test_a_line_without_its_price(packaged: Any, run: Any, track: Any, bad: Any) -> None:
    packaged.all([order(track, ITEM, bad)])
    assert packaged.codes(1) == ["PUR-003"]
    assert packaged.one(1, "PUR-003").severity == "error"
    assert packaged.one(1, "PUR-003").paths == ("properties.products[1].price",)
    skipping = run(skip_zero_price=True).all([order(track, ITEM, bad)])
    assert skipping.codes(1) == ["PUR-003"]
    assert skipping.one(1, "PUR-003").severity == "warning"
    assert "takes this line out of the order" in skipping.one(1, "PUR-003").message


@pytest.mark.parametrize(
    "price", [0, 0.0, "0", "0.00", -1, "-3", False, "  ", "0x0", "1e-400", [0], ["0"]]
)
def test_a_price_of_zero_or_less(packaged: Any, run: Any, track: Any, price: Any) -> None:
    bad = {**ITEM, "price": price}
    packaged.all([order(track, ITEM, ITEM, bad)])
    assert packaged.codes(1) == ["PUR-004"]
    finding = packaged.one(1, "PUR-004")
    assert finding.severity == "error"
    assert finding.paths == ("properties.products[2].price",)
    assert "paid lines included" in finding.cost
    assert ".filter(line => line.price > 0)" in finding.snippet
    skipping = run(skip_zero_price=True).all([order(track, ITEM, bad), order(track, bad, bad)])
    assert skipping.one(1, "PUR-004").severity == "warning"
    assert "takes out all 2 lines" in skipping.one(2, "PUR-004").message
    assert "Nothing of this order is sent" in skipping.one(2, "PUR-004").cost


def test_a_line_that_is_taken_out_promises_nothing_for_the_rest(run: Any, track: Any) -> None:
    found = run(skip_zero_price=True)
    found.all([order(track, without("product_id"), {**ITEM, "price": 0})])
    assert found.codes(1) == ["PUR-002", "PUR-004"]
    assert "Nothing else is lost" not in found.one(1, "PUR-004").cost


def test_a_clean_order_has_no_finding(packaged: Any, track: Any) -> None:
    packaged.all([order(track, ITEM, {**ITEM, "price": "3.50", "product_id": 77})])
    assert packaged.on(1) == []


def test_several_faults_in_one_order(packaged: Any, track: Any) -> None:
    blank, free = {**ITEM, "product_id": ""}, {**ITEM, "price": 0}
    packaged.all(
        [
            order(track, blank, without("price"), free),
            order(track, without("product_id"), without("price"), free, at=9_999_999),
        ]
    )
    assert packaged.codes(1) == ["PUR-002", "PUR-003", "PUR-004"]
    # Segment drops this one, so that nobody refuses the prices.
    assert packaged.codes(2) == ["PUR-002"]


def test_many_bad_lines_are_named_in_part(packaged: Any, track: Any) -> None:
    packaged.all([order(track, *[{**ITEM, "price": 0}] * 9)])
    finding = packaged.one(1, "PUR-004")
    assert "and 6 more like it" in finding.message
    assert len(finding.paths) == 9


@pytest.mark.parametrize("products", [None, [], {}, 7, [None], ["x"], [[]], [{"price": {}}]])
@pytest.mark.parametrize("skip", [False, True])
def test_odd_lines_do_not_raise(run: Any, track: Any, products: Any, skip: bool) -> None:
    skipping = run(skip_zero_price=skip)
    skipping.all([track("Order Completed", 0, products=products)])
    assert "BID-001" not in skipping.codes(1)


BROWSER = """analytics.track("Order Completed", {
  products: order.lines.map(line => ({
    product_id: line.productId,
    price: line.unitPrice,
    quantity: line.quantity
  }))
})"""
NODE = """analytics.track({
  anonymousId: request.cookies.ajs_anonymous_id,
  event: "Order Completed",
  properties: {
    products: order.lines.map(line => ({
      product_id: line.productId,
      price: line.unitPrice,
      quantity: line.quantity
    }))
  }
})"""
NODE_PRICED = """analytics.track({
  anonymousId: request.cookies.ajs_anonymous_id,
  event: "Order Completed",
  properties: {
    products: order.lines
      .filter(line => line.price > 0)
      .map(toProduct)
  }
})"""
PYTHON = """analytics.track(
    anonymous_id=request.cookies["ajs_anonymous_id"],
    event="Order Completed",
    properties={
        "products": [
            {
                "product_id": line.product_id,
                "price": line.unit_price,
                "quantity": line.quantity,
            }
            for line in order.lines
        ]
    }
)"""


@pytest.mark.parametrize(
    ("library", "price", "snippet"),
    [
        ("analytics.js", None, BROWSER),
        ("analytics-node", None, NODE),
        ("analytics-node", 0, NODE_PRICED),
        ("analytics-python", None, PYTHON),
    ],
)
def test_a_snippet_is_indented_where_it_stands(
    packaged: Any, track: Any, library: str, price: int | None, snippet: str
) -> None:
    packaged.all([order(track, {**ITEM, "price": price}, library=library)])
    assert packaged.on(1)[0].snippet == snippet


def test_python_gets_python(packaged: Any, track: Any) -> None:
    message = order(track, without("product_id"), {**ITEM, "price": 0}, library="analytics-python")
    packaged.all([message])
    for finding in packaged.on(1):
        compile(finding.snippet, "snippet", "exec")
        assert finding.snippet.startswith("analytics.track(\n    anonymous_id=")
