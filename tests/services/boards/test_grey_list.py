"""Who is told of the grey list: all, names only, or those concerned and the leaders; never more (A19)."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wording import points_text
from models.appointments import officers
from models.people import Person
from rules.workdays import Calendar
from services.board_displays.facts import shown_grey
from services.chats import register_chat
from services.publications.steps import draft_board
from services.schemes.versions import scheme_for
from tests.worlds.handed_over import waiting
from tests.worlds.posted_board import NOW, everything_drawn, make
from tests.worlds.recorded_quarters import CLERK, THIRD, drafted, person
from tests.worlds.watching import CHAT, PNG, ROBOT, Drawn, display, messages, names, said


@pytest.fixture
def session(inspected_session: Session) -> Session:
    return inspected_session


def test_without_its_own_approval_no_grey_name_leaves(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    register_chat(session, CHAT)
    register_chat(session, "网格群", ROBOT)
    register_chat(session, "领导小组群", edition="internal")
    board = make(session, calendar, grey=False)
    told = (
        said(session, "%:chat:%") + said(session, "%:leader:%") + everything_drawn(drawn, "public", "group", "internal")
    )
    assert len(names(board, "grey")) == 10
    assert "灰榜。" not in said(session, "%:own:%")
    assert [name for name in names(board, "grey") if name in told] == []
    assert "灰榜 10" not in told
    facts = drawn.of("group")
    assert (facts.grey, facts.grey_shown, facts.others) == ((), False, 19)


def test_concerned_shows_the_grey_list_to_leaders_and_to_no_group(
    session: Session, calendar: Calendar, drawn: Drawn
) -> None:
    display(session, "concerned")
    register_chat(session, CHAT)
    register_chat(session, "网格群", ROBOT, "public")
    register_chat(session, "领导小组群", edition="internal")
    board = make(session, calendar)
    grey = names(board, "grey")
    assert all(name in said(session, "%:leader:%") for name in grey)
    in_groups = said(session, "%:chat:%") + everything_drawn(drawn, "public", "group")
    assert [name for name in grey if name in in_groups] == []
    assert "，灰榜" not in said(session, "%:chat:%")
    assert {one.picture for one in messages(session, "%:chat:%:picture")} == {PNG + b"group", PNG + b"public"}
    assert {row.name for row in drawn.of("internal").grey} == set(grey)


@pytest.mark.usefixtures("drawn")
def test_concerned_tells_each_organisation_its_own_place_and_no_other(session: Session, calendar: Calendar) -> None:
    display(session, "concerned")
    board = make(session, calendar)
    reachable: dict[str, str] = {}
    for row in board.listed("grey"):
        for one in officers(session, row.organization_id, NOW.date()):
            if one.person.userid:
                reachable.setdefault(row.organization.short_name, one.person.userid)
    told = {message.key.rpartition(":")[2]: message for message in messages(session, "%:own:%")}
    assert len(reachable) > 5
    for row in board.listed("grey"):
        if row.organization.short_name in reachable:
            message = told[row.organization_id]
            assert message.addressee == reachable[row.organization.short_name]
            assert f"{row.organization.short_name}2026年第三季度：" in message.body
            assert "只告知本支部和镇领导" in message.body
            others = [name for name in names(board, "grey") if name != row.organization.short_name]
            assert [name for name in others if name in message.body] == []


@pytest.mark.usefixtures("drawn")
def test_concerned_lets_the_office_tell_those_on_paper(session: Session, calendar: Calendar) -> None:
    display(session, "concerned")
    board = draft_board(session, THIRD, person(session, CLERK), drafted(THIRD))
    row = board.listed("grey")[0]
    for one in officers(session, row.organization_id, NOW.date()):
        one.until = NOW.date()
    session.flush()
    make(session, calendar)
    (told,) = waiting(session, row.organization_id).values()
    assert f"{points_text(row.total)} 分，第 {row.rank} 名（共 39 个）" in told
    assert "，在灰榜。" in told


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(("mode", "grey"), [("ranked", True), ("names", True), ("ranked", False)])
def test_every_organisation_hears_its_own_result_before_the_groups(
    session: Session, calendar: Calendar, mode: str, grey: bool
) -> None:
    display(session, mode)
    register_chat(session, CHAT)
    board = make(session, calendar, grey=grey)
    told = {one.key.rpartition(":")[2]: one for one in messages(session, "%:own:%")}
    assert len(told) + len(waiting(session)) == len(board.rows) == 39
    best = board.rows[0]
    said_to_best = json.loads(told[best.organization_id].body)["text"]["content"]
    assert f"{points_text(best.total)} 分，第 1 名（共 39 个），在红榜。" in said_to_best
    assert [row for row in board.rows if row.organization.short_name in said_to_best] == [best]
    assert ("，在灰榜。" in said(session, "%:own:%")) == grey
    assert max(one.id for one in told.values()) < min(one.id for one in messages(session, "%:chat:%"))


@pytest.mark.usefixtures("drawn")
def test_who_lost_points_hears_where(session: Session, calendar: Calendar) -> None:
    board = make(session, calendar)
    told = {one.key.rpartition(":")[2]: one.body for one in messages(session, "%:own:%")}
    categories = scheme_for(session, THIRD).categories
    for row in board.rows:
        lost = {one.title: one.points - Decimal(row.by_category[one.code]) for one in categories}
        dearest = max(lost.values())
        named = [title for title, points in lost.items() if points == dearest]
        if row.organization_id in told and dearest:
            assert any(f"{title}（少 {points_text(dearest)} 分）" in told[row.organization_id] for title in named)


@pytest.mark.usefixtures("drawn")
def test_names_shows_grey_names_in_the_order_of_the_register_without_points(
    session: Session, calendar: Calendar
) -> None:
    display(session, "names")
    person(session, "guchengzhi").sees_cards = False
    board = make(session, calendar)
    rows = shown_grey(board, scheme_for(session, THIRD).policy, inside=False)
    assert {row.organization.short_name for row in rows} == set(names(board, "grey"))
    assert [row.organization.position for row in rows] == sorted(row.organization.position for row in rows)
    (message,) = messages(session, "%:leader:guchengzhi")
    lines = json.loads(message.body)["text"]["content"].splitlines()
    assert lines[lines.index("灰榜 10 个：") + 1 :][:10] == [row.organization.short_name for row in rows]


def test_no_person_is_named(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    register_chat(session, "网格群", ROBOT)
    make(session, calendar)
    told = said(session) + everything_drawn(drawn, "public", "group", "internal")
    assert [one for one in session.scalars(select(Person.name)) if one in told] == []
