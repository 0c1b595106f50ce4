"""What Segment gives, or our own form, read into a configuration that can be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.analysis.assumptions import AttributionError, read_assumptions
from app.destination.model import Configuration
from app.destination.pasted import MAX_BYTES, read_configuration
from app.lint.catalogue import CODES
from app.lint.rule_settings import RulesError, read_rules

MOST_REMARKS = 200


@dataclass(frozen=True, slots=True)
class Said:
    """One remark. An `error` keeps the configuration from being used."""

    text: str
    error: bool


@dataclass(frozen=True)
class Pasted:
    """`configuration` is None where an error stands in `said`. `unnamed` are subscriptions of
    which it must be told what they run: name, and the actions that fit. `more` remarks are not
    told."""

    configuration: Configuration | None
    said: tuple[Said, ...]
    unnamed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    more: int = 0


def read_pasted(text: str | bytes, actions: Mapping[str, str]) -> Pasted:
    """Read it; rules and assumptions are checked as well. Never fails over what it holds."""
    reading = read_configuration(text, actions=actions)
    said = [Said(str(one), one.error) for one in sorted(reading.remarks, key=lambda r: not r.error)]
    configuration = reading.configuration
    if configuration is not None:
        try:
            read_rules(configuration.rules, CODES)
            read_assumptions(configuration.attribution)
        except (RulesError, AttributionError) as error:
            said.insert(0, Said(str(error), error=True))
            configuration = None
    return Pasted(
        configuration,
        tuple(said[:MOST_REMARKS]),
        tuple(one for one in reading.unnamed if one[0]),
        max(0, len(said) - MOST_REMARKS),
    )


def read_pasted_file(path: Path) -> bytes:
    """The bytes of a file, at most MAX_BYTES and one more. Raises OSError."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
