"""Which of two slips is meant, of two months or of two branches, is known from the words or asked (R13)."""

import pytest

from models.appointments import SECRETARY, Appointment
from models.organizations import organization_named
from models.people import person_by_userid
from rules.periods import Month
from tests.chat.handing_in import handed_in
from tests.worlds.phones import Phone, Phones, World, both_databases
from tests.worlds.scenes import Scenes

pytestmark = pytest.mark.long

NOVEMBER = Month(2026, 11)


def a_month_later(world: World) -> None:
    world.recorded("石湾村支部", ["主题党日"], month=NOVEMBER)
    world.at("2026-12-01 08:34")


@pytest.fixture
def two_months(zhu: Phone, world: World, scenes: Scenes) -> Phone:
    """朱永良 on 1 December: October is overdue, November has just come in."""
    scenes.play(world, a_month_later)
    return zhu


def test_which_of_two_months_is_meant_is_asked_and_the_words_are_kept(two_months: Phone, world: World) -> None:
    said = two_months.says("1 天冷没人来，12月8日补")
    assert said.startswith("您说的是哪一张？\n1 石湾村支部11月\n2 石湾村支部10月\n")
    assert "请核对（石湾村支部11月自查整改表）" in (said := two_months.says("1"))
    assert said.startswith("下面是石湾村支部11月的。另外还在等您的：石湾村支部10月")
    assert "原因：天冷没人来" in said
    assert "您还有石湾村支部10月的提醒单" in two_months.says("确认")
    assert len(handed_in(world, month=NOVEMBER)) == 1


def test_a_month_whose_slip_does_not_wait_is_said_so_with_those_that_do(two_months: Phone) -> None:
    assert two_months.says("自查 9月").startswith("没有找到“9月”的提醒单。等您回复的有：石湾村支部11月、石湾村支部10月")


@pytest.mark.parametrize("said", ["自查 10月", "自查10月", "自查 石湾村支部 10月"])
def test_who_has_several_hears_which_one_is_being_filled_in(two_months: Phone, said: str) -> None:
    begun = two_months.says(said)
    assert begun.startswith("下面是石湾村支部10月的。另外还在等您的：石湾村支部11月")
    assert "\n石湾村支部10月第1项（共2项）：支委会" in begun


@pytest.mark.parametrize("which", ["2", "第二个", "10月", "10月的", "十月份"])
@pytest.mark.parametrize("said", ["1 人不够，12月7日补开", "1 天冷没人来，12月8日补"])
def test_the_answer_to_which_one_goes_on_with_what_was_said(two_months: Phone, said: str, which: str) -> None:
    assert "您说的是哪一张？" in two_months.says(said)
    assert two_months.says(which).startswith("下面是石湾村支部10月的")


@pytest.mark.parametrize("said", ["1", "自查", "开始填", "确认"])
def test_who_only_begins_means_the_newest_and_hears_what_else_waits(two_months: Phone, said: str) -> None:
    begun = two_months.says(said)
    assert begun.startswith("下面是石湾村支部11月的。另外还在等您的：石湾村支部10月")
    assert "\n石湾村支部11月第1项：11月主题党日" in begun


def test_who_has_nothing_open_in_the_newest_month_closes_that_one(zhu: Phone, world: World) -> None:
    world.recorded("石湾村支部", month=NOVEMBER)
    world.at("2026-12-01 08:34")
    zhu.hears()
    closed = zhu.says("1")
    assert closed.startswith("下面是石湾村支部11月的。另外还在等您的：石湾村支部10月")
    assert "石湾村支部10月" in closed.splitlines()[-1]
    assert handed_in(world, month=NOVEMBER) == []
    assert world.self_check("石湾村支部") is None


def test_two_items_are_said_of_the_slip_that_has_two(two_months: Phone) -> None:
    assert "请核对（石湾村支部10月自查整改表）" in two_months.says("1 人不够，12月7日补开 2 会计不在，12月7日补")


def test_words_of_receipt_mean_the_newest_slip(two_months: Phone, world: World) -> None:
    assert two_months.says("收到").startswith("已签收：石湾村支部11月提醒单")
    assert "11月" in two_months.says("截止").splitlines()[0]
    assert world.slip("石湾村支部").acknowledged_at is None


@pytest.mark.parametrize(
    "said",
    [
        "10月的 1 人不够，12月7日补开 2 会计不在，12月7日补",
        "石湾村支部 10月 1 人不够，12月7日补开 2 会计不在，12月7日补",
    ],
)
def test_a_month_written_in_front_decides(two_months: Phone, said: str) -> None:
    assert "请核对（石湾村支部10月自查整改表）" in two_months.says(said)


