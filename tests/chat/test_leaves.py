"""A secretary is away and somebody else of the branch takes over: one line, read back, both told (R11)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from bot.forms import Setting, Understood
from handlers.forms.leave import LeaveDays
from models.appointments import SECRETARY, Appointment
from models.organizations import organization_named
from models.people import person_by_userid
from rules.workdays import Calendar
from services.leaves.leaves import may_be_away
from tests.worlds.phones import Phone, Phones, World, both_databases


@pytest.fixture
def shi(phone: Phones) -> Phone:
    """石美玲, deputy secretary of 石湾村支部."""
    return phone("shimeiling")


@pytest.fixture
def min_(phone: Phones) -> Phone:
    """朱敏, 组织委员 of 石湾村支部."""
    return phone("zhumin")


READ_BACK = [
    "请核对（请人代办）：",
    "石湾村支部的提醒单、督办单和其他消息",
    "11月2日（周一）到11月20日（周五），先发给石美玲 副书记",
    "没问题请回复“确认”，我会告知对方；要改就再写一遍，不办了回复“取消”。",
]


@both_databases
def test_one_line_says_until_when_who_takes_over_and_both_are_told(zhu: Phone, shi: Phone) -> None:
    assert zhu.says("出差到20号，石美玲代").splitlines() == READ_BACK
    assert shi.hears() == ""
    assert zhu.says("确认").splitlines() == [
        "已登记：11月2日（周一）到11月20日（周五），石湾村支部的提醒单和其他消息先发给石美玲，已告知对方。",
        "到期自动恢复；提前回来回复“我回来了”。这期间您照样可以填报、办理。",
    ]
    assert shi.hears().splitlines() == [
        (
            "朱永良11月2日（周一）到11月20日（周五）不在，请您代办石湾村支部的事："
            "这期间提醒单和其他消息先发给您，办法和平时一样。"
        ),
        "现在等着答复的：10月提醒单，11月4日（周三）24时截止，回复“提醒单 石湾村支部”查看。",
        "不方便代办的，请直接和朱永良说一声。",
    ]
    assert shi.says("1").startswith("第1项（共2项）")


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("出差到20号，石美玲代", "11月2日（周一）到11月20日（周五）"),
        ("请假 到20号 石美玲代", "11月2日（周一）到11月20日（周五）"),
        ("请假：20号前，石美玲代", "11月2日（周一）到11月20日（周五）"),
        ("我要出差到下周五，石美玲代办", "11月2日（周一）到11月13日（周五）"),
        ("请假三天，石美玲代", "11月2日（周一）到11月5日（周四）"),
        ("11月10日到20日出差，石美玲代", "11月10日（周二）到11月20日（周五）"),
        ("下周一到周五外出，请石美玲同志代一下", "11月9日（周一）到11月13日（周五）"),
        ("12月28日到5号休假，石美玲代", "12月28日（周一）到1月5日（周二）"),
        ("明天到后天出差，石美玲代", "11月3日（周二）到11月4日（周三）"),
        ("代办 月底前 石美玲", "11月2日（周一）到11月30日（周一）"),
    ],
)
def test_the_days_in_many_words(zhu: Phone, said: str, days: str) -> None:
    assert f"{days}，先发给石美玲 副书记" in zhu.says(said)


@pytest.mark.parametrize("said", ["出差", "我要出差", "外出了", "出差。"])
def test_who_says_no_more_than_that_hears_what_is_asked_and_no_reproach(zhu: Phone, said: str) -> None:
    assert zhu.says(said).startswith("到哪天为止请人代办、由谁代办？")


def test_what_is_missing_is_asked(zhu: Phone) -> None:
    assert zhu.says("请假").startswith("到哪天为止请人代办、由谁代办？先写哪天，例如：20号、下周五，或写 10号到20号")
    assert zhu.says("不知道").startswith("没看懂是哪天。")
    assert zhu.says("昨天").startswith("没看懂是哪天。")
    assert zhu.says("2027年11月20日").startswith("没看懂是哪天。")
    assert zhu.says("20号").splitlines() == [
        "石湾村支部这些天由谁代办？回复数字：",
        "1 石美玲 副书记",
        "2 朱敏 组织委员",
        "写错了回复“返回”，不办了回复“取消”。",
    ]
    assert zhu.says("3").startswith("没有这个选项")
    assert "先发给朱敏 组织委员" in zhu.says("2")
    assert "11月2日（周一）到11月25日（周三），先发给朱敏" in zhu.says("到25号")
    assert "先发给石美玲 副书记" in zhu.says("石美玲代")
    assert zhu.says("取消") == "好的，没有登记请人代办，消息照常发给您。"
    assert zhu.says("代办清单") == "现在没有请人代办的。"


def test_a_name_that_is_no_officer_of_the_branch_is_asked_for(zhu: Phone) -> None:
    said = zhu.says("出差到20号，张建新代")
    assert said.startswith(
        "代办的要是本支部收得到消息的副书记、组织委员等负责人，请在下面选一位。\n石湾村支部这些天由谁代办？"
    )


def test_a_word_in_the_middle_of_a_form_is_an_answer_and_no_leave(zhu: Phone) -> None:
    assert "记下了：原因 出差。" in zhu.says_all("1", "出差")
    assert zhu.says("请假").startswith("您还有一份没填完。")


@pytest.mark.parametrize("said", ["支委出差了，会没开成", "请假条怎么写", "出差补贴怎么报"])
def test_a_sentence_that_only_mentions_a_journey_opens_nothing(zhu: Phone, said: str) -> None:
    zhu.says(said)
    assert zhu.says("取消") == "现在没有正在填写的内容。"


def test_whoever_is_back_earlier_says_so_and_the_stand_in_hears_it(zhu: Phone, shi: Phone) -> None:
    zhu.says_all("出差到20号，石美玲代", "确认")
    shi.messages()
    assert zhu.says("我回来了") == "好的，石湾村支部的消息仍先发给您，已告知石美玲。"
    assert shi.hears() == "朱永良回来了，石湾村支部的消息仍先发给朱永良。谢谢您这些天代办。"
    assert zhu.says("销假") == "您没有登记过请人代办，消息一直先发给您。"


def test_what_is_said_anew_replaces_what_was_said_before(zhu: Phone, shi: Phone, wu: Phone) -> None:
    zhu.says_all("出差到20号，石美玲代", "确认")
    zhu.says_all("出差到25号，石美玲代", "确认")
    listed = ["请人代办的：", "石湾村支部：朱永良由石美玲代办，11月2日（周一）到11月25日（周三）"]
    assert wu.says("代办清单").splitlines() == listed
    assert zhu.says("代办清单").splitlines() == listed


def test_the_office_sees_it_also_in_its_overview(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all("出差到20号，石美玲代", "确认")
    seen = "请人代办的：石湾村支部朱永良由石美玲（11月2日（周一）到11月20日（周五））"
    assert wu.says("概况").splitlines()[-1] == seen
    world.clock.moment = world.clock.moment.replace(day=21)
    assert seen not in wu.says("概况")


def test_a_stand_in_hands_on_and_nobody_else_has_to(zhu: Phone, shi: Phone, min_: Phone) -> None:
    assert shi.says("请假") == "石湾村支部的消息现在先发给朱永良，您外出不用登记请人代办。"
    zhu.says_all("出差到20号，石美玲代", "确认")
    assert "先发给朱敏 组织委员" in shi.says("出差到10号，朱敏代")
    assert shi.says("确认").startswith("已登记")
    assert "石美玲11月2日（周一）到11月10日（周二）不在，请您代办石湾村支部的事" in min_.hears()


def test_who_is_no_officer_has_nothing_to_hand_over(phone: Phones, zhu: Phone) -> None:
    assert phone("luyaqin").says("请假") == "请人代办是给支部书记、副书记和组织委员用的；您名下没有要收提醒单的支部。"


def test_an_answer_that_comes_days_later_is_checked_again(zhu: Phone, world: World) -> None:
    zhu.says("出差到5号，石美玲代")
    world.clock.moment = world.clock.moment.replace(day=6)
    assert zhu.says("确认").startswith("请人代办要在今天到2月6日（周六）之间结束")
    assert zhu.says("代办清单") == "现在没有请人代办的。"


def test_the_slip_goes_to_the_stand_in_and_so_does_the_reminder(world: World, phone: Phones, shi: Phone) -> None:
    world.recorded("石湾村支部", ["支委会"])
    secretary = phone("zhuyongliang")
    secretary.says_all("出差到20号，石美玲代", "确认")
    world.at("2026-11-02 08:34")
    assert "石湾村支部" in shi.hears()
    assert world.slip("石湾村支部").recipient_id == person_id(world, "shimeiling")
    world.at("2026-11-04 08:34")
    assert shi.hears().startswith("石湾村支部10月自查整改表今天截止")
    assert secretary.hears() == ""


def test_who_had_the_slip_before_leaving_is_not_reminded_but_may_still_answer(
    zhu: Phone, shi: Phone, world: World
) -> None:
    zhu.says_all("出差到20号，石美玲代", "确认")
    shi.messages()
    world.at("2026-11-04 08:34")
    assert shi.hears().startswith("石湾村支部10月自查整改表今天截止")
    assert zhu.hears() == ""
    assert zhu.says("1").startswith("第1项（共2项）")


def person_id(world: World, userid: str) -> int:
    with world.looking() as session:
        found = person_by_userid(session, userid)
        assert found
        return found.id


@pytest.fixture
def of_two(world: World, phone: Phones) -> Phone:
    """朱永良, now secretary of 柳浜一支部 too."""
    with world.db.begin() as session:
        other = organization_named(session, "柳浜一支部")
        assert other
        role = {"role": SECRETARY, "title": "书记", "powers": [], "since": date(2026, 11, 1)}
        held = update(Appointment).where(Appointment.organization_id == other.id, Appointment.role == SECRETARY)
        session.execute(held.values(until=date(2026, 11, 1)))
        session.add(Appointment(person_id=person_id(world, "zhuyongliang"), organization_id=other.id, **role))
    return phone("zhuyongliang")


def test_whoever_leads_two_branches_is_asked_which_one(of_two: Phone) -> None:
    assert of_two.says("请假").splitlines()[:3] == ["哪个支部请人代办？回复数字：", "1 石湾村支部", "2 柳浜一支部"]
    assert of_two.says("1").startswith("到哪天为止")
    assert of_two.says("20号").startswith("石湾村支部这些天由谁代办")
    assert "石湾村支部的提醒单" in of_two.says("石美玲")
    assert of_two.says("确认").endswith("柳浜一支部也要请人代办的，再回复“请假”。")


def test_the_name_says_which_branch_is_meant(of_two: Phone) -> None:
    assert of_two.says("出差到20号，石美玲代").splitlines()[1] == "石湾村支部的提醒单、督办单和其他消息"


def test_days_that_run_backwards_are_asked_again(zhu: Phone) -> None:
    assert zhu.says("请假三天，两天").startswith("没看懂是哪天。")


PIECES = "出差|请假|到|从|三天|两天|20号|11月3日|下周一|周五|月底|，|石美玲代|13月|昨天"


@given(pieces=st.lists(st.sampled_from(PIECES.split("|")), max_size=8))
def test_whatever_is_said_about_days_is_understood_or_asked_again(calendar: Calendar, pieces: list[str]) -> None:
    setting = Setting(date(2026, 11, 2), calendar)
    read = LeaveDays().read("days", "".join(pieces), setting)
    if isinstance(read, Understood):
        assert may_be_away(read.answers["days"], setting.today)


def test_a_sentence_with_both_days_and_a_name_is_read_back_at_once(zhu: Phone) -> None:
    told = zhu.says("我11月5日到10日出差, 石美玲代办")
    assert "11月5日（周四）到11月10日（周二），先发给石美玲 副书记" in told
    assert zhu.says("确认").startswith("已登记：11月5日（周四）到11月10日（周二）")


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("我明天开刀，要住院半个月", "回复“请假”加哪天回来、谁代办"),
        ("我不在", "回复“请假”加哪天回来、谁代办"),
        ("取消请假", "回复“销假”"),
        ("不请假了，我能填", "没有登记请假"),
        ("纸的行不行", "送到镇组织办"),
    ],
)
def test_what_is_said_about_being_away_is_answered_and_hands_nothing_over(zhu: Phone, said: str, part: str) -> None:
    assert part in zhu.says(said)
    assert "石美玲" not in zhu.says("代办清单")
