"""What Segment refuses before any destination sees it."""

from app.lint.finding import Finding
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.texts import Text
from app.segment.discard import ANSWERED_400, OWN_CODES, discard_reason

ING_001 = Text(
    title="Discarded by Segment",
    says={
        "": "Segment refuses it at the door: {reason}. Its own screens show {code}.",
        "size": "Segment refuses it at the door: {reason}.",
    },
    costs={
        "": (
            "No destination gets it. Segment answers 200 all the same, so that nobody on the "
            "site is told."
        ),
        "told": (
            "No destination gets it. Segment answers 400, and most SDKs then drop it without a "
            "word to the site."
        ),
    },
    fixes={
        "no_user_anon_id": "Send an anonymousId or a userId with every call.",
        "event_not_defined": "Give every track call a name.",
        "event_not_string": "Give every track call a name that is a text.",
        "properties_not_object": "Send properties as an object.",
        "message_too_large": "Send less in one call; properties are the usual cause.",
        "batch_too_large": "Send smaller batches, of 500 KB at most.",
        "batch_too_long": "Send smaller batches, of 2,500 events at most.",
        "": "Correct the call; Segment’s documentation explains the code.",
    },
)


def discarded(scene: Scene) -> list[Finding]:
    """ING-001: the one finding of a discarded message, with Segment's own code where it has
    one."""
    refused = discard_reason(scene.observation.message)
    if refused is None:
        return []
    text = ING_001
    return [
        Finding(
            code="ING-001",
            severity="error",
            title=text.title,
            message=text.says["size" if refused.code in OWN_CODES else ""].format(
                reason=refused.reason, code=refused.code
            ),
            cost=text.costs["told" if refused.code in ANSWERED_400 else ""],
            fix=text.fixes.get(refused.code, text.fixes[""]),
            paths=_PATHS.get(refused.code, ()),
        )
    ]


_PATHS: dict[str, tuple[str, ...]] = {
    "no_user_anon_id": ("anonymousId", "userId"),
    "event_not_defined": ("event",),
    "event_not_string": ("event",),
    "properties_not_object": ("properties",),
}


RULES = (
    Rule(
        "ING-001",
        ING_001,
        "error",
        ("type", "anonymousId", "userId", "event", "properties"),
        ("discarded",),
        discarded,
    ),
)
