"""The sample town with four boards, and its people with a browser each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import Honghui, create_app
from bot.clock import lease_seconds
from bot.db import Database
from bot.login import sign_in
from bot.wecom_answers import Listed
from models.boards import APPROVED, FINAL, PREVIEWED, PUBLISHED, REVIEWED, Board, BoardPicture
from models.objections import Objection
from models.organizations import Organization
from models.people import Person
from rules.cases import BOARD
from rules.periods import Quarter
from rules.workdays import Calendar
from services.boards.code import board_code
from services.boards.rows import board_rows
from services.cases import begin
from services.schemes.versions import pin_quarter
from services.township.file import TownshipFile
from tests.worlds.phones import TestClock
from tests.worlds.recorded_quarters import CLERK, THIRD, after, person, record

PUBLIC_URL = "https://bot.example.com/"
SECRET_KEY = "a-secret-key-for-tests-0123456789"
QUARTERS = (Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2), THIRD)
# Looked at a day after the third quarter's board came out.
NOW = after(THIRD) + timedelta(days=1)
PNG = b"\x89PNG\r\n\x1a\npicture"

# Whoever knocks: somebody for every role, seen from 石湾村支部 (of the first supervision group).
BRANCH = "石湾村支部"
STRANGER = "nobodyknown"
SECRETARY, OTHER_SECRETARY = "zhuyongliang", "zhangjianxin"
SUPERVISOR, OTHER_SUPERVISOR = "caoxiaoming", "gezhiwei"
TOWN_LEADER, SECRECY_REVIEWER, DEPARTMENT_HEAD = "guchengzhi", "jiangweidong", "gaoweimin"


def environ(database_url: str, **more: str) -> dict[str, str]:
    """What the bot's process sees."""
    return {
        "DATABASE_URL": database_url,
        "WECOM_CORP_ID": "ww1a2b3c4d5e6f7a8b",
        "WECOM_AGENT_ID": "1000002",
        "WECOM_SECRET": "sim-secret-0123456789",
        "WECOM_TOKEN": "SimToken2024",
        "WECOM_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "WECOM_API_BASE": "http://127.0.0.1:9/cgi-bin/",
        "PUBLIC_URL": PUBLIC_URL,
        "SECRET_KEY": SECRET_KEY,
        **more,
    }


@dataclass
class WeComThatKnows:
    """Stands where the gateway stands: a code is the userid behind it."""

    asked: list[str] = field(default_factory=list)
    error: Exception | None = None
    members: list[Listed] = field(default_factory=list)

    def user_by_code(self, code: str) -> str | None:
        self.asked.append(code)
        if self.error:
            raise self.error
        return code or None

    def fetch_access_token(self) -> None:
        if self.error:
            raise self.error

    def directory(self) -> list[Listed]:
        if self.error:
            raise self.error
        return self.members


@cache
def _made(more: frozenset[tuple[str, str]]) -> tuple[Flask, dict[str, Any], dict[str, Any]]:
    """Make an application, once for all towns with such an environment; settings and pages are kept as they are now."""
    app = create_app(environ("sqlite:///none.db", **dict(more)))
    return app, dict(app.config), dict(app.view_functions)


def as_new(database_url: str, **more: str) -> Flask:
    """Give the application as if just made: all its pages are registered, none of its parts is built.

    To register the pages anew took each test longer than most pages take. Whoever adds one makes an application.
    """
    app, config, pages = _made(frozenset(more.items()))
    assert app.view_functions == pages, "a test put other pages in their place, and did not put them back"
    app.config.clear()
    app.config.update(config)
    parts = vars(app.extensions["honghui"])
    parts.clear()
    parts.update(vars(Honghui(environ(database_url, **more))))
    return app


class Town:
    """The application over one database, with a clock of its own.

    A test has one at a time, for all have the same application; who needs two brings an `app` for each.
    """

    def __init__(self, db: Database, calendar: Calendar, app: Flask | None = None, **more: str) -> None:
        self.db = db
        self.app = app or as_new(db.url.render_as_string(hide_password=False), **more)
        self.clock = TestClock(NOW)
        self.wecom = WeComThatKnows()
        vars(self.app.extensions["honghui"]).update(db=db, clock=self.clock, calendar=calendar, wecom=self.wecom)

    def visitor(self, userid: str | None = None) -> Browser:
        """Open a browser; with a userid, of somebody who has signed in just now."""
        assert self.app.extensions["honghui"].db is self.db, "another town has taken the application"
        client = self.app.test_client()
        if userid:
            with client.session_transaction(base_url=PUBLIC_URL) as session:
                sign_in(session, userid, lease_seconds())
        return Browser(client)

    def change(self, quarter: Quarter = THIRD, version: int = 1, **columns: Any) -> None:
        """Put a board into another state behind its back."""
        with self.db.begin() as session:
            board = board_of(session, quarter, version)
            for name, value in columns.items():
                setattr(board, name, value)


