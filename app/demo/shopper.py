"""Plays the story against an endpoint."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from app.demo.messages import Cast, Post
from app.demo.story import load_story

SPEED = 10.0
"""So many times faster than the story: two and a half minutes in fifteen seconds."""


class DemoError(Exception):
    """The shopper cannot go on; the text is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class DemoProgress:
    """So many of the story's messages have been acknowledged; `event` was the last, of the
    journey that `about` describes."""

    sent: int
    total: int
    event: str
    about: str


def script(begin: int) -> list[Post]:
    """The requests of one run with fresh ids; `begin` is the story's start in ms since 1970."""
    story = load_story()
    cast = Cast(story, begin)
    return [cast.post(scene) for scene in story.scenes]


def story_begin(now: int, speed: float) -> int:
    """When the story must have begun, so that none of its messages is ever of the future.

    Played at its own speed it begins now; faster, it lies in the past and ends with its last
    post. The gaps between its messages are the same at every speed.
    """
    length = load_story().length
    return now + round(length / speed) - length


async def shop(
    base_url: str,
    *,
    client: httpx.AsyncClient,
    speed: float = SPEED,
    on_progress: Callable[[DemoProgress], None] | None = None,
    clock: Callable[[], int] | None = None,
) -> int:
    """Play the story at `base_url` (`http://127.0.0.1:8765`) and return the number of messages
    that were acknowledged.

    `speed` is at least 1; `float("inf")` posts without a pause. The posts follow one another, so
    they arrive in the order of the story. Raises DemoError where nobody answers, or not with 200.
    """
    if speed < 1:
        raise DemoError("The speed is 1 or more.")
    now = clock or _now
    posts = script(story_begin(now(), speed))
    await _ask_for_settings(client, base_url)
    loop = asyncio.get_running_loop()
    start = loop.time()
    for number, post in enumerate(posts, start=1):
        pause = start + post.at / 1000 / speed - loop.time()
        if pause > 0:
            await asyncio.sleep(pause)
        await _post(client, base_url, post, now())
        if on_progress is not None:
            on_progress(DemoProgress(number, len(posts), post.event, post.about))
    return len(posts)


def make_client() -> httpx.AsyncClient:
    """A client that goes straight to the endpoint, whatever proxy the environment names."""
    return httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=10.0)


async def _ask_for_settings(client: httpx.AsyncClient, base_url: str) -> None:
    """As the browser SDK does before its first message. It goes on without them, too."""
    story = load_story()
    url = f"{base_url}/v1/projects/{story.write_key}/settings"
    try:
        await client.get(url, headers={"Origin": story.origin})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _not_reached(base_url, error) from error


async def _post(client: httpx.AsyncClient, base_url: str, post: Post, now: int) -> None:
    try:
        answer = await client.post(
            base_url + post.path, content=post.body(now), headers=post.headers
        )
    except httpx.HTTPError as error:
        raise _not_reached(base_url, error) from error
    if answer.status_code != 200:
        raise DemoError(f"{base_url}{post.path} answered {answer.status_code} instead of 200.")


def _not_reached(base_url: str, error: Exception) -> DemoError:
    return DemoError(f"Nobody answers at {base_url} ({error or type(error).__name__}).")


def _now() -> int:
    return time.time_ns() // 1_000_000
