"""What in a text looks like something that must not leave the house: numbers of people, marks of secret papers.

Only a look: 机密 may be part of a harmless sentence, a number may be that of an award. So nothing is refused for it;
the words are read back, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

Sign = Literal["id_number", "telephone", "secret_mark"]

# 18 signs with a day of birth in the middle: GB 11643.
_ID: Final = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])")
_TELEPHONE: Final = re.compile(r"(?<!\d)(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]\d{7,8})(?!\d)")
# The three grades of the law on secrets (保守国家秘密法 第十四条), and what papers say that are not for everybody.
_SECRET: Final = re.compile(
    r"绝密|机密|秘密(?!投票|填写)|内部(?:资料|材料|文件|刊物|掌握|使用|参考|通报|明电)|不得(?:外传|公开|翻印|扩散)|注意保密|★"
)
_SIGNS: Final[Mapping[Sign, re.Pattern[str]]] = {"id_number": _ID, "telephone": _TELEPHONE, "secret_mark": _SECRET}


def signs_in(*texts: str) -> list[Sign]:
    """List what the texts seem to hold; an ID number is not taken for a telephone as well."""
    whole = "\n".join(texts)
    return [sign for sign, pattern in _SIGNS.items() if pattern.search(whole)]
