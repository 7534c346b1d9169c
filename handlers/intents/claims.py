"""What a branch asks and says about bonus points: how many, for what, until when, and how to claim (R30-R33)."""

from __future__ import annotations

from bot.router import Turn
from handlers.commands.bonus_claims import own_branch
from handlers.intents.intent import Intent
from handlers.intents.own_slips import INTENTS_TEXT
from handlers.intents.situations import leads
from services.bonus_claims.offer import bonus_offer


def say_bonus(turn: Turn) -> None:
    """What earns how many points, since which day, and how to claim. Raises Refused where nothing can be claimed."""
    offer = bonus_offer(turn.session, own_branch(turn), turn.person, turn.now)
    turn.say(INTENTS_TEXT, "bonus", **offer)


def say_no_bonus_needed(turn: Turn) -> None:
    """Who has nothing to claim need not say so."""
    turn.say(INTENTS_TEXT, "no_bonus")


CLAIMS = (
    Intent(
        (
            "县级荣誉加多少 · 加分怎么报 · 镇里发的奖状算不算 · 5月份得的奖还能报吗 · 去年的算吗 · "
            "要不要拍奖牌照片 · 哪些可以加分"
        ),
        (
            "荣誉/奖/表彰/加分/级/报道/先进 加多少/加几分/几分/多少分/怎么报/怎么加/怎么申报/怎么写",
            "荣誉/奖/表彰/加分/级/报道/先进 算不算/算吗/算伐/能报/能加/可以加/能不能/可不可以/行不行/可以报",
            "奖/荣誉/加分 照片/证书/复印/材料/盖章/拍",
            "哪些/什么/怎么/咋/啥 加分",
            "去年/前年/以前/上半年 算/能/可以 吗/么/伐/不/还",
            "月/去年/上季 得的/拿的/评的 还能/能报/来得及/算",
        ),
        say_bonus,
        leads,
    ),
    Intent(
        "我们支部得奖了 · 党员评上市劳模了 · 稿子登了，申请加分 · 加 分 5分 · 家分 · 马上要得奖了 · 我们上了学习强国 · "
        "朱敏评上区优秀党务工作者，10月20号发的文",
        (
            "评上/评到/评为/拿到/拿了/得了/获得/授予/荣获 先进/优秀/文明/示范/标兵/模范/奖状/称号/荣誉",
            "得奖/获奖/评上/评为/表彰/得了/拿了/荣获/获评",
            "申请加分/要加分/想加分/报加分/给加分/加个分",
            "加分/家分/佳分",
            "现场会/承接 开/办/村/我们",
            "上了/登上/登了 学习强国/日报/报纸/电视/公众号/新闻",
            "日报/报纸/电视/公众号/学习强国 登/播/发/报道",
        ),
        say_bonus,
        leads,
        tells=True,
    ),
    Intent(
        "没有加分项 · 没有加分的 · 没得奖 · 无加分",
        ("没有加分/无加分/没加分/没有可加/没得奖/没有荣誉/没有奖",),
        say_no_bonus_needed,
        leads,
        tells=True,
    ),
)
