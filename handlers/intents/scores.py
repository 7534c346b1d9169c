"""What is asked about points, ranks and boards: by a branch of itself, by leaders and the office of any."""

from __future__ import annotations

import re
from typing import Final

from bot.errors import NotFound
from bot.router import Turn
from bot.wording import quarter_text
from handlers.commands.boards import say_board
from handlers.commands.scores import show_score, show_why
from handlers.intents.intent import WHICH_BRANCHES, Intent
from handlers.intents.own_slips import INTENTS_TEXT
from handlers.intents.situations import objections_are_open, only_objections_are_open
from handlers.offices import led_by
from models.boards import Board, newest_published
from rules.period_words import named_quarter, quarter_within
from services.board_displays.movements import mean_losses, movements, places_of
from services.objections.filing import quarter_in_question
from services.register.names import mentioned
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.scores.own_score import last_day, objections_end, shown_board


def say_score(turn: Turn) -> None:
    """得分 of whoever is named, else of one's own, for the quarter that is named, else the newest there is."""
    show_score(turn, _meant(turn))


def say_why(turn: Turn) -> None:
    """为什么 in the same way."""
    show_why(turn, _meant(turn))


def _meant(turn: Turn) -> str:
    named = mentioned(turn.session, turn.incoming.text)
    found = quarter_within(turn.incoming.text)
    quarter = named_quarter(found["period"], turn.now.date()) if found else None
    return f"{quarter or _newest(turn)} {named.short_name if named else ''}".strip()


def _newest(turn: Turn) -> str:
    """Name the quarter whose score was shown last."""
    in_question = quarter_in_question(turn.session, turn.now)
    if shown_board(turn.session, in_question):
        return str(in_question)
    board = newest_published(turn.session)
    return str(board.quarter if board else in_question)


def say_rank(turn: Turn) -> None:
    """The rank on the newest board that is out; there is no running one."""
    board, led = newest_published(turn.session), led_by(turn)
    own = [row for row in board.rows if row.organization_id in led] if board else []
    quarter = quarter_text(board.quarter) if board else None
    turn.say(
        INTENTS_TEXT,
        "rank",
        own=own,
        ranked=len(board.rows) if board else 0,
        grey_shown=_shows_grey(board),
        quarter=quarter,
    )


def _shows_grey(board: Board | None) -> bool:
    return board is not None and board.grey_approved_at is not None


def say_common_losses(turn: Turn) -> None:
    """Where the branches lost most on the newest board."""
    board = _published(turn)
    categories = scheme_for(turn.session, board.quarter).categories
    losses = mean_losses(board, categories)
    turn.say(INTENTS_TEXT, "common_losses", losses=losses, quarter=quarter_text(board.quarter))


def say_no_objection(turn: Turn) -> None:
    """Who agrees need not say more."""
    excepted = re.search("除了|除|就是|只有|但|不过|另外", turn.incoming.text)
    turn.say(INTENTS_TEXT, "objection_excepted" if excepted else "no_objection")


def show_newest_board(turn: Turn) -> None:
    """榜单, of the quarter that is named."""
    say_board(turn, _published(turn))


def say_movements(turn: Turn) -> None:
    """Who fell, who rose, who left the red list, who is grey again, and the mean, beside the quarter before."""
    board = _published(turn)
    turn.say(INTENTS_TEXT, "movements", found=movements(turn.session, board), quarter=quarter_text(board.quarter))


def say_course(turn: Turn) -> None:
    """Rank and points of one organisation on every board that is out. Raises Refused when none is named."""
    organization = mentioned(turn.session, turn.incoming.text)
    if organization is None:
        raise NotFound("unknown_organization", name=turn.incoming.text)
    check_may(turn.session, turn.person, Right.SEE_SCORE, turn.now, organization)
    turn.say(INTENTS_TEXT, "course", organization=organization, places=places_of(turn.session, organization))


