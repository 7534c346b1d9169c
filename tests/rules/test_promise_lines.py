"""What is said of a promise: kept, not kept, or nothing that is certain."""

from datetime import date

import pytest

from rules.day_phrases import promised_day
from rules.promise_lines import Told, means_all, promise_part, promise_told
from rules.workdays import Calendar

TODAY = date(2026, 12, 1)


def told(said: str, calendar: Calendar) -> Told | None:
    return promise_told(said, lambda part: promised_day(part, TODAY, calendar), TODAY)


@pytest.mark.parametrize(
    "said",
    [
        "做到了",
        "已做到",
        "都做到了",
        "上次答应的做到了",
        "已补开",
        "11月18日补开了",
        "补录好了，谢谢",
        "按时完成了",
        "兑现了。",
    ],
)
def test_these_say_that_it_was_kept(said: str, calendar: Calendar) -> None:
    found = told(said, calendar)
    assert found is not None
    assert (found.kept, found.day) == (True, None)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("没做到", None),
        ("还没有", None),
        ("没来得及补开", None),
        ("没做到，12月10日前补开", date(2026, 12, 10)),
        ("未完成，下周五前补", date(2026, 12, 11)),
        ("12月10日前补开", date(2026, 12, 10)),
        ("还差签名", None),
    ],
)
def test_these_say_that_it_was_not_and_perhaps_until_when_it_will_be(
    said: str, day: date | None, calendar: Calendar
) -> None:
    assert told(said, calendar) == Told(kept=False, words=said, day=day)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "做到了吗？",
        "要是有人就做到了",
        "人不齐",
        "忘了",
        "差不多",
        "抓紧",
        "好的",
        "什么事",
        "做到一半",
        "马上补开",
    ],
)
def test_these_say_nothing_that_is_certain(said: str, calendar: Calendar) -> None:
    assert told(said, calendar) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("人不齐，下周五前补开，上次答应的做到了", ("人不齐，下周五前补开", "做到了")),
        ("上次答应的没做到，12月10日前补开", ("", "没做到，12月10日前补开")),
        ("做到了", ("", "做到了")),
        ("没做到，12月10日前补开", ("", "没做到，12月10日前补开")),
        ("人不齐，下周五前补开", None),
        ("已补开", None),
    ],
)
def test_where_a_message_begins_to_speak_of_what_was_promised(text: str, parts: tuple[str, str] | None) -> None:
    assert promise_part(text, beside_items=False) == parts


def test_beside_items_what_follows_the_slips_words_may_be_about_an_item() -> None:
    assert promise_part("没做到，人不齐，下周五前补开", beside_items=True) is None
    assert promise_part("做到了", beside_items=True) == ("", "做到了")
    assert promise_part("上次答应的没做到，人不齐", beside_items=True) == ("", "没做到，人不齐")


@pytest.mark.parametrize(
    ("said", "is_all"),
    [
        ("都做到了", True),
        ("的事情全部做到了", True),
        (" ，均已补", True),
        ("做到了", False),
        ("第1项都做到了", False),
        ("", False),
    ],
)
def test_all_promises_are_meant_where_all_is_said_first(said: str, is_all: bool) -> None:
    assert means_all(said) is is_all
