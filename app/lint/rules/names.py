"""Rules about the names of events."""

from collections.abc import Iterator
from functools import lru_cache

from app.lint.finding import Finding
from app.lint.rule import Rule
from app.lint.scene import Scene
from app.lint.snippets import track
from app.lint.texts import Text
from app.topsort.words import shown

SHP_014 = Text(
    title="Name spelt otherwise",
    says={"": "{event} is mapped to nothing; {mapped} is, and differs in spelling only."},
    costs={
        "": (
            "Segment compares names letter for letter, so that no subscription takes it. If it "
            "is meant to be {mapped}, Topsort never sees it."
        )
    },
    fixes={"": "Send the event as {mapped}, or change the trigger of the subscription."},
)


def name_spelt_otherwise(scene: Scene) -> Iterator[Finding]:
    """SHP-014: an unmapped track whose name differs by case, spaces or signs from a mapped one."""
    event = scene.event
    if not event or len(event) > _LONGEST or scene.muted:
        return
    letters = _letters(event)
    for mapped in scene.setting.asked_names:
        if letters and mapped != event and _letters(mapped) == letters:
            yield SHP_014.finding(
                "SHP-014",
                "info",
                event=shown(event),
                mapped=shown(mapped),
                snippet=track(scene.language, mapped, {}),
                paths=("event",),
            )
            return


_LONGEST = 200
"""Characters; no name of an event is longer."""


@lru_cache(maxsize=512)
def _letters(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


RULES = (Rule("SHP-014", SHP_014, "info", ("event",), ("unmapped",), name_spelt_otherwise),)
