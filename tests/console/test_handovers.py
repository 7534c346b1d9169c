"""待送达 in the console: what waits for branches on paper, printed, and entered once it is there."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.handovers import Handover, open_handovers
from models.organizations import Organization
from models.slips import DELIVERED, PAPER, Slip, slip_of
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.notices.handovers import put_on_list
from services.slips.urging import urge
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import NOW, OCTOBER
from tests.worlds.recorded_quarters import CLERK, person
from tests.worlds.reminding import remind_due_today, remind_overdue

LIST = "/console/handovers"
ON_PAPER = "org-004"


def waiting(town: Town) -> list[int]:
    with town.db.read() as session:
        return [one.id for one in open_handovers(session, NOW)]


def news(town: Town, said: str = "第三季度榜单已经公布。\n石板桥支部第3名。") -> int:
    """Something is said to the branch on paper that nothing hangs on."""
    with town.db.begin() as session:
        put_on_list(session, session.get_one(Organization, ON_PAPER), said, key="news:1", now=NOW - timedelta(hours=1))
        return max(one.id for one in open_handovers(session, NOW))


def slips_entry(town: Town) -> int:
    """The entry about that branch's slip of October."""
    with town.db.read() as session:
        return next(one.id for one in open_handovers(session, NOW) if one.organization_id == ON_PAPER)


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


def paper_slip(town: Town) -> None:
    """Hand the slip over, so that its clock runs until Thursday, 5 November."""
    clerk, one = town.visitor(CLERK), slips_entry(town)
    clerk.submits(f"{LIST}/{one}", f"{LIST}/{one}/hand_over", day="2026-11-03", remark="")


def reminded(town: Town, calendar: Calendar, moment: datetime) -> list[str]:
    """Let the clock remind whom it has to, and list how what waits for the branch on paper begins."""
    town.clock.moment = moment
    with town.db.begin() as session:
        remind_due_today(session, calendar, moment)
        remind_overdue(session, calendar, moment)
        return [one.text for one in open_handovers(session, moment) if one.organization_id == ON_PAPER]


def test_a_reminder_of_a_day_leaves_the_list_with_that_day_and_is_noted_as_not_handed_over(
    town: Town, calendar: Calendar
) -> None:
    paper_slip(town)
    due = datetime(2026, 11, 5, 9, 0, tzinfo=BEIJING)
    assert len(reminded(town, calendar, due)) == 1
    with town.db.read() as session:
        (one,) = (each for each in open_handovers(session, due) if each.organization_id == ON_PAPER)
    town.clock.moment = due + timedelta(hours=15)
    page = town.visitor(CLERK).reads(f"{LIST}?filter=lapsed")
    assert "过了日子没送 1" in page
    assert "— 过了日子，没有送" in page
    page = town.visitor(CLERK).reads(f"{LIST}/{one.id}")
    assert (
        "11月5日（周四）24时已经过了，送去也没有用了，从清单里划掉，记作没有送；当时其实送到了的，在这里补登记。"
        in page
    )
    answer = town.visitor(CLERK).submits(f"{LIST}/{one.id}", f"{LIST}/{one.id}/hand_over", day="2026-11-05", remark="")
    assert answer.status_code == 303
    assert "过了日子没送 0" in town.visitor(CLERK).reads(LIST)


def test_a_newer_reminder_of_a_slip_takes_the_place_of_the_one_before(town: Town, calendar: Calendar) -> None:
    paper_slip(town)
    (first,) = reminded(town, calendar, datetime(2026, 11, 5, 9, 0, tzinfo=BEIJING))
    (second,) = reminded(town, calendar, datetime(2026, 11, 6, 9, 0, tzinfo=BEIJING))
    assert first != second
    clerk = town.visitor(CLERK)
    town.clock.moment = datetime(2026, 11, 9, 9, 0, tzinfo=BEIJING)
    with town.db.begin() as session:
        slip = slip_of(session, ON_PAPER, OCTOBER)
        assert slip
        urge(session, [slip], person(session, CLERK), calendar, town.clock.moment)
    (third,) = reminded(town, calendar, datetime(2026, 11, 10, 9, 0, tzinfo=BEIJING))
    assert third not in (first, second)
    assert third.partition("\n")[0][:10] in clerk.reads(LIST)


def test_the_list_says_the_whole_of_what_a_thing_is_about(town: Town) -> None:
    page = town.visitor(CLERK).reads(LIST)
    with town.db.read() as session:
        lines = [one.first_line for one in open_handovers(session, NOW)]
    assert any(len(one) > 24 for one in lines)
    assert all(one in page for one in lines)
