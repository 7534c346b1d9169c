"""导入导出: a clerk hands in the files she has, mends them on the page, confirms, and can take it back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.bonus_claims import BonusClaim
from models.daily_records import records_of
from models.organizations import Organization
from models.tasks import tasks_of
from models.uploads import Upload
from rules.periods import Month
from services.office_files.reading import read_book
from services.uploads.uploads import begin_writing
from tests.worlds.browsers import PUBLIC_URL, SUPERVISOR, TOWN_LEADER, Town
from tests.worlds.office_files import FILES, workbook
from tests.worlds.recorded_quarters import CLERK
from tests.worlds.uploading import UPLOADS, handed_in, hands_in
from tests.worlds.watching import messages

OTHER_CLERK = "qianxiaoyu"
# The clerk is an officer here.
OWN_BRANCH = "org-027"
DECEMBER = Month(2026, 12)
CLAIMS = [
    ["党组织", "加分类别", "加分事项", "级别", "时间"],
    ["石湾村支部", "综合性荣誉", "望湖市先进", "望湖市级", "2026-10-20"],
    ["石湾支部", "综合性荣誉", "江东省先进", "省级", "2026-10-21"],
]


def test_the_tasks_of_a_month_are_looked_at_and_then_written(town: Town) -> None:
    clerk = town.visitor(CLERK)
    address = handed_in(clerk, "tasks", "tasks-2026-12.xlsx")
    page = clerk.reads(address)
    assert "2026年12月任务" in page
    assert '<th scope="col">F</th>' in page
    with town.db.read() as session:
        before = {one.title for one in tasks_of(session, DECEMBER)}
    assert "毕业生党员关系核对" not in before
    clerk.submits(address, f"{address}/confirm")
    with town.db.read() as session:
        assert "毕业生党员关系核对" in {one.title for one in tasks_of(session, DECEMBER)}
    assert "写入" in clerk.reads(address)
    assert "这一种导入不能整个撤回" in clerk.reads(address)


def test_a_wrong_cell_stands_where_it_was_typed_and_is_mended_there(town: Town) -> None:
    clerk = town.visitor(CLERK)
    address = handed_in(clerk, "bonus_claims", "加分.xlsx", workbook(CLAIMS, "加分"))
    page = clerk.reads(address)
    assert "还有 1 处要改或要答。" in page
    assert '<td class="wrong"><b class="unseen">要改的格</b>石湾支部</td>' in page
    assert "工作表“加分”第3行A列（党组织）：写的是“石湾支部”。" in page
    assert 'name="pick" value="石湾村支部"' in page
    assert re.search(r'<button class="" disabled>确认写入', page)
    clerk.submits(address, f"{address}/mend", sheet="加分", row="3", column="1", pick="石湾村支部")
    page = clerk.reads(address)
    assert "改动 2 处，保持 0 处。" in page
    clerk.submits(address, f"{address}/confirm")
    with town.db.read() as session:
        assert {one.matter for one in session.query(BonusClaim)} == {"望湖市先进", "江东省先进"}
    assert clerk.submits(address, f"{address}/take_back").status_code == 303
    with town.db.read() as session:
        assert {one.state for one in session.query(BonusClaim)} == {"withdrawn"}


def test_leaving_a_row_out_is_a_way_to_mend_it(town: Town) -> None:
    clerk = town.visitor(CLERK)
    address = handed_in(clerk, "bonus_claims", "加分.xlsx", workbook(CLAIMS, "加分"))
    clerk.submits(address, f"{address}/mend", sheet="加分", row="3", column="1", leave="1")
    assert "改动 1 处，保持 0 处。" in clerk.reads(address)
    clerk.submits(address, f"{address}/drop")
    assert "没有写入任何内容" in clerk.reads(address)


def test_what_is_asked_cannot_be_confirmed_past(town: Town) -> None:
    clerk = town.visitor(CLERK)
    address = handed_in(clerk, "records", "grid-2026-10-to-ask.xlsx")
    answer = clerk.submits(address, f"{address}/confirm")
    assert answer.status_code == 409
    assert "处要改或要答，全部改好以后才能写入" in answer.text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("review-macro.xlsm", "里面带着宏"),
        ("review-password.xlsx", "设了打开密码"),
        ("review-scores.xlsx", "这像是民主评议，不是日常记录"),
    ],
)
def test_a_file_that_is_not_read_says_why_where_it_was_chosen(town: Town, name: str, said: str) -> None:
    answer = hands_in(town.visitor(CLERK), "records", name, (FILES / name).read_bytes())
    assert answer.status_code == 422
    assert said in answer.text


def test_no_file_and_a_huge_one(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert "请先选一个文件" in clerk.submits(UPLOADS, f"{UPLOADS}/to/records").text
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.xlsx"\r\n\r\n' + b"x" * 7_000_000
    huge = clerk.client.post(
        f"{UPLOADS}/to/records", base_url=PUBLIC_URL, data=body, content_type="multipart/form-data; boundary=x"
    )
    assert (huge.status_code, "一个文件最大 5 MB" in huge.text) == (413, True)


def test_the_same_file_handed_in_again_is_the_one_that_waits_with_what_was_mended(town: Town) -> None:
    clerk, name = town.visitor(CLERK), "grid-2026-10-to-ask.xlsx"
    first = handed_in(clerk, "records", name)
    assert handed_in(clerk, "records", name) == first
    assert "1 个您传上来的文件还没有确认写入" in clerk.reads("/console/today")
    # Another one's is another one's, and one that was dropped is over.
    assert handed_in(town.visitor(OTHER_CLERK), "records", name) != first
    clerk.submits(first, f"{first}/drop")
    assert handed_in(clerk, "records", name) != first


def test_another_ones_upload_is_not_there_for_anybody_else(town: Town) -> None:
    address = handed_in(town.visitor(CLERK), "tasks", "tasks-2026-12.xlsx")
    other = town.visitor(OTHER_CLERK)
    assert other.get(address).status_code == 404
    assert other.submits(UPLOADS, f"{address}/confirm").status_code == 404
    assert town.visitor(CLERK).get(f"{UPLOADS}/999999").status_code == 404


def test_whoever_may_hand_nothing_in_reads_who_does(town: Town) -> None:
    leader = town.visitor(TOWN_LEADER)
    assert "没有归您导入的" in leader.reads(UPLOADS)
    assert hands_in(leader, "tasks", "x.xlsx", b"x").status_code == 403
    assert leader.get(f"{UPLOADS}/out/tasks?period=2026-12").status_code == 403


def test_what_is_stored_goes_out_for_the_period_that_is_named(town: Town) -> None:
    clerk = town.visitor(CLERK)
    answer = clerk.get(f"{UPLOADS}/out/records?period=2026年10月")
    sheet = read_book(answer.data, "x.xlsx").sheets[0]
    assert (sheet.name, sheet.row(3).at(2).text) == ("10月", "荷塘一支部")
    for subject, period in (
        ("tasks", "2026-12"),
        ("democratic_reviews", "2026"),
        ("holidays", "2026"),
        ("promises", ""),
    ):
        assert read_book(clerk.get(f"{UPLOADS}/out/{subject}?period={period}").data, "x.xlsx").sheets
    assert "看不懂是哪一段时间" in clerk.get(f"{UPLOADS}/out/records?period=上月").text
    assert clerk.get(f"{UPLOADS}/out/nothing").status_code == 404


def sheet_of(organization: str) -> bytes:
    """A group's sheet that says where nothing was found."""
    visits = [["季度", "党组织", "检查日期"], ["2026-Q4", organization, "2026-11-02"]]
    found = [["党组织", "指标", "是否发现问题", "月份", "事实"], [organization, "ZD-02", "否", "", ""]]
    return workbook(visits, "检查", 问题=found)


