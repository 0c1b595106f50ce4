"""The set-up texts: complete, fillable, and true to what each SDK allows (segment-wire 6)."""

import re

import pytest

from app.segment.snippets import SDKS, Sdk, filled

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
        "curl",
    ]
    assert len({sdk.key for sdk in SDKS}) == len(SDKS)


@pytest.mark.parametrize("sdk", SDKS, ids=named)
def test_the_marked_line_stands_in_the_code_once_and_names_the_address(sdk: Sdk) -> None:
    code = filled(sdk.code, ADDRESS)
    assert "4321" in code
    assert not re.search(r"\{(address|host|port)\}", code + filled(sdk.hint, ADDRESS))
    if sdk.line:
        line = filled(sdk.line, ADDRESS)
        assert [line.strip() for line in code.splitlines()].count(line) == 1
        assert ADDRESS in line


def test_sdks_that_force_https_come_with_their_remedy() -> None:
    forced = {sdk.key: sdk for sdk in SDKS if sdk.https_only}
    assert set(forced) == {"php", "ruby", "kotlin", "swift"}
    for sdk in forced.values():
        assert sdk.before == "This SDK insists on https. A few more lines are needed:"
        assert not sdk.line
        assert len(sdk.code.splitlines()) > 8
        assert re.search(r"http://'|\"http://|\"http\"|use_ssl = false", sdk.code)


def test_only_browsers_and_devices_ask_for_settings() -> None:
    assert {sdk.key for sdk in SDKS if sdk.asks_settings} == {
        "browser-npm",
        "browser-snippet",
        "react-native",
        "kotlin",
        "swift",
    }


@pytest.mark.parametrize("sdk", SDKS, ids=named)
def test_texts_follow_the_words_of_the_product(sdk: Sdk) -> None:
    for text in (sdk.before, sdk.hint):
        assert not re.search(r"!|\bplease\b|\boops\b|successfully", text, re.IGNORECASE)
    assert sdk.before.endswith((".", ":"))
    assert not sdk.hint or sdk.hint.endswith(".")
