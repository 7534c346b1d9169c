"""What cannot be is answered in one Chinese sentence that says what to do, and nothing of it is kept: a table to read.

Orders, consequences, overhauls, ballots, democratic review and the year. Each scene is played once; then everybody in
it tries something, and after every try all tables say what they said before.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.boards import Board
from models.outbox import OutboxMessage
from rules.periods import Quarter
from tests.worlds.finished_year import whole_year
from tests.worlds.grey_boards import amend, store_boards
from tests.worlds.phones import Phone, World
from tests.worlds.snapshots import rows_of_tables

CAO, ZHU, ZHANG, GE = (
    "caoxiaoming",
    "zhuyongliang",
    "zhangjianxin",
    "gezhiwei",
)  # 第一督导组; 石湾村; 柳浜一; 第二督导组.
WU, ZHOU, XU, GU = "wusiyuan", "zhouhaibo", "xulixin", "guchengzhi"  # A clerk, the head, the leading group, 镇党委书记.
NUMBER = "澄红灰督〔2026〕4-001"
ORDER = ("发督办 石湾村支部", "11月2日现场检查", "ZD-02 8月没有支委会记录\nHD-01 9月没有主题党日", "补开并录入", "1")
REPORT = ("整顿报告 3", "没开支委会", "人手不够", "每月第一周开会", "12月底前，书记")
VOTERS = "朱永良、石美玲、沈国华、陆凤英、金惠芬、张建新"
TOO_LONG = "长" * 301
# What every message leaves behind: itself, its answer, and how fast answers left.
TRACES = {"inbox", "outbox", "rates", "schedules"}

Try = tuple[str, str, str]
Scene = Callable[[World], None]


def everything(world: World) -> tuple[dict[str, list[str]], list[str]]:
    """Read all tables but the traces; and to whom messages went."""
    with world.looking() as session:
        told = session.scalars(select(OutboxMessage.addressee).order_by(OutboxMessage.id)).all()
        return rows_of_tables(session, TRACES), list(told)


def does(world: World, who: str, *said: str) -> str:
    """Let somebody write, a minute after the last message."""
    for text in said:
        world.clock.moment += timedelta(minutes=1)
        answer = Phone(world, who).says(text)
    return answer


def ordered(world: World) -> None:
    """An order to 石湾村支部, due on Monday, 9 November."""
    world.at("2026-11-02 09:00")
    does(world, CAO, *ORDER, "确认")


def asked(world: World) -> None:
    ordered(world)
    does(world, ZHU, "申请延期 1 11月20日 场地装修")


def extended(world: World) -> None:
    asked(world)
    does(world, CAO, "同意延期 1")


def expired(world: World) -> None:
    ordered(world)
    world.at("2026-11-10 09:00")


def reported(world: World) -> None:
    ordered(world)
    does(world, ZHU, "督办报告 1", "已补开", "已开展", "确认")


def closed_out(world: World) -> None:
    reported(world)
    does(world, CAO, "销号 1 现场核查，已到位")


def proposed(world: World) -> None:
    """Three grey boards in a row: 1 honours, 2 laggard, 3 overhaul, 4 interview."""
    with world.db.begin() as session:
        store_boards(session, "G G G", first=Quarter(2026, 1))
    world.at("2026-11-05 10:04")


def amended(world: World) -> None:
    """A board of the streak is amended; the sweep has not come by yet."""
    proposed(world)
    with world.db.begin() as session:
        board = session.scalars(select(Board).where(Board.quarter == Quarter(2026, 1))).one()
        amend(session, board, "N", state="published")


def withdrawn(world: World) -> None:
    amended(world)
    world.at("2026-11-06 10:04")


def declined(world: World) -> None:
    proposed(world)
    does(world, XU, "不同意建议 1、2、3、4 支部刚刚换届")


def confirmed(world: World) -> None:
    proposed(world)
    does(world, XU, "同意建议 1、2、3、4 情况属实")


def carried_out(world: World) -> None:
    confirmed(world)
    does(world, WU, "已约谈 4 今天 约谈记录3号")


def overhaul_reported(world: World) -> None:
    confirmed(world)
    does(world, ZHU, *REPORT, "确认")


def overhaul_accepted(world: World) -> None:
    overhaul_reported(world)
    does(world, CAO, "通过整顿 3 同意")


def december(world: World) -> None:
    world.clock.moment = world.clock.moment.replace(month=12, day=14, hour=9)


def voting(world: World) -> None:
    """A ballot on 石湾村支部 in which its secretary has voted."""
    december(world)
    does(world, WU, f"发起测评 2026 石湾村支部 12月18日 {VOTERS}", "确认")
    does(world, ZHU, "投票 优秀", "确认")


def voted(world: World) -> None:
    voting(world)
    world.at("2026-12-19 09:00")


def year_over(world: World) -> None:
    """29 March 2027; whether the weights are confirmed is told by the scene."""
    with world.db.begin() as session:
        whole_year(session)
    world.clock.moment = world.clock.moment.replace(year=2027, month=3, day=29, hour=9, minute=6)


def unconfirmed(world: World) -> None:
    with world.db.begin() as session:
        whole_year(session, confirmed=False)
    world.clock.moment = world.clock.moment.replace(year=2027, month=3, day=29, hour=9, minute=6)
    does(world, ZHOU, "起草年度总评 2026")
    does(world, XU, "会审年度总评 2026 已核对")


def drafted(world: World) -> None:
    year_over(world)
    does(world, ZHOU, "起草年度总评 2026")


def published(world: World) -> None:
    drafted(world)
    does(world, XU, "会审年度总评 2026 已核对", "批准年度总评 2026")
    does(world, WU, "发布年度总评 2026", "确认")


NOT_YOUR_BRANCH = "石湾村支部的督办单由该党组织书记、副书记或组织委员答复，镇组织办可以代为登记。"
NOT_YOUR_GROUP = "石湾村支部的督办单由第一督导组签发和核查，请由该组人员办理。"
NO_SUCH_ORDER = "没有找到您可以看的 1 号督办单，请核对编号，或回复“督办清单”。"
FOR_DECIDERS = "处理建议由镇绩效考核领导小组成员决定，请由他们办理。"
NOT_FOR_YOU = "处理建议只有镇绩效考核领导小组、镇组织办和镇主要领导可以看。"
WHICH_DAY = "请写明哪天落实的，应在11月5日（周四）到今天之间，例如：已落实 1 今天 党委会纪要12号"
HOW_MEASURE = (
    "请写明支部、镇党委决定的日期（2025年以来、今天以前）、记录号和决定内容，"
    "例如：记录组织处置 石湾村支部 今天 党委会纪要15号 调整支部班子分工"
)
HOW_HELP = "请写明帮扶人、措施（300字以内）和回访日期，例如：帮扶 3 沈静怡 每月参加一次支委会 12月10日 1月15日"
OFFICE_REVIEWS = "民主评议由镇组织办登记和发起，请联系镇组织办。"
NO_BALLOT = "现在没有等您投票的民主测评，可能已经截止，或者没有请您参加。"
HOW_REVIEW = (
    "请写明党组织、得分或票数、来源，例如：民主评议 荷塘一支部 92.5 12月18日党员大会测评；"
    "或：民主评议 荷塘一支部 优秀8 合格2 12月18日党员大会测评"
)
DRAFTERS = "年度总评由镇组织办主任或被授权起草的人员起草。"
APPROVERS = "年度总评由镇绩效考核领导小组或被授权批准的人员会审、批准。"
OWN_DRAFT = "2026年度总评是您本人起草的，请由其他同志会审、批准。"

TRIES: dict[Scene, tuple[Try, ...]] = {
    ordered: (
        (ZHU, "发督办 石湾村支部", "督办单由督导组签发，请由党组织所在督导组人员办理。"),
        (GE, "发督办 石湾村支部", NOT_YOUR_GROUP),
        (GE, "销号 1 好", NO_SUCH_ORDER),
        (ZHANG, "督办报告 1", NO_SUCH_ORDER),
        (CAO, "签收督办 1", NOT_YOUR_BRANCH),
        (CAO, "申请延期 1 11月20日 装修", NOT_YOUR_BRANCH),
        (CAO, "督办报告 1", NOT_YOUR_BRANCH),
        (ZHU, "销号 1 好", NOT_YOUR_GROUP),
        (ZHU, "撤销督办 1 重复", NOT_YOUR_GROUP),
        (CAO, "销号 1 好", f"{NUMBER}现在是“待签收”，要先有整改报告才能销号。"),
        (CAO, "退回督办 1 补", f"{NUMBER}现在是“待签收”，没有待核查的报告可以退回。"),
        (CAO, "同意延期 1", f"{NUMBER}现在是“待签收”，没有待答复的延期申请。"),
        (CAO, "不同意延期 1 太久", f"{NUMBER}现在是“待签收”，没有待答复的延期申请。"),
        (CAO, "撤销督办 1", "请在后面写明撤销理由，例如：撤销督办 1 与提醒单重复"),
        (CAO, "撤销督办", "请写明督办单编号，例如：撤销督办 3 与提醒单重复；编号回复“督办清单”可以看到。"),
        (ZHU, "督办进展 1", "请在后面写明进展，例如：督办进展 1 已补开一次会"),
        (ZHU, f"督办进展 1 {TOO_LONG}", "太长了，请写在300字以内。"),
        (ZHU, "申请延期 1 装修", "请写明延到哪一天和理由，例如：申请延期 1 11月20日 场地正在装修"),
        (ZHU, "申请延期 1 11月31日 装修", "请写明延到哪一天和理由，例如：申请延期 1 11月20日 场地正在装修"),
        (ZHU, "申请延期 1 11月20日", "请在后面写明延期理由，例如：申请延期 1 11月20日 场地正在装修"),
        (
            ZHU,
            "申请延期 1 11月21日 装修",
            "11月21日（周六）不是工作日，请选11月9日（周一）以后、1月1日（周五）以前的工作日。",
        ),
        (
            ZHU,
            "申请延期 1 11月9日 装修",
            "11月9日（周一）不能作为整改时限，请选11月9日（周一）以后、1月1日（周五）以前的工作日。",
        ),
        (WU, "督办送达 1 11月1日", "送达日期应在11月2日（周一）到今天之间，例如：督办送达 1 今天"),
        (CAO, "督办送达 1 今天", "这项操作由镇组织办办理。"),
    ),
    asked: (
        (ZHU, "申请延期 1 11月23日 装修", f"每份督办单最多申请1次延期，{NUMBER}不能再申请。"),
        (ZHU, "同意延期 1", NOT_YOUR_GROUP),
        (CAO, "不同意延期 1", "请在后面写明不同意的理由，例如：不同意延期 1 可以借用村部会议室"),
        (ZHU, "签收督办 1", f"{NUMBER}现在是“已申请延期，待答复”，不用再签收。"),
    ),
    extended: (
        (ZHU, "申请延期 1 11月25日 还要", f"每份督办单最多申请1次延期，{NUMBER}不能再申请。"),
        (CAO, "同意延期 1", f"{NUMBER}现在是“整改中”，没有待答复的延期申请。"),
    ),
    expired: (
        (
            ZHU,
            "申请延期 1 11月20日 装修",
            f"{NUMBER}已在11月9日（周一）24时到期，延期要在到期以前申请；整改完请直接回复“督办报告 1”。",
        ),
    ),
    reported: (
        (CAO, "销号 1", "请在后面写明核查意见，例如：销号 1 现场核查，已整改到位"),
        (CAO, "退回督办 1", "请在后面写明退回理由，例如：退回督办 1 请补充会议记录"),
        (ZHU, "销号 1 好", NOT_YOUR_GROUP),
        (ZHU, "申请延期 1 11月20日 装修", f"{NUMBER}现在是“已报告，待核查”，不能申请延期。"),
    ),
    closed_out: (
        (CAO, "销号 1 好", f"{NUMBER}现在是“已销号”，不能再核查。"),
        (CAO, "退回督办 1 补", f"{NUMBER}现在是“已销号”，没有待核查的报告可以退回。"),
        (CAO, "撤销督办 1 错", f"{NUMBER}现在是“已销号”，不能再撤销。"),
        (ZHU, "督办报告 1", f"{NUMBER}现在是“已销号”，不能再报告。"),
        (ZHU, "督办进展 1 好", f"{NUMBER}现在是“已销号”，不能再写进展。"),
        (WU, "督办送达 1 今天", f"{NUMBER}已经送达，不用再登记。"),
    ),
    proposed: (
        (ZHU, "处理建议", NOT_FOR_YOU),
        (CAO, "同意建议 1 属实", FOR_DECIDERS),
        (WU, "同意建议 1 属实", FOR_DECIDERS),
        (ZHOU, "不同意建议 1 不符", FOR_DECIDERS),
        (GU, "同意建议 4 属实", FOR_DECIDERS),
        (XU, "同意建议", "请写明编号，例如：同意建议 3 情况属实；编号回复“处理建议”可以看到。"),
        (XU, "同意建议 1", "请在编号后面写明同意的理由，例如：同意建议 1 情况属实"),
        (XU, "不同意建议 1", "请在编号后面写明不同意的理由，例如：不同意建议 1 支部刚刚换届"),
        (XU, "不同意建议 1 。", "请在编号后面写明不同意的理由，例如：不同意建议 1 支部刚刚换届"),
        (XU, f"同意建议 1 {TOO_LONG}", "太长了，请写在300字以内。"),
        (XU, "同意建议 1、99 属实", "没有编号为99的处理建议，编号回复“处理建议”可以看到。"),
        (
            XU,
            "撤销处理 1 错",
            "处理 1 现在是“待决定”，只有同意过的才能撤销；看经过回复“处理建议 1”。",
        ),
        (
            WU,
            "已约谈 4 今天 3号",
            "处理 4 现在是“待决定”，要先同意才能登记落实，而且只登记一次；看经过回复“处理建议 4”。",
        ),
        (
            WU,
            "办结处理 1 归档",
            "处理 1 现在是“待决定”，要先登记落实才能办结，而且只办结一次；看经过回复“处理建议 1”。",
        ),
        (
            WU,
            "记录组织处置 石湾村支部 今天 15号 调整分工",
            "组织处置由镇组织办主任或镇绩效考核领导小组按镇党委的决定登记。",
        ),
        (ZHOU, "记录组织处置 石湾村支部 今天 15号", HOW_MEASURE),
        (ZHOU, "记录组织处置 石湾村支部 明天 15号 调整分工", HOW_MEASURE),
        (ZHU, "整顿报告 3", "没有找到您可以看的整顿 3，请核对编号，或回复“整顿清单”。"),
    ),
    amended: (
        (
            XU,
            "同意建议 1 属实",
            "处理 1（石湾村支部）的依据已随榜单修订消失，不能同意，系统稍后会撤回它。",
        ),
    ),
    withdrawn: (
        (XU, "同意建议 1 属实", "处理 1 现在是“已撤回”，不能再决定；看经过回复“处理建议 1”。"),
        (XU, "不同意建议 1 不符", "处理 1 现在是“已撤回”，不能再决定；看经过回复“处理建议 1”。"),
    ),
    declined: (
        (XU, "同意建议 1 属实", "处理 1 现在是“不同意”，不能再决定；看经过回复“处理建议 1”。"),
        (XU, "不同意建议 4 不符", "处理 4 现在是“不同意”，不能再决定；看经过回复“处理建议 4”。"),
    ),
    confirmed: (
        (XU, "同意建议 1 属实", "处理 1 现在是“已同意，待落实”，不能再决定；看经过回复“处理建议 1”。"),
        (XU, "不同意建议 1 不符", "处理 1 现在是“已同意，待落实”，不能再决定；看经过回复“处理建议 1”。"),
        (GU, "已落实 1 今天 12号", "处理的落实由镇组织办或镇绩效考核领导小组登记，请由他们办理。"),
        (XU, "撤销处理 1、2 榜单已修订", "“撤销处理”一次只办一条，请只写一个编号。"),
        (WU, "已落实 1", WHICH_DAY),
        (WU, "已落实 1 11月4日 12号", WHICH_DAY),
        (WU, "已落实 1 明天 12号", WHICH_DAY),
        (WU, "已落实 1 今天", "请写明记录号，64字以内，例如：党委会纪要12号。"),
        (
            WU,
            "已落实 3 今天 12号",
            "石湾村支部的整顿工作报告还没有审核通过，通过以后再登记落实；看进展回复“整顿清单 3”。",
        ),
        (
            CAO,
            "整顿报告 3",
            "石湾村支部的整顿工作报告由该党组织书记、副书记或组织委员报送，镇组织办可以代为登记。",
        ),
        (CAO, "通过整顿 3 同意", "整顿 3（石湾村支部）现在是“待报送”，没有待审核的报告。"),
        (ZHU, "帮扶 3 沈静怡 指导 12月10日", "石湾村支部的帮扶由所属督导组或镇组织办安排，回访由他们和帮扶人登记。"),
        (CAO, "帮扶 3 沈静怡 指导", HOW_HELP),
        (CAO, "帮扶 3 沈静怡 指导 11月1日", "11月1日（周日）不能作为回访日期，请写今天以后、一年以内的日子。"),
        (CAO, "已回访 3 看过了", "石湾村支部没有待登记的回访，看帮扶计划回复“整顿清单 3”。"),
    ),
    carried_out: (
        (
            WU,
            "已约谈 4 今天 3号",
            "处理 4 现在是“已落实”，要先同意才能登记落实，而且只登记一次；看经过回复“处理建议 4”。",
        ),
        (XU, "撤销处理 4", "请在编号后面写明撤销的理由，例如：撤销处理 4 榜单已修订"),
        (WU, "办结处理 4", "请在编号后面写明办结备注，例如：办结处理 4 材料已归档"),
    ),
    overhaul_reported: (
        (CAO, "通过整顿 3", "请写明审核意见，例如：通过整顿 3 措施具体，同意"),
        (CAO, "退回整顿 3", "请写明退回原因，例如：退回整顿 3 请写明责任人"),
        (ZHU, "通过整顿 3 同意", "石湾村支部的整顿工作报告由第一督导组审核，请由他们办理。"),
        (GE, "通过整顿 3 同意", "没有找到您可以看的整顿 3，请核对编号，或回复“整顿清单”。"),
    ),
    overhaul_accepted: (
        (CAO, "通过整顿 3 同意", "整顿 3（石湾村支部）现在是“已通过”，没有待审核的报告。"),
        (ZHU, "整顿报告 3", "整顿 3（石湾村支部）现在是“已通过”，不能再报送。"),
    ),
    december: (
        (ZHU, f"发起测评 2026 石湾村支部 12月18日 {VOTERS}", OFFICE_REVIEWS),
        (WU, "发起测评", "请写明是哪个党组织，例如：发起测评 荷塘一支部"),
        (
            WU,
            "发起测评 2026 石湾村支部 12月18日 朱永良、石美玲",
            "只写了2人，至少5人才能做到不记名；人数不够的，请用纸质测评后登记票数。",
        ),
        (
            WU,
            f"发起测评 2026 石湾村支部 12月18日 王没有、{VOTERS}",
            "名册里没有“王没有”，请核对姓名，或由组织办先加入名册。",
        ),
        (
            WU,
            f"发起测评 2024 石湾村支部 12月18日 {VOTERS}",
            "只能办2025年和2026年的民主评议，2024年的不能登记。",
        ),
        (WU, f"发起测评 2026 石湾村支部 12月13日 {VOTERS}", "截止日应在今天到60天以内，例如：12月20日。"),
        (WU, "撤销测评 石湾村支部 名单有误", "石湾村支部没有正在进行的民主测评。"),
        (ZHU, "投票 优秀", NO_BALLOT),
        (ZHU, "民主评议 2026 石湾村支部 90 党员大会", OFFICE_REVIEWS),
        (WU, "民主评议 2026 石湾村支部 90", "请在后面写明结果的来源，例如：12月18日党员大会测评，到会23人。"),
        (WU, "民主评议 2026 石湾村支部 101 党员大会", "石湾村支部的得分应在0到100之间，最多两位小数，例如 92.5。"),
        (WU, "民主评议 2026 石湾村支部 92.555 党员大会", "石湾村支部的得分应在0到100之间，最多两位小数，例如 92.5。"),
        (WU, "民主评议 2026 石湾村支部 良好3 党员大会", HOW_REVIEW),
        (WU, "民主评议 2026 石湾村支部 优秀0 党员大会", "石湾村支部一票也没有，不能折算得分，请写各等次的票数。"),
        (WU, "民主评议 2027 石湾村支部 90 党员大会", "只能办2025年和2026年的民主评议，2027年的不能登记。"),
        (WU, "起草年度总评 2026", "2026年还没有发布过红灰榜，不能起草年度总评。"),
        (
            WU,
            "起草年度总评 26",
            "没看懂“26”是哪一年，请写成 2026 这样；不写的话，十月以前是去年，十月起是今年。",
        ),
    ),
    voting: (
        (
            WU,
            f"发起测评 2026 石湾村支部 12月18日 {VOTERS}",
            "石湾村支部的民主测评正在进行，结束以前不能再发起；要作废重来，先回复“撤销测评 石湾村支部 理由”。",
        ),
        (ZHU, "投票 合格", "您对石湾村支部已经投过票，一人一票，投出后不能改。"),
        (WU, "投票 优秀", NO_BALLOT),
        (ZHU, "测评进度", OFFICE_REVIEWS),
        (ZHU, "撤销测评 石湾村支部 错了", OFFICE_REVIEWS),
        (WU, "撤销测评 石湾村支部", "请写明理由，例如：撤销测评 石湾村支部 名单有误"),
    ),
    voted: ((ZHANG, "投票 优秀", NO_BALLOT),),
    year_over: (
        (ZHU, "起草年度总评 2026", DRAFTERS),
        (XU, "起草年度总评 2026", DRAFTERS),
        (XU, "会审年度总评 2026", "2026年度总评还没有起草，请组织办先起草。"),
        (ZHU, "年度得分 2026", "2026年度得分还不能看，领导小组会审以后就能看。"),
        (ZHU, "年度总评 2026", "年度总评总表由镇组织办和镇领导查看；看本党组织的，请回复“年度得分”。"),
        (ZHU, "评优依据 2026", "评优依据由镇组织办和镇领导查看，有疑问请联系镇组织办。"),
    ),
    unconfirmed: (
        (
            XU,
            "批准年度总评 2026",
            "2026年度总评还不能批准：权重还没有确认（镇里定了以后，请管理员登记）。",
        ),
        (ZHOU, "批准年度总评 2026", OWN_DRAFT),
        (XU, "退回年度总评 2026", "请在后面写明理由，例如：退回年度总评 2026 有一处需要核对"),
    ),
    drafted: (
        (ZHOU, "会审年度总评 2026", OWN_DRAFT),
        (WU, "会审年度总评 2026", APPROVERS),
        (XU, "批准年度总评 2026", "2026年度总评草稿，不能批准；下一步是“会审年度总评”。"),
        (WU, "发布年度总评 2026", "2026年度总评草稿，不能发布；下一步是“会审年度总评”。"),
        (ZHU, "年度得分 2026", "2026年度得分还不能看，领导小组会审以后就能看。"),
    ),
    published: (
        (WU, "发布年度总评 2026", "2026年度总评已发布，不能发布；有出入请组织办回复“修订年度总评”。"),
        (WU, "起草年度总评 2026", "2026年度总评已发布，不能重新起草；有出入请组织办回复“修订年度总评”。"),
        (WU, "修订年度总评 2026", "请在后面写明理由，例如：修订年度总评 2026 荷塘一支部民主评议结果有误"),
        (
            WU,
            "民主评议 2026 石湾村支部 95 漏计两票",
            "2026年度总评已经发布，民主评议不能再改；确有错误的，先修订年度总评。",
        ),
        (
            WU,
            f"发起测评 2026 石湾村支部 4月18日 {VOTERS}",
            "2026年度总评已经发布，民主评议不能再改；确有错误的，先修订年度总评。",
        ),
        (
            ZHU,
            "年度得分 2026 荷塘一支部",
            "年度得分由本党组织的书记、副书记或组织委员、所在督导组、镇组织办和领导查看，有疑问请联系镇组织办。",
        ),
    ),
}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the keys of ballots out of the project."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("scene", TRIES, ids=lambda scene: scene.__name__)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(world: World, scene: Scene) -> None:
    scene(world)
    before, told = everything(world)
    for who, said, answer in TRIES[scene]:
        assert does(world, who, said) == answer
        told.append(who)
        assert everything(world) == (before, told), said
