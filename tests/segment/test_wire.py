"""Requests of every SDK decoded, and every kind of body that is none (segment-wire 1, 2, 4)."""

import gzip
import json
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest

from app.segment.inflate import MAX_DECODED, plain_body
from app.segment.refused import Refused
from app.segment.wire import MAX_ITEMS, MAX_NOTES, Decoded, Head, decode_request

BASIC = f"Basic {b64encode(b'HeaderKey:').decode()}"


def decoded(
    path: str,
    content: Any = None,
    *,
    body: bytes | None = None,
    query: str = "",
    headers: Mapping[str, str] | None = None,
) -> Decoded:
    raw = json.dumps(content).encode() if body is None else body
    return decode_request(Head("POST", path, query, headers or {}), raw)


def refusal(path: str, body: bytes, **headers: str) -> Refused:
    with pytest.raises(Refused) as caught:
        decoded(path, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})
    assert caught.value.message
    return caught.value


class TestShapes:
    def test_one_message_of_the_browser(self) -> None:
        message = {"type": "track", "event": "x", "writeKey": "KEY", "userId": None}
        request = decoded("/v1/t", message)
        assert [item.content for item in request.items] == [message]
        assert request.type_from_path == "track"
        assert request.client
        assert request.write_key == request.request_key == "KEY"
        assert request.notes == ()

    def test_one_message_of_the_http_api(self) -> None:
        request = decoded("/v1/identify", {"userId": "u"}, headers={"authorization": BASIC})
        assert request.type_from_path == "identify"
        assert not request.client
        assert request.write_key == "Head…"

    def test_a_batch(self) -> None:
        request = decoded(
            "/v1/batch",
            {
                "batch": [{"type": "track"}, {"type": "page", "writeKey": "OWN"}],
                "sentAt": "2026-11-24T14:05:09Z",
                "context": {"library": {"name": "analytics-go"}},
                "integrations": {"All": True},
            },
            headers={"authorization": BASIC},
        )
        assert [item.index for item in request.items] == [0, 1]
        assert request.envelope.sent_at == "2026-11-24T14:05:09Z"
        assert request.envelope.context == {"library": {"name": "analytics-go"}}
        assert request.envelope.integrations == {"All": True}
        assert request.type_from_path is None
        assert request.write_key == request.request_key == "Head…"

    def test_the_first_items_key_stands_for_a_batch_without_one(self) -> None:
        request = decoded("/v1/b", {"batch": [{"writeKey": "OWN"}, {}]})
        assert request.request_key == "OWN"
        assert request.write_key == "none"

    def test_a_batch_with_odd_parts_around_it(self) -> None:
        request = decoded("/v1/batch", {"batch": [{}], "context": [], "integrations": "All"})
        assert request.envelope.context is None
        assert request.envelope.integrations is None

    def test_items_that_are_no_objects_make_no_message(self) -> None:
        request = decoded("/v1/b", {"batch": [None, {"type": "track"}, 3, "x", [], True]})
        assert [item.index for item in request.items] == [1]
        assert len(request.notes) == 5
        assert (
            request.notes[0] == "Item 0 of the batch is null, not an object; it makes no message."
        )

    def test_notes_are_counted_after_the_first_ones(self) -> None:
        request = decoded("/v1/b", {"batch": [None] * 100})
        assert len(request.notes) == MAX_NOTES + 1
        assert request.notes[-1] == "And 80 more of this kind."

    @pytest.mark.parametrize("content", [{}, {"batch": None}, {"batch": {}}, {"batch": "x"}])
    def test_a_batch_without_a_list(self, content: Any) -> None:
        request = decoded("/v1/batch", content)
        assert request.items == ()
        assert "no list named" in request.notes[0]
        assert request.request_key == "none"

    def test_an_empty_batch(self) -> None:
        assert "empty_batch" in decoded("/v1/batch", {"batch": []}).notes[0]

    def test_a_batch_over_segments_limits_is_taken_and_noted(self) -> None:
        many = decoded("/v1/batch", {"batch": [{}] * 2501})
        large = decoded("/v1/batch", {"batch": [{"pad": "x" * 600_000}]})
        assert len(many.items) == 2501
        assert "2,501 events" in many.notes[0]
        assert many.envelope.discard is not None
        assert many.envelope.discard.code == "batch_too_long"
        assert len(large.items) == 1
        assert "bytes" in large.notes[0]
        assert large.envelope.discard is not None
        assert large.envelope.discard.code == "batch_too_large"

    def test_a_body_that_contradicts_its_path(self) -> None:
        request = decoded("/v1/track", {"type": "page"})
        assert request.type_from_path == "track"
        assert request.notes == ("The path says track, the body says page; the path decides.",)

    def test_a_lone_surrogate_and_nul_are_kept(self) -> None:
        request = decoded("/v1/t", body=b'{"event":"\\ud800\\u0000"}')
        assert request.items[0].content["event"] == "\ud800\x00"

    def test_numbers_beyond_a_double_are_read(self) -> None:
        request = decoded("/v1/t", body=b'{"price":1e400,"id":123456789012345678901234567890}')
        assert request.items[0].content["price"] == float("inf")
        assert request.items[0].content["id"] == 1.2345678901234568e29


