"""The list of bonus claims as an office collects it: held against the rule, filed once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from models.bonus_claims import BonusClaim
from rules.periods import BEIJING, Quarter
from rules.workdays import load_calendar
from services.bonus_claims.file import propose_claims, take_back_claims
from services.bonus_claims.workbook import claims_workbook
from services.office_files.cells import Book, Place
from services.office_files.proposals import Handed, Proposal
from services.office_files.reading import read_book
from tests.worlds.office_files import book_of
from tests.worlds.recorded_quarters import person
from tests.worlds.towns import HOLIDAYS

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)


@pytest.fixture
def session(town: Database) -> Iterator[Session]:
    with town.begin() as opened:
        yield opened


def propose(session: Session, book: Book) -> Proposal:
    return propose_claims(Handed(session, book, person(session, "wusiyuan"), NOW, load_calendar(HOLIDAYS)))


def test_a_level_the_rule_does_not_know_is_one_sentence_and_the_rest_is_filed(session: Session) -> None:
    book = book_of("bonus-2026-Q4.xlsx")
    [mistake] = propose(session, book).mistakes
    assert mistake.sentence.startswith("工作表“加分”第6行E列（级别）：写的是“云州市级”。五.4里没有列云州市级")
    proposal = propose(session, book.mended({Place("加分", 6, 5): None}))
    written = proposal.write(session)
    claims = session.query(BonusClaim).order_by(BonusClaim.id).all()
    assert [(one.rule, one.level, one.awarded_on) for one in claims] == [
        ("JF-1", "county", date(2026, 10, 20)),
        ("JF-2", "province", date(2026, 11, 5)),
        ("JF-4", "town", date(2026, 11, 12)),
    ]
    again = propose(session, book.mended({Place("加分", 6, 5): None}))
    assert (again.changes, again.unchanged) == ((), 3)
    ids = [int(one.partition("/")[2]) for one in written]
    assert take_back_claims(session, ids, "", person(session, "wusiyuan"), NOW) == 3
    assert {one.state for one in claims} == {"withdrawn"}


def test_points_are_held_against_the_rule_and_never_taken(session: Session) -> None:
    found = propose(session, book_of("bonus-2026-Q4.xlsx").mended({Place("加分", 3, 8): "5"})).mistakes
    assert [one.expected for one in found if one.place.row == 3] == [
        "按办法是0.5分，分值由系统按级别计算，不按申报的写。请核对级别和分值。"
    ]


def test_what_comes_out_goes_in_unchanged(session: Session) -> None:
    propose(session, book_of("bonus-2026-Q4.xlsx").mended({Place("加分", 6, 5): None})).write(session)
    again = propose(session, read_book(claims_workbook(session, Quarter(2026, 4)), "加分.xlsx"))
    assert (again.mistakes, again.changes, again.unchanged) == ((), (), 3)
