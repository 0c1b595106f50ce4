"""Requests that mean harm, or come from clients that went wrong: what is sent, and what may come
back (peers section 8)."""

import gzip
import json
import zlib
from typing import NamedTuple

TRACK = b'{"event":"x","anonymousId":"a"}'


class Hostile(NamedTuple):
    """`sent` as it goes over the wire. `answers` are the statuses that come back; `rows` is how
    many requests are kept for it, `messages` how many messages."""

    name: str
    sent: bytes
    answers: tuple[int, ...]
    rows: int = 1
    messages: int = 0


def http(
    body: bytes = b"",
    *headers: bytes,
    method: bytes = b"POST",
    target: bytes = b"/v1/t",
    version: bytes = b"HTTP/1.1",
    host: bytes = b"localhost",
    length: bool = True,
) -> bytes:
    """A request as bytes, closed afterwards."""
    lines = [method + b" " + target + b" " + version, b"Host: " + host, *headers]
    if length:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*lines, b"", body])


def chunked(*chunks: bytes, target: bytes = b"/v1/t") -> bytes:
    """A request whose body is these bytes, as they are."""
    head = http(b"", b"Transfer-Encoding: chunked", target=target, length=False)
    return head + b"".join(chunks)


def packed(body: bytes, encoding: bytes = b"gzip") -> bytes:
    """A request with a compressed body."""
    return http(body, b"Content-Encoding: " + encoding)


def batch(*items: bytes) -> bytes:
    """A batch of items as they are."""
    return http(b'{"batch":[' + b",".join(items) + b"]}", target=b"/v1/batch")


_BOMB = gzip.compress(b" " * 70_000_000, 9)
_DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
_GOOD = json.dumps({"type": "track", "event": "x", "userId": "u"}).encode()
_ORIGIN = b"Origin: https://evil.example"

BODIES = [
    Hostile("gzip bomb", packed(_BOMB), (413,)),
    Hostile("gzip in gzip", packed(gzip.compress(_BOMB)), (400,)),
    Hostile("gzip named twice", packed(gzip.compress(TRACK), b"gzip, gzip"), (415,)),
    Hostile("deflate bomb", packed(zlib.compress(b" " * 70_000_000, 9), b"deflate"), (413,)),
    Hostile("brotli", packed(b"\x0b\x00\x80{}\x03", b"br"), (415,)),
    Hostile("zstd", packed(b"\x28\xb5\x2f\xfd", b"zstd"), (415,)),
    Hostile("gzip cut off", packed(gzip.compress(TRACK)[:-9]), (400,)),
    Hostile("gzip with a wrong checksum", packed(gzip.compress(TRACK)[:-8] + b"\0" * 8), (400,)),
    Hostile("a hundred thousand members", packed(gzip.compress(b" ") * 100_000), (400,)),
    Hostile("values without end", packed(gzip.compress(b"[" + b"[]," * 9_000_000)), (413,)),
    Hostile(
        "lists without commas",
        packed(gzip.compress(b'{"a":[' + (b"[" * 150 + b"]" * 150 + b",") * 100_000 + b"1]}")),
        (413,),
    ),
    Hostile("depth", http(_DEEP), (400,)),
    Hostile("depth that is closed nowhere", http(b"[" * 500_000), (400,)),
    Hostile("depth 201", http(b'{"a":' + b"[" * 201 + b"]" * 201 + b"}"), (400,)),
    Hostile(
        "a number beyond a double", http(b'{"event":"x","userId":"u","p":1e400}'), (200,), 1, 1
    ),
    Hostile("digits", http(b'{"userId":"u","n":' + b"9" * 100_000 + b"}"), (200,), 1, 1),
    Hostile("a fraction of digits", http(b'{"n":0.' + b"1" * 100_000 + b"}"), (200,), 1, 1),
    Hostile("an exponent of digits", http(b'{"n":1e' + b"9" * 5_000 + b"}"), (200,), 1, 1),
    Hostile("NaN", http(b'{"n":NaN}'), (400,)),
    Hostile("Infinity", http(b'{"n":-Infinity}'), (400,)),
    Hostile("a lone surrogate", http(b'{"event":"\\ud800","userId":"\\udfff"}'), (200,), 1, 1),
    Hostile("a surrogate in UTF-8", http(b'{"event":"\xed\xa0\x80"}'), (400,)),
    Hostile("a NUL as an escape", http(b'{"event":"\\u0000","writeKey":"\\u0000"}'), (200,), 1, 1),
    Hostile("a NUL as a byte", http(b'{"event":"\0"}'), (400,)),
    Hostile("overlong UTF-8", http(b'{"event":"\xc0\xaf"}'), (400,)),
    Hostile("UTF-16", http('{"event":"x"}'.encode("utf-16")), (400,)),
    Hostile("duplicate keys", http(b'{"event":"a","event":"b","userId":"u"}'), (200,), 1, 1),
    Hostile("__proto__", http(b'{"__proto__":{"x":1},"constructor":1}'), (200,), 1, 1),
    Hostile(
        "our own mark", http(b'{"event":"x","_inspector":{"code":"x","reason":1}}'), (200,), 1, 1
    ),
    Hostile("a form", http(b"event=x&userId=u"), (400,)),
    Hostile(
        "XML", http(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), (400,)
    ),
    Hostile("bad items beside good ones", batch(b"null", _GOOD, b"[]", b"1", _GOOD), (200,), 1, 2),
    Hostile("a batch that is an object", http(b'{"batch":{}}', target=b"/v1/batch"), (200,), 1, 0),
    Hostile("60,000 items", batch(*[b"{}"] * 60_000), (413,)),
    Hostile("a key of a megabyte", http(b'{"' + b"k" * 1_000_000 + b'":1}'), (200,), 1, 1),
    Hostile(
        "a text of ten megabytes", http(b'{"event":"' + b"x" * 10_000_000 + b'"}'), (200,), 1, 1
    ),
    Hostile(
        "a pixel of dots",
        http(method=b"GET", target=b"/v1/pixel/track?" + b"a." * 300 + b"=1"),
        (400,),
    ),
    Hostile(
        "a pixel that is no base64", http(method=b"GET", target=b"/v1/pixel/track?data=%00"), (400,)
    ),
    Hostile(
        "a pixel of parameters",
        http(method=b"GET", target=b"/v1/pixel/page?" + b"a=1&" * 3_000),
        (400,),
    ),
]

