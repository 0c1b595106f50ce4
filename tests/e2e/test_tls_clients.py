"""https with a certificate that is really trusted: a browser, and SDKs that insist on it."""

import base64
import hashlib
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Page, sync_playwright

from app.capture.authority import open_authority
from app.capture.tls import Tls
from app.segment.snippets import TRUSTS
from tests.capture.memory import Capture, running
from tests.e2e.browsing import BEFORE, visiting
from tests.e2e.conftest import CHROMIUM, CHROMIUM_ARGUMENTS
from tests.e2e.snippet import CALLS, package_page, segment_options


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Capture, Path]]:
    authority = open_authority(tmp_path_factory.mktemp("tls"))
    with running() as one:
        one.endpoint.speak_tls(Tls(authority))
        yield one, authority.path


@pytest.fixture
def tls(secured: tuple[Capture, Path]) -> Capture:
    secured[0].forget()
    return secured[0]


def in_nss(home: Path, authority: Path) -> bool:
    """Put the authority into the list of Chromium under `home`, by the lines of the dialog."""
    if shutil.which("certutil") is None:
        return False
    code = next(one.code for one in TRUSTS if one.key == "nss")
    script = code.replace("{authority}", str(authority))
    subprocess.run(
        ["bash", "-e", "-c", script], env={**os.environ, "HOME": str(home)}, check=True, timeout=60
    )
    return True


def key_hash(port: int) -> str:
    """The hash of the key of the certificate that is shown, as Chromium's list wants it."""
    pem = ssl.get_server_certificate(("127.0.0.1", port))
    key = x509.load_pem_x509_certificate(pem.encode()).public_key()
    info = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(info).digest()).decode()


@pytest.fixture(scope="module")
def page(
    secured: tuple[Capture, Path], node: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """A page of a browser that trusts the authority, or where that cannot be, this one key."""
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed")
    home = tmp_path_factory.mktemp("home")
    arguments = list(CHROMIUM_ARGUMENTS)
    if not in_nss(home, secured[1]):
        arguments.append(f"--ignore-certificate-errors-spki-list={key_hash(secured[0].port)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=arguments,
            headless=True,
            env={**os.environ, "HOME": str(home)},
        )
        yield browser.new_page()
        browser.close()


def test_batching_that_insists_on_https_arrives(tls: Capture, page: Page) -> None:
    """1.83.0 prefixes https whatever the settings say."""
    url = f"https://localhost:{tls.port}"
    options = segment_options(strategy="batching", config={"size": 3, "timeout": 200})
    with visiting(page, package_page(url, CALLS, options=options), BEFORE) as visit:
        visit.wait_for(lambda: len(tls.sink.messages) >= 7)
        posts = {one for one in visit.asked if one.endswith("/b")}
        assert posts == {f"{url}/v1/b"}
        assert visit.parked() == []
    assert tls.kinds()[0] == "settings"


def test_a_page_that_posts_one_by_one_stays_with_https(tls: Capture, page: Page) -> None:
    url = f"https://127.0.0.1:{tls.port}"
    with visiting(page, package_page(url), BEFORE) as visit:
        visit.wait_for(lambda: len(tls.sink.messages) >= 7)
        own = {one for one in visit.asked if f":{tls.port}" in one}
        assert own
        assert all(one.startswith(url) for one in own)


def test_segments_python_sdk_trusts_by_the_variables_of_the_dialog(
    tls: Capture, secured: tuple[Capture, Path]
) -> None:
    variables = next(one.code for one in TRUSTS if one.key == "python").splitlines()
    given = dict(one.split("=", 1) for one in variables)
    trust = {
        name: value.strip('"').replace("{authority}", str(secured[1]))
        for name, value in given.items()
    }
    code = (
        "import segment.analytics as analytics\n"
        f"analytics.write_key = 'KEY'; analytics.host = 'https://localhost:{tls.port}'\n"
        "analytics.sync_mode = True; analytics.gzip = True\n"
        "analytics.track(anonymous_id='a', event='Python')\n"
        f"import httpx; print(httpx.get('https://127.0.0.1:{tls.port}/').status_code)\n"
    )
    plain = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    for environment, works in ((plain | trust, True), (plain, False)):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert (done.returncode == 0) is works, done.stderr
    assert [one["event"] for one in tls.sink.bodies()] == ["Python"]


def test_segments_node_sdk_trusts_by_the_variable_of_the_dialog(
    tls: Capture, secured: tuple[Capture, Path], node: str
) -> None:
    code = (
        "const { Analytics } = require('@segment/analytics-node');"
        f"const a = new Analytics({{ writeKey: 'KEY', host: 'https://localhost:{tls.port}',"
        " flushAt: 1, maxRetries: 0 }); a.on('error', () => {});"
        "a.track({ anonymousId: 'a', event: 'Node' }); a.closeAndFlush();"
    )
    project = Path(__file__).parent / "node"
    subprocess.run(
        [node, "-e", code],
        cwd=project,
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(secured[1])},
        check=True,
        timeout=120,
    )
    assert [one["event"] for one in tls.wait_for_messages(1)] == ["Node"]


def test_java_trusts_by_the_lines_of_the_dialog(
    tls: Capture, secured: tuple[Capture, Path], tmp_path: Path
) -> None:
    java, keytool = shutil.which("java"), shutil.which("keytool")
    if java is None or keytool is None or shutil.which("javac") is None:
        pytest.skip("a Java development kit is not installed")
    code = next(one.code for one in TRUSTS if one.key == "java")
    command, _, options = code.replace("{authority}", str(secured[1])).partition("\n\n")
    subprocess.run(["bash", "-e", "-c", command], cwd=tmp_path, check=True, timeout=120)
    source = tmp_path / "Post.java"
    source.write_text(
        "import java.net.*; import java.net.http.*;"
        "class Post { public static void main(String[] a) throws Exception {"
        f'  var to = HttpRequest.newBuilder(URI.create("https://localhost:{tls.port}/v1/import"));'
        '  var body = "{\\"writeKey\\":\\"K\\",\\"batch\\":[{\\"type\\":\\"track\\",'
        '\\"event\\":\\"Java\\",'
        '\\"anonymousId\\":\\"a\\"}]}";'
        "  var answer = HttpClient.newHttpClient().send("
        "    to.POST(HttpRequest.BodyPublishers.ofString(body)).build(),"
        "    HttpResponse.BodyHandlers.ofString());"
        "  System.out.print(answer.statusCode()); } }"
    )
    done = subprocess.run(
        [java, *options.split(), str(source)],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "200"), done.stderr
    assert [one["event"] for one in tls.sink.bodies()] == ["Java"]
