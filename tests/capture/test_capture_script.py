"""The browser's SDK as a snippet loads it from the endpoint."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.capture.sdk import SdkMissing, find_sdk, installed_sdk, sdk_version
from tests.capture.memory import Capture, running

SCRIPT = "/analytics.js/v1/KEY/analytics.min.js"
ORIGIN = "https://shop.example"
HOSTILE_HOSTS = [
    b"');alert(1)//.localhost",
    b'"+alert(1)+".localhost',
    b"\xe9.localhost",
    b"[fe80::1%');alert(1)//]",
    b"[fe80::1%\xe9]:1",
    b"a]b:1",
    b"[::1",
    b"",
]


def make_build(umd: Path) -> Path:
    """A folder as the package's `dist/umd`, in small."""
    umd.mkdir(parents=True)
    (umd / "standalone.js").write_text(
        'use("https://cdn.segment.com/analytics-next/","api.segment.io/v1")'
        "\n//# sourceMappingURL=standalone.js.map",
        "utf-8",
    )
    (umd / "part.bundle.1a.js").write_text("part()", "utf-8")
    (umd / "part.bundle.1a.js.map").write_text("{}", "utf-8")
    (umd / "notes.txt").write_text("private", "utf-8")
    (umd / "folder.js").mkdir()
    (umd.parent / "secret.js").write_text("secret()", "utf-8")
    return umd


def make_project(folder: Path, *, name: str = "@segment/analytics-next") -> Path:
    """A project with the package installed; its `dist/umd`."""
    package = folder / "node_modules" / "@segment" / "analytics-next"
    umd = make_build(package / "dist" / "umd")
    manifest = {"name": name, "version": "1.84.3"}
    (package / "package.json").write_text(json.dumps(manifest), "utf-8")
    return umd


@pytest.fixture(scope="module")
def umd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    umd = make_build(tmp_path_factory.mktemp("sdk") / "umd")
    (umd / "leading.js").symlink_to(umd.parent / "secret.js")
    return umd


@pytest.fixture(scope="module")
def sdk_capture(umd: Path) -> Iterator[Capture]:
    with running(umd) as one:
        yield one


@pytest.fixture
def sdk_client(sdk_capture: Capture) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sdk_capture.url, trust_env=False, timeout=30) as one:
        yield one


class TestWithoutTheSdk:
    def test_a_page_is_told_how_to_get_it(self, capture: Capture, client: httpx.Client) -> None:
        answer = client.get(SCRIPT, headers={"referer": f"{ORIGIN}/p/1?x=y"})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/javascript")
        assert "console.warn" in answer.text
        assert "--sdk" in answer.text
        assert f"analytics._cdn = '{capture.url}'" in answer.text
        capture.wait_for(lambda: capture.kinds() == ["script"])
        assert capture.events[0].origin == ORIGIN
        assert capture.events[0].write_key == "KEY…"
        assert client.get("/analytics-next/bundles/x.js").status_code == 404

    @pytest.mark.parametrize("host", HOSTILE_HOSTS)
    def test_no_host_header_writes_code(self, capture: Capture, host: bytes) -> None:
        with socket.create_connection(("127.0.0.1", capture.port), timeout=10) as connection:
            head = b"GET %s HTTP/1.1\r\nhost: %s\r\nconnection: close\r\n\r\n"
            connection.sendall(head % (SCRIPT.encode(), host))
            answer = b"".join(iter(lambda: connection.recv(65_536), b""))
        assert answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 400"))
        assert b"alert(1)" not in answer
        if b" 200 " in answer[:15]:
            assert f"analytics._cdn = '{capture.url}'".encode() in answer


