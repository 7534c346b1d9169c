"""Months counted by hand: how the self-checks came in, and what became of promises."""

from dataclasses import astuple
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from models.objections import STRUCK, Correction, Objection
from models.promises import BROKEN, KEPT, OPEN, Promise
from models.slips import WITHDRAWN
from rules.periods import BEIJING, Month
from services.promises.promises import promise_counts
from services.self_checks.in_time import months_in_time
from tests.worlds.finished_year import answered
from tests.worlds.recorded_quarters import CLERK, THIRD, person

AUGUST, SEPTEMBER = Month(2026, 8), Month(2026, 9)
NOW = datetime(2026, 10, 20, 9, 5, tzinfo=BEIJING)


def test_the_forms_of_a_month_are_counted_by_how_they_came_in(town_session: Session) -> None:
    for organization, state in [("org-011", "on_time"), ("org-002", "late"), ("org-016", "missing")]:
        answered(town_session, organization, AUGUST, state)
    answered(town_session, "org-011", SEPTEMBER, "on_time_after_redo")
    answered(town_session, "org-002", SEPTEMBER, "missing").due = NOW + timedelta(days=1)
    answered(town_session, "org-016", SEPTEMBER, "missing").state = WITHDRAWN
    town_session.flush()
    # Slips, due or answered, handed in, in time.
    assert [tuple(vars(one).values()) for one in months_in_time(town_session, NOW, 8)] == [
        (AUGUST, 3, 3, 2, 1),
        (SEPTEMBER, 2, 1, 1, 1),
    ]
    assert [one.late for one in months_in_time(town_session, NOW, 8)] == [1, 0]
    assert [one.month for one in months_in_time(town_session, NOW, 1)] == [SEPTEMBER]


def test_a_late_form_whose_lateness_was_struck_out_came_in_time(town_session: Session) -> None:
    slip = answered(town_session, "org-002", AUGUST, "late")
    by = person(town_session, CLERK).id
    about = {"quarter": THIRD, "organization_id": "org-002", "target": f"slip:{slip.id}"}
    case = Objection(**about, subject="x", text="x", filed_by_id=by, filed_at=NOW, state="upheld", reply_due=NOW)
    town_session.add(case)
    town_session.flush()
    town_session.add(Correction(**about, verdict=STRUCK, reason="x", objection_id=case.id, by_id=by, at=NOW))
    town_session.flush()
    assert [one.on_time for one in months_in_time(town_session, NOW, 8)] == [1]


def test_promises_are_counted_once_their_day_is_over(town_session: Session) -> None:
    slip = answered(town_session, "org-011", AUGUST, "on_time")
    days = {KEPT: (5, 6), BROKEN: (7,), OPEN: (8, 19, 20, 25)}
    for state, of_state in days.items():
        for day in of_state:
            said = {"item": "主题党日", "measure": "补开", "state": state, "day": date(2026, 10, day)}
            town_session.add(Promise(organization_id="org-011", slip_id=slip.id, **said))
    town_session.flush()
    counts = promise_counts(town_session, date(2026, 10, 1), date(2026, 12, 31), NOW)
    assert astuple(counts) == (2, 1, 2), "of the four that wait, the day of two is over"
    assert counts.due == 5
    assert promise_counts(town_session, date(2026, 10, 7), date(2026, 10, 8), NOW).due == 2
