"""The filter language: what is understood, and what a mistake is told."""

from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.store.filter_words import FIELDS, WORDS
from app.store.filters import QUERY_ALL, FilterError, field_of, parse, spans, term
from app.store.query import AllOf, AnyOf, Interval, Like, Not, Present, Term, Text, Word

NOW = 1_795_521_600_000
"""2026-11-24T12:00:00Z, a Tuesday."""


def tree(text):
    return parse(text, now=NOW, zone=UTC).root


def like(pattern, text=None, *, plain=True):
    return Like(pattern, pattern.strip("%") if text is None else text, plain)


def only(text):
    """The tests of a filter that is one term."""
    node = tree(text)
    assert isinstance(node, Term)
    return node.tests


def shape(node):
    """A tree without places: nested tuples of the words that were written."""
    if isinstance(node, Not):
        return ("not", shape(node.part))
    if isinstance(node, AllOf | AnyOf):
        word = "and" if isinstance(node, AllOf) else "or"
        return (word, *map(shape, node.parts))
    if isinstance(node, Text):
        return node.pattern.strip("%")
    return f"{node.field}:{','.join(getattr(test, 'text', '') for test in node.tests)}"


@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_nothing_lets_everything_through(text):
    assert parse(text) == QUERY_ALL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kettle", "kettle"),
        ("a b", ("and", "a", "b")),
        ("a AND b", ("and", "a", "b")),
        ("a OR b", ("or", "a", "b")),
        ("a b OR c d", ("or", ("and", "a", "b"), ("and", "c", "d"))),
        ("a (b OR c)", ("and", "a", ("or", "b", "c"))),
        ("-a", ("not", "a")),
        ("NOT a b", ("and", ("not", "a"), "b")),
        ("--a", "a"),
        ("NOT -a", "a"),
        ("-(a b)", ("not", ("and", "a", "b"))),
        ("-user:x", ("not", "user:x")),
        ("((a))", "a"),
        ("or and not", ("and", "or", "and", "not")),
        ('"OR"', "or"),
        ("a-b", "a-b"),
        ("a - b", ("and", "a", "-", "b")),
        ('"two words" x', ("and", "two words", "x")),
        (r'"a \"quoted\" \\ part"', r'a \\"quoted\\" \\\\ part'),
        ("user:a,b", "user:a,b"),
        ('user:"a,b"', "user:a,b"),
    ],
)
def test_the_grammar(text, expected):
    assert shape(tree(text)) == expected


def test_fields_say_how_they_compare():
    assert only("event:Clicked") == (like("%clicked%", "Clicked"),)
    assert only("event:=Clicked") == (like("clicked", "Clicked"),)
    assert only("event:Pro*ed") == (like("%pro%ed%", "Pro*ed", plain=False),)
    assert only("product:sku-?2*") == (like("sku-_2%", "sku-?2*", plain=False),)
    assert only('product:"sku*"') == (like("sku*", "sku*"),)
    assert only(r'product:"50%_\\"') == (like(r"50\%\_\\", "50%_\\"),)
    assert only("product:50%") == (like(r"50\%", "50%"),)
    assert only("bid:*") == (Present(),)
    assert only('bid:"*"') == (like("*", "*"),)
    assert only("Verdict:Dropped,rejected") == (Word("dropped"), Word("rejected"))
    assert only("verdict:d*") == (Word("dropped"), Word("discarded"))
    assert only("action:*list") == (Word("impressionsList"),)
    assert only("replay:never,Topsort*") == (
        Word("never"),
        like("topsort%", "Topsort*", plain=False),
    )
    assert only("size:>=2k") == (Interval(low=2_000),)
    assert only("size:100..2MB") == (Interval(100, 2_000_000),)
    assert only("size:<5") == (Interval(high=5, open_high=True),)


def test_paths_are_exact_and_take_any_comparison():
    node = tree('in.properties.products[1]."odd key.x".price:>-1.5,3..4,*,"*",abc*')
    assert node.field == "in"
    assert node.path == ("properties", "products", "1", "odd key.x", "price")
    assert node.tests == (
        Interval(low=-1.5, open_low=True),
        Interval(3, 4),
        Present(),
        like("*", "*"),
        like("abc%", "abc*", plain=False),
    )
    assert tree("out.items.productId:p1").field == "out"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("since:30s", NOW - 30_000),
        ("since:10m", NOW - 600_000),
        ("since:2h", NOW - 7_200_000),
        ("since:3D", NOW - 259_200_000),
        ("since:250ms", NOW - 250),
        ("since:today", NOW - 12 * 3_600_000),
        ("since:11:30", NOW - 30 * 60_000),
        ("since:11:30:05", NOW - 30 * 60_000 + 5_000),
        ("since:11:30:05.25", NOW - 30 * 60_000 + 5_250),
        ("since:23:50", NOW + (11 * 60 + 50) * 60_000),
        ("since:2026-11-24", NOW - 12 * 3_600_000),
        ("since:2026-11-24T11:59", NOW - 60_000),
        ("since:2026-11-24T11:59:59.999Z", NOW - 1),
        ("since:2026-11-24T13:00:00+01:00", NOW),
    ],
)
def test_times(text, expected):
    assert only(text) == (Interval(low=expected),)


