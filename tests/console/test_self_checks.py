"""自查审核 in the console: read beside the slip, passed, returned with a reason, several at once, taken back."""

from __future__ import annotations

import io

from python_calamine import CalamineWorkbook

from models.self_checks import ACCEPTED, RETURNED, SUBMITTED, self_checks_in
from tests.worlds.browsers import Town, side_bar
from tests.worlds.month_under_way import ANSWERED
from tests.worlds.recorded_quarters import CLERK, person

LIST = "/console/self_checks"


def ids(town: Town, state: str) -> list[int]:
    with town.db.read() as session:
        return [one.id for one in self_checks_in(session, state)]


def test_the_clerk_sees_how_many_wait_and_each_beside_its_slip(town: Town) -> None:
    clerk = town.visitor(CLERK)
    page = clerk.reads(LIST)
    assert f"等审核 {ANSWERED - 2}" in page
    assert "已退回 1" in page
    assert any("人员不齐" in clerk.reads(f"{LIST}/{one}") for one in ids(town, SUBMITTED))
    assert "通过后：" in clerk.reads(f"{LIST}/{ids(town, SUBMITTED)[0]}")


def test_a_form_is_passed_with_one_click_and_taken_back_with_a_reason(town: Town) -> None:
    clerk = town.visitor(CLERK)
    form = ids(town, SUBMITTED)[0]
    assert clerk.submits(f"{LIST}/{form}", f"{LIST}/{form}/accept").status_code == 303
    assert form in ids(town, ACCEPTED)
    assert "已通过" in clerk.reads(f"{LIST}/{form}")
    clerk.submits(f"{LIST}/{form}", f"{LIST}/{form}/undo_acceptance", reason="看错了支部")
    assert form in ids(town, SUBMITTED)
    assert "看错了支部" in clerk.reads(f"{LIST}/{form}")


def test_a_form_the_clerk_filled_in_herself_is_left_to_a_colleague_and_says_so(town: Town) -> None:
    with town.db.begin() as session:
        form, *others = self_checks_in(session, SUBMITTED)
        form.latest.submitted_by = person(session, CLERK)
        name, number, rest = form.slip.organization.short_name, form.id, len(others)
    clerk, colleague = town.visitor(CLERK), town.visitor("qianxiaoyu")
    page = clerk.reads(f"{LIST}/{number}")
    assert "— 等同事审核" in page
    assert f"{name}的自查整改表是您本人填报的" in page
    assert "现在没有其他同志可以审核" not in page
    assert f"{rest} 份自查整改表等审核" in clerk.reads("/console/today")
    assert f"{rest + 1} 份自查整改表等审核" in colleague.reads("/console/today")
    assert "等同事审核" not in colleague.reads(LIST)
    # The side bar counts as 今天 does: what the one who looks may do.
    assert side_bar(page).get("self_checks", 0) == rest
    assert side_bar(colleague.reads(LIST))["self_checks"] == rest + 1


def test_a_return_without_a_reason_says_so_and_changes_nothing(town: Town) -> None:
    clerk = town.visitor(CLERK)
    form = ids(town, SUBMITTED)[0]
    answer = clerk.submits(f"{LIST}/{form}", f"{LIST}/{form}/return", reason=" ")
    assert answer.status_code == 422
    assert "该字段是必填字段" in answer.text
    assert form in ids(town, SUBMITTED)


def test_a_form_is_returned_with_a_reason(town: Town) -> None:
    clerk = town.visitor(CLERK)
    form = ids(town, SUBMITTED)[0]
    clerk.submits(f"{LIST}/{form}", f"{LIST}/{form}/return", reason="请写明哪一天")
    assert form in ids(town, RETURNED)


def test_of_two_who_act_at_once_the_second_is_told_and_keeps_the_text(town: Town) -> None:
    clerk, other = town.visitor(CLERK), town.visitor("qianxiaoyu")
    form = ids(town, SUBMITTED)[0]
    hidden = other.hidden(f"{LIST}/{form}")
    clerk.submits(f"{LIST}/{form}", f"{LIST}/{form}/accept")
    answer = other.post(f"{LIST}/{form}/return", **hidden, reason="请写明哪一天")
    assert answer.status_code == 409
    assert "不是待审核" in answer.text or "已" in answer.text
    assert form in ids(town, ACCEPTED)


def test_several_are_read_back_before_they_are_passed(town: Town) -> None:
    clerk = town.visitor(CLERK)
    chosen = ids(town, SUBMITTED)[:3]
    address = f"{LIST}/several/accept_several?" + "&".join(f"chosen={one}" for one in chosen)
    assert "要通过的 3 份" in clerk.reads(address)
    hidden = clerk.hidden(address)
    assert (
        clerk.client.post(
            f"{LIST}/several/accept_several",
            base_url="https://bot.example.com/",
            data={**hidden, "chosen": chosen},
            headers={"Referer": "https://bot.example.com/console/"},
        ).status_code
        == 303
    )
    assert set(chosen) <= set(ids(town, ACCEPTED))


def test_the_list_comes_as_excel_with_all_rows_of_the_filter(town: Town) -> None:
    table = town.visitor(CLERK).get(f"{LIST}.xlsx?filter=submitted").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(table)).get_sheet_by_index(0).to_python()
    assert rows[0][:2] == ["党组织", "事项"]
    assert len(rows) == ANSWERED - 2 + 1


def test_what_is_searched_for_is_found_by_a_part_of_the_name_and_a_percent_sign_is_only_that(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert "没有找到“%”" in clerk.reads(f"{LIST}?words=%25")


def test_an_id_that_is_none_is_a_page_that_is_not_there(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert [clerk.get(f"{LIST}/{one}").status_code for one in ("0", "x", "9" * 30)] == [404, 404, 404]


def test_a_secretary_is_told_where_his_affairs_are_dealt_with(town: Town) -> None:
    answer = town.visitor("zhuyongliang").get(LIST)
    assert answer.status_code == 403


def test_forms_of_another_month_are_named_with_the_way_there(town: Town) -> None:
    page = town.visitor(CLERK).reads(f"{LIST}?month=2026-09")
    assert "没有这样的自查整改表" in page
    assert "/console/self_checks?month=2026-10&amp;filter=submitted" in page


def test_all_of_a_page_are_chosen_without_a_script_and_let_go_again(town: Town) -> None:
    clerk = town.visitor(CLERK)
    page = clerk.reads(f"{LIST}?filter=submitted")
    assert " checked" not in page
    assert f'href="{LIST}?filter=submitted&amp;ticked=1">全选' in page
    page = clerk.reads(f"{LIST}?filter=submitted&ticked=1")
    assert page.count(" checked") == ANSWERED - 2
    assert f'href="{LIST}?filter=submitted">全不选' in page
