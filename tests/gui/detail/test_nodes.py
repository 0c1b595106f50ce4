"""The rows of a message and of an event."""

import pytest

from app.destination.model import FieldError, Leaf, LeftOut, Note, Provenance
from app.gui.detail.event_tree import EventTree, error_words
from app.gui.detail.fate_model import fate_of
from app.gui.detail.nodes import MessageTree, Node, Plate, Tree
from app.segment.jsontext import Json, JsonObject

MESSAGE = {
    "context": {"ip": "1", "library": {"name": "n"}},
    "integrations": {},
    "type": "track",
    "event": "Product List Viewed",
    "properties": {
        "products": [
            {"product_id": "HP-2041", "resolvedBidId": "bid-one"},
            {"product_id": "HP-5520"},
        ]
    },
    "messageId": "m-1",
}
USED = [
    ("messageId",),
    ("event",),
    ("properties", "products", 0, "resolvedBidId"),
]


def rows(tree: Tree, node: Node | None = None, depth: int = 0) -> list[str]:
    """Every row, indented, as its sentence."""
    found = []
    for child in tree.children(node or tree.root):
        found.append("  " * depth + tree.sentence(child, is_open=True))
        found += rows(tree, child, depth + 1)
    return found


def at(tree: Tree, *path: str | int) -> Node:
    node = tree.find(path)
    assert node is not None
    return node


def test_what_is_read_comes_first_and_keeps_the_order_of_the_message() -> None:
    tree = MessageTree(MESSAGE, used=USED)
    assert [node.key for node in tree.children(tree.root)] == [
        "event",
        "messageId",
        "properties",
        "context",
        "integrations",
        "type",
    ]
    products = at(tree, "properties", "products", 0)
    assert [node.key for node in tree.children(products)] == ["product_id", "resolvedBidId"]


def test_an_unmapped_message_keeps_its_order_and_is_nowhere_called_unused() -> None:
    tree = MessageTree(MESSAGE)
    assert [node.key for node in tree.children(tree.root)] == list(MESSAGE)
    assert not any(tree.muted(node) for node in tree.children(tree.root))
    assert tree.note(at(tree, "context"), is_open=False) == "2 keys"


def test_unused_leaves_are_muted_and_a_folded_unused_branch_says_so() -> None:
    tree = MessageTree(MESSAGE, used=USED)
    context = at(tree, "context")
    assert tree.muted(context)
    assert tree.note(context, is_open=False) == "2 keys, not used"
    assert tree.note(context, is_open=True) == ""
    assert tree.muted(at(tree, "properties", "products", 0, "product_id"))
    assert not tree.muted(at(tree, "properties", "products", 0, "resolvedBidId"))
    assert not tree.muted(at(tree, "properties", "products"))
    assert tree.note(at(tree, "properties", "products"), is_open=True) == "2"
    assert tree.description(at(tree, "type")) == "not used"


def test_what_stands_inside_a_used_object_is_used() -> None:
    tree = MessageTree({"properties": {"dsp": {"a": {"b": 1}}}}, used=[("properties", "dsp")])
    assert not tree.muted(at(tree, "properties", "dsp", "a", "b"))


def test_a_message_row_tells_where_it_goes_and_what_triggers() -> None:
    path = ("properties", "products", 0, "resolvedBidId")
    tree = MessageTree(
        MESSAGE, used=USED, trigger=[("event",)], targets={path: ("products[0].resolvedBidId",)}
    )
    assert tree.description(at(tree, *path)) == "goes to products[0].resolvedBidId"
    assert tree.plates(at(tree, "event")) == (Plate("trigger"),)
    assert tree.sentence(at(tree, "event")) == 'event, "Product List Viewed", trigger'


def test_find_and_nearest() -> None:
    tree = MessageTree(MESSAGE)
    assert tree.find(("properties", "products", 7)) is None
    assert tree.nearest(("properties", "products", 1, "resolvedBidId")).path == (
        "properties",
        "products",
        1,
    )
    assert tree.nearest(("nowhere",)) is tree.root


EVENT: Json = {
    "id": "m-1",
    "products": [{"resolvedBidId": "bid-one"}, {}],
    "placement": {"position": 3},
    "channel": "onsite",
}
PROVENANCE = Provenance(
    leaves=(
        Leaf(("id",), "path", (("messageId",),)),
        Leaf(
            ("products", 0, "resolvedBidId"),
            "path",
            (("properties", "products", 0, "resolvedBidId"),),
        ),
        Leaf(
            ("placement", "position"),
            "path",
            (("properties", "placement", "position"),),
            (Note("coerced", '"3"'),),
        ),
        Leaf(("channel",), "constant"),
    ),
    left_out=(
        LeftOut(("deviceType",), "absent", (("context", "device", "type"),)),
        LeftOut(("placement", "component"), "unknown"),
        LeftOut(
            ("products", 1, "resolvedBidId"),
            "missing",
            (("properties", "products", 1, "resolvedBidId"),),
        ),
        LeftOut(("opaqueUserId",), "missing", (("anonymousId",),)),
    ),
)


