"""The steps of a board from draft to publication: each on exactly the board that was seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.errors import NotNow
from bot.wording import quarter_text
from handlers.console.acts import Act, Deed, Facts
from handlers.console.board_forms import CheckedForm, DespiteForm, NoteForm, SeenForm, board_in, seen
from handlers.pages.door import Visit
from models.boards import APPROVED, DRAFT, PREVIEWED, REVIEWED
from models.chats import group_chats
from models.missed_months import MISSED
from services.boards.approval import check_decides, check_review, check_secrecy_done
from services.boards.movers import open_cases_that_could_move
from services.boards.quarters import QuarterBoard
from services.boards.up_to_date import overtaken
from services.pages.approvals import check_seen
from services.publications import steps as boards
from services.publications.publication import check_neighbours
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import closed_at, scheme_for
from services.slips.missed_months import months_without_slips


def in_state(*states: str) -> Callable[[Visit, QuarterBoard], bool]:
    """Offer an act while the board is in one of these states."""
    return lambda _visit, one: one.board is not None and one.board.state in states


def _check(deed: Deed, one: QuarterBoard) -> None:
    check_seen(deed.session, one.quarter, deed.form.seen.data, deed.by, deed.now)


def allowed(right: Right) -> Callable[[Visit, QuarterBoard], None]:
    """Refuse an act to whoever does not have the right."""
    return lambda visit, _one: check_may(visit.session, visit.visitor.person, right, visit.now)


def _decides(right: Right) -> Callable[[Visit, QuarterBoard], None]:
    def check(visit: Visit, one: QuarterBoard) -> None:
        check_decides(visit.session, board_in(one), right, visit.visitor.person, visit.now)

    return check


def _draft(deed: Deed, one: QuarterBoard) -> Facts:
    return {"board": boards.draft_board(deed.session, one.quarter, deed.by, deed.now)}


def _may_draft(visit: Visit, one: QuarterBoard) -> None:
    boards.check_draft(one.there, one.board, visit.visitor.person, visit.now)


def check_true(visit: Visit, one: QuarterBoard) -> None:
    """Refuse to go on with a board that records have overtaken."""
    board = board_in(one)
    if stale := overtaken(visit.session, board, visit.now):
        quarter = quarter_text(one.quarter)
        raise NotNow("board_out_of_date", quarter=quarter, board=board, changed=stale.rows)


def _may_preview(visit: Visit, one: QuarterBoard) -> None:
    allowed(Right.DRAFT_BOARD)(visit, one)
    check_true(visit, one)


def _preview(deed: Deed, one: QuarterBoard) -> Facts:
    return {"board": boards.start_preview(deed.session, one.quarter, deed.by, deed.calendar, deed.now)}


def _review(deed: Deed, one: QuarterBoard) -> None:
    _check(deed, one)
    boards.review_board(deed.session, one.quarter, deed.by, deed.now, note=deed.form.note.data)


def _may_review(visit: Visit, one: QuarterBoard) -> None:
    check_review(visit.session, board_in(one), visit.visitor.person, visit.now)
    check_true(visit, one)


def _pass_secrecy(deed: Deed, one: QuarterBoard) -> None:
    _check(deed, one)
    boards.pass_secrecy(deed.session, one.quarter, deed.by, deed.now)


def _approve(deed: Deed, one: QuarterBoard) -> None:
    _check(deed, one)
    boards.approve_board(deed.session, one.quarter, deed.by, deed.now, despite=deed.form.despite.data)


def _may_approve(visit: Visit, one: QuarterBoard) -> None:
    _decides(Right.APPROVE_BOARD)(visit, one)
    check_secrecy_done(board_in(one))
    check_true(visit, one)


def _moving(visit: Visit, one: QuarterBoard) -> Facts:
    return {"moving": open_cases_that_could_move(visit.session, board_in(one))}


def _approve_grey(deed: Deed, one: QuarterBoard) -> None:
    _check(deed, one)
    boards.approve_board(deed.session, one.quarter, deed.by, deed.now, grey=True)


def _lacks_grey(visit: Visit, one: QuarterBoard) -> bool:
    is_open = one.board is not None and one.board.state == APPROVED and one.board.grey_approved_at is None
    return bool(is_open and scheme_for(visit.session, one.quarter).policy.grey_size)


def _publish(deed: Deed, one: QuarterBoard) -> None:
    _check(deed, one)
    boards.publish_board(deed.session, one.quarter, deed.by, deed.calendar, deed.now)


def _may_publish(visit: Visit, one: QuarterBoard) -> None:
    check_may(visit.session, visit.visitor.person, Right.PUBLISH_BOARD, visit.now)
    check_neighbours(visit.session, board_in(one))
    check_true(visit, one)


def _may_be_drafted(_visit: Visit, one: QuarterBoard) -> bool:
    return one.board is None or one.board.state in (DRAFT, PREVIEWED)


def _has_to_be_drafted(visit: Visit, one: QuarterBoard) -> bool:
    return one.board is None or overtaken(visit.session, one.board, visit.now) is not None


def _may_be_reviewed(_visit: Visit, one: QuarterBoard) -> bool:
    board = one.board
    return board is not None and (board.state == PREVIEWED or (board.state == DRAFT and board.version > 1))


def _drafting(visit: Visit, one: QuarterBoard) -> Facts:
    """Gather what to know before drafting: months without slips that nobody has decided about, whose score changes."""
    # Once the quarter is sealed nothing can be issued late for it.
    is_closed = closed_at(visit.session, one.quarter) is not None
    without = () if is_closed else months_without_slips(visit.session, one.quarter)
    open_months = [month for month, missed in without if missed is None or missed.state == MISSED]
    stale = overtaken(visit.session, one.board, visit.now) if one.board else None
    return {"months": open_months, "changed": stale.count if stale else 0, "now": visit.now}


# In the order in which a board goes its way.
STEPS: Final = (
    Act(
        "draft",
        Right.DRAFT_BOARD,
        _draft,
        offered=_may_be_drafted,
        check=_may_draft,
        facts=_drafting,
        is_main=_has_to_be_drafted,
    ),
    Act(
        "preview",
        Right.DRAFT_BOARD,
        _preview,
        offered=lambda _visit, one: one.board is not None and one.board.state == DRAFT and one.board.version == 1,
        check=_may_preview,
        is_main=True,
    ),
    Act(
        "review",
        Right.REVIEW_BOARD,
        _review,
        offered=_may_be_reviewed,
        check=_may_review,
        fitted=seen(NoteForm),
        is_main=True,
    ),
    Act(
        "check_secrecy",
        Right.CHECK_SECRECY,
        _pass_secrecy,
        offered=lambda _visit, one: (
            one.board is not None and one.board.state == REVIEWED and one.board.secrecy_checked_at is None
        ),
        check=_decides(Right.CHECK_SECRECY),
        fitted=seen(SeenForm),
        is_main=True,
    ),
    Act(
        "approve",
        Right.APPROVE_BOARD,
        _approve,
        offered=in_state(REVIEWED),
        check=_may_approve,
        facts=_moving,
        fitted=seen(DespiteForm),
        is_main=True,
    ),
    Act(
        "approve_grey",
        Right.APPROVE_BOARD,
        _approve_grey,
        offered=_lacks_grey,
        check=_decides(Right.APPROVE_BOARD),
        fitted=seen(CheckedForm),
        is_main=True,
    ),
    Act(
        "publish",
        Right.PUBLISH_BOARD,
        _publish,
        offered=in_state(APPROVED),
        check=_may_publish,
        facts=lambda visit, _one: {"chats": [chat.name for chat in group_chats(visit.session)]},
        fitted=seen(CheckedForm),
        is_main=True,
    ),
)
