"""What the scheme is made of: categories, indicators with their points, and bonus rules (办法 四, 五)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, get_args

from rules.periods import Quarter

Kind = Literal["assigned_task", "org_life", "platform_entry", "other"]
# In the order in which a slip shows them: the three blocks of 办法 三.1, then what belongs to none of them.
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Frequency = Literal["monthly", "quarterly", "yearly"]
Unit = Literal["month", "quarter", "year", "case"]
Sector = Literal["village", "community", "agency", "school", "hospital", "enterprise", "soe", "social"]
SECTORS: Final[tuple[Sector, ...]] = get_args(Sector)


@dataclass(frozen=True)
class Document:
    """A regulation that an indicator can rest on."""

    title: str
    year: int
    number: str | None = None
    in_force_from: date | None = None
    note: str | None = None


@dataclass(frozen=True)
class Category:
    """One of the fields of work; `bf` is the clause of the 办法 that gives its points (R25-R29)."""

    code: str
    title: str
    points: Decimal
    bf: str


@dataclass(frozen=True)
class Basis:
    """Where a duty is written down; `check` says how surely wording and article number are known."""

    doc: str
    article: str
    check: Literal["verified", "content", "local", "uncertain", "local_norm"]
    note: str | None = None


@dataclass(frozen=True)
class Indicator:
    """One scoring item: full `points` for a quarter, less `per_failure` for each failure, never below 0.

    `unit` is what one failure is; `late` is lost instead when a duty was done late or in part. A yearly indicator
    can lose points in its `due_quarter` only. `applies_to` None means every sector.
    """

    code: str
    category: str
    title: str
    description: str
    points: Decimal
    frequency: Frequency
    kind: Kind
    unit: Unit
    per_failure: Decimal
    evidence: tuple[str, ...]
    basis: tuple[Basis, ...]
    applies_to: frozenset[str] | None
    late: Decimal | None = None
    due_quarter: int | None = None
    needs_committee: bool = False

    def is_due_in(self, period: Quarter) -> bool:
        """Tell whether it can lose points on a period's board: a yearly one in its `due_quarter` only."""
        return self.due_quarter is None or self.due_quarter in period.calendar_quarters


@dataclass(frozen=True)
class BonusLevel:
    """A level an honour can have, as the 办法 names it and as any town would."""

    document_label: str
    generic_label: str


@dataclass(frozen=True)
class BonusRule:
    """What earns extra points; a level that is not listed cannot be claimed (R30-R33, 办法 五).

    Whether one `to_confirm` may earn points at all is to be asked of the county first (D9).
    """

    code: str
    bf: str
    title: str
    subject: tuple[Literal["organization", "member"], ...]
    condition: str
    levels: Mapping[str, Decimal]
    evidence: tuple[str, ...]
    to_confirm: bool = False
