"""What each SDK sends, head and body, as segment-wire 1.1, 2 and 9 list it; real ones run in
tests/e2e where they can."""

import gzip
import json
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

KEY = "WkEyAbCdEfGhIjKlMnOp"
SHORT = "WkEy…"
"""What is kept of a key that came in an Authorization header only."""

T = 1_795_528_909_123
S = T + 1_500
"""When each replica's first message was made, and when it was sent: milliseconds since 1970."""

ISO_T, ISO_S = "2026-11-24T14:01:49.123Z", "2026-11-24T14:01:50.623Z"
UUID = "0f9c5c1e-7f0e-4a53-9c3a-0d5a8e6f4b21"


def basic(user: str) -> str:
    """An Authorization header for a user name and, after the colon, no password."""
    return f"Basic {b64encode(user.encode()).decode()}"


@dataclass(frozen=True, slots=True)
class Replica:
    """One request of one SDK.

    `headers` are those that matter, in the SDK's spelling. `library` is what the endpoint tells
    of the SDK, `key` the write key that is stored. `exact` is false where the first message has
    no time of T, or none was sent.
    """

    name: str
    path: str
    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    key: str = KEY
    library: str = ""
    packed: bool = False
    chunked: bool = False
    types: tuple[str, ...] = ("track",)
    message_id: str | None = UUID
    corrected: bool = True
    client: bool = True

    def wire(self) -> bytes:
        """The body as it goes over the wire."""
        raw = json.dumps(self.body, ensure_ascii=False).encode()
        return gzip.compress(raw) if self.packed else raw


def _library(name: str, version: str, **more: Any) -> dict[str, Any]:
    return {"library": {"name": name, "version": version, **more}}


def _browser(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "timestamp": ISO_T,
        "integrations": {},
        "type": kind,
        "properties": {"product_id": "P-1", "coupon": None},
        "context": {
            "page": {"path": "/p/1", "url": "https://shop.example/p/1"},
            "userAgentData": {"brands": [], "mobile": False, "platform": ""},
            **_library("analytics.js", "next-1.84.1"),
        },
        "messageId": f"ajs-next-1795528909123-{UUID}",
        "anonymousId": "a-1",
        "userId": None,
        "writeKey": KEY,
        "sentAt": ISO_S,
        "_metadata": {"bundled": ["Segment.io"], "unbundled": [], "bundledIds": []},
        **more,
    }


def _event(**more: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "Order Completed",
        "userId": "u-1",
        "messageId": UUID,
        "timestamp": ISO_T,
        "properties": {"order_id": "o-1"},
        **more,
    }


def _batch(*events: dict[str, Any], **around: Any) -> dict[str, Any]:
    return {"batch": list(events), **around}


PLAIN = {"Content-Type": "text/plain"}
JSON = {"Content-Type": "application/json"}
JSON8 = {"Content-Type": "application/json; charset=utf-8"}
BASIC = {"Authorization": basic(f"{KEY}:")}
_AJS = {"library": "analytics.js next-1.84.1", "message_id": f"ajs-next-1795528909123-{UUID}"}
_LETTERS = {"track": "t", "identify": "i", "page": "p", "group": "g", "alias": "a", "screen": "s"}
_NEW_BROWSER = [
    Replica(
        f"analytics-next, {kind}",
        f"/v1/{letter}",
        _browser(kind),
        PLAIN | BASIC | {"Origin": "https://shop.example"},
        types=(kind,),
        **_AJS,
    )
    for kind, letter in _LETTERS.items()
]

