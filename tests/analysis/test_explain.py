"""The sentences of the verdict bar."""

from dataclasses import replace
from typing import Any

import pytest

from app.analysis.explain import explain
from app.analysis.judge import judge
from app.destination import load_definition
from app.destination.model import Configuration, Subscription

BID = {"resolvedBidId": "b", "product_id": "p"}
ITEM = {"product_id": "p", "price": 12.5}
DROPPED = "refused the payload. Topsort never sees it, and nobody on the site is told."


@pytest.mark.parametrize(
    ("event", "properties", "shape", "sentence", "subtitle"),
    [
        (
            "Product Clicked",
            BID,
            "sponsored",
            "Accepted: this click is tied to a campaign by its resolvedBidId",
            "Subscription “Click” makes one click of it, and Topsort’s contract accepts it.",
        ),
        (
            "Product List Viewed",
            {"products": [BID, BID]},
            "sponsored",
            "Accepted: all 2 impressions are tied to a campaign by their resolvedBidId",
            "Subscription “Impressions List” makes 2 impressions of it, and Topsort’s contract "
            "accepts them.",
        ),
        (
            "Product Viewed",
            {"entity": {"id": "HP-5520", "type": "product"}},
            "organic",
            "Accepted, organic: it names product HP-5520 and no bid",
            "Right for a product that won no auction. No campaign gets it.",
        ),
        (
            "Product Viewed",
            {},
            "anonymous",
            "Accepted, but it counts for nobody: no resolvedBidId and no entity",
            "Topsort stores it. It will not be tied to a campaign.",
        ),
        (
            "Order Completed",
            {"products": [{**ITEM, "quantity": 4}, {**ITEM, "price": 11}]},
            "accepted",
            "Accepted: 2 lines, 61.00",
            "Topsort looks for an earlier click or impression of the same user. See Journeys.",
        ),
        (
            "Order Completed",
            {"products": [ITEM, ITEM, {**ITEM, "price": 0}]},
            "rejected",
            "Rejected by Topsort: items[2].unitPrice is 0, so the whole order is refused",
            "The destination sends it; the contract wants a price over 0.",
        ),
        (
            "Order Completed",
            {"products": []},
            "rejected",
            "Rejected by Topsort: items is empty, so the whole order is refused",
            "The destination sends it; the contract wants at least one line.",
        ),
        (
            "Product List Viewed",
            {"products": [BID, {"product_id": "q"}]},
            "dropped",
            "Dropped by Segment: products[1].resolvedBidId is missing, so the whole list is lost",
            f"Subscription “Impressions List” {DROPPED}",
        ),
        (
            "Order Completed",
            {"products": [ITEM, {"sku": "s"}]},
            "dropped",
            "Dropped by Segment: items[1].productId is missing, so the whole order is lost",
            f"Subscription “Purchase” {DROPPED}",
        ),
        (
            "Products Searched",
            {},
            "unmapped",
            "Unmapped: no subscription has the event Products Searched",
            "Segment shows NO_MATCHING_MAPPING. Nothing to do unless it should count.",
        ),
        (
            "product_clicked",
            {},
            "unmapped",
            "Unmapped: product_clicked is not Product Clicked",
            "Segment shows NO_MATCHING_MAPPING. Names must match letter for letter.",
        ),
        (
            "Product Added",
            {},
            "unmapped",
            "Unmapped: subscription “Click, alternate” would match, but it is switched off",
            "Segment shows NO_MATCHING_MAPPING. Switch it on in Configuration.",
        ),
    ],
)
def test_the_sentence_says_what_where_and_what_to_do(
    message: Any,
    explained: Any,
    event: str,
    properties: Any,
    shape: str,
    sentence: str,
    subtitle: str,
) -> None:
    told = explained(message(event, properties))
    assert (told.shape, told.sentence, told.subtitle) == (shape, sentence, subtitle)


def test_a_null_that_segment_stumbles_over_is_named(message: Any, explained: Any) -> None:
    told = explained(message("Product Clicked", BID, context={"personas": None}))
    assert told.sentence == "Dropped by Segment: context.personas is null, so the click is lost"


def test_a_user_id_does_not_replace(message: Any, explained: Any) -> None:
    told = explained(message("Product Clicked", BID, anonymousId=..., userId="x"))
    assert told.sentence == (
        "Dropped by Segment: anonymousId is missing, and userId does not replace it"
    )
    assert told.subtitle == "Topsort’s opaqueUserId is read from anonymousId only."


def test_a_page_view(message: Any, explained: Any) -> None:
    properties = {"page": {"type": "search", "pageId": "/s"}}
    told = explained(message(..., properties, type="page"))
    assert told.sentence == "Accepted: page view of type search"


def test_a_plain_page_call(message: Any, explained: Any) -> None:
    told = explained(message(..., {}, type="page"))
    assert told.sentence == "Dropped by Segment: page.type is missing, so the page view is lost"


def test_filtered_by_a_setting(message: Any, explained: Any) -> None:
    lines = [{**ITEM, "price": 0}] * 3
    told = explained(message("Order Completed", {"products": lines}), skip_zero_price=True)
    assert told.shape == "filtered"
    assert told.sentence == (
        "Filtered by a setting: Skip zero price purchases took out all 3 lines"
    )
    told = explained(message("Order Completed", {"products": []}), skip_zero_price=True)
    assert told.sentence.endswith("sends no order without lines")


