"""The paths of segment-wire 1.1 and 1.2, with and without what people and proxies add."""

import pytest

from app.segment.routes import Route, route

SINGLES = {
    "t": "track",
    "i": "identify",
    "p": "page",
    "s": "screen",
    "g": "group",
    "a": "alias",
}


@pytest.mark.parametrize(("letter", "kind"), SINGLES.items())
@pytest.mark.parametrize("form", ["/v1/{}", "/{}", "/v1/{}/", "/{}/", "//v1//{}", "/v1/v1/{}"])
def test_one_message_by_letter_and_by_word(letter: str, kind: str, form: str) -> None:
    assert route(form.format(letter)) == Route("single", kind, client=True)
    assert route(form.format(kind)) == Route("single", kind, client=False)


@pytest.mark.parametrize(
    ("path", "client"),
    [
        ("/v1/b", True),
        ("/b", True),
        ("/v1/batch", False),
        ("/batch", False),
        ("/batch/", False),
        ("/v1/import", False),
        ("/v1/import/", False),
        ("//v1/import/", False),
        ("/import", False),
        ("/v1/batch/b", True),
        ("/batch/b", True),
        ("/v1/b/b", True),
        ("/v1/batch/v1/batch", False),
    ],
)
def test_batches_and_their_doublings(path: str, client: bool) -> None:
    assert route(path) == Route("batch", client=client)


@pytest.mark.parametrize("kind", SINGLES.values())
def test_pixels(kind: str) -> None:
    assert route(f"/v1/pixel/{kind}") == Route("pixel", kind, client=True)
    assert route(f"/pixel/{kind}/") == Route("pixel", kind, client=True)


def test_metrics() -> None:
    assert route("/v1/m") == Route("metrics", client=True)
    assert route("/m") == Route("metrics", client=True)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/projects/KEY/settings",
        "/projects/KEY/settings",
        "/v1/projects/projects/KEY/settings",
        "/v1/projects/KEY/settings/",
        "/v1/v1/projects/KEY/settings",
    ],
)
def test_settings_of_every_sdk(path: str) -> None:
    assert route(path) == Route("settings", client=True, key="KEY")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/v1",
        "/v2/track",
        "/v1/Track",
        "/v1/tracks",
        "/v1/track/t/b",
        "/v1/pixel",
        "/v1/pixel/other",
        "/v1/pixel/track/track",
        "/v1/projects",
        "/v1/projects/settings",
        "/v1/projects/KEY",
        "/v1/projects/KEY/settings/more",
        "/health",
        "/../v1/track",
        "/v1/" + "t" * 1000,
        "/v1/tr\x00ack",
    ],
)
def test_everything_else_is_unknown(path: str) -> None:
    assert route(path) is None
