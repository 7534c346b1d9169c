"""Objections (异议): filed in time against an entry or a board, and which open ones could move a list (A5, A19)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NotFound, NotNow
from bot.readers import as_written, needed
from bot.wording import quarter_text
from models.boards import PUBLIC, Board
from models.locks import lock_town
from models.objections import Objection, objections_to
from models.organizations import Organization
from models.people import Person
from rules.cases import OBJECTION
from rules.deadlines import count_deadline
from rules.periods import Quarter
from rules.workdays import Calendar
from services.cases import begin
from services.objections.notices import tell_of_acting_in, tell_of_filed
from services.objections.targets import Target, targets
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.quarters import last_quarter
from services.schemes.versions import scheme_for
from services.scores.own_score import last_day, objections_end, objections_open, shown_board

LONGEST: Final = 300
# An objection that was taken back or not admitted decided nothing.
UNDECIDED: Final = ("withdrawn", "not_admitted")


def file_objection(
    session: Session,
    organization: Organization,
    quarter: Quarter,
    target_key: str,
    text: str,
    by: Person,
    now: datetime,
    calendar: Calendar,
) -> Objection:
    """File an objection to something `targets` lists, by its key; the office is told.

    An answer is due by the end of the last of `objection_reply_working_days` working days. Raises Refused for somebody
    of another organisation, outside preview and publicity, for what is not there or was objected to before,
    and without a text of at most LONGEST characters.
    """
    check_may(session, by, Right.OBJECT, now, organization)
    text = _checked(text)
    # Two officers of one branch object one after the other, and no board is approved in between.
    lock_town(session)
    target = _free_target(session, organization, board_to_object_to(session, quarter, now), target_key)
    days = scheme_for(session, quarter).policy.objection_reply_working_days
    objection = Objection(
        quarter=quarter,
        organization=organization,
        target=target.key,
        subject=target.subject,
        made_by_id=target.made_by_id,
        text=text,
        filed_by=by,
        filed_at=now,
        state=OBJECTION.first,
        reply_due=count_deadline(now, days, calendar).limit,
    )
    session.add(objection)
    session.flush()
    begin(session, OBJECTION, objection, by, now)
    tell_of_filed(session, objection, now)
    tell_of_acting_in(session, objection, "file", by, now)
    return objection


def board_to_object_to(session: Session, quarter: Quarter, now: datetime) -> Board:
    """Find the board of a quarter that is open to objections: in its preview or its publicity.

    Raises Refused otherwise, saying when it was.
    """
    board = shown_board(session, quarter)
    limit = None if board is None else objections_end(board)
    if board is None or limit is None:
        raise NotNow("objection_too_early", quarter=quarter_text(quarter))
    if now >= limit:
        out = board.state in PUBLIC
        raise NotNow("objection_too_late", quarter=quarter_text(quarter), published=out, last_day=last_day(limit))
    return board


def quarter_in_question(session: Session, now: datetime) -> Quarter:
    """Tell the newest quarter whose board is open to objections; without any, the quarter that ended last."""
    query = select(Board.quarter).where(objections_open(now)).order_by(Board.quarter.desc()).limit(1)
    return session.scalar(query) or last_quarter(session, now.date())


def _free_target(session: Session, organization: Organization, board: Board, key: str) -> Target:
    """Find what an organisation objects to. Raises Refused for what is not there or was objected to before."""
    found = next((one for one in targets(session, organization, board) if one.key == key), None)
    if found is None:
        raise NotFound("objection_unknown_entry", quarter=quarter_text(board.quarter))
    for before in objections_to(session, organization.id, key):
        if before.state not in UNDECIDED:
            raise NotNow("objection_filed_before", objection=before)
    return found


def _checked(text: str) -> str:
    return needed(text, BadInput("objection_needs_text"), LONGEST, clean=as_written)
