"""`journeys` and `checklist`: a whole capture, told."""

import json
import signal
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli.checklist import checklist_command
from app.cli.journeys import journeys_command
from app.config.paths import Paths

from .conftest import Capturing, Run

COMMANDS = {"journeys": journeys_command, "checklist": checklist_command}

TIME = "2026-11-24T12:0{}:00.000Z"


def track(event: str, minute: int, user: Any = "u-1", **properties: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "event": event,
        "messageId": f"{event}-{minute}-{user}",
        "anonymousId": user,
        "timestamp": TIME.format(minute),
        "properties": properties,
        "context": {"page": {"path": "/search"}},
    }


CLICK = track("Product Clicked", 0, product_id="HP-1", resolvedBidId="ChAGx")
ORDER = track(
    "Order Completed",
    4,
    order_id="o-1",
    products=[
        {"product_id": "HP-1", "price": 37, "quantity": 1},
        {"product_id": "HP-1-red", "price": 13.5, "quantity": 2},
    ],
)


def lines(*messages: dict[str, Any]) -> str:
    return "\n".join(json.dumps(one) for one in messages)


def tell(command: str, *arguments: object, text: str = "") -> Result:
    """Run one of the commands in this process: a process each would take a minute."""
    with TemporaryDirectory() as profile:
        return CliRunner().invoke(
            COMMANDS[command],
            list(map(str, arguments)),
            obj=Paths(data=Path(profile), captures=Path(profile)),
            input=text,
        )


