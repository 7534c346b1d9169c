"""民主测评 in the chat: opened, voted in, counted (A18)."""

import pytest
from sqlalchemy import select

from models.conversations import Conversation
from tests.chat.ballots.one_ballot import BEGIN, VOTERS
from tests.worlds.phones import Phone, Phones, World, both_databases

TAKEN = "已收到您对石湾村支部的一票，谢谢。"
READ_BACK = (
    "您给石湾村支部的等次已经封好，还没有投出。不记名，这里不重复您写的等次，请看一眼自己刚才写的。\n"
    "投出后不能改。没问题请回复“确认”；要改就再写一次等次，先不投回复“取消”。"
)
ASKED = (
    "给石湾村支部2026年的工作评哪个等次？只写一个：优秀、合格、基本合格、不合格。\n"
    "一人一票，12月18日（周五）24时前都可以投；先不投回复“取消”。"
)


def test_the_office_reads_the_ballot_back_before_anybody_is_asked(world: World, wu: Phone, phone: Phones) -> None:
    world.clock.moment = world.clock.moment.replace(month=12, day=14, hour=9)
    zhu = phone("zhuyongliang")
    assert wu.says(BEGIN) == (
        "请核对：2026年民主测评（不记名）\n"
        "石湾村支部，12月18日（周五）24时截止\n"
        "参加（6人）：朱永良、石美玲、沈国华、陆凤英、金惠芬、张建新\n"
        "没问题请回复“确认”，随后会请每位同志投票。要改的先回复“取消”，再重新发起。"
    )
    assert zhu.hears() == ""
    assert wu.says("确认").startswith("已发起：石湾村支部2026年民主测评，6人参加，12月18日（周五）24时截止。")
    world.sweep()
    assert zhu.hears() == (
        "【2026年民主测评】石湾村支部\n"
        "朱永良，您好，请为石湾村支部这一年的工作评一个等次：优秀、合格、基本合格、不合格。\n"
        "先写“投票”，空一格，再写等次。12月18日（周五）24时前都可以投，一人一票，投出后不能改。\n"
        "不记名：您的票加密混放，到期只数各等次的票数，谁投了什么，组织办也查不到；参加的不足5人，不计票、不出结果。"
    )


@pytest.mark.parametrize(
    "said",
    [
        "发起测评 2026 12月18日\n石湾村支部 {six}\n荷塘一支部 {five}",
        "发起测评 2026\n石湾村支部 12月18日 {six}\n荷塘一支部 12月18日 {five}",
        "发起测评 2026 石湾村支部 12月18日 {six}\n荷塘一支部 12月18日 {five}",
    ],
)
def test_several_branches_are_opened_in_one_message_each_with_its_own_voters(
    world: World, wu: Phone, phone: Phones, said: str
) -> None:
    world.clock.moment = world.clock.moment.replace(month=12, day=14, hour=9)
    names = [*VOTERS.values()]
    answer = wu.says(said.format(six="、".join(names), five=" ".join(names[1:])))
    assert answer.splitlines()[:5] == [
        "请核对：2026年民主测评（不记名）",
        "石湾村支部，12月18日（周五）24时截止",
        f"参加（6人）：{'、'.join(names)}",
        "荷塘一支部，12月18日（周五）24时截止",
        f"参加（5人）：{'、'.join(names[1:])}",
    ]
    assert wu.says("确认").splitlines()[:2] == [
        "已发起：石湾村支部2026年民主测评，6人参加，12月18日（周五）24时截止。",
        "已发起：荷塘一支部2026年民主测评，5人参加，12月18日（周五）24时截止。",
    ]
    world.sweep()
    assert len([one for one in phone("shimeiling").messages() if "民主测评" in one]) == 2


def test_the_same_voters_vote_on_several_branches_that_are_named_together(world: World, wu: Phone) -> None:
    world.clock.moment = world.clock.moment.replace(month=12, day=14, hour=9)
    answer = wu.says(f"发起测评 2026 石湾村支部、荷塘一支部 12月18日 {'、'.join(VOTERS.values())}")
    assert answer.count("参加（6人）：朱永良") == 2
    assert "写了两遍" in wu.says_all(
        "取消", f"发起测评 2026 石湾村支部、石湾村支部 12月18日 {'、'.join(VOTERS.values())}"
    )


