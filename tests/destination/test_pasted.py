"""Any text that is opened or pasted: Terraform's code, cURL, raw HTTP, HAR."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.destination import load_definition
from app.destination.model import Subscription
from app.destination.pasted import read_configuration
from app.destination.subscriptions import Reading

_DEFINITION = load_definition()
_CLICK = _DEFINITION.default_mapping("click")
_TRIGGER = 'type = "track" and event = "tile_clicked"'
_API = {
    "id": "s1",
    "name": "Clicks",
    "actionId": "aX",
    "actionSlug": "click",
    "destinationId": "d1",
    "enabled": True,
    "trigger": _TRIGGER,
    "settings": _CLICK,
}


def told(reading: Reading) -> list[str]:
    return [str(one) for one in reading.remarks]


def only(reading: Reading) -> Subscription:
    assert reading.configuration is not None, told(reading)
    (one,) = reading.configuration.subscriptions
    return one


def hcl(value: Any) -> str:
    """A value as Terraform's code writes it: bare keys where they can be."""
    if isinstance(value, dict):
        pairs = (
            f"{key if key.isidentifier() and key.isascii() else json.dumps(key)} = {hcl(item)}"
            for key, item in value.items()
        )
        return "{" + "\n".join(["", *pairs, ""]) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(hcl, value)) + (",]" if value else "]")
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
        return text.replace("\\b", "\\u0008").replace("\\f", "\\u000c")
    return json.dumps(value)


def resource(label: str = "x", **attributes: str) -> str:
    """Terraform's code of a subscription; the attributes are code."""
    given = {
        "action_id": '"aX"',
        "destination_id": '"d1"',
        "enabled": "true",
        "model_id": "null",
        "name": '"Clicks"',
        "trigger": hcl(_TRIGGER),
        "settings": hcl(json.dumps(_CLICK)),
        "reverse_etl_schedule": "null",
        **attributes,
    }
    lines = "".join(f"  {key} = {code}\n" for key, code in given.items())
    return f'resource "segment_destination_subscription" "{label}" {{\n{lines}}}\n'


_IMPORT = """# Written by Git Sync
import {
  to = segment_destination_subscription.x
  id = "d1:s1"
}
/* more { */
"""


@pytest.mark.parametrize(
    "settings",
    [
        hcl(json.dumps(_CLICK)),
        f"jsonencode({hcl(_CLICK)})",
        f"jsonencode({hcl(_CLICK)[:-1]}// a comment\n# another\n}})",
        f'"${{jsonencode({hcl(_CLICK)})}}"',
        f"(jsonencode(({hcl(_CLICK)})))",
        f"<<EOT\n{json.dumps(_CLICK, indent=1)}\nEOT",
        f"<<-EOT\n{json.dumps(_CLICK)}\n  EOT",
    ],
)
def test_terraforms_code_holds_the_mapping_in_several_ways(settings: str) -> None:
    text = _IMPORT + resource(settings=settings)
    reading = read_configuration(text, actions={"Clicks": "click"})
    one = only(reading)
    assert (one.name, one.action, one.trigger, one.mapping) == (
        "Clicks",
        "click",
        _TRIGGER,
        _CLICK,
    )
    assert reading.remarks == ()
    windows = read_configuration(text.replace("\n", "\r\n"), actions={"Clicks": "click"})
    assert only(windows) == one


_ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12).filter(
        # hcl2 wants an end to what it takes for the start of a template, escaped or not.
        lambda text: "${" not in text and "%{" not in text
    )
    | st.sampled_from(["${x}", "%{if}", "$${y}", "{{a}}", 'say "x"', "\\", "a\nb", "$", "%"]),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "b-c", "if", "in", "null", "true", "@if", "7", "é", ""]),
            below,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_ANY)
def test_every_json_value_comes_back_out_of_terraforms_code(value: Any) -> None:
    mapping = {**_CLICK, "dspMetadata": value}
    for settings in (f"jsonencode({hcl(mapping)})", hcl(json.dumps(mapping))):
        text = resource(settings=settings)
        reading = read_configuration(text, actions={"Clicks": "click"})
        if reading.configuration is None:
            assert "mapping is not valid" in str(told(reading)) or "no directive" in str(
                told(reading)
            )
        else:
            assert only(reading).mapping == mapping


