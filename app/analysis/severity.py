"""Severities in their order."""

from collections.abc import Iterable, Sequence

from app.lint.finding import Finding, Severity

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""Worst first."""


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The worst severity there is; None without a finding."""
    found = {one.severity for one in findings}
    return next((severity for severity in SEVERITIES if severity in found), None)


def worst_first(findings: Iterable[Finding]) -> Sequence[Finding]:
    """The findings, errors first, then by code and delivery."""
    return sorted(
        findings,
        key=lambda one: (SEVERITIES.index(one.severity), one.code, one.delivery or 0),
    )
