"""The register as offices keep it in Excel, held against the town's and read into an empty one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import NotNow
from models.appointments import DEPUTY, SECRETARY, SLIP_RECIPIENTS, Appointment, officers
from models.organizations import Organization, SupervisionGroup, organization_named
from models.people import Person
from rules.periods import BEIJING
from rules.workdays import load_calendar
from services.office_files.cells import Book, Place
from services.office_files.proposals import Handed, Proposal
from services.office_files.reading import read_book
from services.people.entering import Contact
from services.people.first import first_person
from services.people.telling import tell_appointed
from services.register_files.proposing import propose_register
from services.register_files.workbook import register_workbook
from tests.worlds.office_files import book_of
from tests.worlds.recorded_quarters import CLERK, person
from tests.worlds.towns import HOLIDAYS, Past, empty, loaded

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)
LIST, TWO_ROWS, TWICE = "register-list.xlsx", "register-two-header-rows.xlsx", "register-duplicate.xlsx"
HIDDEN = Place("党组织名册", 20)


@pytest.fixture
def session(made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    with made_town("sqlite", loaded).read() as opened:
        yield opened


def propose(session: Session, book: Book, userid: str = CLERK) -> Proposal:
    return propose_register(Handed(session, book, person(session, userid), NOW, load_calendar(HOLIDAYS)))


def sentences(proposal: Proposal) -> list[str]:
    return [one.sentence for one in proposal.mistakes]


def holder(session: Session, short_name: str, role: str) -> str:
    organization = organization_named(session, short_name)
    assert organization is not None
    return "".join(one.person.name for one in officers(session, organization.id, NOW.date()) if one.role == role)


def phone(session: Session, short_name: str) -> str | None:
    organization = organization_named(session, short_name)
    assert organization is not None
    held = next(one for one in officers(session, organization.id, NOW.date()) if one.role == SECRETARY)
    return held.person.phone


def test_of_the_whole_register_only_the_hidden_row_is_asked_about(session: Session) -> None:
    proposal = propose(session, book_of(LIST))
    assert sentences(proposal) == [
        "工作表“党组织名册”第20行：这一行是隐藏的：盐铁村党支部、盐铁村支部、党支部。要不要导入？"
    ]


def test_what_the_list_says_of_the_loaded_town_is_telephones_and_remarks(session: Session) -> None:
    proposal = propose(session, book_of(LIST).mended({HIDDEN: None}))
    assert sentences(proposal) == []
    assert proposal.about == "名册：46 个党组织"
    columns = {one.place.letter for one in proposal.changes}
    assert columns == {"H", "L"}
    proposal.write(session)
    assert phone(session, "荷塘一支部") == "15400000002"
    assert holder(session, "西荡村支部", SECRETARY) == ""
    assert holder(session, "西荡村支部", DEPUTY) == "金晓东"
    assert {phone(session, one) for one in ("柳浜二支部", "澄泾二支部")} == {"15400000007", "15400000018"}
    again = propose(session, book_of(LIST).mended({HIDDEN: None}))
    assert (sentences(again), again.changes) == ([], ())


def test_two_rows_of_heading_are_read_as_one(session: Session) -> None:
    proposal = propose(session, book_of(TWO_ROWS))
    assert sentences(proposal) == []
    assert proposal.about == "名册：12 个党组织"
    proposal.write(session)
    assert session.scalars(select(Person.phone).where(Person.name == "钟鸣")).one() == "15400000128"
    assert session.scalars(select(Person.phone).where(Person.name == "梅雪珍")).one() == "15400000112"
    assert holder(session, "远帆包装支部", DEPUTY) == ""
    assert propose(session, book_of(TWO_ROWS)).changes == ()


def test_one_branch_twice_is_said_in_one_sentence(session: Session) -> None:
    (sentence,) = sentences(propose(session, book_of(TWICE)))
    assert sentence.startswith("工作表“名册”第16行A列（党组织名称）")
    assert "第9行和第16行都是石湾村党支部，书记不一样（朱永良、石美玲），请留一行" in sentence
    assert "东荡" not in sentence


def at_once(session: Session) -> None:
    """An empty town with its first clerk."""
    first_person(session, "澄泾镇", Contact("吴思源", CLERK), NOW)


@pytest.fixture
def begun(made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    with made_town("sqlite", empty).read() as opened:
        at_once(opened)
        yield opened


def test_an_empty_town_is_filled_by_the_list_alone(begun: Session) -> None:
    proposal = propose(begun, book_of(LIST))
    which, hidden = proposal.mistakes
    assert "第20行：这一行是隐藏的" in hidden.sentence
    assert "叫“王建国”的有2位（柳浜二支部；澄泾二支部）" in which.sentence
    assert [one.label for one in which.options] == ["王建国（柳浜二支部）", "王建国（澄泾二支部）"]
    book = book_of(LIST).mended({HIDDEN: None, which.place: which.options[0].text})
    proposal = propose(begun, book)
    assert sentences(proposal) == []
    assert any("陆凤英（荷塘村党委、荷塘二支部）" in one for one in proposal.remarks)
    proposal.write(begun)
    found = begun.scalars(select(Organization).where(Organization.type != "town_committee")).all()
    assert (len(found), sum(one.assessed for one in found)) == (46, 39)
    assert begun.scalar(select(func.count()).select_from(SupervisionGroup)) == 3
    assert begun.scalars(select(Person.name).where(Person.name == "沈国华")).all() == ["沈国华"]
    wangs = begun.scalars(select(Person).where(Person.name == "王建国")).all()
    assert {one.phone for one in wangs} == {"15400000007", "15400000018"}
    assert holder(begun, "柳浜村总支", DEPUTY) == "王建国"
    assert holder(begun, "西荡村支部", SECRETARY) == ""
    assert holder(begun, "云栖社区支部", DEPUTY) == "孟凡"


def test_what_an_empty_town_is_filled_with_has_held_always_and_nobody_is_told(begun: Session) -> None:
    which = propose(begun, book_of(LIST)).mistakes[0]
    propose(begun, book_of(LIST).mended({HIDDEN: None, which.place: which.options[0].text})).write(begun)
    branches = begun.scalars(select(Appointment).where(Appointment.role.in_(SLIP_RECIPIENTS))).all()
    assert {one.since for one in branches} == {None}
    assert tell_appointed(begun, load_calendar(HOLIDAYS), datetime(2026, 11, 23, 10, 0, tzinfo=BEIJING)) == 0
    sectors = {one.short_name: one.sector for one in begun.scalars(select(Organization))}
    named = ("石湾村支部", "青桐社区支部", "农服中心支部", "澄泾中学支部", "卫生中心支部", "资产公司支部", "商会支部")
    assert [sectors[one] for one in named] == ["village", "community", "agency", "school", "hospital", "soe", None]
    founded = begun.scalars(select(Organization.founded).where(Organization.short_name == "云栖社区支部")).one()
    assert founded == date(2026, 5, 15)


def test_what_comes_out_goes_in_unchanged(session: Session) -> None:
    book = read_book(register_workbook(session, NOW.date()), "名册.xlsx")
    proposal = propose(session, book)
    assert sentences(proposal) == []
    assert proposal.changes == ()


def cell_of(book: Book, branch: str, heading: str) -> Place:
    """Find where the written register says something of a branch."""
    (sheet,) = [one for one in book.sheets if one.name == "名册"]
    row = next(one for one in sheet.rows if any(cell.text == branch for cell in one.filled))
    return Place("名册", row.number, next(one.place.column for one in sheet.rows[1].filled if one.text == heading))


def test_who_is_named_anew_is_appointed_and_an_empty_cell_is_asked_about(session: Session) -> None:
    book = read_book(register_workbook(session, NOW.date()), "名册.xlsx")
    name, account = (cell_of(book, "东荡村支部", one) for one in ("书记", "书记账号"))
    (asked,) = propose(session, book.mended({name: ""})).mistakes
    assert [one.text for one in asked.options] == ["空缺", "蒋丽娟"]
    (left_over,) = propose(session, book.mended({name: "钱大明"})).mistakes
    assert "这个账号在名册里是蒋丽娟的" in left_over.sentence
    proposal = propose(session, book.mended({name: "钱大明", account: "qiandaming"}))
    assert {(one.before, one.after) for one in proposal.changes} == {("蒋丽娟", "钱大明"), ("", "qiandaming")}
    proposal.write(session)
    assert holder(session, "东荡村支部", SECRETARY) == "钱大明"


def test_nobody_enters_his_own_branch_by_a_file(session: Session) -> None:
    book = read_book(register_workbook(session, NOW.date()), "名册.xlsx")
    name, account = (cell_of(book, "机关一支部", one) for one in ("副书记", "副书记账号"))
    (mistake,) = propose(session, book.mended({name: "钱大明", account: ""})).mistakes
    assert "按回避要求，它的事请" in mistake.sentence


def test_the_first_person_comes_once(begun: Session) -> None:
    with pytest.raises(NotNow):
        at_once(begun)
    with pytest.raises(NotNow):
        first_person(begun, "澄泾镇", Contact("钱小雨", "qianxiaoyu"), NOW)
