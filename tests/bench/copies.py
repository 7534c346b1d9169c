"""Towns of any size: the sample town with its organisations copied, and months of records for all of them.

They are copied in the tables, past register and log: to load a file of 39,000 would take minutes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.schema import prepare
from demo.sample.records import sample_records
from models.appointments import Appointment
from models.daily_records import DailyRecord
from models.inspections import Inspection
from models.organizations import GroupAssignment, Organization, assessed_organizations
from models.people import Person
from rules.periods import Month
from services.daily_records.loading import load_records
from services.township.loading import load_township
from tests.bench.town import MONTH, RECORDED_AT, SEED, insert_rows, sample_town, sheets
from tests.worlds.records import read_records

Row = dict[str, Any]


def build(url: str, copies: int, months: Sequence[Month] = (MONTH,)) -> None:
    """Fill an empty database: `copies` times 39 assessed organisations, all inspected, and the months' records."""
    db = Database(url)
    prepare(db)
    with db.begin() as session:
        load_township(session, sample_town(), RECORDED_AT.date(), RECORDED_AT)
        recorder = session.scalars(select(Person.id).order_by(Person.id)).first()
        for records in sample_records(sample_town(), months, SEED).values():
            load_records(session, read_records(records, "bench"), RECORDED_AT)
        session.flush()
        _copy_below(session, copies)
        assessed = [one.id for one in assessed_organizations(session)]
        insert_rows(session, Inspection, sheets(assessed, recorder))
    db.engine.dispose()


def _copy_below(session: Session, times: int) -> None:
    """Let there be everything below the town's own committee so many times, each with its officers and its records.

    An officer without an account is the same person in every copy.
    """
    organizations = _below(session)
    known = {row["id"] for row in organizations}
    people = {row["id"]: row for row in _rows(session, Person)}
    offices = [row for row in _rows(session, Appointment) if row["organization_id"] in known]
    officers = [people[one] for one in {row["person_id"] for row in offices} if people[one]["userid"]]
    copies = range(1, times)
    insert_rows(session, Organization, (_organization(row, one, known) for one in copies for row in organizations))
    insert_rows(session, Person, (_officer(row, one) for one in copies for row in officers))
    accounts = dict(session.execute(select(Person.userid, Person.id)).all())
    same = {row["id"]: row["id"] for row in people.values()}
    for number in copies:
        theirs = same | {row["id"]: accounts[_officer(row, number)["userid"]] for row in officers}
        insert_rows(session, Appointment, (_office(row, number, theirs) for row in offices))
    for table in (GroupAssignment, DailyRecord):
        _copy_rows(session, table, known, copies)


def _rows(session: Session, table: Any) -> list[Row]:
    return [dict(row) for row in session.connection().execute(select(table.__table__)).mappings()]


def _below(session: Session) -> list[Row]:
    """List the organisations that have one above them, those under the committee itself first."""
    rows = _rows(session, Organization)
    top = {row["id"] for row in rows if row["parent_id"] is None}
    return sorted((row for row in rows if row["id"] not in top), key=lambda row: row["parent_id"] not in top)


def _organization(row: Row, number: int, known: set[str]) -> Row:
    parent = row["parent_id"]
    return row | {
        "id": f"{row['id']}-{number}",
        "parent_id": f"{parent}-{number}" if parent in known else parent,
        "position": row["position"] + 1000 * number,
        "name": f"{row['name']}{number}",
        "short_name": f"{row['short_name']}{number}",
    }


def _officer(row: Row, number: int) -> Row:
    """Give somebody of the same name an account of their own."""
    return _new(row) | {"userid": f"{row['userid']}-{number}"}


def _office(row: Row, number: int, people: Mapping[int, int]) -> Row:
    organization = f"{row['organization_id']}-{number}"
    return _new(row) | {"organization_id": organization, "person_id": people[row["person_id"]]}


def _new(row: Row) -> Row:
    """Leave out what comes by itself: the number, and the key that seals a person's name."""
    return {name: value for name, value in row.items() if name not in ("id", "seal_key")}


def _copy_rows(session: Session, table: Any, known: set[str], copies: range) -> None:
    """Give every copy the rows that the organisations themselves have; the database does it."""
    last = session.scalar(select(func.max(table.id)))
    columns = [column for column in table.__table__.columns if column.key != "id"]
    for number in copies:
        changed = {"organization_id": table.organization_id.concat(f"-{number}")}
        theirs = select(*(changed.get(column.key, column) for column in columns)).where(
            table.id <= last, table.organization_id.in_(known)
        )
        session.connection().execute(insert(table.__table__).from_select(columns, theirs))
