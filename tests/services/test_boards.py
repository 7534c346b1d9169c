"""The quarter's board: who may do what in which order, who stands where, and what leaves the system, and what never."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, make_url, select, text
from sqlalchemy.orm import Session

from bot.board_picture import BoardFacts, Edition
from bot.db import Database
from bot.errors import BadFile, Refused
from bot.outbox import LONGEST_TEXT
from bot.wording import blocks, refusal_text
from models import Base
from models.appointments import LEADING_GROUP, TOWN_LEADER, Appointment
from models.boards import APPROVED, DRAFT, PUBLISHED, Board, BoardRow, GroupChat, newest_published
from models.outbox import OutboxMessage
from models.people import Person
from models.slips import DELIVERED, Slip
from rules.periods import Quarter
from rules.workdays import Calendar
from services import boards
from services.board_facts import board_facts, shown_grey
from services.board_posts import BoardListener
from services.board_table import board_table
from services.boards import approve_board, board_picture, draft_board, post_published, publish_board, seen_board
from services.chats import register_chat
from services.schemes import scheme_for, shipped_text, store_scheme
from services.township import load_township
from services.township_file import TownshipFile
from tests.services.recorded import (
    CLERK,
    HEAD,
    LEADER,
    OTHER_CLERK,
    OTHER_LEADER,
    SECOND,
    THIRD,
    after,
    at,
    person,
    record,
    record_lines,
)

NOW = after(THIRD)
PAGE = "https://bot.example.com/m/boards/2026-Q3"
CHAT = "澄泾镇支部书记群"
ROBOT = "11111111-2222-3333-4444-555555555555"


@dataclass
class Drawn:
    """What was drawn instead of a picture."""

    pictures: list[tuple[BoardFacts, Edition]] = field(default_factory=list)

    def draw(self, facts: BoardFacts, edition: Edition) -> bytes:
        self.pictures.append((facts, edition))
        return b"\x89PNG picture"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """Drawing takes half a second; here only what would be drawn matters."""
    found = Drawn()
    monkeypatch.setattr(boards, "board_png", found.draw)
    return found


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def recorded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sample_town: TownshipFile
) -> Iterator[Database]:
    """The sample town after its third quarter, everything recorded; loaded once, for its tests commit nothing."""
    url = f"sqlite:///{tmp_path_factory.mktemp('boards') / 'honghui.db'}"
    if request.param == "postgresql":
        url = make_url(request.getfixturevalue("pg_url")).set(database="boards").render_as_string(hide_password=False)
        server = Database(request.getfixturevalue("pg_url"))
        with server.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("CREATE DATABASE boards TEMPLATE plain"))
        server.engine.dispose()
    database = Database(url)
    Base.metadata.create_all(database.engine)
    with database.begin() as session:
        load_township(session, sample_town, at(date(2025, 10, 9)).date(), at(date(2025, 10, 9)))
        record(session, sample_town, THIRD)
    yield database
    database.engine.dispose()


@pytest.fixture
def session(recorded: Database) -> Iterator[Session]:
    """A transaction in that town, undone afterwards."""
    with recorded.read() as opened:
        yield opened


def draft(session: Session, by: str = CLERK, quarter: Quarter = THIRD) -> Board:
    return draft_board(session, quarter, person(session, by), after(quarter))


def approve(session: Session, by: str = LEADER, quarter: Quarter = THIRD, *, grey: bool = False) -> Board:
    return approve_board(session, quarter, person(session, by), after(quarter), grey=grey)


def publish(session: Session, calendar: Calendar, by: str = HEAD, quarter: Quarter = THIRD) -> Board:
    board = publish_board(session, quarter, person(session, by), after(quarter))
    assert post_published(session, calendar, after(quarter)) == 1
    return board


def make(session: Session, calendar: Calendar, quarter: Quarter = THIRD, *, grey: bool) -> Board:
    """Go the whole way from draft to publication."""
    draft(session, quarter=quarter)
    approve(session, quarter=quarter)
    if grey:
        approve(session, OTHER_LEADER, quarter, grey=True)
    return publish(session, calendar, quarter=quarter)


def display(session: Session, mode: str) -> None:
    """Let the town show its grey list in a mode."""
    store_scheme(session, shipped_text(), {"policy": {"grey_display": mode}}, NOW)


def messages(session: Session, like: str = "board:%") -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.key.like(like)).order_by(OutboxMessage.id)
    return list(session.scalars(query))


def said(session: Session, like: str = "board:%") -> str:
    return "\n".join(message.body for message in messages(session, like))


def names(board: Board, listed: str) -> list[str]:
    return [row.organization.short_name for row in board.listed(listed)]


def refusal(refused: pytest.ExceptionInfo[Refused]) -> str:
    """The sentence people read; a refusal without words would be an error of its own."""
    assert refused.value.reason in blocks("notices/refusals.txt")
    return refusal_text(refused.value)


# Who stands where


def test_of_39_ranked_organisations_20_are_red_and_10_grey(session: Session) -> None:
    board = draft(session)
    assert [len(board.listed(name)) for name in ("red", "none", "grey")] == [20, 9, 10]
    assert [row.rank for row in board.rows] == sorted(row.rank for row in board.rows)
    best_to_worst = [row.total for row in board.rows]
    assert best_to_worst == sorted(best_to_worst, reverse=True)


def test_before_the_youngest_branch_was_old_enough_38_were_ranked(town: Database, sample_town: TownshipFile) -> None:
    with town.begin() as session:
        record(session, sample_town, SECOND)
        board = draft(session, quarter=SECOND)
        assert len(board.rows) == 38
        assert "云栖社区支部" not in {row.organization.short_name for row in board.rows}


def test_a_row_shows_all_its_points(session: Session) -> None:
    for row in draft(session).rows:
        assert row.total == row.base + row.bonus
        assert row.base == sum(Decimal(points) for points in row.by_category.values())


def test_of_two_equal_branches_the_one_that_answered_on_time_is_ahead(session: Session) -> None:
    tied = [row for row in draft(session).rows if row.tied]
    first, second = tied[:2]
    assert (first.rank, first.total) == (second.rank, second.total)
    for number, row in enumerate((first, second)):
        slip = Slip(
            number=f"提-{number}",
            issue_month=THIRD.months[2],
            serial=number,
            organization_id=row.organization_id,
            month=THIRD.months[1],
            state=DELIVERED,
            issued_at=NOW,
            due=NOW - timedelta(days=1) if number == 0 else None,
        )
        session.add(slip)
    rank_of = {row.organization_id: row.rank for row in draft(session).rows}
    assert rank_of[first.organization_id] > rank_of[second.organization_id]


def test_the_table_shows_ties_and_the_gaps_at_both_edges(session: Session) -> None:
    table = board_table(session, draft(session))
    assert table.red_edge and table.grey_edge
    assert (table.red_edge.inside.rank, table.red_edge.outside.rank) == (20, 21)
    assert table.red_edge.gap == table.red_edge.inside.total - table.red_edge.outside.total > 0
    assert (table.grey_edge.inside.rank, table.grey_edge.outside.list) == (30, "none")
    assert not table.red_edge.tied


def test_where_all_are_equal_all_are_red_and_no_list_has_an_edge(town: Database, sample_town: TownshipFile) -> None:
    with town.begin() as session:
        assessed = [one for one in sample_town.organizations if one.assessed]
        rows = [f"{month},{one.id},ZZ-01,done,,wusiyuan" for month in THIRD.months for one in assessed]
        record_lines(session, *(row for row in rows))
        board = draft(session)
        table = board_table(session, board)
    assert [len(board.listed(name)) for name in ("red", "none", "grey")] == [39, 0, 0]
    assert (table.red_edge, table.grey_edge) == (None, None)


# Who may do what


@pytest.mark.parametrize("who", [OTHER_CLERK, LEADER, "zhuyongliang", "caoxiaoming"])
def test_only_the_head_and_whom_the_register_names_draft(session: Session, who: str) -> None:
    with pytest.raises(Refused) as refused:
        draft(session, who)
    assert refusal(refused) == "红灰榜由镇组织办主任或被授权起草的人员起草。"


@pytest.mark.parametrize("who", [CLERK, OTHER_CLERK, "guchengzhi", "zhuyongliang"])
@pytest.mark.parametrize("grey", [False, True])
def test_only_the_leading_group_and_whom_the_register_names_approve(session: Session, who: str, grey: bool) -> None:
    draft(session)
    with pytest.raises(Refused) as refused:
        approve(session, who, grey=grey)
    assert refusal(refused) == "红灰榜由镇绩效考核领导小组或被授权批准的人员批准。"


@pytest.mark.parametrize("grey", [False, True])
def test_who_drafted_cannot_approve(session: Session, grey: bool) -> None:
    draft(session, HEAD)
    if grey:
        approve(session)
    with pytest.raises(Refused) as refused:
        approve(session, HEAD, grey=grey)
    assert refusal(refused) == "2026年第三季度榜单是您本人起草的，请由其他同志批准。"


@pytest.mark.parametrize("who", [OTHER_CLERK, "guchengzhi", "zhuyongliang"])
def test_only_who_may_draft_or_approve_publishes(session: Session, calendar: Calendar, who: str) -> None:
    draft(session)
    approve(session)
    with pytest.raises(Refused) as refused:
        publish(session, calendar, who)
    assert refusal(refused) == "红灰榜由镇组织办或镇绩效考核领导小组发布。"


@pytest.mark.parametrize(("who", "allowed"), [(OTHER_CLERK, True), (LEADER, True), ("zhuyongliang", False)])
def test_a_branch_sees_no_unpublished_board(session: Session, who: str, allowed: bool) -> None:
    draft(session)
    if allowed:
        assert seen_board(session, THIRD, person(session, who), NOW).quarter == THIRD
    else:
        with pytest.raises(Refused) as refused:
            seen_board(session, THIRD, person(session, who), NOW)
        assert refusal(refused) == "未发布的榜单只有镇组织办和镇绩效考核领导小组可以看。"


# In which order


def test_a_quarter_that_is_not_over_has_no_board(session: Session) -> None:
    last_evening = after(THIRD) - timedelta(days=28)
    with pytest.raises(Refused) as refused:
        draft_board(session, THIRD, person(session, CLERK), last_evening)
    assert refusal(refused) == "2026年第三季度到9月30日（周三）才结束，之后才能起草榜单。"


def test_a_month_without_records_is_named(town: Database, sample_town: TownshipFile) -> None:
    with town.begin() as session:
        record(session, sample_town, THIRD, leave_out=THIRD.months[1])
        with pytest.raises(Refused) as refused:
            draft(session)
    assert refusal(refused).startswith("2026年第三季度还不能起草榜单：8月没有任何日常记录；请先录入")


def test_nobody_gets_full_points_for_having_been_forgotten(town: Database, sample_town: TownshipFile) -> None:
    with town.begin() as session:
        record(session, sample_town, THIRD, leave_out=THIRD.months[2])
        assessed = [one for one in sample_town.organizations if one.assessed]
        record_lines(session, *(f"2026-09,{one.id},ZZ-01,done,,wusiyuan" for one in assessed[2:]))
        with pytest.raises(Refused) as refused:
            draft(session)
    assert "9月缺2个党组织的日常记录（荷塘一支部、荷塘二支部）" in refusal(refused)


def test_drafting_again_replaces_the_draft(session: Session) -> None:
    before = {row.organization_id: row.total for row in draft(session).rows}
    record_lines(session, "2026-07,org-002,ZZ-02,not_done,没办,caoxiaoming")
    board = draft(session, HEAD)
    again = {row.organization_id: row.total for row in board.rows}
    assert {one for one in again if again[one] != before[one]} == {"org-002"}
    assert session.scalar(select(func.count(Board.id))) == 1
    assert session.scalar(select(func.count(BoardRow.id))) == 39
    assert (board.version, board.state, board.drafted_by.userid) == (1, DRAFT, HEAD)


def test_an_approved_board_is_drafted_no_more(session: Session) -> None:
    draft(session)
    approve(session)
    with pytest.raises(Refused) as refused:
        draft(session)
    assert refusal(refused) == "2026年第三季度榜单已批准，不能再改动，请办理灰榜批准或发布。"


def test_a_board_is_approved_once(session: Session) -> None:
    draft(session)
    assert approve(session).state == APPROVED
    with pytest.raises(Refused):
        approve(session, OTHER_LEADER)


def test_the_grey_list_comes_after_the_board_and_has_an_approval_of_its_own(session: Session) -> None:
    board = draft(session)
    with pytest.raises(Refused) as refused:
        approve(session, grey=True)
    assert refusal(refused) == "2026年第三季度榜单还没有批准，请先批准榜单，再单独批准灰榜。"
    assert shown_grey(approve(session), scheme_for(session, THIRD).policy, inside=True) == []
    approve(session, OTHER_LEADER, grey=True)
    approvers = (board.approved_by_id, board.grey_approved_by_id)
    assert approvers == (person(session, LEADER).id, person(session, OTHER_LEADER).id)
    with pytest.raises(Refused) as refused:
        approve(session, grey=True)
    assert refusal(refused) == "2026年第三季度灰榜已经批准过了。"


def test_what_nobody_approved_is_not_published(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    with pytest.raises(Refused) as refused:
        publish(session, calendar)
    assert refusal(refused) == "2026年第三季度还没有榜单草稿，请组织办先起草。"
    draft(session)
    with pytest.raises(Refused) as refused:
        publish(session, calendar)
    assert refusal(refused) == "2026年第三季度榜单还没有批准，批准后才能发布。"
    assert drawn.pictures == []


def test_a_board_is_published_once(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    register_chat(session, CHAT)
    board = make(session, calendar, grey=True)
    posts = len(messages(session))
    acts: list[Callable[[], Board]] = [
        lambda: publish(session, calendar),
        lambda: draft(session),
        lambda: approve(session),
        lambda: approve(session, grey=True),
    ]
    for act in acts:
        with pytest.raises(Refused, match=r"board_|grey_") as refused:
            act()
        assert re.search("已(经)?发布", refusal(refused))
    assert len(messages(session)) == posts
    assert len(drawn.pictures) == 1
    assert (board.state, board.published_at) == (PUBLISHED, NOW)
    assert newest_published(session) is board


@pytest.mark.usefixtures("drawn")
def test_published_records_can_no_longer_change(session: Session, calendar: Calendar) -> None:
    make(session, calendar, grey=True)
    with pytest.raises(BadFile, match="2026-Q3 is closed"):
        record_lines(session, "2026-07,org-002,ZZ-01,done,,caoxiaoming")


# What leaves the system


@pytest.mark.usefixtures("drawn")
def test_nothing_leaves_before_publication(session: Session, calendar: Calendar) -> None:
    register_chat(session, CHAT)
    draft(session)
    approve(session)
    approve(session, grey=True)
    board_picture(session, seen_board(session, THIRD, person(session, LEADER), NOW), calendar, NOW)
    assert session.scalar(select(func.count(OutboxMessage.id))) == 0


@pytest.mark.usefixtures("drawn")
def test_a_chat_is_made_then_told_then_shown(session: Session, calendar: Calendar) -> None:
    chat = register_chat(session, CHAT)
    board = make(session, calendar, grey=True)
    created, summary, picture = messages(session, "board:2026-Q3:1:chat:%")
    assert {message.addressee for message in (created, summary, picture)} == {chat.chatid}
    body = json.loads(created.body)
    assert (body["msgtype"], body["name"], body["owner"]) == ("create_chat", CHAT, CLERK)
    assert {CLERK, HEAD, "guchengzhi", LEADER, "zhuyongliang"} <= set(body["members"])
    assert len(body["members"]) == len(set(body["members"]))
    assert json.loads(summary.body)["msgtype"] == "markdown"
    assert (json.loads(picture.body), picture.picture) == ({"msgtype": "image"}, board.picture)


@pytest.mark.usefixtures("drawn")
def test_the_summary_is_one_heading_and_four_short_lines(session: Session, calendar: Calendar) -> None:
    register_chat(session, CHAT)
    make(session, calendar, grey=True)
    (summary,) = messages(session, "%:summary")
    content = json.loads(summary.body)["markdown"]["content"]
    heading, *lines = content.splitlines()
    assert heading == "## 2026年第三季度红灰榜"
    assert lines[0] == "参评 39 个党组织，红榜 20 个，灰榜 10 个"
    assert lines[2] == '公示：<font color="warning">10月28日（周三）—11月4日（周三）</font>'
    assert len(lines) == 4
    assert len(content.encode()) <= LONGEST_TEXT


@pytest.mark.usefixtures("drawn")
def test_a_robot_gets_summary_and_picture_and_no_chat_is_made(session: Session, calendar: Calendar) -> None:
    register_chat(session, "网格群", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={ROBOT}")
    make(session, calendar, grey=True)
    posts = messages(session, "%:chat:%")
    assert [(post.addressee_kind, post.addressee) for post in posts] == [("webhook", ROBOT)] * 2
    assert [json.loads(post.body)["msgtype"] for post in posts] == ["markdown", "image"]
    assert ROBOT not in "".join(post.key for post in posts)


@pytest.mark.usefixtures("drawn")
def test_every_leader_hears_once_also_with_two_offices(session: Session, calendar: Calendar) -> None:
    mayor = person(session, "luyaqin")
    session.add(Appointment(person_id=mayor.id, role=LEADING_GROUP, title="成员", powers=[]))
    session.flush()
    make(session, calendar, grey=True)
    told = [message.addressee for message in messages(session, "%:leader:%")]
    assert sorted(told) == ["guchengzhi", "luyaqin", "shenjingyi", "xulixin"]


@pytest.mark.usefixtures("drawn")
def test_a_leader_on_paper_is_passed_over(session: Session, calendar: Calendar) -> None:
    session.add(Appointment(person=Person(name="老镇长"), role=TOWN_LEADER, title="顾问", powers=[]))
    session.flush()
    make(session, calendar, grey=True)
    assert len(messages(session, "%:leader:%")) == 4


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(
    ("sees_cards", "kind"),
    [(True, "template_card"), (False, "text")],
)
def test_a_card_needs_eyes_for_cards(session: Session, calendar: Calendar, sees_cards: bool, kind: str) -> None:
    person(session, "guchengzhi").sees_cards = sees_cards
    board = make(session, calendar, grey=True)
    (message,) = messages(session, "%:leader:guchengzhi")
    body = json.loads(message.body)
    assert body["msgtype"] == kind
    assert all(name in message.body for name in names(board, "grey"))
    if kind == "template_card":
        card = body["template_card"]
        assert card["card_type"] == "button_interaction"
        assert [button["text"] for button in card["button_list"]] == ["看榜单"]
        assert all(len(row["keyname"]) <= 5 and len(row["value"]) <= 30 for row in card["horizontal_content_list"])


def test_without_its_own_approval_no_grey_name_leaves(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    register_chat(session, CHAT)
    register_chat(session, "网格群", ROBOT)
    board = make(session, calendar, grey=False)
    (picture,) = drawn.pictures
    told = said(session) + json.dumps(asdict(picture[0]), ensure_ascii=False, default=str)
    assert len(names(board, "grey")) == 10
    assert [name for name in names(board, "grey") if name in told] == []
    assert "灰榜 10" not in told
    assert (picture[0].grey, picture[0].grey_shown, picture[0].others) == ((), False, 19)


def test_concerned_shows_the_grey_list_to_leaders_only(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    display(session, "concerned")
    register_chat(session, CHAT)
    board = make(session, calendar, grey=True)
    leader, group = said(session, "%:leader:%"), said(session, "%:chat:%")
    assert all(name in leader for name in names(board, "grey"))
    assert [name for name in names(board, "grey") if name in group] == []
    assert drawn.pictures[0][0].grey == ()


@pytest.mark.usefixtures("drawn")
def test_names_shows_grey_names_in_the_order_of_the_register_without_points(
    session: Session, calendar: Calendar
) -> None:
    display(session, "names")
    person(session, "guchengzhi").sees_cards = False
    board = make(session, calendar, grey=True)
    rows = shown_grey(board, scheme_for(session, THIRD).policy, inside=False)
    assert {row.organization.short_name for row in rows} == set(names(board, "grey"))
    assert [row.organization.position for row in rows] == sorted(row.organization.position for row in rows)
    (message,) = messages(session, "%:leader:guchengzhi")
    lines = json.loads(message.body)["text"]["content"].splitlines()
    assert lines[lines.index("灰榜 10 个：") + 1 :][:10] == [row.organization.short_name for row in rows]


def test_no_person_is_named(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    register_chat(session, "网格群", ROBOT)
    make(session, calendar, grey=True)
    told = said(session) + json.dumps(asdict(drawn.pictures[0][0]), ensure_ascii=False, default=str)
    assert [one for one in session.scalars(select(Person.name)) if one in told] == []


@pytest.mark.usefixtures("drawn")
def test_the_office_hears_which_chat_missed_the_board_and_no_secret(session: Session, calendar: Calendar) -> None:
    register_chat(session, "网格群", ROBOT)
    make(session, calendar, grey=True)
    summary = messages(session, "%:summary")[0]
    summary.error = "webhook/send: WeCom says 93000"
    BoardListener().refused(session, summary, NOW)
    told = messages(session, "board-undelivered:%")
    assert {message.addressee for message in told} == {CLERK, OTHER_CLERK, HEAD}
    assert "网格群" in told[0].body
    assert ROBOT not in told[0].body


# The picture


def test_the_group_sees_the_group_edition_and_the_deciders_all(
    session: Session, calendar: Calendar, drawn: Drawn
) -> None:
    board = draft(session)
    board_picture(session, board, calendar, NOW)
    approve(session)
    publish(session, calendar)
    assert board_picture(session, board, calendar, NOW) == board.picture
    (inside, internal), (facts, group) = drawn.pictures
    assert (internal, len(inside.grey), inside.issued) == (
        "internal",
        10,
        "镇组织办 · 2026年10月28日 · 草稿 · 演示数据",
    )
    assert (group, facts.url, facts.issued) == ("group", None, "镇组织办 · 2026年10月28日 · 演示数据")
    assert (facts.title, facts.quarter_label) == ("澄泾镇基层党组织红灰榜", "2026年第三季度")
    assert facts.footer[1] == ("统计时段", "2026年7月1日—9月30日")
    assert dict(facts.footer)["公示"] == "10月28日（周三）—11月4日（周三）"


def test_the_first_board_compares_with_nothing(session: Session, calendar: Calendar) -> None:
    facts = board_facts(session, draft(session), [], calendar, NOW)
    assert not facts.switches.change
    assert {(row.change, row.red_streak, row.is_new) for row in facts.red} == {(None, 1, False)}
    assert facts.riser is None


@dataclass(frozen=True)
class Compared:
    """Two quarters in a row: ranks and lists of the first, facts of the second."""

    ranks: Mapping[str, int]
    lists: Mapping[str, str]
    second: Board
    facts: BoardFacts


@pytest.fixture
def compared(session: Session, sample_town: TownshipFile, calendar: Calendar, drawn: Drawn) -> Any:
    def compare(*, grey: bool) -> Compared:
        record(session, sample_town, SECOND)
        first = make(session, calendar, SECOND, grey=grey)
        second = draft(session)
        facts = board_facts(session, second, second.listed("grey"), calendar, NOW)
        ranks = {row.organization.short_name: row.rank for row in first.rows}
        lists = {row.organization.short_name: row.list for row in first.rows}
        return Compared(ranks, lists, second, facts)

    return compare


def test_a_row_tells_what_became_of_it_since_last_quarter(compared: Any) -> None:
    found: Compared = compared(grey=True)
    for row in (*found.facts.red, *found.facts.grey):
        before = found.ranks.get(row.name)
        assert row.change == (None if before is None else before - row.rank)
        red_before, grey_before = (found.lists.get(row.name) == name for name in ("red", "grey"))
        is_red = row in found.facts.red
        assert row.red_streak == (1 + red_before if is_red else 0)
        assert row.grey_streak == (0 if is_red else 1 + grey_before)
        assert row.is_new == (is_red and not red_before)


def test_a_grey_list_that_was_never_approved_counts_for_no_streak(compared: Any) -> None:
    found: Compared = compared(grey=False)
    assert "grey" in {found.lists.get(row.name) for row in found.facts.grey}
    assert {row.grey_streak for row in found.facts.grey} == {1}


def test_the_fastest_riser_is_never_of_the_grey_list(compared: Any) -> None:
    found: Compared = compared(grey=True)
    won = {
        row.organization.short_name: found.ranks[row.organization.short_name] - row.rank
        for row in found.second.rows
        if row.list != "grey" and row.organization.short_name in found.ranks
    }
    assert found.facts.riser is not None
    assert found.facts.riser.change == max(won.values()) == won[found.facts.riser.name]


# Group chats


def test_a_chat_has_an_id_of_ours_that_its_name_decides(town: Database) -> None:
    with town.begin() as session:
        first, other = register_chat(session, CHAT), register_chat(session, "另一个群")
        assert first.chatid != other.chatid
        assert first.chatid is not None
        assert first.chatid.isalnum()
        assert first.chatid.isascii()
        assert len(first.chatid) <= 32


@pytest.mark.parametrize(
    ("name", "webhook", "sentence"),
    [
        (CHAT, None, "已经登记过了"),
        ("新群", ROBOT, "已经登记过了"),
        ("  ", None, "群名不能为空"),
        ("群" * 51, None, "不能超过50个字"),
        ("新群", "https://example.com/", "不是群机器人的 Webhook 地址"),
        ("新群", "", "不是群机器人的 Webhook 地址"),
    ],
)
def test_a_chat_that_cannot_be_is_refused(town: Database, name: str, webhook: str | None, sentence: str) -> None:
    with town.begin() as session:
        register_chat(session, CHAT)
        register_chat(session, "网格群", ROBOT)
        with pytest.raises(Refused) as refused:
            register_chat(session, name, webhook)
        assert sentence in refusal(refused)
        assert session.scalar(select(func.count(GroupChat.id))) == 2
