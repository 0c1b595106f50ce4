"""Nothing is acknowledged before it is on disk; and how the endpoint ends."""

import socket
import threading
from concurrent.futures import Future, ThreadPoolExecutor

import httpx
import pytest

from app.capture import endpoint as endpoint_module
from app.capture.endpoint import Endpoint, bind
from app.segment.record import CompletedMessage, ReceivedRequest, Stored
from tests.capture.memory import IDENTITY, Capture, running

POST = b"POST /v1/t HTTP/1.1\r\nHost: x\r\nOrigin: http://shop\r\nContent-Length: 2\r\n\r\n{}"


def answered(raw: socket.socket) -> bytes:
    """What comes within a moment, or nothing."""
    raw.settimeout(0.3)
    try:
        return raw.recv(65536)
    except TimeoutError:
        return b""
    finally:
        raw.settimeout(20)


def test_the_answer_waits_for_the_commit() -> None:
    with running() as capture:
        capture.sink.held = True
        with socket.create_connection(("127.0.0.1", capture.port)) as raw:
            raw.sendall(POST)
            capture.wait_for(lambda: len(capture.sink.messages) == 1)
            assert answered(raw) == b""
            capture.sink.release()
            assert raw.recv(65536).startswith(b"HTTP/1.1 200")
        capture.wait_for(lambda: "stored" in capture.kinds())


def test_a_held_request_holds_no_other_up() -> None:
    with running() as capture, httpx.Client(base_url=capture.url, trust_env=False) as client:
        capture.sink.held = True
        with socket.create_connection(("127.0.0.1", capture.port)) as raw:
            raw.sendall(POST)
            capture.wait_for(lambda: len(capture.sink.messages) == 1)
            assert client.get("/health").status_code == 200
            assert client.post("/v1/m", content=b"{}").status_code == 200
            capture.sink.release()
            assert raw.recv(65536).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), ValueError("odd")])
def test_a_failed_commit_is_503_and_later_ones_are_tried_again(
    capture: Capture, client: httpx.Client, failure: Exception
) -> None:
    capture.sink.failure = failure
    answer = client.post("/v1/t", json={}, headers={"origin": "http://shop"})
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == answer.json()["code"] == "not_stored"
    assert answer.headers["access-control-allow-origin"] == "http://shop"
    capture.wait_for(lambda: capture.kinds() == ["failed"])
    assert capture.events[0].detail == str(failure)
    assert client.post("/v1/t", content=b"[]").status_code == 400
    capture.sink.failure = None
    assert client.post("/v1/t", json={}).status_code == 200
    assert len(capture.sink.messages) == 1


class BrokenSink:
    """A sink that raises at once."""

    def store(
        self, request: ReceivedRequest, messages: tuple[CompletedMessage, ...]
    ) -> Future[Stored]:
        raise RuntimeError("The writer is closed.")


def test_a_sink_that_raises_is_a_failed_commit() -> None:
    endpoint = Endpoint(BrokenSink(), on_event=lambda event: None, identity=IDENTITY)
    endpoint.start(bind(port=0))
    try:
        url = f"http://127.0.0.1:{endpoint.port}/v1/t"
        for _ in range(2):
            answer = httpx.post(url, json={}, trust_env=False)
            assert answer.status_code == 503
            assert "The writer is closed." in answer.json()["message"]
    finally:
        endpoint.stop()


class TestStop:
    def test_what_is_in_flight_is_answered(self) -> None:
        with running() as capture, ThreadPoolExecutor() as pool:
            capture.sink.held = True
            idle = socket.create_connection(("127.0.0.1", capture.port))
            raw = socket.create_connection(("127.0.0.1", capture.port), timeout=20)
            raw.sendall(POST)
            capture.wait_for(lambda: len(capture.sink.messages) == 1)
            stopped = pool.submit(capture.endpoint.stop)
            capture.wait_for(lambda: refuses(capture.port), "the end of listening")
            assert not stopped.done()
            capture.sink.release()
            answer = raw.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200")
            assert b"connection: close" in answer
            stopped.result(timeout=20)
            assert idle.recv(1) == b""
            idle.close()
            raw.close()

    def test_what_is_not_committed_in_time_is_not_acknowledged(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(endpoint_module, "_GRACE_SECONDS", 1)
        with running() as capture:
            capture.sink.held = True
            raw = socket.create_connection(("127.0.0.1", capture.port), timeout=20)
            half = socket.create_connection(("127.0.0.1", capture.port), timeout=20)
            half.sendall(POST[:-1])
            raw.sendall(POST)
            capture.wait_for(lambda: len(capture.sink.messages) == 1)
            capture.endpoint.stop()
            for one in (raw, half):
                answer = one.recv(65536)
                assert answer.startswith(b"HTTP/1.1 503")
                assert b"access-control-allow-origin: http://shop" in answer
                one.close()
            # The commit that comes late must not find its future cancelled.
            capture.sink.release()
            assert len(capture.sink.messages) == 1

    def test_twice_and_before_the_start(self) -> None:
        never = Capture()
        never.endpoint.stop()
        with running() as capture:
            capture.endpoint.stop()
            capture.endpoint.stop()
            assert refuses(capture.port)

    def test_the_same_port_can_be_had_again_at_once(self) -> None:
        with running() as capture:
            port = capture.port
            assert httpx.get(f"{capture.url}/health", trust_env=False).status_code == 200
        again = Capture()
        again.endpoint.start(bind(port=port))
        try:
            assert again.port == port
            assert httpx.get(f"{again.url}/health", trust_env=False).status_code == 200
        finally:
            again.endpoint.stop()


class TestStart:
    def test_once_only(self) -> None:
        with running() as capture:
            sockets = bind(port=0)
            with pytest.raises(RuntimeError):
                capture.endpoint.start(sockets)
            for one in sockets:
                one.close()

    def test_a_server_that_does_not_come_up_says_so(self) -> None:
        capture = Capture()
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        with pytest.raises(RuntimeError, match="did not start"):
            capture.endpoint.start([udp])
        capture.endpoint.stop()

    def test_its_thread_has_a_name_and_ends(self) -> None:
        before = set(threading.enumerate())
        with running():
            ours = set(threading.enumerate()) - before
            assert "capture" in {thread.name for thread in ours}
        assert not any(thread.is_alive() for thread in ours if thread.name == "capture")


def refuses(port: int) -> bool:
    """Whether nobody listens."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=20).close()
    except ConnectionError:
        return True
    return False
