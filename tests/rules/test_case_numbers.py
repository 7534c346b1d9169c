"""A case's number in many hands, and what is said behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.case_numbers import CaseNumber, Numbered, numbered

# As people write one number: every way means case 3, and hands the same words on.
THREE = [
    *("3", "３", "03", "第3号", "第 3 号", "3号", "#3", "＃3", "№3", "No.3", "no3", "编号3", "编号：3", "编号 3"),
    *("第三号", "三号", "编号三", "加分3", "加分 3", "加分第3号", "加分编号：3", "③", "3️⃣"),
]


@pytest.mark.parametrize("number", THREE)
@pytest.mark.parametrize("between", [" ", "，", "、", "：", ": ", "。", ". ", "；", "\n", "\u3000"])
def test_a_number_in_many_hands(number: str, between: str) -> None:
    assert numbered(f"{number}{between}属于单项荣誉", "加分") == Numbered((CaseNumber(3),), "属于单项荣誉")


@pytest.mark.parametrize("number", THREE)
@pytest.mark.parametrize("end", ["", "。", " ", "\n"])
def test_a_number_alone(number: str, end: str) -> None:
    assert numbered(f"{number}{end}", "加分") == Numbered((CaseNumber(3),), "")


@pytest.mark.parametrize(
    ("said", "serials", "rest"),
    [
        ("3、4、5 情况属实", [3, 4, 5], "情况属实"),
        ("3，4，5 情况属实", [3, 4, 5], "情况属实"),
        ("3,4,5", [3, 4, 5], ""),
        ("3 4 5，情况属实", [3, 4, 5], "情况属实"),
        ("3和4", [3, 4], ""),
        ("3、4和第5号 情况属实", [3, 4, 5], "情况属实"),
        ("第3、4、5号 情况属实", [3, 4, 5], "情况属实"),
        ("第三、四号 情况属实", [3, 4], "情况属实"),
        ("处理3、处理4 情况属实", [3, 4], "情况属实"),
        ("3、3、4", [3, 4], ""),
        ("３、４　情况属实", [3, 4], "情况属实"),
        # A day or a list behind the number is no further number.
        ("3 5号 记录12号", [3], "5号 记录12号"),
        ("3 11月5日", [3], "11月5日"),
        ("3、4 5号 记录12号", [3, 4], "5号 记录12号"),
        ("3 1、少记录 2、少照片", [3], "1、少记录 2、少照片"),
        ("3 1.少记录\n2.少照片", [3], "1.少记录\n2.少照片"),
        ("3，4名党员没到", [3], "4名党员没到"),
    ],
)
def test_several_numbers(said: str, serials: list[int], rest: str) -> None:
    found = numbered(said, "处理")
    assert found is not None
    assert ([one.serial for one in found.numbers], found.rest) == (serials, rest)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("4-001", CaseNumber(1, 4)),
        ("4-1", CaseNumber(1, 4)),
        ("4－001", CaseNumber(1, 4)),
        ("2026-4-001", CaseNumber(1, 4, 2026)),
        ("2026年4-001号", CaseNumber(1, 4, 2026)),
        ("〔2026〕4-001", CaseNumber(1, 4, 2026)),
        ("澄红灰督〔2026〕4-001", CaseNumber(1, 4, 2026)),
        ("督办单 澄红灰督〔2026〕4-001", CaseNumber(1, 4, 2026)),
        ("001", CaseNumber(1)),
    ],
)
def test_an_order_in_full(said: str, number: CaseNumber) -> None:
    assert numbered(f"{said} 已补开", "督办单?") == Numbered((number,), "已补开")


@pytest.mark.parametrize(
    "rest",
    [
        "？",
        "?",
        "？真的吗",
        "不能销号",
        "还没整改到位",
        "，如果补开了",
        "吗？",
        "！",
        "（只是问问）",
        "“属实”",
        "a？ b，c。 d!",
        "3号？",
    ],
)
def test_what_stands_behind_is_handed_on_word_for_word(rest: str) -> None:
    touching = not rest[0].isalnum()
    said = f"3{rest}" if touching else f"3 {rest}"
    assert numbered(said) == Numbered((CaseNumber(3),), rest.removeprefix("，"))


@pytest.mark.parametrize(
    "said",
    [
        *("", " ", "甲", "理由 3", "已补开", "？3", "-3", "第号", "编号"),
        # Amounts, days, times, names and lists.
        *(
            "3次会议已补开",
            "3个",
            "80%",
            "3.5小时",
            "8:30开会",
            "11月20日",
            "11-20",
            "2026-11-20",
            "2026年",
            "3/5",
            "3～5",
            "3到5",
        ),
        *("3号会议室", "三会一课", "三、存在问题", "十来人", "3不同意", "3a"),
    ],
)
def test_what_does_not_begin_with_a_whole_number_names_none(said: str) -> None:
    assert numbered(said) is None


@pytest.mark.parametrize(("written", "serial"), [("十", 10), ("十二", 12), ("二十", 20), ("三十五", 35)])
def test_chinese_numerals(written: str, serial: int) -> None:
    assert numbered(f"第{written}号") == Numbered((CaseNumber(serial),), "")


def test_another_kind_of_case_is_not_meant() -> None:
    assert numbered("异议3", "加分") is None


@given(st.integers(0, 999_999_999), st.text(min_size=1, max_size=30))
def test_whatever_stands_behind_is_the_end_of_what_was_said(number: int, more: str) -> None:
    found = numbered(f"{number} {more}")
    assert found is not None
    assert found.numbers[0].serial == number
    assert f"{number} {more}".rstrip().endswith(found.rest)


@given(st.text(alphabet="3４第号编#加分、，。 和一十-〔〕2026年?？不", max_size=20))
def test_nothing_raises(said: str) -> None:
    numbered(said, "加分")


@pytest.mark.parametrize(
    ("number", "written"), [(CaseNumber(1), "1"), (CaseNumber(1, 4), "4-001"), (CaseNumber(12, 4, 2026), "4-012")]
)
def test_a_case_is_written_by_its_serial_and_its_quarter_where_it_has_one(number: CaseNumber, written: str) -> None:
    assert str(number) == written


def test_numbers_that_run_into_each_other_are_not_counted_as_two() -> None:
    assert numbered("#1#2") == Numbered((CaseNumber(1),), "#2")
    assert numbered("第1号、第2号") == Numbered((CaseNumber(1), CaseNumber(2)), "")
