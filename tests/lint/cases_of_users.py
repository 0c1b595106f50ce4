"""Users, times and ids: messages at fault, and messages that are nearly so."""

from typing import Any

from app.segment.times import iso
from tests.lint.one_message import NOW, Faulty, Message, Near, track

HOUR, DAY = 3_600_000, 86_400_000
WHO = ("anonymousId",)
WHEN = ("timestamp",)


def by(user: Any, **top: Any) -> Message:
    return track("Product Clicked", {"resolvedBidId": "b"}, anonymousId=user, **top)


def at(time: Any) -> Message:
    return track("Product Clicked", {"resolvedBidId": "b"}, timestamp=time, originalTimestamp=...)


def named(name: Any) -> Message:
    return track("Product Viewed", {"resolvedBidId": "b"}, messageId=name)


FAULTY: dict[str, list[Faulty]] = {
    "USR-001": [
        Faulty("error", by(..., userId="u-7"), WHO),
        Faulty("error", by(None, userId="u-7"), WHO),
        Faulty("error", by("", userId=7), WHO),
    ],
    "USR-002": [
        Faulty("warning", by("john.doe@example.com"), WHO),
        Faulty("warning", by(" J@b.co.uk "), WHO),
        Faulty("warning", by("john%40example.com"), WHO),
        Faulty("warning", by("+1 415 555 0123"), WHO),
        Faulty("warning", by("+14155550123"), WHO),
        Faulty("warning", by("(415) 555-0123"), WHO),
    ],
    "USR-003": [
        Faulty("warning", by("x" * 65), WHO),
        Faulty("warning", by("y" * 129), WHO),
        Faulty("warning", by("\u00e9" * 10_000), WHO),
    ],
    "USR-004": [
        Faulty("warning", by("guest"), WHO),
        Faulty("warning", by(" Anonymous "), WHO),
        Faulty("warning", by("undefined"), WHO),
        Faulty("warning", by(0), WHO),
        Faulty("warning", by("00000000-0000-0000-0000-000000000000"), WHO),
    ],
    "TIM-001": [
        Faulty("error", at(iso(NOW + 5_001)), WHEN),
        Faulty("error", at(iso(NOW + 10 * 365 * DAY)), WHEN),
        Faulty("warning", at(iso(NOW + 5_000)), WHEN),
        Faulty("warning", at(iso(NOW + 1)), WHEN),
    ],
    "TIM-002": [
        *(
            Faulty("error", at(time), WHEN)
            for time in (
                "2026-11-24",
                "2026-11-24T13:00:00",
                "2026-11-24T13:00:00+0200",
                "Tue, 24 Nov 2026 13:00:00 GMT",
                1_795_528_000_000,
                "1795528000",
                "yesterday or so",
            )
        ),
        Faulty(
            "error",
            track(
                "Product List Viewed",
                {"products": [{"resolvedBidId": "b"}, {"resolvedBidId": "c"}]},
                timestamp="2026-11-24",
            ),
            WHEN,
        ),
    ],
    "TIM-003": [
        Faulty("info", at(iso(NOW - DAY - 1)), WHEN),
        Faulty("warning", at(iso(NOW - 7 * DAY - 1)), WHEN),
        Faulty("warning", at(iso(NOW - 91 * DAY)), WHEN),
        Faulty("warning", at("1970-01-01T00:00:00Z"), WHEN),
    ],
    "TIM-004": [
        Faulty("error", at(...), WHEN),
        Faulty("error", at(None), WHEN),
        Faulty("error", at(""), WHEN),
    ],
    "IDN-003": [
        Faulty("error", named(""), ("messageId",)),
        Faulty("error", named(...), ("messageId",)),
        Faulty("error", named([""]), ("messageId",)),
        Faulty("info", named("m" * 129), ("messageId",)),
    ],
}

NEAR: dict[str, list[Near]] = {
    "USR-001": [Near(by("u")), Near(by(123, userId="u-7")), Near(by("  "))],
    "USR-002": [
        Near(by("0b5f7c1e-53d0-4f57-9b6b-6d4f7f1d2a10")),
        Near(by("12345678-1234-1234-1234-123456789012")),
        Near(by("4155550123")),
        Near(by("1795528799.1795528800")),
        Near(by("GA1.2.1234567.7654321")),
        Near(by("user@home")),
        Near(by("2026-11-24")),
        Near(by("6012-3456-7890")),
        Near(by("client@1.2")),
        Near(by("x" * 9_000 + "@example.com")),
    ],
    "USR-003": [Near(by("x" * 64)), Near(by("u"))],
    "USR-004": [
        Near(by("guest-81f2")),
        Near(by("10")),
        Near(by("00000000-0000-0000-0000-000000000001")),
        Near(by("test-user-9")),
    ],
    "TIM-001": [
        Near(at(iso(NOW))),
        Near(at(iso(NOW - 1))),
        # The device's clock is an hour ahead, and Segment has corrected that.
        Near(
            track(
                "Product Clicked",
                {"resolvedBidId": "b"},
                originalTimestamp=iso(NOW + HOUR),
                sentAt=iso(NOW + HOUR + 100),
                receivedAt=iso(NOW),
                timestamp=iso(NOW - 100),
            )
        ),
    ],
    "TIM-002": [
        Near(at("2026-11-24T13:00:00Z")),
        Near(at("2026-11-24T15:00:00.123456+02:00")),
        Near(at(iso(NOW + HOUR))),
        Near(at(None)),
    ],
    "TIM-003": [Near(at(iso(NOW - DAY))), Near(at(iso(NOW))), Near(at("2026-11-01"))],
    "TIM-004": [Near(at(iso(NOW))), Near(at("no date")), Near(at("2026-11-24"))],
    "IDN-003": [Near(named("m" * 128)), Near(named("m")), Near(named(77))],
}
