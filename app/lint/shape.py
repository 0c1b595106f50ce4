"""Rules about the shape of a message."""

from app.lint.complaints import complaint
from app.lint.finding import Finding
from app.lint.rule import Scene
from app.lint.snippets import Code, page
from app.lint.texts import TEXTS
from app.segment.paths import MISSING, get
from app.topsort.words import clean, shown

_REQUIRED = ("type", "pageId")


def plain_page_call(scene: Scene) -> list[Finding]:
    """SHP-013: a stock `page()` or `screen()` call has no `properties.page` with `type` and
    `pageId`, and the action for page views drops it."""
    message = scene.observation.message
    value = get(message, ("properties", "page"))
    if value is MISSING:
        found, paths = "properties.page is missing", ["properties.page"]
    elif not isinstance(value, dict):
        found, paths = f"properties.page is {shown(value)}", ["properties.page"]
    else:
        lacking = [name for name in _REQUIRED if name not in value]
        if not lacking:
            return []
        paths = [f"properties.page.{name}" for name in lacking]
        found = f"{' and '.join(paths)} {'is' if len(paths) == 1 else 'are'} missing"
    call = "screen" if message.get("type") == "screen" else "page"
    text = TEXTS["SHP-013"]
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
        if any(complaint(one).path[:1] == ("page",) for one in judged.delivery.errors)
    ]
