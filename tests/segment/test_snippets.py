"""The set-up texts: complete, fillable, and true to what each SDK allows (segment-wire 6)."""

import re

import pytest

from app.segment.snippets import SDKS, TRUSTS, Sdk, filled

ADDRESS = "http://127.0.0.1:4321"


def named(sdk: Sdk) -> str:
    return sdk.key


def test_the_sdks_of_the_set_up_page_in_its_order() -> None:
    assert [sdk.name for sdk in SDKS] == [
        "Browser, npm",
        "Browser, snippet",
        "Node",
        "Python",
        "Go",
        "Java",
        "PHP",
        "Ruby",
        "React Native",
        "Kotlin",
        "Swift",
        "Flutter",
        "C#",
        ".NET, classic",
        "Android, classic",
        "iOS, classic",
        "Rust",
        "curl",
    ]
    assert len({sdk.key for sdk in SDKS}) == len(SDKS)


@pytest.mark.parametrize("sdk", SDKS, ids=named)
def test_the_marked_line_stands_in_the_code_once_and_names_the_address(sdk: Sdk) -> None:
    code = filled(sdk.code, ADDRESS)
    assert "4321" in code
    assert not re.search(r"\{(address|host|name|port)\}", code + filled(sdk.hint, ADDRESS))
    if sdk.line:
        line = filled(sdk.line, ADDRESS)
        assert [line.strip() for line in code.splitlines()].count(line) == 1
        assert ADDRESS in line


def test_sdks_that_force_https_come_with_their_remedy() -> None:
    forced = {sdk.key: sdk for sdk in SDKS if sdk.https_only}
    assert set(forced) == {
        "php", "ruby", "kotlin", "swift", "flutter", "csharp", "android-classic", "ios-classic",
    }  # fmt: skip
    for sdk in forced.values():
        assert sdk.before == "This SDK insists on https. A few more lines are needed:"
        assert not sdk.line
        assert len(sdk.code.splitlines()) > 8
        plain = r"http://'|\"http://|\"http\"|'http'|use_ssl = false|\"\{address\}\""
        assert re.search(plain, sdk.code)


@pytest.mark.parametrize("sdk", SDKS, ids=named)
def test_over_https_every_sdk_needs_its_plain_line_only(sdk: Sdk) -> None:
    lines = sdk.over("https://127.0.0.1:4321")
    assert "4321" in lines.code
    assert "http://" not in lines.code
    if lines.line:
        assert [one.strip() for one in lines.code.splitlines()].count(lines.line.strip()) == 1
    if sdk.https_only and "classic" not in sdk.key:
        assert len(lines.code.splitlines()) < len(sdk.code.splitlines())
        assert lines.before == "Add one line where the shop loads the SDK. The rest stays as it is."
        assert lines.line
    assert sdk.over(ADDRESS).code == filled(sdk.code, ADDRESS)


@pytest.mark.parametrize("sdk", SDKS, ids=named)
def test_every_sdk_has_a_way_to_trust_the_authority(sdk: Sdk) -> None:
    assert sdk.trust
    assert set(sdk.trust) <= {one.key for one in TRUSTS}


def test_every_system_and_runtime_has_a_way_to_trust_and_to_remove() -> None:
    assert {one.key for one in TRUSTS} == {
        "debian", "fedora", "macos", "windows", "firefox", "nss", "ios", "android", "node",
        "python", "ruby", "php", "java", "go", "flutter", "curl",
    }  # fmt: skip
    for way in TRUSTS:
        assert way.before.endswith((".", ":"))
        assert way.remove or way.remove_code
        names = "{authority}" in way.code or "{address}/authority.pem" in way.code
        assert names or way.key == "flutter"


def test_an_address_of_ipv6_is_filled_in_whole() -> None:
    text = filled("{address} {host} {name} {port}", "https://[::1]:8765")
    assert text == "https://[::1]:8765 [::1]:8765 ::1 8765"
    assert filled("{authority} {title}", "http://x:1") == "{authority} {title}"
    done = filled("{authority}, {title}", "http://x:1", authority="/a b/c.pem", title="T")
    assert done == "/a b/c.pem, T"


def test_only_browsers_and_devices_ask_for_settings() -> None:
    assert {sdk.key for sdk in SDKS if sdk.asks_settings} == {
        "browser-npm",
        "browser-snippet",
        "react-native",
        "kotlin",
        "swift",
        "flutter",
        "csharp",
        "android-classic",
        "ios-classic",
    }


@pytest.mark.parametrize("sdk", SDKS, ids=named)
def test_texts_follow_the_words_of_the_product(sdk: Sdk) -> None:
    for text in (sdk.before, sdk.hint):
        assert not re.search(r"!|\bplease\b|\boops\b|successfully", text, re.IGNORECASE)
    assert sdk.before.endswith((".", ":"))
    assert not sdk.hint or sdk.hint.endswith(".")