class TestWithTheSdk:
    @pytest.mark.parametrize(
        "path", [SCRIPT, "/analytics.js/v1/KEY/platform/analytics.min.js"], ids=["new", "old"]
    )
    def test_it_is_served_and_pointed_here(
        self, sdk_capture: Capture, sdk_client: httpx.Client, path: str
    ) -> None:
        here = f"127.0.0.1:{sdk_capture.port}"
        answer = sdk_client.get(path)
        assert answer.text.endswith(f'use("http://{here}/analytics-next/","{here}/v1")')
        assert "_cdn = origin" in answer.text
        assert "segment.com" not in answer.text

    def test_its_parts_and_their_maps_are_served_as_they_are(
        self, sdk_client: httpx.Client
    ) -> None:
        part = sdk_client.get("/analytics-next/bundles/part.bundle.1a.js")
        assert part.text == "part()"
        assert part.headers["content-type"].startswith("text/javascript")
        assert part.headers["x-content-type-options"] == "nosniff"
        plan = sdk_client.get("/analytics-next/bundles/part.bundle.1a.js.map")
        assert plan.json() == {}
        assert plan.headers["content-type"] == "application/json"

    def test_a_page_that_asks_with_cors_may_run_it(self, sdk_client: httpx.Client) -> None:
        for path in (SCRIPT, "/analytics-next/bundles/part.bundle.1a.js"):
            headers = sdk_client.get(path, headers={"origin": ORIGIN}).headers
            assert headers["access-control-allow-origin"] == ORIGIN
            assert headers["cross-origin-resource-policy"] == "cross-origin"
            assert "access-control-allow-origin" not in sdk_client.get(path).headers

    def test_a_copy_is_kept_for_as_long_as_it_is_the_same(
        self, umd: Path, sdk_client: httpx.Client
    ) -> None:
        for path in (SCRIPT, "/analytics-next/bundles/part.bundle.1a.js"):
            first = sdk_client.get(path)
            assert first.headers["cache-control"] == "no-cache"
            again = sdk_client.get(path, headers={"if-none-match": first.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]
            other = sdk_client.get(path, headers={"if-none-match": '"other"'})
            assert other.content == first.content
        before = sdk_client.get("/analytics-next/bundles/part.bundle.1a.js")
        (umd / "part.bundle.1a.js").write_text("newer()", "utf-8")
        try:
            tag = {"if-none-match": before.headers["etag"]}
            newer = sdk_client.get("/analytics-next/bundles/part.bundle.1a.js", headers=tag)
            assert newer.text == "newer()"
        finally:
            (umd / "part.bundle.1a.js").write_text("part()", "utf-8")

    @pytest.mark.parametrize(
        "name",
        [
            "../secret.js",
            "..%2fsecret.js",
            "%2e%2e%2fsecret.js",
            "..%5csecret.js",
            "%2fetc%2fpasswd",
            "leading.js",
            "folder.js",
            "notes.txt",
            "part.bundle.1a",
            "none.js",
            ".js",
            "part.bundle.1a.js%00",
            "part.bundle.1a.js.map.map",
            f"{'a' * 5000}.js",
            "",
        ],
    )
    def test_no_other_file_is_served(self, sdk_client: httpx.Client, name: str) -> None:
        answer = sdk_client.get(f"/analytics-next/bundles/{name}")
        assert answer.status_code == 404
        assert "secret()" not in answer.text
        assert "private" not in answer.text

    def test_nothing_can_be_put_there(self, sdk_client: httpx.Client) -> None:
        for method in ("POST", "PUT", "DELETE"):
            answer = sdk_client.request(method, "/analytics-next/bundles/part.bundle.1a.js")
            assert answer.status_code in (404, 405)


class TestFinding:
    def test_a_project_the_package_and_its_folders_are_the_same(self, tmp_path: Path) -> None:
        umd = make_project(tmp_path)
        for folder in (tmp_path, umd.parent.parent, umd.parent, umd):
            assert find_sdk(folder) == umd
        assert installed_sdk(tmp_path) == umd
        assert sdk_version(umd) == "1.84.3"

    def test_a_linked_package_is_followed(self, tmp_path: Path) -> None:
        """As pnpm and npm link lay them out."""
        umd = make_project(tmp_path / "store")
        scope = tmp_path / "shop" / "node_modules" / "@segment"
        scope.mkdir(parents=True)
        (scope / "analytics-next").symlink_to(umd.parent.parent)
        assert find_sdk(tmp_path / "shop") == umd

    def test_a_build_without_a_package_has_no_version(self, umd: Path) -> None:
        assert find_sdk(umd) == umd
        assert sdk_version(umd) is None

    @pytest.mark.parametrize("name", ["none", "empty", "file.js"])
    def test_a_wrong_folder_is_an_error_that_says_what_is_needed(
        self, tmp_path: Path, name: str
    ) -> None:
        (tmp_path / "empty").mkdir()
        (tmp_path / "file.js").write_text("", "utf-8")
        with pytest.raises(SdkMissing) as caught:
            find_sdk(tmp_path / name)
        assert str(tmp_path / name) in str(caught.value)
        assert "@segment/analytics-next" in str(caught.value)

    def test_what_is_not_that_package_is_not_taken_unasked(self, tmp_path: Path) -> None:
        assert installed_sdk(tmp_path) is None
        umd = make_project(tmp_path, name="something-else")
        assert installed_sdk(tmp_path) is None
        for text in ("[]", "{", "\xff", ""):
            (umd.parent.parent / "package.json").write_text(text, "latin-1")
            assert installed_sdk(tmp_path) is None
        assert installed_sdk(umd) is None
