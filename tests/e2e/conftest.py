"""The endpoint as a real SDK meets it, and what it takes to run the SDKs."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.capture.memory import Capture, running
from tests.e2e.browsing import NODE_PROJECT as NODE_PROJECT
from tests.e2e.line import Line, capturing
from tests.e2e.snippet import segments_snippet

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


@pytest.fixture
def capture() -> Iterator[Capture]:
    """A running endpoint that keeps everything in memory."""
    with running() as one:
        yield one


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """A running capture with its file and its analysis."""
    with capturing(tmp_path) as one:
        yield one


@pytest.fixture(scope="session")
def node() -> str:
    """The command `node`, with the SDKs of the project `node/` installed."""
    command = shutil.which("node")
    if command is None:
        pytest.skip("node is not installed")
    if not _installed(NODE_PROJECT):
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed, so the SDKs cannot be")
        subprocess.run([npm, "ci", "--ignore-scripts"], cwd=NODE_PROJECT, check=True, timeout=300)
    return command


def _installed(project: Path) -> bool:
    """Whether everything that a project's package.json pins is there, in that version."""
    pinned = json.loads((project / "package.json").read_text("utf-8"))["dependencies"]
    for name, wanted in pinned.items():
        manifest = project / "node_modules" / name / "package.json"
        if not manifest.is_file():
            return False
        if json.loads(manifest.read_text("utf-8"))["version"] != wanted.rpartition("@")[2]:
            return False
    return True


@pytest.fixture(scope="session")
def umd(node: str) -> Path:
    """The folder with the browser's SDK, built by Segment for script tags."""
    return NODE_PROJECT / "node_modules" / "@segment" / "analytics-next" / "dist" / "umd"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's browser, without a window.

    For one module only: while it is there, playwright's loop counts as running on this thread,
    and no other can.
    """
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS, headless=True
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def profile(chromium: Browser) -> Iterator[BrowserContext]:
    """A profile for all pages: making one takes longer than a test."""
    one = chromium.new_context(ignore_https_errors=True)
    yield one
    one.close()


@pytest.fixture
def page(profile: BrowserContext, node: str) -> Iterator[Page]:
    """A page that knows nothing of others: storage belongs to a port, but cookies to the host."""
    profile.clear_cookies()
    one = profile.new_page()
    yield one
    one.close()


@pytest.fixture(scope="module")
def snippet(node: str) -> str:
    """Segment's own snippet."""
    return segments_snippet(node, NODE_PROJECT)
