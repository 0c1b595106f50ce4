"""What can be switched at the endpoint while it runs."""

from dataclasses import dataclass, field

from app.capture.faults import Faults
from app.capture.gate import Gate
from app.capture.newcomers import Newcomers


@dataclass(frozen=True, slots=True)
class Switches:
    """Faults to answer with, who is accepted, and who was here before."""

    faults: Faults = field(default_factory=Faults)
    gate: Gate = field(default_factory=Gate)
    newcomers: Newcomers = field(default_factory=Newcomers)
