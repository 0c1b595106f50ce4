"""Segment's validation errors, taken apart again.

The destination states them in Segment's own words, because that is what a user's delivery log
shows. Rules and sentences need the place and the fault.
"""

import re
from dataclasses import dataclass

from app.destination.model import FieldError
from app.segment.paths import Path

_WAS = re.compile(r"must be (.+) but it was (.+?)\.?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Complaint:
    """`path` is the place in the payload, with the key itself where it is missing; `found`
    completes a sentence: `is missing`, `is an array`, `is no date`."""

    path: Path
    found: str


def complaint(error: FieldError) -> Complaint:
    """Take one validation error apart."""
    if "missing the required field" in error.message:
        return Complaint(error.at, "is missing")
    was = _WAS.search(error.message)
    if was is None:
        return Complaint(error.at, "is not valid")
    if was[2] == "not":
        return Complaint(error.at, "is no date" if "date" in was[1] else f"is not {was[1]}")
    return Complaint(error.at, f"is {was[2]}, not {was[1]}")
