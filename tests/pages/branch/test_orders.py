"""Orders on pages: written by the group, reported on by the branch, looked at again; drafts shared with the chat."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.db import Database
from models.orders import RectificationOrder
from rules.workdays import Calendar
from tests.worlds.branch_pages import BRANCH, SECRETARY, SUPERVISOR, BranchTown, fields_of, issued
from tests.worlds.branch_pages import NEW_ORDER as NEW
from tests.worlds.branch_pages import WRITTEN_ORDER as WRITTEN
from tests.worlds.browsers import PUBLIC_URL
from tests.worlds.phones import Phone, Phones, World


def order_of(world: World) -> RectificationOrder:
    with world.looking() as session:
        return session.scalars(select(RectificationOrder)).one()


def test_an_order_is_read_as_the_branch_will_before_it_is_issued(
    pages: BranchTown, phone: Phones, world: World
) -> None:
    cao, zhu = pages.visitor(SUPERVISOR), phone(SECRETARY)
    zhu.messages()
    assert cao.submits(NEW, step="look", **WRITTEN).location == f"{NEW}/read-back"
    read = cao.reads(f"{NEW}/read-back")
    assert "还没有开出去" in read
    assert "朱永良会收到" in read
    assert "党务公开：公开栏上还是二季度的内容" in read
    with world.looking() as session:
        assert session.scalars(select(RectificationOrder)).all() == []
    assert cao.submits(f"{NEW}/read-back", NEW, step="issue").status_code == 303
    world.deliver()
    assert "请石湾村支部整改2个问题" in zhu.hears()
    assert order_of(world).signer.userid == SUPERVISOR


def test_an_order_leads_to_its_page_where_there_are_pages(loaded_url: Callable[[str], str], calendar: Calendar) -> None:
    linked = World(Database(loaded_url("sqlite"), PUBLIC_URL), "2026-11-02 10:00")
    _, page = issued(BranchTown(linked, calendar))
    linked.deliver()
    assert f'<a href="{PUBLIC_URL.removesuffix("/")}{page}">打开督办单</a>' in Phone(linked, SECRETARY).hears()
    linked.db.engine.dispose()


def test_an_order_begun_on_the_page_is_issued_in_the_chat_and_the_other_way_round(
    pages: BranchTown, phone: Phones, world: World
) -> None:
    cao, browser = phone(SUPERVISOR), pages.visitor(SUPERVISOR)
    half = {key: said for key, said in WRITTEN.items() if key != "demand"}
    assert browser.submits(NEW, step="look", **half).status_code == 422
    assert "整改要求是什么" in cao.says(f"发督办 {BRANCH}")
    assert "请核对" in cao.says("换上三季度内容")
    # Back on the page everything is there, and may be changed before it is issued.
    typed = fields_of(browser, NEW)
    assert (typed["demand"], typed["due"], typed["text1"]) == ("换上三季度内容", "2026-11-09", WRITTEN["text1"])
    browser.submits(NEW, **{**typed, "on1": "1", "on2": "1", "demand": "换上新内容", "step": "look"})
    browser.submits(f"{NEW}/read-back", NEW, step="issue")
    assert order_of(world).demand == "换上新内容"


def test_what_lacks_is_said_and_nothing_is_issued(pages: BranchTown) -> None:
    cao = pages.visitor(SUPERVISOR)
    answer = cao.submits(NEW, step="look", code1="", text1="没有编号", due="own", own_due="2026-11-08")
    assert answer.status_code == 422
    for said in ("选是哪一项的。", "勾上或者写上至少一条。", "写一写请支部做到什么", "60 天以内的工作日"):
        assert said in answer.text
    assert "没有编号" in answer.text


def test_an_order_that_is_not_wanted_leaves_no_draft(pages: BranchTown) -> None:
    cao = pages.visitor(SUPERVISOR)
    cao.submits(NEW, step="look", **WRITTEN)
    cao.submits(NEW, step="drop")
    assert fields_of(cao, NEW)["demand"] == ""


@pytest.mark.parametrize("who", ["gezhiwei", SECRETARY, "wusiyuan"])
def test_only_the_group_of_the_branch_issues(pages: BranchTown, who: str) -> None:
    browser = pages.visitor(who)
    assert browser.get(NEW).status_code == 403
    assert browser.submits("/m/suggestion", NEW, step="look", **WRITTEN).status_code == 403


def test_what_is_still_being_put_right_is_noted_and_the_rest_waits_for_the_report(
    pages: BranchTown, world: World
) -> None:
    zhu, page = issued(pages)
    half = {"state1": "done", "done1": "已换上三季度内容", "state2": "doing", "done2": "已请施工方补开"}
    assert zhu.submits(page, step="report", **half).status_code == 303
    assert order_of(world).state == "in_progress"
    assert "第2件：已请施工方补开" in zhu.reads(page)
    typed = fields_of(zhu, page)
    assert typed["done1"] == "已换上三季度内容"
    zhu.submits(page, **{**typed, "state2": "done", "done2": "验收单已补齐", "step": "report"})
    assert order_of(world).state == "reported"


def test_the_group_looks_again_and_closes_or_sends_back(pages: BranchTown, world: World, phone: Phones) -> None:
    zhu, page = issued(pages)
    done = {"state1": "done", "done1": "换了", "state2": "done", "done2": "补了"}
    zhu.submits(page, step="report", **done)
    cao = pages.visitor(SUPERVISOR)
    assert "督办等您看" in cao.reads("/m/branches")
    assert cao.submits(page, step="send_back", opinion="").status_code == 422
    cao.submits(page, step="send_back", opinion="还差验收单原件")
    assert "请再补充一下：还差验收单原件" in zhu.reads(page)
    zhu.submits(page, step="report", **done)
    cao.submits(page, step="close_out", opinion="现场看过，都改好了")
    assert order_of(world).state == "closed_out"
    world.deliver()
    assert "已核查销号" in phone(SECRETARY).hears()


def test_an_extension_is_asked_for_and_agreed_to(pages: BranchTown, world: World) -> None:
    zhu, page = issued(pages)
    assert zhu.submits(page, step="ask_extension", day="", reason="材料在县里").status_code == 422
    zhu.submits(page, step="ask_extension", day="2026-11-16", reason="材料在县里")
    assert order_of(world).state == "extension_requested"
    pages.visitor(SUPERVISOR).submits(page, step="extend")
    assert "11月16日（周一）24时前" in zhu.reads(page)


def test_a_branch_neither_closes_its_order_nor_a_group_reports_on_it(pages: BranchTown, world: World) -> None:
    zhu, page = issued(pages)
    assert zhu.submits(page, step="close_out", opinion="好了").status_code == 403
    cao = pages.visitor(SUPERVISOR)
    assert cao.submits(page, step="report", state1="done", done1="好了").status_code == 403
    assert order_of(world).state == "issued"


def test_of_two_who_report_at_once_the_second_sees_what_the_first_wrote(pages: BranchTown) -> None:
    zhu, page = issued(pages)
    deputy = pages.visitor("shimeiling")
    seen = zhu.hidden(page)
    done = {"state1": "done", "done1": "换了", "state2": "done", "done2": "补了"}
    deputy.submits(page, step="report", **done)
    answer = zhu.post(page, **{**seen, **done, "done1": "11月3日换上", "step": "report"})
    assert answer.status_code == 409
    assert "石美玲" in answer.text
    assert "11月3日换上" in answer.text


REPORTED = {"state1": "done", "done1": "已换上三季度内容", "state2": "done", "done2": "验收单补齐了"}


def test_what_was_reported_stands_there_to_be_changed_and_is_not_typed_twice(pages: BranchTown) -> None:
    browser, path = issued(pages)
    assert "正在改" in browser.reads(path)
    browser.submits(path, step="report", **REPORTED)
    assert fields_of(browser, path).items() >= REPORTED.items()
    # Handed in: nothing is to be done, so no button is the main one.
    assert '<button class="button plain" form="sheet"' in browser.reads(path)
    pages.visitor(SUPERVISOR).submits(path, step="send_back", opinion="验收单还差一张")
    back = fields_of(browser, path)
    assert (back["done1"], back["done2"]) == ("已换上三季度内容", "验收单补齐了")
    # Whether it is put right now is said anew.
    assert "state1" not in back
    assert browser.submits(path, step="report", done1="已换上", done2="又补了一张").status_code == 422


def test_an_order_names_categories_and_no_codes_and_what_is_asked_first(pages: BranchTown) -> None:
    browser, path = issued(pages)
    page = browser.reads(path)
    assert "基本保障</small>" in page
    assert "BZ-05" not in page
    assert page.index("换上三季度内容；补齐验收单") < page.index("公开栏上还是二季度的内容") < page.index("经过")


def test_the_deadline_is_said_to_the_branch_and_of_the_branch_to_others(pages: BranchTown) -> None:
    browser, path = issued(pages)
    assert "请在 " in browser.reads(path)
    assert "您报告后" in browser.reads(path)
    assert "支部要在 " in pages.visitor(SUPERVISOR).reads(path)
    assert "支部报告后" in pages.visitor(SUPERVISOR).reads(path)
