"""No lamp is lit without proof, and each delay has its own advice."""

import pytest

from app.gui.setup.evidence import Evidence
from app.gui.shell.rate import Rate, span_text

NOW = 1_795_530_000_000


def states(evidence: Evidence, now: int = NOW, *, asks: bool = True) -> list[str]:
    return [lamp.state for lamp in evidence.lamps(now, asks)]


def listening() -> Evidence:
    evidence = Evidence()
    evidence.port = 8765
    evidence.probed_at = NOW - 4000
    return evidence


def test_nothing_is_lit_before_the_probe_has_answered() -> None:
    assert states(Evidence()) == ["next", "next", "later", "later"]


def test_the_lamps_fill_one_after_another() -> None:
    evidence = listening()
    assert states(evidence) == ["lit", "next", "later", "later"]
    assert evidence.lamps(NOW, True)[0].line == "Port 8765, answered its own probe 4 s ago"
    evidence.settings(NOW, "staging.harborpine.shop", "AbCd…")
    assert states(evidence) == ["lit", "lit", "next", "later"]
    assert evidence.lamps(NOW, True)[1].line.endswith(" by staging.harborpine.shop")
    evidence.stored(NOW, "staging.harborpine.shop", "AbCd…")
    evidence.committed = 1
    assert states(evidence) == ["lit", "lit", "lit", "next"]
    evidence.analysed = 1
    assert states(evidence) == ["lit", "lit", "lit", "lit"]
    assert evidence.advice(NOW).kind == "works"


def test_an_sdk_that_never_asks_does_not_hold_up_the_next_lamp() -> None:
    evidence = listening()
    lamps = evidence.lamps(NOW, False)
    assert [lamp.state for lamp in lamps] == ["lit", "skipped", "next", "later"]
    assert lamps[1].line == "Not asked for by this SDK"


def test_settings_without_a_message_are_late_after_ten_seconds() -> None:
    evidence = listening()
    evidence.settings(NOW, "", "")
    evidence.probed_at = NOW + 11_000
    assert evidence.advice(NOW + 9_999).kind == "nothing"
    assert states(evidence, NOW + 12_000)[2] == "late"
    assert evidence.lamps(NOW + 12_000, True)[2].line == "None for 12 s"
    assert evidence.advice(NOW + 12_000).kind == "settings-only"


def test_a_late_probe_is_not_lit() -> None:
    evidence = listening()
    assert states(evidence, NOW + 20_000)[0] == "late"


def test_a_capture_for_reading_only_never_says_that_it_listens() -> None:
    evidence = listening()
    evidence.listening = False
    lamp = evidence.lamps(NOW, True)[0]
    assert (lamp.state, lamp.name) == ("late", "Not listening")


def test_a_refusal_is_named_until_a_message_comes() -> None:
    evidence = listening()
    evidence.refuse(NOW, "Body is no JSON: line 1, column 2")
    assert evidence.advice(NOW).kind == "refused"
    assert evidence.advice(NOW).detail == "Body is no JSON: line 1, column 2"
    evidence.stored(NOW, "", "")
    evidence.committed = 1
    assert evidence.advice(NOW).kind == "works"


def test_a_preflight_counts_only_where_no_post_followed() -> None:
    evidence = listening()
    evidence.preflight(NOW, "x-shop")
    assert evidence.advice(NOW + 1000).kind == "nothing"
    assert evidence.advice(NOW + 10_000).kind == "preflight"
    evidence.stored(NOW + 11_000, "", "")
    evidence.committed = 1
    assert evidence.advice(NOW + 30_000).kind == "works"


@pytest.mark.parametrize(
    ("settings", "message", "kind"),
    [("AbCd…", "AbCd…", "works"), ("AbCd…", "EfGh…", "two-keys"), ("", "EfGh…", "works")],
)
def test_another_write_key_is_told(settings: str, message: str, kind: str) -> None:
    evidence = listening()
    evidence.settings(NOW, "", settings)
    evidence.stored(NOW, "", message)
    evidence.committed = 1
    assert evidence.advice(NOW).kind == kind


def test_what_an_opened_capture_holds_already_proves_nothing() -> None:
    evidence = listening()
    evidence.before = evidence.committed = evidence.analysed = 1412
    assert states(evidence) == ["lit", "next", "later", "later"]
    assert evidence.advice(NOW).kind == "nothing"
    evidence.committed = 1415
    lamps = evidence.lamps(NOW, True)
    assert [lamp.state for lamp in lamps] == ["lit", "skipped", "lit", "next"]
    assert lamps[2].line == "3 stored"
    assert evidence.advice(NOW).kind == "works"
    evidence.analysed = 1413
    assert states(evidence)[3] == "lit"


def test_a_message_without_a_shops_key_leaves_the_last_key_as_it_is() -> None:
    evidence = listening()
    evidence.settings(NOW, "", "AbCd…")
    evidence.settings(NOW, "", "")
    evidence.stored(NOW, "", "EfGh…")
    evidence.stored(NOW, "", "")
    evidence.committed = 2
    assert evidence.advice(NOW).kind == "two-keys"


def test_the_rate_is_of_the_last_ten_seconds() -> None:
    rate = Rate()
    assert rate.text(0.0) == "no message yet"
    rate.add(0.0, 20)
    rate.add(5.0, 14)
    assert rate.text(6.0) == "3.4/s"
    assert rate.text(10.5) == "1.4/s"
    assert rate.text(15.5) == "quiet for 10 s"
    assert rate.text(5.0 + 245) == "quiet for 4 m"
    rate.add(300.0, 50_000)
    assert rate.text(300.0) == "5,000/s"


def test_lengths_of_time_are_whole_and_in_one_unit() -> None:
    spans = [span_text(seconds) for seconds in (0, 59.9, 60, 7199, 7200, 200_000)]
    assert spans == ["0 s", "59 s", "1 m", "1 h", "2 h", "2 d"]
