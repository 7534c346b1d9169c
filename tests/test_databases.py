"""A database that is lent again is as it was, whatever was done to it, and only then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import delete, select, text, update

from bot.db import Database
from models import Base
from models.beats import Beat
from models.organizations import Department, Organization
from models.people import Person
from tests.worlds.posted_board import out
from tests.worlds.towns import Towns, loaded


def everything(db: Database) -> dict[str, list[tuple[object, ...]]]:
    with db.read() as session:
        return {
            table.name: sorted(map(tuple, session.execute(select(table))), key=str)
            for table in Base.metadata.sorted_tables
        }


def lent(towns: Towns, folder: Path, use: Callable[[Database], object]) -> str:
    with towns.lent("postgresql", loaded, folder) as url:
        database = Database(url)
        use(database)
        database.engine.dispose()
    return url


def test_what_was_changed_removed_and_added_is_as_before(towns: Towns, tmp_path: Path) -> None:
    before = list[object]()
    after = list[object]()

    def spoil(db: Database) -> None:
        before.append(everything(db))
        with db.begin() as session:
            session.execute(text("SET LOCAL session_replication_role = replica"))
            session.execute(update(Organization).values(name=Organization.name + "!"))
            session.execute(delete(Person).where(Person.id > 5))
            session.execute(delete(Department))
            session.add_all(
                [Department(id="dep-new", name="新办"), Beat(machine="m", part="worker", seen_at=1.0, latest=1.0)]
            )
        assert everything(db) != before[0]

    first = lent(towns, tmp_path, spoil)
    second = lent(towns, tmp_path, lambda db: after.append(everything(db)))
    assert second == first
    assert after == before


def test_one_that_somebody_still_uses_is_not_lent_again(towns: Towns, tmp_path: Path) -> None:
    with towns.lent("postgresql", loaded, tmp_path) as url:
        database = Database(url)
        held = database.engine.connect()
        held.execute(text("SELECT 1"))
    assert lent(towns, tmp_path, everything) != url
    held.close()
    database.engine.dispose()


def test_a_past_on_postgresql_is_row_by_row_that_on_sqlite_and_goes_on_behind_it(towns: Towns, tmp_path: Path) -> None:
    found = []
    for kind in ("sqlite", "postgresql"):
        with towns.lent(kind, out, tmp_path) as url:
            database = Database(url)
            rows = everything(database)
            with database.begin() as session:
                session.add(person := Person(name="新来的", userid="xinlaide"))
                session.flush()
                found.append((rows, person.id))
            database.engine.dispose()
    assert found[0] == found[1]