@both_databases
def test_votes_are_counted_when_the_time_is_over_and_the_office_hears_the_result(
    ballot: World, wu: Phone, phone: Phones
) -> None:
    votes = ("投票 优秀", "投票：石湾村支部 合格", "优秀", "投票 优秀 石湾村支部", "投优秀")
    assert [phone(userid).says(vote) for userid, vote in zip(VOTERS, votes, strict=False)] == [READ_BACK] * 5
    assert "6人里已投0人" in wu.says("测评进度")
    assert [phone(userid).says("确认") for userid, _ in zip(VOTERS, votes, strict=False)] == [TAKEN] * 5
    assert wu.says("测评进度") == (
        "石湾村支部2026年：6人里已投5人，12月18日（周五）24时截止\n截止以前不计票，谁也看不到各等次的票数。"
    )
    ballot.at("2026-12-21 08:34")
    assert wu.hears().endswith(
        "石湾村支部2026年民主测评已计票：应参加6人，参加5人；优秀4票、合格1票；得分97.00分，已登记。"
    )
    assert wu.says("测评进度") == "没有正在进行的民主测评。"
    assert (
        phone("zhuyongliang")
        .says("民主评议 2026")
        .startswith("2026年民主评议：\n石湾村支部：97.00分（支部党员民主测评，5 人参加）")
    )
    assert phone("zhangjianxin").says("投票 优秀") == ("现在没有等您投票的民主测评，可能已经截止，或者没有请您参加。")


@pytest.mark.parametrize("said", ["投票 良好", "投票 很优秀", "投票 优秀 合格", "投票 石湾村支部 都行"])
def test_what_is_no_grade_is_asked_for_again_in_words_that_repeat_nothing(
    ballot: World, phone: Phones, said: str
) -> None:
    assert phone("zhuyongliang").says(said) == f"这一票还没有投出，没看出是哪个等次。\n{ASKED}"


@pytest.mark.parametrize("said", ["我投优秀", "选：合格", "不合格！谢谢", "我觉得基本合格", "投优秀吧", "打个合格"])
def test_a_grade_in_ones_own_words_is_read_back_without_it_and_cast_by_confirming(
    ballot: World, phone: Phones, said: str
) -> None:
    zhu = phone("zhuyongliang")
    assert zhu.says(said) == READ_BACK
    assert zhu.says("确认") == TAKEN


@pytest.mark.parametrize(
    "said",
    [
        "不优秀",
        "优秀还是合格呢",
        "优秀 合格",
        "优秀？",
        "要是多关心老党员就优秀",
        "95分",
        "弃权",
        "别人投啥我投啥",
        "都蛮好的",
    ],
)
def test_half_a_vote_is_none(ballot: World, phone: Phones, said: str) -> None:
    zhu = phone("zhuyongliang")
    assert zhu.says(said).startswith(
        "这一票还没有投出。给石湾村支部评一个等次，只写一个：优秀、合格、基本合格、不合格。"
    )
    assert zhu.says("确认").startswith("现在没有正在填写的内容")


def test_until_it_is_confirmed_a_vote_can_be_changed_or_given_up(ballot: World, wu: Phone, phone: Phones) -> None:
    zhu = phone("zhuyongliang")
    assert zhu.says("投票") == ASKED
    assert zhu.says("优秀") == READ_BACK
    assert zhu.says("不合格") == READ_BACK
    assert zhu.says("好的").startswith("好的。\n")
    assert zhu.says("取消") == "好的，没有投出，写的等次没有留下。想投的时候回复“投票”。"
    assert "6人里已投0人" in wu.says("测评进度")


def test_the_vote_that_counts_is_the_one_written_last(ballot: World, wu: Phone, phone: Phones) -> None:
    for userid in VOTERS:
        phone(userid).says_all("优秀", "合格", "确认")
    ballot.at("2026-12-14 09:14")
    assert "合格6票；得分85.00分，已登记。" in wu.hears()


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("书记能看到我投啥吗", "不记名。您的票加密混放"),
        ("是不是不记名", "书记、组织办和领导都只看得到总数"),
        ("投了能不能改", "投出以后不能改"),
        ("投到哪天为止", "您还没有投，12月18日（周五）24时截止"),
        ("我投过没有", "您还没有投"),
        ("怎么投", "只写一个：优秀、合格、基本合格、不合格"),
        ("先不投，想想", "12月18日（周五）24时前都可以投"),
    ],
)
def test_what_is_asked_about_a_vote_is_answered_and_casts_none(
    ballot: World, wu: Phone, phone: Phones, said: str, part: str
) -> None:
    assert part in phone("zhuyongliang").says(said)
    assert "6人里已投0人" in wu.says("测评进度")


