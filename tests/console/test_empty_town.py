"""The first hours of a town that has just begun: the first clerk signs in, fetches the template, fills the register."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import func, select

from bot.wecom_answers import Listed
from bot.wecom_errors import WeComError, verdict
from models.appointments import OFFICE_HEAD, Appointment
from models.organizations import Organization
from models.people import Person
from services.office_files.reading import read_book
from services.people.entering import Contact, enter_person
from services.people.first import first_person
from services.people.naming import person_meant
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import NOW
from tests.worlds.office_files import FILES, workbook
from tests.worlds.recorded_quarters import CLERK, person
from tests.worlds.towns import Past, empty
from tests.worlds.uploading import handed_in

LIST = "register-list.xlsx"


@pytest.fixture
def past() -> Past:
    return empty


@pytest.fixture
def begun(town: Town) -> Town:
    with town.db.begin() as session:
        first_person(session, "澄泾镇", Contact("吴思源", CLERK), NOW)
    return town


@pytest.mark.parametrize(
    "path", ["today", "first_day", "organizations", "people", "groups", "departments", "town_offices", "chats"]
)
def test_every_place_opens_before_there_is_anything(begun: Town, path: str) -> None:
    begun.visitor(CLERK).reads(f"/console/{path}")


def test_inspections_open_on_the_quarter_in_which_the_town_begins_and_offer_none_before_it(begun: Town) -> None:
    page = begun.visitor(CLERK).reads("/console/inspections")
    assert "第四季度" in page
    assert "第三季度" not in page


def test_before_the_first_person_nobody_is_let_in(town: Town) -> None:
    assert town.visitor(CLERK).get("/console/today").status_code == 403


def test_the_template_has_the_columns_and_nothing_in_them(begun: Town) -> None:
    table = begun.visitor(CLERK).get("/console/organizations/register.xlsx").data
    (sheet, *_) = read_book(table, "名册.xlsx").sheets
    assert [cell.text for cell in sheet.rows[1].filled][:3] == ["党组织名称", "简称", "类型"]
    assert len(sheet.rows) == 2


def test_a_list_typed_by_somebody_else_fills_the_town_by_the_page_alone(begun: Town) -> None:
    clerk, to = begun.visitor(CLERK), "/console/uploads/to/register"
    given = {**clerk.hidden(to), "file": (io.BytesIO((FILES / LIST).read_bytes()), LIST)}
    headers = {"Referer": "https://bot.example.com/console/"}
    answer = clerk.client.post(to, base_url="https://bot.example.com/", data=given, headers=headers)
    kept = answer.location
    assert answer.status_code == 303, answer.text
    page = clerk.reads(kept)
    assert "叫“王建国”的有2位（柳浜二支部；澄泾二支部）" in page
    assert "这一行是隐藏的" in page
    where = {"sheet": "党组织名册", **clerk.hidden(kept)}
    clerk.post(f"{kept}/mend", **where, row="9", column="6", pick="张建新/王建国（柳浜二支部）")
    clerk.post(f"{kept}/mend", **where, row="20", column="0", leave="1")
    assert clerk.submits(kept, f"{kept}/confirm").status_code == 303
    page = clerk.reads("/console/organizations")
    assert "在册 47" in page
    assert "书记空缺 1" in page
    with begun.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Organization)) == 47
        assert person_meant(session, "15400000007", NOW.date()).name == "王建国"


HEAD = ["党组织名称", "简称", "类型", "督导组", "书记"]
VILLAGES = [[f"东桥村第{one}党支部", f"东桥{one}支部", "村", "第一组", ""] for one in "一二三"]


def test_a_type_or_a_group_the_town_does_not_know_is_a_cell_to_mend_and_breaks_nothing(begun: Town) -> None:
    clerk = begun.visitor(CLERK)
    page = clerk.reads(handed_in(clerk, "register", "名册.xlsx", workbook([HEAD, *VILLAGES], "名册")))
    assert "这里写 党委、党总支、党支部、联合党支部 中的一个。" in page
    # There are no groups yet: the list comes before them.
    assert "还没有登记督导组；没有登记的先空着" in page


def test_what_is_wrong_in_every_row_is_mended_once(begun: Town) -> None:
    clerk = begun.visitor(CLERK)
    kept = handed_in(clerk, "register", "名册.xlsx", workbook([HEAD, *VILLAGES], "名册"))
    page = clerk.reads(kept)
    assert page.count("写的是“村”") == 1
    assert "写成“村”、毛病一样的 3 格，都这样改" in page
    where = {"sheet": "名册", "row": "2", **clerk.hidden(kept)}
    clerk.post(f"{kept}/mend", **where, column="3", pick="党支部")
    assert "写成“村”、毛病一样的 2 格，都这样改" in clerk.reads(kept)
    clerk.post(f"{kept}/mend", **{**where, "row": "3"}, column="3", pick="党支部", same="1")
    clerk.post(f"{kept}/mend", **where, column="4", pick="", same="1")
    assert "没有要改的，可以确认" in clerk.reads(kept)
    assert clerk.submits(kept, f"{kept}/confirm").status_code == 303
    assert "在册 4" in clerk.reads("/console/organizations")


def test_the_same_list_again_assigns_all_branches_once_their_group_is_there(begun: Town) -> None:
    clerk = begun.visitor(CLERK)
    list_ = [HEAD, *([name, short, "党支部", group, ""] for name, short, _, group, _ in VILLAGES)]
    first = handed_in(clerk, "register", "名册.xlsx", workbook(list_, "名册"))
    where = {"sheet": "名册", "row": "2", "column": "4", **clerk.hidden(first)}
    clerk.post(f"{first}/mend", **where, pick="", same="1")
    clerk.submits(first, f"{first}/confirm")
    # What is next is named where something was done.
    assert "接着办“第一天”" in clerk.reads(first)
    assert "在名册的“督导组”一列写好组名传上来" in clerk.reads("/console/first_day")
    group = workbook([["组别", "组长"], ["第一组", "曹晓明"]], "督导组")
    second = handed_in(clerk, "register", "组.xlsx", group)
    assert clerk.submits(second, f"{second}/confirm").status_code == 303
    again = handed_in(clerk, "register", "名册.xlsx", workbook(list_, "名册"))
    assert clerk.submits(again, f"{again}/confirm").status_code == 303
    assert "3 / 3 个党组织分到了组" in clerk.reads("/console/first_day")


def test_an_office_of_the_town_is_known_by_as_much_of_its_name_as_no_other_has(begun: Town) -> None:
    clerk, head = begun.visitor(CLERK), ["职责", "职务", "姓名"]
    rows = [["领导小组", "组长", "徐立新"], ["保密审查", "保密员", "蒋卫东"], ["组织办", "主任", "周海波"]]
    page = clerk.reads(handed_in(clerk, "register", "职务.xlsx", workbook([head, *rows], "镇级职务")))
    assert ("写的是“领导小组”" in page, "写的是“保密审查”" in page) == (False, False)
    # The head or a clerk: nobody may guess.
    assert "写的是“组织办”" in page


def test_accounts_are_found_in_the_directory_by_number_then_by_a_name_nobody_else_has(begun: Town) -> None:
    with begun.db.begin() as session:
        clerk = person(session, CLERK)
        for name, phone in (("朱永良", "15400000011"), ("梅志刚", ""), ("王建国", ""), ("何克勤", "")):
            someone = enter_person(session, Contact(name, "", phone), "新来", clerk, NOW)
            session.add(Appointment(person=someone, role="town_leader", title="成员", powers=[]))
    begun.wecom.members = [
        Listed("zhuyl", "老朱", "154 0000 0011"),
        Listed("meizhigang", "梅志刚", ""),
        Listed("wangjianguo", "王建国", ""),
        Listed("wangjianguo2", "王建国", ""),
    ]
    clerk_there = begun.visitor(CLERK)
    page = clerk_there.reads("/console/people/accounts")
    assert "4 人还没有账号，认出 2 人" in page
    assert "同名的不止一个" in page
    with begun.db.read() as session:
        mei, he = (person_meant(session, name, NOW.date()).id for name in ("梅志刚", "何克勤"))
    sent = clerk_there.hidden("/console/people/accounts")
    clerk_there.post("/console/people/accounts", **sent, chosen=f"{mei}:meizhigang")
    clerk_there.post("/console/people/accounts", **sent, chosen=f"{he}:wangjianguo")
    with begun.db.read() as session:
        assert [session.get_one(Person, one).userid for one in (mei, he)] == ["meizhigang", None]


def test_whom_the_clerk_may_not_enter_is_said_and_keeps_nobody_else_from_being_entered(begun: Town) -> None:
    with begun.db.begin() as session:
        clerk = person(session, CLERK)
        posts = (
            ("周海波", "zhouhaibo", OFFICE_HEAD),
            ("梅志刚", "", "town_leader"),
            ("何克勤", "", "department_head"),
        )
        for name, userid, role in posts:
            someone = enter_person(session, Contact(name, userid, ""), "新来", clerk, NOW)
            session.add(Appointment(person=someone, role=role, title="成员", powers=[]))
    begun.wecom.members = [Listed("meizhigang", "梅志刚", ""), Listed("hekeqin", "何克勤", "")]
    clerk_there = begun.visitor(CLERK)
    page = clerk_there.reads("/console/people/accounts")
    assert ("认 何克勤" in page, "认 梅志刚" in page) == (True, False)
    assert "由组织办主任或领导小组登记" in page
    with begun.db.read() as session:
        mei, he = (person_meant(session, name, NOW.date()).id for name in ("梅志刚", "何克勤"))
    sent = clerk_there.hidden("/console/people/accounts")
    for chosen in (f"{mei}:meizhigang", f"{he}:hekeqin"):
        clerk_there.post("/console/people/accounts", **sent, chosen=chosen)
    with begun.db.read() as session:
        assert [session.get_one(Person, one).userid for one in (mei, he)] == [None, "hekeqin"]


def test_who_fills_the_first_office_reads_before_what_is_closed_to_her_from_then_on(begun: Town) -> None:
    clerk, new = begun.visitor(CLERK), "/console/town_offices/new/appoint"
    head = {
        "role": OFFICE_HEAD,
        "title": "主任",
        "person": "周海波",
        "is_new": "y",
        "day": "2026-11-03",
        "reason": "新设",
    }
    assert "您不能再登记、更正" in clerk.reads(new)
    assert clerk.submits(new, **head).status_code == 303
    # Without an account nobody could enter anything: it is left to the clerk, and says so again.
    page = clerk.reads(new)
    assert ("您不能再登记、更正" in page, "disabled" in page) == (True, False)
    with begun.db.read() as session:
        record = f"/console/people/{person_meant(session, '周海波', NOW.date()).id}"
    assert "您不能再登记、更正" in clerk.reads(record)
    clerk.submits(record, f"{record}/change", name="周海波", userid="zhouhaibo", phone="", reason="开通")
    page = clerk.reads(new)
    assert ("由组织办主任或领导小组登记" in page, '<button class="main" disabled>' in page) == (True, True)
    assert "您不能再登记、更正" not in page


def test_a_file_fills_all_offices_of_the_town_at_once_and_says_what_is_closed_after_it(begun: Town) -> None:
    clerk, head = begun.visitor(CLERK), ["职责", "职务", "姓名", "企业微信账号"]
    offices = [
        ["镇组织办主任", "主任", "周海波", "zhouhaibo"],
        ["绩效考核领导小组", "组长", "徐立新", "xulixin"],
        ["保密审查人员", "保密员", "蒋卫东", "jiangweidong"],
    ]
    address = handed_in(clerk, "register", "镇级职务.xlsx", workbook([head, *offices], "镇级职务"))
    assert "您不能再登记、更正" in clerk.reads(address)
    assert clerk.submits(address, f"{address}/confirm").status_code == 303
    assert "蒋卫东" in clerk.reads("/console/town_offices")
    later = workbook([head, ["镇主要领导", "书记", "顾成志", ""]], "镇级职务")
    assert "由组织办主任或领导小组登记" in clerk.reads(handed_in(clerk, "register", "再.xlsx", later))


def test_where_the_directory_cannot_be_read_it_is_said(begun: Town) -> None:
    begun.wecom.error = WeComError("no privilege", "refused", verdict(60011), 60011)
    assert "读不到企业微信的通讯录" in begun.visitor(CLERK).reads("/console/people/accounts")


def test_a_month_of_records_waits_for_the_register_with_one_sentence(begun: Town) -> None:
    clerk, to, name = begun.visitor(CLERK), "/console/uploads/to/records", "grid-2026-10.xlsx"
    given = {**clerk.hidden(to), "file": (io.BytesIO((FILES / name).read_bytes()), name)}
    headers = {"Referer": "https://bot.example.com/console/"}
    answer = clerk.client.post(to, base_url="https://bot.example.com/", data=given, headers=headers)
    assert (answer.status_code, "请先上传名册" in answer.text) == (422, True)