def test_absent_rows_stand_under_the_present_ones_what_is_broken_first() -> None:
    assert rows(EventTree(EVENT, PROVENANCE)) == [
        'id, "m-1"',
        "products, 2",
        "  0",
        '    resolvedBidId, "bid-one"',
        "  1",
        "    resolvedBidId, missing, required",
        "placement",
        '  position, 3, coerced from "3"',
        "  component, dropped: unknown key",
        'channel, "onsite", constant',
        "opaqueUserId, missing, required",
        "deviceType, left out: no context.device.type",
    ]


def test_the_description_ends_with_the_origin() -> None:
    tree = EventTree(EVENT, PROVENANCE)
    assert (
        tree.description(at(tree, "products", 0, "resolvedBidId"))
        == "from properties.products[0].resolvedBidId"
    )
    assert (
        tree.description(at(tree, "products", 1, "resolvedBidId"))
        == "missing, expected at properties.products[1].resolvedBidId"
    )
    assert tree.description(at(tree, "channel")) == "constant"
    assert tree.description(at(tree, "deviceType")) == "left out: no context.device.type"
    assert tree.muted(at(tree, "deviceType"))
    assert not tree.muted(at(tree, "opaqueUserId"))
    assert tree.tint(at(tree, "opaqueUserId")) == "dropped"


def test_an_absent_leaf_in_an_absent_object_gets_rows_to_stand_in() -> None:
    missing = LeftOut(("page", "type"), "missing", (("properties", "page", "type"),))
    other = LeftOut(("items", 0, "productId"), "missing")
    tree = EventTree({"id": "x"}, Provenance(left_out=(missing, other)))
    assert rows(tree) == [
        'id, "x"',
        "page",
        "  type, missing, required",
        "items",
        "  0",
        "    productId, missing, required",
    ]
    assert tree.has_children(at(tree, "page"))
    assert tree.note(at(tree, "page"), is_open=False) == "1 key"


def test_a_value_that_is_refused_carries_the_complaint() -> None:
    error = FieldError(
        "$.items[0].quantity",
        "Quantity must be an integer but it was a number.",
        ("items", 0, "quantity"),
        (("properties", "products", 0, "quantity"),),
    )
    gone = FieldError(
        "$", "The root value is missing the required field 'id'.", ("id",), (("messageId",),)
    )
    tree = EventTree({"items": [{"quantity": 1.5}]}, Provenance(), (error, gone))
    assert rows(tree) == [
        "items, 1",
        "  0",
        "    quantity, 1.5, must be an integer",
        "id, missing, required",
    ]
    assert tree.broken == (("items", 0, "quantity"), ("id",))
    assert tree.tint(at(tree, "items", 0, "quantity")) == "dropped"
    refused = EventTree({"items": [{"quantity": 1.5}]}, None, (error,), refused_by="rejected")
    assert refused.tint(at(refused, "items", 0, "quantity")) == "rejected"


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        (LeftOut(("a",), "absent"), "left out"),
        (LeftOut(("a",), "empty", (("properties", "a"),)), "left out: properties.a is empty"),
        (LeftOut(("a",), "filtered"), "removed: price 0"),
        (LeftOut(("a",), "absent", (("x\ny",),)), "left out: no ['x\\ny']"),
    ],
)
def test_words_of_what_is_left_out(left_out: LeftOut, words: str) -> None:
    tree = EventTree({}, Provenance(left_out=(left_out,)))
    assert [plate.text for plate in tree.plates(at(tree, "a"))] == [words]


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (Note("normalised", '"ios"'), 'normalised from "ios"'),
        (Note("fallback", "brand"), "from brand"),
        (Note("moved", "dsp_metadata"), "moved to dsp_metadata"),
        (Note("trimmed", '" x"'), "trimmed"),
        (Note("coerced", '"\n' + "9" * 100 + '"'), 'coerced from "\\n999999999…99999999999"'),
    ],
)
def test_words_of_what_was_changed(note: Note, words: str) -> None:
    leaf = Leaf(("a",), "path", (("b",),), (note,))
    tree = EventTree({"a": 1}, Provenance(leaves=(leaf,)))
    assert [plate.text for plate in tree.plates(at(tree, "a"))] == [words]


def test_an_event_that_is_no_object_makes_no_rows() -> None:
    assert rows(EventTree(None)) == []
    assert rows(EventTree("text")) == []


