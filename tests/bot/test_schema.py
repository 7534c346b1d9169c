"""The shape of the database: brought up by whoever comes first, and never mistaken for something else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot import schema
from bot.db import Database
from bot.errors import DatabaseError, driver_says
from bot.schema import newest_revision, prepare, upgrade
from migrations.revise import revise
from models import Base
from models.boards import newest_published
from models.chats import group_chats
from models.schemes import township
from models.slips import slips_of
from rules.periods import BEIJING, Month
from tests.databases import Lender
from tests.forks import Fork


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a single table."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'bare.db'}")
    else:
        lender: Lender = request.getfixturevalue("lender")
        database = Database(lender.new("template1"))
    yield database
    database.engine.dispose()


def tables(db: Database) -> set[str]:
    with db.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def set_revision(db: Database, revision: str) -> None:
    with db.writer() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        connection.commit()


def test_an_empty_database_is_brought_up(bare: Database) -> None:
    prepare(bare)
    assert tables(bare) == {*Base.metadata.tables, "alembic_version"}


def test_a_database_of_this_version_is_left_as_it_is(bare: Database) -> None:
    prepare(bare)
    before = tables(bare)
    prepare(bare)
    upgrade(bare)
    assert tables(bare) == before


def test_models_and_migrations_agree(bare: Database) -> None:
    """Whoever changes a table without a migration hears of it here."""
    prepare(bare)
    with bare.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == [], 'run `make revision M="say in a verb what changes"`'


def test_a_migrations_file_is_named_by_its_revision_and_follows_the_one_before() -> None:
    """Which revision is the newest, and which are known, is read from the files' names."""
    chain = [script.revision for script in ScriptDirectory.from_config(schema.migrations_config()).walk_revisions()]
    named = sorted(path.name[:4] for path in (schema.MIGRATIONS / "versions").glob("*.py"))
    assert named == sorted(chain)
    assert newest_revision() == chain[0]


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations, in which a test may write."""
    copy = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(schema, "MIGRATIONS", copy)
    return copy / "versions"


def test_a_migration_is_made_from_the_models(migrations: Path, tmp_path: Path) -> None:
    newest = sorted(migrations.glob("*.py"))[-1]
    newest.unlink()
    made = revise("keep what is new")
    assert made.name == f"{newest.name[:4]}_keep_what_is_new.py"
    assert made.read_text(encoding="utf-8").startswith('"""Keep what is new."""\n')
    assert "###" not in made.read_text(encoding="utf-8")
    scratch = Database(f"sqlite:///{tmp_path / 'scratch.db'}")
    prepare(scratch)
    assert tables(scratch) == {*Base.metadata.tables, "alembic_version"}
    scratch.engine.dispose()


def test_no_migration_is_made_where_nothing_differs(migrations: Path) -> None:
    before = sorted(migrations.glob("*.py"))
    with pytest.raises(ValueError, match="change the models first"):
        revise("keep nothing")
    assert sorted(migrations.glob("*.py")) == before


@pytest.mark.parametrize("message", ["", "Keep leaves", "请假", "../x"])
def test_a_migration_is_named_by_a_verb(message: str) -> None:
    with pytest.raises(ValueError, match="make revision M="):
        revise(message)


OF_0001 = """
INSERT INTO people (id, name, userid, sees_cards) VALUES (1, '吴思源', 'wusiyuan', false);
INSERT INTO organizations (id, position, name, short_name, type, assessed, delivery, has_committee)
    VALUES ('org-001', 1, '荷塘一支部', '荷塘一支部', 'branch', true, 'wecom', false);
INSERT INTO group_chats (id, name, chatid) VALUES (1, '支部书记群', 'board1');
INSERT INTO boards (id, quarter, version, state, drafted_at, drafted_by_id, published_at, picture)
    VALUES (1, '2026-Q2', 1, 'published', '2026-07-20 10:00', 1, '2026-07-28 10:00', {picture});
INSERT INTO board_rows (id, board_id, organization_id, rank, list, tied, base, bonus, total, by_category)
    VALUES (1, 1, 'org-001', 1, 'red', false, 9900, 0, 9900, '{{}}')
"""


OF_0004 = """
INSERT INTO township (id, name, full_name, committee, rule_title, publication_channel, platform, document_prefix,
    fictional) VALUES (1, '澄泾镇', '澄泾镇', '委员会', '办法', '先锋澄泾', '平台', '澄红灰', true);
INSERT INTO people (id, name, userid, sees_cards) VALUES (1, '朱永良', 'zhuyongliang', false);
INSERT INTO organizations (id, position, name, short_name, type, assessed, delivery, has_committee) VALUES
    ('org-001', 1, '荷塘一支部', '荷塘一支部', 'branch', true, 'wecom', false),
    ('org-002', 2, '荷塘二支部', '荷塘二支部', 'branch', true, 'paper', false);
INSERT INTO slips (id, number, issue_month, serial, organization_id, month, state, issued_at, recipient_id, received_at)
    VALUES (1, '提1', '2026-11', 1, 'org-001', '2026-10', 'delivered', '2026-11-02 00:34', 1, '2026-11-02 00:35'),
           (2, '提2', '2026-11', 2, 'org-002', '2026-10', 'delivered', '2026-11-02 00:34', NULL, '2026-11-03 16:00')
