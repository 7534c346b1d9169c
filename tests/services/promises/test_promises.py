"""What a branch promises is noted from its form, answered in the next one, and never counted (R13)."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from models.promises import BROKEN, KEPT, OPEN, Promise, promises_of
from models.slips import Slip, slip_of
from rules.periods import Month
from rules.promise_lines import Told
from rules.workdays import Calendar
from services.promises.promises import answered_before, promise_counts, promise_list, tell_of_promises
from services.self_checks.self_checks import GivenAnswer, submit
from tests.worlds.one_open_item import ANSWER, MONDAY, one_item_asked
from tests.worlds.recorded_quarters import person
from tests.worlds.towns import Past

BRANCH = "org-011"
LATER = MONDAY + timedelta(days=30)
AGAIN = date(2026, 12, 18)


@pytest.fixture
def session(made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    with made_town("sqlite", one_item_asked).read() as opened:
        yield opened


@pytest.fixture
def slip(session: Session) -> Slip:
    found = slip_of(session, BRANCH, Month(2026, 10))
    assert found
    return found


def promised(session: Session, slip: Slip, calendar: Calendar, answer: GivenAnswer = ANSWER) -> list[Promise]:
    """Hand the form in, and list what stands open."""
    submit(session, slip, [answer], person(session, "zhuyongliang"), calendar, MONDAY)
    return promises_of(session, (OPEN,), [BRANCH])


def answered(session: Session, slip: Slip, promise: Promise, said: Told) -> None:
    """Answer a promise in a form that asks about it."""
    promise.asked_on_id = slip.id
    session.flush()
    tell_of_promises(session, slip, {promise.id: said}, person(session, "zhuyongliang"), LATER)


def test_what_is_not_done_yet_is_a_promise_with_measure_and_day(
    session: Session, slip: Slip, calendar: Calendar
) -> None:
    (promise,) = promised(session, slip, calendar)
    assert (promise.measure, promise.day) == (ANSWER.measure, ANSWER.done_by)
    assert answered_before(session, promise) is None


def test_a_form_handed_in_anew_replaces_what_it_promised(session: Session, slip: Slip, calendar: Calendar) -> None:
    first = promised(session, slip, calendar)
    again = promised(session, slip, calendar)
    assert len(again) == 1
    assert first != again


def test_what_is_put_off_is_broken_and_a_new_promise_follows(session: Session, slip: Slip, calendar: Calendar) -> None:
    (promise,) = promised(session, slip, calendar)
    answered(session, slip, promise, Told(False, "还没开", AGAIN))
    assert promise.state == BROKEN
    assert [one.day for one in promises_of(session, (OPEN,), [BRANCH])] == [AGAIN]
    assert answered_before(session, promise) == Told(False, "还没开", AGAIN)


def test_what_was_said_wrongly_is_put_right_by_saying_it_anew(session: Session, slip: Slip, calendar: Calendar) -> None:
    (promise,) = promised(session, slip, calendar)
    answered(session, slip, promise, Told(False, "还没开", AGAIN))
    answered(session, slip, promise, Told(True, "已经补开"))
    assert promise.state == KEPT
    assert promises_of(session, (OPEN,), [BRANCH]) == [], "the day to which it had been put off stands no more"


def test_of_a_day_that_has_passed_it_is_seen_that_nothing_was_said(
    session: Session, slip: Slip, calendar: Calendar
) -> None:
    (promise,) = promised(session, slip, calendar)
    assert promise_list(session, MONDAY).running == [promise]
    assert promise_list(session, LATER).unsaid == [promise]
    counts = promise_counts(session, MONDAY.date(), LATER.date(), LATER)
    assert (counts.kept, counts.broken, counts.unsaid, counts.due) == (0, 0, 1, 1)
