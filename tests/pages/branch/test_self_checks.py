"""The self-check on a page: the chat's form, begun in one and finished in the other, and two who write at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from bot.db import Database
from models.conversations import Conversation
from tests.worlds.branch_pages import (
    BRANCH,
    BRANCH_ID,
    DEPUTY,
    SECRETARY,
    SELF_CHECK,
    SLIP,
    BranchTown,
    fields_in,
    fields_of,
    slip_arrived,
)
from tests.worlds.browsers import PUBLIC_URL
from tests.worlds.phones import OCTOBER, Phone, Phones, World

COMPLETE = {
    "1.reason": "own",
    "1.reason.own": "人不齐",
    "1.measure": "补开支委会",
    "1.responsible": "朱永良",
    "1.done_by": "2026-11-13",
    "2.reason": "任务或时间没记清",
    "2.measure": "以后提前一周提醒",
}


def test_a_slip_says_what_is_to_be_looked_at(pages: BranchTown) -> None:
    page = pages.visitor(SECRETARY).reads(SLIP)
    assert "6 项里做到 4 项，还有 2 项请您看看" in page
    assert "11月4日（周三）24时前" in page
    assert "10月20日才走访" in page
    assert f'href="{SELF_CHECK}"' in page


def test_a_secretary_hands_the_form_in_and_hears_of_it_in_the_chat(
    pages: BranchTown, phone: Phones, world: World
) -> None:
    zhu, browser = phone(SECRETARY), pages.visitor(SECRETARY)
    zhu.messages()
    answer = browser.submits(SELF_CHECK, step="submit", **COMPLETE)
    assert (answer.status_code, answer.location) == (303, SLIP)
    world.deliver()
    assert "自查整改表已报送镇组织办" in zhu.hears()
    found = world.self_check(BRANCH)
    assert found
    said = [(one.reason, one.measure, one.responsible, one.done_by) for one in found.latest.answers]
    assert said == [
        ("人不齐", "补开支委会", "朱永良", date(2026, 11, 13)),
        ("任务或时间没记清", "以后提前一周提醒", "朱永良", None),
    ]
    assert "10月自查表交好了" in browser.reads(SLIP)


def test_what_was_begun_in_the_chat_is_finished_on_the_page(pages: BranchTown, phone: Phones, world: World) -> None:
    phone(SECRETARY).says_all("自查", "1 人不齐，下周五前补开")
    browser = pages.visitor(SECRETARY)
    assert "您在聊天里说的已经填进来了" in browser.reads(SELF_CHECK)
    typed = fields_of(browser, SELF_CHECK)
    assert (typed["1.reason.own"], typed["1.done_by"]) == ("人不齐", "2026-11-13")
    late = {"2.reason": "own", "2.reason.own": "等人陪同", "2.measure": "以后早约"}
    assert browser.submits(SELF_CHECK, **{**typed, **late, "step": "submit"}).status_code == 303
    found = world.self_check(BRANCH)
    assert found
    assert [one.reason for one in found.latest.answers] == ["人不齐", "等人陪同"]
    # The chat's form is closed with it: no word is taken for an answer any more.
    with world.looking() as session:
        assert session.scalars(select(Conversation)).all() == []


def test_what_was_begun_on_the_page_is_finished_in_the_chat(pages: BranchTown, phone: Phones, world: World) -> None:
    browser, zhu = pages.visitor(SECRETARY), phone(SECRETARY)
    half = {key: said for key, said in COMPLETE.items() if key.startswith("1.")}
    assert browser.submits(SELF_CHECK, step="save", **half).location == SELF_CHECK
    assert "请核对" not in zhu.says("自查")
    assert "请核对" in zhu.says("没记清时间，以后提前一周提醒")
    zhu.says("确认")
    found = world.self_check(BRANCH)
    assert found
    assert [one.reason for one in found.latest.answers] == ["人不齐", "没记清时间"]


def test_the_chat_takes_no_word_for_an_answer_while_the_page_keeps_the_form(
    pages: BranchTown, phone: Phones, world: World
) -> None:
    zhu, browser = phone(SECRETARY), pages.visitor(SECRETARY)
    zhu.says("自查")
    browser.submits(SELF_CHECK, **{**COMPLETE, "step": "save"})
    zhu.says("确认")
    assert world.self_check(BRANCH) is None


def test_what_lacks_is_said_at_its_field_and_what_was_typed_stays(pages: BranchTown, world: World) -> None:
    browser = pages.visitor(SECRETARY)
    typed = {**COMPLETE, "1.done_by": "2026-10-01", "2.reason": ""}
    answer = browser.submits(SELF_CHECK, step="submit", **typed)
    assert answer.status_code == 422
    assert "还有 2 处要补" in answer.text
    assert "选一个日子，今天或今天以后。" in answer.text
    assert "点一个最接近的就行。" in answer.text
    assert "补开支委会" in answer.text
    assert world.self_check(BRANCH) is None
    # What could be taken is kept.
    assert fields_of(browser, SELF_CHECK)["1.measure"] == "补开支委会"


def test_of_two_who_write_at_once_the_second_hears_who_was_first_and_loses_nothing(
    pages: BranchTown, world: World
) -> None:
    zhu, deputy = pages.visitor(SECRETARY), pages.visitor(DEPUTY)
    seen = zhu.hidden(SELF_CHECK)
    assert deputy.submits(SELF_CHECK, step="submit", **{**COMPLETE, "1.done_by": "2026-11-12"}).status_code == 303
    answer = zhu.post(SELF_CHECK, **{**seen, **COMPLETE, "step": "submit"})
    assert answer.status_code == 409
    assert "石美玲 11月2日（周一）08:34交过了" in answer.text
    assert "11月12日（周四）" in answer.text
    assert "<b>11月13日（周五）</b>" in answer.text
    # 换成我写的: it becomes the draft, and counts when it is handed in.
    again = fields_in(answer.text)
    assert zhu.post(SELF_CHECK, **{**seen, **again, "step": "save"}).location == SELF_CHECK
    typed = fields_of(zhu, SELF_CHECK)
    assert zhu.submits(SELF_CHECK, **{**typed, "step": "submit"}).status_code == 303
    found = world.self_check(BRANCH)
    assert found
    assert [len(found.submissions), found.latest.answers[0].done_by] == [2, date(2026, 11, 13)]


def test_an_own_finding_is_added_and_taken_out_again(pages: BranchTown, world: World) -> None:
    browser = pages.visitor(SECRETARY)
    own = {"own1": "活动室漏水", "own1.reason": "own", "own1.reason.own": "年久失修", "own1.measure": "请人修"}
    browser.submits(SELF_CHECK, **{**COMPLETE, **own, "own1.done_by": "2026-11-20", "step": "submit"})
    found = world.self_check(BRANCH)
    assert found
    assert found.latest.answers[-1].problem == "活动室漏水"
    typed = fields_of(browser, SELF_CHECK)
    assert typed["own1"] == "活动室漏水"
    emptied = {key: "" for key in typed if key.startswith("own1")}
    browser.submits(SELF_CHECK, **{**typed, **emptied, "step": "submit"})
    found = world.self_check(BRANCH)
    assert found
    assert len(found.latest.answers) == 2


def test_a_month_with_nothing_open_is_closed_with_one_click(pages: BranchTown, world: World, phone: Phones) -> None:
    world.recorded("柳浜一支部")
    world.at("2026-11-02 09:04")
    with world.looking():
        slip = world.slip("柳浜一支部")
    page, browser = f"/m/slips/{slip.organization_id}/2026-10", pages.visitor("zhangjianxin")
    assert "6 项都做到了" in browser.reads(page)
    assert browser.submits(page, step="clear").status_code == 303
    assert world.self_check("柳浜一支部")


@pytest.mark.parametrize("who", ["zhangjianxin", "gaoweimin"])
def test_others_neither_see_the_slip_nor_fill_it_in(pages: BranchTown, who: str) -> None:
    browser = pages.visitor(who)
    assert [browser.get(page).status_code for page in (SLIP, SELF_CHECK)] == [403, 403]
    assert browser.submits("/m/suggestion", SELF_CHECK, step="submit").status_code == 403


@pytest.mark.parametrize(
    ("wish", "said"), [("文字版", "也可以在网页上看、填"), ("卡片版", "看网页：澄红灰提〔2026〕11-001")]
)
def test_a_slip_leads_to_its_page_where_there_are_pages(loaded_url: Callable[[str], str], wish: str, said: str) -> None:
    linked = World(Database(loaded_url("sqlite"), PUBLIC_URL), "2026-11-02 07:00")
    zhu = Phone(linked, SECRETARY)
    zhu.says(wish)
    slip_arrived(linked)
    heard = zhu.hears()
    assert said in heard
    assert (PUBLIC_URL.removesuffix("/") + SLIP in heard) is (wish == "文字版")
    linked.db.engine.dispose()


def test_the_office_fills_in_what_came_on_paper_and_says_which_day_it_came(pages: BranchTown, world: World) -> None:
    wu = pages.visitor("wusiyuan")
    assert "代支部填写纸质表" in wu.reads(SELF_CHECK)
    answer = wu.submits(SELF_CHECK, step="submit", **COMPLETE)
    assert "写支部哪天交来的" in answer.text
    assert wu.submits(SELF_CHECK, step="submit", **COMPLETE, handed_in="2026-11-02").status_code == 303
    found = world.self_check(BRANCH)
    assert found
    assert (found.on_time, found.latest.submitted_by.userid) == (True, "wusiyuan")


def test_what_was_promised_is_asked_about_on_the_next_page_and_listed(pages: BranchTown, world: World) -> None:
    zhu = pages.visitor(SECRETARY)
    zhu.submits(SELF_CHECK, step="submit", **COMPLETE)
    assert "补开支委会" in zhu.reads(f"/m/promises/{BRANCH_ID}")
    world.recorded(BRANCH, month=OCTOBER.next)
    world.at("2026-12-01 08:34")
    page = SELF_CHECK.replace("2026-10", "2026-11")
    assert "上次答应的" in zhu.reads(page)
    assert zhu.submits(page, step="submit", promise1="broken").status_code == 422
    moved = {"promise1": "broken", "promise1.day": "2026-12-11"}
    assert zhu.submits(page, step="submit", **moved).status_code == 303
    promises = zhu.reads(f"/m/promises/{BRANCH_ID}")
    assert "没做到的" in promises
    assert "12月11日（周五）前" in promises
