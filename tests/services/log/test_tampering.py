"""The log of entries: nothing a score rests on can be altered, added or taken away unnoticed."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, UniqueConstraint, create_engine, delete, insert, select, text, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from bot.db import Database
from models.base import Base
from models.daily_records import DailyRecord
from rules.periods import Month, Quarter
from services.log.checking import problems
from services.log.tables import CHAINED, columns_of, key_of
from tests.services.log.everything_filed import behind_the_back, everything_filed, first_problem, newest
from tests.worlds.towns import Towns


@pytest.fixture(scope="module")
def engine(towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The database in the hands of somebody who knows SQL, and whom no foreign key keeps from anything."""
    with towns.lent("sqlite", everything_filed, tmp_path_factory.mktemp("sql")) as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


def other(value: Any) -> Any:
    """Give another value of the same kind."""
    others: dict[type, Callable[[Any], Any]] = {
        bool: lambda one: not one,
        int: lambda one: one + 1,
        Decimal: lambda one: one + 1,
        date: lambda one: one + timedelta(days=1),
        datetime: lambda one: one + timedelta(days=1),
        Month: lambda one: one.next,
        Quarter: lambda one: one.next,
        str: lambda one: f"{one[:-1]}改",
        bytes: lambda one: one + b"!",
        dict: lambda _: {"other": 1},
        list: lambda _: ["other"],
    }
    return others.get(type(value), lambda one: one)(value)


def altered(table: type[Base], row: dict[str, Any]) -> Any:
    """Alter the first value that can be another one, if possible one that is no name of another row."""
    names = sorted(columns_of(table), key=lambda name: (other(row[name]) == row[name], name.endswith("_id")))
    key = key_of(table)
    return update(table).where(key == row[key.name]).values({names[0]: other(row[names[0]])})


def removed(table: type[Base], row: dict[str, Any]) -> Any:
    key = key_of(table)
    return delete(table).where(key == row[key.name])


def slipped_in(table: type[Base], row: dict[str, Any]) -> Any:
    """Insert a second row of the same, as far as there may be two."""
    key, core = key_of(table).name, table.__table__
    assert isinstance(core, SqlTable)
    alone = [set(one.columns.keys()) for one in core.constraints if isinstance(one, UniqueConstraint)]
    alike = {name for names in alone for name in names if row[name] is not None}
    copy = row | {name: other(row[name]) for name in alike} | {key: other(row[key])}
    return insert(table).values(copy)


SAID = {
    altered: "{} 与留痕不符：",
    removed: "{} 有留痕而表中没有：该行被删除。",
    slipped_in: "{} 没有留痕：该行绕过程序写入。",
}


@pytest.mark.parametrize("tamper", SAID, ids=lambda tamper: tamper.__name__)
def test_whatever_was_tampered_with_is_named(engine: Engine, tamper: Callable[..., Any]) -> None:
    """One altered value, or one row removed, or one slipped in, in every table of the models that the log covers.

    In all of them at once: each row is held against its own entry, and to read the whole town for each took long.
    """
    named = []
    with Session(engine) as session:
        for table in CHAINED:
            key = key_of(table)
            columns = [key, *(column for column in table.__table__.c if column is not key)]
            row = dict(session.execute(select(*columns).order_by(key.desc()).limit(1)).one()._mapping)
            session.execute(tamper(table, row))
            of_it = other(row[key.name]) if tamper is slipped_in else row[key.name]
            named.append(SAID[tamper].format(f"{table.__tablename__}/{of_it}"))
        found = list(problems(session))
        session.rollback()
    assert [one for one in named if not any(said.startswith(one) for said in found)] == []
    assert len(found) == len(named), "and nothing else is"


@pytest.mark.parametrize("value", ["2026-99", "?"])
def test_a_row_that_cannot_even_be_read_any_more_is_named(filed: Database, value: str) -> None:
    row = newest(filed, DailyRecord)
    behind_the_back(
        filed, text("UPDATE daily_records SET month = :value WHERE id = :id").bindparams(value=value, id=row["id"])
    )
    assert first_problem(filed) == f"daily_records/{row['id']} 中有读不出的值：该行被改动。"
