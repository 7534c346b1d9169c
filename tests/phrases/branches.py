"""The situations of secretaries: slips, self-checks, orders, claims and objections."""

from __future__ import annotations

from models.appointments import SECRETARY
from rules.periods import Month
from services.objections.filing import file_objection
from tests.phrases.hands import ISSUED, answers, appointed, called, put_into_draft, recorded
from tests.worlds.phones import Phone, World, beijing
from tests.worlds.previewed_board import organization, previewed
from tests.worlds.recorded_quarters import THIRD, person

SHIWAN, ZHU = "石湾村支部", "zhuyongliang"
TWO_OPEN = {"支委会": "未完成", "党费": "未完成"}
ONE_LINE = "1 人不齐，11月13日补开 2 会计住院，11月10日补登"
ORDERED = ("11月2日现场检查", "BZ-05 公开栏三季度内容没有更新\nZD-06 8月9月台账缺失", "整改到位", "11月20日", "确认")


def slip_two_open(town: World, _stage: str) -> Phone:
    """朱永良 with the slip of October and its two open items; 王凤英 is his deputy."""
    called(town, {"shimeiling": "王凤英"})
    recorded(town, SHIWAN, TWO_OPEN)
    town.at(ISSUED)
    return Phone(town, ZHU)


def slip_one_open(town: World, _stage: str) -> Phone:
    recorded(town, "荷塘一支部", {"主题党日": "未完成"})
    town.at(ISSUED)
    return Phone(town, "shenguohua")


def slip_late_item(town: World, _stage: str) -> Phone:
    recorded(town, "柳浜一支部", {"党费": "逾期完成"})
    town.at(ISSUED)
    return Phone(town, "zhangjianxin")


def slip_clean(town: World, _stage: str) -> Phone:
    recorded(town, "望湖二支部", {})
    town.at(ISSUED)
    return Phone(town, "dujianping")


def slip_overdue(town: World, stage: str) -> Phone:
    phone = slip_two_open(town, stage)
    town.at("2026-11-05 10:00")
    return phone


def two_months(town: World, stage: str) -> Phone:
    phone = slip_two_open(town, stage)
    town.clock.moment = beijing("2026-12-01 07:00")
    recorded(town, SHIWAN, {"主题党日": "未完成"}, month=Month(2026, 11))
    town.at("2026-12-01 08:34")
    return phone


def two_branches(town: World, _stage: str) -> Phone:
    """沈国华 is secretary of both, and of nothing else that has a slip."""
    appointed(town, "shenguohua", "荷塘二支部", SECRETARY)
    recorded(town, "荷塘一支部", {"主题党日": "未完成"})
    recorded(town, "荷塘二支部", {"支委会": "未完成", "平台录入": "逾期完成"})
    town.at(ISSUED)
    return Phone(town, "shenguohua")


def asked_reason(town: World, stage: str) -> Phone:
    phone = slip_two_open(town, stage)
    phone.says("1")
    return phone


def asked_day(town: World, stage: str) -> Phone:
    phone = asked_reason(town, stage)
    answers(phone, {"reason": "人不齐", "measure": "补开", "responsible": "1"}, "1.done_by")
    return phone


def read_back(town: World, stage: str) -> Phone:
    """Both items are answered and read back; 王凤英 sees to the second."""
    phone = slip_two_open(town, stage)
    phone.says(ONE_LINE)
    answers(phone, {"responsible": "1", "own1": "0"}, None)
    put_into_draft(town, ZHU, _2__responsible="王凤英")
    return phone


def after_handing_in(town: World, stage: str) -> Phone:
    phone = read_back(town, stage)
    town.clock.moment = beijing("2026-11-02 15:20")
    phone.says("确认")
    return phone


def returned(town: World, stage: str) -> Phone:
    phone = after_handing_in(town, stage)
    Phone(town, "wusiyuan").says(f"退回 {SHIWAN} 第1项请写明补开的日期和到会人数")
    return phone


def objection_time(town: World, _stage: str) -> Phone:
    """The third quarter's preview; objection 2 is theirs, to the board as a whole."""
    lines = [("08", "ZD-02", "not_done", "8月没有开支委会"), ("09", "HD-02", "not_done", "9月到会不到一半")]
    lines += [("09", "HD-03", "late", "逾期")]
    with town.db.begin() as session:
        board = previewed(session, *(f"2026-{m},org-011,{i},{s},{r},caoxiaoming" for m, i, s, r in lines))
        for branch, userid in (("org-002", "shenguohua"), ("org-011", ZHU)):
            by, filed = person(session, userid), beijing("2026-10-30 10:00")
            about = organization(session, branch)
            file_objection(session, about, THIRD, f"board:{board.id}", "名次有误", by, filed, town.bot.calendar)
    town.clock.moment = beijing("2026-11-02 10:00")
    return Phone(town, ZHU)


CLAIM = {"rule": "1", "level": "1", "matter": "先进基层党组织", "awarded_on": "10月15日"}
CLAIM_KEYS = {"kind": "rule", "level": "level", "name": "matter", "day": "awarded_on", "proof": "proof"}


def bonus_claim(town: World, stage: str) -> Phone:
    """Nothing is open, or the claim is filled in up to the question that `stage` names."""
    phone = Phone(town, ZHU)
    town.clock.moment = beijing("2026-11-02 10:00")
    if stage:
        phone.says("加分")
        # What shows it is never asked; it is said at the read-back.
        answers(phone, CLAIM, None if stage == "proof" else CLAIM_KEYS[stage])
    return phone


def order_received(town: World, _stage: str) -> Phone:
    """Order 3 has just come; 1 and 2 are those of others."""
    town.clock.moment = beijing("2026-11-02 09:00")
    for branch in ("双桥南支部", "双桥北支部", SHIWAN):
        Phone(town, "caoxiaoming").says_all(f"发督办 {branch}", *ORDERED)
    return Phone(town, ZHU)


def order_report(town: World, stage: str) -> Phone:
    phone = order_received(town, stage)
    phone.says("督办报告 3")
    return phone


def anywhere_secretary(town: World, _stage: str) -> Phone:
    """October is handed in and accepted; the second quarter's board is out."""
    recorded(town, "望湖二支部", {})
    town.at(ISSUED)
    phone = Phone(town, "dujianping")
    phone.says("1")
    Phone(town, "wusiyuan").says("通过 望湖二支部")
    return phone
