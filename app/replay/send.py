"""One request to Topsort, with the few repeats that are safe."""

import asyncio
from collections.abc import Sequence

import httpx

from app.replay.answer import MAX_ANSWER, Answer, classify, is_transient
from app.replay.target import Target

BACKOFF = (0.5, 2.0)
"""Seconds before the second and the third try. There is no fourth."""

_NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_TIMEOUT = httpx.Timeout(10.0, connect=5.0)


def make_client(target: Target, *, workers: int) -> httpx.AsyncClient:
    """A client for `target`: never follows a redirect (the key would travel along).

    To this computer it goes straight, whatever proxy the environment names.
    """
    return httpx.AsyncClient(
        follow_redirects=False,
        trust_env=not target.is_sandbox,
        timeout=_TIMEOUT,
        limits=httpx.Limits(
            max_connections=workers, max_keepalive_connections=workers, keepalive_expiry=2.0
        ),
    )


async def send(
    client: httpx.AsyncClient, target: Target, body: bytes, *, backoff: Sequence[float] = BACKOFF
) -> Answer:
    """Send `body` and say what came of it.

    Tried again where Topsort is busy or failing, or nothing ever reached it. A request that may
    have arrived without an answer is `in doubt` and is not repeated: it may have been counted.
    """
    answer = await _try(client, target, body)
    for seconds in backoff:
        if not _may_repeat(answer):
            break
        await asyncio.sleep(seconds)
        answer = await _try(client, target, body)
    return answer


def _may_repeat(answer: Answer) -> bool:
    if answer.outcome != "failed":
        return False
    return answer.status is None or is_transient(answer.status)


async def _try(client: httpx.AsyncClient, target: Target, body: bytes) -> Answer:
    headers = {
        "Authorization": f"Bearer {target.key}",
        "Content-Type": "application/json",
        # The answer is kept as it came: nothing to inflate, so nothing that inflates for ever.
        "Accept-Encoding": "identity",
    }
    status: int | None = None
    try:
        async with client.stream(
            "POST", target.events_url, content=body, headers=headers
        ) as response:
            status = response.status_code
            text = await _start_of(response)
    except _NEVER_ARRIVED as error:
        return Answer("failed", None, f"not reached: {_words(error)}")
    except httpx.HTTPError as error:
        if status is None:
            return Answer("in doubt", None, f"no answer: {_words(error)}")
        # The status line has come, so the answer is known though its text is cut off.
        text = ""
    return Answer(classify(status), status, text)


async def _start_of(response: httpx.Response) -> str:
    kept = bytearray()
    async for chunk in response.aiter_raw():
        kept += chunk
        if len(kept) >= MAX_ANSWER:
            break
    return bytes(kept[:MAX_ANSWER]).decode("utf-8", "replace")


def _words(error: httpx.HTTPError) -> str:
    return str(error) or type(error).__name__
