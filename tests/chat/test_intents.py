"""The list of what can be said: every example reaches its intent in its situation, is answered, and changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from bot.callback import Incoming
from bot.router import Turn
from handlers.intents import INTENTS, intent_of
from handlers.intents.intent import Intent
from handlers.intents.needs import entry_was_done, item_was_done
from handlers.intents.situations import (
    always,
    clean_slip_waits,
    handed_in,
    has_slip,
    leads,
    nothing_waits,
    objections_are_open,
    only_objections_are_open,
    several_wait,
    slip_waits,
    was_returned,
)
from handlers.intents.town import is_no_office, names_a_branch
from handlers.intents.votes import asked_to_vote, only_vote_waits, vote_waits
from handlers.waiting_orders import order_at_hand
from models.ballots import is_asked_to_vote
from models.people import person_by_userid
from models.schemes import Township
from services.rights.table import Right
from tests.worlds.phones import OCTOBER, Phone, Phones, World
from tests.worlds.previewed_board import LATE, NOT_DONE, TURNOUT, previewed, publish
from tests.worlds.scenes import Scenes
from tests.worlds.snapshots import LEFT_BEHIND, rows_of_tables

pytestmark = pytest.mark.long

SECRETARY, CLERK, MAYOR = "zhuyongliang", "wusiyuan", "luyaqin"
ANSWERS = ("1 人不齐，11月6日补开 2 没记清，11月9日补录", "0", "确认")


def hand_in(world: World) -> None:
    Phone(world, SECRETARY).says_all(*ANSWERS)


def send_back(world: World) -> None:
    hand_in(world)
    Phone(world, CLERK).says("退回 石湾村支部 第1项请写明到会人数")


def begin_preview(world: World) -> None:
    with world.db.begin() as session:
        previewed(session, NOT_DONE, LATE, TURNOUT)


def begin_preview_only(world: World) -> None:
    """A preview is all that runs."""
    hand_in(world)
    begin_preview(world)


def publish_board(world: World) -> None:
    with world.db.begin() as session:
        publish(session, previewed(session, NOT_DONE, LATE, TURNOUT))


def hold_ballot(world: World) -> None:
    """A ballot on 石湾村支部 is open, and its secretary has handed in whatever waited."""
    hand_in(world)
    voters = "朱永良、石美玲、沈国华、陆凤英、金惠芬、张建新"
    Phone(world, CLERK).says_all(f"发起测评 2026 石湾村支部 11月18日 {voters}", "确认")


def issue_order(world: World) -> None:
    """An order is all that waits."""
    hand_in(world)
    problems = "BZ-05 公开栏没有更新\nZD-06 8月台账缺失"
    Phone(world, "caoxiaoming").says_all("发督办 石湾村支部", "现场检查", problems, "整改到位", "11月20日", "确认")


def nothing_more(_world: World) -> None:
    """The slip has come, and that is all."""


def clean_slip(world: World) -> None:
    """What was open is handed in, and a month comes in which all is done."""
    hand_in(world)
    world.recorded("石湾村支部", month=OCTOBER.next)
    world.at("2026-12-01 08:34")


def second_slip(world: World) -> None:
    """A month later another one comes."""
    world.recorded("石湾村支部", ["主题党日"], month=OCTOBER.next)
    world.at("2026-12-01 08:34")


SITUATIONS: dict[Any, Callable[[World], None]] = {
    always: publish_board,
    leads: nothing_more,
    has_slip: nothing_more,
    slip_waits: nothing_more,
    several_wait: second_slip,
    clean_slip_waits: clean_slip,
    nothing_waits: hand_in,
    handed_in: hand_in,
    was_returned: send_back,
    objections_are_open: begin_preview,
    entry_was_done: begin_preview,
    item_was_done: nothing_more,
    only_objections_are_open: begin_preview_only,
    is_no_office: nothing_more,
    names_a_branch: nothing_more,
    asked_to_vote: hold_ballot,
    vote_waits: hold_ballot,
    only_vote_waits: hold_ballot,
    order_at_hand: issue_order,
}
WRITERS = {
    Right.SEE_TOWN: CLERK,
    Right.ENTER_RECORD: CLERK,
    Right.REVIEW_SELF_CHECK: CLERK,
    Right.SEE_DRAFT: CLERK,
    Right.CHECK_SECRECY: "jiangweidong",
    Right.INSPECT: "caoxiaoming",
    Right.SEE_INTERNAL_EDITION: MAYOR,
    Right.SEE_CONSEQUENCES: MAYOR,
    Right.SEE_ORDER: MAYOR,
}


def writer(intent: Intent) -> str:
    """Take somebody who may say it: of a branch where that is enough, else of the office or of the leaders."""
    if intent.right == Right.SEE_SCORE and intent.when is always:
        return MAYOR
    return WRITERS.get(intent.right, CLERK if intent.when is names_a_branch else SECRETARY)


# Who read whose score is noted of whoever asks; it changes nothing.
TRACES = LEFT_BEHIND | {"score_readings"}


def meant(world: World, userid: str, said: str) -> Intent | None:
    with world.db.read() as session:
        person = person_by_userid(session, userid)
        assert person is not None
        now = world.clock.now()
        incoming = Incoming(key="asked", who=userid, kind="text", at=now, text=said)
        asked = is_asked_to_vote(session, userid)
        return intent_of(Turn(session, person, incoming, now, world.bot.calendar, is_asked_to_vote=asked))


@pytest.mark.parametrize("intent", INTENTS, ids=lambda one: one.said[0] + one.act.__name__)
def test_every_example_reaches_its_intent_and_changes_nothing(
    intent: Intent, zhu: Phone, world: World, scenes: Scenes
) -> None:
    scenes.play(world, SITUATIONS[intent.when])
    phone = Phone(world, writer(intent))
    with world.looking() as session:
        before = rows_of_tables(session, TRACES)
    for said in intent.said:
        found = meant(world, phone.userid, said)
        assert found is not None, said
        assert found.act is intent.act, (said, found.said[0])
        answer = phone.says(said)
        assert answer, said
        assert "没看懂" not in answer, (said, answer)
    with world.looking() as session:
        assert rows_of_tables(session, TRACES) == before


def test_no_two_intents_of_one_situation_share_a_sentence() -> None:
    said = [(sentence, one.when, one.right) for one in INTENTS for sentence in one.sentences]
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("还剩几天？", "石湾村支部10月提醒单：11月4日（周三）24时前，还有2个工作日（不算今天）。"),
        ("两样加起来扣我们几分", "2项，一共关系到2分"),
        ("晚一天交会怎么样", "晚了也收，会记为晚交，关系到0.5分；一直不报，关系到1分。"),
        ("组织半电话多少 我打过去讲", "镇组织办：0512-0000-0001"),
        ("叫我们副书记弄可以吧", "副书记石美玲"),
        ("手机换了看不到 提醒单再发一遍", "10月党建工作提醒单"),
        ("接下来还要做啥", "石湾村支部10月提醒单等您答：回复 1 开始"),
    ],
)
def test_the_answer_is_true_of_the_one_who_asks(zhu: Phone, said: str, part: str) -> None:
    assert part in zhu.says(said)


def test_the_days_left_run_down_and_a_late_answer_is_still_taken(zhu: Phone, world: World) -> None:
    world.at("2026-11-04 09:00")
    assert "11月4日（周三）24时前，今天截止。" in zhu.says("还有几天")
    world.at("2026-11-05 09:00")
    assert "已经到期，现在还可以补报，会记为晚交" in zhu.says("还有几天")


def test_a_question_is_answered_in_the_middle_of_a_form_and_the_open_question_asked_again(zhu: Phone) -> None:
    asked = zhu.says("1")
    for said in ("还有几天", "能不能晚两天？", "怎么填", "你是谁"):
        assert zhu.says(said).endswith(asked)


def test_what_is_said_in_a_form_is_its_answer_unless_it_asks(zhu: Phone) -> None:
    zhu.says("1")
    assert "怎么整改" in zhu.says("出差，晚点弄")


def test_a_question_is_taken_down_where_words_are_taken_as_they_are(zhu: Phone) -> None:
    zhu.says("意见建议")
    assert zhu.says("为什么扣分").startswith("准备转达：\n为什么扣分")


def test_the_reason_of_a_return_can_be_read_again_until_the_form_is_accepted(
    zhu: Phone, wu: Phone, world: World
) -> None:
    send_back(world)
    assert "退回意见：第1项请写明到会人数" in zhu.says("为什么退回")
    zhu.says_all("自查", "确认")
    assert "您已经重新报送，待审核。" in zhu.says("为什么退回")
    wu.says("通过 全部")
    assert "退回意见" not in zhu.says("为什么退回")


def test_only_the_office_hears_who_has_not_handed_in(zhu: Phone, wu: Phone, phone: Phones) -> None:
    assert "未报的是：石湾村支部" in wu.says("还有哪几家没交的")
    assert "石湾村支部10月：还没有报，11月4日（周三）24时截止。" in wu.says("石湾村报了伐？")
    for other in ("zhangjianxin", MAYOR):
        assert "石湾村" not in phone(other).says("谁没报")
        assert "石湾村支部10月" not in phone(other).says("石湾村报了没有")


def test_another_branch_s_points_are_nobody_s_business(zhu: Phone, world: World, phone: Phones) -> None:
    begin_preview(world)
    assert "97.5" not in phone("zhangjianxin").says("石湾村扣在哪几项")


def test_a_dispute_is_taken_along_into_the_objection(zhu: Phone, world: World) -> None:
    begin_preview(world)
    assert "您这句话会带上作为理由" in zhu.says("我们明明开过的")
    assert "对哪一项有异议" in zhu.says("异议")
    assert "事实和理由：我们明明开过的" in zhu.says("2")


@pytest.mark.parametrize("said", ["这项我们做了", "我们做了", "我们早就弄好了", "两项都做了", "第一项我们做了"])
def test_what_was_done_all_along_is_passed_on_or_becomes_an_objection(zhu: Phone, world: World, said: str) -> None:
    zhu.says(said)
    assert f"已原样转给镇组织办：\n{said}" in zhu.says("转")
    begin_preview(world)
    zhu.says_all(said, "异议")
    assert f"事实和理由：{said}\n" in zhu.says("2")


@pytest.mark.parametrize("said", ["第一项做了一半", "第一条做了 第二条没做", "都做好了", "已完成"])
def test_what_was_done_in_part_or_afterwards_disputes_nothing(zhu: Phone, said: str) -> None:
    assert "和我这里记的不一样" not in zhu.says(said)


def test_an_item_made_up_for_is_an_answer_and_no_dispute(zhu: Phone) -> None:
    assert "记下了：措施 已补开" in zhu.says("第一项已补开")


def test_what_was_only_not_understood_is_no_reason_of_an_objection(zhu: Phone, world: World) -> None:
    begin_preview(world)
    zhu.says_all("天上的云真多", "异议")
    assert "请写清事实和理由" in zhu.says("2")


def test_what_is_not_understood_offers_the_nearest_two_things(zhu: Phone, wu: Phone) -> None:
    assert "您是不是想说“" in zhu.says("天晴了要办的事情多")
    assert "转给镇组织办" not in wu.says("天上的云真多")


def test_what_only_shares_a_syllable_or_is_small_talk_is_not_offered(zhu: Phone) -> None:
    said = zhu.says("二楼会议室钥匙谁拿走了？马上放回来")
    assert "没看懂这句话。回复“帮助”" in said


@pytest.mark.parametrize(
    "said",
    ["姨妈要来住，被子晒一晒", "阿珍，发票先锁我抽屉，钥匙在隔壁老韩那", "天上的云真多"],
)
def test_what_has_nothing_to_do_with_us_is_met_with_no_guess(zhu: Phone, said: str) -> None:
    heard = zhu.says(said)
    assert "没看出这句话要我办什么，什么都没有记下" in heard
    assert "您是不是想说" not in heard


def test_without_telephones_none_is_named(zhu: Phone, world: World) -> None:
    with world.db.begin() as session:
        session.execute(update(Township).values(office_phone=None))
    assert "电话" not in zhu.says("你是谁")
    assert "镇组织办的电话名册里还没有" in zhu.says("电话")