class TestWriteKey:
    def test_the_body_goes_before_the_query_and_that_before_the_header(self) -> None:
        everywhere = {"authorization": BASIC}
        assert decoded("/v1/t", {"writeKey": "B"}, query="writeKey=Q", headers=everywhere)
        body = decoded("/v1/t", {"writeKey": "B"}, query="writeKey=Q", headers=everywhere)
        query = decoded("/v1/t", {}, query="x=1&writeKey=Query%20Key", headers=everywhere)
        header = decoded("/v1/t", {}, query="writeKey=", headers=everywhere)
        assert body.write_key == "B"
        assert query.write_key == "Query Key"
        assert header.write_key == "Head…"

    @pytest.mark.parametrize("key", [None, "", 5, {}, []])
    def test_a_key_that_is_no_text_is_none(self, key: Any) -> None:
        assert decoded("/v1/t", {"writeKey": key}).request_key == "none"


class TestEncodings:
    @pytest.mark.parametrize("name", ["gzip", "GZIP", "x-gzip", " gzip "])
    def test_gzip(self, name: str) -> None:
        body = gzip.compress(b'{"event":"x"}')
        request = decoded("/v1/b", body=body, headers={"content-encoding": name})
        assert request.notes  # no batch in it
        request = decoded("/v1/t", body=body, headers={"content-encoding": name})
        assert request.items[0].content == {"event": "x"}

    def test_gzip_in_several_members_and_padded(self) -> None:
        body = gzip.compress(b'{"event":') + gzip.compress(b'"x"}') + b"\0\0\0"
        assert plain_body(body, "gzip") == b'{"event":"x"}'

    @pytest.mark.parametrize("name", ["", "identity", " Identity "])
    def test_plain(self, name: str) -> None:
        assert plain_body(b"{}", name) == b"{}"

    @pytest.mark.parametrize("name", ["deflate", "Deflate "])
    def test_deflate_as_zlib_and_raw(self, name: str) -> None:
        packed = zlib.compress(b'{"event":"x"}')
        for body in (packed, packed[2:-4]):
            assert plain_body(body, name) == b'{"event":"x"}'
        for body in (b"", b"{}", packed[:-2], packed + b"more", b"\xff" * 40):
            answer = refusal("/v1/t", body, content_encoding=name)
            assert (answer.status, answer.code) == (400, "bad_deflate")
        bomb = zlib.compress(b" " * (MAX_DECODED + 1))
        assert refusal("/v1/t", bomb, content_encoding=name).status == 413

    def test_more_gzip_members_than_anybody_sends(self) -> None:
        answer = refusal(
            "/v1/t", gzip.compress(b"{}") + gzip.compress(b" ") * 100_000, content_encoding="gzip"
        )
        assert (answer.status, answer.code) == (400, "bad_gzip")

    @pytest.mark.parametrize("name", ["br", "zstd", "compress", "gzip, gzip", "\x00"])
    def test_everything_else_is_415(self, name: str) -> None:
        answer = refusal("/v1/t", zlib.compress(b"{}"), content_encoding=name)
        assert (answer.status, answer.code) == (415, "unsupported_encoding")

    @pytest.mark.parametrize(
        "body",
        [
            b'{"event":"x"}',
            b"",
            gzip.compress(b'{"event":"x"}')[:-3],
            gzip.compress(b'{"event":"x"}')[:12],
            gzip.compress(b'{"event":"x"}') + b"more",
            b"\x1f\x8b" + b"\xff" * 40,
            gzip.compress(b'{"event":"x"}')[:-8] + b"\0" * 8,
        ],
    )
    def test_no_gzip_though_the_head_says_so(self, body: bytes) -> None:
        answer = refusal("/v1/t", body, content_encoding="gzip")
        assert (answer.status, answer.code) == (400, "bad_gzip")

    def test_a_gzip_bomb_is_not_inflated_past_the_limit(self) -> None:
        bomb = gzip.compress(b" " * (MAX_DECODED + 1), compresslevel=1)
        answer = refusal("/v1/t", bomb, content_encoding="gzip")
        assert (answer.status, answer.code) == (413, "body_too_large")

    def test_a_bomb_of_many_members_is_not_either(self) -> None:
        with pytest.raises(Refused) as caught:
            plain_body(gzip.compress(b" " * 1000) * 100, "gzip", limit=50_000)
        assert caught.value.status == 413

    def test_the_limit_itself_is_allowed(self) -> None:
        assert len(plain_body(gzip.compress(b" " * 1000), "gzip", limit=1000)) == 1000
        assert len(plain_body(b" " * 1000, "", limit=1000)) == 1000
        with pytest.raises(Refused):
            plain_body(b" " * 1001, "", limit=1000)


