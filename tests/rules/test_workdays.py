"""Working days: the shipped schedules, the traps they set, and files that cannot be used."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays as holidays_package
import pytest

from rules.periods import Month
from rules.workdays import Calendar, CalendarError, Holiday, load_calendar

FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1)]
MAKEUP_DAYS = {
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}
DAYS_OFF = {
    2025: [("10-01", "10-08")],
    2026: [
        ("01-01", "01-03"),
        ("02-15", "02-23"),
        ("04-04", "04-06"),
        ("05-01", "05-05"),
        ("06-19", "06-21"),
        ("09-25", "09-27"),
        ("10-01", "10-07"),
    ],
}


def test_the_shipped_days_agree_with_chinesecalendar_on_every_day(calendar: Calendar) -> None:
    assert [day for day in EVERY_DAY if calendar.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_the_shipped_days_agree_with_the_holidays_package_on_every_day(calendar: Calendar) -> None:
    china = holidays_package.country_holidays("CN", years=range(FIRST.year, LAST.year + 2))
    assert [day for day in EVERY_DAY if calendar.is_working(day) != china.is_working_day(day)] == []


@pytest.mark.parametrize("year", [2025, 2026])
def test_make_up_weekends_are_worked_and_only_those(calendar: Calendar, year: int) -> None:
    makeup = [f"{day:%m-%d}" for day in EVERY_DAY if day.year == year and calendar.is_makeup(day)]
    assert makeup == MAKEUP_DAYS[year]


@pytest.mark.parametrize(
    ("year", "first", "last"), [(year, *span) for year, spans in DAYS_OFF.items() for span in spans]
)
def test_nobody_works_on_a_holiday(calendar: Calendar, year: int, first: str, last: str) -> None:
    day = date.fromisoformat(f"{year}-{first}")
    while day <= date.fromisoformat(f"{year}-{last}"):
        assert not calendar.is_working(day)
        assert calendar.name_of(day) is not None
        day += timedelta(days=1)


def test_a_day_in_december_can_be_ruled_by_the_file_of_the_next_year(calendar: Calendar) -> None:
    assert calendar.is_makeup(date(2018, 12, 29))
    assert not calendar.is_working(date(2018, 12, 31))


def test_a_plain_day_has_no_name_and_a_holiday_has(calendar: Calendar) -> None:
    assert calendar.name_of(date(2026, 11, 2)) is None
    assert calendar.name_of(date(2026, 10, 1)) == "国庆节"
    assert calendar.name_of(date(2026, 10, 10)) == "国庆节调休"


def test_a_year_without_a_file_counts_plain_weeks_and_says_that_it_is_not_known(calendar: Calendar) -> None:
    assert calendar.is_working(date(2031, 10, 8))
    assert not calendar.is_known(date(2031, 10, 8))
    assert calendar.is_known(date(2026, 11, 2))


@pytest.mark.parametrize("day", ["2031-01-01", "2031-05-01", "2031-05-02", "2031-10-01", "2031-10-02", "2031-10-03"])
def test_what_the_law_ties_to_a_date_is_off_before_the_schedule_of_its_year_is_out(
    calendar: Calendar, day: str
) -> None:
    assert not calendar.is_working(date.fromisoformat(day))
    assert not calendar.is_known(date.fromisoformat(day))


def test_a_schedule_rules_its_own_year_alone(calendar: Calendar) -> None:
    assert calendar.is_working(date(2018, 5, 2)), "worked then: the second day of May is a holiday since 2025"


def test_the_last_week_of_december_is_known_only_with_the_next_years_file(calendar: Calendar) -> None:
    assert calendar.is_known(date(2026, 12, 24))
    assert not calendar.is_known(date(2026, 12, 25))
    assert calendar.is_known(date(2025, 12, 31))


def test_the_office_can_overrule_the_schedule(calendar: Calendar) -> None:
    typhoon = Holiday(date(2026, 9, 15), works=False, name="台风停工")
    told = calendar.with_overrides([typhoon])
    assert not told.is_working(typhoon.day)
    assert told.name_of(typhoon.day) == "台风停工"
    assert calendar.is_working(typhoon.day)
    assert calendar.with_overrides({typhoon.day: typhoon}) == told


@pytest.mark.parametrize(
    ("month", "first"),
    [
        ("2025-12", "2025-12-01"),
        ("2026-01", "2026-01-04"),
        ("2026-02", "2026-02-02"),
        ("2026-05", "2026-05-06"),
        ("2026-10", "2026-10-08"),
        ("2026-11", "2026-11-02"),
    ],
)
def test_a_month_begins_at_work(calendar: Calendar, month: str, first: str) -> None:
    assert calendar.first_working_of(Month.parse(month)) == date.fromisoformat(first)


@pytest.mark.parametrize(
    ("quarter_ended", "n", "day"),
    [
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-09-30", 8, "2026-10-16"),
        ("2026-09-30", 10, "2026-10-20"),
        ("2026-09-30", 13, "2026-10-23"),
        ("2026-09-30", 15, "2026-10-27"),
        ("2026-09-30", 16, "2026-10-28"),
        ("2026-09-30", 21, "2026-11-04"),
        ("2025-12-31", 1, "2026-01-04"),
        ("2025-12-31", 21, "2026-01-30"),
    ],
)
def test_the_plan_after_a_quarter_falls_on_the_days_the_office_expects(
    calendar: Calendar, quarter_ended: str, n: int, day: str
) -> None:
    assert calendar.working_day_after(date.fromisoformat(quarter_ended), n) == date.fromisoformat(day)


def test_a_zeroth_working_day_is_refused(calendar: Calendar) -> None:
    with pytest.raises(ValueError, match="count from 1"):
        calendar.working_day_after(date(2026, 11, 2), 0)


GOOD = """\
year: 2030
source: 通知
off:
  - {date: 2030-01-01, name: 元旦}
