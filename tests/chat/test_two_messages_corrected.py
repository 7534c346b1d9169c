"""A self-check is corrected and added to by words alone, before it is handed in and after it is returned (R13)."""

from datetime import date

import pytest

from tests.chat.handing_in import handed_in, sent
from tests.worlds.phones import Phone, World

BOTH = "1 人不齐，下周五前补开 2 忘了，已补录"


def test_correcting_one_answer_takes_one_message_more(zhu: Phone, world: World) -> None:
    zhu.says(BOTH)
    assert sent(zhu, "改 1 11月16日补开", "确认") == 2
    assert [one.done_by for one in handed_in(world)] == [date(2026, 11, 16), date(2026, 11, 2)]
    assert handed_in(world)[0].reason == "人不齐"


@pytest.mark.parametrize(
    ("said", "part", "value"),
    [
        ("第1项改成20号", "done_by", date(2026, 11, 20)),
        ("1 日期写12号", "done_by", date(2026, 11, 12)),
        ("改1 责任人写周阿大，王凤英调走了", "responsible", "周阿大"),
        ("第一项原因不要写人不齐，写支委住院", "reason", "支委住院"),
        ("确认，但是第1项日子改成18号", "done_by", date(2026, 11, 18)),
        ("1 下雨停电，11月17日补开", "reason", "下雨停电"),
    ],
)
def test_a_correction_says_what_is_new_and_leaves_the_rest(
    zhu: Phone, world: World, said: str, part: str, value: object
) -> None:
    before = {"reason": "人不齐", "responsible": "朱永良", "done_by": date(2026, 11, 13)}
    zhu.says(BOTH)
    assert "没问题请回复“确认”" in zhu.says(said)
    assert world.self_check("石湾村支部") is None
    zhu.says("确认")
    first, second = handed_in(world)
    assert getattr(first, part) == value
    if said.startswith(("第", "改", "确认")):
        assert [getattr(first, one) for one in before if one != part] == [before[one] for one in before if one != part]
    assert (second.reason, second.done_by) == ("忘了", date(2026, 11, 2))


@pytest.mark.parametrize("said", ["👍第一条对的，就是党费那条改到12号，会计11号才出院", "第1项不变，党费改到12号"])
def test_what_is_said_of_one_item_is_never_taken_for_the_one_that_stays(zhu: Phone, world: World, said: str) -> None:
    zhu.says("1 人不齐，11月13日补开 2 会计住院，11月10日补登")
    zhu.says(said)
    zhu.says("确认")
    first, second = handed_in(world)
    assert (first.reason, first.done_by) == ("人不齐", date(2026, 11, 13))
    assert (second.reason, second.done_by) == ("会计住院", date(2026, 11, 12))


def test_the_word_alone_says_how_to_add(zhu: Phone) -> None:
    zhu.says(BOTH)
    assert zhu.says("补充").startswith("要补充自己查出的问题，把它写在“补充”后面")


def test_confirming_with_an_addition_hands_nothing_in_yet(zhu: Phone, world: World) -> None:
    zhu.says(BOTH)
    assert "自查发现：公开栏还是二季度的" in zhu.says("确认 另外补充一条：公开栏还是二季度的")
    assert world.self_check("石湾村支部") is None


def test_a_number_beyond_the_slip_is_not_lost(zhu: Phone) -> None:
    said = zhu.says(f"{BOTH} 3 厕所漏水")
    assert "提醒单上只有2项，第3条“厕所漏水”没有记成事项" in said
    assert "回复“补充 厕所漏水”" in said
    assert "原因：忘了\n措施：已补录" in said


def test_a_returned_form_is_changed_by_the_words_alone(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all(BOTH, "确认")
    wu.says("退回 石湾村支部 第1项请写明日期和到会人数")
    assert sent(zhu, "改 1 11月13日补开，到会5人", "确认") == 2
    assert handed_in(world)[0].measure == "11月13日补开，到会5人"
    assert handed_in(world)[0].reason == "人不齐"


@pytest.mark.parametrize("said", ["算了 不填了", "第1项写错了", "等一下，我看看"])
def test_words_about_the_form_change_nothing_in_it(zhu: Phone, said: str) -> None:
    zhu.says(BOTH)
    read_back = zhu.says(said)
    assert "原因：人不齐\n措施：下周五前补开" in read_back


def test_what_is_written_after_a_return_changes_the_item_the_reason_names(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all(BOTH, "确认")
    wu.says("退回 石湾村支部 第1项请写明日期和到会人数")
    assert sent(zhu, "上次没写清，11月16日补开，应到5人实到4人", "确认") == 2
    assert handed_in(world)[0].done_by == date(2026, 11, 16)
    assert handed_in(world)[1].reason == "忘了"