def test_several_resources_in_one_file_and_what_else_stands_there() -> None:
    text = (
        'terraform {\n  required_version = ">= 1"\n}\n'
        'resource "segment_source" "web" {\n  slug = "web"\n}\n'
        'resource "segment_destination" "t" {\n'
        "  settings = jsonencode({ api_key = var.key, skipZeroPricePurchases = true })\n}\n"
        'resource "segment_destination" "other" {\n'
        '  settings = jsonencode({ trackingId = "UA" })\n}\n'
        + resource("a", destination_id="segment_destination.t.id", action_slug='"click"')
        + resource(
            "rows",
            name='"Rows"',
            destination_id="segment_destination.t.id",
            model_id="segment_reverse_etl_model.m.id",
        )
        + resource(
            "order",
            name='"Order"',
            enabled="false",
            action_id='"aP"',
            destination_id="segment_destination.t.id",
            model_id='""',
            trigger=hcl('event = "Order Completed"'),
            settings=f"jsonencode({hcl(_DEFINITION.default_mapping('purchase'))})",
        )
    )
    reading = read_configuration(text)
    assert reading.configuration is not None, told(reading)
    named = [(one.name, one.action, one.enabled) for one in reading.configuration.subscriptions]
    assert named == [("Clicks", "click", True), ("Order", "purchase", False)]
    assert reading.configuration.settings == {"skipZeroPricePurchases": True}
    assert [one.message for one in reading.remarks] == [
        "It reads a warehouse model and is not for events.",
        "The action is not named; by its trigger and fields it is “purchase”.",
    ]
    line = text.split("\n").index('resource "segment_destination_subscription" "rows" {') + 1
    assert told(reading)[0].startswith(f"line {line}, resource.segment_destination_subscription.")


def test_an_action_that_nothing_tells_is_asked_for_and_can_be_named() -> None:
    text = _IMPORT + resource()
    asked = read_configuration(text)
    assert asked.configuration is None
    assert asked.unnamed == (("Clicks", ("impression", "click")),)
    assert told(asked) == [
        "line 8, resource.segment_destination_subscription.x.action_id: Which action it runs is "
        "not said: add “action_slug” with “impression” or “click”."
    ]
    for name in ("Clicks", "aX", "x"):
        assert only(read_configuration(text, actions={name: "click"})).action == "click"
    # The same action id runs the same action everywhere in the file.
    both = text + resource("y", name='"Standard"', trigger=hcl('event = "Product Clicked"'))
    reading = read_configuration(both)
    assert reading.configuration is not None, told(reading)
    assert {one.action for one in reading.configuration.subscriptions} == {"click"}


@pytest.mark.parametrize(
    ("actions", "said"),
    [
        ({"Clickz": "click"}, "There is no subscription “Clickz”. Did you mean “Clicks”?"),
        ({"Clicks": "clik"}, "has no action “clik”"),
    ],
)
def test_a_name_for_an_action_that_is_wrong_is_refused(actions: dict[str, str], said: str) -> None:
    reading = read_configuration(resource(), actions=actions)
    assert reading.configuration is None
    assert any(said in one for one in told(reading))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            resource(settings="jsonencode(local.m)"),
            "line 8, .*settings: Only .*“local.m”",
        ),
        (resource(trigger="var.t"), "line 7, .*trigger: Only Terraform can tell what “var.t” is"),
        (resource(trigger='"event = ${var.t}"'), "line 7, .*trigger: Only Terraform"),
        (resource(enabled="var.on"), "line 4, .*enabled: Only Terraform"),
        (resource(settings='file("m.json")'), "Only Terraform .*file"),
        (resource(settings="[for x in y : x]"), "Only Terraform"),
        (resource(trigger='"a \\q"'), r"HCL has no escape “\\q”"),
        (resource(settings='"{"'), "line 8, .*settings: The mapping is a text without JSON"),
        (resource(settings="7"), "line 8, .*settings: The mapping must be an object"),
        (resource() + resource(), "line 11, .*x: There are two resources of this name"),
        (
            resource().replace("true", "= true"),
            "line 4: It is no valid Terraform code: “=.* is not expected at column",
        ),
        (resource()[:-2], "it ends too early"),
        (resource(settings="{" * 3_000), "not expected|ends too early"),
        (resource(settings="[" * 3_000 + "]" * 3_000), "line 8, .*more than 200 lists"),
        (resource(settings="{a=" * 300 + "1" + "}" * 300), "more than 200 lists"),
        (resource(settings="(" * 3_000 + "1" + ")" * 3_000), "The mapping must be an object"),
        (resource(settings="[1," * 11_000), "more than 30000 words"),
        (resource(settings='"' + "${[" * 15_000 + '"'), "more than 30000 words"),
        (resource(settings="<<E\n" + "\n" * 50_000), "blank lines"),
        (resource() + "#" * 1_000_000, "characters; Terraform’s code is read up to 1000000"),
        (resource() + "/*" * 400_000, "more than 30000 words"),
        ('resource "segment_source" "x" {\n}\n', "There is no subscription in it"),
        ("", "It is empty"),
        ("hello", "no JSON, no Terraform code and no cURL command"),
        ("curl https://x/", "there is no JSON in what the command sends"),
        ('curl -d \'{"a":', "a quote in the command has no end"),
        ("curl -d '{\"a\":'", "what the command sends is broken"),
        ("curl " + "x" * 300_000, "longer than 250000 characters"),
        ("GET / HTTP/1.1\r\nCookie: a\r\n\r\n", "there is no JSON in what stands below"),
        (b"\x80\x81", "It is no text: byte 0 is not valid utf-8"),
        ("[" * 100_000, "more than 200 lists and objects"),
        ('{"log": {"entries": [7, {"request": {"postData": {"text": "{"}}}]}}', "no subscription"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, said: str) -> None:
    reading = read_configuration(text)
    assert reading.configuration is None
    with pytest.raises(AssertionError, match=said):
        raise AssertionError(told(reading)[0])


