"""Rules about who did it."""

from app.destination.model import FieldError
from app.lint.complaints import complaint
from app.lint.finding import Finding
from app.lint.rule import Scene
from app.lint.snippets import ANONYMOUS_ID, Code, printed, track
from app.lint.texts import NOUNS, TEXTS
from app.segment.jsontext import Json, JsonObject
from app.topsort.words import shown

_ACTIONS = tuple(NOUNS)
_FALLBACK = {
    "@if": {
        "exists": {"@path": "$.anonymousId"},
        "then": {"@path": "$.anonymousId"},
        "else": {"@path": "$.userId"},
    }
}


def no_anonymous_id(scene: Scene) -> list[Finding]:
    """USR-001: the destination refuses the payload, because `opaqueUserId` is read from
    `anonymousId` alone and the message has none."""
    message = scene.observation.message
    found = lack_of_anonymous_id(message)
    if found is None:
        return []
    text = TEXTS["USR-001"]
    user = message.get("userId")
    has_user = has_user_id(message)
    return [
        Finding(
            code="USR-001",
            severity="error",
            title=text.title,
            message=text.says["user" if has_user else ""].format(found=found, user=shown(user)),
            cost=text.costs[""].format(noun=NOUNS[judged.delivery.action]),
            fix=text.fixes[""],
            snippet=_snippet(scene, user if has_user else None),
            paths=("anonymousId",),
            delivery=index,
        )
        for index, judged in scene.deliveries(*_ACTIONS)
        if any(wants_anonymous_id(one) for one in judged.delivery.errors)
    ]


def wants_anonymous_id(error: FieldError) -> bool:
    """Whether it complains of an `opaqueUserId` that is read from `anonymousId` alone."""
    return complaint(error).path == ("opaqueUserId",) and error.sources == (("anonymousId",),)


def lack_of_anonymous_id(message: JsonObject) -> str | None:
    """What stands where the anonymousId should be: `missing`, `null`, `empty`, `an object`;
    None where there is one."""
    value = message.get("anonymousId")
    if value is None:
        return "null" if "anonymousId" in message else "missing"
    if isinstance(value, str):
        return None if value else "empty"
    return shown(value) if isinstance(value, dict | list) else None


def has_user_id(message: JsonObject) -> bool:
    """Whether there is a userId, which a person may take for a substitute."""
    user = message.get("userId")
    return isinstance(user, str | int | float) and user != ""


def _snippet(scene: Scene, user: Json) -> str:
    """The call as a server would have to make it; else the mapping that falls back to userId."""
    message = scene.observation.message
    event = message.get("event")
    if (
        scene.language not in ("node", "python")
        or message.get("type") != "track"
        or not isinstance(event, str)
    ):
        return printed({"opaqueUserId": _FALLBACK}, "other")
    name = "products" if event == "Order Completed" else "product_id"
    properties = {name: _PROPERTIES[name]}
    ids = {"userId": user} if user is not None else {}
    return track(scene.language, event, properties, {**ids, "anonymousId": ANONYMOUS_ID})


_PROPERTIES = {
    "products": Code("products", "products", "as before"),
    "product_id": Code("product.id", "product.id", "as before"),
}
