"""A filled-in sheet of the democratic review (R43) held against the results that are stored, row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final, TypeVar

from sqlalchemy.orm import Session

from bot.errors import BadFile, Refused
from bot.readers import readable
from bot.wording import word
from models.democratic_reviews import DemocraticReview, reviews_of_year
from models.organizations import Organization
from models.people import Person
from rules.annual import democratic_score
from services.democratic_reviews.entering import (
    check_may_enter,
    enter_grades,
    enter_review,
    policy_of_year,
)
from services.democratic_reviews.values import origin_in, said_result, score_in
from services.democratic_reviews.workbook import NAME, ORIGIN, SCORE, WORDING, YEAR
from services.office_files.cells import Cell
from services.office_files.headings import Heading, Table, TableRow, tables_in
from services.office_files.mistakes import Option, Unclear, unclear_by
from services.office_files.proposals import Draft, Handed, Proposal, leave_out_row, other_sheets, records_in, twice
from services.office_files.refusing import refused
from services.office_files.values import as_whole, as_year
from services.register.names import organization_book, organization_meant

BASE: Final = (
    Heading("name", (NAME, "党组织名称", "支部", "支部名称", "单位")),
    Heading("score", (SCORE, "评议得分", "分数", "民主评议得分")),
    Heading("origin", (ORIGIN, "依据", "备注")),
    Heading("year", (YEAR, "年份"), needed=False),
    Heading("number", ("序号",), needed=False),
)


T = TypeVar("T")


@dataclass(frozen=True)
class _Result:
    """A row that can be entered: one number, or how often each grade was given."""

    organization_id: str
    year: int
    score: Decimal
    grades: Mapping[str, int]
    origin: str


@dataclass
class _Reviews:
    """One file being held against what is stored; with `year` it may be of no other."""

    handed: Handed
    year: int | None
    grades: tuple[str, ...]
    draft: Draft = field(default_factory=Draft)
    wanted: list[_Result] = field(default_factory=list)
    seen: dict[tuple[int, str], int] = field(default_factory=dict)
    known: dict[int, dict[str, DemocraticReview]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.organizations = organization_book(self.handed.session)

    def read(self, table: Table) -> None:
        for row in records_in(self.draft, table):
            self._row(row)

    def _row(self, row: TableRow) -> None:
        counted = [grade for grade in self.grades if row.cell(grade).text]
        organization = self._read(row, "name", lambda cell: organization_meant(self.organizations, cell))
        year = self._read(row, "year", self._year_said)
        if organization is None or year is None or self._is_empty(row, organization, year, counted):
            return
        before = self.seen.setdefault((year, organization.id), row.number)
        if before != row.number:
            twice(self.draft, row.cell("name"), row.table.heading("name"), before)
            return
        allowed = self._read(row, "name", lambda _cell: self._check(organization, year))
        votes = {grade: self._read(row, grade, as_whole) for grade in counted}
        score = self._read(row, "score", lambda cell: score_in(cell, organization, counted))
        origin = self._read(row, "origin", origin_in)
        if allowed is None or score is None or origin is None or None in votes.values():
            return
        self._compare(row, organization, year, score, {key: one or 0 for key, one in votes.items()}, origin)

    def _read(self, row: TableRow, key: str, reader: Callable[[Cell], T]) -> T | None:
        return self.draft.read(row.cell(key), row.table.heading(key), reader)

    def _year_said(self, cell: Cell) -> int:
        year = as_year(cell) if cell.text else self.year
        if year is None:
            raise Unclear("missing")
        if self.year is not None and year != self.year:
            raise Unclear("other_year", wording=WORDING, said=cell.text, year=self.year)
        return year

    def _stored(self, organization: Organization, year: int) -> DemocraticReview | None:
        if year not in self.known:
            self.known[year] = reviews_of_year(self.handed.session, year, self.handed.now)
        return self.known[year].get(organization.id)

    def _is_empty(self, row: TableRow, organization: Organization, year: int, counted: list[str]) -> bool:
        """A row without a result is left out; over one that is stored it is asked what is meant."""
        cell = row.cell("score")
        if cell.text or counted:
            return False
        stored = self._stored(organization, year)
        if stored is not None:
            keep = (Option(str(stored.score), f"{stored.score}"), leave_out_row())
            unclear = Unclear("over_a_value", keep, wording=WORDING, asked=True, score=stored.score)
            self.draft.note(cell, row.table.heading("score"), unclear)
        return True

    def _check(self, organization: Organization, year: int) -> bool:
        by = self.handed.by
        if by is None:
            raise BadFile(word(WORDING, "say_who"))
        try:
            check_may_enter(self.handed.session, organization, year, by, self.handed.now)
        except Refused as reason:
            raise unclear_by(reason, (leave_out_row(),)) from None
        return True

    def _compare(
        self,
        row: TableRow,
        organization: Organization,
        year: int,
        score: Decimal,
        votes: Mapping[str, int],
        origin: str,
    ) -> None:
        if votes:
            counted = democratic_score(votes, policy_of_year(self.handed.session, year))
            if counted is None:
                self.draft.note(row.cell(next(iter(votes))), "", Unclear("no_votes", wording=WORDING))
                return
            score = counted
        place = row.cell(next(iter(votes), "score")).place
        stored = self._stored(organization, year)
        before = said_result(stored.score, readable(stored.origin)) if stored else ""
        after = said_result(score, origin)
        self.draft.compare(place, before, after)
        if before != after:
            self.wanted.append(_Result(organization.id, year, score, votes, origin))


def _write(session: Session, wanted: Sequence[_Result], by_id: int | None, now: datetime) -> list[str]:
    """Enter every result that is new or another one."""
    by = session.get(Person, by_id) if by_id else None
    entered = [_enter(session, one, by, now) for one in wanted if by is not None]
    return [f"{DemocraticReview.__tablename__}/{one.id}" for one in entered]


def _enter(session: Session, one: _Result, by: Person, now: datetime) -> DemocraticReview:
    organization = session.get_one(Organization, one.organization_id)
    if one.grades:
        return enter_grades(session, organization, one.year, one.grades, one.origin, by, now)
    return enter_review(session, organization, one.year, one.score, one.origin, by, now)


def propose_reviews(handed: Handed, year: int | None = None) -> Proposal:
    """Say what a sheet of results would change; with `year` it may be of no other. Raises BadFile for no such sheet."""
    years = (year,) if year else (handed.now.year, handed.now.year - 1)
    grades = tuple(
        dict.fromkeys(one for each in years for one in policy_of_year(handed.session, each).democratic_grades)
    )
    headings = (*BASE, *(Heading(one, (one,), needed=False) for one in grades))
    tables = tables_in(handed.book, headings)
    if not tables:
        raise refused("no_table", handed.book.source, columns=[one.words[0] for one in BASE if one.needed])
    reading = _Reviews(handed, year, grades)
    for table in tables:
        reading.read(table)
    other_sheets(reading.draft, handed.book, tables)
    years_found = sorted({one for one, _ in reading.seen})
    write = partial(_write, wanted=reading.wanted, by_id=handed.by_id, now=handed.now)
    return reading.draft.finished(word(WORDING, "about_file", years=years_found), tables, write)
