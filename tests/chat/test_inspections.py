"""检查, 检查进度, 免检: a supervision group inspects in the chat, the office sees who is missing (R17, R18, D10)."""

import pytest
from sqlalchemy import select

from bot.parts import LONGEST_MESSAGE
from handlers.forms.inspection_lines import Scope, read_lines
from models.inspections import Inspection, inspections_in
from models.organizations import GroupAssignment
from rules.periods import Month, Quarter
from services.inspections.checking import GivenFinding
from services.schemes.versions import pin_quarter
from tests.worlds.phones import Phone, Phones, World
from tests.worlds.scenes import Scenes

THIRD = Quarter(2026, 3)
JULY, AUGUST, SEPTEMBER = THIRD.months
SHEET = Scope({"ZD-02", "DW-03"}, THIRD.months)
ASKED = "荷塘一支部发现问题请写“编号 事实”，一行一条，例如：ZZ-01 9月没有记录。"


def one_failure_recorded(world: World) -> None:
    world.recorded("荷塘一支部", ["主题党日"], month=AUGUST)
    world.at("2026-11-02 09:00")


@pytest.fixture
def cao(world: World, phone: Phones, scenes: Scenes) -> Phone:
    """曹晓明, a member of the first group, after the third quarter; HD-01 failed in August at 荷塘一支部."""
    scenes.play(world, one_failure_recorded)
    return phone("caoxiaoming")


def sheets(world: World, quarter: Quarter = THIRD) -> list[Inspection]:
    with world.looking() as session:
        return inspections_in(session, quarter)


def findings(world: World) -> list[tuple[str, Month, str]]:
    return [(one.indicator, one.month, one.fact) for sheet in sheets(world) for one in sheet.findings]


def test_a_member_sees_the_own_branches_of_the_quarter_that_ended_last(cao: Phone) -> None:
    said = cao.says("检查").splitlines()
    assert said[0] == "第一督导组 2026年第三季度检查：已检查0个，免检0个，待检查13个"
    assert said[1].startswith("待检查：荷塘一支部、荷塘二支部、")
    assert said[-1] == "回复“检查 荷塘一支部”开始填写。"


def test_a_branch_without_problems_is_done_in_three_messages(cao: Phone, world: World) -> None:
    assert cao.says("检查 荷塘一支部").splitlines()[-2] == ASKED
    assert "没有发现问题。" in cao.says("0")
    said = cao.says("确认").splitlines()
    assert said[0] == "已登记：荷塘一支部 2026年第三季度检查，没有发现问题。签字：曹晓明。"
    assert said[1].startswith("第一督导组还有12个党组织待检查：荷塘二支部、")
    assert [sheet.organization.short_name for sheet in sheets(world)] == ["荷塘一支部"]
    assert "已检查1个，免检0个，待检查12个" in cao.says("检查")


def test_the_indicators_are_listed_by_category_with_what_is_deducted_already(cao: Phone) -> None:
    listed = cao.says("检查 荷塘一支部")
    assert "【聚焦基本活动】\nHD-01 主题党日每月开展（8月已扣分）\nHD-02 主题党日到会率\n" in listed
    assert "ZD-04" not in listed
    assert len(listed.encode()) <= LONGEST_MESSAGE
    assert "（8月已扣分）" not in cao.says("看不懂")
    assert "（8月已扣分）" in cao.says("编号")
    assert "（8月已扣分）" in cao.says_all("0", "编号")


def test_findings_are_read_back_and_recorded(cao: Phone, world: World) -> None:
    said = cao.says_all("检查 荷塘一支部", "zd-02 8月未开支委会\nZZ-03 一名委员空缺").splitlines()
    assert said[:4] == [
        "ZZ-03 没写月份，按9月记。",
        "请核对（荷塘一支部 2026年第三季度检查）：",
        "1. ZD-02 支部委员会会议，8月：8月未开支委会",
        "2. ZZ-03 按期换届和及时补选，9月：一名委员空缺",
    ]
    assert "发现问题2条" in cao.says("确认")
    assert findings(world) == [("ZD-02", AUGUST, "8月未开支委会"), ("ZZ-03", SEPTEMBER, "一名委员空缺")]


