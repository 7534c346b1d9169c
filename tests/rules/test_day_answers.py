"""A day beside other things is told from the day by which the work will be done."""

import pytest

from rules.day_answers import answers_with_day
from rules.day_phrases import promised_day
from rules.workdays import Calendar
from tests.rules.test_item_lines import TODAY


def answers(said: str, calendar: Calendar) -> bool:
    return answers_with_day(said, lambda part: promised_day(part, TODAY, calendar))


@pytest.mark.parametrize(
    "said",
    [
        "13号",
        "争取13号前",
        "那就定13号吧",
        "最迟下周五",
        "13号晚上七点半在村部",
        "大概月底",
        "13号补",
        "13号，那天书记也在",
        "下礼拜三人齐",
        "我们支部商量好了，14号开",
        "11月20日之前一定弄好",
        "下周五可以",
        "放到月底前",
        "这个礼拜六上午",
        "25号前整理好上交",
    ],
)
def test_words_of_the_work_or_none_leave_the_day_an_answer(said: str, calendar: Calendar) -> None:
    assert answers(said, calendar)


@pytest.mark.parametrize(
    "said",
    [
        "13号我要去喝喜酒",
        "13号镇里要检查",
        "老陈13号过生日",
        "我13号回来",
        "我13号出院，出院以后再开",
        "老李你13号来一趟",
        "13号之前别催我",
        "书记说13号，我看悬",
        "本来定13号的，后来取消了",
        "13号的车票都买好了",
        "13号赶集",
        "13号要去区里学习",
        "13号送孩子上学",
        "13号我生日",
        "十二号镇里开人代会",
    ],
)
def test_what_else_happens_on_a_day_promises_nothing_for_it(said: str, calendar: Calendar) -> None:
    assert not answers(said, calendar)
