# """Several items answered in one message, however people write it."""
# 
# from datetime import date
# 
# import pytest
# from handlers.forms.one_line import Line, read_one_line
# 
# from bot.forms import Setting
# from handlers.forms.self_check import day_in
# from rules.workdays import Calendar
# from tests.worlds.phones import Phone, World
# 
# MONDAY = date(2026, 11, 2)
# THIRD, FRIDAY_NEXT, TENTH = date(2026, 11, 3), date(2026, 11, 13), date(2026, 11, 10)
# 
# 
# def read(text: str, calendar: Calendar, items: int = 3) -> dict[int, Line] | None:
#     setting = Setting(MONDAY, calendar)
#     return read_one_line(text, range(1, items + 1), lambda sentence: day_in(sentence, setting))
# 
# 
# @pytest.mark.parametrize(
#     "text",
#     [
#         "1 人不齐，11月3日补开 2 没记清，11月10日前",
#         "1、人不齐，11月3日补开 2、没记清，11月10日前",
#         "1.人不齐,11月3日补开;2.没记清,11月10日前",
#         "1. 人不齐，11月3日补开\n2. 没记清，11月10日前",
#         "1：人不齐，11月3日补开。2：没记清，11月10日前",
#         "1）人不齐，11月3日补开 2）没记清，11月10日前",
#         "（1）人不齐，11月3日补开 （2）没记清，11月10日前",
#         "１　人不齐，１１月３日补开　２　没记清，１１月１０日前",
#         "①、人不齐，11月3日补开 ②、没记清，11月10日前",
#         "1，人不齐，11月3日补开\n\n2，没记清，11月10日前",
#         "第1项 人不齐，11月3日补开；第2项 没记清，11月10日前",
#         "  1 人不齐 11.3补开 2 没记清 11.10前  ",
#         "1 人不齐\n11月3日补开\n2 没记清\n11月10日前",
#     ],
# )
# def test_two_items_in_many_hands(calendar: Calendar, text: str) -> None:
#     found = read(text, calendar)
#     assert found is not None
#     assert set(found) == {1, 2}
#     assert (found[1].reason, found[1].day) == ("人不齐", THIRD)
#     assert (found[1].measure or "").endswith("补开")
#     assert found[2] == Line("没记清", None, TENTH)
# 
# 
# @pytest.mark.parametrize(
#     ("text", "line"),
#     [
#         ("1 已整改", Line(None, "已整改", MONDAY)),
#         ("1 已整改 人不齐", Line("人不齐", "已整改", MONDAY)),
#         ("1 已经补录好了 平台故障", Line("平台故障", "已经补录好了", MONDAY)),
#         ("1 已补录，平台故障", Line("平台故障", "已补录", MONDAY)),
#         ("1 平台故障，补好了", Line("平台故障", "补好了", MONDAY)),
#         ("1 已整改 人不齐，11月3日补开", Line("人不齐", "11月3日补开", THIRD)),
#         ("1 人不齐", Line("人不齐", None, None)),
#         ("1 11月10日前", Line(None, None, TENTH)),
#         ("1 下周五前补开", Line(None, "下周五前补开", FRIDAY_NEXT)),
#         ("1 人不齐，下周五", Line("人不齐", None, FRIDAY_NEXT)),
#         ("1 人不齐，通知党员，下周五前补开", Line("人不齐", "通知党员，下周五前补开", FRIDAY_NEXT)),
#     ],
# )
# def test_what_one_answer_says_and_what_it_leaves_open(calendar: Calendar, text: str, line: Line) -> None:
#     assert read(text, calendar) == {1: line}
# 
# 
# @pytest.mark.parametrize(
#     "text",
#     [
#         "3 天内补开",
#         "2 周后完成",
#         "3 个工作日内",
#         "1 个月内",
#         "2天内",
#         "11 月 3 日",
#         "11月3日补开",
#         "3日前",
#         "2.5小时的会没开成",
#         "人不齐",
#         "9 人不齐",
#         "1",
#         "",
#         "12345 你好",
#     ],
# )
# def test_a_figure_that_counts_days_or_people_is_no_item(calendar: Calendar, text: str) -> None:
#     assert read(text, calendar) is None
# 
# 
# def test_a_day_inside_an_answer_is_not_taken_for_the_next_item(calendar: Calendar) -> None:
#     found = read("1 2 号人不齐，3 天内补开 3 没记清", calendar)
#     assert found is not None
#     assert set(found) == {1, 3}
# 
# 
# def test_items_may_be_left_out(calendar: Calendar) -> None:
#     found = read("2 已整改 没记清", calendar)
#     assert found == {2: Line("没记清", "已整改", MONDAY)}
# 
# 
# def test_the_whole_form_in_one_message(zhu: Phone, world: World) -> None:
#     assert "自己还查出别的问题吗" in zhu.says("1 已整改 人不齐，11月3日补开 2 没记清，11月10日前补录")
#     read_back = zhu.says("0")
#     assert "1. 召开支委会\n原因：人不齐\n措施：11月3日补开\n责任人：朱永良，11月3日（周二）前完成" in read_back
#     assert (
#         "2. 党费收缴台账录入\n原因：没记清\n措施：11月10日前补录\n责任人：朱永良，11月10日（周二）前完成" in read_back
#     )
#     assert world.self_check("石湾村支部") is None
# 
# 
# def test_what_is_missing_in_the_one_message_is_asked(zhu: Phone) -> None:
#     assert zhu.says("1 已整改 人不齐，11月3日补开 2 11月10日前").startswith("第2项（共2项）：党费收缴台账录入")
#     assert zhu.says("没记清").startswith("第2项（党费收缴台账录入）怎么整改")
#     assert "自己还查出别的问题吗" in zhu.says("补录台账")
#     assert "措施：补录台账\n责任人：朱永良，11月10日（周二）前完成" in zhu.says("0")
# 
# 
# def test_one_message_in_the_middle_answers_the_rest(zhu: Phone) -> None:
#     zhu.says_all("1", "人不齐", "11月3日补开", "1")
#     assert "自己还查出别的问题吗" in zhu.says("2 没记清，11月10日前补录")
# 
# 
# def test_a_later_message_corrects_an_earlier_one(zhu: Phone) -> None:
#     zhu.says("1 人不齐，11月3日补开 2 没记清，11月10日前补录")
#     zhu.says("1 下雨停电，11月5日补开")
#     assert "原因：下雨停电\n措施：11月5日补开" in zhu.says("0")
# 
# 
# def test_a_part_that_is_far_too_long_is_not_taken(zhu: Phone) -> None:
#     assert "太长了" in zhu.says("1 " + "长" * 400)
