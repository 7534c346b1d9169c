"""The sample town as its leaders find it: four quarters recorded, inspected and published, forms, orders, promises."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from sqlalchemy.orm import Session

from models.boards import FINAL, PUBLISHED
from models.organizations import Organization, living_organizations
from models.promises import BROKEN, KEPT, OPEN, Promise
from models.self_checks import Answer, SelfCheck
from models.slips import Slip, SlipItem
from rules.periods import Month
from rules.workdays import Calendar, load_calendar
from services.consequences.proposals import propose_consequences
from services.orders.issuing import GivenOrder, GivenProblem, issue_order
from services.township.file import TownshipFile
from tests.worlds.browsers import NOW, QUARTERS, published
from tests.worlds.finished_year import answered
from tests.worlds.recorded_quarters import CLERK, THIRD, inspect, person, record
from tests.worlds.towns import HOLIDAYS, loaded

# A branch with an order and a reason of its own, and the reason.
FELL: Final = "org-011"
OWN_WORDS: Final = "党员外出务工多，人凑不齐"


def leaders_town(session: Session, file: TownshipFile) -> None:
    """Let a year of the town have happened, with what is being done about it."""
    loaded(session, file)
    for quarter in QUARTERS:
        record(session, file, quarter)
        inspect(session, file, quarter)
        if quarter == THIRD:
            _handed_in(session)
        published(session, quarter, person(session, CLERK)).state = PUBLISHED if quarter == THIRD else FINAL
    calendar = load_calendar(HOLIDAYS)
    propose_consequences(session, calendar, NOW)
    _ordered(session, calendar)
    _promised(session)


def _handed_in(session: Session) -> None:
    """Let every branch have had its slips of the quarter; most forms came in time, one of them with a reason."""
    dice = Random(2024)  # noqa: S311 - nothing here is secret
    for month in THIRD.months:
        for one in living_organizations(session):
            state = dice.choices(("on_time", "late", "missing"), (30, 3, 1))[0]
            slip = answered(session, one.id, month, "on_time" if one.id == FELL else state)
            if one.id == FELL:
                _reason(session, slip)


def _reason(session: Session, slip: Slip) -> None:
    item = SlipItem(slip_id=slip.id, position=1, kind="org_life", title="主题党日", indicator="HD-01", state="not_done")
    item.remark, item.points = "没有记录", Decimal(3)
    session.add(item)
    session.flush()
    form = session.query(SelfCheck).filter_by(slip_id=slip.id).one()
    said = {"problem": "主题党日", "reason": OWN_WORDS, "measure": "补开", "responsible": "朱永良"}
    form.latest.answers.append(Answer(position=1, slip_item_id=item.id, done_by=date(2026, 11, 20), **said))
    session.flush()


def _ordered(session: Session, calendar: Calendar) -> None:
    problem = GivenProblem("HD-01", "补开主题党日")
    given = GivenOrder("连续两个月没有开主题党日", (problem,), "补开并报告", NOW.date() + timedelta(days=7))
    issue_order(session, session.get_one(Organization, FELL), given, person(session, "caoxiaoming"), calendar, NOW)


def _promised(session: Session) -> None:
    slip = answered(session, "org-002", Month(2026, 6), "on_time")
    for place, state in enumerate([KEPT] * 6 + [BROKEN] * 2 + [OPEN] * 2):
        day = NOW.date() - timedelta(days=40 - place) if place < 9 else NOW.date() + timedelta(days=9)
        said = {"item": "公开栏", "measure": "更新公开栏", "day": day, "state": state}
        session.add(Promise(organization_id="org-002", slip_id=slip.id, **said))
    session.flush()