def test_a_groups_member_hands_in_the_own_groups_sheet_and_no_other_groups(town: Town) -> None:
    member = town.visitor(SUPERVISOR)
    address = handed_in(member, "inspections", "检查表.xlsx", sheet_of("石湾村支部"))
    assert "改动 1 处，保持 0 处。" in member.reads(address)
    page = member.reads(handed_in(member, "inspections", "检查表.xlsx", sheet_of("澄泾一支部")))
    assert "还有 1 处要改或要答。" in page
    assert "改动 0 处" in page


def test_a_row_about_the_own_branch_is_left_to_a_colleague_and_the_others_are_written(town: Town) -> None:
    clerk, colleague = town.visitor(CLERK), town.visitor(OTHER_CLERK)
    rows: list[list[object]] = [["党组织名称", "简称", "书记", "正式党员"], *_members(town, OWN_BRANCH, "org-011")]
    address = handed_in(clerk, "register", "名册.xlsx", workbook(rows, "名册"))
    page = clerk.reads(address)
    assert "先不写这一行，留给" in page
    assert "确认写入</button>" in page
    clerk.submits(address, f"{address}/mend", sheet="名册", row="2", column="1", leave="1")
    page = clerk.reads(address)
    assert "的 1 行：第2行" in page
    clerk.submits(address, f"{address}/confirm")
    own, other = _counts(town, OWN_BRANCH, "org-011")
    assert (own == 99, other) == (False, 99)
    found = re.search(r'href="(/console/uploads/\d+)"', colleague.reads(UPLOADS))
    assert found
    page = colleague.reads(found[1])
    assert "转来，有几行要您写入" in page
    colleague.submits(found[1], f"{found[1]}/confirm")
    assert _counts(town, OWN_BRANCH, "org-011") == [99, 99]


