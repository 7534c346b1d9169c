"""Every task of the table in docs/what-works.md: who does it, at which page, and how, on 3 November 2026."""

from __future__ import annotations

from typing import Final

from tests.worlds.browsers import SECRETARY, SUPERVISOR
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER
from tests.worlds.walking import Move, act, click, hand_in, key, row, sees, take, tick

PHONES: Final = (SECRETARY, SUPERVISOR)

# Who does it, at which page, and how.
WALK: Final[dict[str, list[tuple[str, str, list[Move]]]]] = {
    "new secretary, member leaves, contact or account changes": [
        (CLERK, "/console/people?filter=without_account", [sees("离退休支部书记")]),
        (
            CLERK,
            "/console/organizations/org-013",
            [act("任命书记", person="顾新来", is_new=True, userid="guxinlai", day="2026-11-03", reason="选举")],
        ),
    ],
    "new branch, group change, department, dissolve, merge, split, rename": [
        (CLERK, "/console/groups/new/enter", [act("新增督导组", name="第四督导组", reason="班子会定")]),
        (CLERK, "/console/departments/new/enter", [act("新增部门", name="村建办公室", reason="机构改革")]),
        (
            CLERK,
            "/console/organizations/org-012",
            [act("改名", name="梅家浜新村党支部", short_name="梅家浜新支部", day="2026-11-03", reason="村名变了")],
        ),
    ],
    "card or text for a member": [(CLERK, "/console/people/41", [act("改卡片或文字", cards="text")])],
    "tasks of the month": [
        (CLERK, "/console/tasks/months/2026-11/new", [act("布置", task_title="更新公开栏", due="2026-11-25")])
    ],
    "daily records one by one": [
        (
            CLERK,
            "/console/daily_records?month=2026-11",
            [key("1", "#grid tbody tr td:nth-child(2) a.cell", "#grid a.cell.done")],
        )
    ],
    "daily records of a whole month": [
        (CLERK, "/console/daily_records?month=2026-10", [sees("10月日常记录")]),
        (
            CLERK,
            "/console/uploads",
            [
                hand_in(
                    "#file-records",
                    "传上来看一看",
                    ["月份", "党组织", "任务", "完成情况"],
                    ["2026-11", "荷塘二支", "HD-01", "已完成"],
                ),
                click("荷塘二支部"),
                act("确认写入"),
                act("撤回这次写入"),
            ],
        ),
    ],
    "slips before they go": [(HEAD, "/console/slips/2026-11.org-003", [click("看他读到的原文"), sees("荷塘二支部")])],
    "slips held back before sending": [
        (HEAD, "/console/slips/2026-11.org-002", [act("暂缓", until="2026-12-03", hold_reason="等街道核对")])
    ],
    "slips withdrawn, corrected, sent again": [
        (HEAD, "/console/slips/2026-10.org-038", [act("整份撤回", reason="记错了"), act("重新发出", reason="核对过了")])
    ],
    "who has not answered": [
        (CLERK, "/console/urging", [sees("没有开始")]),
        (CLERK, "/console/today", [click("去催"), sees("催所选")]),
    ],
    "urging one or several branches": [
        (CLERK, "/console/urging?filter=not_begun&sort=organization", [tick(2), click("催所选"), act("催所选（2）")])
    ],
    "self-checks read, passed, returned": [
        (
            CLERK,
            "/console/self_checks?filter=submitted",
            [row("柳浜二支部"), act("退回", reason="写明哪一天补开")],
        )
    ],
    "several passed at once, and taken back": [
        (HEAD, "/console/self_checks?filter=submitted", [tick(2), click("通过所选"), act("通过所选（2）")]),
        (HEAD, "/console/self_checks", [row("荷塘一支部"), act("撤销通过", reason="点错了")]),
    ],
    "slip on paper": [(HEAD, "/console/slips", [click("打印纸质的"), sees("党建工作提醒单")])],
    "receipt and form of a branch on paper": [
        (CLERK, "/console/handovers/1", [act("已送达", day="2026-11-03", remark="送到活动室")]),
        (CLERK, "/console/slips", [row("荷塘老年支部"), sees("填支部交来的自查表")]),
    ],
    "a later day for a self-check": [
        (HEAD, "/console/slips/2026-10.org-037", [act("延期", day="2026-11-05", reason="停电")])
    ],
    "inspections": [
        (SUPERVISOR, "/m/branches", [sees("已经查过")]),
        (HEAD, "/console/inspections?quarter=2026-Q4", [sees("第一督导组")]),
        (SUPERVISOR, "/console/uploads", [sees("季度督查")]),
        (SUPERVISOR, "/m/inspections/2026-Q4/org-003/ZZ", [act("其余都做到")]),
    ],
    "exemption from an inspection": [
        (HEAD, "/console/inspections/org-002?quarter=2026-Q4", [act("免检", quarter="2026-Q4", reason="正在并村")])
    ],
    "rectification orders": [(HEAD, "/console/orders/1", [act("登记纸质送达", day="2026-11-03")])],
    "bonus claims": [
        (
            SECRETARY,
            "/m/claims/org-011",
            [
                act(
                    "提交申报",
                    "我报过的",
                    rule="JF-1",
                    level="county",
                    matter="望湖市先进党支部",
                    awarded_on="2026-10-20",
                )
            ],
        ),
        (CLERK, "/console/bonus_claims", [row("望湖市先进党支部"), act("核实")]),
    ],
    "objections": [(HEAD, "/console/objections", [row("石湾村支部"), act("受理")])],
    "board from draft to publication": [(HEAD, "/console/boards/2026-Q3", [act("出新版", reason="更正一处")])],
    "board as Excel, also before publication": [
        (HEAD, "/console/scores", [take("导出 Excel")]),
        (HEAD, "/console/boards/2026-Q3", [take("导出 Excel")]),
    ],
    "text and picture for publication": [(HEAD, "/console/boards/2026-Q3", [sees("公示文字")])],
    "consequences, overhauls, help": [
        (LEADER, "/console/consequences/16", [act("登记决定：同意", reason="情况属实", meeting="第12号纪要")])
    ],
    "streaks of merged branches": [(LEADER, "/console/takeovers/1", [act("接着算", reason="班子没有变")])],
    "annual review": [(HEAD, "/console/annual_reviews/2025", [act("起草年度总评")])],
    "民主评议: results, ballots": [
        (HEAD, "/console/democratic_reviews/2026.org-002", [act("登记得分", score="92.5", origin="12月党员大会")])
    ],
    "list for honours (评优依据)": [(HEAD, "/console/annual_reviews/2026", [take("评优依据")])],
    "holidays": [(CLERK, "/console/holidays", [click("上传 Excel"), sees("传上来看一看")])],
    "switches and terms": [(HEAD, "/console/settings", [act("停用", reason="今年不用")])],
    "versions of the rule": [(LEADER, "/console/schemes", [click("换新办法"), sees("办法文件")])],
    "group chats and robots": [
        (CLERK, "/console/chats/new/add", [act("添一个群", name="书记群", edition="group", reason="新建")])
    ],
    "messages that did not arrive, sent again": [
        (CLERK, "/console/deliveries?filter=to_see", [row("朱永良"), act("重发")])
    ],
    "who changed what, when and why": [(HEAD, "/console/log", [act("找", "免检", branch="荷塘一支部")])],
    "suggestions, and answers to them": [
        (SECRETARY, "/m/suggestion", [act("转给镇组织办", text="请把活动场地的灯修一修")]),
        (CLERK, "/console/suggestions", [row("活动场地"), act("回复", said="本周去修")]),
    ],
    "tables out": [(CLERK, "/console/organizations", [take("导出 Excel")])],
    "what is wrong, red lines, ready to go live": [(HEAD, "/console/checkup", [sees("上线清单")])],
    "backup, restore": [(HEAD, "/console/backups", [act("现在备份")])],
    "what the assessment costs each person in a month": [(CLERK, "/console/burdens?month=2026-11", [sees("要读几字")])],
    "who looked at whose score": [
        (LEADER, "/m/results/org-011/2026-Q3", []),
        (HEAD, "/console/score_readings", [sees("石湾村支部")]),
    ],
    "all that is kept about a person; not naming who has left": [(HEAD, "/console/people/41", [take("Excel")])],
}
