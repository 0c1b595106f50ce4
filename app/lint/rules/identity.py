"""Rules about who did it."""

import re
from collections.abc import Iterator

from app.lint.anonymous_id import has_user_id, lack_of_anonymous_id, wants_anonymous_id
from app.lint.faults import paths, place, shown_path
from app.lint.finding import Finding
from app.lint.observation import JudgedDelivery
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.sent import sent_event
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

USR_002 = Text(
    title="Person in the id",
    says={
        "email": "{path} looks like an e-mail address ({value}), and goes out as opaqueUserId.",
        "phone": "{path} looks like a phone number ({value}), and goes out as opaqueUserId.",
    },
    costs={
        "": (
            "Topsort wants an id that does not reveal the person. Nothing is lost; personal data "
            "goes where it should not."
        )
    },
    fixes={"": "Send a random id, or a hash of the customer’s id."},
)

USR_003 = Text(
    title="Long user id",
    says={"": "{path} has {length} characters, more than {most}."},
    costs={
        "": (
            "Topsort’s endpoint for linking users takes {linking} characters, and the help of "
            "Segment’s field names {field}. Events with a longer id are not refused by the "
            "published contract."
        )
    },
    fixes={"": "Send a shorter id, such as a UUID or a hash of {linking} characters."},
)

USR_004 = Text(
    title="Placeholder for a user",
    says={"": "{path} is {value}, which is nobody’s own id."},
    costs={
        "": (
            "All who share it are one user to Topsort: orders are credited to clicks of other "
            "people."
        )
    },
    fixes={"": "Send the id that the browser’s SDK has made, and keep it."},
)

_ACTIONS = tuple(NOUNS)
_EMAIL = re.compile(r"[^\s@]+(?:@|%40)(?:[^\s@.]+\.)+[^\W\d_][^\s@.]+")
_PHONE = re.compile(
    r"(?:tel:)?\+\d[\d ()./-]{6,}"  # international
    r"|(?:\(\d{3}\) ?|\d{3}[ -])\d{3}[ -]\d{4}"  # of North America
)
_PHONE_DIGITS = range(9, 16)
_NOBODY = frozenset(
    {
        "anonymous",
        "anon",
        "guest",
        "null",
        "undefined",
        "none",
        "nan",
        "unknown",
        "0",
        "test",
        "(not set)",
        "[object object]",
    }
)
_ZEROS = re.compile(r"[0{}-]*0{12}[0{}-]*")
"""A UUID of zeros, with its signs or without."""
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


def person_in_id(scene: Scene) -> Iterator[Finding]:
    """USR-002: the user's id is an e-mail address or a phone number."""
    for index, judged, user in _users(scene):
        kind = _kind_of_person(user.strip())
        if kind:
            where = place(scene, judged, ("opaqueUserId",))
            yield USR_002.finding(
                "USR-002",
                "warning",
                says=kind,
                path=shown_path(where) or "opaqueUserId",
                value=shown(_veiled(user.strip())),
                paths=paths([where]),
                delivery=index,
            )


def long_id(scene: Scene) -> Iterator[Finding]:
    """USR-003: the user's id is longer than some places take."""
    bands = scene.setting.bands
    for index, judged, user in _users(scene):
        length = len(user)
        if length > bands.user_id:
            where = place(scene, judged, ("opaqueUserId",))
            yield USR_003.finding(
                "USR-003",
                "warning",
                path=shown_path(where) or "opaqueUserId",
                length=length,
                most=bands.user_id_field if length > bands.user_id_field else bands.user_id,
                linking=bands.user_id,
                field=bands.user_id_field,
                paths=paths([where]),
                delivery=index,
            )


def nobody(scene: Scene) -> Iterator[Finding]:
    """USR-004, for one message: a word or a row of zeros for the user's id."""
    for index, judged, user in _users(scene):
        word = user.strip().casefold()
        if word in _NOBODY or (len(word) < 40 and _ZEROS.fullmatch(word)):
            where = place(scene, judged, ("opaqueUserId",))
            yield USR_004.finding(
                "USR-004",
                "warning",
                path=shown_path(where) or "opaqueUserId",
                value=shown(user),
                paths=paths([where]),
                delivery=index,
            )


def _users(scene: Scene) -> Iterator[tuple[int, JudgedDelivery, str]]:
    """Each delivery with the id that goes out for the user."""
    for index, judged in scene.deliveries(*_ACTIONS):
        user = sent_event(judged).get("opaqueUserId")
        if isinstance(user, str) and user:
            yield index, judged, user


def _kind_of_person(user: str) -> str:
    """`email`, `phone`, or empty. A row of digits alone may be the number of an account."""
    if len(user) > _LONGEST:
        return ""
    if ("@" in user or "%40" in user) and _EMAIL.fullmatch(user):
        return "email"
    if _PHONE.fullmatch(user) and sum(map(str.isdigit, user)) in _PHONE_DIGITS:
        return "phone"
    return ""


def _veiled(user: str) -> str:
    """Enough of it to find it again; a report is read by people whom it does not concern."""
    name, at, domain = user.partition("@" if "@" in user else "%40")
    return f"{name[:1]}…{at}{domain}" if at else f"{user[:3]}…{user[-2:]}"


_LONGEST = 320
"""Characters of the longest e-mail address."""


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


RULES = (
    Rule(
        "USR-001", USR_001, "error", ("anonymousId", "userId"), _ACTIONS, no_anonymous_id, lost=True
    ),
    Rule("USR-002", USR_002, "warning", ("anonymousId",), _ACTIONS, person_in_id),
    Rule("USR-003", USR_003, "warning", ("anonymousId",), _ACTIONS, long_id),
    Rule("USR-004", USR_004, "warning", ("anonymousId",), _ACTIONS, nobody),
)
