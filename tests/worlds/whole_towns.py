"""A town of any size whose board and year are taken from state to state, and what their pages read in each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from app import create_app
from bot.db import Database
from models.objections import Objection
from services.annual_reviews.steps import draft_year, review_year
from tests.bench.closing import build_written
from tests.bench.town import ISSUE_AT, QUARTER, calendar
from tests.worlds.board_officials import Hands
from tests.worlds.browsers import Browser, Town, environ
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, person

DRAFTED = ISSUE_AT
PUBLISHED = DRAFTED + timedelta(days=1)
BOARD, APPROVAL = f"/console/boards/{QUARTER}", f"/m/boards/{QUARTER}/approval"
OF_A_BOARD = (BOARD, APPROVAL, "/console/boards", "/console/today", f"/m/boards/{QUARTER}", "/console/scores", "/m/")
OF_A_YEAR = (f"/console/annual_reviews/{QUARTER.year}", f"/m/years/{QUARTER.year}", "/console/annual_reviews")
Step = Callable[[Hands], Any]


def previewed(hands: Hands) -> None:
    """Let the preview be over at once."""
    hands.preview(at=DRAFTED).preview_ends = DRAFTED


def objected_to(hands: Hands) -> None:
    """Let three branches object to what a slip said of them."""
    for name in ("org-002", "org-003", "org-011"):
        said = {"target": "record:1", "subject": "支委会", "text": "开过", "state": "filed"}
        dated = {"quarter": QUARTER, "filed_at": DRAFTED, "reply_due": PUBLISHED + timedelta(days=30)}
        by = person(hands.session, HEAD).id
        hands.session.add(Objection(**said, **dated, organization_id=name, filed_by_id=by))


def checked(hands: Hands) -> None:
    hands.review(at=DRAFTED)
    hands.check(at=DRAFTED)


def approved(hands: Hands) -> None:
    hands.approve(at=PUBLISHED, despite="先批准")
    hands.approve_grey(at=PUBLISHED)


def year_drafted(hands: Hands) -> None:
    draft_year(hands.session, QUARTER.year, person(hands.session, CLERK), PUBLISHED)


def year_reviewed(hands: Hands) -> None:
    review_year(hands.session, QUARTER.year, person(hands.session, LEADER), PUBLISHED)


STATES: tuple[tuple[Step, tuple[str, ...]], ...] = (
    (lambda hands: hands.draft(at=DRAFTED), OF_A_BOARD),
    (previewed, OF_A_BOARD),
    (objected_to, OF_A_BOARD),
    (checked, OF_A_BOARD),
    (approved, OF_A_BOARD),
    (lambda hands: hands.publish(at=PUBLISHED), OF_A_BOARD),
    (year_drafted, OF_A_YEAR),
    (year_reviewed, OF_A_YEAR),
)


class Read:
    """What is asked of a town's database: so many statements, and so many rows come back."""

    statements = 0
    rows = 0

    def statement(self, *_: Any) -> None:
        self.statements += 1

    def row(self, _cursor: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
        self.rows += 1
        return row

    def connection(self, connection: Any, *_: Any) -> None:
        connection.row_factory = self.row


@contextmanager
def town_of(folder: Path, size: int) -> Iterator[tuple[Town, Read]]:
    url, read = f"sqlite:///{folder / f'{size}.db'}", Read()
    build_written(url, size)
    db = Database(url)
    event.listen(db.engine, "before_cursor_execute", read.statement)
    event.listen(db.engine, "checkout", read.connection)
    town = Town(db, calendar(), create_app(environ(url)))
    town.clock.moment = PUBLISHED + timedelta(hours=1)
    yield town, read
    db.engine.dispose()


def opened(browser: Browser, page: str, read: Read) -> tuple[int, int] | None:
    """Open a page twice and tell what the second time takes, or None where there is no such page yet."""
    if browser.get(page).status_code != 200:
        return None
    read.statements = read.rows = 0
    browser.reads(page)
    return read.statements, read.rows


def taken(step: Step, session: Session) -> None:
    step(Hands(session, calendar()))


def in_every_state(folder: Path, size: int) -> Iterator[tuple[str, tuple[int, int] | None]]:
    with town_of(folder, size) as (town, read):
        for number, (step, pages) in enumerate(STATES):
            town.db.do(partial(taken, step))
            head, leader = town.visitor(HEAD), town.visitor(LEADER)
            for page in pages:
                yield f"{number} {page}", opened(leader if page == APPROVAL else head, page, read)