class Browser:
    """One person's browser, on https as PUBLIC_URL says."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, base_url=PUBLIC_URL, **more)

    def reads(self, path: str) -> str:
        """Open a page that is there and give its text."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str, **form: str) -> TestResponse:
        referrer = {"Referer": f"{PUBLIC_URL}m/"}
        return self.client.post(path, base_url=PUBLIC_URL, data=form, headers=referrer)

    def hidden(self, page: str) -> dict[str, str]:
        """Open a page and read what its forms would send along unseen."""
        return dict(
            re.findall(r'<input type="hidden" name="(csrf_token|seen|step)" value="([^"]*)">', self.get(page).text)
        )

    def submits(self, page: str, to: str | None = None, **form: str) -> TestResponse:
        """Open a page and send its form off, to another address where told."""
        return self.post(to or page, **{**self.hidden(page), **form})


def side_bar(page: str) -> dict[str, int]:
    """Read the numbers of the console's side bar, by place."""
    found = re.findall(r'<a href="/console/(\w+)"[^>]*><span>[^<]*</span><b class="(?:work)?">(\d+)</b>', page)
    return {place: int(count) for place, count in found}


def board_of(session: Session, quarter: Quarter = THIRD, version: int = 1) -> Board:
    """Find a version of a board."""
    return session.scalars(select(Board).where(Board.quarter == quarter, Board.version == version)).one()


def organization_id(session: Session, short_name: str) -> str:
    """Find an organisation's id by its short name."""
    return session.scalars(select(Organization.id).where(Organization.short_name == short_name)).one()


def fill_town(session: Session, file: TownshipFile) -> None:
    """Record four quarters and publish their boards; the grey lists are approved, the newest board has pictures."""
    for quarter in QUARTERS:
        record(session, file, quarter)
        board = published(session, quarter, person(session, CLERK))
        board.state = PUBLISHED if quarter == THIRD else FINAL


def published(session: Session, quarter: Quarter, by: Person, version: int = 1) -> Board:
    """Make a published version of a board out of what is recorded."""
    now = after(quarter)
    pin_quarter(session, quarter, now)
    board = Board(quarter=quarter, version=version, state=PUBLISHED, drafted_at=now, drafted_by_id=by.id)
    session.add(board)
    session.flush()
    begin(session, BOARD, board, by, now)
    board.rows = board_rows(session, quarter, now)
    board.state = PUBLISHED
    board.preview_ends = board.reviewed_at = board.secrecy_checked_at = board.approved_at = now
    board.grey_approved_at = board.published_at = board.posted_at = now
    board.publicity_ends = now + timedelta(days=7)
    board.pictures = [BoardPicture(edition=edition, png=PNG + edition.encode()) for edition in ("group", "internal")]
    board.code = board_code(board)
    session.flush()
    return board


# What a board is like in each state on its way, as changes to a published one.
ON_ITS_WAY: dict[str, dict[str, Any]] = {
    "draft": {"preview_ends": None, "reviewed_at": None, "secrecy_checked_at": None, "approved_at": None},
    PREVIEWED: {"reviewed_at": None, "secrecy_checked_at": None, "approved_at": None},
    REVIEWED: {"approved_at": None, "secrecy_checked_at": None},
    "checked": {"state": REVIEWED, "approved_at": None},
    APPROVED: {},
}


def on_its_way(town: Town, stage: str) -> None:
    """Put the newest board back to a stage before its publication."""
    unpublished = {"grey_approved_at": None, "published_at": None, "posted_at": None, "publicity_ends": None}
    town.change(**{"state": stage, **unpublished, "pictures": [], "code": None, **ON_ITS_WAY[stage]})


def file_case(town: Town) -> None:
    """An objection to the board as a whole is open: it always could move a list."""
    with town.db.begin() as session:
        session.add(
            Objection(
                quarter=THIRD,
                organization_id=organization_id(session, BRANCH),
                target=f"board:{board_of(session).id}",
                subject="第三季度榜单",
                text="并列的处理与办法不符",
                filed_by_id=person(session, SECRETARY).id,
                filed_at=NOW,
                state="filed",
                reply_due=NOW + timedelta(days=14),
            )
        )
