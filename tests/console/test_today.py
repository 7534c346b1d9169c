"""今天: a list of sentences, of what waits for me first; what is late; what comes by itself; what I did."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.clock import lease_seconds
from bot.delivery_limits import rest
from bot.wecom_errors import WeComError, verdict
from models.slips import slip_of
from services.slips.receipt import enter_receipt
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import ANSWERED, NOW, OCTOBER
from tests.worlds.recorded_quarters import CLERK, LEADER, person

TODAY = "/console/today"


def test_the_clerk_reads_what_waits_and_where_to_deal_with_it(town: Town) -> None:
    page = town.visitor(CLERK).reads(TODAY)
    assert f"{ANSWERED - 2} 份自查整改表等审核" in page
    assert 'href="/console/self_checks"' in page
    assert "已经晚了" not in page


def test_the_steps_of_the_month_are_counted(town: Town) -> None:
    page = town.visitor(CLERK).reads(TODAY)
    assert re.search(rf"已交 {ANSWERED} 份，缺 \d+ 份", page)
    assert "11月4日（周三）24时截止" in page


def test_the_deadline_of_the_month_is_that_of_most_and_a_later_one_on_paper_is_told_beside_it(town: Town) -> None:
    with town.db.begin() as session:
        slip = slip_of(session, "org-004", OCTOBER)
        assert slip
        by, calendar = person(session, CLERK), town.app.extensions["honghui"].calendar
        enter_receipt(session, slip, NOW.replace(hour=0), "", by, calendar, NOW)
    assert "11月4日（周三）24时截止，最晚的 11月5日（周四）24时" in town.visitor(CLERK).reads(TODAY)


def test_what_comes_names_the_day_the_next_slips_go(town: Town) -> None:
    assert "12月1日（周二）08:30" in town.visitor(CLERK).reads(TODAY)


def test_once_the_deadline_has_passed_the_first_who_are_late_stand_there_by_name(town: Town) -> None:
    town.clock.moment = NOW + timedelta(days=2)
    page = town.visitor(CLERK).reads(TODAY)
    assert "份提醒单没有交自查整改表" in page
    assert "1 份退回的自查整改表没有重报" in page
    assert "11月4日（周三）24时到期" in page


def test_a_leader_without_work_reads_that_nothing_waits(town: Town) -> None:
    assert "没有等您办的事。" in town.visitor(LEADER).reads(TODAY)


def test_what_i_passed_stands_under_what_i_did_last(town: Town) -> None:
    page = town.visitor(CLERK).reads(TODAY)
    assert "通过荷塘一支部10月的自查整改表" in page
    assert "请写明哪一天补开" in page


def test_the_first_page_of_the_console_is_today(town: Town) -> None:
    assert town.visitor(CLERK).get("/console/").location == TODAY


def test_what_stops_the_work_stands_there_while_wecom_itself_can_tell_nobody(town: Town) -> None:
    assert "系统要人看一看" not in town.visitor(CLERK).reads(TODAY)
    refused = WeComError("WeCom says 60020", "refused", verdict(60020), 60020)
    with town.db.begin() as session:
        rest(session, "message/send", refused, lease_seconds() - 600, by_probe=True)
    page = town.visitor(CLERK).reads(TODAY)
    assert "服务器的出口地址没有登记为可信IP（错误码 60020）。" in page
    assert "企业可信IP，登记服务器的出口地址。消息都留着，恢复后自动补发，不要重发。" in page
    assert "系统要人看一看" not in town.visitor("zhuyongliang").get(TODAY).text