def parsed(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_users_and_their_orders_for_a_person() -> None:
    done = tell("journeys", "-", text=lines(CLICK, ORDER))
    assert done.exit_code == 0, done.stderr
    assert "1 user, 1 order" in done.stdout
    assert "1 order, 1 of 2 credited" in done.stdout
    assert "Assumed: last click, 14 days, same product. Topsort may differ." in done.stdout
    assert "HP-1, 37.00: credited" in done.stdout
    assert "The order says HP-1-red. Same product, other id." in done.stdout


def test_one_journey_step_by_step() -> None:
    done = tell("journeys", "-", "--user", "u-1", text=lines(CLICK, ORDER))
    assert done.exit_code == 0, done.stderr
    assert "no userId, 2 events in 4 m 00 s, one session" in done.stdout
    assert "accepted, sponsored" in done.stdout
    assert "4 m 00 s without events" in done.stdout


def test_journeys_for_programs() -> None:
    other = track("Product Viewed", 2, "u-2", product_id="HP-9")
    done = tell("journeys", "-", "--json", text=lines(ORDER, other, CLICK))
    first, second, last = parsed(done.stdout)
    assert (first["user"], first["summary"]) == ("u-1", "1 order, 1 of 2 credited")
    assert [one["event"] for one in first["steps"]] == ["Product Clicked", "Order Completed"]
    (order,) = first["orders"]
    assert (order["value"], order["outcome"]) == (64.0, "accepted")
    won, missed = order["lines"]
    assert won["wins"]["messageId"] == CLICK["messageId"]
    assert (won["wins"]["earlier"], won["wins"]["left"]) == (240_000, 14 * 86_400_000 - 240_000)
    assert (missed["state"], missed["nearestMiss"]["why"]) == ("missed", ["variant"])
    assert (second["user"], second["orders"]) == ("u-2", [])
    assert (last["capture"], last["users"], last["orders"]) == (True, 2, 1)
    assert last["assumed"]["formats"]["listings"] == {"model": "last_click", "window_days": 14}
    assert {one["sure"] for one in last["assumed"]["details"]} == {"published", "not published"}
    only = parsed(tell("journeys", "-", "--json", "--user", "u-2", text=lines(ORDER, other)).stdout)
    assert [one.get("user") for one in only] == ["u-2", None]


def test_a_user_that_is_not_there() -> None:
    done = tell("journeys", "-", "--user", "u-11", text=lines(CLICK))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "No user “u-11” is in it. Did you mean “u-1”?\n"
    several = tell("journeys", "-", "--user", "u", text=lines(CLICK, track("x", 1, "u-2")))
    assert several.exit_code == 2
    assert "2 users begin with “u”" in several.stderr


def test_the_assumptions_of_a_configuration(tmp_path: Path) -> None:
    file = tmp_path / "configuration.json"
    own = {"definition": "topsort-2026-07", "attribution": {"window_days": 1}}
    file.write_text(json.dumps(own))
    early = CLICK | {"timestamp": "2026-11-22T12:00:00.000Z"}
    done = tell("journeys", "-", "--subscriptions", file, "--json", text=lines(early, ORDER))
    first, last = parsed(done.stdout)
    assert first["orders"][0]["lines"][0]["nearestMiss"]["why"] == ["window"]
    assert last["assumed"]["words"].startswith("Assumed: last click, 1 day")


@pytest.mark.parametrize("command", ["journeys", "checklist"])
def test_wrong_assumptions_name_their_place(command: str, tmp_path: Path) -> None:
    file = tmp_path / "configuration.json"
    wrong = {"definition": "topsort-2026-07", "attribution": {"windowDays": 1}}
    file.write_text(json.dumps(wrong))
    done = tell(command, "-", "--subscriptions", file, text=lines(CLICK))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "attribution.windowDays is not known. Did you mean “window_days”?" in done.stderr


def test_the_checklist_for_a_person_and_for_programs() -> None:
    done = tell("checklist", "-", text=lines(CLICK, ORDER))
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("Not ready for launch: ")
    assert "Every order line has a price over 0" in done.stdout
    done = tell("checklist", "-", "--json", text=lines(CLICK, ORDER))
    *rows, last = parsed(done.stdout)
    kinds = rows[0]
    assert (kinds["id"], kinds["state"], kinds["count"]) == ("kinds", "part", 2)
    assert kinds["missing"] == (
        "No impression was accepted: send Product Viewed, or Product List Viewed."
    )
    assert kinds["messages"][0]["messageId"] == ORDER["messageId"]
    assert (last["checklist"], last["messages"], last["since"]) == (True, 2, TIME.format(0))
    assert sum(last["counts"].values()) == len(rows)


def test_a_rule_that_speaks_shows_in_the_checklist() -> None:
    added = CLICK | {
        "event": "Product Added",
        "messageId": "added",
        "timestamp": "2026-11-24T12:00:00.038Z",
    }
    done = tell("checklist", "-", "--json", "--enable", "Product Added", text=lines(CLICK, added))
    row = next(one for one in parsed(done.stdout) if one.get("id") == "one-click")
    assert (row["state"], row["evidence"]) == ("not_met", "1 pair, rule CLK-001")


@pytest.mark.parametrize("command", ["journeys", "checklist"])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_nothing_and_what_cannot_be_read(command: str, form: tuple[str, ...]) -> None:
    assert tell(command, "-", *form, text="").exit_code in (0, 2)
    done = tell(command, "-", *form, text=lines(CLICK) + "\n{no")
    assert done.exit_code == 2
    assert done.stdout
    assert "line 2, column" in done.stderr
    assert "1 place could not be read; the rest was judged." in done.stderr
    gone = tell(command, "no-such-file", *form)
    assert (gone.exit_code, gone.stdout) == (2, "")
    assert "no-such-file cannot be read" in gone.stderr


HOSTILE = "\x1b[2J\x9b31m\u202eevil\n\ud800" + "x" * 2_000


@pytest.mark.parametrize("command", ["journeys", "checklist"])
def test_hostile_text_drives_no_terminal(command: str) -> None:
    messages = [
        track("Product Clicked", 0, HOSTILE, product_id=HOSTILE, resolvedBidId="TSE_s3cr3ts3cr3t"),
        track(HOSTILE, 1, HOSTILE, product_id=HOSTILE),
        track(
            "Order Completed",
            4,
            HOSTILE,
            order_id=HOSTILE,
            currency=HOSTILE,
            products=[{"product_id": f"{HOSTILE}-1", "price": 1e308, "quantity": -1}],
        )
        | {"userId": HOSTILE},
        {"type": "track", "event": "Order Completed", "anonymousId": "\x1b[2J", "properties": []},
    ]
    options = ([], ["--json"], *([["--user", "\x1b[2J"]] if command == "journeys" else []))
    for more in options:
        done = tell(command, "-", *more, text=lines(*messages))
        assert done.exit_code == 0, done.stderr
        if command == "journeys":
            assert ("1 order" in done.stdout) is ("--user" not in more)
        assert not {"\x1b", "\x9b", "\u202e"} & set(done.stdout + done.stderr)
        assert "s3cr3t" not in done.stdout
        assert "Traceback" not in done.stderr


def test_a_capture_file_is_told_too(
    run: Run, capture: Callable[..., Capturing], tmp_path: Path
) -> None:
    file = tmp_path / "shop.tsi"
    running = capture("--db", file)
    for message in (CLICK, ORDER):
        running.post(**message)
    assert running.end(signal.SIGTERM)[0] == 0
    first, last = parsed(run("journeys", file, "--json").stdout)
    assert first["summary"] == "1 order, 1 of 2 credited"
    assert last["users"] == 1
    stranger = tell("checklist", file)
    assert stranger.exit_code == 0
    assert "Two users or more" in stranger.stdout
    assert "made by another installation" in stranger.stderr
