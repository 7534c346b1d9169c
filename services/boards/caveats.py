"""What whoever decides on a board should know of its quarter: slips missing or not handed over, quarters left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import IN_WORK, Board
from models.handovers import Handover
from models.missed_months import MISSED, MissedMonth
from models.slips import Slip, slips_on_paper
from rules.periods import Month, Quarter
from rules.sensitive import Sign
from services.boards.neighbours import unsettled_quarters
from services.boards.standings import signs_on
from services.scores.own_score import preview_keys
from services.slips.missed_months import months_without_slips


@dataclass(frozen=True)
class Caveats:
    """`without_slips` are months for which no slip went out, with what was decided about each (None: nothing yet).

    `not_handed_over` are slips on paper of which nobody has entered the receipt: their branches could not answer yet.
    `previews_kept` are scores of its preview on paper that nobody had handed over when it ended: their branches could
    not object to them. `unsettled` are the quarters before that are neither published nor cancelled: until then it
    cannot be published.
    `signs` are what the words that will be published seem to hold and should not (rules/sensitive.py).
    """

    without_slips: list[tuple[Month, MissedMonth | None]]
    unsettled: list[Quarter]
    not_handed_over: list[Slip]
    signs: Sequence[Sign]
    previews_kept: Sequence[Handover] = ()

    @property
    def by_decision(self) -> list[tuple[str, list[Month]]]:
        """The months without slips, those together about which the same was decided."""
        found: dict[str, list[Month]] = {}
        for month, missed in self.without_slips:
            found.setdefault(missed.state if missed else MISSED, []).append(month)
        return [*found.items()]


def caveats_of(session: Session, board: Board, now: datetime) -> Caveats | None:
    """Find what is to be said of a board that is being made; None once it is out or given up, or where nothing is.

    Of a later version only its words are looked at: what its quarter lacks was known before the first.
    """
    if board.state not in IN_WORK:
        return None
    signs = signs_on(session, board)
    if board.version > 1:
        return Caveats([], [], [], signs) if signs else None
    return caveats(session, board.quarter, signs, previews_kept(session, board, now))


def previews_kept(session: Session, board: Board, now: datetime) -> list[Handover]:
    """List the scores of a board's preview that were to be handed over on paper and were not before it ended."""
    if board.preview_ends is None or board.preview_ends > now:
        return []
    kept = Handover.key.startswith(preview_keys(board), autoescape=True), Handover.done_at.is_(None)
    return list(session.scalars(select(Handover).where(*kept).order_by(Handover.id)))


def caveats(
    session: Session, quarter: Quarter, signs: Sequence[Sign] = (), kept: Sequence[Handover] = ()
) -> Caveats | None:
    """Find what is to be said of a quarter before its board is out; None where nothing is."""
    on_paper = [slip for slip in slips_on_paper(session) if slip.month in quarter.months]
    found = Caveats(months_without_slips(session, quarter), unsettled_quarters(session, quarter), on_paper, signs, kept)
    return found if found.without_slips or found.unsettled or found.not_handed_over or signs or kept else None
