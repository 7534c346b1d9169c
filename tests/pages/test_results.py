"""The page of one organisation's result: five bars, every entry that adds up to the total, and the line."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from models.objections import Correction, Objection
from models.organizations import Organization
from models.score_readings import ScoreReading
from rules.periods import Quarter
from services.scores.scores import explained
from tests.pages.conftest import both_databases
from tests.worlds.browsers import (
    BRANCH,
    NOW,
    PUBLIC_URL,
    QUARTERS,
    SECRETARY,
    Town,
    board_of,
    on_its_way,
    organization_id,
)
from tests.worlds.recorded_quarters import CLERK, LEADER, THIRD, after, person


def address(town: Town, name: str = BRANCH, quarter: Quarter = THIRD) -> str:
    with town.db.read() as session:
        return f"/m/results/{organization_id(session, name)}/{quarter}"


def points(text: str) -> list[Decimal]:
    """Read the points of all entries."""
    found = re.findall(r'<span class="points">(?:<span class="hidden">扣</span>)?([–+][\d.]+|不计)</span>', text)
    return [Decimal(one.replace("–", "-").replace("不计", "0")) for one in found]


@both_databases
@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_the_entries_on_the_page_add_up_to_the_total_on_the_board(town: Town, quarter: Quarter) -> None:
    with town.db.read() as session:
        rows = [(row.organization.short_name, row.total) for row in board_of(session, quarter).rows[::6]]
    for name, total in rows:
        text = town.visitor(LEADER).reads(address(town, name, quarter))
        assert 100 + sum(points(text)) == total
        assert re.search(rf"{total.quantize(Decimal('0.1'))} 分(?: · |</span>)", text)


def test_the_bars_show_points_of_full_points_and_name_the_weakest(town: Town) -> None:
    text = town.visitor(SECRETARY).reads(address(town))
    bars = re.findall(r"<dt>(\w+).*?</dt>.*?<dd>([\d.]+) / (\d+)</dd>", text, re.DOTALL)
    assert [(title, full) for title, _, full in bars] == [
        ("基本组织", "20"),
        ("基本队伍", "20"),
        ("基本活动", "28"),
        ("基本制度", "16"),
        ("基本保障", "16"),
    ]
    lowest = min(bars, key=lambda bar: Decimal(bar[1]) / Decimal(bar[2]))[0]
    assert re.findall(r"<dt>(\w+) <small class=\"low\">最弱项</small>", text) == [lowest]
    assert text.count('class="weakest"') == 1


def test_every_entry_names_the_rule_the_source_who_and_when(town: Town) -> None:
    text = town.visitor(SECRETARY).reads(address(town))
    entry = text.split('<li class="entry">', 1)[1].split("</li>", 1)[0]
    assert re.search(r"基本\w\w [A-Z]{2}-\d\d", entry)
    assert "日常考核" in entry
    assert re.search(r"曹晓明 · <span class=\"whole-words\">\d+月\d+日（周.）\d\d:\d\d</span>", entry)


def test_an_entry_that_does_not_count_is_there_greyed_with_the_word_why(town: Town) -> None:
    with town.db.begin() as session:
        branch, clerk = organization_id(session, BRANCH), person(session, CLERK)
        board = board_of(session)
        line = explained(session, session.get_one(Organization, branch), THIRD, board.drafted_at).lines[0]
        case = Objection(
            quarter=THIRD,
            organization_id=branch,
            target=line.entry.key,
            subject="x",
            text="x",
            filed_by_id=clerk.id,
            filed_at=after(THIRD),
            state="upheld",
            reply_due=NOW,
        )
        session.add(case)
        session.flush()
        struck = {"verdict": "struck", "reason": "x", "objection_id": case.id, "by_id": clerk.id}
        session.add(
            Correction(quarter=THIRD, organization_id=branch, target=line.entry.key, at=board.drafted_at, **struck)
        )
    text = town.visitor(SECRETARY).reads(address(town))
    entry = text.split('<li class="entry uncounted">', 1)[1].split("</li>", 1)[0]
    assert "不计" in entry
    assert "异议成立已更正" in entry


def test_before_the_publication_the_score_is_provisional_and_has_no_rank(town: Town) -> None:
    on_its_way(town, "previewed")
    text = town.visitor(SECRETARY).reads(address(town))
    assert "预览 · " in text
    assert not re.search(r"第 \d+ 名", text)
    assert "看红灰榜" not in text


def test_while_one_can_object_the_page_says_until_when(town: Town) -> None:
    text = town.visitor(SECRETARY).reads(address(town))
    assert '公示到<span class="whole-words">11月4日（周三）24时</span>，期间可以提出异议。' in text


def test_the_head_says_rank_points_and_how_the_rank_moved(town: Town) -> None:
    text = town.visitor(SECRETARY).reads(address(town))
    head = re.search(r"第 (\d+) 名 · [\d.]+ 分 · <span class=\"whole-words\">较上季 ([▲▼]\d+)</span>", text)
    row = re.search(r"class=\"decides\"><th scope=\"row\">.*?<td>(\d+)</td><td><span class=\"\w+\">(.*?)</span>", text)
    assert head
    assert row
    assert head.groups() == row.groups()


def test_who_does_not_answer_for_it_is_not_asked_to_object(town: Town) -> None:
    assert "提出异议</a>" in town.visitor(SECRETARY).reads(address(town))
    assert "提出异议</a>" not in town.visitor(CLERK).reads(address(town))


def test_when_the_publicity_is_over_nobody_is_asked_to_object(town: Town) -> None:
    town.clock.moment = after(THIRD) + timedelta(days=8)
    text = town.visitor(SECRETARY).reads(address(town))
    assert "提出异议</a>" not in text
    assert "期间可以提出异议" not in text


def test_the_line_tells_its_result_in_a_sentence(town: Town) -> None:
    text = town.visitor(SECRETARY).reads(address(town))
    said = re.search(r'role="img" aria-label="(石湾村支部近4季总分[^"]*)"', text)
    assert said
    assert re.fullmatch(
        r"石湾村支部近4季总分：2025年第四季度 [\d.]+ 分，2026年第三季度 [\d.]+ 分，全镇平均 \d+\.\d 分。", said[1]
    )


def test_who_opens_a_score_is_noted_once_and_who_asks_only_for_the_head_of_the_page_is_not(town: Town) -> None:
    def noted() -> list[tuple[int, str]]:
        with town.db.read() as session:
            return [(one.person_id, one.organization_id) for one in session.scalars(select(ScoreReading))]

    with town.db.read() as session:
        clerk, branch = person(session, CLERK).id, organization_id(session, BRANCH)
    page = f"/m/results/{branch}/{THIRD}"
    visitor = town.visitor(CLERK)
    assert visitor.client.head(page, base_url=PUBLIC_URL).status_code == 200
    assert noted() == []
    visitor.reads(page)
    visitor.reads(page)
    assert noted() == [(clerk, branch)]