def test_a_complaint_without_must_is_shortened() -> None:
    assert error_words(FieldError("$", "Refused for " + "x" * 100)).startswith("Refused for xxx")
    assert len(error_words(FieldError("$", "Refused for " + "x" * 100))) == 49


def test_hostile_keys_are_one_line_and_masked() -> None:
    tree = MessageTree({"a\nb\u202e": {"TSE_secretsecret": 1}})
    (node,) = tree.children(tree.root)
    assert tree.texts(node)[0] == "a\\nb\\u202e"
    assert tree.texts(tree.children(node)[0])[0] == "TSE_…"


def test_a_wide_message_grows_only_what_is_looked_at() -> None:
    tree = MessageTree(
        {"properties": {"list": list(range(100_000))}, "event": "x"}, used=[("event",)]
    )
    tree.children(tree.root)
    node = at(tree, "properties", "list")
    assert node.children is None
    assert tree.has_children(node)


def test_topsorts_places_are_those_of_the_event_and_lead_to_the_message() -> None:
    provenance = Provenance(
        leaves=(
            Leaf(("items", 0, "unitPrice"), "path", (("properties", "products", 0, "price"),)),
        ),
        left_out=(
            LeftOut(("items", 1, "unitPrice"), "absent", (("properties", "products", 1, "price"),)),
        ),
    )
    message = {"properties": {"products": [{"price": 0}, {"product_id": "p"}]}}
    fate = fate_of(
        message,
        {"id": "x", "items": [{"unitPrice": 0}, {"productId": "p"}]},
        provenance,
        errors=[
            FieldError(
                "$.purchases[0].items[0].unitPrice",
                "purchases[0].items[0].unitPrice is 0; the contract wants a price over 0.",
                ("purchases", 0, "items", 0, "unitPrice"),
            ),
            FieldError(
                "$.purchases[0].items[1].unitPrice",
                "purchases[0].items[1].unitPrice is missing; the contract wants a price over 0.",
                ("purchases", 0, "items", 1, "unitPrice"),
            ),
        ],
        refused_by="rejected",
    )
    assert rows(fate.event)[2:] == [
        "  0",
        "    unitPrice, 0, wants a price over 0",
        "  1",
        '    productId, "p"',
        "    unitPrice, missing, required",
    ]
    zero, missing = at(fate.event, "items", 0, "unitPrice"), at(fate.event, "items", 1, "unitPrice")
    assert (fate.event.tint(zero), fate.event.tint(missing)) == ("rejected", "rejected")
    assert fate.message.tint(at(fate.message, "properties", "products", 0, "price")) == "rejected"
    assert fate.message.tint(at(fate.message, "properties", "products", 1)) == "rejected"
    assert [link.kind for link in fate.links] == ["read", "missing"]


def test_a_source_missing_at_the_top_has_a_row_of_its_own() -> None:
    provenance = Provenance(
        leaves=(
            Leaf(("id",), "path", (("messageId",),)),
            Leaf(("resolvedBidId",), "path", (("properties", "resolvedBidId"),)),
        ),
        left_out=(LeftOut(("opaqueUserId",), "missing", (("anonymousId",),)),),
        trigger=(("type",),),
    )
    message: JsonObject = {
        "properties": {"resolvedBidId": "b"},
        "type": "track",
        "messageId": "m",
    }
    fate = fate_of(message, {"id": "m", "resolvedBidId": "b"}, provenance)
    tree = fate.message
    assert rows(tree) == [
        'messageId, "m"',
        "anonymousId, missing",
        'type, "track", trigger',
        "properties",
        '  resolvedBidId, "b"',
    ]
    missing = at(tree, "anonymousId")
    assert (tree.tint(missing), tree.muted(missing)) == ("dropped", False)
    assert fate.broken_message == ("anonymousId",)
    assert "anonymousId" not in message


def test_a_filter_of_a_setting_and_an_unmapped_message_open_their_properties() -> None:
    fate = fate_of({"properties": {"a": 1}}, None, None, has_delivery=False)
    assert fate.open_message == {("properties",), ("traits",)}
    assert not fate.has_event
    assert not fate.message.muted(at(fate.message, "properties", "a"))


def test_an_empty_object_that_the_mapping_made_has_no_origin() -> None:
    provenance = Provenance(
        leaves=(
            Leaf(("products", 0), "path", (("properties", "products", 0),)),
            Leaf(("products", 1), "constant"),
            Leaf(("entity",), "path", (("properties", "entity"),)),
        )
    )
    message = {"properties": {"products": [{"product_id": "p"}, {}], "entity": {}}}
    fate = fate_of(message, {"products": [{}, {}], "entity": {}}, provenance)
    assert [link.event for link in fate.links] == [("entity",)]
    assert fate.message.muted(at(fate.message, "properties", "products", 0, "product_id"))
    assert not fate.message.muted(at(fate.message, "properties", "entity"))