work:
  - {date: 2029-12-29, name: 元旦调休}
"""


def test_a_good_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "2030.yaml").write_text(GOOD, encoding="utf-8")
    calendar = load_calendar(tmp_path)
    assert calendar.is_makeup(date(2029, 12, 29))
    assert calendar.known_years == {2030}


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda text: text.replace("2030-01-01", "2030-02-30"), "2030.yaml, line 4: off[1].date: '2030-02-30' is not"),
        (lambda text: text.replace("2030-01-01", "2031-01-01"), "line 4: off[1]: 2031-01-01 belongs to another year"),
        (lambda text: text.replace("2029-12-29", "2029-11-25"), "line 6: work[1]: 2029-11-25 belongs to another year"),
        (lambda text: text.replace("2029-12-29", "2030-01-02"), "line 6: work[1]: 2030-01-02 is no Saturday or Sunday"),
        (lambda text: text.replace("2030-01-01", "2029-12-29"), "line 6: work[1]: 2029-12-29 is named twice"),
        (lambda text: text.replace("year: 2030", "year: 2029"), "line 1: year: is 2029, but the file is called 2030"),
        (lambda text: text.replace("year: 2030", "year: soon"), "line 1: year: 'soon' is not a whole number"),
        (
            lambda text: text.replace("name: 元旦}", "nmae: 元旦}"),
            "line 4: off[1].nmae: 'nmae' is not a known name; did you mean name?",
        ),
        (lambda text: text.replace(", name: 元旦}", "}"), "line 4: off[1]: lacks name"),
        (lambda text: text.replace("source: 通知\n", ""), "2030.yaml, line 1: lacks source"),
        (lambda text: text.replace("name: 元旦}", "name: }"), "line 4: off[1].name: must be a single value"),
        (lambda text: text.replace("  - {date: 2029-12-29, name: 元旦调休}", "  none"), "line 6: work: must be a list"),
        (lambda text: text + "year: 2030\n", "line 7: year: is given twice"),
        (lambda text: text + "]\n", "line 7: this is not valid YAML"),
        (lambda _: "", "2030.yaml: the file is empty"),
        (lambda _: "- 2030", "2030.yaml, line 1: must be a list of `name: value` lines"),
        (lambda text: text + "\a", "2030.yaml: this is not valid YAML"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, spoil: Callable[[str], str], complaint: str) -> None:
    (tmp_path / "2030.yaml").write_text(spoil(GOOD), encoding="utf-8")
    with pytest.raises(CalendarError) as refused:
        load_calendar(tmp_path)
    assert complaint in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2030.yaml").write_bytes("元旦".encode("gb18030"))
    with pytest.raises(CalendarError, match="save it as UTF-8"):
        load_calendar(tmp_path)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="is not a folder"):
        load_calendar(tmp_path / "nowhere")


def test_an_empty_folder_knows_no_year_but_still_counts_weeks(tmp_path: Path) -> None:
    calendar = load_calendar(tmp_path)
    assert calendar.is_working(date(2026, 10, 8))
    assert not calendar.is_known(date(2026, 10, 8))


def test_the_working_days_between_two_days_leave_out_the_first(calendar: Calendar) -> None:
    days = calendar.working_days(date(2026, 9, 30), date(2026, 10, 10))
    assert days == [date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10)]
    assert calendar.working_days(date(2026, 10, 8), date(2026, 10, 8)) == []
