"""Every task of the table in docs/what-works.md, done in a browser by the person it concerns, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from flask import Response
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from bot import outbox
from models.organization_changes import StreakTakeover
from models.organizations import Organization
from models.outbox import OutboxMessage
from rules.cases import STREAK_TAKEOVER
from services.cases import begin
from services.notices.branches import tell_branch
from services.township.file import TownshipFile
from tests.worlds.browsers import Town, file_case
from tests.worlds.desks import at_desk, overflow, served
from tests.worlds.leaders_town import leaders_town
from tests.worlds.month_under_way import NOW, october_under_way
from tests.worlds.office_tasks import PHONES, WALK
from tests.worlds.towns import Past
from tests.worlds.watching import DOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def past() -> Past:
    return leaders_town


def _dot(**_: object) -> Response:
    return Response(DOT, mimetype="image/svg+xml")


@pytest.fixture
def at_work(
    browser: Browser, town: Town, monkeypatch: pytest.MonkeyPatch, socket_enabled: object
) -> Iterator[Callable[[str], Page]]:
    """Give everybody a browser of their own, signed in, once they have something to do; pictures are not drawn."""
    pages: dict[str, Page] = {}
    # In the browser it would cost each request a detour, and every page its style sheets anew.
    for rule in town.app.url_map.iter_rules():
        if rule.rule.endswith("/picture"):
            monkeypatch.setitem(town.app.view_functions, rule.endpoint, _dot)
    with served(town) as url, ExitStack() as desks:

        def at(userid: str) -> Page:
            if userid not in pages:
                look = {"viewport": {"width": 390, "height": 844}} if userid in PHONES else {}
                pages[userid] = desks.enter_context(at_desk(browser, town, url, userid, base_url=url, **look))
            return pages[userid]

        yield at


def test_every_task_is_done_on_its_page_by_whom_it_concerns(
    town: Town, sample_town: TownshipFile, at_work: Callable[[str], Page]
) -> None:
    _waiting(town, sample_town)
    for task, steps in WALK.items():
        for userid, address, moves in steps:
            page = at_work(userid)
            page.goto(address)
            for move in moves:
                move(page)
            assert not overflow(page), task


def _waiting(town: Town, file: TownshipFile) -> None:
    """Let there be what only somebody else, or the clock, would bring: slips, an objection, a merger, a refusal."""
    file_case(town)
    with town.db.begin() as session:
        october_under_way(session, file)
        branch = session.get_one(Organization, "org-011")
        tell_branch(session, branch, "10月的会请补开。", key="told", now=NOW)
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.key == "told")).one()
        message.state, message.attempts, message.errcode, message.error = "failed", 1, 81013, "refused"
        # Somebody has read something this month.
        outbox.answer(session, "wusiyuan", outbox.text("已收到。"), key="read", now=NOW)
        read = session.scalars(select(OutboxMessage).where(OutboxMessage.key == "read")).one()
        read.state, read.attempts, read.accepted_at = "sent", 1, NOW
        one = StreakTakeover(from_id="org-007", to_id="org-006", day=NOW.date(), state="proposed", begun_at=NOW)
        session.add(one)
        session.flush()
        begin(session, STREAK_TAKEOVER, one, None, NOW, streak=2)
