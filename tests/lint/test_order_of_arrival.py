"""What the rules say of a set of messages does not hang on the order in which they come."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.analyst import Analyst
from app.destination import load_definition
from app.lint import journey
from app.segment.times import iso, parse_time

START = 1_795_528_800_000
CONFIGURATION = load_definition("topsort-2026-07").configuration(enable=["Product Added"])

TIMES = st.sampled_from(
    [0, 1, 38, 400, 500, 501, 700, 1_500, 2_000, 2_001, 2_400, 4_000, 1_800_000]
)
EVENTS = st.sampled_from(
    ["Product Clicked", "Product Added", "Product Viewed", "Product List Viewed", "page"]
)


@st.composite
def messages(draw: st.DrawFn) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for index in range(draw(st.integers(2, 9))):
        event = draw(EVENTS)
        at = draw(TIMES)
        properties: dict[str, Any] = {"product_id": draw(st.sampled_from(["p", "p-red", "q"]))}
        if draw(st.booleans()):
            properties["resolvedBidId"] = draw(st.sampled_from(["b", "c"]))
        if draw(st.booleans()):
            properties["cart_id"] = "x"
        if event == "Product List Viewed":
            properties = {"products": [properties, {"product_id": "q", "resolvedBidId": "d"}]}
        message = {
            "type": "page" if event == "page" else "track",
            "messageId": f"m-{index}",
            "originalTimestamp": iso(START + at),
            "timestamp": iso(START + at + draw(st.sampled_from([0, 0, 0, 900]))),
            "anonymousId": draw(st.sampled_from(["u", "u", "u", "v"])),
            "properties": properties,
            "context": {
                "library": {
                    "name": draw(
                        st.sampled_from(["analytics.js", "analytics.js", "analytics-python"])
                    )
                },
                "page": {"path": draw(st.sampled_from(["/a", "/a", "/b"]))},
            },
        }
        if event != "page":
            message["event"] = event
        made.append(message)
        if draw(st.integers(0, 4)) == 0:
            made.append(message)
    return made


def final(arrivals: list[tuple[int, dict[str, Any]]]) -> dict[tuple[int | None, str], Any]:
    analyst = Analyst(CONFIGURATION)
    standing: dict[tuple[int | None, str], Any] = {}
    for row, message in arrivals:
        for change in analyst.add(row, message, START + 86_400_000)[1]:
            standing[change.row, change.code] = change.findings
    return {key: findings for key, findings in standing.items() if findings}


@settings(max_examples=300, deadline=None)
@given(messages(), st.data())
def test_any_order_ends_the_same(made: list[dict[str, Any]], data: st.DataObject) -> None:
    arrivals = list(enumerate(made, 1))
    shuffled = data.draw(st.permutations(arrivals))
    assert final(shuffled) == final(arrivals)


@settings(max_examples=300, deadline=None)
@given(messages())
def test_the_latest_sighting_on_the_right_clock_is_named(made: list[dict[str, Any]]) -> None:
    def server(message: dict[str, Any]) -> bool:
        return bool(message["context"]["library"]["name"] == "analytics-python")

    def bids(message: dict[str, Any]) -> set[str]:
        items = message["properties"].get("products", [message["properties"]])
        if message["type"] == "page":
            return set()
        return {one["product_id"] for one in items if "resolvedBidId" in one}

    standing = final(list(enumerate(made)))
    first = {message["messageId"]: row for row, message in reversed(list(enumerate(made)))}
    for row, message in enumerate(made):
        if message.get("event") in (None, "Product List Viewed") or bids(message):
            continue
        distances = [
            (at - parse_time(other[clock]), other_row)
            for other_row, other in enumerate(made)
            if first[other["messageId"]] == other_row
            if other["messageId"] != message["messageId"]
            if other["anonymousId"] == message["anonymousId"]
            if message["properties"]["product_id"] in bids(other)
            for clock in ["originalTimestamp" if server(other) is server(message) else "timestamp"]
            for at in [parse_time(message[clock])]
        ]
        near = [one for one in distances if 0 <= one[0] <= 1_800_000]
        lost = standing.get((row, "BID-001s"))
        if near:
            assert lost is not None
            named = next(one for one in distances if one[1] == lost[0].others[0])
            assert named[0] == min(near)[0]
        elif lost is not None:
            # Only the other click of one action is left as a reason.
            assert (row, "CLK-001") in standing


@settings(max_examples=200, deadline=None)
@given(messages())
def test_pairs_are_mutual_and_disjoint(made: list[dict[str, Any]]) -> None:
    standing = final(list(enumerate(made, 1)))
    pairs = {row: found[0].others for (row, code), found in standing.items() if code == "CLK-001"}
    for row, others in pairs.items():
        (other,) = others
        assert pairs[other] == (row,)
        assert made[other - 1]["messageId"] != made[row - 1 if row else 0]["messageId"]


CALLS = st.sampled_from(["Product Clicked", "Product Added", "page"])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(CALLS, st.integers(0, 6_000)), max_size=12), st.randoms())
def test_the_nearest_two_are_taken_first(calls: list[tuple[str, int]], chance: Any) -> None:
    made = [
        {
            "type": "page" if event == "page" else "track",
            "event": event,
            "messageId": f"m-{index:02}",
            "timestamp": iso(START + at),
            "anonymousId": "u",
            "properties": {"product_id": "p", "resolvedBidId": "b"},
        }
        for index, (event, at) in enumerate(calls)
    ]
    pages = [at for event, at in calls if event == "page"]
    edges = sorted(
        (abs(at - other_at), min(at, other_at), clicked, added)
        for clicked, (event, at) in enumerate(calls)
        for added, (other_event, other_at) in enumerate(calls)
        if (event, other_event) == ("Product Clicked", "Product Added")
        if abs(at - other_at) <= 2_000
        if not any(min(at, other_at) < page < max(at, other_at) for page in pages)
    )
    expected: dict[int, int] = {}
    for _, _, clicked, added in edges:
        if clicked not in expected and added not in expected:
            expected |= {clicked: added, added: clicked}
    arrivals = list(enumerate(made))
    chance.shuffle(arrivals)
    standing = final(arrivals)
    found = {row: said[0].others[0] for (row, code), said in standing.items() if code == "CLK-001"}
    assert found == expected


def test_what_is_remembered_is_bounded(monkeypatch: Any) -> None:
    monkeypatch.setattr(journey, "KEEP_AT_LEAST", 20)
    monkeypatch.setattr(journey, "KEEP_AT_MOST", 50)
    analyst = Analyst(CONFIGURATION)
    journeys = analyst._linter._journeys
    for row in range(200):
        message = {
            "type": "track",
            "event": "Product Clicked",
            "messageId": f"m-{row}",
            "timestamp": iso(START + row),
            "anonymousId": f"u-{row % 70}",
            "properties": {"product_id": "p", "resolvedBidId": "b"},
        }
        analyst.add(row, message, START + row)
        assert len(journeys) <= 51
    assert len(journeys._users) <= 50
    assert len(journeys._first) <= 50
    analyst.add(999, {**message, "messageId": "late", "anonymousId": "w"}, START + 2 * 3_600_000)
    assert len(journeys) == 20


def test_a_load_test_as_one_user_stays_affordable() -> None:
    analyst = Analyst(CONFIGURATION)
    pairs = 0
    for row in range(3_000):
        message = {
            "type": "track",
            "event": ("Product Clicked", "Product Added")[row % 2],
            "messageId": f"m-{row}",
            "timestamp": iso(START + row // 10),
            "anonymousId": "u",
            "properties": {"product_id": "p", "resolvedBidId": "b"},
        }
        pairs += sum(1 for one in analyst.add(row, message, START)[1] if one.findings)
    assert pairs >= 3_000