class TestNoJsonObject:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"", "empty_body"),
            (b" \r\n\t", "empty_body"),
            (b"null", "not_an_object"),
            (b"[]", "not_an_object"),
            (b'[{"type":"track"}]', "not_an_object"),
            (b"17", "not_an_object"),
            (b"1.5", "not_an_object"),
            (b'"text"', "not_an_object"),
            (b"true", "not_an_object"),
            (b"{", "bad_json"),
            (b'{"a":1}}', "bad_json"),
            (b"{'a':1}", "bad_json"),
            (b'{"a":NaN}', "bad_json"),
            (b'{"a":-Infinity}', "bad_json"),
            (b'{"a":1,}', "bad_json"),
            (b"event=x&userId=y", "bad_json"),
            (b'{"a":"\xff"}', "bad_json"),
            (b'{"a":"\xed\xa0\x80"}', "bad_json"),
            ('{"a":1}'.encode("utf-16"), "bad_json"),
            (gzip.compress(b"{}"), "bad_json"),
            (b'{"a":' * 100_000, "bad_json"),
            (b"[" * 100_000 + b"]" * 100_000, "bad_json"),
            (b'{"a":' + b"[" * 201 + b"]" * 201 + b"}", "bad_json"),
        ],
    )
    def test_is_400(self, body: bytes, code: str) -> None:
        for path in ("/v1/t", "/v1/batch"):
            answer = refusal(path, body)
            assert (answer.status, answer.code) == (400, code)
            assert answer.hint

    def test_the_place_of_the_fault_is_named(self) -> None:
        assert "line 2, column 3" in refusal("/v1/t", b'{"a":1,\n  b:2}').message

    def test_a_byte_order_mark_is_skipped(self) -> None:
        assert decoded("/v1/t", body=b'\xef\xbb\xbf{"event":"x"}').items[0].content["event"] == "x"

    def test_more_items_than_anybody_sends(self) -> None:
        body = b'{"batch":[' + b"{}," * MAX_ITEMS + b"{}]}"
        answer = refusal("/v1/batch", body)
        assert (answer.status, answer.code) == (413, "too_many_items")

    def test_more_values_than_memory_should_hold(self) -> None:
        answer = refusal("/v1/t", b'{"a":[' + b"0," * 4_000_001 + b"0]}")
        assert (answer.status, answer.code) == (413, "too_many_values")

    @pytest.mark.parametrize("path", ["/", "/v1", "/v1/m", "/v1/projects/K/settings", "/v2/events"])
    def test_another_path_is_404(self, path: str) -> None:
        answer = refusal(path, b"{}")
        assert (answer.status, answer.code) == (404, "unknown_path")


class TestPixel:
    def pixel(self, query: str, kind: str = "track") -> Decoded:
        return decode_request(Head("GET", f"/v1/pixel/{kind}", query, {}), b"")

    def test_base64_of_a_message(self) -> None:
        message = {"event": "Über>?", "userId": "u", "writeKey": "KEY"}
        for encode in (b64encode, urlsafe_b64encode):
            data = encode(json.dumps(message, ensure_ascii=False).encode()).decode()
            for query in (f"data={quote(data)}", f"data={data}", f"data={data.rstrip('=')}"):
                request = self.pixel(query)
                assert request.items[0].content == message
                assert request.request_key == "KEY"
                assert request.type_from_path == "track"

    def test_flat_with_dotted_keys(self) -> None:
        request = self.pixel(
            "userId=u&event=Email+Opened&properties.subject=Hello%21&properties.a.b=&writeKey=KEY"
        )
        assert request.items[0].content == {
            "userId": "u",
            "event": "Email Opened",
            "properties": {"subject": "Hello!", "a": {"b": ""}},
            "writeKey": "KEY",
        }
        assert request.request_key == "KEY"

    def test_an_empty_query_is_an_empty_message(self) -> None:
        assert self.pixel("", "page").items[0].content == {}

    def test_a_key_that_is_a_value_and_an_object(self) -> None:
        assert self.pixel("a=1&a.b=2").items[0].content == {"a": {"b": "2"}}

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("data=***", "bad_pixel_data"),
            ("data=", "empty_body"),
            (f"data={b64encode(b'[]').decode()}", "not_an_object"),
            (f"data={b64encode(b'{').decode()}", "bad_json"),
            (".".join("a" * 300) + "=1", "too_deep"),
            ("&".join("a=1" for _ in range(3000)), "bad_query"),
            ("data=%ff%fe", "bad_pixel_data"),
        ],
    )
    def test_what_is_no_message(self, query: str, code: str) -> None:
        with pytest.raises(Refused) as caught:
            self.pixel(query)
        assert (caught.value.status, caught.value.code) == (400, code)
