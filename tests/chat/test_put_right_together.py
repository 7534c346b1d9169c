"""Several changes in one message are all made, each by its own words, or none."""

import pytest

from tests.worlds.phones import Phone

ANSWERS = "1 人不齐，11月6日补开 2 会计住院，11月9日补录"


@pytest.mark.parametrize(
    "said",
    ["第一条改12号，第二条不变", "第二条不变，第一条改12号", "第一条改12号，2条不动", "第一条改12号，第二条可以的"],
)
def test_that_the_other_item_stays_is_no_part_of_this_one(zhu: Phone, said: str) -> None:
    zhu.says(ANSWERS)
    read = zhu.says(said)
    assert "原因：人不齐\n措施：11月12日补开\n" in read
    assert "原因：会计住院\n措施：11月9日补录\n" in read


def test_two_short_changes_are_two(zhu: Phone) -> None:
    zhu.says(ANSWERS)
    read = zhu.says("改1 12号 改2 13号")
    assert "原因：人不齐\n措施：11月12日补开\n" in read
    assert "原因：会计住院\n措施：11月13日补录\n" in read


def test_several_parts_of_one_item_are_put_right_together(zhu: Phone) -> None:
    zhu.says(ANSWERS)
    read = zhu.says("第二条原因改忘记了，日期改12号，责任人改朱敏")
    assert "原因：忘记了\n措施：11月12日补录\n责任人：朱敏，11月12日（周四）前完成" in read


def test_what_runs_on_to_another_item_without_a_pause_is_asked_about(zhu: Phone) -> None:
    assert "没看清哪些话归哪一项" in zhu.says("1 人不齐12号补开2忘了明天补录3没有了")


def test_of_two_items_that_are_named_together_not_only_one_is_put_right(zhu: Phone) -> None:
    read = zhu.says(ANSWERS)
    assert zhu.says("把第一条和第二条的责任人都改成朱敏").endswith(read.partition("请核对")[2])