@pytest.mark.parametrize("said", ["自查 10月", "自查 石湾村支部 10月", "石湾村支部 10月", "先填10月的", "10月"])
def test_a_month_alone_begins_that_months_form(two_months: Phone, said: str) -> None:
    assert "第1项（共2项）：支委会" in two_months.says(said)


def test_items_called_by_name_say_which_month_is_meant(two_months: Phone) -> None:
    assert "下面是石湾村支部10月的" in two_months.says("党费台账会计忘了，已补录；支委会人不齐，12月7日补开")


@pytest.mark.parametrize("said", ["荷塘三支部 1 忘了，10号补", "荷塘支部 1 忘了，10号补"])
def test_what_is_said_of_another_branch_is_not_filed_here(zhu: Phone, said: str) -> None:
    assert "记下了" not in zhu.says(said)
    assert "请核对" not in zhu.chat[-1]["text"]["content"]


@pytest.mark.parametrize("said", ["西荡村支部 1 忘了，10号补", "荡村支部的：1 忘了，10号补"])
def test_a_branch_written_in_front_decides(world: World, phone: Phones, said: str) -> None:
    with world.db.begin() as session:
        zhu, other = person_by_userid(session, "zhuyongliang"), organization_named(session, "西荡村支部")
        assert zhu
        assert other
        row = Appointment(person_id=zhu.id, role=SECRETARY, title="书记", organization_id=other.id, powers=[])
        session.add(row)
    for branch in ("石湾村支部", "西荡村支部"):
        world.recorded(branch, ["支委会"])
    world.at("2026-11-02 08:34")
    assert "请核对（西荡村支部10月自查整改表）" in phone("zhuyongliang").says(said)


def two_branches_of_one(world: World) -> None:
    with world.db.begin() as session:
        zhu, other = person_by_userid(session, "zhuyongliang"), organization_named(session, "西荡村支部")
        assert zhu
        assert other
        session.add(Appointment(person_id=zhu.id, role=SECRETARY, title="书记", organization_id=other.id, powers=[]))
    for branch in ("石湾村支部", "西荡村支部"):
        world.recorded(branch, ["支委会"])
    world.at("2026-11-02 08:34")


@pytest.fixture
def two_branches(world: World, phone: Phones, scenes: Scenes) -> Phone:
    """朱永良 heads 西荡村支部, too; both have an open item."""
    scenes.play(world, two_branches_of_one)
    return phone("zhuyongliang")


@both_databases
@pytest.mark.parametrize("which", ["2", "西荡", "西荡村", "西荡村支部", "第二个"])
def test_whose_slip_is_meant_is_asked_and_the_words_are_kept(two_branches: Phone, world: World, which: str) -> None:
    assert "1 石湾村支部10月\n2 西荡村支部10月" in two_branches.says("1 人不齐，11月13日补开")
    assert "请核对（西荡村支部10月自查整改表）" in (said := two_branches.says(which))
    assert "原因：人不齐\n措施：11月13日补开" in said
    two_branches.says("确认")
    assert [one.reason for one in handed_in(world, "西荡村支部")] == ["人不齐"]
    assert world.self_check("石湾村支部") is None


@pytest.mark.parametrize("said", ["自查西荡村支部", "先弄西荡村支部", "西荡村支部先来", "自查 西荡村支部", "西荡村的"])
def test_a_branch_named_anywhere_begins_its_form(two_branches: Phone, said: str) -> None:
    assert two_branches.says(said).splitlines()[0].startswith(("下面是西荡村支部10月的", "第1项"))
    two_branches.says_all("人不齐，11月13日补开", "确认")
    assert two_branches.world.self_check("西荡村支部")


def test_whose_slip_came_in_is_asked_and_both_may_be_said(two_branches: Phone, world: World) -> None:
    assert "您说的是哪一张？" in two_branches.says("收到")
    assert world.slip("石湾村支部").acknowledged_at is None
    two_branches.says("两张都收到了")
    assert world.slip("石湾村支部").acknowledged_at
    assert world.slip("西荡村支部").acknowledged_at


def test_another_branch_than_ours_is_asked_back(two_branches: Phone) -> None:
    assert two_branches.says("荷塘支部 1 忘了，10号补").startswith("没有等您回复的“荷塘支部”提醒单。您说的是哪一张？")
    assert "原因：忘了" in two_branches.says("2")


def test_both_deadlines_are_explained(two_branches: Phone) -> None:
    said = two_branches.says_all("截止")
    assert "西荡村支部10月提醒单" in said
    assert "石湾村支部10月提醒单" in two_branches.chat[-2]["text"]["content"]


def test_whose_it_is_not_is_asked_back(two_branches: Phone) -> None:
    assert "您说的是哪一张？" in two_branches.says("不是石湾村支部")
    assert "西荡村支部10月" in two_branches.says("2")
