"""The moments at which each word that acts does, and whole orders that do, each with what was said before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

from bot import outbox
from models.boards import CANCELLED, BoardPicture, public_board
from models.outbox import OutboxMessage
from rules.periods import Month, Quarter
from services.chats import register_chat
from services.publications.posts import posts_key
from tests.phrases.office import board_at
from tests.worlds import finished_year
from tests.worlds.acting_otherwise import BALLOT, DONE, HANDED_IN, OTHERWISE, OVERHAUL, REPORTED, SENT
from tests.worlds.browsers import NOW
from tests.worlds.finished_year import after_a_year
from tests.worlds.grey_boards import store_boards
from tests.worlds.open_cases import with_open_cases
from tests.worlds.phones import World, beijing
from tests.worlds.recorded_quarters import THIRD, third_inspected
from tests.worlds.towns import Past, loaded
from tests.worlds.watching import CHAT, PNG


@dataclass(frozen=True)
class Said:
    """What somebody says."""

    who: str
    text: str


@dataclass(frozen=True)
class Moment:
    """A past of the town, what is done on top of it, and scripts: the last line of each is an order that acts.

    A line is "who: text"; the lines of a script are parted by " | ". What `asks` says opens what reads back or asks.
    """

    past: Past
    reach: Callable[[World], None]
    scripts: str

    def scripts_said(self) -> list[Sequence[Said]]:
        """List the scripts."""
        return [self._lines(script) for script in self.scripts.splitlines() if script.strip()]

    @staticmethod
    def _lines(script: str) -> Sequence[Said]:
        return [Said(*line.strip().split(": ", maxsplit=1)) for line in script.split(" | ")]


def slips_out(world: World) -> None:
    """Slips of two branches have just come, one of them goes on paper; July's and August's never went out."""
    for month in (Month(2026, 7), Month(2026, 8)):
        world.recorded("石湾村支部", month=month)
    world.at("2026-08-03 08:34")
    world.recorded("石湾村支部", ["支委会", "党费"])
    world.recorded("柳浜一支部")
    world.recorded("荷塘老年支部", ["支委会"])
    world.at("2026-11-02 08:34")


def cases_open(world: World) -> None:
    world.clock.moment = NOW


def board_drafted(world: World) -> None:
    board_at(world, "drafted")


def board_previewed(world: World) -> None:
    board_at(world, "previewed")


def board_ready(world: World) -> None:
    board_at(world, "ready")


def board_out(world: World) -> None:
    """The board is published; a group that was registered later has nothing of it, and the account refused it."""
    board_at(world, "published")
    with world.db.begin() as session:
        board = public_board(session, THIRD)
        assert board is not None
        register_chat(session, CHAT)
        article = outbox.draft("红灰榜", "红榜", "<p>红榜</p>")
        to, key = outbox.Addressee("account", "wx1a2b3c4d5e6f7a8b"), f"{posts_key(board)}:account:1"
        outbox.push(session, to, article, key=key, now=world.clock.now())
        session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one().state = outbox.FAILED
        board.pictures = [BoardPicture(edition=one, png=PNG) for one in ("group", "internal")]


def three_grey(world: World) -> None:
    with world.db.begin() as session:
        store_boards(session, "G G G", first=Quarter(2026, 1))
    world.at("2026-11-05 10:04")


def year_over(world: World) -> None:
    world.clock.moment = finished_year.NOW


def year_of_one_quarter(world: World) -> None:
    """Three of the four boards were cancelled."""
    year_over(world)
    with world.db.begin() as session:
        for number in (2, 3, 4):
            board = public_board(session, Quarter(2026, number))
            assert board is not None
            board.state = CANCELLED


def december(world: World) -> None:
    world.clock.moment = beijing("2026-12-14 09:00")


_CLAIM_CHECKED: Final = "qianxiaoyu: 核实加分 1"
_REVIEWED: Final = "xulixin: 会审榜单"
_CHECKED: Final = f"{_REVIEWED} | jiangweidong: 保密审查 通过"
_APPROVED: Final = f"{_CHECKED} | xulixin: 批准榜单"
_YEAR_DRAFTED: Final = "wusiyuan: 起草年度总评"
_YEAR_APPROVED: Final = f"{_YEAR_DRAFTED} | xulixin: 会审年度总评 | xulixin: 批准年度总评"
_YEAR_OUT: Final = f"{_YEAR_APPROVED} | zhouhaibo: 发布年度总评 2026 | zhouhaibo: 确认"
_MOMENTS: Final[Mapping[str, Moment]] = {
    "slips": Moment(
        loaded,
        slips_out,
        f"""
        zhuyongliang: 卡片版
        zhuyongliang: 卡片版 | zhuyongliang: 文字版
        zhuyongliang: 签收 石湾村支部
        {HANDED_IN} | wusiyuan: 通过 石湾村支部
        {HANDED_IN} | wusiyuan: 退回 石湾村支部 第1项没写日期
        {HANDED_IN} | wusiyuan: 通过 石湾村支部 | wusiyuan: 撤销通过 石湾村支部 措施太笼统
        {HANDED_IN} | wusiyuan: 退回 石湾村支部 第1项没写日期 | wusiyuan: 撤销退回 石湾村支部 看错了支部
        wusiyuan: 撤回提醒单 石湾村支部 记错了
        wusiyuan: 撤回提醒单 石湾村支部 记错了 | wusiyuan: 确认 | wusiyuan: 重发提醒单 石湾村支部 记录已更正
        wusiyuan: 更正提醒单 石湾村支部 第1项划掉，会议记录已核实
        wusiyuan: 免报 石湾村支部 书记住院
        wusiyuan: 补发提醒单 8月
        wusiyuan: 免发提醒单 8月 当月系统故障
        wusiyuan: 催办 石湾村支部
        wusiyuan: 送达 荷塘老年支部 今天
        wusiyuan: 登记 荷塘一支部 10月 ZD-02 未完成 10月没有会议记录
        wusiyuan: 更正 石湾村支部 10月 支委会 完成
        zhouhaibo: 免检 荷塘二支部 正在换届
        zhuyongliang: 出差到20号，石美玲代 | zhuyongliang: 确认 | zhuyongliang: 销假
        """,
    ),
    "cases": Moment(
        with_open_cases,
        cases_open,
        f"""
        wusiyuan: 修订榜单 三季度 有一处得分更正
        zhuyongliang: 撤回异议 1
        qianxiaoyu: 受理异议 1
        qianxiaoyu: 不受理异议 1 已过提出期限
        qianxiaoyu: 受理异议 1 | xulixin: 异议成立 1 情况属实
        qianxiaoyu: 受理异议 1 | xulixin: 异议部分成立 1 材料晚到两天
        qianxiaoyu: 受理异议 1 | xulixin: 异议不成立 1 台账记录清楚
        zhuyongliang: 签收督办 1
        zhuyongliang: 督办进展 1 已补开一次会
        zhuyongliang: 申请延期 1 11月20日 场地正在装修
        {REPORTED} | caoxiaoming: 销号 1 现场核查，已整改到位
        {REPORTED} | caoxiaoming: 退回督办 1 请补充会议记录
        caoxiaoming: 撤销督办 1 与提醒单重复
        zhuyongliang: 申请延期 1 11月20日 场地正在装修 | caoxiaoming: 同意延期 1
        zhuyongliang: 申请延期 1 11月20日 场地正在装修 | caoxiaoming: 不同意延期 1 可以借用村部会议室
        qianxiaoyu: 督办送达 1 今天
        zhuyongliang: 撤回加分 1
        qianxiaoyu: 核实加分 1
        qianxiaoyu: 退回加分 1 请附表彰文件文号
        qianxiaoyu: 退回加分 1 请附表彰文件文号 | zhuyongliang: 补充加分 1 表彰文件已交组织办
        qianxiaoyu: 不予加分 1 属于单项荣誉
        {_CLAIM_CHECKED} | xulixin: 同意加分 1
        {_CLAIM_CHECKED} | xulixin: 同意加分 1 | xulixin: 撤销加分 1 荣誉已被收回
        """,
    ),
    "board ready": Moment(third_inspected, board_ready, "wusiyuan: 起草榜单 三季度"),
    "board drafted": Moment(third_inspected, board_drafted, "wusiyuan: 预览得分 三季度"),
    "board": Moment(
        third_inspected,
        board_previewed,
        f"""
        xulixin: 会审榜单 三季度
        {_REVIEWED} | jiangweidong: 保密审查 通过
        {_REVIEWED} | jiangweidong: 保密审查 退回 有单位名称需要核对
        {_REVIEWED} | xulixin: 退回榜单 有一处需要核对
        {_CHECKED} | xulixin: 批准榜单 三季度
        {_APPROVED} | shenjingyi: 批准灰榜 三季度
        {DONE} | zhouhaibo: 发布榜单 三季度
        xulixin: 取消榜单 三季度 停评一次
        xulixin: 取消榜单 三季度 停评一次 | xulixin: 恢复榜单 三季度 材料已补齐
        """,
    ),
    "board out": Moment(
        third_inspected,
        board_out,
        """
        zhouhaibo: 再发榜单 三季度
        zhouhaibo: 公众号草稿 三季度
        """,
    ),
    "consequences": Moment(
        loaded,
        three_grey,
        f"""
        xulixin: 同意建议 3 情况属实
        xulixin: 不同意建议 3 支部刚刚换届
        xulixin: 同意建议 1 情况属实 | wusiyuan: 已落实 1 今天 党委会纪要12号
        xulixin: 同意建议 4 情况属实 | wusiyuan: 已约谈 4 今天 约谈记录3号
        xulixin: 同意建议 1 情况属实 | wusiyuan: 已落实 1 今天 党委会纪要12号 | wusiyuan: 办结处理 1 材料已归档
        xulixin: 同意建议 3 情况属实 | xulixin: 撤销处理 3 榜单已修订
        xulixin: 记录组织处置 石湾村支部 11月4日 党委会纪要15号 调整支部班子
        {SENT} | caoxiaoming: 通过整顿 3 措施具体，同意
        {SENT} | caoxiaoming: 退回整顿 3 请写明每次由谁负责
        {OVERHAUL} | caoxiaoming: 帮扶 3 沈静怡 每月参加一次支委会 12月10日
        {OVERHAUL} | caoxiaoming: 帮扶 3 沈静怡 每月参加一次支委会 11月5日 | shenjingyi: 已回访 3 支委会已按月召开
        """,
    ),
    "year": Moment(
        after_a_year,
        year_over,
        f"""
        wusiyuan: 起草年度总评 2026
        {_YEAR_DRAFTED} | xulixin: 会审年度总评 2026
        {_YEAR_DRAFTED} | xulixin: 会审年度总评 | xulixin: 退回年度总评 2026 有一处需要核对
        {_YEAR_DRAFTED} | xulixin: 会审年度总评 | xulixin: 批准年度总评 2026
        {_YEAR_APPROVED} | zhouhaibo: 发布年度总评 2026
        {_YEAR_OUT} | wusiyuan: 修订年度总评 2026 有一处结果更正
        {_YEAR_OUT} | wusiyuan: 修订年度总评 2026 有一处结果更正 | wusiyuan: 取消年度总评 2026 核对后不用修订
        wusiyuan: 民主评议 2026 石湾村支部 92.5 党员大会
        """,
    ),
    "short year": Moment(
        after_a_year,
        year_of_one_quarter,
        f"""
        {_YEAR_DRAFTED} | xulixin: 计年度得分 2026 全部 洪水停评三季
        {_YEAR_DRAFTED} | xulixin: 不计年度得分 2026 石湾村支部 年中成立
        """,
    ),
    "ballots": Moment(
        loaded,
        december,
        f"""
        {BALLOT} | wusiyuan: 撤销测评 石湾村支部 名单有误
        {BALLOT} | zhuyongliang: 投票 优秀
        """,
    ),
}
MOMENTS: Final[Mapping[str, Moment]] = {
    name: replace(one, scripts=f"{one.scripts}\n{OTHERWISE.get(name, '')}") for name, one in _MOMENTS.items()
}
