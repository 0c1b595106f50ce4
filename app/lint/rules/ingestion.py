"""What Segment refuses before any destination sees it."""

from app.lint.finding import Finding
from app.lint.rule import Scene
from app.lint.texts import TEXTS
from app.segment.discard import discard_reason


def discarded(scene: Scene) -> list[Finding]:
    """ING-001: the one finding of a discarded message, with Segment's own code."""
    refused = discard_reason(scene.observation.message)
    if refused is None:
        return []
    text = TEXTS["ING-001"]
    return [
        Finding(
            code="ING-001",
            severity="error",
            title=text.title,
            message=text.says[""].format(reason=refused.reason, code=refused.code),
            cost=text.costs[""],
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
