"""整改督办 in the console: what the office sees and enters, and what stays with the group."""

from __future__ import annotations

from datetime import timedelta

from models.orders import RectificationOrder
from rules.periods import ONE_DAY
from tests.worlds.browsers import NOW, SUPERVISOR, Town
from tests.worlds.recorded_quarters import CLERK, LEADER

LIST = "/console/orders"


def state(town: Town) -> str:
    with town.db.read() as session:
        return session.get_one(RectificationOrder, 1).state


def reported(town: Town) -> None:
    answer = town.visitor(CLERK).submits(f"{LIST}/1", f"{LIST}/1/report", done1="两次会议都补开了")
    assert answer.status_code == 303, answer.text


def test_the_office_sees_what_is_asked_until_when_and_may_not_issue(town: Town) -> None:
    clerk = town.visitor(CLERK)
    page = clerk.reads(LIST)
    assert "未办结 1" in page
    assert "石湾村支部" in page
    record = clerk.reads(f"{LIST}/1")
    assert "缺两次会议" in record
    assert "补开会议" in record
    assert "签发督办单" in record


def test_an_order_past_its_day_counts_as_overdue_and_is_counted_in_the_side_bar(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert "逾期 0" in clerk.reads(LIST)
    town.clock.moment = NOW + timedelta(days=10)
    page = clerk.reads(LIST)
    assert "逾期 1" in page
    assert '整改督办</span><b class="">1</b>' in page


def test_the_office_enters_a_report_for_the_branch_a_field_for_each_problem(town: Town) -> None:
    reported(town)
    assert state(town) == "reported"
    record = town.visitor(CLERK).reads(f"{LIST}/1")
    assert "两次会议都补开了" in record
    answer = town.visitor(CLERK).submits(f"{LIST}/1", f"{LIST}/1/report", done1=" ")
    assert answer.status_code == 422


def test_closing_is_the_groups_and_the_office_reads_why_not(town: Town) -> None:
    reported(town)
    clerk = town.visitor(CLERK)
    assert "签发和核查，请由该组人员办理" in clerk.reads(f"{LIST}/1")
    assert clerk.submits(f"{LIST}/1", f"{LIST}/1/close_out", opinion="现场看过").status_code == 403
    assert state(town) == "reported"
    group = town.visitor(SUPERVISOR)
    form = {**clerk.hidden(f"{LIST}/1"), "opinion": "现场看过"}
    assert group.post(f"{LIST}/1/close_out", **form).status_code == 400  # another's token
    assert state(town) == "reported"


def test_an_extension_is_asked_for_the_branch_and_answered_by_the_group_only(town: Town) -> None:
    clerk = town.visitor(CLERK)
    with town.db.read() as session:
        order = session.get_one(RectificationOrder, 1)
        day = next(
            day
            for ahead in range(1, 9)
            if town.app.extensions["honghui"].calendar.is_working(day := order.counted.day + ahead * ONE_DAY)
        )
    answer = clerk.submits(f"{LIST}/1", f"{LIST}/1/ask_extension", day=day.isoformat(), reason="场地正在装修")
    assert answer.status_code == 303, answer.text
    assert "场地正在装修" in clerk.reads(f"{LIST}/1")
    assert clerk.submits(f"{LIST}/1", f"{LIST}/1/extend").status_code == 403
    assert state(town) == "extension_requested"


def test_a_day_that_is_none_comes_back_with_what_was_written(town: Town) -> None:
    answer = town.visitor(CLERK).submits(f"{LIST}/1", f"{LIST}/1/ask_extension", day="十一月", reason="场地正在装修")
    assert answer.status_code == 422
    assert "场地正在装修" in answer.text


def test_the_office_withdraws_with_a_reason_and_a_leader_may_only_look(town: Town) -> None:
    leader = town.visitor(LEADER)
    assert "缺两次会议" in leader.reads(f"{LIST}/1")
    assert leader.submits(f"{LIST}/1", f"{LIST}/1/withdraw", reason="不该发").status_code == 403
    town.visitor(CLERK).submits(f"{LIST}/1", f"{LIST}/1/withdraw", reason="与提醒单重复")
    assert state(town) == "withdrawn"
    assert "与提醒单重复" in town.visitor(CLERK).reads(f"{LIST}/1")


def test_an_order_is_printed_as_the_form_that_is_signed(town: Town) -> None:
    page = town.visitor(CLERK).reads(f"{LIST}/1/sheet")
    assert "签收人：" in page
    assert "style=" not in page
