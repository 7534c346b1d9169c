"""What a cell of a list of claims means: a level by all its names, points that agree with the rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, TypeVar

from bot.errors import Refused
from rules.scheme import Scheme
from services.office_files.cells import Cell
from services.office_files.mistakes import Option, Unclear, unclear_by
from services.office_files.names import NameBook
from services.office_files.proposals import leave_out_row
from services.office_files.values import as_number, is_nothing

WORDING: Final = "bonus_claims/file.txt"
# What any town calls the levels besides.
ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "town": ("镇级", "乡镇级"),
    "county": ("县级", "县（市）级", "县（市、区）级", "区级", "县市级"),
    "prefecture": ("设区市级", "地级", "地市级"),
    "province": ("省级", "省部级"),
    "national": ("国家级", "全国", "中央"),
}
T = TypeVar("T")


def levels_called(scheme: Scheme, names: Mapping[str, str]) -> NameBook[str]:
    """Give the levels by all they are called: 望湖市级, 县（市、区）级, 县（市）级, 县级."""
    named = [(name, code) for code, name in names.items()]
    for code, level in scheme.bonus_levels.items():
        named += [(level.document_label, code), (level.generic_label, code)]
    named += [(name, code) for code, more in ALSO.items() for name in more if code in names]
    return NameBook(named, shown=lambda code: names[code])


def agrees(cell: Cell, right: Decimal) -> bool:
    """Hold the points somebody wrote against those of the rule, which alone gives them. Raises Unclear."""
    if not is_nothing(cell) and as_number(cell) != right:
        keep = Option(f"{right.normalize():f}", f"{right.normalize():f}")
        raise Unclear("points", (keep, leave_out_row()), wording=WORDING, points=right)
    return True


def refusing(check: Callable[[], T]) -> T:
    """Run a check of the service; what it refuses is said of the cell."""
    try:
        return check()
    except Refused as reason:
        raise unclear_by(reason, (leave_out_row(),)) from None
