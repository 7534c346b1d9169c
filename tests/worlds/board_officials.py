"""Everybody who works on the third quarter's board, and what an objection does to it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.errors import Refused
from models.boards import Board
from models.objections import Correction, Objection
from rules.workdays import Calendar
from services.publications import steps as boards
from tests.worlds.recorded_quarters import (
    CLERK,
    HEAD,
    LEADER,
    OTHER_LEADER,
    REVIEWER,
    THIRD,
    after,
    drafted,
    person,
    reviewed,
)
from tests.worlds.watching import refusal, writes

DRAFTED, MEETING, NOW = drafted(THIRD), reviewed(THIRD), after(THIRD)
SECRETARY = "zhuyongliang"

TO_DRAFT = ("draft",)
TO_PREVIEW = (*TO_DRAFT, "preview")
TO_REVIEW = (*TO_PREVIEW, "review")
TO_CHECK = (*TO_REVIEW, "check")
TO_APPROVAL = (*TO_CHECK, "approve")
TO_PUBLICATION = (*TO_APPROVAL, "approve_grey", "publish")


def refused_without_a_trace(session: Session, act: Callable[[], Any]) -> str:
    """Let somebody try; return the sentence they read. Nothing is written into any table."""
    with writes(session) as written, pytest.raises(Refused) as refused:
        act()
    assert written == []
    return refusal(refused)


class Hands:
    """Everybody who works on the third quarter's board, one word per step."""

    def __init__(self, session: Session, calendar: Calendar) -> None:
        self.session, self.calendar = session, calendar

    def draft(self, by: str = CLERK, at: datetime = DRAFTED) -> Board:
        return boards.draft_board(self.session, THIRD, person(self.session, by), at)

    def preview(self, by: str = CLERK, at: datetime = DRAFTED) -> Board:
        return boards.start_preview(self.session, THIRD, person(self.session, by), self.calendar, at)

    def review(self, by: str = LEADER, at: datetime = MEETING) -> Board:
        return boards.review_board(self.session, THIRD, person(self.session, by), at, note="并列已核对")

    def check(self, by: str = REVIEWER, at: datetime = MEETING) -> Board:
        return boards.pass_secrecy(self.session, THIRD, person(self.session, by), at)

    def reopen(self, by: str = REVIEWER, at: datetime = MEETING, reason: str = "单位名称有误") -> Board:
        return boards.reopen_board(self.session, THIRD, person(self.session, by), reason, at)

    def approve(self, by: str = LEADER, at: datetime = NOW, despite: str = "") -> Board:
        return boards.approve_board(self.session, THIRD, person(self.session, by), at, despite=despite)

    def approve_grey(self, by: str = OTHER_LEADER, at: datetime = NOW) -> Board:
        return boards.approve_board(self.session, THIRD, person(self.session, by), at, grey=True)

    def publish(self, by: str = HEAD, at: datetime = NOW) -> Board:
        return boards.publish_board(self.session, THIRD, person(self.session, by), self.calendar, at)

    def amend(self, by: str = CLERK, at: datetime = NOW, reason: str = "荷塘一支部异议成立") -> Board:
        return boards.amend_board(self.session, THIRD, person(self.session, by), reason, at)

    def cancel(self, by: str = LEADER, at: datetime = MEETING, reason: str = "本季停评") -> Board:
        return boards.cancel_board(self.session, THIRD, person(self.session, by), reason, at)

    def conclude(self, at: datetime = NOW) -> int:
        return boards.conclude_publicity(self.session, self.calendar, at)

    def take(self, *steps: str) -> None:
        for name in steps:
            getattr(self, name)()


def objection(session: Session) -> Objection:
    """Let the first branch of the register object to the whole board."""
    found = Objection(
        quarter=THIRD,
        organization_id="org-002",
        target="board:1",
        subject="榜单",
        text="名次有误",
        filed_by_id=person(session, SECRETARY).id,
        filed_at=MEETING,
        state="filed",
        reply_due=NOW + timedelta(days=14),
    )
    session.add(found)
    session.flush()
    return found


def correct(session: Session, at: datetime) -> None:
    """Let an objection of the same branch have been upheld."""
    upheld = objection(session)
    upheld.state = "upheld"
    session.add(
        Correction(
            quarter=THIRD,
            organization_id="org-002",
            target="record:1",
            verdict="struck",
            reason="已按时完成",
            objection_id=upheld.id,
            by_id=person(session, HEAD).id,
            at=at,
        )
    )
    session.flush()
