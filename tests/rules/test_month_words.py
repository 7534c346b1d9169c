"""Which month's slip is meant, in the words people put before or behind it."""

import pytest

from rules.month_words import month_and_rest


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


@pytest.mark.parametrize("said", ["锦绣花园", "10月22号开过的", "1 人不齐，11月3日补开"])
def test_a_day_and_a_name_alone_name_no_month(said: str) -> None:
    assert month_and_rest(said) == (None, said)