def test_a_question_beside_the_read_back_is_answered_and_the_vote_still_waits(ballot: World, phone: Phones) -> None:
    zhu = phone("zhuyongliang")
    zhu.says("优秀")
    assert zhu.says("能不能改") == (
        "回复“确认”以前，再写一次等次就是改；投出以后不能改，因为不记名，谁也找不出哪一票是您的。\n"
        f"石湾村支部：您还没有投，12月18日（周五）24时截止。\n{READ_BACK}"
    )
    assert zhu.says("确认") == TAKEN


def test_a_vote_cannot_be_changed_and_others_cannot_vote(ballot: World, phone: Phones) -> None:
    zhu = phone("zhuyongliang")
    zhu.says_all("投票 优秀", "确认")
    assert zhu.says("不合格") == "您对石湾村支部已经投过票，一人一票，投出后不能改。"
    assert "您已投过" in zhu.says("我投过没有")
    assert phone("wangjianguo").says("投票 优秀").startswith("现在没有等您投票的民主测评")
    assert "优秀" not in phone("wangjianguo").says("优秀")


def test_a_ballot_that_ends_before_the_vote_is_confirmed_takes_it_no_more(ballot: World, phone: Phones) -> None:
    zhu = phone("zhuyongliang")
    zhu.says("优秀")
    ballot.at("2026-12-21 08:34")
    assert zhu.says("确认").startswith("现在没有等您投票的民主测评")


def test_a_grade_typed_into_an_open_form_goes_neither_into_the_draft_nor_into_the_box(
    ballot: World, phone: Phones
) -> None:
    zhu = phone("zhuyongliang")
    zhu.says("意见建议")
    assert zhu.says("合格").startswith("听着像是在投票，没有记进正在填的内容，也没有投出。")
    assert "合格" not in zhu.says("投票 合格")
    with ballot.looking() as session:
        assert "合格" not in str(session.scalars(select(Conversation.draft)).one())
    zhu.says("取消")
    assert zhu.says_all("投票 合格", "确认") == TAKEN
    zhu.says("意见建议")
    # Who has voted may write the word again: now it answers the form.
    assert zhu.says("合格").startswith("准备转达：\n合格\n")


@both_databases
def test_a_ballot_outlives_a_restart_of_the_server(ballot: World, wu: Phone, phone: Phones) -> None:
    for userid in VOTERS:
        assert phone(userid).says("投票 合格") == READ_BACK
        ballot.restart()
        assert phone(userid).says("确认") == TAKEN
    ballot.at("2026-12-14 09:14")
    assert "合格6票；得分85.00分，已登记。" in wu.hears()


def test_a_ballot_given_up_is_gone(ballot: World, wu: Phone, phone: Phones) -> None:
    phone("zhuyongliang").says_all("投票 优秀", "确认")
    assert wu.says("撤销测评 石湾村支部 名单有误") == "已撤销石湾村支部的民主测评，已投的票没有打开，全部作废。"
    assert phone("shimeiling").says("投票 优秀").startswith("现在没有等您投票的民主测评")


def test_a_mistake_in_the_opening_is_said_in_one_sentence_and_asks_nobody(world: World, wu: Phone, zhu: Phone) -> None:
    for said, part in {
        "发起测评": "请写明是哪个党组织",
        "发起测评 石湾村支部": "请写明截止日和参加人，例如：发起测评 石湾村支部 12月20日",
        "发起测评 石湾村支部 12月1日 朱永良、石美玲": "只写了2人，至少5人才能做到不记名",
        "发起测评 石湾村支部 12月1日 朱永良、王没有": "名册里没有“王没有”",
        "发起测评 石湾村支部 明年8月1日 朱永良": "截止日应在今天到60天以内",
    }.items():
        assert part in wu.says(said)
    assert zhu.says("发起测评 石湾村支部 12月1日 朱永良").startswith("民主评议由镇组织办登记和发起")


def test_a_ballot_read_back_by_an_older_program_is_said_to_be_lost(world: World, wu: Phone) -> None:
    world.clock.moment = world.clock.moment.replace(month=12, day=14, hour=9)
    wu.says(BEGIN)
    with world.db.begin() as session:
        row = session.scalars(select(Conversation)).one()
        row.draft = {**row.draft, "facts": {"organization": "石湾村支部", "year": 2026, "last_day": "2026-12-18"}}
    assert wu.says("确认").startswith("程序更新以后，您没填完的那份内容没能保留")
    assert wu.says(BEGIN).startswith("请核对：2026年民主测评")
