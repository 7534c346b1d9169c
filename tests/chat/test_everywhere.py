"""返回 取消 进度 截止 意见建议 work in every state and lose nothing; strangers are met kindly."""

import json

import pytest
from sqlalchemy import select

from bot.callback import Kind
from bot.outbox import FAILED
from models.conversations import Conversation
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.people import person_by_userid
from models.suggestions import Suggestion
from tests.worlds.phones import Phone, Phones, World

pytestmark = pytest.mark.long

STATES = {
    "nothing said": ("1",),
    "reason": ("1", "1"),
    "reason and measure": ("1", "人不齐，补开会议"),
    "second item": ("1", "选1，下周五前补开"),
    "own finding": ("1 人不齐，11月6日补开 2 没记清，11月9日补录", "补充 活动室漏水"),
    "read-back": ("1 人不齐，11月6日补开 2 没记清，11月9日补录",),
}
MESSAGES: tuple[Kind, ...] = ("image", "voice", "video", "link", "location")
EVENTS: tuple[Kind, ...] = ("enter", "unsubscribe", "other")
ASKED_BY_STRANGERS: tuple[Kind, ...] = (*MESSAGES, "subscribe")
each_state = pytest.mark.parametrize("messages", STATES.values(), ids=STATES.keys())


def draft(world: World) -> object:
    with world.looking() as session:
        return session.scalars(select(Conversation.draft)).one()


@each_state
def test_asking_something_else_in_between_loses_nothing(
    zhu: Phone, world: World, messages: tuple[str, ...], wu: Phone
) -> None:
    question = zhu.says_all(*messages).removeprefix("记下了：11月13日（周五）。\n")
    before = draft(world)
    for word, part in {
        "帮助": "可以这样回复",
        "？": "可以这样回复",
        "进度": "石湾村支部10月：待填报，11月4日（周三）24时截止",
        "截止": "第2个工作日，24时截止",
        "提醒单": "【澄红灰提〔2026〕11-001】",
        "意见建议 提醒单太早了": "已原样转达镇组织办",
        "意见建议": "请把话写在同一条消息里",
        "谢谢": "不客气",
        "收到": "已签收",
    }.items():
        said = zhu.says(word)
        assert part in said
        assert said.endswith(question)
    assert question in zhu.sends("image")
    assert zhu.says("自查") == question
    assert zhu.says("修改") == question
    assert draft(world) == before
    assert "朱永良提了意见建议：\n提醒单太早了" in wu.hears()


@each_state
def test_cancelling_forgets_the_form_and_hands_nothing_in(zhu: Phone, world: World, messages: tuple[str, ...]) -> None:
    zhu.says_all(*messages)
    assert zhu.says("取消") == "好的，已取消，刚才填的内容没有报送。想重新填，回复“自查”。"
    assert zhu.says("取消") == "现在没有正在填写的内容。"
    assert world.self_check("石湾村支部") is None
    assert zhu.says("1").startswith("第1项（共2项）")


@each_state
def test_back_in_every_state_asks_an_earlier_question(zhu: Phone, messages: tuple[str, ...]) -> None:
    asked = zhu.says_all(*messages)
    if len(messages) > 1:
        assert zhu.says("返回") != asked
    assert zhu.says_all("返回", "返回", "返回", "返回").startswith("第1项（共2项）")


@pytest.mark.parametrize("word", ["返回", "确认", "3"])
def test_a_word_for_forms_without_a_form_is_explained(wu: Phone, word: str) -> None:
    assert wu.says(word) == "现在没有正在填写的内容。回复“进度”看看报送情况，或回复“帮助”。"


def test_who_answers_for_no_branch_is_told_of_what_waits_for_them(world: World) -> None:
    said = Phone(world, "caoxiaoming").says("确认")
    assert said == "现在没有正在填写的内容。等您办的事，回复“等我办的”看看，或回复“帮助”。"


def test_what_nobody_understands_names_the_waiting_slip(zhu: Phone, zhang: Phone) -> None:
    assert zhu.says("云里雾里山外山") == (
        "没看出这句话要我办什么，什么都没有记下。要是写给我的，换个说法再写一句就行；回复“帮助”看看可以怎么说。\n"
        "石湾村支部10月提醒单在等您：回复 1 开始自查。\n要把这句话转给镇组织办，回复“转”。"
    )
    assert zhang.says("天上的云真多").startswith("柳浜一支部10月提醒单上写的是全部完成，这句话没有当成核对。")
    assert zhu.says("老婆我晚上加班").startswith("这句像是发给别人的，没有记下什么。")


