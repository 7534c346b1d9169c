"""Bonus claims: what can be claimed, until when and by whom, and who hears of it (R30–R33, A15, A16)."""

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import Database
from models.boards import Board
from models.bonus_claims import BonusClaim, claims_counting
from models.outbox import OutboxMessage
from rules.cases import BOARD
from services.bonus_claims.claims import reject_claim, withdraw_claim
from services.bonus_claims.rights import lock_claims
from services.cases import begin
from services.schemes.versions import pin_quarter
from tests.services.bonus_claims.filing import (
    BRANCH,
    DEPUTY,
    NOW,
    PAPER_BRANCH,
    Q4,
    SECRETARY,
    STRANGER,
    Filing,
    earned,
    organization,
    pushed,
    refused,
)
from tests.worlds.handed_over import waiting
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_CLERK, THIRD, person
from tests.worlds.stored_board import made_board


@pytest.mark.parametrize(
    ("rule", "level", "points"),
    [("JF-1", "county", "0.5"), ("JF-3", "county", "1"), ("JF-4", "town", "0.5"), ("JF-2", "national", "5")],
)
def test_an_approved_claim_earns_exactly_what_the_rule_lists(
    town: Database, rule: str, level: str, points: str
) -> None:
    with town.begin() as session:
        claim = Filing(rule=rule, level=level).approve(session)
        assert earned(claim) == (Q4, Decimal(points))
        assert (claim.decided_at, claim.decided_by_id) == (NOW, person(session, HEAD).id)
        assert claims_counting(session, Q4, NOW) == [claim]


