"""The words of the dialogs and banners about what is taken, refused and kept."""

from app.capture.faults import Fault, FaultKind

FAULT_TITLE = "Answer with errors"
FAULT_INTRO = (
    "The next requests get this answer and are not taken, to see what the shop’s SDK makes of it. "
    "They are listed as refused."
)
FAULT_NAMES: tuple[tuple[FaultKind, str], ...] = (
    ("429", "429, too many"),
    ("500", "500, error"),
    ("slow", "Slow"),
    ("drop", "No answer"),
)
FAULT_WORDS: dict[FaultKind, str] = {
    "429": "429 with Retry-After: the SDK waits so long, then sends again.",
    "500": "500: the SDK sends again after a while, up to ten times, and waits longer each time.",
    "slow": "503 after the wait: what the shop does meanwhile is what is tested.",
    "drop": "The connection is closed without an answer, as on a bad network.",
}
FAULT_SECONDS: dict[FaultKind, tuple[str, int]] = {"429": ("Retry-After", 5), "slow": ("Wait", 10)}
"""The kinds with seconds: what these are, and how many at first."""
FAULT_PARKS = (
    "An SDK in a browser parks what was not taken, and sends it on a later load to whatever "
    "address it has by then: to Segment, once the line is removed. The window says what to do."
)
FAULT_FIRST: dict[FaultKind, str] = {
    "429": "Answering 429 to",
    "500": "Answering 500 to",
    "slow": "Answering slowly, with 503, to",
    "drop": "Giving no answer to",
}
FAULT_REST = "Browsers may park events and send them to Segment once the line is removed."

PARKED_TITLE = "Browsers may have parked events"
PARKED_INTRO = (
    "While errors were answered, the SDK in a browser kept events in localStorage. It sends them "
    "on its next load to whatever address it has by then: to Segment, once the line is removed. "
    "Real reports would count them."
)
PARKED_STEPS = (
    ("Let them come here", "Load the shop once more before you remove the line."),
    (
        "Or throw them away",
        "Run this in the console of the page, on every origin of the shop. It removes the keys "
        "persisted-queue:v1:KEY:dest-Segment.io:items, :seen and :event-queue.",
    ),
)
PARKED_CODE = """Object.keys(localStorage)
  .filter((key) => key.startsWith('persisted-queue:v1:'))
  .forEach((key) => localStorage.removeItem(key))"""

ACCEPT_TITLE = "Accept only these"
ACCEPT_INTRO = (
    "Posts of other origins and with other write keys are answered 403 and listed as refused. "
    "An empty list accepts all of its kind."
)
ACCEPT_ORIGINS = "Origins, one a line"
ACCEPT_ORIGINS_WHY = "Servers and phones send none."
ACCEPT_KEYS = "Write keys, one a line"
ACCEPT_KEYS_WHY = "Whole keys, as the SDK has them."

KEEP_TITLE = "Keep in this capture"
KEEP_INTRO = (
    "A capture may grow for weeks. What is older is deleted from it for good; what is marked, "
    "noted or was replayed to Topsort stays."
)
KEEP_NAMES = (("all", "Everything"), ("messages", "Newest messages"), ("days", "Newest days"))

REFUSED_TITLE = "Refused requests"
REFUSED_INTRO = "Not taken, and not acknowledged. The newest are at the top."
REFUSED_NONE = "Nothing was refused in this capture."
REFUSED_CHOOSE = "Choose a line to read why, and what was sent."


def fault_first(fault: Fault) -> str:
    """`Answering 429 to the next 7 requests.`"""
    left = "the next request" if fault.times == 1 else f"the next {fault.times:,} requests"
    return f"{FAULT_FIRST[fault.kind]} {left}."


def refused_words(shown: int, count: int) -> str:
    """What stands over the list of `shown` requests, of `count` that are kept."""
    if not count:
        return REFUSED_NONE
    if shown == count:
        return REFUSED_INTRO
    return f"{REFUSED_INTRO} These are {shown:,} of {count:,}."


def accepted_words(origins: int, keys: int) -> str:
    """`2 origins and 1 write key are accepted; others are refused.`"""
    parts = []
    if origins:
        parts.append("1 origin" if origins == 1 else f"{origins:,} origins")
    if keys:
        parts.append("1 write key" if keys == 1 else f"{keys:,} write keys")
    verb = "is" if origins + keys == 1 else "are"
    return f"{' and '.join(parts)} {verb}; others are refused."