REPLICAS = [
    *_NEW_BROWSER,
    Replica("analytics-next up to 1.83.0", "/v1/t", _browser("track"), PLAIN, **_AJS),
    Replica(
        "analytics-next, a retry",
        "/v1/t",
        _browser("track", _metadata={"retryCount": 2}),
        PLAIN | BASIC | {"X-Retry-Count": "1"},
        **_AJS,
    ),
    Replica(
        "analytics-next, headers of its own",
        "/v1/t",
        _browser("track"),
        {"Content-Type": "application/vnd.shop+json", "X-Api-Key": "s"} | BASIC,
        **_AJS,
    ),
    Replica(
        "analytics-next, batching",
        "/v1/b",
        {
            "writeKey": KEY,
            "batch": [
                {k: v for k, v in _browser(kind).items() if k != "sentAt"}
                for kind in ("page", "track")
            ],
            "sentAt": ISO_S,
        },
        PLAIN | BASIC,
        types=("page", "track"),
        **_AJS,
    ),
    Replica(
        "AJS classic",
        "/v1/t",
        _browser("track", messageId="ajs-0cc175b9c0f1b6a831c399e269772661"),
        PLAIN,
        library="analytics.js next-1.84.1",
        message_id="ajs-0cc175b9c0f1b6a831c399e269772661",
    ),
    *[
        Replica(
            f"analytics-node {version}",
            "/v1/batch",
            _batch(
                _event(
                    messageId=f"node-next-1795528909123-{UUID}",
                    context=_library("@segment/analytics-node", version),
                    _metadata={"nodeVersion": "20.20.0", "jsRuntime": "node"},
                    integrations={},
                ),
                **around,
            ),
            JSON | {"User-Agent": "analytics-node-next/latest"} | headers,
            key=key,
            library=f"@segment/analytics-node {version}",
            message_id=f"node-next-1795528909123-{UUID}",
            client=False,
            corrected="sentAt" in around,
        )
        for version, around, headers, key in (
            ("3.1.0", {"writeKey": KEY, "sentAt": ISO_S}, BASIC, KEY),
            (
                "3.1.0 OAuth",
                {"writeKey": KEY, "sentAt": ISO_S},
                {"Authorization": "Bearer tok"},
                KEY,
            ),
            ("2.0.0", {"writeKey": KEY, "sentAt": ISO_S}, {}, KEY),
            ("1.0.0", {}, BASIC, SHORT),
        )
    ],
    Replica(
        "analytics-node, legacy",
        "/v1/batch",
        _batch(
            _event(messageId=f"node-0cc175b9-{UUID}", context=_library("analytics-node", "6.2.0")),
            timestamp=ISO_T,
            sentAt=ISO_S,
        ),
        JSON | BASIC | {"User-Agent": "analytics-node/6.2.0"},
        key=SHORT,
        library="analytics-node 6.2.0",
        message_id=f"node-0cc175b9-{UUID}",
        client=False,
    ),
    *[
        Replica(
            f"python {version}{', gzip' if packed else ''}",
            "/v1/batch",
            _batch(
                _event(
                    anonymousId=None,
                    context=_library("analytics-python", version),
                    timestamp=stamp,
                    integrations={},
                ),
                sentAt="2026-11-24T14:01:50.623456+00:00",
                **around,
            ),
            JSON | headers | {"User-Agent": f"analytics-python/{version}"},
            key=key,
            library=f"analytics-python {version}",
            packed=packed,
            client=False,
        )
        for version, around, headers, key, packed, stamp in (
            ("2.4.0", {"writeKey": KEY}, BASIC, KEY, True, "2026-11-24T14:01:49.123+00:00"),
            ("2.3.4", {"writeKey": KEY}, {}, KEY, False, "2026-11-24T14:01:49.123+00:00"),
            ("2.2.3", {}, BASIC, SHORT, True, "2026-11-24T14:01:49.123+00:00"),
            ("2.2.1", {}, BASIC, SHORT, False, "2026-11-24T14:01:49.123456+00:00"),
        )
    ],
    Replica(
        "go",
        "/v1/batch",
        _batch(
            _event(timestamp="2026-11-24T16:01:49.123456789+02:00"),
            messageId=UUID,
            sentAt="2026-11-24T16:01:50.623456789+02:00",
            context=_library("analytics-go", "3.0.0"),
        ),
        JSON | BASIC | {"User-Agent": "analytics-go (version: 3.0.0)"},
        key=SHORT,
        library="analytics-go 3.0.0",
        client=False,
    ),
    Replica(
        "ruby",
        "/v1/import",
        _batch(
            _event(
                type="page",
                name="",
                options={},
                context=_library("analytics-ruby", "2.5.0"),
                timestamp="2026-11-24T09:01:49.123-05:00",
            ),
            sentAt="2026-11-24T09:01:50.623-05:00",
        ),
        JSON | BASIC | {"User-Agent": "analytics-ruby/2.5.0"},
        key=SHORT,
        library="analytics-ruby 2.5.0",
        types=("page",),
        client=False,
    ),
    *[
        Replica(
            f"php{', gzip' if packed else ''}",
            "/v1/batch",
            _batch(
                _event(
                    context=_library("analytics-php", "3.8.2", consumer="LibCurl"),
                    properties={},
                    timestamp="2026-11-24T15:01:49+01:00",
                ),
                sentAt="2026-11-24T15:01:50+01:00",
            ),
            JSON | BASIC | {"User-Agent": "analytics-php/3.8.2"},
            key=SHORT,
            library="analytics-php 3.8.2",
            packed=packed,
            client=False,
            corrected=False,  # whole seconds
        )
        for packed in (False, True)
    ],
    *[
        Replica(
            f"java {version}",
            "/v1/import/",
            _batch(
                _event(),
                sentAt=ISO_S,
                context={**_library("analytics-java", version), "instanceId": UUID},
                sequence=1,
                writeKey=KEY,
            ),
            JSON8 | headers | {"User-Agent": f"analytics-java/{version}"},
            library=f"analytics-java {version}",
            client=False,
        )
        for version, headers in (("3.5.5", BASIC), ("3.4.0", {}))
    ],
    *[
        Replica(
            f".NET classic{', gzip' if packed else ''}",
            "/v1/import",
            _batch(
                _event(timestamp="2026-11-24T14:01:49.1234567Z"),
                messageId=UUID,
                sentAt="2026-11-24T08:01:50.6234567-06:00",
            ),
            JSON | BASIC | {"User-Agent": "Segment-Analytics.NET/3.8"},
            key=SHORT,
            library="Segment-Analytics.NET/3.8",
            packed=packed,
            client=False,
        )
        for packed in (False, True)
    ],
    Replica(
        "C#",
        "/v1/b",
        _batch(
            _event(
                context={**_library("Analytics-CSharp", "2.6.0"), "os": {}, "platform": "x"},
                metrics=[],
                integrations={},
                timestamp="2026-11-24T14:01:49.1234567Z",
            ),
            sentAt="2026-11-24T14:01:50.6234567Z",
            writeKey=KEY,
        ),
        library="Analytics-CSharp 2.6.0",
        packed=True,
    ),
    *[
        Replica(
            name,
            path,
            _batch(
                _event(
                    context={**_library(library, "1.24.1"), "instanceId": UUID},
                    messageId=message_id,
                    integrations={},
                ),
                sentAt=ISO_S,
                writeKey=KEY,
            ),
            headers,
            library=f"{library} 1.24.1",
            packed=packed,
            chunked=chunked,
            message_id=message_id,
            client=path == "/v1/b",
        )
        for name, path, library, headers, packed, chunked, message_id in (
            ("Kotlin", "/v1/b", "analytics-kotlin", PLAIN, True, True, UUID),
            ("Swift", "/v1/b", "analytics-swift", JSON8, False, False, UUID.upper()),
            ("React Native", "/v1/b", "@segment/analytics-react-native", JSON8, False, False, UUID),
            ("Flutter", "/v1/b", "analytics_flutter", JSON8, False, False, UUID),
            ("Android classic", "/v1/import", "analytics-android", JSON, True, True, UUID),
            ("iOS classic", "/v1/batch", "analytics-ios", JSON, True, False, UUID),
        )
    ],
    *[
        Replica(
            f"Rust, {kind}",
            f"/v1/{kind}",
            {k: v for k, v in _event(messageId=None, sentAt=ISO_S).items() if k != "type"},
            JSON | BASIC,
            key=SHORT,
            types=(kind,),
            message_id=None,
            client=False,
        )
        for kind in _LETTERS
    ],
    *[
        Replica(
            f"curl, {name}",
            "/v1/track",
            {"userId": "u-1", "event": "x", "timestamp": ISO_T, **more},
            headers | {"User-Agent": "curl/8.5.0"},
            key=key,
            library="curl/8.5.0",
            message_id=None,
            corrected=False,
            client=False,
        )
        for name, headers, more, key in (
            ("key in the body", JSON, {"writeKey": KEY}, KEY),
            ("Basic", JSON | BASIC, {}, SHORT),
            ("Basic without the colon", JSON | {"Authorization": basic(KEY)}, {}, SHORT),
            ("Bearer beside the body", {"Authorization": "Bearer opaque"}, {"writeKey": KEY}, KEY),
            ("Bearer alone", JSON | {"Authorization": "Bearer opaque"}, {}, "none"),
            ("no key at all", JSON, {}, "none"),
            ("an empty key", JSON, {"writeKey": ""}, "none"),
            ("a short key", JSON, {"writeKey": "k"}, "k"),
            (
                "a form's content type",
                {"Content-Type": "application/x-www-form-urlencoded"},
                {},
                "none",
            ),
        )
    ],
    *[
        Replica(
            f"a path doubled: {path}",
            path,
            _batch(_event(), sentAt=ISO_S, writeKey=KEY),
            JSON,
            client=path.endswith("b"),
        )
        for path in (
            "/b",
            "/batch",
            "/v1/batch/b",
            "/batch/b",
            "//v1/import/",
            "/import",
            "/v1/v1/b",
        )
    ],
]
