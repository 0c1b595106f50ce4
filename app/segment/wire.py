"""HTTP requests of Segment's SDKs, decoded: what each carries, none of it completed yet."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, parse_qsl

from app.masking import is_secret, masked
from app.segment.discard import MAX_EVENT_BYTES, Discard, batch_discard
from app.segment.inflate import plain_body
from app.segment.jsontext import MAX_DEPTH, Json, JsonError, JsonObject, loads
from app.segment.keys import NO_KEY, header_key, short_key, whole_header_key
from app.segment.memory import check_memory
from app.segment.refused import Refused
from app.segment.routes import Route, route
from app.segment.shortened import MAX_MESSAGE, is_huge, shortened

MAX_ITEMS = 50_000
"""Items of one batch; Segment rejects a batch over 2,500."""

MAX_NOTES = 20
"""Notes kept for one request; further ones are counted."""

_MAX_PARAMETERS = 2_000
_HUGE = Discard(
    "message_too_large",
    f"the message is over 1 MB, and the limit is {MAX_EVENT_BYTES:,} bytes; only its beginning is "
    "kept beside the request",
)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an HTTP request: `path` percent-decoded, `query` as it came, header names in
    lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a batch says about all of its items; None where it says nothing. `discard` is why
    Segment would refuse them all."""

    sent_at: Json = None
    context: JsonObject | None = None
    integrations: JsonObject | None = None
    discard: Discard | None = None


NO_ENVELOPE = Envelope()


@dataclass(frozen=True, slots=True)
class Item:
    """One message as it came, and its place in the batch (0 where there is no batch). `discard`
    is set where it is so large that only its beginning is here."""

    index: int
    content: JsonObject
    discard: Discard | None = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """A request with all the messages in it.

    `write_key` is for items without one of their own: whole where the batch or the query
    carried it, in its short form where only an Authorization header did, else `none`.
    `type_from_path` is None for batches, where each item names its own type. `client` is true
    for the paths of browsers and devices. `notes` say what was odd.
    """

    items: tuple[Item, ...]
    write_key: str
    envelope: Envelope = NO_ENVELOPE
    type_from_path: str | None = None
    client: bool = False
    notes: tuple[str, ...] = ()

    @property
    def request_key(self) -> str:
        """The write key of the request as a whole: that of its first item, else `write_key`."""
        own = self.items[0].content.get("writeKey") if self.items else None
        return own if isinstance(own, str) and own else self.write_key

    def whole_keys(self, head: Head) -> frozenset[str]:
        """The write keys of all items as they came, to compare with and never to keep: that of
        an Authorization header is whole too."""
        shared = self.write_key
        authorization = head.headers.get("authorization")
        whole = whole_header_key(authorization) if authorization else None
        if whole is not None and short_key(whole) == shared:
            shared = whole
        own = [item.content.get("writeKey") for item in self.items]
        keys = {key if isinstance(key, str) and key else shared for key in own}
        return frozenset(keys or {shared})


def decode_request(head: Head, body: bytes) -> Decoded:
    """Decode one request to an event path. The content type does not matter, as for Segment.

    Raises Refused: 404 for a path that is not for events, 400 for a body that is no JSON object
    (or a pixel whose data is none), 413 and 415 as `plain_body` does, and 413 for more than
    MAX_ITEMS items or what takes too much memory.
    """
    return decode_plain(head, unpacked(head, body))


def unpacked(head: Head, body: bytes) -> bytes:
    """The body without its content encoding. Raises Refused as `plain_body` does."""
    return plain_body(body, head.headers.get("content-encoding", ""))


def decode_plain(head: Head, plain: bytes) -> Decoded:
    """`decode_request` for a body that is unpacked already."""
    where = route(head.path)
    if where is None or where.kind not in ("single", "batch", "pixel"):
        raise unknown_path(head.path)
    if where.kind == "pixel":
        content = _pixel(head.query)
        return _single(content, request_key(head, content), where, 0, [])
    content = _object(plain)
    key = request_key(head, content)
    notes = _head_notes(head, key)
    if where.kind == "batch":
        return _batch(content, key, where, len(plain), notes)
    return _single(content, key, where, len(plain), notes)


def envelope_of(batch: JsonObject) -> Envelope:
    """What the batch body `{"batch": [...], "sentAt": ...}` says about all of its items."""
    context = batch.get("context")
    integrations = batch.get("integrations")
    return Envelope(
        sent_at=batch.get("sentAt"),
        context=context if isinstance(context, dict) else None,
        integrations=integrations if isinstance(integrations, dict) else None,
    )


def unknown_path(path: str) -> Refused:
    """The refusal of a path that no Segment SDK posts to."""
    return Refused(
        404,
        "unknown_path",
        f"No Segment SDK uses the path {masked(path)[:200]}.",
        "Events are posted to /v1/track and its like, to /v1/batch, or to /v1/t, /v1/p, /v1/b. "
        "React Native needs useSegmentEndpoints: true beside its proxy.",
    )


def _head_notes(head: Head, key: str) -> list[str]:
    authorization = head.headers.get("authorization", "")
    if key == NO_KEY and authorization[:7].lower() == "bearer ":
        return ["The Bearer token is no write key; the body must have a writeKey beside it."]
    return []


