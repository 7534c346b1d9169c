"""The office urges in the chat, and has words passed on: once, by day, and never without a name."""

import pytest

from bot.outbox import Addressee, push, text
from tests.chat.slip_steps import steps
from tests.worlds.phones import Phone, World, both_databases


@both_databases
def test_who_has_not_handed_in_is_urged_once_a_day_and_named(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.messages()
    world.at("2026-11-03 10:00")
    assert "要催办1家：石湾村支部（朱永良）" in wu.says("催办")
    assert steps(world) == []
    assert wu.says("确认") == "已催办1家：石湾村支部。"
    assert zhu.hears().startswith("镇组织办提醒：石湾村支部10月自查整改表还没有收到")
    assert steps(world) == [("remind", "")]
    assert "今天已经提醒过" in wu.says("催一下石湾村")
    assert "现在没有要催的" in wu.says("催办")


def test_at_night_it_goes_when_people_are_up_and_the_morning_adds_nothing(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.messages()
    world.at("2026-11-03 20:00")
    assert "11月4日（周三）08:30发出" in wu.says("催一下石湾村")
    wu.says("确认")
    assert zhu.messages() == []
    world.at("2026-11-04 08:34")
    assert len(zhu.messages()) == 1


def test_whom_nobody_named_is_asked(zhu: Phone, wu: Phone, world: World) -> None:
    assert "只催一家，回复“催办 石湾村支部”" in wu.says("催一下")
    assert "要催办1家" in wu.says("提醒一下没报的几家")
    wu.says("取消")
    assert "荷塘一支部" in wu.says("荷塘的催催")
    assert "还没有催" in wu.says("王建国还没报吧，催他一下")
    assert "还没有催" in wu.says("朱永良没报，提醒一下")
    assert steps(world) == []


@pytest.mark.parametrize("said", ["催一下没报的，石湾村不用催", "除了石湾村都催一下"])
def test_who_is_to_be_left_out_is_not_urged_nor_proposed(zhu: Phone, wu: Phone, world: World, said: str) -> None:
    heard = wu.says(said)
    assert "“催办”没有办" in heard
    assert "催办 石湾村支部" not in heard
    assert steps(world) == []


def test_words_that_do_not_go_along_are_said(zhu: Phone, wu: Phone) -> None:
    assert "“今天必须报”不会一起发" in wu.says("催办 石湾村支部 今天必须报")
    wu.says("取消")
    assert "不会一起发" not in wu.says("催办 石湾村支部")


def test_a_name_nobody_has_urges_nobody(zhu: Phone, wu: Phone) -> None:
    assert wu.says("催办 石弯村支部").startswith("没认出“石弯村支部”是哪个支部，没有催。")


@pytest.mark.parametrize(
    "said",
    [
        "催办不要 石湾村支部", "催办 别石湾村支部", "催办吗 石湾村支部", "下周再催办 石湾村支部", "催别办 石湾村支部",
        "石湾村支部先覅去催，书记勒山浪救火", "石湾村先别急着催",
        "免报 不要石湾村支部 书记住院", "免报 石湾村支部 书记住院，还是不办了",
    ],
)  # fmt: skip
def test_half_an_order_is_none(zhu: Phone, wu: Phone, world: World, said: str) -> None:
    assert "什么都没有动" in wu.says(said)
    assert steps(world) == []


def test_a_part_of_several_names_beside_a_full_one_is_not_dropped(zhu: Phone, wu: Phone) -> None:
    zhu.messages()
    assert "“荷塘”对得上" in wu.says("催办 石湾村支部、荷塘")


def test_who_has_handed_in_is_not_urged(zhu: Phone, wu: Phone) -> None:
    zhu.says_all("1 人不齐，11月6日补开 2 没记清，已整改", "确认")
    assert "已经报送，不用催" in wu.says("催办 石湾村支部")


def test_words_are_passed_on_with_the_name_of_who_says_them(zhu: Phone, wu: Phone) -> None:
    zhu.messages()
    assert "要转告石湾村支部（朱永良）：\n明天带党员花名册来" in wu.says("转告 石湾村支部 明天带党员花名册来")
    assert zhu.messages() == []
    assert wu.says("确认") == "已转告石湾村支部。"
    first, last = zhu.hears().splitlines()
    assert first == "明天带党员花名册来"
    assert last.startswith("——")
    assert last.endswith("吴思源")


@pytest.mark.parametrize("named", ["朱永良", "朱永良书记", "石湾", "石湾村书记", "石湾村支部书记"])
def test_an_officer_or_a_short_name_stands_for_the_branch_that_is_told(zhu: Phone, wu: Phone, named: str) -> None:
    zhu.messages()
    assert wu.says(f"转告 {named} 明天来").startswith("要转告石湾村支部（朱永良）：\n明天来\n")


@pytest.mark.parametrize("said", ["转告 全部 明天来", "转告所有支部 明天来", "转告大家：明天来", "通知各支部明天来"])
def test_words_go_to_those_who_are_named_and_never_to_all(wu: Phone, said: str) -> None:
    assert "不能一次发给全部" in wu.says(said)


def test_a_part_of_several_names_is_told_nothing(wu: Phone) -> None:
    assert "您说的是哪一个？请写全，再办一次，例如：转告 荷塘一支部" in wu.says("转告荷塘 明天来")


def test_a_committee_is_told_by_its_own_name(wu: Phone) -> None:
    assert wu.says("转告 荷塘村党委 明天来").startswith("要转告荷塘村党委")


def test_a_branch_on_paper_is_told_by_way_of_the_list(wu: Phone, world: World) -> None:
    wu.says_all("转告 荷塘老年支部 明天带党员花名册来", "确认")
    assert "荷塘老年支部" in wu.says("待送达")


@pytest.fixture
def told_often(zhu: Phone, world: World) -> None:
    """朱永良 has been told ten things this month."""
    with world.db.begin() as session:
        for number in range(10):
            push(session, Addressee("member", zhu.userid), text("通知"), key=f"more:{number}", now=world.clock.now())
    world.deliver()


@pytest.mark.usefixtures("told_often")
@pytest.mark.parametrize(
    ("order", "heard"), [("转告 石湾村支部 明天来开会", "明天来开会"), ("催办 石湾村支部", "镇组织办提醒")]
)
def test_the_office_is_warned_before_it_passes_the_cap_and_may_still_send(
    wu: Phone, zhu: Phone, order: str, heard: str
) -> None:
    zhu.messages()
    assert "\n朱永良（本月已有11条），再发就超过每人每月10条；要紧的可以照发。\n" in wu.says(order)
    wu.says("确认")
    assert heard in zhu.hears()


def test_nobody_is_warned_of_without_need(wu: Phone, zhu: Phone) -> None:
    assert "每人每月" not in wu.says("催办 石湾村支部")
