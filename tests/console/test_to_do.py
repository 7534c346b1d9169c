"""今天 lists what waits for the office beside its cases, and where each is done (handlers/console/to_do.py)."""

from __future__ import annotations

import re
from html import unescape

from sqlalchemy import delete, select

from bot.wording import blocks
from handlers.console import to_do, today
from handlers.console.places import DAILY, SELDOM
from models.appointments import Appointment
from models.chats import GroupChat
from models.handovers import Handover
from models.people import Person
from models.tasks import Task
from models.uploads import CHECKED, Upload
from rules.periods import Month
from services.daily_records.loading import load_records
from services.publications.steps import draft_board
from services.suggestions import suggest
from services.township.file import TownshipFile
from tests.worlds.asked import asked_of
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import NOW
from tests.worlds.recorded_quarters import (
    CLERK,
    HEAD,
    LEADER,
    OTHER_CLERK,
    THIRD,
    drafted,
    inspect,
    made_up_records,
    person,
    record,
)
from tests.worlds.records import read_records

PLACES = {one.name for one in (*(one for group in DAILY for one in group), *SELDOM)}


def lines(town: Town, userid: str = CLERK) -> dict[str, str]:
    """Read what 今天 says that waits, each with where its button leads."""
    page = town.visitor(userid).reads("/console/today")
    found = re.findall(r'<div class="do"><p>([^<]*)</p><span class="time"></span>\s*(?:<a[^>]*href="([^"]*)")?', page)
    return {text: unescape(address) for text, address in found}


def test_every_kind_has_its_words_and_a_place() -> None:
    assert blocks("console/to_do.txt") == to_do.PLACES.keys()
    assert {*to_do.PLACES.values()} - PLACES == {""}
    assert {*today.PLACES.values()} <= PLACES


def test_whatever_the_side_bar_counts_stands_on_today_too() -> None:
    counted = {one.name for one in (*(one for group in DAILY for one in group), *SELDOM) if one.waits}
    # What is late and what did not arrive have a list of their own.
    assert counted <= {*to_do.PLACES.values(), *today.PLACES.values(), "urging", "deliveries"}


def test_what_is_to_be_handed_over_on_paper_waits(town: Town) -> None:
    with town.db.begin() as session:
        count = len(session.scalars(select(Handover).where(Handover.done_at.is_(None))).all())
    found = lines(town)
    assert count
    (line,) = [one for one in found if "等送达" in one]
    assert line.startswith(f"{count} 件等送达：荷塘老年支部")
    assert found[line] == "/console/handovers"


def test_a_month_that_has_begun_without_tasks_waits(town: Town) -> None:
    assert not any("还没有任务" in one for one in lines(town))
    with town.db.begin() as session:
        session.execute(delete(Task).where(Task.month == Month(2026, 11)))
    assert lines(town)["11月还没有任务。"] == "/console/tasks?month=2026-11"


def test_a_file_looked_at_and_not_confirmed_waits_for_who_handed_it_in(town: Town) -> None:
    with town.db.begin() as session:
        by = person(session, CLERK)
        session.add(Upload(subject="tasks", file_name="任务.xlsx", content=b"", by_id=by.id, at=NOW, state=CHECKED))
    assert lines(town)["1 个您传上来的文件还没有确认写入。"] == "/console/uploads"
    assert not any("文件" in one for one in lines(town, OTHER_CLERK))


def test_a_suggestion_that_is_not_late_waits_for_an_answer(town: Town) -> None:
    with town.db.begin() as session:
        suggest(session, person(session, "zhuyongliang"), "会议太多", NOW)
    assert lines(town)["1 条意见建议等回复。"] == "/console/suggestions"


def test_branches_nobody_can_reach_are_named(town: Town) -> None:
    said = "1 个支部没有人能在企业微信里收到，消息只能纸质送：石湾村支部。填上账号，或者改为纸质。"
    assert said not in lines(town)
    with town.db.begin() as session:
        for one in session.scalars(select(Person).join(Appointment).where(Appointment.organization_id == "org-011")):
            one.userid = None
    assert lines(town)[said] == "/console/people"


