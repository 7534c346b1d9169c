"""What looks like something that must not leave the house is seen; what merely resembles it is not."""

import pytest

from rules.sensitive import signs_in


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("身份证 110105199003078888 请核对", ["id_number"]),
        ("11010519900307888X", ["id_number"]),
        ("找老王 13912345678", ["telephone"]),
        ("139 1234 5678", ["telephone"]),
        ("打 0573-84212345", ["telephone"]),
        ("附件为机密文件", ["secret_mark"]),
        ("秘密★一年", ["secret_mark"]),
        ("内部资料，不得外传", ["secret_mark"]),
        ("139 1234 5678，身份证110105199003078888，绝密", ["id_number", "telephone", "secret_mark"]),
    ],
)
def test_numbers_of_people_and_marks_of_secret_papers_are_seen(text: str, signs: list[str]) -> None:
    assert signs_in(text) == signs


@pytest.mark.parametrize(
    "text",
    [
        "",
        "支部内部还要再商量",
        "秘密投票",
        "文号 2026001234567890123",
        "110105199013078888",
        "1391234567",
        "12345678901234",
    ],
)
def test_what_only_resembles_it_is_not(text: str) -> None:
    assert signs_in(text) == []
