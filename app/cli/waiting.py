"""Waiting for the verdicts on what is in a capture."""

import time

from app.cli.failure import Failure
from app.cli.stopping import Stop
from app.services import Inspector

_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 60


def wait_for_analysis(inspector: Inspector, stop: Stop) -> None:
    """Wait until every message has its verdict, for as long as that goes on."""
    analysed, since = -1, time.monotonic()
    while not inspector.wait_analysed(_LOOK_SECONDS) and not stop.asked:
        now = inspector.drain().analysed
        if now != analysed:
            analysed, since = now, time.monotonic()
        elif time.monotonic() > since + _PATIENCE_SECONDS:
            raise Failure("The messages could not be analysed; the log says why.", 1)
        time.sleep(_LOOK_SECONDS)
