"""What a rule says."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, in words for a person. All texts are plain text.

    - `code`: the id in the rule catalogue (`CLK-001`).
    - `title`: two or three words; `message`: what happened, with values; `cost`: what it costs
      and how sure that is; `fix`: what to change; `snippet`: code to copy, may be empty.
    - `paths`: places in the message that it is about (`properties.products[1].price`).
    - `delivery`: index of the delivery that it is about, None for the whole message.
    - `others`: row ids of the other messages that it is about.
    - `keep`: for a duplicate, the row that should stay; `gap` the milliseconds between the two.
    - `quiet`: the row is an example of a fault of the set-up, which stands once on the capture.
    - `silenced`: the user has silenced it; it is counted and not shown.
    """

    code: str
    severity: Severity
    title: str
    message: str
    cost: str
    fix: str
    snippet: str = ""
    paths: tuple[str, ...] = ()
    delivery: int | None = None
    others: tuple[int, ...] = ()
    keep: int | None = None
    gap: int | None = None
    quiet: bool = False
    silenced: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The findings of one rule on one message are now these; none withdraws what stood there.

    `row` is None for findings about the capture as a whole.
    """

    row: int | None
    code: str
    findings: tuple[Finding, ...]
