"""What leaders see first, and one branch: what waits, who moved and why, what is being done; each line leads on."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from services.board_displays.movements import moved
from services.leaders.reasons import shifts
from tests.pages.conftest import both_databases
from tests.worlds import browsers as people
from tests.worlds.browsers import NOW, Town, board_of
from tests.worlds.leaders_town import FELL, OWN_WORDS, leaders_town
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, THIRD
from tests.worlds.towns import Past

TOWN = "/m/town"
BRANCH = f"/m/branches/{FELL}"


@pytest.fixture
def past() -> Past:
    return leaders_town


def shown(text: str) -> str:
    """Give a page's words in one line, as they are read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text.split("<main>")[1].split("</main>", maxsplit=1)[0]))


@both_databases
def test_a_leader_s_first_page_is_the_town(town: Town) -> None:
    for userid in (LEADER, people.TOWN_LEADER, HEAD, CLERK):
        assert town.visitor(userid).get("/m/").location == TOWN
        assert "<h1>全镇情况</h1>" in town.visitor(userid).reads(TOWN)
    assert town.visitor(people.SUPERVISOR).get("/m/").location != TOWN


def test_it_says_what_waits_for_oneself_and_leads_there(town: Town) -> None:
    text = town.visitor(LEADER).reads(TOWN)
    assert re.search(r'href="/m/decisions"><span><b>等您定的 \d+ 件</b>', text)
    assert re.search(r"处理建议 \d+ 条待决定", text)
    calm = shown(town.visitor(people.TOWN_LEADER).reads(TOWN))
    assert calm.startswith(" 今天没有等您定的事 有了会在聊天里告诉您")


def test_month_and_quarter_stand_side_by_side(town: Town) -> None:
    with town.db.read() as session:
        rows, before = board_of(session).rows, board_of(session, THIRD.previous).rows
        mean, mean_before = (sum((row.total for row in some), Decimal(0)) / len(some) for some in (rows, before))
    words = shown(town.visitor(LEADER).reads(TOWN))
    assert re.search(r"9月自查 \d+ / 39 份已交", words)
    arrow = "▲" if mean > mean_before else "▼"
    assert f"第三季度平均分 {mean:.1f} {arrow}{abs(mean - mean_before):.1f}" in words
    assert "红榜 20 个，灰榜 10 个" in words


def test_who_moved_most_is_named_with_the_reason_and_what_is_done_about_it(town: Town) -> None:
    with town.db.read() as session:
        rose, fell = moved(session, board_of(session), 2)
        why = shifts(session, board_of(session), [row for row, _ in fell])
        names = [(row.name, won) for row, won in (*fell, *rose)]
        category = why[fell[0][0].organization_id].category
    text = town.visitor(LEADER).reads(TOWN)
    told = re.findall(
        r'<a class="go" href="/m/branches/org-\d+"><span><b>(.*?)</b> <b class="moved"[^>]*>(.)(\d+)', text
    )
    assert told == [(name, "▲" if won > 0 else "▼", str(abs(won))) for name, won in names]
    assert category
    assert re.search(r"<i>为什么</i> [^<]+，" + category.title.removeprefix("聚焦") + r"少 [\d.]+ 分", text)
    assert text.count("<i>在做</i> 还没有安排") == 2


def test_an_order_shows_in_the_totals_and_with_its_branch(town: Town) -> None:
    assert "督办单 1 份" in town.visitor(LEADER).reads(TOWN)
    town.clock.moment = NOW + timedelta(days=8)
    assert "督办单 1 份（1 份过期）" in town.visitor(LEADER).reads(TOWN)
    assert "24时已过期</span>" in town.visitor(LEADER).reads(BRANCH)


def test_promises_are_counted_as_kept_or_not(town: Town) -> None:
    assert "答应 9 件，做到 6 件" in shown(town.visitor(LEADER).reads(TOWN))
    assert "答应过的事 8 件，做到 6 件" in shown(town.visitor(LEADER).reads("/m/branches/org-002")).replace("　", " ")


def test_a_branch_begins_with_how_much_where_and_its_own_words(town: Town) -> None:
    with town.db.read() as session:
        row = next(one for one in board_of(session).rows if one.organization_id == FELL)
        shift = shifts(session, board_of(session), [row])[FELL]
    words = shown(town.visitor(LEADER).reads(BRANCH))
    assert shift.category
    more = "多" if shift.total > 0 else "少"
    assert f"一句话 比上季{more} {abs(shift.total).normalize():f} 分，主要在{shift.category.title[2:]}" in words
    assert f"支部自己说：{OWN_WORDS}。" in words
    assert "支部没有写过原因。" in town.visitor(LEADER).reads("/m/branches/org-002")


def test_the_dearest_entries_come_first_and_lead_to_all_of_them(town: Town) -> None:
    with town.db.read() as session:
        last = board_of(session).rows[-1].organization_id
    text = town.visitor(LEADER).reads(f"/m/branches/{last}")
    points = [float(one) for one in re.findall(r"扣</span>–([\d.]+)</b>", text)]
    assert len(points) == 3
    assert points == sorted(points, reverse=True)
    assert f'href="/m/results/{last}/{THIRD}"' in text
    assert re.search(r"其余 \d+ 条", text)


def test_a_branch_s_page_names_secretary_and_group_and_has_no_button(town: Town) -> None:
    text = town.visitor(LEADER).reads(BRANCH)
    assert "书记朱永良" in text
    assert "第一督导组" in text
    assert 'class="actions"' not in text
    assert 'role="img" aria-label="石湾村支部近4季总分' in text


def test_a_branch_that_is_not_on_the_board_has_a_page_all_the_same(town: Town) -> None:
    assert "没有得分可看" in town.visitor(LEADER).reads("/m/branches/org-001")
    assert town.visitor(LEADER).get("/m/branches/org-999").status_code == 404