def test_months_and_inspections_that_hold_a_board_up_are_named_until_it_can_be_drafted(
    town: Town, sample_town: TownshipFile
) -> None:
    september, town.clock.moment = THIRD.months[-1], drafted(THIRD)
    with town.db.begin() as session:
        record(session, sample_town, THIRD, leave_out=september)
    found = lines(town)
    assert "/console/daily_records?month=2026-09&filter=missing" in found.values()
    assert any(one.startswith("9月没有任何日常记录") for one in found)
    assert any("个党组织没有检查（" in one and "不查完不能起草榜单" in one for one in found)
    assert "/console/inspections?filter=missing&quarter=2026-Q3" in found.values()
    assert not any("可以起草榜单" in one for one in found)
    with town.db.begin() as session:
        text = made_up_records(sample_town, [september])[september]
        load_records(session, read_records(text, "2026-09.csv"), drafted(THIRD))
        inspect(session, sample_town, THIRD)
    found = lines(town)
    assert found["2026年第三季度数据齐了，可以起草榜单。"] == "/console/boards/2026-Q3"
    assert not any("没有检查" in one or "没有任何日常记录" in one for one in found)
    assert not any("可以起草榜单" in one for one in lines(town, OTHER_CLERK))
    with town.db.begin() as session:
        draft_board(session, THIRD, person(session, CLERK), drafted(THIRD))
    assert lines(town, HEAD)["2026年第三季度榜单已起草，等开始预览得分。"] == "/console/boards/2026-Q3"


def test_that_no_group_will_see_a_board_is_said_once_one_is_near(town: Town, sample_town: TownshipFile) -> None:
    said = "还没有登记工作群：红灰榜发布时不会发到任何群里。"
    assert said not in lines(town)
    town.clock.moment = drafted(THIRD)
    with town.db.begin() as session:
        record(session, sample_town, THIRD)
    assert lines(town)[said] == "/console/chats"
    with town.db.begin() as session:
        session.add(GroupChat(name="全镇群", webhook="robot"))
    assert said not in lines(town)


def test_who_is_not_asked_for_any_of_it_reads_nothing(town: Town) -> None:
    assert lines(town, LEADER) == {}


def test_the_page_of_a_running_quarter_says_what_is_still_to_come_and_calls_nothing_lacking(town: Town) -> None:
    page = town.visitor(CLERK).reads("/console/boards/2026-Q4")
    assert "<h2>还要</h2>" in page
    assert "起草以前还差" not in page
    assert "11月没有任何日常记录，月底以前记；确实没有任务的记“不适用”。" in page
    assert 'href="/console/daily_records?month=2026-11&amp;filter=missing"' in page
    assert "2026年第四季度还有 39 个党组织没有检查（" in page
    assert "等），这一季度里查完；" in page
    assert "2026年第四季度12月31日（周四）才过完，过完才能起草。" in page
    assert "数据齐了" not in page


def test_the_page_of_a_quarter_that_is_over_says_what_it_lacks_and_where(town: Town, sample_town: TownshipFile) -> None:
    town.clock.moment = drafted(THIRD)
    with town.db.begin() as session:
        record(session, sample_town, THIRD, leave_out=THIRD.months[0])
    page = town.visitor(CLERK).reads("/console/boards/2026-Q3")
    assert "<h2>起草以前还差</h2>" in page
    assert "7月没有任何日常记录；" in page
    assert "不查完不能起草榜单" in page


def test_the_page_that_may_draft_counts_months_without_records_and_inspections_once(
    town: Town, sample_town: TownshipFile
) -> None:
    town.clock.moment = drafted(THIRD)
    with town.db.begin() as session:
        record(session, sample_town, THIRD)
    head = town.visitor(HEAD)
    with asked_of(town) as asked:
        assert "不查完不能起草榜单" in head.reads("/console/boards/2026-Q3")
    counting = [one for one in asked if one.startswith("SELECT count(") and "FROM organizations" in one]
    assert [sum(f"FROM {table}" in one for one in counting) for table in ("daily_records", "inspections")] == [1, 1]
