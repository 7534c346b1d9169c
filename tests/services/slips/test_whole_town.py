"""A whole town of slips: as many statements for any size, and who is held back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.parts import in_parts
from bot.wording import word
from models.organizations import Organization, organization_named
from models.outbox import OutboxMessage
from models.slips import slips_of
from rules.periods import Month
from rules.workdays import Calendar
from services.slips import issuing
from services.slips.issuing import held_back, issue, issue_due
from tests.run import Run
from tests.services.slips.octobers_slip import MONDAY, OCTOBER, record
from tests.worlds.sizes import in_two_sizes

HELD_BACK = select(OutboxMessage.addressee).where(OutboxMessage.key.startswith("held-back:2026-10:"))


def test_a_town_of_any_size_is_issued_with_as_many_statements_a_slice(
    run: Run, tmp_path: Path, calendar: Calendar
) -> None:
    def all_slips(session: Session) -> Callable[[], object]:
        return lambda: issued.append(len(issue(session, OCTOBER, calendar, MONDAY)))

    issued: list[int] = []
    small, large = in_two_sizes(run, tmp_path, all_slips)
    assert issued == [39, 78]
    assert len(small) == len(large) < 34


def test_issuing_goes_on_where_the_slice_before_has_ended_and_names_who_is_held_back_at_the_end(
    town: Database, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "SLICE", 2)
    with town.begin() as session:
        record(session, *(f"org-{number:03},T-202610-02,done" for number in (2, 3, 6, 11)))
        named = []
        for _ in range(3):
            issue_due(session, calendar, MONDAY)
            named.append(list(session.scalars(HELD_BACK)))
        slips = slips_of(session, OCTOBER)
        numbers = [slip.number[-3:] for slip in slips]
        assert len(held_back(session, OCTOBER, MONDAY.date())) == 39 - 4
    assert [slip.organization_id for slip in slips] == ["org-002", "org-003", "org-006", "org-011"]
    assert numbers == ["001", "002", "003", "004"]
    assert [len(one) for one in named] == [0, 0, 3]


def test_who_is_held_back_is_told_once_a_day_at_most_and_an_unchanged_list_not_again(
    town: Database, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathered: list[date] = []

    def gather(session: Session, month: Month, day: date) -> list[Organization]:
        gathered.append(day)
        return held_back(session, month, day)

    monkeypatch.setattr(issuing, "held_back", gather)
    with town.begin() as session:
        for moment in ("08:34", "08:44", "17:04"):
            issue_due(session, calendar, datetime.fromisoformat(f"2026-11-02 {moment}+08:00"))
        assert gathered == [date(2026, 11, 2)]
        issue_due(session, calendar, MONDAY + timedelta(days=1))
        assert len(list(session.scalars(HELD_BACK))) == 3, "the office has that list"
        monkeypatch.setattr(issuing, "held_back", lambda *asked: gather(*asked)[1:])
        issue_due(session, calendar, MONDAY + timedelta(days=2))
        assert len(list(session.scalars(HELD_BACK))) == 2 * 3, "others are held back"


def test_of_thousands_held_back_the_office_hears_how_many_and_who_comes_first_in_one_message(
    town: Database, calendar: Calendar
) -> None:
    with town.begin() as session:
        named = organization_named(session, "石湾村支部")
        for many, last in ((60, "石湾村支部、石湾村支部\n录入"), (10_000, "石湾村支部等10000个\n这里只列前60个")):
            said = word("notices/office.txt", "held_back", now=MONDAY, month=OCTOBER, organizations=[named] * many)
            assert said.startswith(f"10月提醒单有{many}个党组织没有发出")
            assert said.count("石湾村支部") == 60
            assert last in said
            assert in_parts(said) == [said]