def test_a_time_of_day_after_midnight_is_the_evening_before():
    midnight = NOW - 12 * 3_600_000
    query = parse("since:23:50", now=midnight + 600_000, zone=UTC)
    assert query.times == (("since", midnight - 600_000),)


def test_times_without_a_zone_are_in_the_zone_of_the_reader():
    tokyo = timezone(timedelta(hours=9))
    query = parse("since:20:00 -until:2026-11-24T21:00", now=NOW, zone=tokyo)
    assert query.times == (("since", NOW - 3_600_000), ("until", NOW))


def test_until_ends_before_its_time():
    assert only("until:11:00") == (Interval(high=NOW - 3_600_000, open_high=True),)


@pytest.mark.parametrize(
    ("text", "message", "wrong", "nearest"),
    [
        ("verdikt:x", "No field is called “verdikt”.", "verdikt", "verdict"),
        ("a http://x", "No field is called “http”.", "http", None),
        ("since:10x", "“10x” is not a time. Write 30s, 10m, 2h, 3d, today or 14:05.", "10x", None),
        ("until:25:00", None, "25:00", None),
        ("since:*", "“*” is not a time. Write 30s, 10m, 2h, 3d, today or 14:05.", "*", None),
        ("since:2026-02-30", None, "2026-02-30", None),
        ("since:999999999d", None, "999999999d", None),
        ("since:1h,2h", "“since” takes one time.", "2h", None),
        ("a (b OR c", "A bracket is open.", "(", None),
        ("a )", "A bracket is closed that was not opened.", ")", None),
        ("()", "There is nothing in the brackets.", "()", None),
        ("verdict:dropt", "“dropt” is not an outcome.", "dropt", "dropped"),
        ("type:trak", "“trak” is not a type.", "trak", "track"),
        ("action:clik", "“clik” is not an action.", "clik", "click"),
        ("tie:sponsor", "“sponsor” is not a tie.", "sponsor", "sponsored"),
        ("sev:warn", "“warn” is not a severity.", "warn", "warning"),
        ("is:z*", "“z*” is not a state.", "z*", None),
        ("has:findings", "“findings” is not a part.", "findings", "finding"),
        ("size:abc", "“abc” is not a number.", "abc", None),
        ("size:>1.2.3", "“1.2.3” is not a number.", "1.2.3", None),
        ("in.properties.price:>abc", "“abc” is not a number.", "abc", None),
        ("in.a:1..x", "“x” is not a number.", "x", None),
        ("in.a:>1..2", "Write either > or a range.", ">1..2", None),
        ("user:>5", "“user” takes no >.", ">", None),
        ("since:>1h", "“since” takes no >.", ">", None),
        (
            "event:a..b",
            "“event” takes no range. Put quotation marks round a value with two dots.",
            "a..b",
            None,
        ),
        ("event:", "A value is missing after “event:”.", "event:", None),
        ("event: x", "A value is missing after “event:”.", "event:", None),
        ("event:a,", "A value is missing after “event:”.", "event:a,", None),
        ("size:1..", "A value is missing after “size:”.", "size:1..", None),
        ("size:>", "A value is missing after “size:”.", "size:>", None),
        (":x", "The name of a field is missing.", ":", None),
        ("in..a:x", None, "in..a", None),
        ("in.a.:x", None, "in.a.", None),
        ('a "b', "A quotation mark is open.", '"b', None),
        ("user:$", "“$” would be the chosen row’s value, and no row is chosen here.", "$", None),
        ("a OR", "Nothing stands after OR.", "OR", None),
        ("OR a", "Nothing stands before OR.", "OR", None),
        ("a AND OR b", "Nothing stands after AND.", "AND", None),
        ("(a OR)", "Nothing stands after OR.", "OR", None),
        ("a NOT", "Nothing stands after NOT.", "NOT", None),
        ("-)", "Nothing stands after -.", "-", None),
        ("event:Foo(bar)", "A space is missing, or quotation marks round the whole.", "Foo(", None),
        ('user:"a"b', "A space is missing, or quotation marks round the whole.", '"a"b', None),
        ("(" * 11 + "a" + ")" * 11, "More than 10 brackets inside one another.", "(", None),
        ("a " * 201, "A filter has at most 200 values.", "a ", None),
        ("x" * 5_001, "A filter has at most 5,000 characters.", "x", None),
    ],
)
def test_mistakes(text, message, wrong, nearest):
    with pytest.raises(FilterError) as caught:
        parse(text, now=NOW, zone=UTC)
    error = caught.value
    if message is not None:
        assert error.message == message
    assert text[error.start : error.end] == wrong
    assert error.nearest == nearest


