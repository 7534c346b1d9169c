"""A word is heard in whatever characters its sound is written; every other word stays as it is."""

import pytest

from rules.sounds import Words

NAMES = Words(("支委会", "支委", "党费", "台账", "怎么填", "截止"))


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("之委会没开", "支委会没开"),
        ("党飞的抬账", "党费的台账"),
        ("直尾会和党废太长", "支委会和党费台账"),
        ("怎么天呀", "怎么填呀"),
        ("街止到几号", "截止到几号"),
    ],
)
def test_a_word_is_heard_by_its_sound(typed: str, heard: str) -> None:
    assert NAMES.heard(typed) == heard


@pytest.mark.parametrize("typed", ["", "会计住院", "11月9日 ok 👌", "支部委员", "党员", "手脚不便"])
def test_what_sounds_otherwise_stays_as_it_was(typed: str) -> None:
    assert NAMES.heard(typed) == typed


def test_the_longer_of_two_words_is_heard() -> None:
    assert Words(("支委", "支委会")).heard("知未绘") == "支委会"


def test_a_sign_keeps_its_place() -> None:
    assert Words(("党费",)).heard("啊党非 党飞") == "啊党费 党费"