def test_what_only_keeps_the_talk_going_gets_a_kind_word(wu: Phone) -> None:
    assert wu.says("早上好") == "您好，有事随时写给我；想看能做什么，回复“帮助”。"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("好的", "好的，有事随时写给我。"),
        ("嗯嗯", "好的，有事随时写给我。"),
        ("👌", "好的，有事随时写给我。"),
        ("好的谢谢", "不客气，有事随时写给我。"),
        (
            "1？",
            "只看到数字和符号，没有记下什么，也没有动什么。想问什么、要办什么，请写一句话。\n想看能做什么，回复“帮助”。",
        ),
        ("点错了", "这句没有记下什么，也没有动什么；前面已经办好的还算数，办错了要改，回复“帮助”看怎么说。"),
    ],
)
def test_a_nod_is_no_greeting_and_a_slip_of_the_finger_takes_nothing_back(wu: Phone, said: str, answer: str) -> None:
    assert wu.says(said) == answer


def test_a_suggestion_is_read_back_and_reaches_the_office_word_for_word(zhu: Phone, world: World, wu: Phone) -> None:
    assert "我原样转达" in zhu.says("意见建议")
    assert zhu.says("填表太多，能不能\n少一点？").startswith("准备转达：\n填表太多，能不能\n少一点？\n")
    wu.messages()
    assert zhu.says("确认") == "已原样转达镇组织办，谢谢。"
    assert wu.hears().startswith("朱永良提了意见建议：\n填表太多，能不能\n少一点？\n三个工作日内答复")
    with world.looking() as session:
        assert session.scalars(select(Suggestion.text)).all() == ["填表太多，能不能\n少一点？"]


def test_a_suggestion_can_be_written_anew_or_dropped(zhu: Phone, world: World) -> None:
    zhu.says_all("意见建议", "第一稿")
    assert "请直接写下" in zhu.says("返回")
    assert "第二稿" in zhu.says("第二稿")
    assert zhu.says("取消") == "好的，已取消，刚才写的没有转达。"
    with world.looking() as session:
        assert session.scalars(select(Suggestion)).all() == []


def test_a_suggestion_that_is_too_long_is_not_cut_but_sent_back(zhu: Phone, world: World) -> None:
    assert zhu.says("意见建议 " + "长" * 501).startswith("没有转达：太长了")
    assert zhu.says_all("意见建议", "长" * 501).startswith("没有转达：太长了")
    with world.looking() as session:
        assert session.scalars(select(Suggestion)).all() == []


def test_another_form_waits_until_the_open_one_is_finished(zhu: Phone) -> None:
    zhu.says("意见建议")
    said = zhu.says("自查")
    assert said.startswith("您还有一份没填完。先填完它，或回复“取消”放弃，再开始新的。\n请直接写下")


def test_a_stranger_is_sent_to_the_office(world: World, phone: Phones) -> None:
    stranger = phone("nobody")
    for answer in (stranger.says("1"), *map(stranger.sends, ASKED_BY_STRANGERS), stranger.taps("提醒单")):
        assert "名册里还没有您的账号" in answer
        assert "请把姓名、单位和职务告诉镇组织办（电话 0512-0000-0001）" in answer
    assert [stranger.sends(event) for event in EVENTS] == [""] * len(EVENTS)


def test_who_has_no_slip_hears_so(phone: Phones) -> None:
    mayor = phone("luyaqin")
    for word in ("自查", "提醒单", "截止", "签收", "修改", "收到"):
        assert mayor.says(word) == "现在没有等您回复的提醒单。"
    assert mayor.says("进度") == "您名下现在没有提醒单。"


def test_nobody_reads_the_slip_of_another_branch(zhang: Phone, zhu: Phone) -> None:
    assert zhang.says("提醒单 石湾村支部") == "没有找到“石湾村支部”的提醒单。"
    assert zhang.says("自查 石湾村支部") == "没有找到“石湾村支部”的提醒单。"


