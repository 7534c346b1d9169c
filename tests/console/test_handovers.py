"""待送达 in the console: what waits for branches on paper, printed, and entered once it is there."""

from __future__ import annotations

from datetime import timedelta

from models.handovers import Handover, open_handovers
from models.organizations import Organization
from models.slips import DELIVERED, PAPER, Slip, slip_of
from services.notices.handovers import put_on_list
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import NOW, OCTOBER
from tests.worlds.recorded_quarters import CLERK

LIST = "/console/handovers"
ON_PAPER = "org-004"


def waiting(town: Town) -> list[int]:
    with town.db.read() as session:
        return [one.id for one in open_handovers(session)]


def news(town: Town, said: str = "第三季度榜单已经公布。\n石板桥支部第3名。") -> int:
    """Something is said to the branch on paper that nothing hangs on."""
    with town.db.begin() as session:
        put_on_list(session, session.get_one(Organization, ON_PAPER), said, key="news:1", now=NOW - timedelta(hours=1))
        return max(one.id for one in open_handovers(session))


def slips_entry(town: Town) -> int:
    """The entry about that branch's slip of October."""
    with town.db.read() as session:
        return next(one.id for one in open_handovers(session) if one.organization_id == ON_PAPER)


def test_the_clerk_sees_what_waits_in_full_and_how_many_in_the_side_bar(town: Town) -> None:
    clerk, one = town.visitor(CLERK), news(town)
    page = clerk.reads(LIST)
    assert f"待送达 {len(waiting(town))}" in page
    assert f'<span>待送达</span><b class="work">{len(waiting(town))}</b>' in page
    assert "石板桥支部第3名" in clerk.reads(f"{LIST}/{one}")


def test_a_slip_that_was_handed_over_has_its_clock_and_is_on_the_list_no_more(town: Town) -> None:
    clerk, one = town.visitor(CLERK), slips_entry(town)
    assert "提醒单从送到那天起算期限" in clerk.reads(f"{LIST}/{one}")
    answer = clerk.submits(f"{LIST}/{one}", f"{LIST}/{one}/hand_over", day="2026-11-03", remark="送到家中")
    assert answer.status_code == 303
    assert one not in waiting(town)
    page = clerk.reads(f"{LIST}/{one}")
    assert "请在11月5日（周四）24时前报" in page
    assert "送到家中" in page
    with town.db.read() as session:
        slip = slip_of(session, ON_PAPER, OCTOBER)
        assert slip
        assert slip.state == DELIVERED


def test_a_day_before_it_was_made_or_ahead_is_refused_and_nothing_is_entered(town: Town) -> None:
    clerk, one = town.visitor(CLERK), news(town)
    answers = [
        clerk.submits(f"{LIST}/{one}", f"{LIST}/{one}/hand_over", day=day, remark="村部")
        for day in ("2026-11-02", "2026-11-04")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("村部" in answer.text for answer in answers)
    assert one in waiting(town)


def test_of_two_who_enter_it_the_second_is_told(town: Town) -> None:
    clerk, other, one = town.visitor(CLERK), town.visitor("qianxiaoyu"), news(town)
    hidden = other.hidden(f"{LIST}/{one}")
    clerk.submits(f"{LIST}/{one}", f"{LIST}/{one}/hand_over", day="2026-11-03")
    answer = other.post(f"{LIST}/{one}/hand_over", **hidden, day="2026-11-03")
    assert answer.status_code == 404
    assert "已经登记送达" in answer.text


def test_several_are_entered_with_one_day(town: Town) -> None:
    clerk, chosen = town.visitor(CLERK), [news(town), slips_entry(town)]
    address = f"{LIST}/several/hand_over_several?" + "&".join(f"chosen={one}" for one in chosen)
    assert "登记送达的 2 件" in clerk.reads(address)
    sent = {**clerk.hidden(address), "chosen": chosen, "day": "2026-11-03"}
    to = f"{LIST}/several/hand_over_several"
    referrer = {"Referer": "https://bot.example.com/console/"}
    assert clerk.client.post(to, base_url="https://bot.example.com/", data=sent, headers=referrer).status_code == 303
    assert not set(chosen) & set(waiting(town))


def test_what_waits_is_printed_a_sheet_each_the_slip_as_the_form_to_fill_in(town: Town) -> None:
    clerk, one = town.visitor(CLERK), news(town)
    with town.db.read() as session:
        slips = sum(one.state == PAPER for one in session.query(Slip))
        assert session.get_one(Handover, one).handed_on is None
    sheets = clerk.reads(f"{LIST}/sheets")
    assert sheets.count("党建工作提醒单") == slips
    assert sheets.count("<h1>通知</h1>") == 1
    assert "石板桥支部第3名" in clerk.reads(f"{LIST}/{one}/sheet")


def test_nobody_but_the_office_opens_it(town: Town) -> None:
    assert [town.visitor(who).get(LIST).status_code for who in ("guchengzhi", "caoxiaoming")] == [403, 403]
