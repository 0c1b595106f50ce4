"""Rules about who did it."""

from app.lint.anonymous_id import has_user_id, lack_of_anonymous_id, wants_anonymous_id
from app.lint.finding import Finding
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.snippets import ANONYMOUS_ID, Code, printed, track
from app.lint.texts import NOUNS, Text
from app.segment.jsontext import Json
from app.topsort.words import shown

USR_001 = Text(
    title="No anonymousId",
    says={
        "user": "anonymousId is {found}, and userId {user} does not replace it.",
        "": "anonymousId is {found}.",
    },
    costs={
        "": (
            "The {noun} is lost before Topsort: opaqueUserId is read from anonymousId only. "
            "Topsort’s guide says that a userId will do; it will not."
        )
    },
    fixes={
        "": (
            "Send the browser’s anonymousId with the call, or map opaqueUserId so that it "
            "falls back to userId."
        )
    },
)


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
    text = USR_001
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


RULES = (Rule("USR-001", USR_001, "error", ("anonymousId", "userId"), _ACTIONS, no_anonymous_id),)
