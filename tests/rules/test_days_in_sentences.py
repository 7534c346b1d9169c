"""Days inside of what secretaries write, read on Wednesday 4 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.day_phrases import days_in, find_day, is_about, parse_day
from rules.workdays import Calendar

TODAY = date(2026, 11, 4)


@pytest.mark.parametrize(
    ("sentence", "day", "rest"),
    [
        ("人不齐，11月3日补开", "2026-11-03", "人不齐，补开"),
        ("11月10日前", "2026-11-10", ""),
        ("我们下周五补开", "2026-11-13", "我们补开"),
        ("书记出差，已定在11月12日(周四)补开。", "2026-11-12", "书记出差，已定补开"),
        ("10月30日没开成，11月6日补开", "2026-11-06", "10月30日没开成，补开"),
        ("11月5日补开，11月9日前录入平台", "2026-11-09", "11月5日补开，录入平台"),
        ("11月6日补开，原定10月30日", "2026-11-06", "补开，原定10月30日"),
        ("投入1.5万元，月底前到位", "2026-11-30", "投入1.5万元，到位"),
        ("3人请假，周五补", "2026-11-06", "3人请假，补"),
        ("20 日前补齐", "2026-11-20", "补齐"),
        ("三个工作日内整改到位", "2026-11-09", "整改到位"),
        ("明天", "2026-11-05", ""),
        ("14好补开", "2026-11-14", "补开"),
        ("停电，16补", "2026-11-16", "停电，补"),
        ("停电，里拜六补", "2026-11-07", "停电，补"),
        ("十一月十而号补登", "2026-11-12", "补登"),
        ("11月13补开", "2026-11-13", "补开"),
        ("3天之后补", "2026-11-07", "补"),
        ("停电，名天下午补叫", "2026-11-05", "停电，补叫"),
        ("停电，厚天补", "2026-11-06", "停电，补"),
        ("忘了，三天补好", "2026-11-07", "忘了，补好"),
        ("13号天晴就补", "2026-11-13", "天晴就补"),
        ("会计病了10号录", "2026-11-10", "会计病了录"),
        ("电停了十三日补开", "2026-11-13", "电停了补开"),
    ],
)
def test_a_day_is_found_inside_a_sentence(calendar: Calendar, sentence: str, day: str, rest: str) -> None:
    today = date(2026, 11, 2) if day == "2026-11-03" else TODAY
    assert find_day(sentence, today, calendar) == (date.fromisoformat(day), rest)


@pytest.mark.parametrize(
    "sentence",
    [
        "已整改",
        "人不齐",
        "党员20人，到会率80%",
        "每月5日开展主题党日",
        "11月31日前补开",
        "2月份 30日补开",
        "上月20日没有开",
        "经费1.5万元",
        "一周五次",
        "今后按时开展",
        "日常学习",
        "请戏班子唱戏，三日三夜",
        "按规矩停灵三日",
        "断电断了五日",
        "河里捞水草捞了三日",
        "一连十日值班",
        "水漫仔四日天",
        "三天补好了",
        "",
    ],
)
def test_no_day_is_found_where_none_is_named(calendar: Calendar, sentence: str) -> None:
    assert find_day(sentence, TODAY, calendar) is None


LETTERS = st.text(
    st.sampled_from("0123456789０１.-/ 年月日号周天底前内后个本下这明今大半一二三十两廿工作星期末季度（五)，x"),
    max_size=14,
)


@given(st.one_of(st.text(max_size=20), LETTERS), st.dates(date(2018, 1, 1), date(2035, 12, 31)))
def test_nothing_that_can_be_typed_raises(calendar: Calendar, text: str, today: date) -> None:
    parse_day(text, today, calendar)
    found = find_day(text, today, calendar)
    assert found is None or len(found[1]) < len(text)


def test_the_days_of_a_sentence_stand_in_the_order_in_which_it_names_them(calendar: Calendar) -> None:
    assert days_in("11月20日补开，明天先通知", TODAY, calendar) == [date(2026, 11, 20), date(2026, 11, 5)]
    assert days_in("人不齐", TODAY, calendar) == []


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("几好我忘记脱哉 大概十月份中浪", True),
        ("好像是3号", True),
        ("10月中旬", True),
        ("9月底", True),
        ("10月15日左右", True),
        ("昨天", False),
        ("7月1日", False),
        ("2026年11月3号下午", False),
        ("周三", False),
    ],
)
def test_what_somebody_only_remembers_about_is_no_day_of_a_fact(text: str, about: bool) -> None:
    assert is_about(text) is about
