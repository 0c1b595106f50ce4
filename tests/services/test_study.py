"""What the pages Findings and Journeys read of a capture, over real files."""

from collections.abc import Callable
from typing import Any, TypeVar

from app.lint.silence import Silence
from app.services import Inspector
from app.services.findings import (
    FindingsView,
    FindingsWish,
    look_at_findings,
    report_text,
    rules_with_findings,
)
from app.services.journeys import JourneysWish, look_at_journeys, user_of_row
from app.services.silences import silence_json, silence_read, words_of
from app.services.study import Study
from app.services.study_desk import StudyDesk
from app.store.filters import parse
from app.store.model import Silence as Kept
from app.store.reader import Reader
from tests.services.conftest import Start, click, order, post

T = TypeVar("T")


def ask(inspector: Inspector, work: Callable[[Reader], T]) -> T:
    return inspector.read(work).future.result(20)


def look(inspector: Inspector, study: Study, wish: FindingsWish | None = None) -> FindingsView:
    return ask(
        inspector,
        lambda reader: look_at_findings(
            study, reader, inspector.configuration, wish or FindingsWish()
        ),
    )


def filled(start: Start, **options: Any) -> Inspector:
    inspector = start(**options)
    for number in range(3):
        post(inspector, **order(price=0), anonymousId=f"u-{number}", messageId=f"o-{number}")
    post(inspector, **click(resolvedBidId="b-1"), messageId="c-1")
    post(inspector, **click(), messageId="c-2")
    assert inspector.wait_analysed(20)
    return inspector


def rules(view: FindingsView) -> dict[str, int]:
    assert view.table is not None
    return {row.key: row.events for group in view.table.groups for row in group.rows}


def test_a_look_goes_on_where_the_last_one_ended(start: Start) -> None:
    inspector, study = filled(start), Study()
    steps = []
    # With no time at all each look reads one page; there is one page here.
    for _ in range(3):
        steps.append(
            ask(inspector, lambda reader: study.advance(reader, inspector.configuration, 0))
        )
    assert (steps[0].read, steps[0].wanted, steps[0].complete) == (5, 5, True)
    assert rules(look(inspector, study))["PUR-004"] == 3
    post(inspector, **order(price=0), messageId="o-9")
    assert inspector.wait_analysed(20)
    study.findings_changed()
    assert rules(look(inspector, study))["PUR-004"] == 4


def test_only_the_newest_are_looked_at_and_the_others_are_counted(start: Start) -> None:
    inspector = filled(start)
    view = look(inspector, Study(most=2))
    assert (view.reached.older, view.messages) == (3, 2)
    assert "PUR-004" not in rules(view)


def test_a_filter_narrows_and_leaves_out_what_concerns_the_capture(start: Start) -> None:
    inspector, study = filled(start), Study()
    view = look(inspector, study, FindingsWish(parse("user:u-1")))
    assert view.shown < view.messages
    assert rules(view)["PUR-004"] == 1
    assert all(rules(view).values())  # a finding of the capture has no events
    by_user = look(inspector, study, FindingsWish(by="user", chosen="a:u-1"))
    assert by_user.detail is not None
    assert [one.code for one in by_user.detail.rules][:1] == ["PUR-004"]
    assert {one.code for one in by_user.detail.occurrences} >= {"PUR-004"}


def test_another_configuration_is_read_anew(start: Start) -> None:
    inspector, study = filled(start), Study()
    wish = FindingsWish(chosen="PUR-004")
    detail = look(inspector, study, wish).detail
    assert detail is not None
    assert detail.figures[0] == ("3", "orders rejected")
    old = inspector.configuration
    other = type(old)(old.definition, old.subscriptions, {"skipZeroPricePurchases": True})
    inspector.apply(other)
    while ask(inspector, lambda reader: reader.configuration()) != other:
        pass
    assert inspector.wait_analysed(20)
    detail = look(inspector, study, wish).detail
    # Lines without a price are left out now: nothing is refused for one.
    assert detail is None or detail.figures[0] != ("3", "orders rejected")


