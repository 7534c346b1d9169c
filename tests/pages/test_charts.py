"""Where lines, bars and columns go: worked out by hand in the units of the drawing."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from handlers.charts.bars import columns, meter
from handlers.charts.lines import Line, LineChart, line_chart
from handlers.charts.quarters import in_time_chart, own_chart, town_chart
from rules.periods import Month, Quarter
from services.self_checks.in_time import MonthInTime
from services.trends.quarters import QuarterMark, TownMark


def values(*totals: str | None) -> list[Decimal | None]:
    return [None if total is None else Decimal(total) for total in totals]


def drawn(*totals: str | None, mean: str = "90") -> LineChart | None:
    """Draw these totals beside a mean that stays the same."""
    places = [str(place) for place in range(len(totals))]
    return line_chart(places, [Line("own", values(*totals)), Line("mean", values(*[mean] * len(totals)))])


def certain(chart: LineChart | None) -> LineChart:
    assert chart
    return chart


def test_higher_is_further_up_and_later_further_right() -> None:
    (run,) = certain(drawn("85", "95", "91.5")).main.runs
    assert [spot.x for spot in run] == [30, 150, 270]
    assert run[1].y < run[2].y < run[0].y
    assert certain(drawn("85", "95", "91.5")).main.end == run[-1]


def test_the_grid_is_of_whole_tens_around_all_values() -> None:
    chart = certain(drawn("98", "101.5", mean="84"))
    assert [value for _, value in chart.grid] == [70, 90, 110]
    lows, highs = chart.grid[0][0], chart.grid[2][0]
    assert all(highs <= spot.y <= lows for line in chart.lines for run in line.runs for spot in run)


def test_a_quarter_without_rank_breaks_the_line() -> None:
    chart = certain(drawn("90", None, "92", "93"))
    assert [len(run) for run in chart.main.runs] == [1, 2]
    assert [len(run) for run in chart.lines[0].runs] == [4]


@pytest.mark.parametrize("totals", [("90",), (None, "90"), ("90", "91", None)])
def test_without_two_ends_there_is_no_line(totals: tuple[str | None, ...]) -> None:
    assert drawn(*totals) is None


@pytest.mark.parametrize("value", ["100", "90", "0", "99.99"])
def test_a_flat_line_has_a_grid_all_the_same_and_its_numbers_stand_apart(value: str) -> None:
    chart = certain(drawn(value, value, mean=value))
    assert len({y for y, _ in chart.grid}) == 3
    mean, own = chart.lines
    assert abs(mean.label_y - own.label_y) >= 16
    assert own.label_y == own.end.y, "what the chart is about stays where it is"


@pytest.mark.parametrize("ends", [("90", "90", "90"), ("90", "91", "89"), ("91", "90", "90.5"), ("80", "99", "79")])
def test_three_names_at_the_ends_never_lie_on_one_another(ends: tuple[str, ...]) -> None:
    kinds = ("own", "edge", "edge")
    lines = [Line(kind, values("85", end)) for kind, end in zip(kinds, ends, strict=True)]  # type: ignore[arg-type]
    heights = sorted(one.label_y for one in certain(line_chart(["a", "b"], lines)).lines)
    assert all(below - above >= 16 for above, below in pairwise(heights))


def test_a_bar_is_as_wide_as_its_share() -> None:
    (part,) = meter(Decimal(16), ("weakest", Decimal(7)), mark=Decimal(12)).parts
    assert (part.kind, part.start, part.width) == ("weakest", Decimal(0), Decimal("43.8"))
    assert meter(Decimal(16), mark=Decimal(12)).mark == 75


def test_the_parts_of_a_bar_stand_side_by_side_and_never_run_over() -> None:
    kept, broken, unsaid = meter(52, ("kept", 41), ("broken", 8), ("even", 30)).parts
    assert (kept.width, broken.start, broken.width) == (Decimal("78.8"), Decimal("78.8"), Decimal("15.4"))
    assert unsaid.start + unsaid.width == 100


def test_of_nothing_there_is_an_empty_bar() -> None:
    assert [part.width for part in meter(0, ("kept", 0)).parts] == [0]


def test_columns_stand_on_the_floor_and_the_last_eight_are_shown() -> None:
    found = columns([(f"{month}月", month) for month in range(1, 11)], 10)
    assert [one.name for one in found] == [f"{month}月" for month in range(3, 11)]
    assert [(one.x, one.top, one.height) for one in (found[0], found[-1])] == [(4, 65, 19), (277, 20, 64)]
    assert {one.top + one.height for one in found} == {84}


def test_charts_say_the_same_in_a_sentence() -> None:
    third = Quarter(2026, 3)
    own = own_chart(
        "石湾村支部",
        [QuarterMark(third.previous, Decimal("98.50"), Decimal(90)), QuarterMark(third, Decimal(97), Decimal(91))],
    )
    assert own
    assert own.told == "石湾村支部近2季总分：2026年第二季度 98.5 分，2026年第三季度 97 分，全镇平均 91.0 分。"
    groups = {"第一督导组": Decimal(88), "第二督导组": Decimal(92), "第三督导组": Decimal(84)}
    town = town_chart([TownMark(third.previous, Decimal(85), groups), TownMark(third, Decimal("88.26"), groups)])
    assert town
    assert town.told == (
        "全镇近2季平均分：2026年第二季度 85.0 分，2026年第三季度 88.3 分；"
        "最高的第二督导组 92.0 分，最低的第三督导组 84.0 分。"
    )
    assert [line.label for line in town.drawn.lines] == ["第三组", "第二组", "88.3"]
    forms = in_time_chart([MonthInTime(Month(2026, 9), 39, 39, 38, 35), MonthInTime(Month(2026, 10), 39, 39, 39, 36)])
    assert forms
    assert forms.told == "自查按时交的：9月 39 个里 35 个，10月 39 个里 36 个。"
    assert [one.number for one in forms.drawn] == [35, 36]


def test_without_anything_there_are_no_charts() -> None:
    assert own_chart("石湾村支部", []) is None
    assert town_chart([]) is None
    assert in_time_chart([]) is None


@pytest.mark.parametrize("count", range(2, 25))
def test_every_quarter_is_named_while_the_names_fit_and_never_do_two_names_touch(count: int) -> None:
    named = certain(drawn(*["90"] * count)).places
    assert named[-1] == (270, str(count - 1))
    assert len(named) == count or count > 8
    gaps = {round(after - before, 6) for (before, _), (after, _) in pairwise(named)}
    assert len(gaps) == 1, "evenly"
    assert min(gaps) >= 34
