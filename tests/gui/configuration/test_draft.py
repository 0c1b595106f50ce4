"""A configuration while it is edited: what takes effect, what is kept beside it."""

from dataclasses import replace

import pytest

from app.destination import load_definition
from app.gui.configuration import draft as drafts
from app.gui.configuration.draft import SKIP_ZERO
from app.gui.configuration.mapping_rows import rows_of
from app.gui.configuration.mapping_words import from_words
from app.gui.configuration.rule_lists import (
    amount,
    band_lines,
    rule_lines,
    summary,
    with_band,
    with_silence,
    without_parts,
)
from app.gui.configuration.trigger_words import mistake_of, short_trigger
from app.lint.catalogue import CODES
from app.lint.rule_settings import read_rules
from app.services.alternate import with_alternate
from app.services.mapping_look import FieldLook, MappingLook

PRESETS = load_definition().configuration()
CLICK = 1


def test_a_trigger_that_cannot_be_read_never_takes_effect() -> None:
    before = drafts.begun(PRESETS)
    bad = drafts.with_trigger(before, CLICK, 'event = "', good=False)
    assert bad.configuration == PRESETS
    assert (bad.changed, bad.faulty, bad.dirty) == (False, True, True)
    assert bad.trigger(CLICK) == 'event = "'
    assert bad.is_changed(CLICK)
    assert not bad.is_changed(0)
    good = drafts.with_trigger(bad, CLICK, 'event = "x"', good=True)
    assert not good.faulty
    assert good.configuration.subscriptions[CLICK].trigger == 'event = "x"'
    assert not drafts.to_preset(good, CLICK).dirty


def test_fields_change_the_mapping_and_faulty_ones_do_not() -> None:
    draft = drafts.with_field(drafts.begun(PRESETS), CLICK, "channel", "onsite")
    assert draft.configuration.subscriptions[CLICK].mapping["channel"] == "onsite"
    bad = drafts.with_faulty_field(draft, CLICK, "channel", "{")
    assert bad.configuration == draft.configuration
    assert bad.faulty
    assert not drafts.with_default_field(bad, CLICK, "channel").dirty
    gone = drafts.without_field(bad, CLICK, "channel")
    assert "channel" not in gone.configuration.subscriptions[CLICK].mapping
    assert not gone.faulty


def test_another_definition_takes_its_own_presets_and_leaves_what_was_edited() -> None:
    edited = drafts.with_field(drafts.begun(PRESETS), CLICK, "channel", "onsite")
    edited = drafts.switched(edited, 0, False)
    old = drafts.with_definition(edited, "topsort-2026-01").configuration
    first = load_definition("topsort-2026-01").configuration().subscriptions
    assert old.subscriptions[0] == replace(first[0], enabled=False)
    assert old.subscriptions[CLICK] == edited.configuration.subscriptions[CLICK]
    back = drafts.with_definition(drafts.begun(old), "topsort-2026-07")
    assert back.configuration == edited.configuration


def test_subscriptions_come_and_go_and_their_faults_with_them() -> None:
    draft = drafts.with_trigger(drafts.begun(PRESETS), 2, "(", good=False)
    draft = drafts.with_trigger(draft, 1, "[", good=False)
    less = drafts.removed(draft, 1)
    assert less.triggers == {1: "("}
    assert [one.name for one in less.configuration.subscriptions][:2] == ["Impression", "Purchase"]
    more = drafts.added(drafts.added(less, "click"), "click")
    names = [one.name for one in more.configuration.subscriptions][-2:]
    assert len(set(names)) == 2
    assert mistake_of(more.configuration.subscriptions[-1].trigger) is None


def test_a_change_made_elsewhere_goes_under_the_draft() -> None:
    on = with_alternate(PRESETS, True)
    assert drafts.rebased(drafts.begun(PRESETS), on) == drafts.begun(on)
    draft = drafts.with_setting(
        drafts.with_field(drafts.begun(PRESETS), CLICK, "channel", "x"), SKIP_ZERO, True
    )
    both = drafts.rebased(draft, on)
    assert both.base == on
    assert both.configuration.settings == {SKIP_ZERO: True}
    assert both.configuration.subscriptions[-1].enabled
    assert both.configuration.subscriptions[CLICK].mapping["channel"] == "x"


def test_what_is_put_back_leaves_the_hash_as_it_was() -> None:
    draft = drafts.with_setting(drafts.begun(PRESETS), SKIP_ZERO, True)
    assert drafts.with_setting(draft, SKIP_ZERO, False).configuration.hash == PRESETS.hash
    rules = with_silence(with_band({}, "certain", 700), ["CLK-001"], True)
    there = drafts.with_rules(draft, rules)
    back = with_silence(with_band(there.configuration.rules, "certain", 500), ["CLK-001"], False)
    assert drafts.with_rules(drafts.begun(PRESETS), back).configuration.hash == PRESETS.hash


