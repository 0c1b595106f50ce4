"""What a mapping makes of one message of a real capture, and what is pasted."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.destination import load_definition
from app.segment.jsontext import dumps_text
from app.services.mapping_look import look_at
from app.services.pasting import MOST_REMARKS, read_pasted, read_pasted_file
from app.store.errors import NoSuchRow
from app.store.reader import Reader
from tests.services.conftest import Start, click, post

PRESETS = load_definition().configuration()
CLICK, PAGES = 1, 6


def test_a_mapping_with_the_newest_message_and_with_a_chosen_one(start: Start) -> None:
    inspector = start()
    post(inspector, **click(resolvedBidId="b-1", channel=5))
    post(inspector, **click(resolvedBidId="b-2"))
    post(inspector, event="Order Completed", properties={})
    reader = Reader(inspector.path)
    try:
        newest = look_at(reader, PRESETS, CLICK, None)
        assert newest is not None
        assert (newest.row, newest.matches, newest.fields["resolvedBidId"].value) == (
            2,
            True,
            "b-2",
        )
        first = look_at(reader, PRESETS, CLICK, 1)
        assert first is not None
        assert first.fields["resolvedBidId"].value == "b-1"
        assert [one.kind for leaf in first.fields["channel"].leaves for one in leaf.notes] == [
            "coerced"
        ]
        other = look_at(reader, PRESETS, CLICK, 3)
        assert other is not None
        assert (other.matches, other.verdict) == (False, "unmapped")
        assert look_at(reader, PRESETS, PAGES, None) is None
        off = replace(
            PRESETS,
            subscriptions=tuple(replace(one, enabled=False) for one in PRESETS.subscriptions),
        )
        alone = look_at(reader, off, CLICK, None)
        assert alone is not None
        assert (alone.verdict, alone.tie) == ("accepted", "sponsored")
        with pytest.raises(NoSuchRow):
            look_at(reader, PRESETS, CLICK, 99)
    finally:
        reader.close()


def test_what_is_pasted_is_checked_whole_and_bounded() -> None:
    own = replace(PRESETS, rules={"silenced": ["NO-1"]}).to_json()

    bad = read_pasted(dumps_text(own), {})
    assert bad.configuration is None
    assert bad.said[0].error
    assert "NO-1" in bad.said[0].text
    good = read_pasted(dumps_text(PRESETS.to_json()), {})
    assert good.configuration == PRESETS
    attribution = replace(PRESETS, attribution={"window_days": 900}).to_json()
    assert read_pasted(dumps_text(attribution), {}).configuration is None
    many = '{"subscriptions": [' + ",".join(['{"name": "x", "trigger": 5}'] * 900) + "]}"
    told = read_pasted(many, {})
    assert len(told.said) == MOST_REMARKS
    assert told.more > 0
    for odd in ("", "\x00", "<b>", "[" * 100_000, b"\xff\xfe\x00", "\ud800"):
        assert read_pasted(odd, {}).configuration is None


def test_an_action_that_is_not_said_is_asked_for(tmp_path: Path) -> None:
    text = (
        '{"subscriptions": [{"name": "Mine", "trigger": "type = \\"track\\"", '
        '"mapping": {"id": {"@path": "$.messageId"}}}]}'
    )
    file = tmp_path / "mine.json"
    file.write_text(text)
    asked = read_pasted(read_pasted_file(file), {})
    assert asked.configuration is None
    ((name, fitting),) = asked.unnamed
    assert name == "Mine"
    told = read_pasted(text, {"Mine": fitting[0]})
    assert told.configuration is not None
    assert told.configuration.subscriptions[0].action == fitting[0]
    with pytest.raises(OSError, match="No such file"):
        read_pasted_file(tmp_path / "gone.json")