HEADS = [
    Hostile("an absolute address", http(TRACK, target=b"http://evil.example/v1/t"), (200,), 1, 1),
    Hostile("an absolute address of a file", http(TRACK, target=b"file:///etc/passwd"), (400,)),
    Hostile("an asterisk", http(method=b"OPTIONS", target=b"*"), (404,), 0),
    Hostile("an encoded path", http(TRACK, target=b"/%76%31/%74"), (200,), 1, 1),
    Hostile("an encoded slash", http(TRACK, target=b"/v1%2ft"), (200,), 1, 1),
    Hostile("a path encoded twice", http(TRACK, target=b"/%2576%31/t"), (404,)),
    Hostile("dots", http(TRACK, target=b"/v1/../v1/t"), (404,)),
    Hostile("a dot", http(TRACK, target=b"/./v1/t"), (404,)),
    Hostile("slashes", http(TRACK, target=b"//v1///t//"), (200,), 1, 1),
    Hostile("a backslash", http(TRACK, target=b"/v1\\t"), (404,)),
    Hostile("NUL in the path", http(TRACK, target=b"/v1/t%00"), (404,)),
    Hostile("bytes that are no UTF-8", http(TRACK, target=b"/v1/%ff%fe"), (404,)),
    Hostile("an encoded line break", http(TRACK, target=b"/v1/t%0d%0aX-Evil:%201"), (404,)),
    Hostile("a path of 60 KB", http(TRACK, target=b"/" + b"a" * 60_000), (404,)),
    Hostile("a query of 60 KB", http(TRACK, target=b"/v1/t?a=" + b"b" * 60_000), (200,), 1, 1),
    Hostile("a foreign host", http(method=b"GET", target=b"/", host=b"evil.example"), (403,), 0),
    Hostile(
        "a foreign host, encoded",
        http(method=b"GET", target=b"/%68ealth", host=b"evil.example:8765"),
        (403,),
        0,
    ),
    Hostile("a host with a dot", http(method=b"GET", target=b"/", host=b"localhost."), (403,), 0),
    Hostile("0.0.0.0", http(method=b"GET", target=b"/health", host=b"0.0.0.0"), (403,), 0),
    Hostile("a foreign host may post", http(TRACK, host=b"evil.example"), (200,), 1, 1),
    Hostile("two hosts", http(TRACK, b"Host: evil.example"), (200,), 1, 1),
    Hostile("no host", b"POST /v1/t HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", (200,), 1, 1),
    Hostile("a foreign origin may post", http(TRACK, _ORIGIN), (200,), 1, 1),
    Hostile("an origin with a line break", http(TRACK, b"Origin: x\ry"), (400,)),
    Hostile("many origins", http(TRACK, *[_ORIGIN] * 50), (200,), 1, 1),
    Hostile(
        "a preflight of header names",
        http(b"", _ORIGIN, b"Access-Control-Request-Headers: " + b"a," * 20_000, method=b"OPTIONS"),
        (204,),
        0,
    ),
    Hostile("a header of 60 KB", http(TRACK, b"X-A: " + b"a" * 60_000), (200,), 1, 1),
    Hostile("a header of 500 KB", http(TRACK, b"X-A: " + b"a" * 500_000), (431,)),
    Hostile(
        "a thousand headers", http(TRACK, *[b"X-%d: 1" % n for n in range(1_000)]), (200,), 1, 1
    ),
    Hostile(
        "a header of every byte",
        http(TRACK, b"User-Agent: " + bytes(range(0x80, 0x100))),
        (200,),
        1,
        1,
    ),
    Hostile("a header without a colon", http(TRACK, b"no colon here"), (400,)),
    Hostile("a folded header", http(TRACK, b"X-A: 1\r\n 2"), (400,)),
    Hostile("a space before the colon", http(TRACK, b"Content-Length : 5"), (400,)),
    Hostile("line feeds alone", b"POST /v1/t HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}", (400,)),
    Hostile("a method of letters", http(TRACK, method=b"BREW"), (400,)),
    Hostile("a method of 10 KB", http(TRACK, method=b"P" * 10_000), (400,)),
    Hostile("TRACE", http(b"", method=b"TRACE"), (405,)),
    Hostile("CONNECT", http(b"", method=b"CONNECT", target=b"evil.example:443"), (400,)),
    Hostile("DELETE", http(TRACK, method=b"DELETE"), (405,)),
    Hostile("PUT", http(TRACK, method=b"PUT", target=b"/v1/batch"), (405,)),
    Hostile("HEAD", http(b"", method=b"HEAD"), (405,)),
    Hostile("a post to the identity", http(TRACK, _ORIGIN, target=b"/health"), (404,)),
]

