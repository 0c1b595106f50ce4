"""Rules about what was seen or clicked, with what device, and through which channel."""

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
from app.lint.sent import sent_event
from app.lint.snippets import Code, track
from app.lint.texts import NOUNS, Text
from app.segment.paths import MISSING, get
from app.topsort.words import shown

SHP_008 = Text(
    title="Unknown word",
    says={
        "rejected": "{places}. Topsort’s contract wants {wants}.",
        "dropped": "{places}. Segment wants another kind of value there.",
    },
    costs={
        "rejected": (
            "Segment lets it pass; Topsort’s published contract refuses the {noun} for it."
        ),
        "dropped": "Segment refuses the {noun} for it.",
    },
    fixes={
        "": (
            "Send one of the words as they stand: channel onsite, offsite or instore; object.type "
            "listing or banner; clickType product, like or add-to-cart; entity.type product or "
            "vendor."
        )
    },
)

SHP_009 = Text(
    title="Entity incomplete",
    says={"": "{places}. An entity needs id and type."},
    costs={
        "dropped": "Segment refuses the {noun} for it.",
        "rejected": (
            "Topsort’s published contract wants at least one character, and refuses the {noun}."
        ),
    },
    fixes={"": "Send entity with type, product or vendor, and id."},
)

SHP_010 = Text(
    title="Unknown device",
    says={"": "{path} is {value}, which is none of the words that Segment passes on."},
    costs={"": "The {noun} goes out without deviceType; nothing else is lost."},
    fixes={"": "Send ios, android, mobile, macos, windows or desktop, in lower case."},
)

SHP_011 = Text(
    title="Click type lost",
    says={"": "properties.clickType is {value}; the action has no such field."},
    costs={"": "The {noun} goes out without it."},
    fixes={"": "Send it as properties.object.clickType, beside object.type."},
)

SHP_012 = Text(
    title="Offsite data lost",
    says={
        "snake": "{path} is there, and nothing reads it.",
        "bare": (
            "channel is offsite, and the {noun} names no entity, no external campaign or vendor "
            "and no dspMetadata."
        ),
        "dropped": "{places}. Segment wants an object there.",
    },
    costs={
        "snake": "The data of the ad platform stays behind.",
        "bare": "Nothing says which campaign or product it belongs to.",
        "dropped": "Segment refuses the {noun} for it.",
    },
    fixes={
        "snake": "Call it dspMetadata; Segment sends it as dsp_metadata.",
        "bare": "Send entity, externalCampaignId or externalVendorId, and dspMetadata.",
        "dropped": "Send dspMetadata as an object of texts.",
    },
)

_ACTIONS = ("impression", "click")
_ALL = tuple(NOUNS)
_WORDS = (("channel",), ("object",), ("entity", "type"))
_OFFSITE = (
    "resolvedBidId",
    "entity",
    "externalCampaignId",
    "externalVendorId",
    "dsp_metadata",
    "dspMetadata",
)
"""What says whose an offsite event is."""

_PRODUCT = Code("product.id", "product.id", "the product’s id")


def unknown_word(scene: Scene) -> Iterator[Finding]:
    """SHP-008: a word that Topsort's contract does not have in its place."""
    for index, judged in scene.deliveries(*_ALL):
        how = "rejected"
        faults = [one for at in _WORDS for one in refused_for(scene, judged, *at)]
        if not faults:
            how = "dropped"
            faults = [
                one for at in _WORDS if at[0] != "entity" for one in dropped_for(scene, judged, *at)
            ]
        if not faults:
            continue
        yield SHP_008.finding(
            "SHP-008",
            "error",
            says=how,
            costs=how,
            places=told(faults),
            wants="; ".join(dict.fromkeys(one.wants for one in faults)),
            noun=NOUNS[judged.delivery.action],
            paths=paths_of(faults),
            delivery=index,
        )


