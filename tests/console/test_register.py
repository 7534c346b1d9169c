"""名册 in the console: each fact with its own verb and a day, told before it is done; looked at by leaders, too."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import event, select

from models.appointments import SECRETARY, Appointment, officers
from models.leaves import Leave
from models.organization_changes import changes_of
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from models.register_entries import RegisterEntry
from rules.periods import BEIJING
from services.organizations.carrying_out import carry_out_changes
from tests.worlds.browsers import Town, organization_id
from tests.worlds.month_under_way import NOW
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_CLERK, person

LIST = "/console/organizations"
BRANCH = f"{LIST}/org-013"
TODAY = NOW.date()
IN_OFFICE = select(Appointment).where(Appointment.organization_id == "org-013").order_by(Appointment.id)
BY = {"day": str(TODAY), "reason": "镇党委会议11月3日"}


def secretary(town: Town, name: str = "org-013") -> list[str]:
    with town.db.read() as session:
        return [one.person.name for one in officers(session, name, TODAY) if one.role == SECRETARY]


def test_the_list_counts_who_is_there_and_which_office_stands_empty(town: Town) -> None:
    page = town.visitor(CLERK).reads(LIST)
    assert "在册 47" in page
    assert "书记空缺 1" in page
    assert "西荡村支部" in town.visitor(CLERK).reads(f"{LIST}?filter=vacant")


def test_before_a_secretary_is_appointed_it_is_told_that_the_slip_goes_on(town: Town) -> None:
    page = town.visitor(CLERK).reads(BRANCH)
    assert "10月提醒单转给新书记，11月4日（周三）24时的期限不变" in page
    assert "蒋丽娟" in page


def test_a_newcomer_becomes_secretary_in_one_form(town: Town) -> None:
    clerk = town.visitor(CLERK)
    form = {"person": "钱大明", "is_new": "y", "userid": "qiandaming", "phone": "154 0000 0200", **BY}
    assert clerk.submits(BRANCH, f"{BRANCH}/appoint_secretary", **form).status_code == 303
    assert secretary(town) == ["钱大明"]
    page = clerk.reads(BRANCH)
    assert "钱大明任东荡村支部书记" in page
    assert "接替蒋丽娟" in page


def test_whom_the_register_does_not_know_is_not_made_up(town: Town) -> None:
    clerk = town.visitor(CLERK)
    answer = clerk.submits(BRANCH, f"{BRANCH}/appoint_secretary", person="钱大明", **BY)
    assert answer.status_code == 404
    assert "名册里没有“钱大明”" in answer.text
    assert "钱大明" in answer.text
    assert secretary(town) == ["蒋丽娟"]


def test_of_two_with_one_name_the_branch_says_which(town: Town) -> None:
    clerk = town.visitor(CLERK)
    answer = clerk.submits(BRANCH, f"{BRANCH}/appoint_secretary", person="王建国", **BY)
    assert "有2位" in answer.text
    assert clerk.submits(BRANCH, f"{BRANCH}/appoint_secretary", person="王建国（澄泾二支部）", **BY).status_code == 303
    assert secretary(town) == ["王建国"]


def test_an_office_is_left_and_the_list_shows_it_empty(town: Town) -> None:
    clerk = town.visitor(CLERK)
    with town.db.read() as session:
        held = next(one for one in officers(session, "org-013", TODAY) if one.role == SECRETARY)
    clerk.submits(BRANCH, f"{BRANCH}/dismiss", appointment=str(held.id), **BY)
    assert secretary(town) == []
    assert "空缺，消息发给下一位" in clerk.reads(BRANCH)


def test_another_branchs_appointment_is_not_ended_by_a_guessed_number(town: Town) -> None:
    clerk = town.visitor(CLERK)
    with town.db.read() as session:
        other = next(one for one in officers(session, "org-011", TODAY) if one.role == SECRETARY)
    assert clerk.submits(BRANCH, f"{BRANCH}/dismiss", appointment=str(other.id), **BY).status_code == 422
    assert secretary(town, "org-011") == ["朱永良"]


def test_a_branch_gets_another_group_and_other_facts(town: Town) -> None:
    clerk = town.visitor(CLERK)
    clerk.submits(BRANCH, f"{BRANCH}/assign_group", group="G2", **BY)
    facts = {"sector": "village", "department": "D-NC", "delivery": "paper", "assessed": "y", "full_members": "42"}
    term = {"term_start": "2026-11", "term_years": "5"}
    clerk.submits(BRANCH, f"{BRANCH}/correct", **facts, **term, reason="换届")
    page = clerk.reads(BRANCH)
    assert "换到第二督导组" in page
    assert "正式 42 人" in page
    assert "2026年11月至2031年10月" in page
    assert "正式党员 41 → 42" in page


def test_what_a_merger_comes_to_is_told_before_and_planned_for_its_day(town: Town) -> None:
    clerk = town.visitor(CLERK)
    page = clerk.reads(BRANCH)
    assert "现在有 1 份提醒单没办完，到那天免报" in page
    assert "蒋丽娟、蒋阿明、沈建芳在这里的职务和督导组到那天为止" in page
    form = {"other": "石湾村支部", "day": "2026-12-01", "reason": "镇党委〔2026〕20号"}
    assert clerk.submits(BRANCH, f"{BRANCH}/merge", **form).status_code == 303
    assert "12月1日（周二）起并入石湾村支部" in clerk.reads(BRANCH)
    with town.db.read() as session:
        assert session.get_one(Organization, "org-013").ended is None


@pytest.mark.parametrize(
    ("act", "more"), [("dissolve", {}), ("rename", {"name": "东荡村联合党支部", "short_name": "东荡支部"})]
)
def test_an_ending_and_a_new_name_hold_at_once_where_the_day_has_come(
    town: Town, act: str, more: dict[str, str]
) -> None:
    clerk = town.visitor(CLERK)
    assert clerk.submits(BRANCH, f"{BRANCH}/{act}", **more, **BY).status_code == 303
    with town.db.read() as session:
        one = session.get_one(Organization, "org-013")
        assert (one.ended, one.short_name) == ((TODAY, "东荡村支部") if act == "dissolve" else (None, "东荡支部"))


def test_a_new_branch_is_founded_without_a_number_of_its_own(town: Town) -> None:
    clerk = town.visitor(CLERK)
    new = f"{LIST}/new/found"
    form = {"name": "澄泾镇新街党支部", "short_name": "新街支部", "type": "branch", "sector": "village", "group": "G1"}
    answer = clerk.submits(new, parent="镇党委", delivery="wecom", assessed="y", **form, **BY)
    assert (answer.status_code, answer.location) == (303, f"{LIST}/org-047")
    assert "请接着任命书记" in clerk.reads(f"{LIST}/org-047")
    wrong = clerk.submits(new, parent="没有的", delivery="wecom", **{**form, "short_name": "又一支部"}, **BY)
    assert wrong.status_code == 422
    assert "又一支部" in wrong.text


def test_a_branch_is_split_into_two_that_begin_as_it_was(town: Town) -> None:
    names = {"name": "东荡村东片党支部", "short_name": "东荡东支部"}
    second = {"second_name": "东荡村西片党支部", "second_short_name": "东荡西支部"}
    town.visitor(CLERK).submits(BRANCH, f"{BRANCH}/split", **names, **second, **BY)
    with town.db.read() as session:
        parts = [session.get_one(Organization, organization_id(session, one)) for one in ("东荡东支部", "东荡西支部")]
        assert [(one.sector, one.parent_id, one.assessed) for one in parts] == [("village", "org-000", True)] * 2


def test_a_person_is_found_by_telephone_and_gets_another_account(town: Town) -> None:
    clerk = town.visitor(CLERK)
    with town.db.read() as session:
        address = f"/console/people/{person(session, 'jianglijuan').id}"
    form = {"name": "蒋丽娟", "userid": "jianglj", "phone": "154-0000-0013", "reason": "换了手机"}
    assert clerk.submits(address, f"{address}/change", **form).status_code == 303
    page = clerk.reads("/console/people?words=15400000013")
    assert "东荡村支部书记" in page
    assert "企业微信账号jianglijuan → jianglj" in clerk.reads(address)
    taken = clerk.submits(address, f"{address}/change", **{**form, "userid": "zhuyongliang"})
    assert "这个企业微信账号是朱永良的" in taken.text


def test_people_of_one_name_are_listed_with_what_they_hold(town: Town) -> None:
    page = town.visitor(CLERK).reads("/console/people?filter=same_name")
    assert "柳浜二支部书记" in page
    assert "澄泾二支部书记" in page


def test_a_leave_told_by_telephone_is_entered_for_somebody(town: Town) -> None:
    clerk = town.visitor(CLERK)
    with town.db.read() as session:
        address = f"/console/people/{person(session, 'jianglijuan').id}"
    form = {"organization": "org-013", "stand_in": "蒋阿明", "since": "2026-11-03", "until": "2026-11-06"}
    assert clerk.submits(address, f"{address}/leave", **form, reason="电话告知，住院").status_code == 303
    with town.db.read() as session:
        (leave,) = session.scalars(select(Leave))
        assert (leave.stand_in.name, str(leave.until)) == ("蒋阿明", "2026-11-06")
    assert "东荡村支部由蒋阿明代办" in clerk.reads(address)


def test_card_or_text_is_chosen(town: Town) -> None:
    with town.db.read() as session:
        one = person(session, "jianglijuan").id
    clerk, address = town.visitor(CLERK), f"/console/people/{one}"
    clerk.submits(address, f"{address}/choose_cards", cards="text")
    with town.db.read() as session:
        assert session.get_one(Person, one).wants_cards is False


def test_a_group_is_entered_and_gets_its_leader(town: Town) -> None:
    clerk = town.visitor(CLERK)
    clerk.submits("/console/groups/new/enter", name="第四督导组", scope="园区", reason="新增")
    group = "/console/groups/G4"
    form = {"role": "supervision_group_leader", "person": "曹晓明", **BY}
    assert clerk.submits(group, f"{group}/appoint", **form).status_code == 303
    page = clerk.reads(group)
    assert "曹晓明" in page
    assert "新增第四督导组" in page
    with town.db.read() as session:
        assert session.get_one(SupervisionGroup, "G4").scope == "园区"


def test_a_department_is_named_otherwise_and_its_head_leaves(town: Town) -> None:
    clerk, address = town.visitor(CLERK), "/console/departments/D-NC"
    clerk.submits(address, f"{address}/change", name="农业农村局", reason="机构改革")
    with town.db.read() as session:
        head = session.scalars(select(Appointment).where(Appointment.department_id == "D-NC")).one()
    clerk.submits(address, f"{address}/dismiss", appointment=str(head.id), **BY)
    page = clerk.reads(address)
    assert "农村工作局 → 农业农村局" in page
    assert "徐建明不再任" in page


def test_an_office_of_the_town_is_filled_by_the_head_of_the_office(town: Town) -> None:
    new, form = "/console/town_offices/new/appoint", {"role": "secrecy_reviewer", "title": "保密员", "person": "谈建芳"}
    assert town.visitor(CLERK).submits(new, **form, **BY).status_code == 403
    assert town.visitor(HEAD).submits(new, **form, **BY).status_code == 303
    assert "谈建芳" in town.visitor(CLERK).reads("/console/town_offices")


def test_a_leader_looks_and_changes_nothing(town: Town) -> None:
    leader = town.visitor(LEADER)
    assert "这件事由镇组织办来办" in leader.reads(BRANCH)
    assert leader.post(f"{BRANCH}/dissolve", **leader.hidden(BRANCH), **BY).status_code == 403
    assert town.visitor("zhuyongliang").get(LIST).status_code == 403


def test_an_officer_of_the_branch_leaves_it_to_a_colleague(town: Town) -> None:
    own = f"{LIST}/org-027"
    assert "按回避要求，它的事请" in town.visitor(CLERK).reads(own)
    form = {"person": "郝文静", **BY}
    assert town.visitor(CLERK).submits(own, f"{own}/appoint_secretary", **form).status_code == 403
    assert town.visitor(OTHER_CLERK).submits(own, f"{own}/appoint_secretary", **form).status_code == 303
    with town.db.read() as session:
        assert session.scalars(select(RegisterEntry)).one().by_id == person(session, OTHER_CLERK).id


@pytest.mark.parametrize("path", [LIST, "/console/people", "/console/town_offices"])
def test_a_list_asks_no_more_statements_than_there_are_tables(town: Town, path: str) -> None:
    clerk, asked = town.visitor(CLERK), list[str]()
    clerk.reads(path)
    event.listen(town.db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    clerk.reads(path)
    # The side bar counts what waits at each of its places for the one who looks, in two statements or three each.
    assert len(asked) < 38, asked


def test_whoever_may_fill_no_office_of_the_town_reads_who_may_before_typing(town: Town) -> None:
    clerk, new = town.visitor(CLERK), "/console/town_offices/new/appoint"
    assert '<button disabled aria-describedby="why-appoint">' in clerk.reads("/console/town_offices")
    page = clerk.reads(new)
    assert '<button class="main" disabled>' in page
    assert 'name="title"' not in page
    assert "disabled" not in town.visitor(HEAD).reads(new)


def test_what_is_planned_is_taken_back_before_its_day_and_nothing_happens_then(town: Town) -> None:
    clerk = town.visitor(CLERK)
    clerk.submits(BRANCH, f"{BRANCH}/dissolve", day="2026-12-10", reason="撤并")
    with town.db.read() as session:
        change = changes_of(session, "org-013")[-1].id
    assert "12月10日（周四）起撤销" in clerk.reads(BRANCH)
    done = clerk.submits(BRANCH, f"{BRANCH}/take_back", planned=f"change.{change}", reason="县里没有批")
    assert done.status_code == 303
    assert "撤回原定12月10日（周四）的撤销" in clerk.reads(BRANCH)
    with town.db.begin() as session:
        later = datetime(2026, 12, 11, 9, tzinfo=BEIJING)
        assert carry_out_changes(session, town.app.extensions["honghui"].calendar, later) == 0
        assert session.get_one(Organization, "org-013").ended is None
    assert clerk.submits(BRANCH, f"{BRANCH}/dissolve", day="2026-12-20", reason="县里批了").status_code == 303


def test_an_officer_who_was_to_leave_goes_on_unless_somebody_follows(town: Town) -> None:
    clerk = town.visitor(CLERK)
    with town.db.read() as session:
        post = next(one for one in session.scalars(IN_OFFICE) if one.role == "secretary").id
    clerk.submits(BRANCH, f"{BRANCH}/dismiss", appointment=str(post), day="2026-12-10", reason="退休")
    clerk.submits(BRANCH, f"{BRANCH}/appoint_secretary", person="钱大明", is_new="1", day="2026-12-10", reason="选举")
    refused = clerk.submits(BRANCH, f"{BRANCH}/take_back", planned=f"post.{post}", reason="再干一年")
    assert (refused.status_code, "已经由钱大明接任" in refused.text) == (409, True)
    with town.db.read() as session:
        follower = session.scalars(IN_OFFICE.where(Appointment.since.is_not(None))).all()[-1].id
    clerk.submits(BRANCH, f"{BRANCH}/dismiss", appointment=str(follower), day="2026-12-10", reason="不选了")
    clerk.submits(BRANCH, f"{BRANCH}/take_back", planned=f"post.{post}", reason="再干一年")
    with town.db.read() as session:
        assert session.get_one(Appointment, post).until is None
    assert "到期免去的安排撤回" in clerk.reads(BRANCH)


def test_handing_out_what_is_kept_about_somebody_is_noted_where_it_is_looked_for(town: Town) -> None:
    with town.db.read() as session:
        page = f"/console/people/{person(session, CLERK).id}"
    head = town.visitor(HEAD)
    assert head.get(f"{page}/kept.xlsx").location == page, "nothing is handed out by opening an address"
    book = head.submits(page, f"{page}/kept.xlsx")
    assert (book.status_code, book.data[:2]) == (200, b"PK")
    assert "的全部个人信息" in head.reads(page)
    assert "的全部个人信息" in head.reads("/console/log?group=register")
    assert town.visitor(CLERK).submits(page, f"{page}/kept.xlsx").status_code == 403