def test_filtered_by_the_message(message: Any, explained: Any) -> None:
    told = explained(message("Product Clicked", BID, integrations={"All": False}))
    assert told.sentence == "Filtered by the message itself: integrations.All is false"
    assert told.subtitle == "Segment shows FILTERED_BY_INTEGRATIONS_OBJECT."
    assert told.deliveries[0].sentence == told.sentence


def test_discarded(message: Any, explained: Any) -> None:
    told = explained(message("Product Clicked", BID, anonymousId=...))
    assert told.shape == "discarded"
    assert told.sentence == "Discarded by Segment at the door: no userId and no anonymousId"
    assert told.subtitle == "Segment shows no_user_anon_id. No destination gets it."
    assert told.deliveries == ()


def test_discarded_by_its_size(message: Any, explained: Any) -> None:
    told = explained(message("Product Clicked", BID | {"x": "a" * 33_000}))
    assert told.sentence.startswith("Discarded by Segment at the door: the message is ")
    assert told.subtitle == "No destination gets it."


def two_deliveries() -> Configuration:
    packaged = load_definition().configuration()
    click = packaged.subscriptions[1]
    strict = Subscription(
        "Strict",
        click.trigger,
        "click",
        {**click.mapping, "opaqueUserId": {"@path": "$.properties.nobody"}},
    )
    return Configuration(packaged.definition, (*packaged.subscriptions, strict))


def test_of_several_deliveries_the_worst_speaks(message: Any) -> None:
    made = message("Product Clicked", BID)
    judgement = judge(made, two_deliveries(), judged_at=1_795_615_200_000, provenance=True)
    told = explain(made, judgement)
    assert judgement.verdict == "dropped"
    assert told.shape == "dropped"
    assert told.sentence == (
        "Dropped by Segment: opaqueUserId is missing, so the click is lost; "
        "1 other delivery is accepted"
    )
    assert [(view.index, view.outcome) for view in told.deliveries] == [
        (1, "dropped"),
        (0, "accepted"),
    ]
    assert told.deliveries[1].sentence.startswith("Accepted: this click")


def test_captured_text_stays_on_one_line_and_keeps_no_key(message: Any, explained: Any) -> None:
    entity = {"id": "a\n\u202eTSE_secretsecret" + "x" * 500, "type": "product"}
    told = explained(message("Product Viewed", {"entity": entity}))
    assert told.sentence.isprintable()
    assert "secret" not in told.sentence
    assert len(told.sentence) < 200


def test_a_rejected_delivery_names_the_refusals(message: Any, explained: Any) -> None:
    told = explained(message("Order Completed", {"products": [{**ITEM, "price": 0}]}))
    (error,) = told.deliveries[0].errors
    assert error.path == "$.purchases[0].items[0].unitPrice"
    assert error.message.endswith("the contract wants a price over 0.")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"event": "Product Clicked "}, 'Unmapped: "Product Clicked " is not Product Clicked'),
        ({"event": ""}, 'Unmapped: no subscription has the event ""'),
        ({"event": "a  b"}, 'Unmapped: no subscription has the event "a  b"'),
        ({"type": None}, "Unmapped: no subscription takes untyped calls"),
        ({"type": 7}, "Unmapped: no subscription takes 7 calls"),
        ({"type": "identify"}, "Unmapped: no subscription takes identify calls"),
    ],
)
def test_a_name_is_shown_as_it_is(
    message: Any, explained: Any, changed: Any, sentence: str
) -> None:
    assert explained({**message("Other"), **changed}).sentence == sentence


@pytest.mark.parametrize(
    ("price", "said"), [(12.5, "1 line, 25.00"), (1e300, "1 line"), (1.7e308, "1 line")]
)
def test_a_total_that_no_order_has_is_left_out(
    message: Any, explained: Any, price: float, said: str
) -> None:
    products = [{"product_id": "p", "price": price, "quantity": 2}]
    found = explained(message("Order Completed", {"products": products}))
    assert found.sentence == f"Accepted: {said}"


def test_a_user_id_of_ones_own_mapping_is_not_told_to_be_an_anonymous_id(message: Any) -> None:
    packaged = load_definition().configuration()
    first = packaged.subscriptions[0]
    mapping = {**first.mapping, "opaqueUserId": {"@path": "$.properties.shopper"}}
    own = replace(packaged, subscriptions=(replace(first, mapping=mapping),))
    made = message("Product Viewed", anonymousId=..., userId="x")
    sentence = explain(made, judge(made, own, judged_at=1_795_615_200_000)).sentence
    assert sentence.startswith("Dropped by Segment: opaqueUserId is missing")


@pytest.mark.parametrize(
    ("products", "sources"),
    [
        ([ITEM, {"product_id": "q"}], (("properties", "products", 1, "price"),)),
        ([ITEM, {**ITEM, "price": 0}], (("properties", "products", 1, "price"),)),
        ({"product_id": "q"}, (("properties", "products", "price"),)),
    ],
)
def test_what_the_contract_misses_has_its_place_in_the_message(
    message: Any, judged: Any, products: Any, sources: Any
) -> None:
    made = message("Order Completed", {"products": products})
    judgement = judged(made, provenance=True)
    assert judgement.verdict == "rejected"
    configuration = load_definition().configuration()
    view = explain(made, judgement, (), configuration).deliveries[0]
    assert [error.sources for error in view.errors] == [sources]
    assert [error.sources for error in explain(made, judgement).deliveries[0].errors] == [()]
