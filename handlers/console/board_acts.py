"""What one may do to a quarter's board: its steps, and what goes beside them, back or ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import NotNow
from handlers.console.acts import Act, Deed, Facts, ReasonForm
from handlers.console.board_forms import board_in, groups
from handlers.console.board_steps import STEPS, allowed, in_state
from handlers.pages.door import Visit
from models.boards import APPROVED, CANCELLED, DRAFT, IN_WORK, PREVIEWED, PUBLIC, REVIEWED
from services.boards.quarters import QuarterBoard
from services.boards.up_to_date import overtaken
from services.duties.duties import Duty, board_duty, who_may_take
from services.duties.reminding import check_remind, remind
from services.publications import steps as boards
from services.publications.account_drafts import check_draft_again, draft_again
from services.publications.reposting import repost_board
from services.rights.asking import may
from services.rights.table import Right


def _with_reason(service: Callable[..., object]) -> Callable[[Deed, QuarterBoard], None]:
    """Call a service that takes a quarter, who, why and when."""

    def do(deed: Deed, one: QuarterBoard) -> None:
        service(deed.session, one.quarter, deed.by, deed.form.reason.data, deed.now)

    return do


def _repost(deed: Deed, one: QuarterBoard) -> Facts:
    return {"found": repost_board(deed.session, one.quarter, deed.form.group.data, deed.by, deed.calendar, deed.now)}


def _draft_for_account(deed: Deed, one: QuarterBoard) -> None:
    draft_again(deed.session, one.quarter, deed.by, deed.calendar, deed.now)


def _may_draft_for_account(visit: Visit, one: QuarterBoard) -> None:
    check_draft_again(visit.session, one.quarter, visit.visitor.person, visit.now)


def _is_posted(_visit: Visit, one: QuarterBoard) -> bool:
    return one.board is not None and one.board.state in PUBLIC and one.board.posted_at is not None


def _waits_for_others(visit: Visit, one: QuarterBoard) -> bool:
    """Tell whether somebody else could take the next step, and this person may remind them."""
    me, duty = visit.visitor.person, _duty(visit.session, one, visit.now)
    if duty is None or not may(visit.session, me, Right.URGE, visit.now):
        return False
    return any(who.id != me.id for who in who_may_take(visit.session, duty, visit.now))


def _duty(session: Session, one: QuarterBoard, now: datetime) -> Duty | None:
    return board_duty(session, one.board, now) if one.board and one.board.state in IN_WORK else None


def _may_remind(visit: Visit, one: QuarterBoard) -> None:
    if duty := _duty(visit.session, one, visit.now):
        check_remind(visit.session, duty, visit.visitor.person, visit.now)


def _remind(deed: Deed, one: QuarterBoard) -> Facts:
    duty = _duty(deed.session, one, deed.now)
    if duty is None:
        raise NotNow("turn_of_nobody", people=[])
    return {"people": remind(deed.session, duty, deed.by, deed.now, deed.public_url)}


def _next(visit: Visit, one: QuarterBoard) -> Facts:
    duty = _duty(visit.session, one, visit.now)
    return {"people": who_may_take(visit.session, duty, visit.now) if duty else ()}


def _may_be_cancelled(_visit: Visit, one: QuarterBoard) -> bool:
    return one.board is None or one.board.state in (DRAFT, PREVIEWED, REVIEWED)


# What goes back or ends comes last.
ACTS: Final = (
    *STEPS,
    Act(
        "remind",
        Right.URGE,
        _remind,
        offered=_waits_for_others,
        check=_may_remind,
        facts=_next,
    ),
    Act("repost", Right.REPOST_BOARD, _repost, offered=_is_posted, check=allowed(Right.REPOST_BOARD), fitted=groups),
    Act("draft_for_account", Right.PUBLISH_BOARD, _draft_for_account, offered=_is_posted, check=_may_draft_for_account),
    Act(
        "amend",
        Right.DRAFT_BOARD,
        _with_reason(boards.amend_board),
        ReasonForm,
        offered=in_state(*PUBLIC),
        check=allowed(Right.DRAFT_BOARD),
        facts=lambda visit, one: {"overtaken": overtaken(visit.session, board_in(one), visit.now)},
    ),
    Act(
        "reopen",
        Right.REOPEN_BOARD,
        _with_reason(boards.reopen_board),
        ReasonForm,
        offered=in_state(REVIEWED, APPROVED),
        check=allowed(Right.REOPEN_BOARD),
    ),
    Act(
        "cancel",
        Right.CANCEL_BOARD,
        _with_reason(boards.cancel_board),
        ReasonForm,
        offered=_may_be_cancelled,
        check=allowed(Right.CANCEL_BOARD),
    ),
    Act(
        "revive",
        Right.REVIVE_BOARD,
        _with_reason(boards.revive_board),
        ReasonForm,
        offered=in_state(CANCELLED),
        check=allowed(Right.REVIVE_BOARD),
    ),
)
