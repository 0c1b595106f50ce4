"""Messages as Segment's SDKs put them on the wire (segment-wire.md 2.1, 2.4).

Key order, null for a user who is not known, `_metadata` and the library's name are those of
analytics.js 1.84.1 and of the Node SDK 3.1.0.
"""

import base64
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from app.demo.bids import Auctions
from app.demo.story import Scene, Story, filled
from app.segment.jsontext import JsonObject, dumps
from app.segment.times import iso

_BROWSER_PATHS = {"page": "/v1/p", "track": "/v1/t", "identify": "/v1/i"}
_SERVER_PATH = "/v1/batch"
_BROWSER_METADATA = {"bundled": ["Segment.io"], "unbundled": [], "bundledIds": []}
_NODE_METADATA = {"nodeVersion": "20.20.0", "jsRuntime": "node"}


@dataclass(frozen=True, slots=True)
class Post:
    """One request to make: `at` is milliseconds from the start of the story; `body` makes the
    bytes for a `sentAt` in milliseconds since 1970."""

    at: int
    about: str
    event: str
    path: str
    headers: dict[str, str]
    message: JsonObject
    body: Callable[[int], bytes]


class Cast:
    """The people of one run: fresh ids each time, so that two runs never mix."""

    def __init__(self, story: Story, begin: int) -> None:
        self._story = story
        self._begin = begin
        self._auctions = Auctions()
        self._anonymous: dict[str, str] = {}
        self._known: dict[str, str] = {}
        self._orders: dict[str, str] = {}
        key = base64.b64encode(f"{story.write_key}:".encode()).decode("ascii")
        self._authorization = f"Basic {key}"

    def post(self, scene: Scene) -> Post:
        """The request of one scene; call it in the order of the story."""
        if scene.call == "server":
            return self._server_post(scene)
        return self._browser_post(scene)

    def _browser_post(self, scene: Scene) -> Post:
        time = self._begin + scene.at
        user = scene.user
        if scene.call == "identify":
            self._known.setdefault(user, _user_id())
        message: JsonObject = {"timestamp": iso(time), "integrations": {}}
        if scene.call == "track":
            message["event"] = scene.event
        message["type"] = scene.call
        page = self._page(scene)
        if scene.call == "identify":
            message["traits"] = self._filled(scene)
        elif scene.call == "page":
            message["properties"] = page | (
                {"page": scene.page["page"]} if "page" in scene.page else {}
            )
        else:
            message["properties"] = self._filled(scene)
        message["context"] = {
            "page": page,
            **scene.device,
            "library": self._story.browser,
        }
        message["messageId"] = f"ajs-next-{time}-{uuid.uuid4()}"
        message["anonymousId"] = self._anonymous.setdefault(user, str(uuid.uuid4()))
        message["userId"] = self._known.get(user)
        write_key = self._story.write_key

        def body(sent_at: int) -> bytes:
            return dumps(
                message
                | {"writeKey": write_key, "sentAt": iso(sent_at), "_metadata": _BROWSER_METADATA}
            )

        headers = {
            "Content-Type": "text/plain",
            "Authorization": self._authorization,
            "Origin": self._story.origin,
            "Referer": f"{self._story.origin}/",
            "User-Agent": str(scene.device["userAgent"]),
        }
        path = _BROWSER_PATHS[scene.call]
        return Post(scene.at, scene.about, scene.event, path, headers, message, body)

    def _server_post(self, scene: Scene) -> Post:
        time = self._begin + scene.at
        message: JsonObject = {
            "timestamp": iso(time),
            "integrations": {},
            "type": "track",
            "event": scene.event,
            "properties": self._filled(scene),
            "context": {"library": self._story.server},
            "messageId": f"node-next-{time}-{uuid.uuid4()}",
            "userId": self._known.setdefault(scene.user, _user_id()),
            "_metadata": _NODE_METADATA,
        }
        write_key = self._story.write_key

        def body(sent_at: int) -> bytes:
            return dumps({"batch": [message], "writeKey": write_key, "sentAt": iso(sent_at)})

        headers = {
            "Content-Type": "application/json",
            "Authorization": self._authorization,
            "User-Agent": "analytics-node-next/latest",
        }
        return Post(scene.at, scene.about, scene.event, _SERVER_PATH, headers, message, body)

    def _page(self, scene: Scene) -> JsonObject:
        path, search = scene.page["path"], scene.page.get("search", "")
        return {
            "path": path,
            "referrer": scene.referrer,
            "search": search,
            "title": scene.page["title"],
            "url": f"{self._story.origin}{path}{search}",
        }

    def _filled(self, scene: Scene) -> JsonObject:
        time = self._begin + scene.at

        def bid(name: str) -> str:
            # The shop asks for the auction a little before it shows the winner.
            return self._auctions.bid(name, time - 300)

        def order(name: str) -> str:
            return self._orders.setdefault(name, f"HP-{100_000 + secrets.randbelow(900_000)}")

        fields: JsonObject = filled(scene.fields, self._story, bid=bid, order=order)
        return fields


def _user_id() -> str:
    return f"hp-{secrets.token_hex(6)}"
