"""A list of bonus claims as offices collect them, held against the rule and against what is filed already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput
from bot.wording import word
from models.bonus_claims import BonusClaim
from models.organizations import Organization
from models.people import Person
from rules.bonus import matter_key, rules_in_use, value_of
from rules.periods import Quarter
from rules.scheme import Scheme
from services.bonus_claims import rights as checks
from services.bonus_claims.claims import file_claim, withdraw_claim
from services.bonus_claims.levels import level_names
from services.bonus_claims.points import quarter_for
from services.bonus_claims.values import WORDING, agrees, levels_called, refusing
from services.office_files.cells import Cell
from services.office_files.headings import Heading, Table, TableRow, tables_in
from services.office_files.mistakes import Unclear, offered, unclear_by
from services.office_files.proposals import Draft, Handed, Proposal, leave_out_row, other_sheets, records_in, twice
from services.office_files.refusing import refused
from services.office_files.spelling import plain
from services.office_files.values import as_day, years_named
from services.register.names import organization_book, organization_meant
from services.schemes.versions import scheme_for

HEADINGS: Final = (
    Heading("organization", ("党组织", "党组织名称", "支部", "支部名称", "申报单位", "单位")),
    Heading("rule", ("加分类别", "加分条款", "类别", "加分项目")),
    Heading("matter", ("加分事项", "事项", "申报事项", "内容")),
    Heading("level", ("级别", "层级", "等级")),
    Heading("awarded_on", ("时间", "获得时间", "表彰时间", "日期", "获得日期")),
    Heading("proof", ("依据", "文号", "佐证", "依据或佐证"), needed=False),
    Heading("points", ("申报分值", "分值", "加分", "申报加分"), needed=False),
    Heading("state", ("办理情况", "状态"), needed=False),
    Heading("number", ("序号",), needed=False),
)
T = TypeVar("T")


@dataclass(frozen=True)
class _Claim:
    """A row that can be filed."""

    organization_id: str
    rule: str
    level: str
    matter: str
    awarded_on: date
    proof: str


@dataclass
class _Claims:
    """One file being held against the rule and the claims that are filed."""

    handed: Handed
    draft: Draft = field(default_factory=Draft)
    wanted: list[_Claim] = field(default_factory=list)
    seen: dict[tuple[str, str, str], int] = field(default_factory=dict)
    year: int | None = None

    def __post_init__(self) -> None:
        self.organizations = organization_book(self.handed.session)
        self.scheme = scheme_for(self.handed.session, Quarter.of(self.handed.now.date()))

    def read(self, table: Table) -> None:
        years = years_named(table.title)
        self.year = years[0] if len(years) == 1 else None
        for row in records_in(self.draft, table):
            self._row(row)

    def _row(self, row: TableRow) -> None:
        organization = self._read(row, "organization", self._organization)
        rule = self._read(row, "rule", self._rule)
        day = self._read(row, "awarded_on", self._day)
        scheme = self.scheme if day is None else self._scheme_of(day)
        level = self._read(row, "level", lambda cell: self._level(cell, rule, scheme)) if rule else None
        matter = self._read(row, "matter", lambda cell: refusing(lambda: checks.check_matter(cell.text)))
        proof = self._read(row, "proof", lambda cell: refusing(lambda: checks.check_proof(cell.text)))
        if organization is None or None in (rule, day, level, matter, proof):
            return
        given = _Claim(organization.id, rule, level, matter, day, proof)  # type: ignore[arg-type]  # None was seen above
        if self._read(row, "points", lambda cell: agrees(cell, value_of(scheme, given.rule, given.level))):
            self._compare(row, given)

    def _read(self, row: TableRow, key: str, reader: Callable[[Cell], T]) -> T | None:
        return self.draft.read(row.cell(key), row.table.heading(key), reader)

    def _organization(self, cell: Cell) -> Organization:
        organization = organization_meant(self.organizations, cell)
        by = self.handed.by
        if by is not None:
            refusing(lambda: checks.check_may_file(self.handed.session, organization, by, self.handed.now))
        return organization

    def _rule(self, cell: Cell) -> str:
        rules = rules_in_use(self.scheme)
        found = [code for code, rule in rules.items() if plain(cell.text) in (plain(code), plain(rule.title))]
        if len(found) != 1:
            titles = [rule.title for rule in rules.values()]
            raise Unclear("rule", (*offered(titles), leave_out_row()), wording=WORDING, titles=titles)
        return found[0]

    def _scheme_of(self, day: date) -> Scheme:
        session, today = self.handed.session, self.handed.now.date()
        return scheme_for(session, quarter_for(session, day, today))

    def _day(self, cell: Cell) -> date:
        day, today = as_day(cell, self.year), self.handed.now.date()
        policy = scheme_for(self.handed.session, Quarter.of(day)).policy
        refusing(lambda: checks.check_awarded(day, today, policy))
        return day

    def _level(self, cell: Cell, rule: str, scheme: Scheme) -> str:
        """Find the level a cell names, in the town's own words or anybody's; the rule must list it."""
        names = level_names(self.handed.session, scheme)
        listed = [names[one] for one in scheme.bonus_rules[rule].levels]
        found = levels_called(scheme, names).find(cell.text)
        if len(found) != 1:
            raise Unclear("level", (*offered(listed), leave_out_row()), wording=WORDING, levels=listed)
        if found[0] not in scheme.bonus_rules[rule].levels:
            facts = {"rule": scheme.bonus_rules[rule], "level": names[found[0]], "levels": listed}
            raise unclear_by(BadInput("claim_level_not_listed", **facts), (leave_out_row(),))
        return found[0]

    def _compare(self, row: TableRow, given: _Claim) -> None:
        """Note whether a claim is new; one for the same matter at the same level is filed already."""
        subject = given.organization_id, matter_key(given.matter), given.level
        before = self.seen.setdefault(subject, row.number)
        if before != row.number:
            twice(self.draft, row.cell("matter"), row.table.heading("matter"), before)
        elif self._is_filed(given):
            self.draft.unchanged += 1
        else:
            self.draft.compare(row.cell("matter").place, "", given.matter)
            self.wanted.append(given)

    def _is_filed(self, given: _Claim) -> bool:
        query = select(BonusClaim).where(
            BonusClaim.organization_id == given.organization_id,
            BonusClaim.level == given.level,
            BonusClaim.state.not_in(checks.FALLEN),
        )
        return any(matter_key(one.matter) == matter_key(given.matter) for one in self.handed.session.scalars(query))


def _write(session: Session, wanted: Sequence[_Claim], by_id: int | None, now: datetime) -> list[str]:
    """File what is new, in the name of who hands it in; each goes the way of every claim."""
    by = session.get(Person, by_id) if by_id else None
    filed = [_file(session, one, by, now) for one in wanted if by is not None]
    return [f"{BonusClaim.__tablename__}/{one.id}" for one in filed]


def propose_claims(handed: Handed) -> Proposal:
    """Say which claims of a list are new. Raises BadFile for what is no such list, NotNow where nobody claims."""
    checks.check_claims_on(handed.session)
    tables = tables_in(handed.book, HEADINGS)
    if not tables:
        raise refused("no_table", handed.book.source, columns=[one.words[0] for one in HEADINGS if one.needed])
    reading = _Claims(handed)
    for table in tables:
        reading.read(table)
    other_sheets(reading.draft, handed.book, tables)
    write = partial(_write, wanted=reading.wanted, by_id=handed.by_id, now=handed.now)
    return reading.draft.finished(word(WORDING, "about"), tables, write)


def take_back_claims(session: Session, ids: Collection[int], _reason: str, by: Person, now: datetime) -> int:
    """Withdraw claims that a file brought, while the office has not checked them. Raises Refused."""
    for number in ids:
        withdraw_claim(session, session.get_one(BonusClaim, number), by, now)
    return len(ids)


def _file(session: Session, one: _Claim, by: Person, now: datetime) -> BonusClaim:
    organization = session.get_one(Organization, one.organization_id)
    return file_claim(session, organization, one.rule, one.level, one.matter, one.awarded_on, one.proof, by, now)
