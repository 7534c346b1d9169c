"""Each part of an answer is kept under itself: who is responsible, what is put right, what is said of all (R13)."""

import pytest

from tests.worlds.phones import Phone


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("1 人不齐，9号补开，美玲办 2 忘了，已补录", "石美玲"),
        ("1 人不齐，9号补开 牵头人：朱敏 2 忘了，已补录", "朱敏"),
        ("1 人不齐，9号补开，会计小顾跟进 2 忘了，已补录", "会计小顾"),
        ("1 石美玲请假，9号补开 2 忘了，已补录", "朱永良"),
    ],
)
def test_who_sees_to_an_item_is_known_by_name_and_who_is_only_mentioned_is_not(zhu: Phone, said: str, who: str) -> None:
    assert f"措施：9号补开\n责任人：{who}，11月9日（周一）前完成" in zhu.says(said)


def test_somebody_named_beside_the_work_is_said_back_and_made_responsible_by_a_word(zhu: Phone) -> None:
    said = zhu.says("1 人不齐，跟美玲碰头以后9号补开 2 忘了，已补录")
    assert "是不是由石美玲负责没看准，责任人先写朱永良；要换就写：改 1 责任人 石美玲。" in said
    assert "责任人：石美玲，11月9日（周一）前完成" in zhu.says("改 1 责任人 石美玲")


def test_what_is_said_of_all_items_stands_with_each(zhu: Phone) -> None:
    said = zhu.says("1 人不齐，补开 2 忘了，补录，两项都15号前，都由美玲负责")
    assert said.count("责任人：石美玲，11月15日（周日）前完成") == 2


def test_what_is_said_of_all_items_is_no_answer_about_the_one_that_is_asked(zhu: Phone) -> None:
    zhu.says("1")
    assert "没看清哪些话归哪一项" in zhu.says("支委会是人不齐台账是忘记了两桩事都放到二十号之前做好")


@pytest.mark.parametrize("wrong", ["9号补开。不对，10号。", "9号补开，9号不行，10号"])
def test_what_is_put_right_in_the_same_breath_is_put_right(zhu: Phone, wrong: str) -> None:
    said = zhu.says(f"1 人不齐，{wrong} 2 忘了，已补录")
    assert "原因：人不齐\n措施：10号补开\n责任人：朱永良，11月10日（周二）前完成" in said


def test_while_the_day_is_asked_a_reason_is_put_right_with_it(zhu: Phone) -> None:
    zhu.says_all("1", "人不齐，补开")
    zhu.says("说得不对，不是人不齐，是会议室漏水，日子定在16号")
    assert "原因：会议室漏水\n措施：补开\n责任人：朱永良，11月16日（周一）前完成" in zhu.says("忘了，已补录")


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("支委会提前到6号", "措施：11月6日补开\n责任人：朱永良，11月6日（周五）前完成"),
        ("9号不行要12号", "措施：11月12日补开\n责任人：朱永良，11月12日（周四）前完成"),
        ("第一项写美玲，不是我", "措施：11月9日补开\n责任人：石美玲，11月9日（周一）前完成"),
        ("两条的日子都改到月底前", "措施：11月30日补开\n责任人：朱永良，11月30日（周一）前完成"),
    ],
)
def test_a_read_back_takes_another_day_or_person_as_people_say_it(zhu: Phone, said: str, stands: str) -> None:
    zhu.says("1 人不齐，11月9日补开 2 忘了，下周五补录")
    assert stands in zhu.says(said)