def test_a_supervisor_is_no_office(phone: Phones, zhu: Phone) -> None:
    supervisor = phone("caoxiaoming")
    for words in ("待审核", "概况", "查看 石湾村支部", "通过 全部", "退回 石湾村支部 太短", "送达 石湾村支部 今天"):
        assert supervisor.says(words) == "这件事由镇组织办来办。"


def test_pictures_and_voices_are_answered_and_events_are_not(zhu: Phone, phone: Phones) -> None:
    for message in MESSAGES:
        assert "打字" in zhu.sends(message) or "写成一句话" in zhu.sends(message)
    for event in ("unsubscribe", "other"):
        assert zhu.sends(event) == ""
    assert "我是党建小助手" in zhu.sends("subscribe")


def test_a_menu_entry_does_what_its_word_does(zhu: Phone) -> None:
    assert "石湾村支部10月：待填报" in zhu.taps("进度")
    assert "第1项（共2项）" in zhu.taps("自查")
    assert zhu.taps("不存在的菜单").startswith("这个按钮已经不用了")


def test_a_repeated_callback_changes_nothing(zhu: Phone, world: World) -> None:
    assert zhu.says("1", key="k1")
    assert zhu.says("1", key="k1") == ""
    assert "怎么整改" in zhu.says("1", key="k2")
    with world.looking() as session:
        assert session.get(InboxMessage, "k1") is not None


def test_upper_case_userids_are_the_same_person(zhu: Phone, phone: Phones) -> None:
    assert phone("zhuyongliang").says("HELP").startswith("朱永良，您好")


LOST = "程序更新以后，您没填完的那份内容没能保留，也没有报送。麻烦您重新开始填写，回复“帮助”看看可以怎么说。"


def kept_by_an_older_program(world: World, userid: str, form: str, answers: dict[str, object]) -> None:
    with world.db.begin() as session:
        person = person_by_userid(session, userid)
        assert person
        facts = {"organization": "石湾村支部", "grounds": [], "indicators": [], "default_days": 5, "default_day": ""}
        stored: dict[str, object] = {"facts": facts, "answers": answers, "steps": []}
        session.merge(Conversation(person_id=person.id, form=form, draft=stored, updated_at=world.clock.now()))


@pytest.mark.parametrize(("form", "answers"), [("order", {"problems": "ZD-02 没有记录"}), ("no_such_form", {})])
@pytest.mark.parametrize("said", ["随便", "取消", "帮助"])
def test_a_form_that_an_older_program_kept_otherwise_is_let_go_and_said(
    zhu: Phone, world: World, form: str, answers: dict[str, object], said: str
) -> None:
    kept_by_an_older_program(world, "zhuyongliang", form, answers)
    assert LOST in zhu.says(said)
    assert "第1项（共2项）" in zhu.says("1")


def test_a_day_that_an_older_program_kept_as_text_is_still_a_day(zhu: Phone, world: World) -> None:
    zhu.says_all("1 人不齐，11月6日补开 2 没记清，11月9日补录")
    assert '"1.done_by": "2026-11-06"' in json.dumps(draft(world))
    world.restart()
    assert zhu.says("确认").startswith("石湾村支部10月自查整改表已报送")


def lose_last_answer(world: World) -> None:
    """Pretend that WeCom said nothing to the last answer until nobody could repeat it any more."""
    with world.db.begin() as session:
        last = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()
        last.state, last.unknown_since = FAILED, world.clock.now()


def test_a_question_that_may_not_have_arrived_is_asked_again_and_no_word_is_taken_for_its_answer(
    zhu: Phone, world: World
) -> None:
    zhu.says("1 人不齐，11月6日补开")
    before = draft(world)
    lose_last_answer(world)
    said = zhu.says("没记清，11月9日补录")
    assert said.startswith("刚才发给您的话可能没有送到")
    assert "第2项（共2项）" in said
    assert draft(world) == before
    assert "请核对" in zhu.says("没记清，11月9日补录")


def test_a_lost_answer_without_an_open_question_changes_nothing(zhu: Phone, world: World) -> None:
    zhu.says("进度")
    lose_last_answer(world)
    assert "第1项（共2项）" in zhu.says("1")
