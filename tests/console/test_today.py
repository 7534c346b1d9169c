"""今天: a list of sentences, of what waits for me first; what is late; what comes by itself; what I did."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.worlds.browsers import Town
from tests.worlds.month_under_way import ANSWERED, NOW
from tests.worlds.recorded_quarters import CLERK, LEADER

TODAY = "/console/today"


def test_the_clerk_reads_what_waits_and_where_to_deal_with_it(town: Town) -> None:
    page = town.visitor(CLERK).reads(TODAY)
    assert f"{ANSWERED - 2} 份自查整改表等审核" in page
    assert 'href="/console/self_checks"' in page
    assert "已经晚了" not in page


def test_the_steps_of_the_month_are_counted(town: Town) -> None:
    page = town.visitor(CLERK).reads(TODAY)
    assert re.search(rf"已交 {ANSWERED}，缺 \d+", page)
    assert "11月4日（周三）24时截止" in page


def test_what_comes_names_the_day_the_next_slips_go(town: Town) -> None:
    assert "12月1日（周二）08:30" in town.visitor(CLERK).reads(TODAY)


def test_once_the_deadline_has_passed_the_first_who_are_late_stand_there_by_name(town: Town) -> None:
    town.clock.moment = NOW + timedelta(days=2)
    page = town.visitor(CLERK).reads(TODAY)
    assert "个党组织没有交自查整改表" in page
    assert "1 份退回的自查整改表没有重报" in page
    assert "11月4日（周三）24时到期" in page


def test_a_leader_without_work_reads_that_nothing_waits(town: Town) -> None:
    assert "没有等您办的事。" in town.visitor(LEADER).reads(TODAY)


def test_what_i_passed_stands_under_what_i_did_last(town: Town) -> None:
    page = town.visitor(CLERK).reads(TODAY)
    assert "通过荷塘一支部10月的自查整改表" in page
    assert "请写明哪一天补开" in page


def test_the_first_page_of_the_console_is_today(town: Town) -> None:
    assert town.visitor(CLERK).get("/console/").location == TODAY
