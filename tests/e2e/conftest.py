"""The endpoint as a real SDK meets it, and what it takes to run the SDKs."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.capture.memory import Capture, running

NODE_PROJECT = Path(__file__).parent / "node"
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


@pytest.fixture(scope="session")
def node() -> str:
    """The command `node`, with the SDKs of the project `node/` installed."""
    command = shutil.which("node")
    if command is None:
        pytest.skip("node is not installed")
    if not (NODE_PROJECT / "node_modules" / "@segment" / "analytics-next").is_dir():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed, so the SDKs cannot be")
        subprocess.run([npm, "ci", "--ignore-scripts"], cwd=NODE_PROJECT, check=True, timeout=300)
    return command


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
