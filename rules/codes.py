"""Short codes that people copy from a picture: few signs, none of which is taken for another."""

import hashlib
from typing import Final

# Without 0, O, 1 and I, which look alike on paper.
SIGNS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
BITS: Final = 5
BLOCK: Final = 4


def signs_of(digest: bytes, length: int) -> str:
    """Shorten a digest to some signs: the same for the same digest."""
    number = int.from_bytes(digest)
    return "".join(SIGNS[number >> BITS * place & len(SIGNS) - 1] for place in range(length))


def code_of(said: str, length: int) -> str:
    """Compute the code of what is said, word for word."""
    return signs_of(hashlib.sha256(said.encode()).digest(), length)


def in_blocks(code: str) -> str:
    """Write a long code so that it can be read out: K7M2-P9XQ-3FGH; one of two blocks is short enough as it is."""
    return code if len(code) <= 2 * BLOCK else "-".join(code[at : at + BLOCK] for at in range(0, len(code), BLOCK))


def copied(text: str) -> str:
    """Take a code as somebody copied it, in small letters, with blanks or dashes between its blocks."""
    return "".join(sign for sign in text.upper() if sign not in " -－—　")


def is_code(text: str, length: int) -> bool:
    """Tell whether a text is written as a code of this length."""
    return len(copied(text)) == length and set(copied(text)) <= set(SIGNS)