def test_silences_of_the_capture_are_counted_and_undone(start: Start) -> None:
    inspector, study = filled(start), Study()
    before = ask(inspector, lambda reader: rules_with_findings(reader, inspector.configuration))
    value = silence_json(Silence("PUR-004", note="known"))
    number = inspector.write(lambda writer: writer.silence(value)).result(10)
    view = look(inspector, study)
    assert view.table is not None
    assert "PUR-004" not in rules(view)
    assert view.table.silenced == 3
    assert [(one.number, one.words) for one in view.silences] == [
        (number, "PUR-004 is silenced in this capture")
    ]
    now = ask(inspector, lambda reader: rules_with_findings(reader, inspector.configuration))
    assert now == before - 1
    inspector.write(lambda writer: writer.unsilence(number)).result(10)
    assert rules(look(inspector, study))["PUR-004"] == 3
    # For another event it silences nothing here.
    elsewhere = silence_json(Silence("PUR-004", event="Product Clicked"))
    inspector.write(lambda writer: writer.silence(elsewhere)).result(10)
    assert rules(look(inspector, study))["PUR-004"] == 3


def test_a_silence_that_cannot_be_read_silences_nothing() -> None:
    whole = Silence("PUR-004", "Order Completed", "/checkout", "why")
    assert silence_read(Kept(1, 0, silence_json(whole))) == whole
    assert words_of(whole) == "PUR-004 is silenced for Order Completed on /checkout"
    for value in ({"rule": "X", "event": 5}, {"rule": "X", "path": "p" * 2_000}):
        assert silence_read(Kept(1, 0, value)) is None


def test_a_report_names_rule_money_and_messages(start: Start) -> None:
    inspector = filled(start)
    view = look(inspector, Study(), FindingsWish(chosen="PUR-004"))
    assert view.detail is not None
    lines = report_text(view.detail, "Counted in this capture only.").splitlines()
    assert lines[0].startswith("PUR-004 ")
    assert "Counted in this capture only." in lines
    assert [one for one in lines if one.startswith("Fix. ")]
    assert lines[-3:] == ["o-2", "o-1", "o-0"]


def test_the_desk_looks_in_a_process_of_its_own(start: Start) -> None:
    inspector = filled(start)
    desk = StudyDesk(inspector.path)
    try:
        view = desk.ask(inspector.configuration, FindingsWish()).future.result(30)
        assert rules(view)["PUR-004"] == 3
        one, other = (desk.ask(inspector.configuration, JourneysWish()) for _ in range(2))
        other.cancel()
        assert one.future.result(30).words == "3 users, 3 orders"
        assert other.future.cancelled()
        # What was read is still known after a cancelled look.
        desk.findings_changed()
        again = desk.ask(inspector.configuration, FindingsWish()).future.result(30)
        assert rules(again) == rules(view)
    finally:
        desk.close()


def test_journeys_of_the_same_study(start: Start) -> None:
    inspector, study = filled(start), Study()

    def journeys(**wish: Any) -> Any:
        return ask(
            inspector,
            lambda reader: look_at_journeys(
                study, reader, inspector.configuration, JourneysWish(**wish)
            ),
        )

    view = journeys()
    assert view.words == "3 users, 3 orders"
    assert view.journey is not None  # the first one with an order
    assert view.journey.orders
    one = journeys(chosen="a:u-1", show="missed")
    assert one.journey.user == "a:u-1"
    assert journeys(query=parse("user:u-2")).words == "1 user, 1 order"
    assert journeys(query=parse("user:nobody")).journey is None
    assert journeys(chosen="a:nobody").journey is None
    assert ask(inspector, lambda reader: user_of_row(reader, inspector.configuration, 2)) == "a:u-1"
