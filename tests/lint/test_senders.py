"""Findings on who sends."""

from app.destination import load_definition
from app.lint.bands import Bands
from app.lint.finding import Finding
from app.lint.linter import Linter
from app.lint.observation import Observation
from app.lint.rule_settings import RuleSettings
from app.lint.scene import setting_of


def said(*messages: dict[str, object]) -> dict[str, Finding]:
    linter = Linter(setting_of(load_definition().configuration(), RuleSettings(Bands())))
    for row, message in enumerate(messages, start=1):
        linter.observe(Observation(row, {"type": "track", **message}, 1_000, "unmapped", ()))
    return {
        change.code: change.findings[0] for change in linter.capture_changes() if change.findings
    }


def page(url: object) -> dict[str, object]:
    return {"context": {"page": {"url": url}}}


def test_one_origin_and_one_write_key_are_nothing_to_tell() -> None:
    found = said(
        {**page("https://shop.example/a"), "writeKey": "abcd1234"},
        {**page("https://shop.example/b?c=d"), "writeKey": "abcd1234"},
        {"writeKey": "none"},
        page(7),
        page("about:blank"),
    )
    assert not {"SND-001", "SND-002"} & found.keys()


def test_a_second_origin_is_told_once_for_the_capture() -> None:
    found = said(
        page("https://shop.example/a"),
        page("http://localhost:3000/"),
        page("https://user:secret@shop.example/c"),
    )
    told = found["SND-001"]
    assert told.severity == "info"
    assert told.message.endswith(
        "2 origins have sent events: http://localhost:3000, https://shop.example."
    )
    assert "secret" not in told.message


def test_a_second_write_key_is_told_by_its_first_characters() -> None:
    told = said({"writeKey": "abcd1234"}, {"writeKey": "abcd9876"}, {"writeKey": "wxyz…"})
    message = told["SND-002"].message
    assert "3 write keys: abcd…, abcd…, wxyz…." in message
    assert "1234" not in message


def test_many_and_hostile_names_are_bounded() -> None:
    message = said(*(page(f"https://{n}.example/") for n in range(2_000)))["SND-001"].message
    assert "at least 500 origins" in message
    assert "495 more" in message
    odd = said(page("https://<b>.example/"), page("https://[::1/"), page("https://x" + "y" * 5_000))
    assert "SND-001" not in odd
