"""The story that the shopper plays: packaged data, read and flattened into one time line."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from app.packaged import resource
from app.segment.jsontext import Json, JsonObject, loads

_FILE = "demo/harbor-and-pine.json"


@dataclass(frozen=True, slots=True)
class Scene:
    """One call of the shop's code.

    `at` is milliseconds from the start of the story. `call` is `page`, `track`, `identify` or
    `server` (a track by the server). `fields` are its properties or traits, with references
    (`$product`, `$bid`, `$order`) that are filled in anew for each run. `about` says what the
    journey it belongs to shows.
    """

    at: int
    about: str
    user: str
    device: JsonObject
    call: str
    event: str
    page: JsonObject
    referrer: str
    fields: JsonObject


@dataclass(frozen=True, slots=True)
class Story:
    """All scenes in the order of time, and the shop they play in."""

    name: str
    origin: str
    write_key: str
    browser: JsonObject
    server: JsonObject
    products: dict[str, JsonObject]
    scenes: tuple[Scene, ...]

    @property
    def length(self) -> int:
        """Milliseconds from the first scene to the last."""
        return self.scenes[-1].at


@cache
def load_story() -> Story:
    """The packaged story."""
    data = loads(resource(_FILE).read_bytes())
    shop = data["shop"]
    scenes = [scene for journey in data["journeys"] for scene in _scenes(journey, data)]
    return Story(
        name=shop["name"],
        origin=shop["origin"],
        write_key=shop["writeKey"],
        browser=shop["browser"],
        server=shop["server"],
        products=data["products"],
        scenes=tuple(sorted(scenes, key=lambda scene: scene.at)),
    )


def _scenes(journey: dict[str, Any], data: dict[str, Any]) -> list[Scene]:
    scenes = []
    page: JsonObject = {}
    referrer = ""
    origin = data["shop"]["origin"]
    for step in journey["steps"]:
        if "page" in step:
            referrer = origin + page["path"] if page else ""
            page = data["pages"][step["page"]]
        scenes.append(
            Scene(
                at=journey["start"] + step["at"],
                about=journey["about"],
                user=journey["user"],
                device=data["devices"][journey["device"]],
                call=step["call"],
                event=step.get("event", ""),
                page=page,
                referrer=referrer,
                fields=step.get("properties") or step.get("traits") or {},
            )
        )
    return scenes


def filled(value: Json, story: Story, *, bid: Any, order: Any) -> Json:
    """`value` with its references filled in; `bid` and `order` make a text of a name.

    `{"$product": "mug", ...}` is the product's fields with the others on top, less those that
    `$without` lists.
    """
    if isinstance(value, list):
        return [filled(item, story, bid=bid, order=order) for item in value]
    if not isinstance(value, dict):
        return value
    if "$bid" in value:
        return bid(value["$bid"])
    if "$order" in value:
        return order(value["$order"])
    fields = dict(story.products[value["$product"]]) if "$product" in value else {}
    for key in value.get("$without", ()):
        del fields[key]
    for key, item in value.items():
        if not key.startswith("$"):
            fields[key] = filled(item, story, bid=bid, order=order)
    return fields
