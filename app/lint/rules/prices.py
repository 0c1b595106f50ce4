"""Rules about the prices of an order's lines."""

from collections.abc import Callable, Iterator
from typing import Literal

from app.destination.javascript import number_of_text
from app.lint.faults import dropped_for, paths, paths_of, refused_for, told, told_values
from app.lint.finding import Finding
from app.lint.observation import JudgedDelivery
from app.lint.order_lines import order_lines
from app.lint.order_snippets import order_snippet, priced_order_snippet
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.texts import Text
from app.segment.jsontext import Json
from app.segment.paths import MISSING

PUR_003 = Text(
    title="Price missing",
    says={
        "rejected": "{places}. Topsort’s contract wants a unitPrice over 0 in every line.",
        "filtered": "{places}. Skip zero price purchases takes {these} out of the order.",
        "all": "{places}. Skip zero price purchases takes out {everything}.",
    },
    costs={
        "rejected": "Topsort’s published contract refuses the whole order for one such line.",
        "filtered": "What was bought in {these} is never reported.",
        "all": "Nothing of this order is sent to Topsort.",
    },
    fixes=dict.fromkeys(
        ("rejected", "filtered", "all"),
        "Send the price of one piece, as a number, in every line.",
    ),
)

PUR_004 = Text(
    title="Price zero",
    says={
        "rejected": "{places}. Topsort’s contract wants every unit price above 0.",
        "filtered": "{places}. Skip zero price purchases takes {these} out of the order.",
        "all": "{places}. Skip zero price purchases takes out {everything}.",
    },
    costs={
        "rejected": (
            "Topsort’s published contract refuses the whole order for one such line, paid "
            "lines included."
        ),
        "filtered": "Lines without a price are not reported.",
        "all": "Nothing of this order is sent to Topsort.",
    },
    fixes={
        "rejected": (
            "Leave lines without a price out of the event, or switch Skip zero price "
            "purchases on in the destination’s settings."
        ),
        "filtered": "Nothing to do for gifts and samples. Otherwise send the real price.",
        "all": "Nothing to do for gifts and samples. Otherwise send the real price.",
    },
)

PUR_005 = Text(
    title="Price no number",
    says={
        "dropped": "{places}. Segment wants a plain number, such as 12.5.",
        "rejected": "{places}. Topsort’s contract wants a plain number, such as 12.5.",
    },
    costs={
        "dropped": "Segment refuses the whole order for one such line.",
        "rejected": "Topsort’s published contract refuses the whole order for one such line.",
    },
    fixes={"": "Send the price of one piece as a number, without currency and with a point."},
)

PUR_006 = Text(
    title="Price in cents",
    says={
        "": (
            "The lines add up to {sum}, a hundred times what {figure} says ({total}). The prices "
            "seem to be in cents."
        )
    },
    costs={
        "": (
            "Topsort takes prices in the marketplace’s currency, so that sales and return are a "
            "hundred times too high."
        )
    },
    fixes={"": "Send 12.95 for 12.95, not 1295."},
)

PUR_007 = Text(
    title="Total for a price",
    says={
        "": (
            "{figure} is {total}, as much as the prices add up to; with their quantities they "
            "add up to {sum}. The prices seem to be line totals."
        )
    },
    costs={
        "": (
            "Topsort takes the price of one piece and multiplies it by the quantity, so that the "
            "sales are too high."
        )
    },
    fixes={"": "Send the price of one piece: the line’s total divided by its quantity."},
)

Fate = Literal["rejected", "filtered", "all"]

_UNIT_PRICE = ("items", None, "unitPrice")
_FIGURES = ("subtotal", "revenue", "total")
_REBATES = ("discount", "coupon", "promo", "voucher")
_CENTS = 100


def price_missing(scene: Scene) -> Iterator[Finding]:
    """PUR-003: a line has no price, or null, which becomes 0."""
    return _prices(scene, "PUR-003", PUR_003, _is_absent)


def price_zero(scene: Scene) -> Iterator[Finding]:
    """PUR-004: a line's price is 0 or less, as a number or as the text of one."""
    return _prices(scene, "PUR-004", PUR_004, _not_over_zero)


def price_format(scene: Scene) -> Iterator[Finding]:
    """PUR-005: a price that is no plain number."""
    for index, judged in scene.deliveries("purchase"):
        how = "dropped"
        faults = dropped_for(scene, judged, *_UNIT_PRICE)
        if not faults:
            how = "rejected"
            faults = [
                one
                for one in refused_for(scene, judged, *_UNIT_PRICE)
                if not _is_absent(_unwrapped(one.value))
                and not _not_over_zero(_unwrapped(one.value))
            ]
        if faults:
            yield PUR_005.finding(
                "PUR-005",
                "error",
                says=how,
                costs=how,
                places=told(faults),
                snippet=order_snippet(scene),
                paths=paths_of(faults),
                delivery=index,
            )


def cents(scene: Scene) -> Iterator[Finding]:
    """PUR-006, in one order: whole prices from 100 that add up to a hundred times the total."""
    for index, judged, pairs, figures in _orders(scene):
        if not all(price >= _CENTS and price.is_integer() for price, _ in pairs):
            continue
        whole = sum(price * count for price, count in pairs)
        for name, total in figures:
            if _near(scene, whole, total * _CENTS):
                yield _of_sums(PUR_006, "PUR-006", scene, index, judged, name, total, whole)
                break