def say_about_board(turn: Turn) -> None:
    """By whom and when the newest board was approved, and until when it stands for objections."""
    board = _published(turn)
    limit = objections_end(board)
    until = last_day(limit) if limit else None
    turn.say(INTENTS_TEXT, "about_board", board=board, quarter=quarter_text(board.quarter), until=until)


def say_objection_time(turn: Turn) -> None:
    """Until when can be objected, and how."""
    board = shown_board(turn.session, quarter_in_question(turn.session, turn.now))
    limit = objections_end(board) if board else None
    if board is None or limit is None:
        raise NotFound("no_published_board", quarter=None)
    turn.say(INTENTS_TEXT, "objection_time", quarter=quarter_text(board.quarter), until=last_day(limit))


def say_what_a_board_is(turn: Turn) -> None:
    """What the board is, how equals are placed, and what a provisional score is."""
    turn.say(INTENTS_TEXT, "what_a_board_is")


def _published(turn: Turn) -> Board:
    found = newest_published(turn.session)
    if found is None:
        raise NotFound("no_published_board", quarter=None)
    return found


SCORES: Final = (
    Intent(
        "为什么扣分 · 扣在哪里 · 第2条谁记的 · 一笔笔给我看 · 分扣在哪里了",
        (
            "为什么/为啥/凭什么/怎么/咋 扣",
            "扣在/扣了/扣 哪/什么/啥",
            "谁 记的/登的/扣的/录的",
            "一笔笔/一笔一笔/每一笔/明细 看/给/列",
        ),
        say_why,
        objections_are_open,
        Right.SEE_SCORE,
    ),
    Intent(
        ("二季度为什么扣分 · 二季度那0.5分怎么没的 · 上季度扣在哪几项 · 机关三支部为什么上灰榜 · 石湾村扣在哪几项"),
        (
            "季度/上季 为什么/为啥/凭什么/怎么/扣在/扣了 扣/分/哪/没",
            "支部/村/社区/机关 为什么/为啥/扣在/扣了 灰榜/红榜/哪/扣/什么",
            "村/支部/湾/塘 扣在/扣了 哪/什么",
        ),
        say_why,
        right=Right.SEE_SCORE,
    ),
    Intent(
        "我们这季度多少分 · 二季度得了几分 · 我们得了多少分 · 荷塘一多少分 · 上季度得分",
        (
            "多少分/几分 季度/上季/得了/得/我们/考了",
            "季度/上季 得分/分数/成绩",
            "多少分",
        ),
        say_score,
        right=Right.SEE_SCORE,
    ),
    Intent(
        (
            "排第几 · 我们支部咋样 · 谁最差 · 倒数的是谁 · 我们排第几 · 第几名 · 排名多少 · 会不会上灰榜 · "
            "红榜有没有我们 · "
            "现在谁排第一"
        ),
        (
            "谁/哪个/哪几个/哪几家/哪些 排第/第一/最好/最差/最后/倒数/垫底/最高/最低",
            "排/名次/排名 第几/几名/第一/多少名/多少/老几/几位",
            "第几/几名 我们/我/支部/季度/上季/上个/现在/榜/第几名",
            "我们/我/支部 咋样/怎么样/啥情况/什么情况/怎样",
            "排名 多少/几/上去/怎么/会",
            "灰榜/红榜 会不会/有没有/会/吗/我们",
            "名次",
        ),
        say_rank,
    ),
    Intent(
        (
            "谁掉得最多 · 总体怎么样 · 简单说说 · 一分钟 讲重点 · 哪几家从红榜掉下来了 · 进步最快的是哪个 · "
            "退步大的 · 哪些支部是往下掉得厉害的你给我列一列 · 往后掉的支部列出来 · 名次滑得厉害的有谁 · "
            "落下去的那几个支部叫啥 · 哪些支部进步了给我列一列 · "
            "有没有连续灰榜的 · 平均分跟上季比怎么样 · 连着两回灰的有没有 · 接连两季都红的有哪几家 · 跟上季比怎样"
        ),
        (
            "进步/退步/下降/上升/掉得 大/多/快/最/的/没有/吗",
            f"谁/哪/几家/有没有/{WHICH_BRANCHES} 掉/往下掉/掉得厉害/退步/下降/下滑/下来/滑得/落下去/往后掉/退得",
            "掉得/往下掉/往后掉/退步/下滑/滑得/落下去/掉下去 列/列出来/列一列/名单/单子/几个/几家/叫啥/有谁/有哪些",
            f"谁/哪/最快/最大/{WHICH_BRANCHES} 进步/进步了/上升/上去/提高/往上走",
            "连着/连续/接连/两次/两回/两季/三次/三回/又/老在/老是 灰/红/倒数/垫底/掉队",
            "上次/上季/上回 还灰/又灰/也灰/还是灰/还红/又红",
            "跟/和/同/比 上季/上个季度/上次/上回 比/怎样/怎么样/如何/咋样",
            "总体/整体/总的/全镇/大体/大概 怎么样/怎样/咋样/如何/情况/讲讲/说说",
            "简单/简短/一分钟/一句话/重点/概括 说/讲/报/看/重点",
            "平均/均分 上季/比/多少/怎么样",
        ),
        say_movements,
        right=Right.SEE_INTERNAL_EDITION,
    ),
    Intent(
        "大家扣分主要扣在什么地方 · 普遍扣在哪里 · 扣分最多的是什么",
        ("大家/普遍/主要/各支部/都 扣 哪/什么", "扣分 最多/最集中"),
        say_common_losses,
        right=Right.SEE_INTERNAL_EDITION,
    ),
    Intent(
        "没有异议 · 没意见 · 无意见 · 认了 · 懒得争 · 算了不争了 · 服从组织决定 · 算了 不提了 提了也白提",
        ("没有/没/无 异议/意见", "服从/认了/懒得争/不争了/不争/不计较/分对的/不提了/白提"),
        say_no_objection,
        objections_are_open,
        tells=True,
    ),
    Intent(
        "石湾村这两年什么走势 · 荷塘一支部历次排名",
        ("走势/历次/历年/几年/两年/历史/变化 村/支部/社区/湾/塘",),
        say_course,
        right=Right.SEE_SCORE,
    ),
    Intent(
        "把榜发我看看 · 名单给我 · 有几个灰的 · 红榜几家 灰榜几家 · 三季度的榜发我看看 · 谁上了红榜 · 灰榜有哪些",
        (
            "榜 发我/看看/看一下/看下/给我/发一下",
            "名单 给我/发我/看/发一/来一",
            "红榜/灰榜/灰的/红的 谁/哪些/哪几/名单/几家/几个/有几",
        ),
        show_newest_board,
    ),
    Intent(
        "榜是谁批的 · 公示到哪天 · 公示几天 · 什么时候发布的",
        (
            "榜 谁/哪个 批/定/发",
            "公示 哪天/几号/几天/什么时候/多久/到",
            "榜 什么时候/哪天/几号 发",
        ),
        say_about_board,
    ),
    Intent(
        "异议提到哪天为止 · 异议什么时候截止 · 哪天前可以提异议 · 异议怎么提",
        ("异议 哪天/几号/什么时候/啥时候/多久/几天/为止/截止", "异议 怎么/如何/怎样/哪里 提/写/交/弄/申请"),
        say_objection_time,
    ),
    Intent(
        "还有几天截止 · 截止到哪一天",
        (
            "还有/还剩/剩下 几天/多久/多少天/几个工作日",
            "最晚/最迟/截止/截至/到期 哪天/几号/什么时候/啥时候/哪一天/几时/几天",
        ),
        say_objection_time,
        only_objections_are_open,
    ),
    Intent(
        "红灰榜是什么 · 红灰榜干什么用的 · 暂定得分是什么意思 · 同分怎么排 · 预览是什么意思",
        (
            "红灰榜/红榜/灰榜/榜 是什么/干什么/干啥/什么用/啥用/什么意思/啥意思",
            "暂定/预览/得分 什么意思/啥意思/是什么",
            "同分/并列/一样分/分数一样 怎么/先后/排",
        ),
        say_what_a_board_is,
    ),
)
