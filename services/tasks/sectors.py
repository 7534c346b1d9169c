"""Of whom a task is asked, in the words of offices: 各党支部, 村、社区党支部, 学校党支部."""

from __future__ import annotations

import re
from typing import Final

from bot.wording import word
from rules.catalogue import SECTORS
from services.office_files.cells import Cell
from services.office_files.mistakes import Unclear, offered
from services.office_files.spelling import plain

WORDING: Final = "tasks/file.txt"
EVERYBODY: Final = ("", "全部", "所有", "全体", "各", "全镇", "各村社区各单位", "all")
NOBODY: Final = ("无", "不再要求")
WORDS: Final = {
    "village": ("村", "行政村", "涉农", "农村", "village"),
    "community": ("社区", "居委", "community"),
    "agency": ("机关", "agency"),
    "school": ("学校", "教育", "school"),
    "hospital": ("医院", "医疗", "卫生", "hospital"),
    "enterprise": ("非公企业", "非公", "民企", "民营企业", "enterprise"),
    "soe": ("国企", "国有企业", "镇属企业", "soe"),
    "social": ("社会组织", "social"),
}
# 不设支委会的除外: what needs a committee does not apply without one anyway (A6).
_EXCEPTION: Final = re.compile(r"\([^)]*支委会[^)]*\)")
_BODY: Final = re.compile(r"(?:基层|党组织|党支部|支部|党委|党总支|单位|类)+$")
_BETWEEN: Final = re.compile(r"[、,，;；和及与/+]")


def read_sectors(cell: Cell) -> tuple[str, ...] | None:
    """Read of whom a task is asked: None for everybody. Raises Unclear for what could be several, or nobody."""
    said = _BODY.sub("", _EXCEPTION.sub("", plain(cell.text)))
    if said.removeprefix("各") in EVERYBODY or said in EVERYBODY:
        return None
    if plain(cell.text) in NOBODY:
        return ()
    parts = [_BODY.sub("", one.removeprefix("各")) for one in _BETWEEN.split(said)]
    found = [next((sector for sector, words in WORDS.items() if one in words), None) for one in parts]
    if None in found:
        labels = [sector_label(one) for one in SECTORS]
        raise Unclear("sectors", offered((said_sectors(None), *labels)), wording=WORDING, labels=labels)
    return tuple(sorted({one for one in found if one}, key=SECTORS.index))


def said_sectors(sectors: tuple[str, ...] | list[str] | None) -> str:
    """Write of whom a task is asked, as it is read again."""
    if sectors is None:
        return word(WORDING, "everybody")
    return "、".join(sector_label(one) for one in sectors) or NOBODY[0]


def sector_label(sector: str) -> str:
    """Name a sector as people say it."""
    return word(WORDING, sector)
