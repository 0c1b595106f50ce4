"""Rules about `properties.page`: which page an event happened on."""

from collections.abc import Iterator

from app.lint.faults import Fault, dropped_for, paths_of, place, refused_for, told
from app.lint.finding import Finding
from app.lint.observation import JudgedDelivery
from app.lint.rule import Rule
from app.lint.rules.shape import is_stock_page_call
from app.lint.scene import Scene
from app.lint.snippets import Code, page, track
from app.lint.texts import NOUNS, Text
from app.segment.paths import MISSING, Path

SHP_001 = Text(
    title="Page is no object",
    says={"": "{places}. It is read as the page that the event happened on, an object."},
    costs={"": "Segment refuses the {noun} for it."},
    fixes={
        "": (
            "Call a page number page_number and leave page to an object with type and pageId, or "
            "change the mapping of page."
        )
    },
)

SHP_002 = Text(
    title="Page incomplete",
    says={"": "{places}. A page needs type and pageId, and its value has to be one text."},
    costs={"": "Segment refuses the {noun} for it."},
    fixes={"": "Send page with type and pageId, or leave it out."},
)

SHP_003 = Text(
    title="Unknown page type",
    says={"": "{places}. Topsort knows home, category, PDP, search, cart and other, so spelt."},
    costs={"": "Segment lets it pass; Topsort’s published contract refuses the {noun} for it."},
    fixes={"": "Send one of the six words as they stand; a product’s page is PDP."},
)

_ACTIONS = ("impression", "click", "pageviews")
_PAGE = {
    "type": "category",
    "pageId": Code("location.pathname", "request.path", "the page’s path"),
}


def page_no_object(scene: Scene) -> Iterator[Finding]:
    """SHP-001: `properties.page` is a number, a text or a list."""
    for index, judged, faults in _of_pages(scene, no_object=True):
        yield _finding(SHP_001, "SHP-001", scene, index, judged, faults)


def page_incomplete(scene: Scene) -> Iterator[Finding]:
    """SHP-002: a page without `type` or `pageId`, or with a list for its value."""
    for index, judged, faults in _of_pages(scene, no_object=False):
        yield _finding(SHP_002, "SHP-002", scene, index, judged, faults)


def page_type(scene: Scene) -> Iterator[Finding]:
    """SHP-003: a type of page that Topsort's contract does not know."""
    for index, judged in scene.deliveries(*_ACTIONS):
        faults = refused_for(scene, judged, "page")
        if faults:
            yield _finding(SHP_003, "SHP-003", scene, index, judged, faults)


def _of_pages(
    scene: Scene, *, no_object: bool
) -> Iterator[tuple[int, JudgedDelivery, list[Fault]]]:
    """Deliveries that were dropped for their page, but for the stock page calls, which SHP-013 is
    about; and the complaints: of a page that is no object, or all others."""
    for index, judged in scene.deliveries(*_ACTIONS):
        if judged.outcome != "dropped" or is_stock_page_call(scene, judged):
            continue
        whole = place(scene, judged, ("page",))
        faults = [
            one
            for one in dropped_for(scene, judged, "page")
            if _is_no_object(one, whole) is no_object
        ]
        if faults:
            yield index, judged, faults


def _is_no_object(fault: Fault, whole: Path) -> bool:
    """Whether the page itself, at `whole` in the message, is there and no object."""
    if fault.value is MISSING or fault.value is None:
        return False
    return len(fault.at) == 1 or fault.path == whole


def _finding(
    text: Text,
    code: str,
    scene: Scene,
    index: int,
    judged: JudgedDelivery,
    faults: list[Fault],
) -> Finding:
    call = scene.message.get("type")
    if call in ("page", "screen"):
        snippet = page(scene.language, str(call), {"page": _PAGE})
    else:
        snippet = track(scene.language, scene.event, {"page": _PAGE})
    return text.finding(
        code,
        "error",
        places=told(faults),
        noun=NOUNS[judged.delivery.action],
        snippet=snippet,
        paths=paths_of(faults),
        delivery=index,
    )


RULES = (
    Rule("SHP-001", SHP_001, "error", ("properties.page",), _ACTIONS, page_no_object, lost=True),
    Rule("SHP-002", SHP_002, "error", ("properties.page",), _ACTIONS, page_incomplete, lost=True),
    Rule("SHP-003", SHP_003, "error", ("properties.page.type",), _ACTIONS, page_type, lost=True),
)
