"""How a rule's words are kept: as data, beside its function, in the file of its family.

Braces are filled in by the rule; every filling is plain text. `costs` says how sure it is: what
Topsort publishes, where it contradicts itself, and what nobody has published. What Segment's
destination does is known from re-enacting it.
"""

from dataclasses import dataclass, field
from typing import Any

from app.lint.finding import Finding, Severity
from app.topsort.words import clean


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """`says` holds the sentences of what happened, `costs` what it costs and `fixes` what to
    change, each under a key that the rule chooses by; the usual key is the empty one.

    `capture` is what is said once for the capture as a whole: by a fault of the set-up (with
    `{messages}` for how many rows), with its own `cost` and `fix`, or by a rule over the capture.
    """

    title: str
    says: dict[str, str] = field(default_factory=dict)
    costs: dict[str, str] = field(default_factory=dict)
    fixes: dict[str, str] = field(default_factory=dict)
    capture: dict[str, str] = field(default_factory=dict)

    def finding(
        self,
        code: str,
        severity: Severity,
        *,
        says: str = "",
        costs: str = "",
        fixes: str = "",
        snippet: str = "",
        paths: tuple[str, ...] = (),
        delivery: int | None = None,
        others: tuple[int, ...] = (),
        keep: int | None = None,
        gap: int | None = None,
        **values: Any,
    ) -> Finding:
        """A finding in the sentences under these keys, with `values` for their braces.

        Captured values go through `app.topsort.words.shown` or `clean` first. Raises KeyError
        for a sentence or a value that is not there.
        """
        return Finding(
            code=code,
            severity=severity,
            title=self.title,
            message=self.says[says].format(**values),
            cost=self.costs[costs].format(**values),
            fix=self.fixes[fixes].format(**values),
            snippet=snippet,
            paths=paths,
            delivery=delivery,
            others=others,
            keep=keep,
            gap=gap,
        )


NOUNS: dict[str, str] = {
    "impression": "impression",
    "impressionsList": "whole list",
    "click": "click",
    "purchase": "whole order",
    "pageviews": "page view",
}
"""What is lost with a delivery, by action."""

ARTICLES: dict[str, str] = {
    "impression": "an impression",
    "impressionsList": "a list of impressions",
    "click": "a click",
    "purchase": "a purchase",
    "pageviews": "a page view",
}
"""What a delivery is, by action."""


def counted(count: int, noun: str) -> str:
    """`1 message`, `12 messages`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def short(text: str) -> str:
    """A captured name or id in a sentence: plain, on one line, cut where it is long."""
    return clean(text if len(text) <= 60 else f"{text[:59]}…")
