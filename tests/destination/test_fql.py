"""Triggers: what matches, what Segment cannot read, and where it stops."""

from typing import Any

import pytest

from app.destination.fql import FqlError, parse

_TRACK = {"type": "track", "event": "Product Viewed", "properties": {"price": 5, "name": "ab"}}


@pytest.mark.parametrize(
    ("trigger", "matches"),
    [
        ('type = "track" and event = "Product Viewed"', True),
        ('type = "track" and event = "product viewed"', False),
        ('type = "page" or type = "track"', True),
        # The last word joins the whole group.
        ('type = "page" and event = "x" or type = "track"', True),
        ('type = "track" or event = "x" and type = "track"', False),
        # Single quotes stay in the text.
        ("type = 'track'", False),
        ("type = track", True),
        ('event = "a" or or type = "track"', True),
        ("properties.price = 5", True),
        ('properties.price = "5"', False),
        ("properties.price != 5", False),
        ('properties.name != 5 and type = "track"', False),
        ("properties.price >= 5", True),
        ("properties.price < 5", False),
        ("properties.none = null", True),
        ("properties.price != null", True),
        ('contains(event, "View")', True),
        ('!contains(event, "View")', False),
        ('match(event, "Prod*")', True),
        ('match(event, "*Viewed")', True),
        ('!match(event, "*Viewed")', False),
        # The bracket of a function closes the group around it; the rest joins the outer one.
        ('(type = "page") or (contains(event, "Viewed") and type = "track")', False),
        ('(type = "page") or (type = "track" and contains(event, "Viewed"))', True),
        ("type =", False),
        ('properties.name.length = 2 and type = "track"', True),
        ('foo = 1 and type = "track"', True),
    ],
)
def test_matches(trigger: str, matches: bool) -> None:
    assert parse(trigger).matches(_TRACK) is matches


@pytest.mark.parametrize(
    ("trigger", "column", "expected"),
    [
        ("", 1, "a condition that begins with"),
        ("foo = 1", 1, "a condition that begins with"),
        ("&&&", 1, "found “&”"),
        ("event", 6, "“=” or “!=” expected, found the end"),
        ('(type = "track"', 1, "“)” for this bracket"),
        ('((type = "track"))', 2, "“)” for this bracket"),
        ('type = "track', 14, 'a closing "'),
        ('type!="track"', 5, "“=” or “!=” expected, found “!=” without a space. Put a space"),
        ('event ! "x"', 7, "“=” or “!=” expected, found “!”. Write “!=”"),
        ('! contains(event, "x")', 1, "“contains(” or “match(” right after “!”"),
        ('Event = "x"', 1, "found “Event”. Did you mean “event”?"),
        ('type = "track" && event = "x"', 16, "found “&”. FQL joins conditions with “and”"),
        ("event = " + "a" * 60_000, 50_001, "at most 50000 characters"),
        ("(" * 10_000 + "event = 1" + ")" * 10_000, 2, "“)” for this bracket"),
        ("properties.price = 1.2.3", 23, "one decimal point"),
        ("properties.price = 5.", 22, "a digit after the decimal point"),
        ("!", 1, "after “!”"),
        ("event = pröduct", 11, "a space after “pr”"),
        ("event = \\", 10, "a character after"),
        ("contains(", 10, "contains()"),
        ('event = "😀" and n😀!', 19, "a space after “n”"),
    ],
)
def test_unreadable_triggers_say_where_and_what(trigger: str, column: int, expected: str) -> None:
    with pytest.raises(FqlError) as caught:
        parse(trigger)
    assert caught.value.column == column
    assert expected in caught.value.message


def test_an_error_reads_as_a_sentence() -> None:
    with pytest.raises(FqlError) as caught:
        parse("event")
    assert str(caught.value) == "“=” or “!=” expected at column 6, found the end"


@pytest.mark.parametrize(
    ("trigger", "column", "told"),
    [
        ('event is "x"', 7, "“=” or “!=” expected, found “is”: the condition never holds. Write"),
        ('event == "x"', 8, "found “=”. FQL compares with one “=”"),
        ('event <> "x"', 8, "found “>”. Write “!=”"),
        ("event = ", 9, "A value expected, found the end"),
        ("event = 'x'", 9, "Double quotes expected"),
        ('type = "a" and Event = "x"', 16, "passes over “Event”, which begins no condition. Did"),
        ('type = "a" and event = "x" or name = "y"', 12, "by the last, “or”"),
        ('(type = "a" and contains(event, "x")) or type = "b"', 37, "passes over “)”"),
    ],
)
def test_what_looks_right_and_is_not_is_doubted(trigger: str, column: int, told: str) -> None:
    doubts = parse(trigger).doubts
    assert any(one.column == column and told in one.message for one in doubts), doubts


@pytest.mark.parametrize(
    "trigger",
    [
        'type = "track" and event = "Product Viewed"',
        'type = "page" or type = "screen"',
        '(type = "track" and properties.price >= 5) or userId != null',
        '!contains(event, "View") and match(event, "Prod*") and properties.a = true',
        "type = track",
    ],
)
def test_a_plain_trigger_is_not_doubted(trigger: str) -> None:
    assert parse(trigger).doubts == ()


def test_doubts_are_bounded() -> None:
    assert 0 < len(parse('event = "x" ' + "foo " * 9_000).doubts) <= 10


def test_texts_beyond_the_basic_plane() -> None:
    assert parse('event = "a😀"').matches({"event": "a😀"})
    assert parse('event = "\ud83d"').events == ("\ud83d",)


def test_reads_names_every_place_once() -> None:
    trigger = parse('type = "track" and (contains(properties.a.b, "x") or type != "page")')
    assert trigger.reads == (("type",), ("properties", "a", "b"))


def test_events_are_those_asked_for_by_name() -> None:
    trigger = parse('event = "Product Added" or event != "x" or match(event, "P*")')
    assert trigger.events == ("Product Added",)


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"type": None, "event": 5, "properties": "text", "context": [], "traits": None},
        {"type": {"a": 1}, "event": [1], "properties": {"price": 10**400}, "userId": False},
    ],
)
def test_hostile_messages_never_raise(message: dict[str, Any]) -> None:
    trigger = parse(
        'type != "x" and properties.price > 1 or contains(userId, "a") or context.a.b = null'
        " or traits.x != 5 or properties.price.length = 3 or name < 4"
    )
    assert trigger.matches(message) in (True, False)


def test_empty_brackets_among_conditions_never_fire() -> None:
    assert parse('type = "page" or () or type = "track"').matches(_TRACK) is False


@pytest.mark.parametrize(
    ("trigger", "event", "match"),
    [
        # Without a star, the first unit is taken for one: here half a character.
        ('match(event, "\U0001f600")', "a\U0001f600", True),
        ('match(event, "\U0001f600")', "anything", False),
        ('contains(event, "\ud83d")', "a\U0001f600", True),
        ('match(event, "\U0001f600*")', "\U0001f600 a", True),
    ],
)
def test_halves_of_characters(trigger: str, event: str, match: bool) -> None:
    assert parse(trigger).matches({"event": event}) is match
