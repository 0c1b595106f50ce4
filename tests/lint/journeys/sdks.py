"""The SDKs that send: a browser, a server, an app (segment-wire.md 2.1, 2.4, 2.5, 2.6)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.segment.times import iso
from tests.lint.journeys.shop import ORIGIN
from tests.lint.journeys.wire import Message, Tape

BROWSER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/147.0.0.0 Safari/537.36"
)


@dataclass(frozen=True, slots=True)
class Network:
    """How long a message is under way, in milliseconds, and how many in a hundred are sent again
    although the first copy arrived."""

    least: int = 40
    most: int = 220
    again: int = 0
    pause: int = 1_500


class Client:
    """Whoever keeps an own clock: `now` is true time, `clock` what its clock is ahead of it."""

    def __init__(self, tape: Tape, *, at: int = 0, clock: int = 0) -> None:
        self.tape = tape
        self.now = tape.start + at
        self.clock = clock

    def wait(self, least: int, most: int) -> None:
        """Think, load, read: so many milliseconds pass."""
        self.now += self.tape.random.randint(least, most)

    @property
    def time(self) -> int:
        """What its own clock says."""
        return self.now + self.clock


class Browser(Client):
    """analytics.js 1.84: each call is posted on its own, a moment after it was made."""

    def __init__(
        self,
        tape: Tape,
        *,
        at: int = 0,
        clock: int = 0,
        network: Network | None = None,
        library: str = "next-1.84.1",
    ) -> None:
        super().__init__(tape, at=at, clock=clock)
        self.network = network or Network()
        self.anonymous_id = tape.uuid()
        self.user_id: str | None = None
        self.library = library
        self.path = "/"
        self.title = "Shop"
        self.search = ""
        self.referrer = ""
        self.traits: Message = {}

    def tab(self) -> "Browser":
        """A further tab: the same ids and clock, a page of its own."""
        other = Browser(self.tape, clock=self.clock, network=self.network, library=self.library)
        other.now, other.anonymous_id, other.user_id = self.now, self.anonymous_id, self.user_id
        return other

    def visit(self, path: str, title: str, search: str = "") -> None:
        """Go to a page, without a call."""
        self.referrer = f"{ORIGIN}{self.path}"
        self.path, self.title, self.search = path, title, search

    def page(self, kind: str, page_id: str, **properties: Any) -> Message:
        """`analytics.page()` with what Topsort wants to know of the page."""
        own = {"page": {"type": kind, "pageId": page_id}, **properties}
        return self._call({"type": "page", "properties": {**self._page(), **own}})

    def track(self, event: str, properties: Message, **top: Any) -> Message:
        """`analytics.track()`."""
        return self._call({"event": event, "type": "track", "properties": properties, **top})

    def identify(self, user_id: str, **traits: Any) -> Message:
        """`analytics.identify()`: from now on every call carries the user's id."""
        self.user_id = user_id
        self.traits = traits
        return self._call({"type": "identify", "traits": traits})

    def call(self, message: Message) -> Message:
        """Any other call, given as type and body."""
        return self._call(message)

    def _call(self, body: Message) -> Message:
        made = self.time
        message: Message = {
            "timestamp": iso(made),
            "integrations": {},
            **body,
            "context": {
                "page": self._page(),
                "userAgent": BROWSER_AGENT,
                "locale": "en-US",
                "library": {"name": "analytics.js", "version": self.library},
                "timezone": "UTC",
            },
            "messageId": f"ajs-next-{made}-{self.tape.uuid()}",
            "anonymousId": self.anonymous_id,
            "userId": self.user_id,
            "writeKey": "WriteKeyOfTheShop",
            "_metadata": {"bundled": ["Segment.io"], "unbundled": [], "bundledIds": []},
        }
        self._post(message)
        self.now += self.tape.random.randint(1, 12)
        return message

    def _post(self, message: Message) -> None:
        random, network = self.tape.random, self.network
        sent = self.now + random.randint(0, 6)
        arrived = sent + random.randint(network.least, network.most)
        self.tape.deliver(message, sent=sent + self.clock, received=arrived)
        if random.randrange(100) < network.again:
            # The answer was lost on its way: the same message, with a later `sentAt`.
            again = arrived + network.pause
            copy = {**message, "_metadata": {**message["_metadata"], "retryCount": 2}}
            later = again + random.randint(network.least, network.most)
            self.tape.deliver(copy, sent=again + self.clock, received=later)

    def _page(self) -> Message:
        return {
            "path": self.path,
            "referrer": self.referrer,
            "search": self.search,
            "title": self.title,
            "url": f"{ORIGIN}{self.path}{self.search}",
        }


