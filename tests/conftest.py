"""What tests of every layer share: an empty database on SQLite and on a real PostgreSQL, and the sample town."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import structlog
from structlog.dev import ConsoleRenderer, plain_traceback

from bot.db import Database, _tune_sqlite
from rules.workdays import Calendar, load_calendar
from services.township.checking import check_township
from services.township.file import TownshipFile
from tests.bulk_writes import bulk_watched
from tests.databases import Lender
from tests.engines import Connections, Engines
from tests.page_rules import shared_rules
from tests.postgresql import started
from tests.run import Run, run_of
from tests.worlds.towns import Past, Towns, empty, loaded

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent

# What is imported and collected stays: to look at it again and again took a sixth of the time until the first test.
gc.disable()

# What stands in a log is written as ever, but for what broke.
PLAIN = [*structlog.get_config()["processors"][:-1], ConsoleRenderer(exception_formatter=plain_traceback)]

# No example fails because the machine is busy.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let messages and kills at random be more than what a run of all tests has time for."""
    parser.addoption("--kills", type=int, default=4, help="how many processes are killed while people talk")
    parser.addoption("--seed", type=int, default=1, help="which random moments and choices those are")
    parser.addoption("--inputs", type=int, default=400, help="how many hostile inputs tests/fuzz makes up")
    parser.addoption("--messages", type=int, default=60, help="how many messages each seed writes at random")


def pytest_collection(session: pytest.Session) -> None:
    """Let every worker import another share of the tests first: what one of them has compiled, the others find."""
    if workers := int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "0")):
        files = sorted(file for asked in session.config.args for file in Path(asked).rglob("test_*.py"))
        for file in files[int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) :: workers]:
            # One that breaks breaks again where it is collected, and that is told.
            with suppress(Exception):
                import_module(".".join(file.resolve().relative_to(ROOT).with_suffix("").parts))


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what runs on PostgreSQL, so that it can be left out."""
    callspec = getattr(item, "callspec", None)
    if callspec and any(isinstance(value, str) and value == "postgresql" for value in callspec.params.values()):
        item.add_marker("postgresql")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every worker begin with its share of the tests that start processes: the last ones would hold up all.

    Those with a browser begin with the first worker: to start one in each of them takes longer than to wait for it.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    browser = [item for item in items if item.get_closest_marker("browser")]
    slow = [item for item in items if item.get_closest_marker("processes") and not item.get_closest_marker("browser")]
    begun = {*browser, *slow}
    quick = (item for item in items if item not in begun)
    ordered: list[pytest.Item] = []
    for part in range(workers):
        ordered += [*(browser if part == 0 else ()), *slow[part::workers]]
        ordered += islice(quick, max(0, len(items) * (part + 1) // workers - len(ordered)))
    items[:] = [*ordered, *quick]


def pytest_collection_finish() -> None:
    """Begin with a collector that leaves alone what is imported: thousands of tests made it look at it each time.

    It comes less often than in a server: each test drops an application, and to look after each took 4 % of the time.
    """
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    gc.enable()


@pytest.fixture(autouse=True)
def _plain_log() -> None:
    """Let an error that is logged be written plainly: in colours, with the source around each line, takes long."""
    structlog.configure(processors=PLAIN)


@pytest.fixture(scope="session")
def connections() -> Iterator[Connections]:
    """What stays connected to a lent database when a test is over."""
    connections = Connections()
    yield connections
    connections.close()


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(connections: Connections) -> Iterator[None]:
    """Let all databases of a kind share what SQLAlchemy compiled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.db.create_engine", Engines(connections).create)
        yield


@pytest.fixture(scope="session", autouse=True)
def _addresses_worked_out_once() -> Iterator[None]:
    """Let all applications share what is known of their pages' addresses: anew for each it took most of its making."""
    with shared_rules():
        yield


@pytest.fixture(scope="session", autouse=True)
def _what_is_written_in_bulk_is_noted() -> Iterator[None]:
    """Hold services to it: rows that the log covers and that they write past the session are noted by them."""
    with bulk_watched():
        yield


@pytest.fixture(scope="session", autouse=True)
def _disk_never_waited_for() -> Iterator[None]:
    """Let SQLite not wait for the disk, as PostgreSQL does not: no test pulls the plug."""

    def tune(connection: Any, record: Any) -> None:
        _tune_sqlite(connection, record)
        connection.execute("PRAGMA synchronous=OFF").close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.db._tune_sqlite", tune)
        yield


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The run that this process works on, perhaps with others."""
    return run_of(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def lender(run: Run, connections: Connections) -> Iterator[Lender]:
    """A real PostgreSQL that lives as long as the run and lends databases to all who work on it."""
    lender = Lender(run.once("postgresql", lambda: started(run.process)), run, connections)
    yield lender
    lender.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def db_url(request: pytest.FixtureRequest, towns: Towns, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database; every test that asks for it runs on both kinds."""
    with towns.lent(request.param, empty, tmp_path) as url:
        yield url


@pytest.fixture
def db(db_url: str) -> Iterator[Database]:
    """An empty database with all tables, once on SQLite and once on PostgreSQL."""
    database = Database(db_url)
    yield database
    database.engine.dispose()


@pytest.fixture(scope="session")
def launch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Browser]]:
    """Start a real chromium; all of them end with the worker."""
    from tests.chromium import chromium

    with chromium(tmp_path_factory.mktemp("chromium")) as launch:
        yield launch


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Browser:
    """A real chromium, started once by each worker that needs one; whoever opens a page closes it."""
    return launch()


@pytest.fixture(scope="session")
def undrawn(launch: Callable[..., Browser]) -> Browser:
    """A real chromium for pages that are only measured: nothing can be clicked in it."""
    from tests.chromium import UNDRAWN

    return launch(UNDRAWN)


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
def towns(request: pytest.FixtureRequest, run: Run, sample_town: TownshipFile) -> Towns:
    """Lends databases that know the sample town; loading it anew for each test would take most of the time."""
    return Towns(sample_town, run, lambda: request.getfixturevalue("lender"))


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
    yield database
    database.engine.dispose()
