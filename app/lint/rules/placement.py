"""Rules about `placement`: where on the page something stood."""

from collections.abc import Iterator

from app.lint.faults import (
    Fault,
    dropped_for,
    paths,
    paths_of,
    place,
    refused_for,
    shown_path,
    told,
)
from app.lint.finding import Finding
from app.lint.observation import JudgedDelivery
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.snippets import Code, track
from app.lint.texts import NOUNS, Text
from app.segment.paths import MISSING, Path, get
from app.topsort.words import shown

SHP_004 = Text(
    title="Placement without path",
    says={"": "{places}. A placement needs the path of its page."},
    costs={
        "dropped": "Segment refuses the {noun} for it.",
        "rejected": (
            "Topsort’s published contract wants at least one character, and refuses the {noun}."
        ),
    },
    fixes={
        "": (
            "Send placement.path, or the page in context.page as browsers do; or leave placement "
            "out."
        )
    },
)

SHP_005 = Text(
    title="Address for a path",
    says={"": "{path} is {value}: an address, where a path such as /search belongs."},
    costs={
        "": "Topsort takes any text. Reports by path will show each address as a place of its own."
    },
    fixes={"": "Send location.pathname, without host and query."},
)

SHP_006 = Text(
    title="Position",
    says={
        "dropped": "{places}. Segment wants a whole number there.",
        "rejected": "{places}. Topsort’s contract wants a whole number from 1.",
        "unread": "{path} is {value}, and nothing reads it: placement has no position.",
    },
    costs={
        "dropped": "Segment refuses the {noun} for it.",
        "rejected": "Topsort’s published contract refuses the {noun} for it.",
        "unread": "The {noun} goes out without its position.",
    },
    fixes={
        "": "Send a whole number, counted from 1, in properties.placement.",
        "unread": "Send the position in properties.placement, together with the path.",
    },
)

SHP_007 = Text(
    title="Unknown placement key",
    says={"": "{places}: placement has no such {key}. Segment leaves {it} out."},
    costs={
        "": "Nothing else is lost here; sent to Topsort directly, its contract refuses the event."
    },
    fixes={
        "": (
            "Leave it out. To tell components of one page apart, add a suffix to the path: "
            "/search/carousel."
        )
    },
)

_ACTIONS = ("impression", "click")
_NUMBERS = ("position", "page", "pageSize")
_KEYS = frozenset({"path", *_NUMBERS, "productId", "categoryIds", "searchQuery"})
_PLACEMENT = {
    "path": Code("location.pathname", "request.path", "the page’s path"),
    "position": Code("index + 1", "index + 1", "counted from 1"),
}


def no_path(scene: Scene) -> Iterator[Finding]:
    """SHP-004: a placement whose path is missing or no text."""
    for index, judged in scene.deliveries(*_ACTIONS):
        how = "dropped"
        faults = [
            one
            for one in dropped_for(scene, judged, "placement")
            if len(one.at) == 1 or one.at[1] == "path"
        ]
        if not faults:
            how = "rejected"
            faults = refused_for(scene, judged, "placement", "path")
        if faults:
            yield SHP_004.finding(
                "SHP-004",
                "error",
                costs=how,
                places=told(faults),
                noun=NOUNS[judged.delivery.action],
                snippet=_snippet(scene),
                paths=paths_of(faults),
                delivery=index,
            )


def address(scene: Scene) -> Iterator[Finding]:
    """SHP-005: the path is a whole address, or has a query."""
    for index, judged in scene.deliveries(*_ACTIONS):
        path = _sent(judged, "path")
        if not isinstance(path, str):
            continue
        if "?" in path or path[:8].lower().startswith(("http:", "https:")):
            where = place(scene, judged, ("placement", "path"))
            yield SHP_005.finding(
                "SHP-005",
                "info",
                path=shown_path(where) or "placement.path",
                value=shown(path),
                paths=paths([where]),
                delivery=index,
            )


def position(scene: Scene) -> Iterator[Finding]:
    """SHP-006: a position, page or page size that is no whole number from 1; or a position
    where nothing reads it."""
    for index, judged in scene.deliveries(*_ACTIONS):
        noun = NOUNS[judged.delivery.action]
        how = "dropped"
        faults = _of_numbers(dropped_for(scene, judged, "placement"))
        if not faults:
            how = "rejected"
            faults = _of_numbers(refused_for(scene, judged, "placement"))
        if faults:
            yield SHP_006.finding(
                "SHP-006",
                "error",
                says=how,
                costs=how,
                places=told(faults),
                noun=noun,
                snippet=_snippet(scene),
                paths=paths_of(faults),
                delivery=index,
            )
            continue
        value = scene.properties.get("position")
        if value is None or _sent(judged, "position") is not MISSING:
            continue
        where: Path = ("properties", "position")
        if where not in _read(scene, judged, "position"):
            yield SHP_006.finding(
                "SHP-006",
                "info",
                says="unread",
                costs="unread",
                fixes="unread",
                path=shown_path(where),
                value=shown(value),
                noun=noun,
                snippet=_snippet(scene),
                paths=paths([where]),
                delivery=index,
            )


def unknown_keys(scene: Scene) -> Iterator[Finding]:
    """SHP-007: keys that placement does not have."""
    for index, judged in scene.deliveries(*_ACTIONS):
        if _sent(judged, "path") is MISSING:
            continue
        found: list[Path] = []
        for where in dict.fromkeys(_read(scene, judged)):
            value = get(scene.message, where)
            if isinstance(value, dict):
                found += [(*where, key) for key in value if key not in _KEYS]
        if found:
            one = len(found) == 1
            names = ", ".join(shown_path(path) for path in found[:3])
            more = f" and {len(found) - 3} more" if len(found) > 3 else ""
            yield SHP_007.finding(
                "SHP-007",
                "info",
                places=f"{names}{more}",
                key="key" if one else "keys",
                it="it" if one else "them",
                paths=paths(found),
                delivery=index,
            )


def _read(scene: Scene, judged: JudgedDelivery, *below: str) -> tuple[Path, ...]:
    """Places that the mapping may read the placement from, or what is below it."""
    return scene.setting.places(judged.delivery, ("placement", *below))


def _of_numbers(faults: list[Fault]) -> list[Fault]:
    return [one for one in faults if len(one.at) == 2 and one.at[1] in _NUMBERS]


def _sent(judged: JudgedDelivery, key: str) -> object:
    event = judged.delivery.event
    placement = event.get("placement") if isinstance(event, dict) else None
    return placement.get(key, MISSING) if isinstance(placement, dict) else MISSING


def _snippet(scene: Scene) -> str:
    return track(scene.language, scene.event, {"placement": _PLACEMENT})


RULES = (
    Rule(
        "SHP-004",
        SHP_004,
        "error",
        ("properties.placement.path", "context.page.path"),
        _ACTIONS,
        no_path,
        lost=True,
    ),
    Rule(
        "SHP-005",
        SHP_005,
        "info",
        ("properties.placement.path", "context.page.path"),
        _ACTIONS,
        address,
    ),
    Rule(
        "SHP-006",
        SHP_006,
        "error",
        ("properties.placement", "properties.position", "position"),
        _ACTIONS,
        position,
    ),
    Rule("SHP-007", SHP_007, "info", ("properties.placement",), _ACTIONS, unknown_keys),
)
