"""How strictly the groups inspect, and the town over time: said in a sentence first, with a number at every bar."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from sqlalchemy import delete

from models.inspections import Finding, Inspection
from services.trends.strictness import strictness
from services.trends.weak_items import weak_items
from tests.pages.conftest import both_databases
from tests.pages.test_town import shown
from tests.worlds import browsers as people
from tests.worlds.browsers import QUARTERS, Town, board_of
from tests.worlds.leaders_town import leaders_town
from tests.worlds.recorded_quarters import CLERK, LEADER, THIRD
from tests.worlds.towns import Past

GROUPS, TREND = "/m/groups", "/m/trend"
GROUP_LEADER = "xujianming"


@pytest.fixture
def past() -> Past:
    return leaders_town


@both_databases
def test_the_groups_stand_side_by_side_with_their_numbers(town: Town) -> None:
    with town.db.read() as session:
        (found,) = strictness(session, [THIRD])
    text = town.visitor(LEADER).reads(GROUPS)
    figures = re.findall(r"<dt>(第.组)</dt>.*?<dd class=\"figure\">(.*?)</dd>", text, re.DOTALL)
    assert figures == [
        *((one.name.replace("督导组", "组"), f"{one.mean:.1f}") for one in found.groups),
        *((one.name.replace("督导组", "组"), f"{one.clean} / {one.inspected}") for one in found.groups),
    ]
    assert f"各组差得不多，全镇平均扣 {found.mean:.1f} 分。" in shown(text)
    assert 'class="odd"' not in text.split("同一项")[0], "nobody is far off: no bar is in the colour of warning"


def test_a_group_that_is_far_off_is_named_with_how_much_and_one_bar_shows_it(town: Town) -> None:
    with town.db.begin() as session:
        for sheet in session.query(Inspection).filter_by(quarter=THIRD, group_id="G3"):
            sheet.findings += [Finding(indicator="HD-04", month=THIRD.months[0], fact="没有记录")]
    with town.db.read() as session:
        (found,) = strictness(session, [THIRD])
    text = town.visitor(LEADER).reads(GROUPS)
    third = found.groups[2]
    assert f"第三督导组平均扣 {third.mean:.1f} 分，比全镇多 {third.mean - found.mean:.1f}。" in shown(text)
    assert "差得多，不等于谁错。" in text
    assert text.count('<rect class="odd"') == 1
    assert re.search(r"党员志愿服务</th><td>[\d.]+</td><td>[\d.]+</td><td><b class=\"odd\">[\d.]+</b></td>", text)


def test_each_group_sees_itself_over_four_quarters(town: Town) -> None:
    text = town.visitor(LEADER).reads(GROUPS)
    past = text.split("和自己比")[1]
    assert re.findall(r'<th scope="col">(\d\d年) <span class="nw">([一二三四]季度)</span></th>', past) == [
        (f"{one.year % 100}年", one.name.removeprefix("第")) for one in QUARTERS
    ]


def test_leaders_of_groups_see_it_too_and_branches_never(town: Town) -> None:
    assert "‹ 全镇情况" not in town.visitor(GROUP_LEADER).reads(GROUPS), "that page is not theirs"
    assert "‹ 全镇情况" in town.visitor(CLERK).reads(GROUPS)
    refused = town.visitor(people.SECRETARY).get(GROUPS)
    assert refused.status_code == 403
    assert "自己支部的得分和红灰榜您都能看" in refused.text
    assert town.visitor(GROUP_LEADER).get(TREND).status_code == 403


def test_without_inspections_there_is_nothing_to_compare(town: Town) -> None:
    with town.db.begin() as session:
        session.execute(delete(Finding))
        session.execute(delete(Inspection))
    assert "还没有可比的" in town.visitor(LEADER).reads(GROUPS)


def test_the_trend_says_first_how_far_the_town_has_come(town: Town) -> None:
    with town.db.read() as session:
        boards = [board_of(session, quarter).rows for quarter in (QUARTERS[0], THIRD)]
        first, last = (sum((row.total for row in rows), Decimal(0)) / len(rows) for rows in boards)
    text = town.visitor(LEADER).reads(TREND)
    assert f"近一年{'升' if last > first else '降'} {abs(last - first):.1f} 分" in shown(text)
    assert 'aria-label="全镇近4季平均分：2025年第四季度' in text
    assert 'aria-label="自查按时交的：' in text


def test_the_most_common_weak_items_and_what_became_of_promises(town: Town) -> None:
    with town.db.read() as session:
        found = weak_items(session, THIRD)
    words = shown(town.visitor(LEADER).reads(TREND))
    for one in found:
        assert f"{one.title} {one.branches} " in words
    assert "第三季度到期 9 件 做到 6 件 · 还没有 2 件 · 没有回音 1 件" in words


@pytest.mark.parametrize("path", [GROUPS, TREND])
def test_before_the_first_board_both_pages_say_so(town: Town, path: str) -> None:
    for quarter in QUARTERS:
        town.change(quarter, state="draft")
    assert town.visitor(LEADER).get(path).status_code == 200
    assert "还没有" in town.visitor(LEADER).reads(path)
    assert "还没有发布过" in town.visitor(LEADER).reads("/m/town")