class Server(Client):
    """A server's SDK, which posts batches: `node`, `python`, `ruby` or `php`."""

    def __init__(self, tape: Tape, kind: str = "node", *, at: int = 0, clock: int = 0) -> None:
        super().__init__(tape, at=at, clock=clock)
        self.kind = kind

    def track(self, event: str, properties: Message, **ids: Any) -> Message:
        """`track` with the ids that the caller gives: `userId`, `anonymousId`."""
        made = self.time
        message: Message = {
            "type": "track",
            "event": event,
            "properties": properties,
            "timestamp": self._stamp(made),
            **ids,
        }
        if self.kind == "node":
            message |= {
                "integrations": {},
                "messageId": f"node-next-{made}-{self.tape.uuid()}",
                "context": {"library": {"name": "@segment/analytics-node", "version": "3.1.0"}},
                "_metadata": {"nodeVersion": "20.20.0", "jsRuntime": "node"},
            }
        else:
            library, version = _LIBRARIES[self.kind]
            message |= {
                "messageId": self.tape.uuid(),
                "context": {"library": {"name": library, "version": version}},
            }
        if self.kind == "python":
            message = {"anonymousId": None, "userId": None, "integrations": {}, **message}
        sent = made + self.tape.random.randint(200, 9_000)
        received = sent - self.clock + self.tape.random.randint(8, 60)
        self.tape.deliver(message, sent=sent, received=received, in_batch=True)
        return message

    def _stamp(self, ms: int) -> str:
        if self.kind == "php":
            return datetime.fromtimestamp(ms // 1_000, UTC).isoformat()
        if self.kind == "node":
            return iso(ms)
        return iso(ms).removesuffix("Z") + "+00:00"


class App(Client):
    """A phone's SDK, which keeps messages for a while and posts them together."""

    def __init__(self, tape: Tape, kind: str = "android", *, at: int = 0, clock: int = 0) -> None:
        super().__init__(tape, at=at, clock=clock)
        self.kind = kind
        self.anonymous_id = tape.uuid()
        self.user_id = ""
        self._kept: list[Message] = []

    def screen(self, name: str, kind: str, page_id: str) -> Message:
        """`screen()` with what Topsort wants to know of it."""
        properties = {"page": {"type": kind, "pageId": page_id}}
        return self._call({"type": "screen", "name": name, "properties": properties})

    def track(self, event: str, properties: Message) -> Message:
        """`track()`."""
        return self._call({"type": "track", "event": event, "properties": properties})

    def flush(self) -> None:
        """Post what was kept."""
        random = self.tape.random
        received = self.now + random.randint(60, 900)
        for message in self._kept:
            self.tape.deliver(message, sent=self.time, received=received, in_batch=True)
        self._kept.clear()

    def _call(self, body: Message) -> Message:
        identifier = self.tape.uuid()
        library = "analytics-swift" if self.kind == "ios" else "analytics-kotlin"
        message: Message = {
            **body,
            "timestamp": iso(self.time),
            "messageId": identifier.upper() if self.kind == "ios" else identifier,
            "anonymousId": self.anonymous_id,
            "integrations": {},
            "context": {
                "app": {"name": "Shop", "version": "4.2.0"},
                "device": {"type": self.kind, "model": "phone"},
                "os": {"name": "Android" if self.kind == "android" else "iOS", "version": "19"},
                "library": {"name": library, "version": "1.24.1"},
                "instanceId": self.tape.uuid(),
            },
            "writeKey": "WriteKeyOfTheShop",
            "_metadata": {"bundled": [], "unbundled": [], "bundledIds": []},
        }
        if self.user_id:
            message["userId"] = self.user_id
        self._kept.append(message)
        self.now += self.tape.random.randint(1, 12)
        return message


_LIBRARIES = {
    "python": ("analytics-python", "2.4.0"),
    "ruby": ("analytics-ruby", "2.5.0"),
    "php": ("analytics-php", "3.8.2"),
}
