"""`map`: messages in, verdicts out."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli.judging import lines
from app.cli.options import default_configuration
from app.cli.source import Entry, entries
from app.destination import load_definition
from app.destination.model import Configuration
from app.store.writer import Writer

from .conftest import Run

NOW = 1_795_528_000_000
CLICK = {
    "type": "track",
    "event": "Product Clicked",
    "messageId": "m-1",
    "anonymousId": "u-1",
    "timestamp": "2026-11-24T12:00:00.000Z",
    "properties": {"product_id": "HP-1", "resolvedBidId": "ChAGx"},
}
ADDED = CLICK | {
    "event": "Product Added",
    "messageId": "m-2",
    "timestamp": "2026-11-24T12:00:00.038Z",
}


def judged(
    *messages: dict[str, Any], configuration: Configuration | None = None, **options: Any
) -> list[dict[str, Any]]:
    found = lines(
        [Entry(message) for message in messages],
        configuration or default_configuration(),
        now=NOW,
        **options,
    )
    return list(found)


def test_a_line_for_each_message_and_one_for_all() -> None:
    first, last = judged(CLICK)
    assert list(first) == ["messageId", "verdict", "severity", "deliveries", "findings"]
    assert (first["messageId"], first["verdict"], first["severity"]) == ("m-1", "accepted", "info")
    [delivery] = first["deliveries"]
    assert (delivery["preset"], delivery["outcome"], delivery["tie"]) == (
        "Click",
        "accepted",
        "sponsored",
    )
    assert delivery["request"]["clicks"][0]["resolvedBidId"] == "ChAGx"
    # No impression came before the click, and one user clicked and bought nothing.
    assert [one["code"] for one in first["findings"]] == ["CLK-004"]
    assert list(last) == ["capture", "findings"]
    assert [one["code"] for one in last["findings"]] == ["QA-001", "QA-002"]


def test_a_later_message_changes_what_is_said_of_an_earlier_one() -> None:
    first, second, _ = judged(CLICK, ADDED)
    assert [one["code"] for one in first["findings"]] == ["CLK-001", "CLK-004"]
    assert first["findings"][0]["with"] == ["m-2"]
    assert second["findings"][0]["with"] == ["m-1"]
    assert first["deliveries"][0]["findings"] == first["findings"]


def test_messages_without_an_id_get_the_same_one_each_time() -> None:
    bare = {key: value for key, value in CLICK.items() if key != "messageId"}
    ids = [line["messageId"] for line in judged(bare, bare)[:2]]
    assert len(set(ids)) == 2
    assert ids == [line["messageId"] for line in judged(bare, bare)[:2]]


def test_the_future_is_that_of_the_message_where_it_was_received() -> None:
    ahead = CLICK | {"timestamp": "2026-11-25T12:00:00.000Z"}
    assert judged(ahead)[0]["verdict"] == "rejected"
    received = ahead | {"receivedAt": "2026-11-25T12:00:01.000Z"}
    assert judged(received)[0]["verdict"] == "accepted"


def test_provenance_names_the_places_in_the_message() -> None:
    [delivery] = judged(CLICK, provenance=True)[0]["deliveries"]
    leaves = {leaf["path"]: leaf["sources"] for leaf in delivery["provenance"]["leaves"]}
    assert leaves["resolvedBidId"] == ["properties.resolvedBidId"]
    assert delivery["provenance"]["trigger"] == ["type", "event"]
    assert "provenance" not in judged(CLICK)[0]["deliveries"][0]


def test_secrets_in_messages_are_not_repeated() -> None:
    secret = CLICK | {
        "properties": {
            "resolvedBidId": "TSE_s3cr3t",
            "placement": {"path": "Bearer s3cr3t.s3cr3t"},
        },
        "userId": "TSC_s3cr3t",
    }
    text = json.dumps(judged(secret, provenance=True))
    assert "s3cr3t" not in text
    assert "TSE_" in text


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"type": None, "event": 7, "properties": [], "context": "x", "integrations": 3},
        {"type": "track", "event": "Order Completed", "properties": {"products": {"a": [1e999]}}},
        {"type": "track", "event": "\ud800", "anonymousId": "\udfff"},
        {"type": "page", "properties": {"page": 1}, "anonymousId": "u", "timestamp": -1},
        {"receivedAt": "rubbish", "type": "track", "event": "Product Clicked"},
        {"messageId": {"a": 1}, "anonymousId": "u", "type": "track", "event": "Product Clicked"},
        {"batch": "no list", "type": "identify", "traits": None, "userId": 1},
    ],
)
def test_any_object_gets_a_verdict(item: dict[str, Any], run: Run) -> None:
    found = run("map", "-", text=json.dumps(item).replace("Infinity", "1e999"))
    assert found.returncode == 0, found.stderr
    first, last = [json.loads(line) for line in found.stdout.splitlines()]
    assert first["verdict"] in ("discarded", "dropped", "rejected", "unmapped", "accepted")
    assert last["capture"] is True


def test_unreadable_lines_are_named_and_the_others_judged(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_text(f"{json.dumps(CLICK)}\n{{bad\n{json.dumps(ADDED)}\n7\n")
    found = run("map", path)
    assert found.returncode == 2
    assert f"{path}, line 2, column 2: " in found.stderr
    assert f"{path}, line 4, column 1: a number is no message." in found.stderr
    assert [json.loads(line).get("messageId") for line in found.stdout.splitlines()] == [
        "m-1",
        "m-2",
        None,
    ]


def test_verdicts_are_no_failure(run: Run) -> None:
    lost = CLICK | {"anonymousId": "", "userId": "u", "event": "Order Completed"}
    found = run("map", "-", text=json.dumps([lost]))
    assert found.returncode == 0
    assert json.loads(found.stdout.splitlines()[0])["verdict"] == "dropped"


def test_nothing_in_gives_the_last_line_only(run: Run) -> None:
    found = run("map", "-")
    assert (found.returncode, found.stdout) == (0, '{"capture":true,"findings":[]}\n')


def test_output_is_valid_json_in_any_terminal(run: Run) -> None:
    odd = CLICK | {"messageId": "\ud800…é", "properties": {"resolvedBidId": "x" * 3, "n": 1e400}}
    text = json.dumps(odd).replace("Infinity", "1e400")
    found = run("map", "-", text=text, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C.UTF-8")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout.splitlines()[0])["messageId"] == "\ud800…é"


def test_a_reader_that_has_seen_enough_is_no_error(
    environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join([json.dumps(CLICK | {"messageId": str(n)}) for n in range(3_000)]))
    with subprocess.Popen(
        [sys.executable, "-m", "app", "map", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="a shell closes them")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_traceback(
    environment: dict[str, str], tmp_path: Path, closed: str
) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(CLICK) + "\n{")
    command = f'exec "{sys.executable}" -m app map "{path}" {closed}'
    found = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, env=environment, check=False
    )
    assert found.returncode == 2
    assert "Traceback" not in found.stderr
    assert bool(found.stdout) == (closed == "2>&-")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--definition", "topsort-2020"], "topsort-2026-07"),
        (["--enable", "Product Addet"], "Did you mean “Product Added”?"),
        (["--disable", "nonsense"], "No subscription and no event is called “nonsense”."),
        (["--subscriptions", "/nowhere.json"], "cannot be read: No such file"),
        (["--bogus"], "No such option"),
    ],
)
def test_wrong_options_end_with_2(run: Run, arguments: list[str], said: str) -> None:
    found = run("map", "-", *arguments, text=json.dumps(CLICK))
    assert found.returncode == 2
    assert said in found.stderr
    assert found.stdout == ""


def test_alternates_presets_and_the_setting_can_be_switched(run: Run) -> None:
    free = CLICK | {
        "event": "Order Completed",
        "properties": {"products": [{"product_id": "HP-1", "price": 0, "quantity": 1}]},
    }
    text = "\n".join(json.dumps(one) for one in (CLICK, ADDED, free))
    options = ["--enable", "Product Added", "--disable", "Click", "--skip-zero-price"]
    found = run("map", "-", *options, text=text)
    verdicts = [json.loads(line).get("verdict") for line in found.stdout.splitlines()]
    assert verdicts == ["unmapped", "accepted", "filtered", None]


def test_the_older_definition_is_stricter(run: Run) -> None:
    bare = CLICK | {"properties": {"product_id": "HP-1"}}
    for definition, verdict in (("topsort-2026-01", "dropped"), ("topsort-2026-07", "accepted")):
        found = run("map", "-", "--definition", definition, text=json.dumps(bare))
        assert json.loads(found.stdout.splitlines()[0])["verdict"] == verdict


def own(**changes: Any) -> dict[str, Any]:
    data = load_definition().configuration().to_json()
    data["subscriptions"] = [data["subscriptions"][1] | {"trigger": 'event = "tile_clicked"'}]
    return data | changes


def test_ones_own_subscriptions_replace_the_packaged_ones(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(json.dumps(own()))
    text = "\n".join(json.dumps(one) for one in (CLICK, CLICK | {"event": "tile_clicked"}))
    found = run("map", "-", "--subscriptions", path, text=text)
    verdicts = [json.loads(line).get("verdict") for line in found.stdout.splitlines()]
    assert verdicts == ["unmapped", "accepted", None]
    off = run("map", "-", "--subscriptions", path, "--disable", "tile_clicked", text=text)
    assert [json.loads(line).get("verdict") for line in off.stdout.splitlines()] == [
        "unmapped",
        "unmapped",
        None,
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "There is no subscription in it"),
        (own(subscriptions={}), "There is no subscription in it"),
        (own(subscriptions=[{"name": "x"}]), "own.json, subscriptions[0]: It has no “trigger”"),
        (own(settings=[]), "settings: The “settings” are no object"),
        (own(definition="topsort-2020"), "There is no definition"),
        ({"data": {"subscriptions": []}}, "There is no subscription in it"),
    ],
)
def test_a_file_that_is_no_configuration_is_refused_in_a_sentence(
    run: Run, tmp_path: Path, data: Any, said: str
) -> None:
    path = tmp_path / "own.json"
    path.write_text(json.dumps(data))
    found = run("map", "-", "--subscriptions", path, text=json.dumps(CLICK))
    assert found.returncode == 2
    assert said in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"trigger": 'event = "x'},
            "subscriptions[0].trigger: The trigger cannot be read: a closi",
        ),
        ({"action": "clicks"}, "has no action “clicks”"),
        ({"mapping": {"id": {"@path": 7}}}, "mapping.id.@path: The mapping is not valid"),
        ({"mapping": {"id": {"@pth": "x"}}}, "mapping.id.@pth: There is no directive “@pth”"),
        ({"mapping": []}, "must be an object"),
        ({"enabled": "yes"}, "must be true or false"),
    ],
)
def test_what_segment_would_not_run_is_refused(
    run: Run, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    data = own()
    data["subscriptions"][0] |= change
    path = tmp_path / "own.json"
    path.write_text(json.dumps(data))
    found = run("map", "-", "--subscriptions", path, text=json.dumps(CLICK))
    assert (found.returncode, found.stdout) == (2, "")
    assert said in found.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '{"a": 1,\n "b": }',
            "own.json, top level: It cannot be read: Expecting value at line 2, col",
        ),
        ("[" * 300 + "]" * 300, "at line 1, column 201."),
        ('resource "segment_destination_subscription" "x" {\n a = = 1\n}', "own.json, line 2: "),
        ("", "own.json, top level: It is empty."),
    ],
)
def test_a_file_that_is_no_json_says_where(run: Run, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.json"
    path.write_text(text)
    found = run("map", "-", "--subscriptions", path, text=json.dumps(CLICK))
    assert (found.returncode, found.stdout) == (2, "")
    assert said in found.stderr


_TERRAFORM = """import {
  to = segment_destination_subscription.x
}
resource "segment_destination_subscription" "x" {
  action_id = "aX" // only the id
  name      = "Tiles"
  enabled   = true
  trigger   = "event = \\"tile_clicked\\""
  settings = jsonencode({
    id = { "@path" = "$.messageId" }
    occurredAt    = { "@path" = "$.timestamp" }
    opaqueUserId  = { "@path" = "$.anonymousId" }
    resolvedBidId = { "@path" = "$.properties.bid" }
  })
}
"""


def test_terraforms_code_is_read_and_an_action_can_be_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.tf"
    path.write_text(_TERRAFORM)
    text = json.dumps(CLICK | {"event": "tile_clicked", "properties": {"bid": "b1"}})
    asked = run("map", "-", "--subscriptions", path, text=text)
    assert (asked.returncode, asked.stdout) == (2, "")
    assert "x.tf, line 5, resource.segment_destination_subscription.x.action_id: " in asked.stderr
    assert '--action "Tiles=impression"' in asked.stderr
    found = run("map", "-", "--subscriptions", path, "--action", "Tiles=click", text=text)
    assert (found.returncode, found.stderr) == (0, "")
    (delivery,) = json.loads(found.stdout.splitlines()[0])["deliveries"]
    assert (delivery["preset"], delivery["action"], delivery["outcome"]) == (
        "Tiles",
        "click",
        "accepted",
    )
    assert delivery["request"]["clicks"][0]["resolvedBidId"] == "b1"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--action", "Tiles=click"], "it needs --subscriptions"),
        (["--subscriptions", "-"], "cannot both come from standard input"),
        (["--subscriptions", "x.tf", "--action", "Tiles"], "must be NAME=ACTION"),
        (["--subscriptions", "x.tf", "--action", "=click"], "must be NAME=ACTION"),
        (["--subscriptions", "x.tf"], "x.tf cannot be read: No such file"),
    ],
)
def test_options_that_do_not_fit_are_refused(run: Run, options: list[str], said: str) -> None:
    found = run("map", "-", *options, text=json.dumps(CLICK))
    assert (found.returncode, found.stdout) == (2, "")
    assert said in found.stderr


def test_a_configuration_is_printed_edited_and_read_again(run: Run, tmp_path: Path) -> None:
    printed = run("configuration", "--enable", "Product Added", "--skip-zero-price")
    assert (printed.returncode, printed.stderr) == (0, "")
    data = json.loads(printed.stdout)
    chosen = load_definition().configuration(enable=["Product Added"], skip_zero_price=True)
    assert data == chosen.to_json()
    data["subscriptions"][0]["name"] = "Mine"
    data["rules"] = {"silenced": [{"rule": "BID-001s"}, "CLK-001"]}
    again = run("configuration", "--subscriptions", "-", text=json.dumps(data))
    assert (again.returncode, again.stderr) == (0, "")
    assert json.loads(again.stdout) == data
    messages = tmp_path / "m.json"
    messages.write_text(json.dumps(CLICK))
    found = run("map", messages, "--subscriptions", "-", text=again.stdout)
    assert found.returncode == 0
    assert json.loads(found.stdout.splitlines()[0])["verdict"] == "accepted"


def test_the_configuration_of_a_capture_is_printed(run: Run, tmp_path: Path) -> None:
    chosen = load_definition().configuration(disable=["Page Views"])
    path = tmp_path / "a.tsi"
    writer = Writer(path, installation="i", on_progress=lambda _progress: None)
    writer.save_configuration(chosen).result()
    writer.close()
    printed = run("configuration", path)
    assert printed.returncode == 0
    assert json.loads(printed.stdout) == chosen.to_json()
    assert "another installation" in printed.stderr
    both = run("configuration", path, "--skip-zero-price")
    assert (both.returncode, both.stdout) == (2, "")
    assert "not both" in both.stderr
    missing = run("configuration", tmp_path / "none.tsi")
    assert (missing.returncode, missing.stdout) == (2, "")


def test_segments_own_list_is_used_and_what_is_odd_in_it_is_said(run: Run, tmp_path: Path) -> None:
    subscription = {
        "name": "Tiles",
        "actionSlug": "click",
        "destinationId": "d1",
        "enabled": True,
        "trigger": 'event = "tile_clicked"',
        "settings": load_definition().default_mapping("click") | {"bidId": "x", "batch_size": 1},
    }
    path = tmp_path / "own.json"
    path.write_text(json.dumps({"data": {"subscriptions": [subscription]}}))
    text = json.dumps(CLICK | {"event": "tile_clicked"})
    found = run("map", "-", "--subscriptions", path, text=text)
    assert found.returncode == 0
    assert "data.subscriptions[0].settings.bidId: The action has no field “bidId”" in found.stderr
    assert "batch_size" not in found.stderr
    line = json.loads(found.stdout.splitlines()[0])
    assert [(one["preset"], one["outcome"]) for one in line["deliveries"]] == [
        ("Tiles", "accepted")
    ]


def test_provenance_tells_what_happened_on_the_way_and_what_nothing_read(
    run: Run, tmp_path: Path
) -> None:
    mapping = load_definition().default_mapping("purchase") | {
        "channel": {"@template": "{{properties.a}}{{properties.b}}"},
        "deviceType": {
            "@if": {
                "exists": {"@path": "$.properties.c"},
                "then": {"@path": "$.properties.d"},
                "else": "ios",
            }
        },
        "novelty": {"@path": "$.properties.e"},
    }
    path = tmp_path / "own.json"
    preset = {"name": "P", "partnerAction": "purchase", "subscribe": 'type = "track"'}
    path.write_text(json.dumps([preset | {"mapping": mapping}]))
    product = {
        "product_id": ["HP-1"],
        "price": " 3 ",
        "quantity": "2",
        "brand": "B",
        "vendorId": "",
    }
    properties = {"a": "on", "b": "site", "e": 1, "products": [product], "extra": {"x": [1]}}
    message = CLICK | {"messageId": 7, "properties": properties}
    found = run("map", "-", "--provenance", "--subscriptions", path, text=json.dumps(message))
    line = json.loads(found.stdout.splitlines()[0])
    (delivery,) = line["deliveries"]
    leaves = {one["path"]: one for one in delivery["provenance"]["leaves"]}
    notes = {
        path: [(note["kind"], note["detail"]) for note in one["notes"]]
        for path, one in leaves.items()
        if one["notes"]
    }
    assert notes == {
        "id": [("coerced", "7")],
        "items[0].productId": [("unwrapped", '["HP-1"]')],
        "items[0].unitPrice": [("trimmed", '" 3 "'), ("coerced", '" 3 "')],
        "items[0].quantity": [("coerced", '"2"')],
        "deviceType": [("normalised", '"ios"')],
    }
    assert leaves["channel"]["sources"] == ["properties.a", "properties.b"]
    assert leaves["deviceType"]["sources"] == []
    assert leaves["deviceType"]["conditions"] == ["properties.c"]
    out = {one["path"]: one["reason"] for one in delivery["provenance"]["leftOut"]}
    assert out["novelty"] == "unknown"
    assert "properties.extra.x[0]" in line["unread"]
    assert "properties.e" not in line["unread"]


def test_every_form_of_input_is_judged_alike() -> None:
    forms = (
        json.dumps(CLICK),
        json.dumps([CLICK]),
        json.dumps({"batch": [CLICK]}),
        json.dumps(CLICK, indent=2),
    )
    found = []
    for form in forms:
        read = [one for one in entries(form.encode()) if isinstance(one, Entry)]
        found.append(list(lines(read, default_configuration(), now=NOW)))
    assert found[0][0]["verdict"] == "accepted"
    assert all(one == found[0] for one in found)
