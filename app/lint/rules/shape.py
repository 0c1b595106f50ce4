"""Rules about the shape of a message."""

from app.destination.model import FieldError
from app.lint.complaints import complaint
from app.lint.finding import Finding
from app.lint.observation import JudgedDelivery
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.snippets import Code, page
from app.lint.texts import Text
from app.segment.paths import MISSING, get, path_text
from app.topsort.words import clean, shown

SHP_013 = Text(
    title="Plain page call",
    says={"": "{call}() lacks what a page view needs: {found}."},
    costs={
        "": (
            "Subscription “{preset}” drops it. Every stock {call}() call is lost the same "
            "way; clicks, impressions and orders are not touched."
        )
    },
    fixes={
        "": "Switch the subscription off, or send properties.page with type and pageId.",
    },
    capture={
        "": "Page or screen calls without what a page view needs: {messages}.",
        "cost": (
            "The subscription for page views drops every stock call. Clicks, impressions and "
            "orders are not touched."
        ),
    },
)


_PAGE = ("properties", "page")
_REQUIRED = ("type", "pageId")


def plain_page_call(scene: Scene) -> list[Finding]:
    """SHP-013: a stock `page()` or `screen()` call has no `properties.page` with `type` and
    `pageId`, and the action for page views drops it."""
    message = scene.observation.message
    call = message.get("type")
    if call not in ("page", "screen"):
        return []
    value = get(message, _PAGE)
    if not isinstance(value, dict):
        paths = [path_text(_PAGE)]
        found = f"{paths[0]} is {'missing' if value is MISSING else shown(value)}"
    else:
        lacking = [name for name in _REQUIRED if value.get(name) is None]
        if not lacking:
            return []
        paths = [path_text((*_PAGE, name)) for name in lacking]
        found = " and ".join(
            f"{path} is {'null' if name in value else 'missing'}"
            for path, name in zip(paths, lacking, strict=True)
        )
    text = SHP_013
    return [
        Finding(
            code="SHP-013",
            severity="error",
            title=text.title,
            message=text.says[""].format(call=call, found=found),
            cost=text.costs[""].format(call=call, preset=clean(judged.delivery.preset)),
            fix=text.fixes[""],
            snippet=page(
                scene.language,
                call,
                {
                    "page": {
                        "type": "home",
                        "pageId": Code("location.pathname", "request.path", "the page’s path"),
                    }
                },
            ),
            paths=tuple(paths),
            delivery=index,
        )
        for index, judged in scene.deliveries("pageviews")
        if any(_is_about_page(one) for one in judged.delivery.errors)
    ]


def is_stock_page_call(scene: Scene, judged: JudgedDelivery) -> bool:
    """Whether SHP-013 alone says of this delivery why it was dropped: the call has no page at
    all. What is wrong with a page that is there has rules of its own."""
    return (
        scene.message.get("type") in ("page", "screen")
        and judged.delivery.action == "pageviews"
        and scene.properties.get("page") is None
        and any(_is_about_page(one) for one in judged.delivery.errors)
    )


def _is_about_page(error: FieldError) -> bool:
    """Whether it complains of the page view's page, and a mapping reads that from the message's."""
    return complaint(error).path[:1] == ("page",) and any(
        source[: len(_PAGE)] == _PAGE for source in error.sources
    )


RULES = (
    Rule(
        "SHP-013",
        SHP_013,
        "error",
        ("properties.page",),
        ("pageviews",),
        plain_page_call,
        set_up=True,
        lost=True,
    ),
)
