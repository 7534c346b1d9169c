"""Days as secretaries write them, read on Wednesday 4 November 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.day_grammar import number_written
from rules.day_phrases import find_day, parse_day, promised_day
from rules.workdays import Calendar

TODAY = date(2026, 11, 4)

PHRASES = {
    "2026-11-20": [
        "11月20日",
        "11月20号",
        "11 月 20 日",
        "11月20日前",
        "11月20日之前",
        "11月20日以前",
        "11月20日下班前",
        "11月20日(周五)",
        "11月20日（周五）前",
        "11月20日星期五",
        "于11月20日前",
        "11月20日。",
        "１１月２０日",
        "十一月二十日",
        "十一月二十号前",
        "2026年11月20日",
        "二〇二六年十一月二十日",
        "今年11月20日",
        "本月20日",
        "这个月20号前",
        "20日",
        "20号前",
        "二十号",
        "11.20",
        "11-20",
        "11/20",
        "１１．２０",
        "2026-11-20",
        "2026.11.20",
        "2026/11/20",
        "11月中旬",
        "11月20",
        "十一月二十",
        "这个月20",
        "迭个月廿号",
        "11月20好",
        "11约20号",
        "时一月二十好前",
        "十一月廿浩",
    ],
    "2026-11-04": ["今天", "今日", "今晚", "周三", "4号"],
    "2026-11-05": ["明天", "明天上午", "明日", "周四", "1天内", "1个工作日内"],
    "2026-11-06": [
        "后天",
        "后儿个",
        "周五",
        "周五夜里",
        "星期五",
        "礼拜五",
        "周五前",
        "本周五",
        "这周五",
        "2个工作日内",
    ],
    "2026-11-07": ["大后天", "三天内", "3天内", "３天内", "3日内", "三天之内", "三天以内", "3天后", "三天", "本周六"],
    "2026-11-08": ["周日", "星期天", "周末", "本周末", "本周内"],
    "2026-11-27": [
        "这个月最后一个礼拜五",
        "本月最后一个周五前",
        "11月第四个星期五",
        "11月份最后一个周五",
        "这个月的，嗯，最后一个礼拜五",
    ],
    "2026-12-07": ["下个月第一个周一", "12月第1个星期一"],
    "2026-11-09": ["3个工作日内", "三个工作日内", "3个工作日", "3工作日以内", "周一", "下周一", "5天内"],
    "2026-11-10": ["周二", "下周二"],
    "2026-11-13": ["下周五", "下周五前", "下个星期五", "下礼拜五", "下周的周五", "周五，下周的", "下个礼拜的礼拜五"],
    "2026-11-15": ["下周末", "下周内", "下周", "本月中"],
    "2026-11-16": ["下下周一"],
    "2026-11-18": ["两周内", "2周内", "两个星期内", "两周"],
    "2026-11-19": ["半个月内", "十五天内"],
    "2026-11-25": ["廿五日", "二十五日"],
    "2026-11-30": ["月底", "月底前", "本月底", "月末", "30日之前", "11月底", "11月内", "本月", "本月内", "11月下旬"],
    "2026-12-03": ["3号", "3日前", "12月3日", "下月3日"],
    "2026-12-04": ["一个月内", "1个月内"],
    "2026-12-05": ["12月5日", "下月5号", "下个月5日前", "12.5"],
    "2026-12-31": [
        "31日",
        "年底",
        "年底前",
        "今年年底",
        "下月底",
        "下个月底前",
        "12月底",
        "12月",
        "季度末",
        "本季度末",
    ],
    "2027-01-10": ["1月10日", "一月十日", "明年1月10日", "1/10", "1.10"],
    "2027-02-28": ["明年2月底", "2月底前"],
    "2027-03-31": ["下季度末"],
    "2027-12-31": ["明年底", "明年年底"],
    "2026-11-11": ["下周3", "下周三", "一周内", "7天后", "11日"],
    "2026-11-12": ["8天内", "12号"],
    "2026-11-23": ["二十三日", "23号"],
    "2026-12-10": ["12月上旬", "下月上旬"],
    "2026-12-15": ["12月中", "下个月中"],
    "2026-12-20": ["12月中旬", "下月中旬"],
    "2027-01-04": ["两个月内", "2个月后"],
    "2027-11-04": ["12个月内", "十二个月内", "明年11月4日"],
    "2027-11-03": ["364天内", "52周内"],
    "2027-11-05": ["366天内"],
    "2028-04-03": ["366个工作日内"],
    "2029-11-06": ["2029年11月6日"],
    "2023-11-02": ["2023年11月2日"],
    # Sixty days ago is still meant as past, the day before it as next year's.
    "2026-09-05": ["9月5日", "二零二六年九月五日"],
    "2027-09-04": ["9月4日", "二〇二七年九月四日"],
    # A day that has just passed is meant as past, so that the form can say so; not as next year's.
    "2026-11-03": ["11月3日", "11.3", "本周二"],
    "2026-10-30": ["10月30日"],
}


@pytest.mark.parametrize(("phrase", "day"), [(phrase, day) for day, phrases in PHRASES.items() for phrase in phrases])
def test_a_phrase_means_a_day(calendar: Calendar, phrase: str, day: str) -> None:
    assert parse_day(phrase, TODAY, calendar) == date.fromisoformat(day)


NO_DAYS = [
    *("尽快", "随便", "五", "20", "2月30日", "13月1日", "0月0日", "11月0日", "32号", "13.40", "1.5万", "10-20人"),
    *(
        "11:20",
        "0天内",
        "367天内",
        "999天内",
        "53周内",
        "0个工作日内",
        "367个工作日内",
        "每月5日",
        "一周五次",
        "2099年1月1日",
        "2029年11月7日",
        "2023年11月1日",
        "99999999月1日",
        "日日日",
        "周八",
        "11月20日补开",
    ),
]


@pytest.mark.parametrize("text", ["", *NO_DAYS])
def test_what_is_no_day_is_not_taken_for_one(calendar: Calendar, text: str) -> None:
    assert parse_day(text, TODAY, calendar) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "十号或者十二号补开",
            "周五要么周六",
            "10号还是11号",
            "过两日想办法",
            "这两日",
            "不是10号就是11号",
            "30号31号",
            "10号、11号补开",
        ),
        *("大概十四五号", "14、5号", "七八号补", "10号11号都行", "11月10号以后补", "过了十号再开", "周五之后"),
        *("10月一直下雨", "十月十分忙", "8月9月台账", "10月12项", "15好了", "二十好几个人"),
    ],
)
def test_one_of_two_days_and_two_days_from_now_or_so_promise_none(calendar: Calendar, text: str) -> None:
    assert promised_day(text, TODAY, calendar) is None


def test_around_the_new_year_the_nearest_such_day_is_meant(calendar: Calendar) -> None:
    january = date(2027, 1, 5)
    assert parse_day("12月28日", january, calendar) == date(2026, 12, 28)
    assert parse_day("3月1日", january, calendar) == date(2027, 3, 1)
    assert parse_day("2月29日", date(2027, 12, 1), calendar) == date(2028, 2, 29)


def test_the_end_of_a_short_month_is_its_last_day(calendar: Calendar) -> None:
    assert parse_day("一个月内", date(2026, 1, 31), calendar) == date(2026, 2, 28)
    assert parse_day("13个月内", date(2026, 1, 31), calendar) == date(2027, 2, 28)
    assert parse_day("半个月内", date(2026, 1, 31), calendar) == date(2026, 2, 15)


@pytest.mark.parametrize(
    ("written", "number"),
    {
        "0": 0,
        "20": 20,
        "〇": 0,
        "零": 0,
        "一": 1,
        "二": 2,
        "两": 2,
        "九": 9,
        "十": 10,
        "十一": 11,
        "二十": 20,
        "廿": 20,
        "廿五": 25,
        "卅": 30,
        "初八": 8,
        "二十三": 23,
        "九十九": 99,
        "百": 0,
        "百十": 0,
        "十百": 0,
        "": 0,
    }.items(),
)
def test_a_number_in_whatever_figures(written: str, number: int) -> None:
    assert number_written(written) == number


def test_every_chinese_figure_of_a_year_is_read(calendar: Calendar) -> None:
    for figure, digit in zip("〇零一二三四五六七八九", "00123456789", strict=True):
        assert parse_day(f"二〇二{figure}年1月1日", date(2021, 1, 1), calendar) == (
            parse_day(f"202{digit}年1月1日", date(2021, 1, 1), calendar)
        )


def test_working_days_step_over_the_national_holiday(calendar: Calendar) -> None:
    assert parse_day("3个工作日内", date(2026, 9, 30), calendar) == date(2026, 10, 10)
    assert parse_day("三天内", date(2026, 9, 30), calendar) == date(2026, 10, 3)


def test_a_day_that_this_month_does_not_have_is_the_next_month_that_has_it(calendar: Calendar) -> None:
    assert parse_day("30号", date(2027, 1, 31), calendar) == date(2027, 3, 30)


def test_a_month_after_the_31st_ends_with_the_shorter_month(calendar: Calendar) -> None:
    assert parse_day("一个月内", date(2027, 1, 31), calendar) == date(2027, 2, 28)


def test_the_week_begins_on_monday_also_for_who_writes_on_sunday(calendar: Calendar) -> None:
    sunday = date(2026, 11, 8)
    assert parse_day("下周五", sunday, calendar) == date(2026, 11, 13)
    assert parse_day("本周五", sunday, calendar) == date(2026, 11, 6)
    assert parse_day("周五", sunday, calendar) == date(2026, 11, 13)


@given(st.dates(date(2018, 1, 1), date(2035, 12, 31)), st.integers(-60, 290))
def test_a_month_and_day_are_read_back_to_the_day_they_were_written_for(
    calendar: Calendar, today: date, offset: int
) -> None:
    day = today + timedelta(days=offset)
    assert parse_day(f"{day.month}月{day.day}日前", today, calendar) == day
    assert parse_day(f"{day.year}年{day.month}月{day.day}日", today, calendar) == day


@given(st.dates(date(2018, 1, 1), date(2035, 12, 31)), st.integers(1, 7))
def test_a_bare_weekday_is_within_the_next_seven_days(calendar: Calendar, today: date, weekday: int) -> None:
    day = parse_day(f"周{'一二三四五六日'[weekday - 1]}", today, calendar)
    assert day is not None
    assert day.isoweekday() == weekday
    assert today <= day < today + timedelta(days=7)


@pytest.mark.parametrize(("said", "day"), [("12号周四", "2026-11-12"), ("11月13日（周五）前", "2026-11-13")])
def test_a_date_and_its_weekday_are_one_day(calendar: Calendar, said: str, day: str) -> None:
    assert parse_day(said, TODAY, calendar) == date.fromisoformat(day)


@pytest.mark.parametrize("said", ["12号周五", "11月12日（周五）前", "12号周五补开"])
def test_a_date_beside_another_days_name_is_no_day_for_one_of_both_is_a_slip(calendar: Calendar, said: str) -> None:
    assert (parse_day(said, TODAY, calendar), find_day(said, TODAY, calendar)) == (None, None)
