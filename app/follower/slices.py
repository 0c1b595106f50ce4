"""Judgements, gathered into slices that the writer can take in one short transaction."""

from app.analysis.report import errors_json
from app.analysis.verdict import Judgement
from app.lint.finding import Change
from app.lint.observation import JudgedDelivery
from app.segment.jsontext import JsonObject, dumps
from app.store.identifiers import only_in_requests
from app.store.model import Derived, DerivedDelivery, DerivedMessage


class Slice:
    """What is to be written next."""

    def __init__(self, configuration: str) -> None:
        self._configuration = configuration
        self._messages: list[DerivedMessage] = []
        self._changes: list[Change] = []

    @property
    def empty(self) -> bool:
        """Whether writing it would change nothing."""
        return not (self._messages or self._changes)

    def add(
        self, row: int, message: JsonObject, judgement: Judgement, changes: list[Change]
    ) -> None:
        """Take in the verdict on the next row."""
        self._messages.append(derived_message(row, message, judgement))
        self._changes.extend(changes)

    def change(self, changes: list[Change]) -> None:
        """Take in changes that no single message has made."""
        self._changes.extend(changes)

    def take(self, upto: int) -> Derived:
        """What to write now that rows up to `upto` have been looked at; empty again."""
        derived = Derived(self._configuration, upto, tuple(self._messages), tuple(self._changes))
        self._messages.clear()
        self._changes.clear()
        return derived


def derived_message(row: int, message: JsonObject, judgement: Judgement) -> DerivedMessage:
    """What is stored of the verdict on a message."""
    requests = [
        one.delivery.request for one in judgement.deliveries if one.delivery.request is not None
    ]
    return DerivedMessage(
        row,
        judgement.verdict,
        tuple(_delivery(one) for one in judgement.deliveries),
        only_in_requests(message, requests) if requests else "",
    )


def _delivery(judged: JudgedDelivery) -> DerivedDelivery:
    delivery = judged.delivery
    return DerivedDelivery(
        preset=delivery.preset,
        action=delivery.action,
        outcome=judged.outcome,
        tie=judged.tie,
        request=None if delivery.request is None else dumps(delivery.request),
        errors=dumps(errors_json(judged)),
    )
