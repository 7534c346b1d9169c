"""Which month's slip is meant, in the words people put before or behind it."""

import pytest

from rules.month_words import month_and_rest, months_named


@pytest.mark.parametrize(
    ("said", "month", "rest"),
    [
        ("8月", 8, ""),
        ("锦绣花园 8月", 8, "锦绣花园"),
        ("10月的 1 人不齐", 10, "1 人不齐"),
        ("十月份 1人不够", 10, "1人不够"),
        ("十二月那张", 12, ""),
        ("先填10月的", 10, "先填"),
    ],
)
def test_a_month_is_taken_out(said: str, month: int, rest: str) -> None:
    assert month_and_rest(said) == (month, rest)


def test_the_months_a_message_names_are_those_without_a_day() -> None:
    assert months_named("10月支委会人少，12月7日补。十一月份主题党日下雨，12月9日补") == {10, 11}
    assert months_named("11月13补开") == set()
    assert months_named("10月\n1支委会人少 12月5日补开\n11月\n主题党日下雨 12月11日补") == {10, 11}


@pytest.mark.parametrize("said", ["锦绣花园", "10月22号开过的", "1 人不齐，11月3日补开"])
def test_a_day_and_a_name_alone_name_no_month(said: str) -> None:
    assert month_and_rest(said) == (None, said)
