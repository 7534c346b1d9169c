"""Lists of the console: declared by columns, filters and what is searched; searched, filtered, sorted and paged alike.

Two kinds of the same: rows that the database finds and sorts, and rows that had to be worked out first.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlencode

from sqlalchemy import Select, SQLColumnExpression, false, func, or_
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from rules.bounds import whole_number

Row = TypeVar("Row")
PAGE: Final = 50
ALL: Final = "all"
ESCAPE: Final = "\\"


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column: `key` names its heading, the block `column_…` of the subject's wording; `value` is what stands there.

    A list of the database is sorted by `order`; without one the column cannot be sorted by. `number` sets it right,
    `long` lets it run over several lines. `title` is the heading itself where it comes from the town's rule and not
    from the wording.
    """

    key: str
    value: Callable[[Row], object]
    order: SQLColumnExpression[Any] | None = None
    number: bool = False
    title: str = ""
    long: bool = False


@dataclass(frozen=True)
class Asked:
    """What the address asks of a list: filter, words searched for, column to sort by, page (from 1), and what is kept.

    `kept` are the subject's own choices, as the month, which every link carries on.
    """

    filter: str = ALL
    words: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    kept: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, args: MultiDict[str, str], kept: Sequence[str] = ()) -> Asked:
        """Read an address; what makes no sense in it is as if it were not there."""
        sort = args.get("sort", "")
        return cls(
            args.get("filter", ALL),
            args.get("words", "").strip()[:64],
            sort.removeprefix("-"),
            sort.startswith("-"),
            max(whole_number(args.get("page", "")) or 1, 1),
            tuple((key, args[key]) for key in kept if args.get(key)),
        )

    def query(self, **changed: Any) -> str:
        """Write the address of this list with something changed, on its first page unless a page is named."""
        one = replace(self, **{"page": 1, **changed})
        said = {
            "filter": one.filter if one.filter != ALL else "",
            "words": one.words,
            "sort": ("-" if one.descending else "") + one.sort if one.sort else "",
            "page": str(one.page) if one.page > 1 else "",
        }
        return urlencode([*one.kept, *((key, value) for key, value in said.items() if value)])


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """A page of a list: its rows, how many there are in all, and how many each filter would leave."""

    asked: Asked
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    total: int
    counts: Mapping[str, int]

    @property
    def pages(self) -> int:
        """How many pages there are; one at least."""
        return max(-(-self.total // PAGE), 1)

    @property
    def first(self) -> int:
        """The number of the first row shown, from 1."""
        return (self.asked.page - 1) * PAGE + 1

    def sorted_by(self, key: str) -> str:
        """Write the address of the list sorted by a column, the other way round when it is sorted by it already."""
        descending = self.asked.sort == key and not self.asked.descending
        return self.asked.query(sort=key, descending=descending)


class Listing(ABC, Generic[Row]):
    """A list as it is declared."""

    columns: Sequence[Column[Row]]

    @abstractmethod
    def counts(self, session: Session, /, asked: Asked) -> dict[str, int]:
        """Count the rows that each filter leaves of those searched for; "all" counts every one."""

    @abstractmethod
    def rows(self, session: Session, /, asked: Asked, *, whole: bool) -> Sequence[Row]:
        """List the rows of a page, or of all pages."""

    @abstractmethod
    def sortable(self, column: Column[Row], /) -> bool:
        """Tell whether the list can be sorted by a column."""

    def page(self, session: Session, asked: Asked) -> Listed[Row]:
        """Find a page; one past the last is the last."""
        counts = self.counts(session, asked)
        chosen = asked if asked.filter in counts else replace(asked, filter=ALL)
        total = counts[chosen.filter]
        last = max(-(-total // PAGE), 1)
        chosen = replace(chosen, page=min(chosen.page, last))
        return Listed(chosen, self.columns, self.rows(session, chosen, whole=False), total, counts)


@dataclass(frozen=True)
class Stored(Listing[Row]):
    """Rows the database finds. `query` selects one entity; `filters` are conditions, `searched` columns of texts.

    `dressed` makes the rows that are shown out of the entities of a page, for all of them at once.
    """

    query: Select[Any]
    columns: Sequence[Column[Row]]
    order: Sequence[SQLColumnExpression[Any]]
    filters: Mapping[str, SQLColumnExpression[bool]] = field(default_factory=dict)
    searched: Sequence[SQLColumnExpression[Any]] = ()
    dressed: Callable[[Session, Sequence[Any]], Sequence[Row]] = lambda _session, found: found

    def sortable(self, column: Column[Row], /) -> bool:
        """Tell whether the database knows the column's order."""
        return column.order is not None

    def _found(self, asked: Asked) -> Select[Any]:
        if not asked.words:
            return self.query
        sign = asked.words.replace(ESCAPE, ESCAPE * 2).replace("%", f"{ESCAPE}%").replace("_", f"{ESCAPE}_")
        return self.query.where(or_(false(), *(one.like(f"%{sign}%", escape=ESCAPE) for one in self.searched)))

    def counts(self, session: Session, /, asked: Asked) -> dict[str, int]:
        """Count all in one statement."""
        found = self._found(asked).order_by(None)
        several = [func.count().filter(condition) for condition in self.filters.values()]
        row = session.execute(found.with_only_columns(func.count(), *several)).one()
        return dict(zip((ALL, *self.filters), row, strict=True))

    def rows(self, session: Session, /, asked: Asked, *, whole: bool) -> Sequence[Row]:
        """Let the database filter, sort and page."""
        found = self._found(asked)
        if asked.filter in self.filters:
            found = found.where(self.filters[asked.filter])
        by = next((one.order for one in self.columns if one.key == asked.sort and one.order is not None), None)
        first = [] if by is None else [by.desc() if asked.descending else by.asc()]
        found = found.order_by(None).order_by(*first, *self.order)
        if not whole:
            found = found.limit(PAGE).offset((asked.page - 1) * PAGE)
        return self.dressed(session, session.scalars(found).unique().all())


@dataclass(frozen=True)
class WorkedOut(Listing[Row]):
    """Rows that had to be worked out; `searched` gives the texts of a row in which words are looked for."""

    all_rows: Sequence[Row]
    columns: Sequence[Column[Row]]
    filters: Mapping[str, Callable[[Row], bool]] = field(default_factory=dict)
    searched: Callable[[Row], Sequence[str]] = lambda _row: ()

    def sortable(self, _column: Column[Row], /) -> bool:
        """Everything is at hand."""
        return True

    def _found(self, asked: Asked) -> list[Row]:
        if not asked.words:
            return list(self.all_rows)
        return [row for row in self.all_rows if any(asked.words in one for one in self.searched(row))]

    def counts(self, _session: Session, /, asked: Asked) -> dict[str, int]:
        """Count what is at hand."""
        found = self._found(asked)
        return {ALL: len(found), **{key: sum(map(test, found)) for key, test in self.filters.items()}}

    def rows(self, _session: Session, /, asked: Asked, *, whole: bool) -> Sequence[Row]:
        """Filter, sort and page what is at hand."""
        found = [row for row in self._found(asked) if asked.filter == ALL or self.filters[asked.filter](row)]
        by = next((one.value for one in self.columns if one.key == asked.sort), None)
        if by is not None:
            found.sort(key=lambda row: _comparable(by(row)), reverse=asked.descending)
        return found if whole else found[(asked.page - 1) * PAGE : asked.page * PAGE]


def _comparable(value: Any) -> tuple[bool, Any]:
    """Let what is missing stand behind everything else."""
    return (value is None, value if value is not None else 0)