def test_what_cannot_be_taken_is_named_and_the_rest_is_kept(cao: Phone, world: World) -> None:
    said = cao.says_all("检查 荷塘一支部", "ZD-02 8月未开\nXX-01 没有\nZD-05 12月没谈\nDW-03").splitlines()
    assert said[:3] == [
        "没有记下 XX-01：这个党组织没有这个编号，写“编号”可以看列表。",
        "没有记下 ZD-05：月份应是7月、8月、9月。",
        "没有记下 DW-03：请用一句话写明事实，256字以内。",
    ]
    cao.says("确认")
    assert findings(world) == [("ZD-02", AUGUST, "8月未开")]


def test_a_finding_that_is_struck_by_its_code_is_not_recorded_once_more(cao: Phone) -> None:
    cao.says_all("检查 荷塘一支部", "ZD-02 8月未开")
    said = cao.says("ZD-02那条划掉，他们后来翻到记录了")
    assert "ZD-02 什么都没有动" in said
    assert "他们后来翻到记录了" not in said


def test_a_line_is_added_and_dropped_in_a_sentence(cao: Phone) -> None:
    cao.says_all("检查 荷塘一支部", "ZD-02 8月未开")
    assert "2. ZZ-02 组织设置规范，7月：7月名册不一致" in cao.says("还有一条，ZZ-02 7月名册不一致")
    assert "ZD-02" not in cao.says("删掉第一条")


def test_lines_are_added_and_dropped_until_it_is_confirmed(cao: Phone, world: World) -> None:
    cao.says_all("检查 荷塘一支部", "ZD-02 8月未开", "ZZ-02 7月名册不一致")
    said = cao.says("删 1")
    assert "1. ZZ-02 组织设置规范，7月：7月名册不一致" in said
    assert "ZD-02" not in said
    assert cao.says("删 1").splitlines()[0] == ASKED
    assert cao.says_all("0", "返回").splitlines()[0] == ASKED
    assert cao.says("提交").startswith("还没有填写检查情况。")
    assert cao.says_all("0", "有问题").startswith("还没有登记，回复“确认”才算数。")
    assert sheets(world) == []


def test_findings_may_stand_in_the_first_message(cao: Phone, world: World) -> None:
    assert cao.says("检查 荷塘一支部 ZD-02 8月未开").startswith("请核对（荷塘一支部")
    cao.says("确认")
    assert findings(world) == [("ZD-02", AUGUST, "8月未开")]


def test_a_second_sheet_says_that_it_replaces_the_first(cao: Phone, world: World) -> None:
    cao.says_all("检查 荷塘一支部 ZD-02 8月未开", "确认")
    assert "荷塘一支部已有一份检查记录（发现1条），这次确认后以这次为准" in cao.says("检查 荷塘一支部")
    assert cao.says("取消") == "好的，已取消，荷塘一支部的检查没有登记，原来那份不变。"
    assert len(findings(world)) == 1
    cao.says_all("检查 荷塘一支部 0", "确认")
    assert findings(world) == []


def test_a_half_finished_sheet_survives_a_restart_and_other_questions(cao: Phone, world: World) -> None:
    cao.says_all("检查 荷塘一支部", "ZD-02 8月未开")
    world.restart()
    assert "1. ZD-02 支部委员会会议，8月：8月未开" in cao.says("检查")
    assert "您还有一份没填完" in cao.says("检查 荷塘二支部")
    assert "已登记：荷塘一支部" in cao.says("确认")


