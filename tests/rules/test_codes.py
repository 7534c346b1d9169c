"""Codes that people copy from a picture: the same for the same words, and read however they are written down."""

import pytest

from rules.codes import SIGNS, code_of, copied, in_blocks, is_code, signs_of


def test_no_sign_is_taken_for_another_on_paper() -> None:
    assert len(SIGNS) == len(set(SIGNS)) == 32
    assert not set(SIGNS) & set("01OI")


@pytest.mark.parametrize(
    ("number", "signs"),
    [(0, "2222"), (1, "3222"), (31, "Z222"), (32, "2322"), (33, "3322"), (31 << 15, "222Z"), (1 << 20, "2222")],
)
def test_every_sign_stands_for_five_bits_the_lowest_first(number: int, signs: str) -> None:
    assert signs_of(number.to_bytes(4), 4) == signs


def test_whoever_computes_the_code_of_a_text_gets_the_same() -> None:
    assert code_of("红榜", 8) == "JPG9Y62G"
    assert code_of("红榜", 4) == "JPG9"
    assert code_of("红榜 ", 8) != code_of("红榜", 8)


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("K7M2", "K7M2"),
        ("K7M2P9XQ", "K7M2P9XQ"),
        ("K7M2P9XQ3", "K7M2-P9XQ-3"),
        ("K7M2P9XQ3FGH", "K7M2-P9XQ-3FGH"),
        ("K7M2P9XQ3FGHK7M2", "K7M2-P9XQ-3FGH-K7M2"),
    ],
)
def test_a_code_of_more_than_two_blocks_is_written_so_that_it_can_be_read_out(code: str, written: str) -> None:
    assert in_blocks(code) == written
    assert copied(written) == code


@pytest.mark.parametrize("text", ["K7M2P9XQ", "k7m2p9xq", " K7M2-P9XQ ", "k7m2—p9xq", "K7M2－P9XQ", "K7M2　P9XQ"])
def test_a_code_is_one_however_it_was_copied(text: str) -> None:
    assert is_code(text, 8)
    assert copied(text) == "K7M2P9XQ"


@pytest.mark.parametrize("text", ["K7M2P9X", "K7M2P9XQ2", "K7M2P9X0", "K7M2P9XI", "K7M2_9XQ", "红榜红榜红榜红榜", ""])
def test_what_is_too_short_too_long_or_holds_another_sign_is_no_code(text: str) -> None:
    assert not is_code(text, 8)
