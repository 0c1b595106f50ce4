"""Real requests to our own endpoint: the probe behind the lamp, and the test event.

They go through the socket like anybody's, on a thread of their own.
"""

import http.client
import uuid
from concurrent.futures import Future, ThreadPoolExecutor

from app.segment.jsontext import JsonObject, dumps, loads

WRITE_KEY = "test"
"""The write key of a test event."""
LIBRARY = "topsort-inspector"
"""The library name of a test event: it marks the event as ours."""

_TIMEOUT = 5.0


class KnockError(Exception):
    """The endpoint did not answer as it should; the text is a sentence for a person."""


class Knocker:
    """Sends one request at a time. Close it before the endpoint goes."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        """`host` may be changed while it is used."""
        self._port = port
        self.host = host
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="knock")

    def probe(self) -> Future[None]:
        """Ask the endpoint who it is. The future fails with KnockError where it does not say."""
        return self._thread.submit(probe, self._port, self.host)

    def test_event(self, at: str) -> Future[None]:
        """Send one Product Clicked, made at the ISO time `at`."""
        return self._thread.submit(send_test_event, self._port, at, self.host)

    def close(self) -> None:
        """Drop what waits."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def probe(port: int, host: str) -> None:
    """GET / and look for our own name in the answer. Raises KnockError."""
    status, body = _ask(host, port, "GET", "/", b"")
    try:
        answer = loads(body)
    except ValueError:
        answer = None
    if status != 200 or not isinstance(answer, dict) or answer.get("service") != LIBRARY:
        raise KnockError(f"Port {port} is answered by another program.")


def send_test_event(port: int, at: str, host: str) -> None:
    """POST one click as an SDK would. Raises KnockError where it was not stored."""
    status, body = _ask(host, port, "POST", "/v1/track", dumps(event(at)))
    if status != 200:
        text = body[:200].decode("utf-8", "replace")
        raise KnockError(f"The test event was answered with {status}: {text}")


def event(at: str) -> JsonObject:
    """A click with everything that Segment and Topsort want; its bid was never won."""
    name = str(uuid.uuid4())
    return {
        "type": "track",
        "event": "Product Clicked",
        "messageId": f"test-{name}",
        "anonymousId": "topsort-inspector-test",
        "writeKey": WRITE_KEY,
        "timestamp": at,
        "sentAt": at,
        "properties": {"product_id": "TEST-1", "name": "Test event", "price": 1},
        "context": {"library": {"name": LIBRARY, "version": "test"}},
    }


def _ask(host: str, port: int, method: str, path: str, body: bytes) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT)
    headers = {"content-type": "application/json"} if body else {}
    try:
        connection.request(method, path, body=body or None, headers=headers)
        response = connection.getresponse()
        return response.status, response.read(65536)
    except (OSError, http.client.HTTPException) as error:
        raise KnockError(f"Nobody answers at port {port} ({error}).") from error
    finally:
        connection.close()