def test_a_fact_that_daily_records_hold_is_pointed_out_before_and_after(cao: Phone, world: World) -> None:
    said = cao.says_all("检查 荷塘一支部", "HD-01 没有记录")
    assert "日常记录里有同样的事实" not in said
    cao.says("取消")
    world.recorded("荷塘一支部", ["主题党日"], month=SEPTEMBER)
    said = cao.says_all("检查 荷塘一支部", "HD-01 没有记录")
    assert "9月：没有记录（日常记录里有同样的事实，确认不是同一件事再留下）" in said
    assert "提示：HD-01“没有记录”在日常记录里也有" in cao.says("确认")
    assert findings(world) == [("HD-01", SEPTEMBER, "没有记录")]


def test_an_officer_is_told_who_can_inspect_instead(cao: Phone, phone: Phones) -> None:
    zhu = phone("zhuliping")
    listed = zhu.says("检查")
    assert "您在机关三支部任职，应当回避，由组内其他同志登记。" in listed
    assert zhu.says("检查 机关三支部").endswith("请由葛志伟、彭雪梅登记。")
    assert "签字：葛志伟。" in phone("gezhiwei").says_all("检查 机关三支部 0", "确认")


def test_a_leader_who_heads_the_branchs_department_may_inspect_and_everybody_reads_it(phone: Phones) -> None:
    said = phone("xujianming").says_all("检查 荷塘一支部 0", "确认").splitlines()
    assert "签字：徐建明。" in said[0]
    assert said[1] == "提示：徐建明同时是荷塘一支部所属部门的负责人，给您提个醒。"


@pytest.mark.parametrize(
    ("who", "text", "answer"),
    [
        ("caoxiaoming", "检查 澄泾一支部", "澄泾一支部由第二督导组检查，请由该组人员登记。"),
        ("caoxiaoming", "检查 荷塘七支部", "名册里没有“荷塘七支部”，请照提醒单或名单上的简称写。"),
        ("wusiyuan", "检查", "季度检查由督导组登记；组织办查看进度，回复“检查进度”。"),
        ("zhuyongliang", "检查 石湾村支部", "季度检查由督导组登记；组织办查看进度，回复“检查进度”。"),
        ("caoxiaoming", "检查进度", "这件事由镇组织办来办。"),
        ("wusiyuan", "免检 荷塘一支部 换届", "免检由镇组织办主任决定。"),
        ("zhouhaibo", "免检 荷塘一支部", "免检请写明理由，例如：免检 荷塘一支部 正在换届，下季度补查"),
        ("zhouhaibo", "免检", "请写明是哪个党组织、什么理由，例如：免检 支部简称 正在换届，下季度补查"),
    ],
)
def test_who_may_not_is_told_so_in_one_sentence(
    cao: Phone, phone: Phones, world: World, who: str, text: str, answer: str
) -> None:
    assert phone(who).says(text) == answer
    assert sheets(world) == []


def test_the_office_sees_who_is_missing_and_its_head_exempts(cao: Phone, phone: Phones, wu: Phone) -> None:
    head = phone("zhouhaibo")
    cao.says_all("检查 荷塘一支部 0", "确认")
    said = head.says("免检 荷塘二支部 正在换届，下季度补查")
    assert said == "已登记：荷塘二支部 2026年第三季度免检，理由：正在换届，下季度补查。"
    lines = wu.says("检查进度").splitlines()
    assert lines[1].startswith("第一督导组：已检查1个，免检1个，待检查11个（荷塘老年支部、")
    assert lines[-1].startswith("全部查过或免检，这一季度才能封账。")
    assert "免检：荷塘二支部" in cao.says("检查")