WIRES = [
    Hostile("HTTP/1.0", http(TRACK, version=b"HTTP/1.0"), (200,), 1, 1),
    Hostile("HTTP/0.9", b"GET /v1/t\r\n\r\n", (405,)),
    Hostile("HTTP/9.9", http(TRACK, version=b"HTTP/9.9"), (400,)),
    Hostile("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400,)),
    Hostile(
        "an offer of HTTP/2",
        http(
            TRACK,
            b"Connection: Upgrade, HTTP2-Settings",
            b"Upgrade: h2c",
            b"HTTP2-Settings: AAMAAABk",
        ),
        (200,),
        1,
        1,
    ),
    Hostile(
        "an offer of a socket",
        http(
            b"",
            b"Connection: Upgrade",
            b"Upgrade: websocket",
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            b"Sec-WebSocket-Version: 13",
            method=b"GET",
            length=False,
        ),
        (405,),
    ),
    Hostile(
        "a socket elsewhere",
        http(
            b"",
            b"Connection: Upgrade",
            b"Upgrade: websocket",
            method=b"GET",
            target=b"/ws",
            length=False,
        ),
        (404,),
        0,
    ),
    Hostile("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 600, (400,)),
    Hostile("SSH", b"SSH-2.0-OpenSSH_9.6\r\n", (400,)),
    Hostile("zeros", b"\0" * 5_000, (400,)),
    Hostile("bytes", bytes(range(256)) * 20, (400,)),
    Hostile("line breaks, then a message", b"\r\n\r\n" + http(TRACK), (200,), 1, 1),
    Hostile("three in one", http(TRACK) * 3, (200, 200, 200), 3, 3),
    Hostile("a good one, then none", http(TRACK) + b"\0\0\0\0\r\n\r\n", (200,), 1, 1),
    Hostile("a good one, then a bad one", http(TRACK) + http(b"[]"), (200, 400), 2, 1),
    Hostile("a hundred in one", http(TRACK) * 100, (200,) * 100, 100, 100),
    Hostile("no length", http(TRACK, length=False), (400,)),
    Hostile("a length below zero", http(TRACK, b"Content-Length: -5", length=False), (400,)),
    Hostile(
        "two lengths", http(TRACK, b"Content-Length: 2", b"Content-Length: 3", length=False), (400,)
    ),
    Hostile("a length of words", http(TRACK, b"Content-Length: 0x2", length=False), (400,)),
    Hostile(
        "a length beyond all", http(b"", b"Content-Length: " + b"9" * 40, length=False), (400,)
    ),
    Hostile(
        "a length of a terabyte", http(b"", b"Content-Length: 1000000000000", length=False), (413,)
    ),
    Hostile("a length and chunks", http(b"0\r\n\r\n", b"Transfer-Encoding: chunked"), (400,)),
    Hostile("chunks", chunked(b"2\r\n{}\r\n", b"0\r\n\r\n"), (200,), 1, 1),
    Hostile(
        "chunks of a byte",
        chunked(*[b"1\r\n%c\r\n" % c for c in TRACK], b"0\r\n\r\n"),
        (200,),
        1,
        1,
    ),
    Hostile(
        "chunks with extensions", chunked(b"2;a=b\r\n{}\r\n", b"0\r\nX-T: 1\r\n\r\n"), (200,), 1, 1
    ),
    Hostile("a chunk of no number", chunked(b"zz\r\n"), (400,)),
    Hostile("a chunk below zero", chunked(b"-1\r\n"), (400,)),
    Hostile("a chunk beyond all", chunked(b"f" * 40 + b"\r\n"), (400,)),
    Hostile("a chunk that is longer than it says", chunked(b"1\r\n{}\r\n0\r\n\r\n"), (400,)),
    Hostile(
        "chunks of another kind",
        http(TRACK, b"Transfer-Encoding: gzip, rot13", length=False),
        (400,),
    ),
]

HOSTILE = [*BODIES, *HEADS, *WIRES]
