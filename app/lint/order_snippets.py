"""Orders as code to copy."""

from app.lint.scene import Scene
from app.lint.snippets import Code, track

_ORDER_LINE = {
    "product_id": Code("line.productId", "line.product_id", "the id in the catalogue"),
    "price": Code("line.unitPrice", "line.unit_price", "the price of one piece"),
    "quantity": Code("line.quantity", "line.quantity", "how many"),
}


def order_snippet(scene: Scene) -> str:
    """An order whose lines have the keys that the mapping reads."""
    if scene.language == "other":
        return track("other", "Order Completed", {"products": [_ORDER_LINE]})
    products = Code(
        "order.lines.map(line => ({\n"
        "  product_id: line.productId,\n"
        "  price: line.unitPrice,\n"
        "  quantity: line.quantity\n"
        "}))",
        "[\n"
        "    {\n"
        '        "product_id": line.product_id,\n'
        '        "price": line.unit_price,\n'
        '        "quantity": line.quantity,\n'
        "    }\n"
        "    for line in order.lines\n"
        "]",
        "one object for each line",
    )
    return track(scene.language, "Order Completed", {"products": products})


def priced_order_snippet(scene: Scene) -> str:
    """An order without the lines that have no price."""
    products = Code(
        "order.lines\n  .filter(line => line.price > 0)\n  .map(toProduct)",
        "[to_product(line) for line in order.lines if line.price > 0]",
        "the lines with a price over 0",
    )
    return track(scene.language, "Order Completed", {"products": products})
