"""Rules about the id of one message."""

from collections.abc import Iterator

from app.lint.faults import lost_for, paths, paths_of, place, shown_path, told
from app.lint.finding import Finding
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.sent import sent_event
from app.lint.texts import NOUNS, Text

IDN_003 = Text(
    title="Id of odd length",
    says={
        "": "{path} has {length} characters.",
        "lost": "{places}, and the event’s id is read from there.",
    },
    costs={
        "": (
            "The help of Segment’s field names {most} as the most, Segment’s own limit for a "
            "messageId is 100. What Topsort does with a longer one is not published."
        ),
        "dropped": "The {noun} is lost before Topsort: it requires an id.",
        "rejected": "Topsort’s published contract refuses the {noun} for an empty id.",
    },
    fixes={"": "Let the SDK make the messageId, or send a short one that is unique."},
)

_ACTIONS = tuple(NOUNS)


def id_length(scene: Scene) -> Iterator[Finding]:
    """IDN-003: no id, which drops the event, or a very long one."""
    most = scene.setting.bands.message_id
    for index, judged in scene.deliveries(*_ACTIONS):
        how, faults = lost_for(scene, judged, "id")
        if faults:
            yield IDN_003.finding(
                "IDN-003",
                "error",
                says="lost",
                costs=how,
                places=told(faults),
                noun=NOUNS[judged.delivery.action],
                paths=paths_of(faults),
                delivery=index,
            )
            continue
        name = sent_event(judged).get("id")
        if isinstance(name, str) and len(name) > most:
            where = place(scene, judged, ("id",))
            yield IDN_003.finding(
                "IDN-003",
                "info",
                path=shown_path(where) or "id",
                length=len(name),
                most=most,
                paths=paths([where]),
                delivery=index,
            )


RULES = (Rule("IDN-003", IDN_003, "error", ("messageId",), _ACTIONS, id_length),)
