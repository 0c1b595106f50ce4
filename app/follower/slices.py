"""Judgements, gathered into slices that the writer can take in one short transaction."""

from app.analysis.report import errors_json
from app.analysis.verdict import Judgement
from app.lint.finding import Change
from app.lint.observation import JudgedDelivery
from app.segment.jsontext import JsonObject, dumps
from app.store.identifiers import only_in_requests
from app.store.model import Derived, DerivedDelivery, DerivedMessage

_MESSAGES = 200
_CHANGES = 400


class Slice:
    """What is to be written next. Full long before its transaction takes 20 ms."""

    def __init__(self, configuration: str) -> None:
        self._configuration = configuration
        self._messages: list[DerivedMessage] = []
        self._changes: list[Change] = []
        self._passed_over = False

    @property
    def full(self) -> bool:
        """Whether it should be written before more is put in."""
        return len(self._messages) >= _MESSAGES or len(self._changes) >= _CHANGES

    @property
    def empty(self) -> bool:
        """Whether writing it would change nothing."""
        return not (self._messages or self._changes or self._passed_over)

    def add(
        self, row: int, message: JsonObject, judgement: Judgement, changes: list[Change]
    ) -> None:
        """Take in the verdict on the next row."""
        self._messages.append(_derived(row, message, judgement))
        self._changes.extend(changes)

    def pass_over(self) -> None:
        """The next row has been looked at and gets no verdict."""
        self._passed_over = True

    def change(self, changes: list[Change]) -> None:
        """Take in changes that no single message has made."""
        self._changes.extend(changes)

    def take(self, upto: int) -> Derived:
        """What to write now that rows up to `upto` have been looked at; empty again."""
        derived = Derived(self._configuration, upto, tuple(self._messages), tuple(self._changes))
        self._messages.clear()
        self._changes.clear()
        self._passed_over = False
        return derived


def _derived(row: int, message: JsonObject, judgement: Judgement) -> DerivedMessage:
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
