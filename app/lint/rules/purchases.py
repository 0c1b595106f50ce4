"""Rules about the lines of an order."""

from collections.abc import Callable
from typing import Literal

from app.destination.javascript import number_of_text
from app.lint.finding import Finding, Severity
from app.lint.observation import JudgedDelivery
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.snippets import Code, track
from app.lint.sources import Line, lines
from app.lint.texts import Text
from app.segment.jsontext import Json
from app.segment.paths import MISSING, Path, path_text
from app.topsort.words import clean, shown

PUR_002 = Text(
    title="Product id missing",
    says={
        "dropped": "{places}{instead}. Segment refuses the whole order for one such line.",
        "rejected": "{places}. Topsort’s contract refuses the whole order for one such line.",
    },
    costs={"": "The order’s {lines} lost, and no sale can be credited to a campaign."},
    fixes={"": "Send product_id in every line, with the id that the catalogue has."},
)

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


_ALIASES = ("productId", "id", "sku")
_NAMED = 3

Fate = Literal["rejected", "filtered", "all"]


def product_id_missing(scene: Scene) -> list[Finding]:
    """PUR-002: a line lacks its `product_id` (Segment refuses the order), or has null or an
    empty text there (Topsort does)."""
    findings = []
    for index, judged in scene.deliveries("purchase"):
        key, products = _lines(scene, judged, "productId")
        bad = [line for line in products if line.get(key) in (MISSING, None, "")]
        if judged.outcome not in ("dropped", "rejected") or not bad or key is None:
            continue
        text = PUR_002
        absent = any(line.get(key) is MISSING for line in bad)
        message = text.says["dropped" if absent else "rejected"].format(
            places=_places(bad, key), instead=_instead(bad)
        )
        findings.append(
            Finding(
                code="PUR-002",
                severity="error",
                title=text.title,
                message=message,
                cost=text.costs[""].format(
                    lines="only line is" if len(products) == 1 else f"{len(products)} lines are"
                ),
                fix=text.fixes[""],
                snippet=_snippet(scene),
                paths=tuple(path_text((*line.path, *key)) for line in bad),
                delivery=index,
            )
        )
    return findings


def price_missing(scene: Scene) -> list[Finding]:
    """PUR-003: a line has no price, or null, which becomes 0."""
    return _prices(scene, "PUR-003", PUR_003, lambda value: value is MISSING or value is None)


def price_zero(scene: Scene) -> list[Finding]:
    """PUR-004: a line's price is 0 or less, as a number or as the text of one."""
    return _prices(scene, "PUR-004", PUR_004, _not_over_zero)


def _prices(scene: Scene, code: str, text: Text, is_bad: Callable[[Json], bool]) -> list[Finding]:
    findings = []
    for index, judged in scene.deliveries("purchase"):
        key, products = _lines(scene, judged, "unitPrice")
        bad = [line for line in products if is_bad(line.get(key))]
        if not bad or key is None:
            continue
        fate = _fate(scene, judged)
        if fate is None:
            continue
        severity: Severity = "error" if fate == "rejected" else "warning"
        these = "this line" if len(bad) == 1 else "these lines"
        everything = "the only line" if len(products) == 1 else f"all {len(products)} lines"
        findings.append(
            Finding(
                code=code,
                severity=severity,
                title=text.title,
                message=text.says[fate].format(
                    places=_places(bad, key), these=these, everything=everything
                ),
                cost=text.costs[fate].format(these=these),
                fix=text.fixes[fate],
                snippet=_SNIPPETS[code](scene) if fate == "rejected" else "",
                paths=tuple(path_text((*line.path, *key)) for line in bad),
                delivery=index,
            )
        )
    return findings


def _fate(scene: Scene, judged: JudgedDelivery) -> Fate | None:
    """What becomes of the order; None where a mapping of the user's own puts a price in."""
    if scene.setting.skips_zero_prices:
        return "all" if judged.outcome == "filtered" else "filtered"
    return None if judged.outcome == "accepted" else "rejected"


def _lines(scene: Scene, judged: JudgedDelivery, field: str) -> tuple[Path | None, list[Line]]:
    where = scene.setting.list_source(judged.delivery, "items")
    if where is None:
        return None, []
    return where.keys.get(field), lines(scene.observation.message, where)


def _not_over_zero(value: Json) -> bool:
    # Segment's validation makes numbers of the texts of numbers, and of true and false.
    if isinstance(value, str):
        return value != "" and number_of_text(value) <= 0
    return isinstance(value, int | float) and value <= 0


def _places(bad: list[Line], key: Path) -> str:
    said = []
    for line in bad[:_NAMED]:
        value = line.get(key)
        found = "is missing" if value is MISSING else f"is {shown(value)}"
        said.append(f"{path_text((*line.path, *key))} {found}")
    if len(bad) > _NAMED:
        said.append(f"and {len(bad) - _NAMED} more like it")
    return clean(", ".join(said))


def _instead(bad: list[Line]) -> str:
    """Names the key that the line has instead, where it is one that people mix up."""
    for line in bad:
        if isinstance(line.value, dict) and "product_id" not in line.value:
            for alias in _ALIASES:
                if alias in line.value:
                    return f"; the line has {alias} instead"
    return ""


_ORDER_LINE = {
    "product_id": Code("line.productId", "line.product_id", "the id in the catalogue"),
    "price": Code("line.unitPrice", "line.unit_price", "the price of one piece"),
    "quantity": Code("line.quantity", "line.quantity", "how many"),
}


def _snippet(scene: Scene) -> str:
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


def _priced_snippet(scene: Scene) -> str:
    products = Code(
        "order.lines\n  .filter(line => line.price > 0)\n  .map(toProduct)",
        "[to_product(line) for line in order.lines if line.price > 0]",
        "the lines with a price over 0",
    )
    return track(scene.language, "Order Completed", {"products": products})


_SNIPPETS = {"PUR-003": _snippet, "PUR-004": _priced_snippet}


_WHEN = ("purchase",)

RULES = (
    Rule(
        "PUR-002",
        PUR_002,
        "error",
        ("properties.products[].product_id",),
        _WHEN,
        product_id_missing,
    ),
    Rule("PUR-003", PUR_003, "error", ("properties.products[].price",), _WHEN, price_missing),
    Rule("PUR-004", PUR_004, "error", ("properties.products[].price",), _WHEN, price_zero),
)