_SENT = {key: item for key, item in _API.items() if key not in ("id", "actionSlug")}
_ANSWER = json.dumps({"data": {"destinationSubscription": _API}})
_QUOTED = json.dumps(_SENT).replace("\\", "\\\\").replace("'", "\\'")


@pytest.mark.parametrize(
    "text",
    [
        f"curl -X POST 'https://x/' -H 'Authorization: Bearer sgp_hidden' -d '{json.dumps(_SENT)}'",
        f"$ curl 'https://x/' \\\n  -b 'session=sgp_hidden' \\\n  --data-raw $'{_QUOTED}'",
        f"curl https://x/ --json='{json.dumps(_SENT)}' | jq .",
        f"curl -H 'Authorization: sgp_hidden' https://x/\n\n{_ANSWER}",
        f"curl -H 'X: sgp_hidden' -d '{json.dumps(_SENT)}' https://x/\n{_ANSWER}",
        f"curl -i -H 'X: sgp_hidden' https://x/\nHTTP/2 200\nset-cookie: a\n\n{_ANSWER}",
        f"HTTP/1.1 200 OK\r\nSet-Cookie: sgp_hidden\r\n\r\n{_ANSWER}",
        f"POST /x HTTP/1.1\nAuthorization: Bearer sgp_hidden\n\n{json.dumps(_SENT)}",
        'curl ^"https://x/^" ^\r\n  -H ^"X: sgp_hidden^" ^\r\n  --data-raw ^"'
        + json.dumps(_SENT).replace("\\", "\\\\").replace('"', '\\"').replace('"', '^"')
        + '^"',
    ],
)
def test_a_recorded_request_gives_its_subscriptions_and_no_secret(text: str) -> None:
    reading = read_configuration(text, actions={"Clicks": "click"})
    one = only(reading)
    assert (one.name, one.action, one.trigger, one.mapping) == (
        "Clicks",
        "click",
        _TRIGGER,
        _CLICK,
    )
    assert "sgp_hidden" not in repr(reading)


def test_a_har_gives_the_bodies_that_hold_subscriptions() -> None:
    def entry(text: str, **content: str) -> dict[str, Any]:
        request = {"headers": [{"name": "Cookie", "value": "sgp_hidden"}]}
        return {"request": request, "response": {"content": {"text": text, **content}}}

    page = json.dumps({"data": {"subscriptions": [_API]}})
    newer = json.dumps({**_API, "enabled": False})
    har = {
        "log": {
            "entries": [
                entry(json.dumps({"metadata": {"slug": "actions-braze"}, "settings": {"x": 1}})),
                entry("<html>"),
                entry(base64.b64encode(page.encode()).decode(), encoding="base64"),
                entry("====", encoding="base64"),
                entry(newer),
            ]
        }
    }
    reading = read_configuration(json.dumps(har))
    one = only(reading)
    assert (one.name, one.enabled, one.mapping) == ("Clicks", False, _CLICK)
    assert told(reading) == [
        "[0].data.subscriptions[0]: It stands there twice: the later one is used."
    ]
    assert "sgp_hidden" not in repr(reading)


def test_keys_and_tokens_are_never_kept() -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"
    secret = {
        "subscriptions": [
            {
                **_API,
                "settings": {**_CLICK, "apiKey": "hidden1", "api_key": "hidden2", "page": token},
            }
        ],
        "settings": {"api_key": "hidden3"},
        "rules": {"note": "TSE_hidden4"},
    }
    reading = read_configuration(json.dumps(secret))
    assert reading.configuration is not None
    kept = json.dumps(reading.configuration.to_json()) + repr(reading)
    assert "hidden" not in kept
    assert token not in kept
    assert "top level: There was a key or a token in it. It is not kept." in told(reading)


def test_json_in_other_encodings() -> None:
    own = replace(_DEFINITION.configuration(), rules={"a": 1})
    text = json.dumps(own.to_json())
    for coded in (text, text.encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        assert read_configuration(coded).configuration == own


@given(st.text() | st.binary())
def test_no_text_at_all_breaks_the_reader(text: str | bytes) -> None:
    reading = read_configuration(text)
    assert (reading.configuration is None) == bool(reading.errors)


_WORDS = (
    'resource ¦"segment_destination_subscription" ¦"x" ¦{\n¦}\n¦settings = ¦trigger = ¦'
    'jsonencode(¦)¦[¦]¦"¦"a"¦<<E\n¦E\n¦${¦/*¦curl ¦-d ¦\'¦$\'¦\\¦\n¦null¦-¦1¦,¦var.x¦%{if ¦#¦//'
)
_PIECES = st.lists(st.sampled_from(_WORDS.split("¦")), max_size=30)


@given(_PIECES, st.sampled_from(["", 'resource "a" "b" {\n', "curl ", "GET / HTTP/1.1\n"]))
def test_no_pieces_of_code_break_the_reader(pieces: list[str], before: str) -> None:
    reading = read_configuration(before + "".join(pieces))
    assert (reading.configuration is None) == bool(reading.errors)
