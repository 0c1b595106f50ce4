"""What the page Journeys says in words of its own."""

from app.analysis.journey import Journey, Step
from app.gui.events.words import number, one_line, short_id
from app.gui.shapes import WORDS

SHOW = (("all", "All"), ("orders", "With an order"), ("missed", "Not credited"))
NO_USER = "no id"
NO_ORDER = ("No user has an order yet", "Credit is shown from the first Order Completed.")
LANE_WORDS = {
    "auction": "Auction",
    "impression": "Impression",
    "click": "Click",
    "purchase": "Purchase",
}
STATE_TOKENS = {"credited": "accepted", "missed": "warning", "lost": "rejected"}
"""Colours of the words of a line's state; what earns nothing and is no fault is quiet."""
STATE_SHAPES = {"credited": "sponsored", "missed": "warning", "lost": "rejected"}


def user_name(user: str) -> str:
    """A user as the list writes them."""
    return short_id(user[2:]) if user else NO_USER


def outcome_words(step: Step) -> tuple[str, str]:
    """`("Accepted", ", sponsored")`; an auction has no outcome."""
    if step.outcome is None:
        return "Auction", f", {step.second}"
    word = WORDS.get(step.outcome, step.outcome).split(",")[0]
    return word, f", {step.tie}" if step.tie else ""


def step_name(step: Step) -> str:
    """The first line of its label, with how often it came."""
    times = f" × {number(step.copies)}" if step.copies > 1 else ""
    return f"{one_line(step.name, 80)}{times}"


def findings_words(step: Step) -> str:
    """`PLV-001, PLV-006`."""
    return ", ".join(code for code, _ in step.findings)


def step_sentence(step: Step, time: str) -> str:
    """A step as a screen reader reads it."""
    word, tie = outcome_words(step)
    parts = (
        time,
        word.lower() + tie,
        step_name(step) if step.outcome is not None else f"on {one_line(step.name, 80)}",
        one_line(step.products or step.second),
        ", ".join(f"{level} {code}" for code, level in step.findings),
    )
    return ", ".join(part for part in parts if part)


def canvas_words(journey: Journey) -> str:
    """The canvas in a sentence; the table under it says the same row by row."""
    steps = "1 step" if len(journey.steps) == 1 else f"{number(len(journey.steps))} steps"
    orders = len(journey.orders)
    told = "no order" if not orders else "1 order" if orders == 1 else f"{number(orders)} orders"
    return f"{steps}, {told}. The table below lists the steps."


def drawn_words(left_out: int, drawn: int) -> str:
    """What of a long journey is not drawn."""
    if not left_out:
        return ""
    return f"The newest {number(drawn)} of {number(drawn + left_out)} events are drawn."
