"""What is asked and said about a secret ballot by whoever may vote in it; no answer tells or suggests a grade (A18)."""

from __future__ import annotations

from bot.router import Turn
from handlers.forms import CONVERSATIONS
from handlers.forms.vote import VoteForm
from handlers.intents.intent import Intent
from handlers.intents.own_slips import INTENTS_TEXT
from handlers.waiting_orders import own_orders
from handlers.waiting_slips import waiting_slips
from models.ballots import ballots_for
from services.ballots.ballots import FEWEST, grades_of

VOTING = "投/票/测评/评议/等次"


def asked_to_vote(turn: Turn) -> bool:
    """A ballot that is open to the person, voted in or not."""
    return turn.is_asked_to_vote and bool(ballots_for(turn.session, turn.person, turn.now))


def vote_waits(turn: Turn) -> bool:
    """A ballot in which the person has still to vote."""
    return turn.is_asked_to_vote and any(
        not has_voted for _, has_voted in ballots_for(turn.session, turn.person, turn.now)
    )


def only_vote_waits(turn: Turn) -> bool:
    """A vote is being written, or nothing else waits that a question without a name could be about."""
    if form := CONVERSATIONS.open_form(turn):
        return isinstance(form, VoteForm)
    return vote_waits(turn) and not waiting_slips(turn) and not own_orders(turn)


def ask_grade(turn: Turn) -> None:
    """Which grades there are, and how one is written."""
    waiting = [one for one, has_voted in ballots_for(turn.session, turn.person, turn.now) if not has_voted]
    ballots = [(one, grades_of(turn.session, one)) for one in waiting]
    turn.say(INTENTS_TEXT, "ask_grade", ballots=ballots)


def say_vote_deadline(turn: Turn) -> None:
    """Until when one may vote, and whether one has."""
    turn.say(INTENTS_TEXT, "vote_deadline", asked=ballots_for(turn.session, turn.person, turn.now))


def say_vote_is_secret(turn: Turn) -> None:
    """Who sees what."""
    turn.say(INTENTS_TEXT, "vote_secret", fewest=FEWEST)


def say_vote_stands(turn: Turn) -> None:
    """Before 确认 a grade can be written anew, afterwards nobody can find it to change it."""
    turn.say(INTENTS_TEXT, "vote_stands", asked=ballots_for(turn.session, turn.person, turn.now))


def say_no_hurry_to_vote(turn: Turn) -> None:
    """Whoever puts it off hears until when there is time."""
    turn.say(INTENTS_TEXT, "vote_no_hurry", asked=ballots_for(turn.session, turn.person, turn.now))


VOTES = (
    Intent(
        (
            "书记能看到我投啥吗 · 投票是不是不记名 · 谁看得到我投的 · 组织办知道我投了什么吗 · "
            "投票保密吗 · 是匿名的吗 · "
            "投了会不会得罪人 · 投票会公开吗 · 谁统计票"
        ),
        (
            "看到/看得到/看得见/看见/知道/查到/查得到/晓得 投/票/选/等次",
            "不记名/匿名/实名/记名/保密/泄露/泄密/秘密",
            "投/票 得罪/报复/穿小鞋/公开/公布/统计/计票/数票",
        ),
        say_vote_is_secret,
        asked_to_vote,
    ),
    Intent(
        "投了好改伐 · 投错了能不能改 · 投票能改吗 · 投过了能重投吗 · 票能撤回吗",
        ("投/票 改/换/撤/重投/反悔/重新", "改票/重投"),
        say_vote_stands,
        asked_to_vote,
    ),
    Intent(
        "投到哪天为止 · 投票几号截止 · 投票还有几天 · 测评什么时候结束 · 几号前投",
        (f"{VOTING} 哪天/几号/截止/什么时候/几天/到期/啥时候/几时/多久/几点",),
        say_vote_deadline,
        asked_to_vote,
    ),
    Intent(
        "我投过没有 · 我投了吗 · 我投票了没有 · 投上去没有 · 我的票收到没有 · 投成功了吗",
        ("投/票 过没/了没/了吗/过吗/上去/成功/收到/有没有/过了/好了吗",),
        say_vote_deadline,
        asked_to_vote,
    ),
    Intent(
        "怎么投 · 怎么投票 · 投票怎么弄 · 有哪些等次 · 等次写什么 · 投谁的票 · 测评是干什么的 · 选哪个",
        (
            f"怎么/咋/如何/哪里/啥/什么 {VOTING}/选/评",
            "哪些/哪几/几个/什么/哪个 等次/档/等级/选",
            f"{VOTING} 是什么/什么意思/啥意思/干什么/干啥/给谁/谁",
        ),
        ask_grade,
        vote_waits,
    ),
    Intent(
        "先不投，想想 · 晚点再投 · 等我想想再投 · 回头投 · 明天投票",
        ("先不/晚点/等/想想/考虑/回头/明天/过几天/下午/晚上/不急 投/票",),
        say_no_hurry_to_vote,
        vote_waits,
        tells=True,
    ),
    Intent(
        "弃权 · 谁都一样 · 不优秀 · 都蛮好的 · 95分 · 随便哪个 · 别人投啥我投啥 · 有秀 · 优秀合格 · 满意 · 都可以的",
        (
            "优/优秀/合格/有秀/良好/一般/较差/称职",
            "弃权/棄权/不投",
            "投/投票/选",
            "蛮好/挺好/不错/都好/很好/满意/还行/还可以/都可以/不太好",
            "没意见/没有意见/无意见/谁都一样/都一样/随便/都行/听组织",
            "0分/1分/2分/3分/4分/5分/6分/7分/8分/9分/满分/高分",
        ),
        ask_grade,
        vote_waits,
        tells=True,
    ),
    # What is asked without a word of voting, where nothing else can be meant.
    Intent(
        "谁看得到 · 谁能看见 · 会不会让书记知道 · 不记名吗",
        ("谁/书记/领导/组织办/别人 看得到/看得见/能看/看见/看到/知道/查到",),
        say_vote_is_secret,
        only_vote_waits,
    ),
    Intent(
        "能不能改 · 写错了能改吗 · 可以反悔吗 · 改一下行不行",
        ("能不能/能/可以/还能/可不可以 改/换/撤/反悔/重来", "改/换/重来 吗/伐/行不行/可以吗"),
        say_vote_stands,
        only_vote_waits,
    ),
    Intent(
        "截止到几号 · 几号截止 · 还有几天 · 最晚哪天 · 到什么时候",
        (
            "截止/到期/结束/最晚/最迟 几号/哪天/什么时候/啥时候/几点/几时",
            "还有/还剩 几天/多久",
            "到几号/到哪天/到什么时候/到几时",
        ),
        say_vote_deadline,
        only_vote_waits,
    ),
    Intent(
        "不会弄 · 怎么弄 · 怎么填 · 怎么回 · 要写什么 · 看不懂",
        ("怎么/咋/如何/什么/啥 弄/填/写/回/搞/操作", "不会 弄/写/填/搞/操作/用", "看不懂/看不清"),
        ask_grade,
        only_vote_waits,
    ),
)