def line_total(scene: Scene) -> Iterator[Finding]:
    """PUR-007: the prices alone add up to the order's total, and with their quantities to much
    more. Said of no order with a discount, which has the same look."""
    for index, judged, pairs, figures in _orders(scene):
        whole = sum(price * count for price, count in pairs)
        plain = sum(price for price, _ in pairs)
        if not any(count > 1 for _, count in pairs) or _near(scene, whole, plain):
            continue
        if any(_near(scene, whole, total) for _, total in figures) or _has_rebate(scene):
            continue
        for name, total in figures:
            if whole > total and _near(scene, plain, total):
                yield _of_sums(PUR_007, "PUR-007", scene, index, judged, name, total, whole)
                break


def _of_sums(
    text: Text,
    code: str,
    scene: Scene,
    index: int,
    judged: JudgedDelivery,
    name: str,
    total: float,
    whole: float,
) -> Finding:
    key, lines = order_lines(scene, judged, "unitPrice")
    places = [(*line.path, *key) for line in lines] if key is not None else []
    return text.finding(
        code,
        "warning",
        figure=f"properties.{name}",
        total=_amount(total),
        sum=_amount(whole),
        snippet=order_snippet(scene),
        paths=paths([*places, ("properties", name)]),
        delivery=index,
    )


def _orders(
    scene: Scene,
) -> Iterator[tuple[int, JudgedDelivery, list[tuple[float, float]], list[tuple[str, float]]]]:
    """Accepted orders that state a total: price and quantity of each line, and the figures."""
    figures = [
        (name, number)
        for name in _FIGURES
        if (number := _number(scene.properties.get(name))) is not None and number > 0
    ]
    if not figures:
        return
    for index, judged in scene.deliveries("purchase"):
        if judged.outcome == "accepted":
            pairs = [
                (float(item["unitPrice"]), float(item.get("quantity", 1)))
                for item in judged.delivery.event["items"]
            ]
            yield index, judged, pairs, figures


def _near(scene: Scene, one: float, other: float) -> bool:
    return abs(one - other) * 100 <= scene.setting.bands.totals * other


def _has_rebate(scene: Scene) -> bool:
    products = scene.properties.get("products")
    holders = [scene.properties, *(products if isinstance(products, list) else [products])]
    return any(
        value
        for holder in holders
        if isinstance(holder, dict)
        for key, value in holder.items()
        if any(word in key.casefold() for word in _REBATES)
    )


def _number(value: Json) -> float | None:
    if isinstance(value, str):
        number = number_of_text(value) if value.strip() else None
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = value
    else:
        number = None
    return float(number) if number is not None and abs(number) < 1e15 else None


def _amount(value: float) -> str:
    return f"{value:,.2f}".removesuffix(".00")


def _prices(
    scene: Scene, code: str, text: Text, is_bad: Callable[[Json], bool]
) -> Iterator[Finding]:
    for index, judged in scene.deliveries("purchase"):
        if scene.setting.skips_zero_prices:
            yield from _taken_out(scene, code, text, is_bad, index, judged)
            continue
        faults = [
            one for one in refused_for(scene, judged, *_UNIT_PRICE) if is_bad(_unwrapped(one.value))
        ]
        if faults:
            yield text.finding(
                code,
                "error",
                says="rejected",
                costs="rejected",
                fixes="rejected",
                places=told_values([(one.path or one.at, _unwrapped(one.value)) for one in faults]),
                snippet=_SNIPPETS[code](scene),
                paths=paths_of(faults),
                delivery=index,
            )


def _taken_out(
    scene: Scene,
    code: str,
    text: Text,
    is_bad: Callable[[Json], bool],
    index: int,
    judged: JudgedDelivery,
) -> Iterator[Finding]:
    """The same where lines without a price are taken out of orders: nothing is refused then."""
    key, lines = order_lines(scene, judged, "unitPrice")
    bad = [line for line in lines if is_bad(line.get(key))]
    if not bad or key is None:
        return
    fate: Fate = "all" if judged.outcome == "filtered" else "filtered"
    these = "this line" if len(bad) == 1 else "these lines"
    yield text.finding(
        code,
        "warning",
        says=fate,
        costs=fate,
        fixes=fate,
        places=told_values([((*line.path, *key), line.get(key)) for line in bad]),
        these=these,
        everything="the only line" if len(lines) == 1 else f"all {len(lines)} lines",
        paths=paths((*line.path, *key) for line in bad),
        delivery=index,
    )


def _is_absent(value: Json) -> bool:
    return value is MISSING or value is None


def _not_over_zero(value: Json) -> bool:
    # Segment's validation makes numbers of the texts of numbers, and of true and false.
    if isinstance(value, str):
        return value != "" and number_of_text(value) <= 0
    return isinstance(value, int | float) and value <= 0


def _unwrapped(value: Json) -> Json:
    """Out of a list of one, as the destination takes it."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


_SNIPPETS = {"PUR-003": order_snippet, "PUR-004": priced_order_snippet}

_WHEN = ("purchase",)
_PRICE = ("properties.products[].price",)
_SUMS = (
    *_PRICE,
    "properties.products[].quantity",
    *(f"properties.{name}" for name in _FIGURES),
)

RULES = (
    Rule("PUR-003", PUR_003, "error", _PRICE, _WHEN, price_missing),
    Rule("PUR-004", PUR_004, "error", _PRICE, _WHEN, price_zero),
    Rule("PUR-005", PUR_005, "error", _PRICE, _WHEN, price_format, lost=True),
    Rule("PUR-006", PUR_006, "warning", _SUMS, _WHEN, cents),
    Rule("PUR-007", PUR_007, "warning", _SUMS, _WHEN, line_total),
)
