"""The period of a board: a quarter in most towns, elsewhere a month or a half-year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.period_words import like_a_quarter, named_quarter, quarter_within
from rules.periods import BOARDS_A_YEAR, Month, Quarter, counting_boards

COUNTS = st.sampled_from(sorted(BOARDS_A_YEAR.values()))
TODAY = date(2026, 9, 21)


def period(key: str) -> Quarter:
    return Quarter.parse(key)


@pytest.mark.parametrize(
    ("key", "name", "months", "before", "after"),
    [
        ("2026-Q3", "第三季度", (7, 8, 9), "2026-Q2", "2026-Q4"),
        ("2026-08", "8月", (8,), "2026-07", "2026-09"),
        ("2026-12", "12月", (12,), "2026-11", "2027-01"),
        ("2026-H1", "上半年", (1, 2, 3, 4, 5, 6), "2025-H2", "2026-H2"),
        ("2026-H2", "下半年", (7, 8, 9, 10, 11, 12), "2026-H1", "2027-H1"),
    ],
)
def test_a_period_has_a_key_a_name_months_and_neighbours(
    key: str, name: str, months: tuple[int, ...], before: str, after: str
) -> None:
    found = period(key)
    assert (str(found), found.name) == (key, name)
    assert tuple(month.month for month in found.months) == months
    assert (found.previous, found.next) == (period(before), period(after))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), COUNTS)
def test_every_day_is_in_one_period_of_its_town(day: date, count: int) -> None:
    with counting_boards(lambda: count):
        found = Quarter.of(day)
        assert found.first_day <= day <= found.last_day
        assert Month.of(day).quarter == found
        assert Quarter.parse(str(found)) == found
        assert found in Quarter.all_of(day.year)
        assert found.next.first_day > day > found.previous.last_day
    assert Quarter.of(day).boards_a_year == BOARDS_A_YEAR["quarter"], "elsewhere they are quarters as ever"


@pytest.mark.parametrize("key", ["2026-13", "2026-H3", "2026-Q5", "2026-00", "2026-W3"])
def test_what_is_no_period_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"write one like 2026-Q3"):
        period(key)


@pytest.mark.parametrize(
    ("count", "said", "meant"),
    [
        (4, "三季度", "2025-Q3"),
        (4, "2026年二季度", "2026-Q2"),
        (4, "上季度", "2026-Q2"),
        (4, "8月", None),
        (12, "8月", "2026-08"),
        (12, "八月份", "2026-08"),
        (12, "十月", "2025-10"),
        (12, "2026年8月", "2026-08"),
        (12, "2026-08", "2026-08"),
        (12, "上个月", "2026-08"),
        (12, "三季度", None),
        (2, "上半年", "2026-H1"),
        (2, "下半年", "2025-H2"),
        (2, "2026-H1", "2026-H1"),
        (2, "上期", "2026-H1"),
    ],
)
def test_people_name_the_period_their_boards_have(count: int, said: str, meant: str | None) -> None:
    with counting_boards(lambda: count):
        found = named_quarter(said, TODAY)
        assert (str(found) if found else None) == meant
        assert like_a_quarter(said) or meant is None


@pytest.mark.parametrize(
    ("count", "text", "words"),
    [(4, "起草三季度榜单", "三季度"), (12, "起草8月榜单", "8月"), (2, "上半年的榜发我看看", "上半年")],
)
def test_the_period_is_found_within_a_sentence(count: int, text: str, words: str) -> None:
    with counting_boards(lambda: count):
        found = quarter_within(text)
        assert found is not None
        assert found["period"] == words


@pytest.mark.parametrize(
    ("number", "count", "said"),
    [(5, 4, "There is no quarter 5 of"), (13, 12, "There is no month 13 of"), (3, 2, "There is no half-year 3 of")],
)
def test_a_period_a_year_does_not_have_is_called_by_its_kind(number: int, count: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Quarter(2026, number, count)


def test_a_year_is_not_parted_in_three() -> None:
    with pytest.raises(ValueError, match="There are no periods of which a year has 3; write 12, 4 or 2"):
        Quarter(2026, 1, 3)