@pytest.mark.parametrize(
    ("text", "sentence", "repaired"),
    [
        (
            'type = "track" and event = "Product Clicked',
            "Column 28: the text has no closing quote.",
            'type = "track" and event = "Product Clicked"',
        ),
        ('(type = "track"', "Column 1: this bracket is not closed.", '(type = "track")'),
        ('typ = "track"', "Column 1: ", 'type = "track"'),
        ('type = "a" && event = "b"', "Column 12: ", 'type = "a" and event = "b"'),
        ('type !="a"', "Column 6: ", 'type != "a"'),
        ("event = 'a'", "Column 9: ", 'event = "a"'),
        ('event == "a"', "Column 8: ", 'event = "a"'),
        ('event = "😀" and evnt = "x"', "Column 18: ", 'event = "😀" and event = "x"'),
    ],
)
def test_each_mistake_has_its_column_and_the_repair_mends_it(
    text: str, sentence: str, repaired: str
) -> None:
    mistake = mistake_of(text)
    assert mistake is not None
    assert mistake.sentence.startswith(sentence)
    assert mistake.repair
    assert mistake.repaired == repaired
    assert mistake_of(repaired) is None


@pytest.mark.parametrize(
    "text", ["", "foo", "event =", "\u202e", "x" * 60_000, "\ud800", '"' * 999]
)
def test_hostile_triggers_are_told_in_a_short_plain_sentence(text: str) -> None:
    mistake = mistake_of(text)
    assert mistake is not None
    assert len(mistake.sentence) < 400
    assert "\u202e" not in mistake.sentence
    assert len(short_trigger(text)) < 200


def test_triggers_and_directives_in_a_few_words() -> None:
    assert short_trigger('type = "track" and event = "Product Added"') == "track, Product Added"
    assert short_trigger('type = "page" or type = "screen"') == "page or screen"
    assert short_trigger('event = "') == "cannot be read"
    placement = PRESETS.subscriptions[CLICK].mapping["placement"]
    assert from_words(placement) == "if … then merge 2 objects"
    assert from_words({"@path": "$.a"}) == "$.a"
    assert from_words("on<b>site") == "constant “on<b>site”"
    assert from_words(PRESETS.subscriptions[3].mapping["products"]) == (
        "each of $.properties.products: 2 fields"
    )
    deep: dict[str, object] = {"@path": "$.x"}
    for _ in range(100):
        deep = {"@if": {"then": deep}}
    assert len(from_words(deep)) < 200
    assert len(from_words({"@merge": {"objects": "x" * 9_000}})) < 200


def test_rows_say_what_differs_and_what_is_faulty() -> None:
    draft = drafts.with_field(drafts.begun(PRESETS), CLICK, "channel", "onsite")
    draft = drafts.with_field(draft, CLICK, "nonsense\u202e", {"@path": "$.x"})
    draft = drafts.with_faulty_field(draft, CLICK, "id", "{")
    look = MappingLook(1, 0, "x", True, "accepted", None, {"channel": FieldLook("onsite")})
    rows = {one.name: one for one in rows_of(draft, CLICK, look)}
    assert (rows["channel"].changed, rows["channel"].value) == (True, "onsite")
    assert (rows["id"].faulty, rows["id"].required, rows["id"].nothing) == (True, True, True)
    odd = rows["nonsense\u202e"]
    assert not odd.known
    assert "\u202e" not in odd.sentence
    assert not rows["entity"].changed


def test_silences_of_one_place_stay_when_a_rule_is_switched() -> None:
    rules = {"silenced": ["CLK-001", {"rule": "CLK-001", "event": "x"}, {"rule": "PUR-001"}]}
    heard = with_silence(rules, ["CLK-001", "PUR-001"], False)
    assert heard["silenced"] == [{"rule": "CLK-001", "event": "x"}]
    lines = {one.code: one for one in rule_lines(rules)}
    assert (lines["CLK-001"].silenced, lines["CLK-001"].parts) == (True, 1)
    assert without_parts(rules, "CLK-001")["silenced"] == ["CLK-001", {"rule": "PUR-001"}]
    assert len(lines) == len(CODES)
    assert summary(rules) == f"{len(CODES)} rules, 2 silenced, 1 silenced in places"
    assert "cannot be read" in summary({"silenced": ["NO-1"]})
    quiet = with_silence({}, ["CLK-001"], True)
    assert read_rules(quiet, CODES).silences[0].rule == "CLK-001"


def test_bands_read_as_people_say_them() -> None:
    lines = {one.name: one for one in band_lines({"bands": {"certain": 700}})}
    assert (lines["certain"].value, lines["certain"].usual) == (700, 500)
    assert amount(500, "ms") == "500 ms"
    assert amount(14 * 86_400_000, "ms") == "14 d"
    assert amount(90_000, "ms") == "90 s"
    assert amount(0, "ms") == "0 ms"
    assert (amount(95, "percent"), amount(20, "events")) == ("95 %", "20 events")
