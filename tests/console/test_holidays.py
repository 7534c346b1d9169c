"""工作日历 in the console: days off and worked, which schedule says so, and what moved when one came late."""

from __future__ import annotations

from datetime import date

from handlers.console.holidays import month_sheet
from models.holidays import HolidaySchedule
from models.slips import slip_of
from rules.cases import SLIP
from rules.workdays import Calendar
from services.cases import step
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import NOW, OCTOBER
from tests.worlds.recorded_quarters import CLERK, LEADER
from tests.worlds.towns import HOLIDAYS

PAGE = "/console/holidays"


def test_the_year_shows_days_off_and_worked_and_how_many_are_worked(town: Town) -> None:
    page = town.visitor(CLERK).reads(f"{PAGE}?year=2026")
    assert "✓ 有放假安排" in page
    assert page.count('title="国庆节"') == 7
    assert "10月10日（周六），上班" in page
    assert page.count("<caption>") == 12


def test_a_month_is_laid_out_from_monday(calendar: Calendar) -> None:
    october = month_sheet(calendar, OCTOBER)
    assert (october.before, len(october.days)) == (3, 31)
    assert {one.day for one in october.days if one.kind == "makeup"} == {date(2026, 10, 10)}
    assert october.worked == len(calendar.working_days(date(2026, 9, 30), date(2026, 10, 31)))


def test_a_year_without_a_schedule_says_that_plain_weeks_are_counted(town: Town) -> None:
    page = town.visitor(CLERK).reads(f"{PAGE}?year=2027")
    assert "2027年的放假安排还没有装入，下面按普通周末暂算" in page
    assert "2027年的放假安排还没有装入，一般 11 月公布" in town.visitor(CLERK).reads(PAGE)


def test_a_schedule_that_came_late_is_named_with_what_moved(town: Town) -> None:
    with town.db.begin() as session:
        text = (HOLIDAYS / "2026.yaml").read_text(encoding="utf-8")
        session.add(HolidaySchedule(year=2026, text=text, loaded_at=NOW))
        slip = slip_of(session, "org-025", OCTOBER)
        assert slip
        step(session, SLIP, slip, "recount", None, NOW, facts={"from": "2026-11-03", "to": "2026-11-04"})
    page = town.visitor(CLERK).reads(f"{PAGE}?year=2026")
    assert "国办发明电〔2025〕7号" in page
    assert "10月</a>：改到 11月4日（周三）24时" in page


def test_an_odd_year_is_the_present_one_and_leaders_are_not_asked(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert all("2026年工作日历" in clerk.reads(f"{PAGE}?year={one}") for one in ("x", "99999", ""))
    assert clerk.get(f"{PAGE}?year=0000").status_code == 200
    assert town.visitor(LEADER).get(PAGE).status_code == 403