def test_the_running_quarter_is_named_or_follows_once_the_last_is_closed(cao: Phone, world: World) -> None:
    for named in ("四季度", "第四季度", "2026-Q4", "2026q4"):
        assert cao.says(f"检查 {named}").startswith("第一督导组 2026年第四季度检查：")
    cao.says_all("检查 四季度 荷塘一支部 ZD-02 未开", "确认")
    assert [one.month for sheet in sheets(world, THIRD.next) for one in sheet.findings] == [Month(2026, 11)]
    with world.db.begin() as session:
        pin_quarter(session, THIRD, world.clock.now()).closed_at = world.clock.now()
    assert "2026年第四季度检查" in cao.says("检查")
    assert "已在11月2日（周一）09:00封账" in cao.says("检查 三季度 荷塘一支部")
    assert cao.says("检查 一季度").startswith("第一督导组 2026年第一季度检查")


def test_a_group_with_nobody_to_inspect_is_told_so(cao: Phone, world: World) -> None:
    with world.db.begin() as session:
        for row in session.scalars(select(GroupAssignment).where(GroupAssignment.group_id == "G1")):
            row.until = THIRD.first_day
    assert cao.says("检查").startswith("本组2026年第三季度没有需要检查的党组织")


def test_a_quarter_closed_while_the_sheet_was_open_takes_it_no_more(cao: Phone, world: World) -> None:
    cao.says_all("检查 荷塘一支部", "0")
    with world.db.begin() as session:
        pin_quarter(session, THIRD, world.clock.now()).closed_at = world.clock.now()
    assert "封账" in cao.says("确认")
    assert sheets(world) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ZD-02 8月未开支委会", [("ZD-02", AUGUST, "8月未开支委会")]),
        ("zd02八月未开", [("ZD-02", AUGUST, "八月未开")]),
        ("ＺＤ－０２：８月１５日未开。", [("ZD-02", AUGUST, "8月15日未开")]),
        ("ZD 02、未开", [("ZD-02", SEPTEMBER, "未开")]),
        ("ZD-02 7月未开；DW-03 缺存档", [("ZD-02", JULY, "7月未开"), ("DW-03", SEPTEMBER, "缺存档")]),
        ("DW-03 7月缺存档还有ZD-02 8月未开", [("DW-03", JULY, "7月缺存档"), ("ZD-02", AUGUST, "8月未开")]),
        ("ZD-02 8月未开，另外DW-03 7月缺存档", [("ZD-02", AUGUST, "8月未开"), ("DW-03", JULY, "7月缺存档")]),
        ("ZD-02 8月未开，同 DW-03 7月", [("ZD-02", JULY, "8月未开，同 DW-03 7月")]),
        ("ZD-02 6月和7月都未开", [("ZD-02", JULY, "6月和7月都未开")]),
        ("ZD-02 未开\n也没有记录", [("ZD-02", SEPTEMBER, "未开 也没有记录")]),
        ("ZD-02 连续3个月未开", [("ZD-02", SEPTEMBER, "连续3个月未开")]),
        ("ZD-02 十二月未开", []),
        ("ZD-02", []),
        ("ZD-02还要再看看", []),
        ("ZZ-99 未开", []),
    ],
)
def test_findings_however_they_are_written(text: str, expected: list[tuple[str, Month, str]]) -> None:
    lines = read_lines(text, SHEET)
    assert lines is not None
    assert lines.findings == tuple(GivenFinding(*one) for one in expected)
    assert lines.notes or all(one.month.month in {7, 8} for one in lines.findings)


@pytest.mark.parametrize("text", ["未开支委会", "8月 ZD-02 未开", "没问题", "2 条"])
def test_a_message_that_names_no_indicator_first_is_no_finding(text: str) -> None:
    assert read_lines(text, SHEET) is None


@pytest.mark.parametrize(
    ("who", "branch"), [("caoxiaoming", "荷塘一支部"), ("pengxuemei", "云栖社区支部"), ("handongsheng", "华澄电子支部")]
)
def test_the_list_of_indicators_is_one_message(cao: Phone, phone: Phones, who: str, branch: str) -> None:
    member = phone(who)
    before = len(member.chat)
    member.says(f"检查 {branch}")
    assert len(member.chat) == before + 2
