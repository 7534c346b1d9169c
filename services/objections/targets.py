"""What an objection may be about: the board as a whole, an entry of the score, an order, a bonus turned down (A19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wording import word
from models.boards import Board
from models.bonus_claims import REJECTED, BonusClaim
from models.objections import Objection
from models.orders import RectificationOrder
from models.organizations import Organization
from rules.periods import BEIJING, Quarter
from services.bonus_claims.notices import shown_claim
from services.scores.scores import explained

WORDS: Final = "objections/notices.txt"
BOARD: Final = "board"
ORDER: Final = "order"
CLAIM: Final = "claim"
# What no correction of an entry can answer: a person must act.
BY_HAND: Final = (BOARD, CLAIM, ORDER)


@dataclass(frozen=True)
class Target:
    """Something to object to: its key, what it is called in the case and in the list to choose from, who made it."""

    key: str
    subject: str
    choice: str
    made_by_id: int | None


def targets(session: Session, organization: Organization, board: Board) -> list[Target]:
    """List what an organisation may object to: the board first, the entries as 为什么 numbers them, then the rest."""
    whole = word(WORDS, "subject_board")
    return [
        Target(f"{BOARD}:{board.id}", whole, whole, board.drafted_by_id),
        *_entries(session, organization, board),
        *_orders(session, organization, board.quarter),
        *_claims_turned_down(session, organization, board.quarter),
    ]


def kind_of(target: str) -> str:
    """Tell what kind of thing a key names: record, slip, finding, claim, order or board."""
    return target.partition(":")[0]


def needs_a_person(objection: Objection) -> bool:
    """Tell whether upholding it corrects nothing by itself: an objection to a bonus, an order or the whole board."""
    return kind_of(objection.target) in BY_HAND


def _entries(session: Session, organization: Organization, board: Board) -> list[Target]:
    lines = explained(session, organization, board.quarter, board.drafted_at).lines
    return [
        Target(
            line.entry.key,
            word(WORDS, "subject_entry", entry=line.entry),
            word(WORDS, "choice", line=line, entry=line.entry),
            line.entry.by_id,
        )
        for line in lines
    ]


def _orders(session: Session, organization: Organization, quarter: Quarter) -> list[Target]:
    """The orders issued since the quarter began and not withdrawn."""
    query = select(RectificationOrder).where(
        RectificationOrder.organization_id == organization.id,
        RectificationOrder.quarter >= quarter,
        RectificationOrder.state != "withdrawn",
    )
    found = session.scalars(query.order_by(RectificationOrder.id))
    named = ((one, word(WORDS, "subject_order", order=one)) for one in found)
    return [Target(f"{ORDER}:{one.id}", name, name, one.signer_id) for one, name in named]


def _claims_turned_down(session: Session, organization: Organization, quarter: Quarter) -> list[Target]:
    """The bonus claims rejected since the quarter began; those that count are entries."""
    begun = datetime.combine(quarter.first_day, time(), BEIJING)
    query = select(BonusClaim).where(
        BonusClaim.organization_id == organization.id,
        BonusClaim.state == REJECTED,
        BonusClaim.decided_at >= begun,
    )
    found = session.scalars(query.order_by(BonusClaim.id))
    named = ((one, word(WORDS, "subject_claim", shown=shown_claim(session, one))) for one in found)
    return [Target(f"{CLAIM}:{one.id}", name, name, one.decided_by_id) for one, name in named]
