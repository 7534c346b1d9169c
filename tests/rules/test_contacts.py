"""Names, numbers and accounts as offices write them."""

import pytest

from rules.contacts import account_name, person_name, phone_number


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("15400000112", "15400000112"),
        ("154-0000-0112", "15400000112"),
        ("１５４　００００　０１１２", "15400000112"),
        ("+86 154 0000 0112", "15400000112"),
        ("1540000011", None),
        ("25400000112", None),
        ("0512-55550000", None),
    ],
)
def test_a_number_is_its_eleven_digits(said: str, number: str | None) -> None:
    assert phone_number(said) == number


@pytest.mark.parametrize(
    ("said", "name"), [("孟　凡", "孟凡"), (" 钟 鸣 ", "钟鸣"), ("Anna Müller", "Anna Müller"), ("沈国华", "沈国华")]
)
def test_blanks_within_a_chinese_name_are_none(said: str, name: str) -> None:
    assert person_name(said) == name


@pytest.mark.parametrize(("said", "account"), [("WuSiYuan", "wusiyuan"), ("ｗｕ", "wu"), ("吴", None), ("", None)])
def test_an_account_is_in_lower_case(said: str, account: str | None) -> None:
    assert account_name(said) == account