def test_a_record_of_the_own_branch_in_the_towns_list_goes_to_a_colleague_too(town: Town) -> None:
    clerk = town.visitor(CLERK)
    rows = [["2026-11", name, "HD-01", "已完成"] for name in ("荷塘二支部", "机关一支部")]
    address = handed_in(
        clerk, "records", "十一月.xlsx", workbook([["月份", "党组织", "任务", "完成情况"], *rows], "记录")
    )
    assert "先不写这一行，留给" in clerk.reads(address)
    clerk.submits(address, f"{address}/mend", sheet="记录", row="3", column="2", leave="1")
    clerk.submits(address, f"{address}/confirm")
    with town.db.read() as session:
        (passed,) = (one for one in session.scalars(select(Upload)) if one.passed_on_by)
        assert [one.organization_id for one in records_of(session, Month(2026, 11))] == ["org-003"]
        colleague = town.visitor(passed.by.userid or "")
        address = f"{UPLOADS}/{passed.id}"
    colleague.submits(address, f"{address}/confirm")
    with town.db.read() as session:
        entered = {one.organization_id: one.recorded_by_id for one in records_of(session, Month(2026, 11))}
        assert entered[OWN_BRANCH] == session.get_one(Upload, passed.id).by_id


def test_rows_that_are_left_to_a_colleague_are_told_and_undo_nothing_of_the_others(town: Town) -> None:
    clerk = town.visitor(CLERK)
    head = ["2026年11月党建工作完成情况登记表"], ["党组织", "召开支委会"]
    grid = workbook([*head, ["荷塘二支部", "已完成"], ["机关一支部", "已完成"]], "11月")
    address = handed_in(clerk, "records", "十一月.xlsx", grid)
    clerk.submits(address, f"{address}/mend", sheet="11月", row="4", column="1", leave="1")
    assert "机关一支部" not in clerk.reads(address).partition("表里没有")[2]
    clerk.submits(address, f"{address}/confirm")
    assert "看日常记录" in clerk.reads(address)
    again = handed_in(clerk, "records", "改.xlsx", workbook([*head, ["荷塘二支部", "未完成：没有开"]], "11月"))
    clerk.submits(again, f"{again}/confirm")
    with town.db.read() as session:
        (passed,) = (one for one in session.scalars(select(Upload)) if one.passed_on_by)
        address, colleague = f"{UPLOADS}/{passed.id}", town.visitor(passed.by.userid or "")
        (told,) = messages(session, f"upload-passed:{passed.id}")
        assert told.addressee == passed.by.userid
        assert "有 1 行要请您写入：第4行 机关一支部" in str(told.body)
    # It goes to somebody of the office, who finds it among what waits.
    assert "还没有确认写入" in colleague.reads("/console/today")
    page = colleague.reads(address)
    assert "改动 1 处" in page
    colleague.submits(address, f"{address}/confirm")
    with town.db.read() as session:
        states = {one.organization_id: one.state for one in records_of(session, Month(2026, 11))}
    assert states == {"org-003": "not_done", OWN_BRANCH: "done"}


def _members(town: Town, *ids: str) -> list[list[object]]:
    with town.db.read() as session:
        return [
            [one.name, one.short_name, "党支部", 99] for one in (session.get_one(Organization, each) for each in ids)
        ]


def _counts(town: Town, *ids: str) -> list[int | None]:
    with town.db.read() as session:
        return [session.get_one(Organization, each).full_members for each in ids]


def test_a_file_that_is_being_written_says_so_in_any_browser_and_is_not_written_twice(town: Town) -> None:
    clerk, elsewhere = town.visitor(CLERK), town.visitor(CLERK)
    address = handed_in(clerk, "tasks", "tasks-2026-12.xlsx")
    form = clerk.hidden(address)
    with town.db.begin() as session:
        begin_writing(session, session.scalars(select(Upload)).one(), town.clock.now())
    page = elsewhere.get(address)
    assert "正在写入" in page.text
    assert page.headers["Refresh"].startswith("2; ")
    assert "◐ 正在写入" in elsewhere.reads(UPLOADS)
    second = clerk.post(f"{address}/confirm", **form)
    assert (second.status_code, "第1号导入正在写入，不用再办。" in second.text) == (409, True)
    assert "正在写入" in elsewhere.reads(address)
    # Whatever wrote it was cut off: nothing is there, and it waits as before.
    town.clock.moment += timedelta(minutes=3)
    assert "○ 等您确认" in elsewhere.reads(UPLOADS)
    elsewhere.submits(address, f"{address}/confirm")
    assert "Refresh" not in clerk.get(address).headers
    assert "写入" in clerk.reads(address)


def test_a_file_that_could_not_be_written_waits_again(town: Town) -> None:
    clerk = town.visitor(CLERK)
    address = handed_in(clerk, "tasks", "tasks-2026-12.xlsx")
    assert clerk.submits(address, f"{address}/confirm", seen="else").status_code == 409
    assert "○ 等您确认" in clerk.reads(UPLOADS)