def test_a_mistake_says_its_whole_remedy():
    with pytest.raises(FilterError) as caught:
        parse('a verdikt:"x y" b')
    assert str(caught.value) == (
        "No field is called “verdikt”. Nearest: verdict or search it as text"
    )
    mended = caught.value.as_text
    assert mended == r'a "verdikt:\"x y\"" b'
    assert len(parse(mended).root.parts) == 3
    with pytest.raises(FilterError) as caught:
        parse("verdict:dropt")
    assert str(caught.value) == "“dropt” is not an outcome. Nearest: dropped"


@pytest.mark.parametrize("field", [name for name in FIELDS if name in WORDS])
def test_every_word_of_a_list_is_understood(field):
    for word in WORDS[field]:
        assert only(f"{field}:{word}") == (Word(word),)


def test_a_field_may_have_another_name():
    assert only("severity:error,info") == only("sev:error,info")
    assert tree("SEVERITY:error").field == "sev"


@given(st.text(st.characters()), st.sampled_from(sorted(FIELDS)))
def test_a_term_made_for_a_value_means_that_value(value, field):
    if FIELDS[field].kind not in ("contains", "equals"):
        return
    (test,) = only(term(field, value)) if value else (like("", ""),)
    assert test.text == value
    assert test.plain


@given(st.lists(st.text(st.characters()) | st.integers(0, 50), min_size=1))
@example(["properties", "odd key", 0, 'x"y', "a.b", "[0]", ""])
def test_a_field_made_for_a_path_means_that_path(path):
    keys = tuple(step for step in path if isinstance(step, str))
    if not keys:
        return
    assert tree(f"{field_of('in', tuple(path))}:x").path == keys


PIECES = st.sampled_from(
    [
        *("event", ":", "since", "verdict", "in.a.b", "out.", "size", "key", "in.", '"a', "replay"),
        *("-", "NOT", "OR", "AND", " ", "(", ")", '"', ",", "..", ">", "<=", "=", "*", "?", "$"),
        *("10m", "14:05", "1", "x", "\\", ".", "dropped", "2026-11-24", "[0]"),
        *("“", "\u2028", "\x1c", "ẞ", "\ud800", "\0"),
    ]
)


@given(st.text(st.characters()) | st.lists(PIECES).map("".join))
@settings(max_examples=1500)
@example('in."')
@example("in.a[:x")
@example("since:٣٠s")
@example("size:²")
@example("since:0000-01-01")
@example("until:9999-12-31T23:59:59-23:59")
def test_any_text_is_a_filter_or_a_mistake_with_a_place(text):
    found = spans(text)
    at = 0
    for span in found:
        assert not text[at : span.start].strip()
        assert span.start < span.end
        at = span.end
    assert not text[at:].strip()
    try:
        query = parse(text, now=NOW, zone=UTC)
    except FilterError as caught:
        error = caught
    else:
        assert query.text == text or query == QUERY_ALL
        return
    assert 0 <= error.start < error.end <= len(text)
    assert str(error).strip()
    if error.as_text is not None:
        assert error.as_text.startswith(text[: error.start])


def test_spans_for_the_colours():
    text = '-verdict:a,"b c" OR (size:>1..2 NOT x)'
    assert [(text[one.start : one.end], one.kind) for one in spans(text)] == [
        ("-", "not"),
        ("verdict", "field"),
        (":", "colon"),
        ("a", "value"),
        (",", "colon"),
        ('"b c"', "value"),
        ("OR", "or"),
        ("(", "bracket"),
        ("size", "field"),
        (":", "colon"),
        (">", "colon"),
        ("1", "value"),
        ("..", "colon"),
        ("2", "value"),
        ("NOT", "not"),
        ("x", "text"),
        (")", "bracket"),
    ]