def _single(content: JsonObject, key: str, where: Route, size: int, notes: list[str]) -> Decoded:
    claimed = content.get("type")
    if isinstance(claimed, str) and claimed != where.type:
        said = masked(claimed)[:40]
        notes.append(f"The path says {where.type}, the body says {said}; the path decides.")
    return Decoded(
        items=(_item(0, content, size),),
        write_key=key,
        type_from_path=where.type,
        client=where.client,
        notes=_kept(notes),
    )


def _batch(content: JsonObject, key: str, where: Route, size: int, notes: list[str]) -> Decoded:
    listed = content.get("batch")
    if not isinstance(listed, list):
        notes.append("The body has no list named “batch”, so it holds no message.")
        listed = []
    elif not listed:
        notes.append("The batch is empty. Segment shows empty_batch.")
    if len(listed) > MAX_ITEMS:
        raise Refused(
            413,
            "too_many_items",
            f"The batch holds {len(listed):,} items; at most {MAX_ITEMS:,} are taken.",
            "Segment takes 2,500 events a batch. Send smaller batches.",
        )
    items = tuple(_item(at, one, size) for at, one in enumerate(listed) if isinstance(one, dict))
    notes += [
        f"Item {at} of the batch is {_kind(one)}, not an object; it makes no message."
        for at, one in enumerate(listed)
        if not isinstance(one, dict)
    ]
    discard = batch_discard(len(listed), size)
    if discard is not None:
        notes.append(f"Segment refuses all of it: {discard.reason}.")
    return Decoded(
        items=items,
        write_key=key,
        envelope=replace(envelope_of(content), discard=discard),
        client=where.client,
        notes=_kept(notes),
    )


def _item(index: int, content: JsonObject, size: int) -> Item:
    """The item of a body of `size` bytes."""
    if size <= MAX_MESSAGE or not is_huge(content):
        return Item(index, content)
    return Item(index, shortened(content), _HUGE)


def _object(body: bytes) -> JsonObject:
    if not body.strip():
        raise Refused(400, "empty_body", "The body is empty.", "Post one JSON object.")
    check_memory(body)
    try:
        content = loads(body)
    except JsonError as error:
        hint = "Post one JSON object in UTF-8."
        if body.startswith(b"\x1f\x8b"):
            hint = "The body looks like gzip: say so with Content-Encoding: gzip."
        raise Refused(400, "bad_json", f"The body is not JSON: {error}.", hint) from None
    if not isinstance(content, dict):
        raise Refused(
            400,
            "not_an_object",
            f"The body is {_kind(content)}, not a JSON object.",
            'Post one message, or {"batch": [...]} to /v1/batch.',
        )
    return content


def _pixel(query: str) -> JsonObject:
    """The message in a pixel's query: base64 JSON as `data`, or flat with dotted keys, which is
    a query like any other: no Topsort key and no token in it is kept."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MAX_PARAMETERS)
    except ValueError:
        raise Refused(
            400, "bad_query", f"The query holds over {_MAX_PARAMETERS:,} parameters."
        ) from None
    data = next((value for name, value in pairs if name == "data"), None)
    if data is not None:
        return _pixel_data(data)
    message: JsonObject = {}
    for name, value in pairs:
        _set_dotted(message, masked(name).split("."), masked(value))
    return message


def _pixel_data(data: str) -> JsonObject:
    text = data.replace(" ", "+").replace("-", "+").replace("_", "/")
    try:
        decoded = b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise Refused(
            400,
            "bad_pixel_data",
            "The parameter “data” is not base64.",
            "It carries one message as base64 of its JSON.",
        ) from None
    return _object(decoded)


def _set_dotted(message: JsonObject, keys: list[str], value: str) -> None:
    if len(keys) > MAX_DEPTH:
        raise Refused(400, "too_deep", f"A parameter has over {MAX_DEPTH} dots in its name.")
    place = message
    for key in keys[:-1]:
        below = place.get(key)
        if not isinstance(below, dict):
            below = place[key] = {}
        place = below
    place[keys[-1]] = value


def request_key(head: Head, content: JsonObject) -> str:
    """The write key of a request with the body `content` (empty where it could not be read):
    the body's own word, then the query's, then the header's in its short form, else `none`.
    A Topsort key or a token in the query is no write key."""
    key = content.get("writeKey")
    if isinstance(key, str) and key:
        return key
    if "writeKey" in head.query:
        from_query = parse_qs(head.query).get("writeKey")
        if from_query and not is_secret(from_query[0]):
            return from_query[0]
    authorization = head.headers.get("authorization")
    return (header_key(authorization) if authorization else None) or NO_KEY


def _kept(notes: list[str]) -> tuple[str, ...]:
    if len(notes) <= MAX_NOTES:
        return tuple(notes)
    more = len(notes) - MAX_NOTES
    return (*notes[:MAX_NOTES], f"And {more:,} more of this kind.")


def _kind(value: Json) -> str:
    names: dict[type, str] = {
        type(None): "null",
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "an object",
    }
    return names[type(value)]