"""


def bring_to(bare: Database, revision: str, rows: str) -> None:
    """Bring an empty database to an older revision, and put rows into it as they were then."""
    with bare.writer() as connection:
        config = schema.migrations_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for statement in rows.split(";"):
            connection.execute(text(statement))
        connection.commit()


def test_slips_delivered_before_the_upgrade_were_received_when_they_were_delivered(bare: Database) -> None:
    bring_to(bare, "0004", OF_0004)
    upgrade(bare)
    with bare.read() as session:
        sent, paper = slips_of(session, Month(2026, 10))
        assert sent.delivered_at == sent.received_at == datetime(2026, 11, 2, 8, 35, tzinfo=BEIJING)
        assert (paper.delivered_at, paper.received_at) == (None, datetime(2026, 11, 4, tzinfo=BEIJING))
        assert not (sent.is_deemed_received or paper.is_deemed_received)
        town = township(session)
        assert town
        assert town.level_labels == {}


def test_a_board_published_by_the_first_version_is_still_there_after_the_upgrade(bare: Database) -> None:
    picture = "x'706e67'" if bare.is_sqlite else "'png'::bytea"
    bring_to(bare, "0001", OF_0001.format(picture=picture))
    upgrade(bare)
    with bare.read() as session:
        board = newest_published(session)
        assert board
        assert ([row.organization_id for row in board.rows], board.posted_at) == (["org-001"], board.published_at)
        assert [(one.edition, one.png) for one in board.pictures] == [("group", b"png")]
        assert [chat.edition for chat in group_chats(session)] == ["group"]


def prepares(ready: Callable[[], None], url: str) -> None:
    db = Database(url)
    ready()
    prepare(db)


@pytest.mark.processes
def test_two_processes_that_start_at_once_bring_it_up_once(bare: Database) -> None:
    url = bare.url.render_as_string(hide_password=False)
    processes = [Fork(prepares, url) for _ in range(3)]
    for process in processes:
        process.let_go()
    assert [process.ended() for process in processes] == [0, 0, 0]
    assert tables(bare) == {*Base.metadata.tables, "alembic_version"}


def test_a_migration_that_fails_leaves_nothing_half_done(bare: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = schema.bring_up

    def broken(connection: object) -> None:
        whole(connection)  # type: ignore[arg-type]
        raise RuntimeError("power cut")

    monkeypatch.setattr(schema, "bring_up", broken)
    with pytest.raises(RuntimeError):
        prepare(bare)
    assert tables(bare) == set()
    monkeypatch.undo()
    prepare(bare)
    assert "outbox" in tables(bare)


def test_an_older_database_is_refused_until_it_is_upgraded(bare: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(bare)
    monkeypatch.setattr(schema, "newest_revision", lambda: "9999")
    sentence = f"at revision {newest_revision()}, older than this program; back it up and run `flask upgrade`"
    with pytest.raises(DatabaseError, match=sentence):
        prepare(bare)


@pytest.mark.parametrize("bring", [prepare, upgrade])
def test_a_database_of_a_newer_program_is_refused(bare: Database, bring: object) -> None:
    prepare(bare)
    set_revision(bare, "2099")
    with pytest.raises(DatabaseError, match="at revision 2099, which this program does not know; run the newer"):
        bring(bare)  # type: ignore[operator]


@pytest.mark.parametrize("bring", [prepare, upgrade])
def test_tables_of_something_else_are_refused_and_left_alone(bare: Database, bring: object) -> None:
    with bare.writer() as connection:
        connection.execute(text("CREATE TABLE people (name VARCHAR(10))"))
        connection.commit()
    with pytest.raises(DatabaseError, match="holds tables of something else; point it at an empty database"):
        bring(bare)  # type: ignore[operator]
    assert tables(bare) == {"people"}


def test_a_server_that_does_not_answer_is_said_in_one_sentence_without_the_password() -> None:
    db = Database("postgresql+psycopg://bot:geheim@127.0.0.1:1/honghui")
    with pytest.raises(DatabaseError) as refused:
        prepare(db)
    sentence = str(refused.value)
    assert sentence.startswith("Cannot reach the database (")
    assert sentence.endswith("); check DATABASE_URL and that it is running")
    assert "\n" not in sentence
    assert "geheim" not in sentence


@pytest.fixture
def of_somebody_else(lender: Lender) -> Iterator[Database]:
    """A database as `createdb` makes it without --owner: who is to use it may make no table in it."""
    whole = Database(lender.new("template1"))
    role = f"town_{uuid4().hex}"
    with whole.begin_bare() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
        connection.execute(text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    url = make_url(whole.engine.url).set(username=role)
    database = Database(url.render_as_string(hide_password=False))
    yield database
    database.engine.dispose()
    with whole.begin_bare() as connection:
        connection.execute(text(f"DROP ROLE {role}"))
    whole.engine.dispose()


def test_a_database_that_belongs_to_somebody_else_is_said_with_the_step_that_was_left_out(
    of_somebody_else: Database,
) -> None:
    with pytest.raises(DatabaseError) as refused:
        prepare(of_somebody_else)
    assert "permission denied for schema public" in str(refused.value)
    assert "`createdb --owner USER NAME`" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_password_that_is_missing_is_said_with_where_it_belongs() -> None:
    orig = psycopg.OperationalError("connection failed: fe_sendauth: no password supplied\nmore")
    said = driver_says(DBAPIError("SELECT 1", None, orig))
    assert said.startswith("connection failed: fe_sendauth: no password supplied; ")
    assert ".pgpass" in said


@pytest.mark.parametrize("content", ["a folder", "no database at all, but long enough to be taken for one" * 30])
def test_a_file_that_is_no_database_is_said_in_one_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "honghui.db"
    path.mkdir() if content == "a folder" else path.write_text(content)
    with pytest.raises(DatabaseError, match=r"^Cannot reach the database \(.*\); check DATABASE_URL") as refused:
        prepare(Database(f"sqlite:///{path}"))
    assert "\n" not in str(refused.value)
