"""A client that posts messages over many connections as fast as one core can.

Plain sockets and prepared bytes: the client shares the machine with what is measured, so it must
cost little, and the same for each server. Needs a system with epoll or kqueue.
"""

import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

EVENT = (
    b'{"timestamp":"2026-11-24T%(hour)02d:%(minute)02d:%(second)02d.%(ms)03dZ",'
    b'"integrations":{},"event":"%(event)b",'
    b'"type":"track","properties":{"product_id":"sku-%(product)d","name":"Mug","price":12.95,'
    b'"quantity":1,"resolvedBidId":"WyJiX01mazE1IiwiMTJh-%(pair)012d"},'
    b'"context":{"page":{"path":"/search","referrer":"","search":"?q=mug","title":"Search",'
    b'"url":"https://shop.example/search?q=mug"},"userAgent":"Mozilla/5.0 (X11; Linux x86_64) '
    b'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0 Safari/537.36","locale":"en-US",'
    b'"library":{"name":"analytics.js","version":"npm:next-1.84.3"},"timezone":"UTC"},'
    b'"anonymousId":"7c1f0a52-0000-4000-8000-%(user)012d","userId":null,'
    b'"messageId":"ajs-next-1795465121411-%(serial)015d",'
    b'"writeKey":"FLOODKEY","sentAt":"2026-11-24T%(hour)02d:%(minute)02d:%(second)02d.%(ms)03dZ",'
    b'"_metadata":{"bundled":["Segment.io"],"unbundled":[],"bundledIds":[]}}'
)
"""What analytics-next posts, some 1,100 bytes: a product is seen, then clicked, with one bid."""

_MESSAGES_OF_A_USER = 20
_GAP = 1_500
"""Milliseconds between two messages of a user."""


def single(serial: int) -> bytes:
    """The body of one post of one message."""
    pair, clicked = divmod(serial, 2)
    user, turn = divmod(serial, _MESSAGES_OF_A_USER)
    rest, ms = divmod(user * 17 + turn * _GAP, 1_000)
    minutes, second = divmod(rest, 60)
    hours, minute = divmod(minutes, 60)
    return EVENT % {
        b"hour": hours % 24,
        b"minute": minute,
        b"second": second,
        b"ms": ms,
        b"event": b"Product Clicked" if clicked else b"Product Viewed",
        b"product": pair % 5_000,
        b"pair": pair,
        b"user": user,
        b"serial": serial,
    }


def batch_of(size: int) -> Callable[[int], bytes]:
    """A function that makes the body of the `serial`-th batch of `size` messages."""

    def body(serial: int) -> bytes:
        first = serial * size
        items = b",".join(single(first + index) for index in range(size))
        return b'{"writeKey":"FLOODKEY","batch":[%b]}' % items

    return body


@dataclass
class Flood:
    """What came back: answers by status, connections that broke, seconds to each answer."""

    statuses: dict[int, int] = field(default_factory=dict)
    broken: int = 0
    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def answered(self) -> int:
        """Requests that got an answer of success."""
        return self.statuses.get(200, 0)

    @property
    def rate(self) -> float:
        """Acknowledged requests a second."""
        return self.answered / self.seconds if self.seconds else 0.0

    def wait_at(self, share: float) -> float:
        """The seconds that `share` of the requests were answered within."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class _Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.since = 0.0


def flood(
    port: int,
    body: Callable[[int], bytes],
    *,
    path: str,
    first: int = 0,
    connections: int = 64,
    seconds: float = 0.0,
    requests: int = 0,
    rate: float = 0.0,
) -> Flood:
    """Post `body(first)`, `body(first + 1)`, ... until `seconds` or `requests` are over.

    Each connection has one request under way. With `rate` requests a second are begun on time,
    and a wait counts from when its request was due, whether or not a connection was free then.
    """
    head = f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: text/plain\r\n"
    prefix = head.encode("ascii") + b"Origin: https://shop.example\r\nContent-Length: %d\r\n\r\n"
    result = Flood()
    idle = [_Connection(port) for _ in range(connections)]
    selector = selectors.DefaultSelector()
    for one in idle:
        selector.register(one.socket, selectors.EVENT_READ, one)
    begun = 0
    under_way = 0
    start = time.perf_counter()
    end = start + seconds if seconds else float("inf")
    while True:
        now = time.perf_counter()
        more = now < end and not (requests and begun >= requests)
        while idle and more:
            due = start + begun / rate if rate else now
            if due > now:
                break
            one = idle.pop()
            content = body(first + begun)
            one.since = due
            one.socket.sendall(prefix % len(content) + content)
            begun += 1
            under_way += 1
            more = not (requests and begun >= requests)
        if not under_way and not more:
            break
        for key, _ in selector.select(0.0005 if rate else 0.5):
            one = key.data
            status = _read(one)
            if status == 0:
                continue
            under_way -= 1
            if status < 0:
                result.broken += 1
                selector.unregister(one.socket)
                one.socket.close()
                continue
            result.statuses[status] = result.statuses.get(status, 0) + 1
            result.waits.append(time.perf_counter() - one.since)
            idle.append(one)
        if result.broken == connections:
            break
    result.seconds = time.perf_counter() - start
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    selector.close()
    return result


def _read(one: _Connection) -> int:
    """The status of a whole answer; 0 while it is not whole, -1 where the connection broke."""
    try:
        piece = one.socket.recv(65_536)
    except OSError:
        return -1
    if not piece:
        return -1
    one.received += piece
    at = one.received.find(b"\r\n\r\n")
    if at < 0:
        return 0
    head = one.received[:at].lower()
    mark = head.find(b"content-length:")
    length = int(head[mark + 15 :].split(b"\r\n", 1)[0]) if mark >= 0 else 0
    if len(one.received) < at + 4 + length:
        return 0
    one.received = one.received[at + 4 + length :]
    return int(head[9:12])
