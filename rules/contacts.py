"""How people are named and reached: names, numbers and WeCom accounts as offices write them, in one spelling."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# A userid as WeCom allows it, in the lower case in which it answers.
USERID: Final = re.compile(r"[0-9a-z\-_.@]{1,64}")
_MOBILE: Final = re.compile(r"(?:\+?86)?(1\d{10})")
_BETWEEN_HAN: Final = re.compile(r"(?<=[\u3400-\u9fff·])\s+(?=[\u3400-\u9fff·])")


def person_name(text: str) -> str:
    """Write a name as the register keeps it: 孟　凡 is 孟凡; blanks within a name of other letters stay."""
    return _BETWEEN_HAN.sub("", " ".join(unicodedata.normalize("NFKC", text).split()))


def phone_number(text: str) -> str | None:
    """Read a mobile number, its 11 digits alone: 154-0000-0112, １５４ ００００ ０１１２; None for what is none."""
    found = _MOBILE.fullmatch(re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text)))
    return found[1] if found else None


def account_name(text: str) -> str | None:
    """Read a WeCom account; None for what can be none."""
    account = unicodedata.normalize("NFKC", text).strip().lower()
    return account if USERID.fullmatch(account) else None
