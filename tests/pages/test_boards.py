"""The page of a published board: one's own card first, the lists as the town shows them, versions and quarters."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, select

from models.appointments import DEPUTY, Appointment, officers, offices_of
from models.boards import REPLACED, BoardPicture
from models.organizations import GroupAssignment
from models.schemes import QuarterRule
from services.schemes.versions import shipped_text, store_scheme
from tests.pages.conftest import both_databases
from tests.worlds import browsers as people
from tests.worlds.browsers import (
    BRANCH,
    NOW,
    PNG,
    SECRETARY,
    Town,
    board_of,
    on_its_way,
    organization_id,
    published,
)
from tests.worlds.recorded_quarters import CLERK, LEADER, THIRD, after, person

BOARD = f"/m/boards/{THIRD}"


def rows_of(text: str, heading: str) -> list[str]:
    """Read the rows of a list as plain text."""
    section = text.split(f'id="{heading}"', 1)[1].split("</section>", 1)[0]
    rows = re.findall(r"<li[^>]*>(.*?)</li>", section, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def display(town: Town, mode: str) -> None:
    """Let the town show its grey list in a mode; the quarter is pinned anew to that rule."""
    with town.db.begin() as session:
        version = store_scheme(session, shipped_text(), {"policy": {"grey_display": mode}}, NOW)
        session.get_one(QuarterRule, THIRD).version = version


def facts(town: Town) -> list[dict[str, Any]]:
    with town.db.read() as session:
        return [
            {"name": row.organization.short_name, "rank": row.rank, "total": row.total, "list": row.list}
            for row in board_of(session).rows
        ]


@both_databases
def test_the_page_shows_what_is_on_the_board(town: Town) -> None:
    text = town.visitor(LEADER).reads(BOARD)
    red, grey = ([row for row in facts(town) if row["list"] == name] for name in ("red", "grey"))
    for shown, row in zip(rows_of(text, "red"), red, strict=True):
        assert shown.startswith(f"{row['rank']} {row['name']}")
        assert f" {row['total'].quantize(Decimal('0.1'))} " in f"{shown} "
    before = None
    for shown, row in zip(rows_of(text, "grey"), grey, strict=True):
        assert shown.startswith(f"{row['rank']} {row['name']}")
        assert shown.endswith(f" {row['total'].quantize(Decimal('0.1'))}")
        assert ("与前一名同分，按" in shown) == (row["total"] == before), "equal totals are explained where they stand"
        before = row["total"]


def test_nobody_of_the_middle_is_named(town: Town) -> None:
    text = town.visitor(LEADER).reads(BOARD)
    assert [row["name"] for row in facts(town) if row["list"] == "none" and row["name"] in text] == []


def speaks_for_no_branch(town: Town) -> str:
    """Let the head of a department be nothing else."""
    with town.db.begin() as session:
        offices = offices_of(session, person(session, people.DEPARTMENT_HEAD), people.NOW.date())
        for one in offices:
            if one.organization_id:
                session.delete(one)
    return people.DEPARTMENT_HEAD


def test_the_first_page_of_whoever_speaks_for_no_branch_is_the_newest_published_board(town: Town) -> None:
    head = speaks_for_no_branch(town)
    assert town.visitor(head).get("/m/").location == BOARD
    on_its_way(town, "approved")
    assert town.visitor(head).get("/m/").location == "/m/boards/2026-Q2"


def test_a_leader_who_speaks_for_a_branch_finds_it_from_the_town(town: Town) -> None:
    leader = town.visitor("xulixin")
    assert 'href="/m/?own=1"' in leader.reads("/m/town")
    assert "我的" in leader.reads("/m/?own=1")


def test_the_first_page_of_a_secretary_leads_to_the_own_result_and_the_board(town: Town) -> None:
    text = town.visitor(SECRETARY).reads("/m/")
    with town.db.read() as session:
        assert f'href="/m/results/{organization_id(session, BRANCH)}/{THIRD}"' in text
    assert f'href="{BOARD}"' in text


def test_before_the_first_board_there_is_a_sentence(town: Town) -> None:
    for quarter in people.QUARTERS:
        town.change(quarter, state="draft")
    assert "还没有发布过红灰榜" in town.visitor(speaks_for_no_branch(town)).reads("/m/")


def test_a_secretary_sees_the_own_card_first_and_the_own_row_tinted(town: Town) -> None:
    own = next(row for row in facts(town) if row["name"] == BRANCH)
    text = town.visitor(SECRETARY).reads(BOARD)
    card, rest = text.split('id="red"', 1)
    assert f"<h2>{BRANCH}</h2>" in card
    assert f"第 {own['rank']} 名，较上季" in card
    assert f"{own['total'].quantize(Decimal('0.1'))} <small>分</small>" in card
    assert card.count('class="card pad mine"') == 1
    assert rest.count('class="row own"') == 1
    with town.db.read() as session:
        assert f"/m/results/{organization_id(session, BRANCH)}/{THIRD}" in card


def test_who_answers_for_two_organisations_sees_both(town: Town) -> None:
    with town.db.begin() as session:
        deputy = person(session, people.OTHER_SECRETARY)
        other = organization_id(session, BRANCH)
        session.add(Appointment(person=deputy, role=DEPUTY, title="副书记", organization_id=other))
    text = town.visitor(people.OTHER_SECRETARY).reads(BOARD)
    assert text.count('class="card pad mine"') == 2
    assert f"<h2>{BRANCH}</h2>" in text


def test_who_answers_for_nobody_ranked_sees_how_many_are(town: Town) -> None:
    assert "<h2>参评 39 个党组织</h2>" in town.visitor(people.TOWN_LEADER).reads(BOARD)


def test_the_change_has_its_number_and_says_it_in_words(town: Town) -> None:
    text = town.visitor(LEADER).reads(BOARD)
    changes = re.findall(r'aria-label="(上升|下降)(\d+)名" role="img">(▲|▼)(\d+)<', text)
    assert changes
    assert all((way == "上升") == (sign == "▲") and number == shown for way, number, sign, shown in changes)


@pytest.mark.parametrize("mode", ["ranked", "names", "concerned"])
def test_the_grey_list_is_shown_as_the_town_decides(town: Town, mode: str) -> None:
    display(town, mode)
    grey = [row for row in facts(town) if row["list"] == "grey"]
    text = town.visitor(SECRETARY).reads(BOARD)
    named = [row["name"] for row in grey if row["name"] in text]
    assert named == ([] if mode == "concerned" else [row["name"] for row in grey])
    if mode == "names":
        assert all(shown.isalpha() for shown in rows_of(text, "grey"))
    assert all(row["name"] in town.visitor(LEADER).reads(BOARD) for row in grey)


@pytest.mark.parametrize("who", [SECRETARY, LEADER, CLERK])
def test_a_grey_list_nobody_approved_is_shown_to_nobody(town: Town, who: str) -> None:
    town.change(grey_approved_at=None)
    text = town.visitor(who).reads(BOARD)
    assert "灰榜 <small>" not in text
    assert [row["name"] for row in facts(town) if row["list"] == "grey" and row["name"] in text] == []


def last_of_all(town: Town) -> tuple[str, str]:
    """Name the last branch that can be reached, and the userid of who answers for it."""
    with town.db.read() as session:
        for row in reversed(board_of(session).rows):
            for officer in officers(session, row.organization_id, NOW.date()):
                if officer.person.userid:
                    return row.organization.short_name, officer.person.userid
    raise AssertionError("nobody on the board can be reached")


def test_a_branch_of_an_unapproved_grey_list_is_told_nothing_of_it(town: Town) -> None:
    _, userid = last_of_all(town)
    assert "列灰榜" in town.visitor(userid).reads(BOARD)
    town.change(grey_approved_at=None)
    assert "列灰榜" not in town.visitor(userid).reads(BOARD)


def test_a_concerned_branch_sees_itself_where_nobody_else_does(town: Town) -> None:
    display(town, "concerned")
    name, userid = last_of_all(town)
    assert f"<h2>{name}</h2>" in town.visitor(userid).reads(BOARD)
    assert name not in town.visitor(SECRETARY).reads(BOARD)


def test_publicity_basis_and_code_stand_at_the_foot(town: Town) -> None:
    text = town.visitor(SECRETARY).reads(BOARD)
    with town.db.read() as session:
        code = board_of(session).code
    assert "公示期 10月28日（周三）—11月4日（周三）" in text
    assert "《澄泾镇基层党组织“红灰榜”考核办法》" in text
    assert f">{code}</b>" in text


def test_objections_are_offered_while_the_publicity_lasts(town: Town) -> None:
    reader = town.visitor(SECRETARY)
    assert "提出异议</a>" in reader.reads(BOARD)
    town.clock.moment = after(THIRD) + timedelta(days=8)
    text = reader.reads(BOARD)
    assert "提出异议</a>" not in text
    assert "已结束。" in text


def test_who_answers_for_nobody_is_not_asked_to_object(town: Town) -> None:
    for who in (LEADER, CLERK, people.OTHER_SUPERVISOR):
        assert "提出异议</a>" not in town.visitor(who).reads(BOARD)


def test_every_row_one_may_see_leads_to_it(town: Town) -> None:
    with town.db.read() as session:
        listed = [row.organization_id for row in board_of(session).rows if row.list != "none"]
        inspected = select(GroupAssignment.organization_id).where(GroupAssignment.group_id == "G1")
        of_group, own = set(session.scalars(inspected)), organization_id(session, BRANCH)
    leads = r'<a class="opens" href="/m/(\w+)/(org-\d+)'
    assert set(re.findall(leads, town.visitor(LEADER).reads(BOARD))) == {("branches", one) for one in listed}
    group = re.findall(leads, town.visitor(people.SUPERVISOR).reads(BOARD))
    assert set(group) == {("results", one) for one in listed if one in of_group}
    assert {one for _, one in re.findall(leads, town.visitor(SECRETARY).reads(BOARD))} <= {own}


def test_older_quarters_can_be_chosen(town: Town) -> None:
    text = town.visitor(SECRETARY).reads(BOARD)
    assert re.findall(r'href="/m/boards/(\d{4}-Q\d)"(?: aria-current=page)?>', text)[:4] == [
        "2026-Q3",
        "2026-Q2",
        "2026-Q1",
        "2025-Q4",
    ]


def test_a_replaced_version_stays_readable_with_a_ribbon(town: Town) -> None:
    with town.db.begin() as session:
        board_of(session).state = REPLACED
        published(session, THIRD, person(session, CLERK), version=2)
    reader = town.visitor(SECRETARY)
    assert "本榜为第 2 版，替代 10月28日（周三）发布的第 1 版" in reader.reads(BOARD)
    assert "本榜为第 1 版，已被第 2 版替代" in reader.reads(f"{BOARD}?version=1")
    assert reader.get(f"{BOARD}/picture?version=1").status_code == 200


def test_an_amendment_under_way_is_not_to_be_seen(town: Town) -> None:
    with town.db.begin() as session:
        published(session, THIRD, person(session, CLERK), version=2).state = "approved"
    reader = town.visitor(LEADER)
    assert "第 2 版" not in reader.reads(BOARD)
    assert reader.get(f"{BOARD}?version=2").status_code == 404


@pytest.mark.parametrize(
    ("who", "edition"),
    [
        (SECRETARY, "group"),
        (people.SUPERVISOR, "group"),
        (people.DEPARTMENT_HEAD, "group"),
        (CLERK, "internal"),
        (LEADER, "internal"),
        (people.TOWN_LEADER, "internal"),
    ],
)
def test_the_stored_picture_comes_in_the_edition_one_may_see(town: Town, who: str, edition: str) -> None:
    answer = town.visitor(who).get(f"{BOARD}/picture")
    assert (answer.data, answer.mimetype) == (PNG + edition.encode(), "image/png")


def test_until_the_picture_is_drawn_there_is_no_link_to_it(town: Town) -> None:
    with town.db.begin() as session:
        session.execute(delete(BoardPicture))
    reader = town.visitor(SECRETARY)
    assert "榜单图片" not in reader.reads(BOARD)
    assert reader.get(f"{BOARD}/picture").status_code == 404


@pytest.mark.parametrize(("who", "inside"), [(SECRETARY, False), (LEADER, True)])
def test_the_excel_file_is_that_of_the_edition(town: Town, who: str, inside: bool) -> None:
    answer = town.visitor(who).get(f"{BOARD}.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="board-2026-Q3-1.xlsx"'
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    cells = {str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    middle = {row["name"] for row in facts(town) if row["list"] == "none"}
    assert (middle <= cells) is inside
    assert bool(middle & cells) is inside