@pytest.mark.parametrize(
    ("rule", "level", "said"),
    [
        (
            "JF-2",
            "county",
            "五.2里没有列望湖市级（列的是云州市级、江东省级、国家级），不能申报；比这些更高的，按列出的最高一级申报。",
        ),
        (
            "JF-4",
            "prefecture",
            "五.4里没有列云州市级（列的是澄泾镇级、望湖市级），不能申报；比这些更高的，按列出的最高一级申报。",
        ),
        (
            "JF-1",
            "moon",
            "五.1里没有列moon（列的是望湖市级、云州市级、江东省级、国家级），不能申报；比这些更高的，按列出的最高一级申报。",
        ),
    ],
)
def test_a_level_that_is_not_listed_cannot_be_claimed(town: Database, rule: str, level: str, said: str) -> None:
    with town.begin() as session:
        assert refused(session, lambda: Filing(rule=rule, level=level).file(session)) == said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"by": STRANGER}, "石湾村支部的加分由该支部书记、副书记或组织委员申报"),
        ({"by": LEADER}, "石湾村支部的加分由该支部书记、副书记或组织委员申报"),
        ({"branch": "荷塘村党委", "by": CLERK}, "荷塘村党委不参加考核"),
        ({"rule": "JF-9"}, "没有“JF-9”这一类加分"),
        ({"awarded_on": date(2026, 11, 4)}, "11月4日（周三）还没有到"),
        ({"awarded_on": date(2026, 8, 4)}, "要在90天内（11月2日（周一）以前）申报"),
        ({"matter": " 《》 "}, "请写明荣誉"),
        ({"matter": "长" * 61}, "名称太长了，请写在60字以内"),
        ({"proof": "长" * 301}, "说明太长了，请写在300字以内"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_with_one_sentence(
    town: Database, changed: dict[str, Any], said: str
) -> None:
    with town.begin() as session:
        assert said in refused(session, lambda: replace(Filing(), **changed).file(session))


@pytest.mark.parametrize("awarded_on", [date(2026, 8, 5), date(2026, 11, 3)])
def test_the_first_and_the_last_day_of_the_window_are_in_time(town: Database, awarded_on: date) -> None:
    with town.begin() as session:
        assert Filing(awarded_on=awarded_on).file(session).state == "submitted"


def test_every_officer_of_the_branch_may_file_and_the_office_for_paper(town: Database) -> None:
    with town.begin() as session:
        for number, by in enumerate((SECRETARY, DEPUTY, "zhumin", CLERK)):
            assert Filing(matter=f"第{number}号荣誉", by=by).file(session).state == "submitted"


def test_the_same_matter_is_filed_once_however_it_is_written(town: Database) -> None:
    with town.begin() as session:
        first = Filing(matter="“先进基层党组织” 2025").file(session)
        again = Filing(matter="《先进基层党组织》２０２５")
        said = refused(session, lambda: again.file(session))
        assert said.startswith(f"这件事已按同一级别报过（加分{first.id}，待核实）")
        assert replace(again, level="province").file(session).state == "submitted"
        assert replace(again, branch="柳浜一支部", by=STRANGER).file(session).state == "submitted"


@pytest.mark.parametrize("end", ["reject", "withdraw"])
def test_a_matter_that_was_turned_down_or_withdrawn_may_be_filed_again(town: Database, end: str) -> None:
    with town.begin() as session:
        claim = Filing().file(session)
        if end == "reject":
            reject_claim(session, claim, "附错了文件", person(session, CLERK), NOW)
        else:
            withdraw_claim(session, claim, person(session, DEPUTY), NOW)
        assert Filing().file(session).state == "submitted"


def test_the_office_hears_of_a_new_claim_once_and_the_branch_of_the_decision(town: Database) -> None:
    with town.begin() as session:
        session.info["public_url"] = "https://dj.example.com/"
        claim = Filing().approve(session)
        page = f'<a href=\\"https://dj.example.com/console/bonus_claims/{claim.id}\\">'
        for userid in (CLERK, OTHER_CLERK, HEAD):
            assert len(pushed(session, userid)) == 1
            assert page in pushed(session, userid)[0]
            assert "石湾村支部申报加分：五.1 望湖市级 先进基层党组织" in pushed(session, userid)[0]
        assert len(pushed(session, SECRETARY)) == 1
        assert "已同意，计入2026年第四季度，加0.5分" in pushed(session, SECRETARY)[0]
        assert session.scalars(select(OutboxMessage.key).where(OutboxMessage.addressee == SECRETARY)).all() == [
            f"claim:{claim.id}:3"
        ]


def test_where_nobody_of_the_branch_has_an_account_the_office_hands_the_decision_over(town: Database) -> None:
    with town.begin() as session:
        claim = Filing(branch=PAPER_BRANCH, by=CLERK).file(session)
        reject_claim(session, claim, "属于单项荣誉", person(session, OTHER_CLERK), NOW)
        (told,) = waiting(session).values()
        assert "属于单项荣誉" in told


def test_the_branch_is_told_that_the_county_has_to_confirm_coverage(town: Database) -> None:
    with town.begin() as session:
        Filing(rule="JF-2", level="province").approve(session)
        assert "五.2能否加分，请先向县级组织部门确认" in pushed(session, SECRETARY)[-1]
        Filing(matter="另一项").approve(session)
        assert "县级组织部门" not in pushed(session, SECRETARY)[-1]


@pytest.mark.parametrize("town", ["postgresql"], indirect=True)
def test_a_board_is_drafted_while_a_claim_is_filed(town: Database) -> None:
    """Its rows refer to the branch that the claim holds: were they to wait, both would wait for the log for ever."""

    def draft() -> None:
        with town.begin() as session:
            board = made_board(session, state="draft")
            begin(session, BOARD, board, board.drafted_by, NOW)

    with town.begin() as session:
        pin_quarter(session, THIRD, NOW)
    drafting = threading.Thread(target=draft)
    with town.begin() as session:
        lock_claims(session, organization(session, BRANCH).id)
        drafting.start()
        drafting.join(10)
        drafted_meanwhile = not drafting.is_alive()
        Filing().file(session)
    drafting.join()
    with town.read() as session:
        assert (drafted_meanwhile, len(session.scalars(select(Board)).all())) == (True, 1)
        assert session.scalars(select(BonusClaim.state).order_by(BonusClaim.id)).all() == ["submitted"]
