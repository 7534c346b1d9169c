"""What has happened before somebody is refused: orders, consequences, overhauls, ballots, the year; and to whom."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from models.boards import Board
from rules.periods import Quarter
from tests.worlds.finished_year import whole_year
from tests.worlds.grey_boards import amend, store_boards
from tests.worlds.phones import Phone, World

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

Try = tuple[str, str, str]
Scene = Callable[[World], None]


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
