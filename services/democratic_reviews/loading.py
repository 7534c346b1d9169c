"""Taking over a filled-in sheet of the democratic review, all or nothing, with every wrong cell named (R43)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation

from sqlalchemy.orm import Session

from bot.errors import BadFile, Refused
from bot.readers import readable
from bot.wording import refusal_text, word
from models.democratic_reviews import reviews_of_year
from models.organizations import Organization, organization_named
from models.people import Person
from services.democratic_reviews.entering import check_may_enter, checked_origin, enter_grades, enter_review
from services.democratic_reviews.workbook import NAME, ORIGIN, SCORE, SHEET, WORDING, YEAR, columns_of, grades_of
from services.files import bad_file
from services.workbooks import Cell, cell_text, read_sheets


@dataclass(frozen=True)
class LoadedReviews:
    """How many results are new, and how many rows say what holds already."""

    new: int
    unchanged: int


class _Wrong(ValueError):
    """A cell that cannot be taken: its column, and the sentence that says what to do."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


@contextmanager
def _in_column(column: str) -> Iterator[None]:
    """Say a refusal of what stands in a column."""
    try:
        yield
    except Refused as refused:
        raise _Wrong(column, refusal_text(refused)) from None


@dataclass
class _Loading:
    """One sheet being taken over."""

    session: Session
    year: int
    by: Person
    now: datetime
    rows_of: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.grades = grades_of(self.session, self.year)
        self.known = reviews_of_year(self.session, self.year, self.now)

    def take(self, number: int, row: Mapping[str, str]) -> bool:
        """Enter one row; False when it says what holds. Raises _Wrong."""
        organization = self._organization(number, row)
        grades = {grade: _count(grade, row[grade]) for grade in self.grades if row[grade]}
        if grades and row[SCORE]:
            raise _Wrong(SCORE, word(WORDING, "score_and_grades"))
        with _in_column(ORIGIN):
            checked_origin(row[ORIGIN])
        with _in_column(SCORE):
            if grades:
                enter_grades(self.session, organization, self.year, grades, row[ORIGIN], self.by, self.now)
                return True
            return self._enter(organization, _score(row[SCORE]), row[ORIGIN])

    def _enter(self, organization: Organization, score: Decimal, origin: str) -> bool:
        before = self.known.get(organization.id)
        if before is not None and (before.score, before.origin) == (score, readable(origin)):
            return False
        enter_review(self.session, organization, self.year, score, origin, self.by, self.now)
        return True

    def _organization(self, number: int, row: Mapping[str, str]) -> Organization:
        if row[YEAR] != str(self.year):
            raise _Wrong(YEAR, word(WORDING, "other_year", said=row[YEAR], year=self.year))
        found = organization_named(self.session, row[NAME])
        if found is None:
            raise _Wrong(NAME, word(WORDING, "unknown", said=row[NAME]))
        if found.id in self.rows_of:
            raise _Wrong(NAME, word(WORDING, "twice", said=row[NAME], before=self.rows_of[found.id]))
        self.rows_of[found.id] = number
        with _in_column(NAME):
            check_may_enter(self.session, found, self.year, self.by, self.now)
        return found


def load_reviews(session: Session, content: bytes, source: str, year: int, by: Person, now: datetime) -> LoadedReviews:
    """Take over a filled-in sheet; rows without score and grades are left out, loading again changes nothing.

    Raises BadFile naming up to 20 wrong cells; then nothing is stored.
    """
    lines = read_sheets(content, source, (SHEET,))[SHEET]
    rows = list(_rows(lines, columns_of(session, year), source))
    if not rows:
        raise BadFile(word(WORDING, "nothing_filled_in", source=source))
    loading, mistakes, new = _Loading(session, year, by, now), [], 0
    with session.begin_nested():
        for number, row in rows:
            try:
                new += loading.take(number, row)
            except _Wrong as wrong:
                place = word(WORDING, "cell", source=source, sheet=SHEET, row=number, column=wrong.column)
                mistakes.append(place + wrong.sentence)
        if mistakes:
            raise bad_file(mistakes)
    return LoadedReviews(new, len(rows) - new)


def _rows(lines: list[list[Cell]], columns: tuple[str, ...], source: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each filled-in row by its number and its cells by column."""
    head, *below = lines or [[]]
    if tuple(map(cell_text, head[: len(columns)])) != columns:
        raise BadFile(word(WORDING, "wrong_header", source=source, sheet=SHEET, columns=columns))
    for number, cells in enumerate(below, start=2):
        row = dict(zip(columns, map(cell_text, cells), strict=False))
        if any(row[column] for column in columns if column not in (YEAR, NAME, ORIGIN)):
            yield number, row


def _score(said: str) -> Decimal:
    try:
        return Decimal(said)
    except InvalidOperation:
        raise _Wrong(SCORE, word(WORDING, "no_score", said=said)) from None


def _count(grade: str, said: str) -> int:
    if not (said.isascii() and said.isdecimal()):
        raise _Wrong(grade, word(WORDING, "no_count", said=said))
    return int(said)
