"""The rows of the plan and of the run, as cells."""

from datetime import datetime

from app.gui.events.words import clock, one_line
from app.gui.replay.cells import Cell, Column, Row
from app.gui.shapes import TOKEN, WORDS, shape_of
from app.replay.plan import PlanRow
from app.replay.run import RunRow

PLAN_COLUMNS = (
    Column("", 40),
    Column("Time", 106, most=190),
    Column("Event", 142, most=240),
    Column("Origin", 104, most=240),
    Column("Forecast", 178),
    Column("Id", 50),
    Column("Time", 58),
    Column("Change or reason", 0),
)

RUN_COLUMNS = (
    Column("Sent", 126),
    Column("Event", 148, most=300),
    Column("Forecast", 186),
    Column("Answer", 196),
    Column("Took", 76, right=True),
    Column("Forecast was", 0),
)


def plan_row(row: PlanRow, today: datetime) -> Row:
    """One line of the plan; what is left out is pale, with its reason."""
    shape = shape_of(row.outcome, row.tie)
    off = "text" if row.ticked else "text3"
    box = "on" if row.ticked else "off" if row.may_tick else "barred"
    time = clock(row.time, today=today)
    event = one_line(row.event)
    origin = one_line(row.origin.removeprefix("https://").removeprefix("http://"))
    cells = (
        Cell(box=box),
        Cell(time, off, mono=True),
        Cell(event, off),
        Cell(origin, "text2" if row.ticked else "text3"),
        Cell(WORDS[shape], off, shape=shape),
        Cell(row.id_change if row.ticked else "–", "text2" if row.ticked else "text3"),
        Cell(row.time_change if row.ticked else "–", "text2" if row.ticked else "text3"),
        Cell(row.reason, "text2", px=12),
    )
    state = {"on": "would be sent", "off": "left out", "barred": "cannot be sent"}[box]
    sentence = f"{time}, {event}, {state}, forecast {WORDS[shape]}"
    return Row(cells, f"{sentence}, {row.reason}" if row.reason else sentence)


def run_row(row: PlanRow, result: RunRow | None, today: datetime) -> Row:
    """One line of the run: waiting, or what came back."""
    shape = shape_of(row.outcome, row.tie)
    event = one_line(row.event)
    if result is None:
        cells = (
            Cell("waiting", "text3"),
            Cell(event, "text2"),
            Cell(WORDS[shape], "text2", shape=shape),
            Cell(),
            Cell(),
            Cell(),
        )
        return Row(cells, f"{event}, waiting, forecast {WORDS[shape]}")
    attempt = result.attempt
    sent = clock(attempt.sent_at, today=today)
    came = answer_shape(result)
    word = "Failed" if attempt.outcome == "failed" else WORDS[came].split(",")[0]
    status = str(attempt.status) if attempt.status is not None else "no answer"
    wrong = result.forecast_was == "wrong"
    cells = (
        Cell(sent, mono=True),
        Cell(event),
        Cell(WORDS[shape], "text2", shape=shape),
        Cell(word, TOKEN[came], shape=came, extra=status, weight=500),
        Cell(took_text(attempt.took), "text2"),
        Cell(
            result.forecast_was,
            "warning" if wrong else "text2",
            shape="warning" if wrong else "",
            weight=600 if wrong else 400,
        ),
    )
    return Row(
        cells,
        f"{sent}, {event}, forecast {WORDS[shape]}, answer {word} {status}, "
        f"took {took_text(attempt.took)}, forecast was {result.forecast_was}",
    )


def answer_shape(result: RunRow) -> str:
    """The shape of an answer; an accepted one keeps the tie of its forecast."""
    tie = result.row.tie if result.row.outcome == "accepted" else None
    return shape_of(result.attempt.outcome, tie)


def took_text(milliseconds: int) -> str:
    """`88 ms`, `10.0 s`."""
    return f"{milliseconds} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"