def entity_incomplete(scene: Scene) -> Iterator[Finding]:
    """SHP-009: an entity without id or type."""
    for index, judged in scene.deliveries(*_ACTIONS):
        how = "dropped"
        faults: list[Fault] = dropped_for(scene, judged, "entity")
        if not faults:
            how = "rejected"
            faults = refused_for(scene, judged, "entity", "id")
        if faults:
            yield SHP_009.finding(
                "SHP-009",
                "error",
                costs=how,
                places=told(faults),
                noun=NOUNS[judged.delivery.action],
                snippet=track(
                    scene.language, scene.event, {"entity": {"type": "product", "id": _PRODUCT}}
                ),
                paths=paths_of(faults),
                delivery=index,
            )


def unknown_device(scene: Scene) -> Iterator[Finding]:
    """SHP-010: a type of device that Segment does not pass on."""
    if get(scene.message, ("context", "device")) is MISSING and scene.setting.packaged:
        return
    for index, judged in scene.deliveries(*_ALL):
        event = sent_event(judged)
        if judged.outcome == "dropped" or not event or "deviceType" in event:
            continue
        where = scene.setting.source(judged.delivery, "deviceType") or place(
            scene, judged, ("deviceType",)
        )
        value = get(scene.message, where) if where else MISSING
        if value in (MISSING, None, ""):
            continue
        yield SHP_010.finding(
            "SHP-010",
            "info",
            path=shown_path(where),
            value=shown(value),
            noun=NOUNS[judged.delivery.action],
            paths=paths([where]),
            delivery=index,
        )


def click_type_lost(scene: Scene) -> Iterator[Finding]:
    """SHP-011: `clickType` where nothing reads it."""
    value = scene.properties.get("clickType")
    if value is None:
        return
    for index, judged in scene.deliveries(*_ACTIONS):
        if scene.setting.mentions(judged.delivery, "properties.clickType"):
            continue
        yield SHP_011.finding(
            "SHP-011",
            "info",
            value=shown(value),
            noun=judged.delivery.action,
            paths=("properties.clickType",),
            delivery=index,
        )


def offsite(scene: Scene) -> Iterator[Finding]:
    """SHP-012: `dsp_metadata` for `dspMetadata`, or an offsite event that names nothing."""
    for index, judged in scene.deliveries(*_ACTIONS):
        event = judged.delivery.event
        faults = dropped_for(scene, judged, "dspMetadata")
        if faults:
            yield _offsite("dropped", index, judged, paths_of(faults), told(faults))
        elif scene.properties.get("dsp_metadata") is not None and not scene.setting.mentions(
            judged.delivery, _SNAKE
        ):
            yield _offsite("snake", index, judged, (_SNAKE,))
        elif (
            isinstance(event, dict)
            and event.get("channel") == "offsite"
            and not any(event.get(name) for name in _OFFSITE)
        ):
            channel = paths([place(scene, judged, ("channel",))])
            yield _offsite("bare", index, judged, channel)


def _offsite(
    kind: str, index: int, judged: JudgedDelivery, where: tuple[str, ...], places: str = ""
) -> Finding:
    return SHP_012.finding(
        "SHP-012",
        "error" if kind == "dropped" else "warning",
        says=kind,
        costs=kind,
        fixes=kind,
        noun=NOUNS[judged.delivery.action],
        paths=where,
        delivery=index,
        path=_SNAKE,
        places=places,
    )


_SNAKE = "properties.dsp_metadata"

RULES = (
    Rule(
        "SHP-008",
        SHP_008,
        "error",
        ("properties.channel", "properties.object", "properties.entity.type"),
        _ALL,
        unknown_word,
        lost=True,
    ),
    Rule(
        "SHP-009", SHP_009, "error", ("properties.entity",), _ACTIONS, entity_incomplete, lost=True
    ),
    Rule("SHP-010", SHP_010, "info", ("context.device.type",), _ALL, unknown_device),
    Rule("SHP-011", SHP_011, "info", ("properties.clickType",), _ACTIONS, click_type_lost),
    Rule(
        "SHP-012",
        SHP_012,
        "error",
        ("properties.dsp_metadata", "properties.dspMetadata", "properties.channel"),
        _ACTIONS,
        offsite,
    ),
)
