"""What acts without a word of command: 确认 to what is read back, a number alone, a vote, a sentence of the office.

The scripts of each moment of `acting.py`, written as there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HANDED_IN: Final = "zhuyongliang: 1 人不齐，11月6日补开 2 没记清，已整改 | zhuyongliang: 确认"
REPORTED: Final = "zhuyongliang: 督办报告 1 | zhuyongliang: 已补开 | zhuyongliang: 确认"
OVERHAUL: Final = "xulixin: 同意建议 3 情况属实"
SENT: Final = (
    f"{OVERHAUL} | zhuyongliang: 整顿报告 3 | zhuyongliang: 7月没有开支委会 | zhuyongliang: 人手不够"
    " | zhuyongliang: 每月第一周开会 | zhuyongliang: 12月底前，书记负责 | zhuyongliang: 确认"
)
BALLOT: Final = (
    "wusiyuan: 发起测评 2026 石湾村支部 12月18日 沈国华、金惠芬、朱永良、石美玲、陆凤英、张建新 | wusiyuan: 确认"
)
DONE: Final = "xulixin: 会审榜单 | jiangweidong: 保密审查 通过 | xulixin: 批准榜单 | shenjingyi: 批准灰榜"
_WITHDRAWN: Final = "caoxiaoming: 撤销督办 1 与提醒单重复 | zhuyongliang: 撤回异议 1"
_ISSUED: Final = (
    "caoxiaoming: 发督办 石湾村支部 | caoxiaoming: 11月2日现场检查 | caoxiaoming: ZD-02 8月没有记录"
    " | caoxiaoming: 补开并录入平台 | caoxiaoming: 1 | caoxiaoming: 确认"
)
OTHERWISE: Final[Mapping[str, str]] = {
    "slips": f"""
        {HANDED_IN}
        zhangjianxin: 1
        zhangjianxin: 确认无误
        zhuyongliang: 收到
        zhuyongliang: 出差到20号，石美玲代 | zhuyongliang: 确认
        zhuyongliang: 加分 | zhuyongliang: 1 1 先进基层党组织 10月20日 | zhuyongliang: 确认
        wusiyuan: 撤回提醒单 石湾村支部 记错了 | wusiyuan: 确认
        wusiyuan: 免报 石湾村支部 书记住院 | wusiyuan: 确认
        wusiyuan: 补发提醒单 8月 | wusiyuan: 确认
        wusiyuan: 催办 石湾村支部 | wusiyuan: 确认
        wusiyuan: 登记 荷塘一支部 10月 ZD-02 未完成 没有记录 | wusiyuan: 确认
        wusiyuan: 催一下石湾村支部
        wusiyuan: 石湾村支部延到周五，书记家里办丧事
        wusiyuan: 荷塘老年支部的纸今天送到了
        caoxiaoming: 检查 荷塘一支部 ZD-02 8月未开 | caoxiaoming: 确认
        {_ISSUED}
        """,
    "cases": f"""
        {REPORTED}
        zhuyongliang: 1号督办单收到
        {_WITHDRAWN} | zhuyongliang: 异议 1 台账记录清楚 | zhuyongliang: 确认
        """,
    "board": f"""
        {DONE} | zhouhaibo: 发布榜单 | zhouhaibo: 确认
        """,
    "consequences": SENT,
    "ballots": f"""
        {BALLOT}
        {BALLOT} | zhuyongliang: 优秀
        {BALLOT} | zhuyongliang: 投票 优秀 | zhuyongliang: 确认
        """,
}
