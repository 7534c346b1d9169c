"""What nobody sees is dropped alike, whether it is typed, pasted or stands in a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.readers import readable
from rules.signs import seen
from rules.speech import plainly
from services.office_files.cells import text_of
from services.office_files.spelling import plain

UNSEEN = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u00ad"]


@pytest.mark.parametrize("sign", UNSEEN)
def test_a_name_with_signs_nobody_sees_is_the_name_in_chat_and_files(sign: str) -> None:
    typed = f"{sign}石湾{sign}村支部{sign}"
    readings = [seen(typed), readable(typed), plainly(typed), plain(typed), text_of(typed)]
    assert readings == ["石湾村支部"] * len(readings)


@pytest.mark.parametrize("blank", ["\u00a0", "\u3000", "\u2009", "\t", "\x07"])
def test_blanks_of_every_width_are_blanks(blank: str) -> None:
    assert readable(f"书记{blank}住院") == plainly(f"书记{blank}住院") == text_of(f"书记{blank}住院") == "书记 住院"
    assert plain(f"石湾{blank}村支部") == "石湾村支部"


def test_lines_and_wide_blanks_of_what_is_taken_word_for_word_stay() -> None:
    assert seen("一、\u3000提前\r\n  两天\u200b通知\v谢谢") == "一、\u3000提前\n  两天通知\n谢谢"


@given(st.text())
def test_what_was_cleaned_is_clean(text: str) -> None:
    assert seen(seen(text)) == seen(text)
