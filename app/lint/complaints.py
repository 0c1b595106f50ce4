"""Segment's validation errors, taken apart again.

The destination states them in Segment's own words, because that is what a user's delivery log
shows. Rules and sentences need the place and the fault.
"""

import re
from dataclasses import dataclass

from app.destination.model import FieldError
from app.segment.paths import Path

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_MISSING = re.compile(r"missing the required field '(.+)'")
_WAS = re.compile(r"must be (.+) but it was (.+?)\.?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Complaint:
    """`path` is the place in the payload, with the key itself where it is missing; `found`
    completes a sentence: `is missing`, `is an array`, `is no date`."""

    path: Path
    found: str

    @property
    def missing(self) -> bool:
        """Whether the place is empty."""
        return self.found == "is missing"


def complaint(error: FieldError) -> Complaint:
    """Take one validation error apart."""
    path: Path = tuple(int(index) if index else name for name, index in _STEP.findall(error.path))
    lacking = _MISSING.search(error.message)
    if lacking is not None:
        return Complaint((*path, lacking[1]), "is missing")
    was = _WAS.search(error.message)
    if was is None:
        return Complaint(path, "is not valid")
    if was[2] == "not":
        return Complaint(path, "is no date" if "date" in was[1] else f"is not {was[1]}")
    return Complaint(path, f"is {was[2]}, not {was[1]}")
