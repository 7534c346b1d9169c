"""A bonus claim on its way: filed, checked, approved, and what must stay as it was when it is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text
from models import Base
from models.bonus_claims import BonusClaim
from models.organizations import Organization, organization_named
from models.outbox import OutboxMessage
from rules.periods import BEIJING, Quarter
from services.bonus_claims.claims import check_claim, file_claim
from services.bonus_claims.decisions import approve_claim
from tests.worlds.recorded_quarters import CLERK, HEAD, person

Q2, Q3, Q4 = (Quarter(2026, number) for number in (2, 3, 4))
NOW = datetime(2026, 11, 3, 10, 0, tzinfo=BEIJING)
SECRETARY, DEPUTY, STRANGER = "zhuyongliang", "shimeiling", "zhangjianxin"
BRANCH, PAPER_BRANCH = "石湾村支部", "荷塘老年支部"


@dataclass(frozen=True)
class Filing:
    """What somebody files; a test changes what it is about."""

    rule: str = "JF-1"
    level: str = "county"
    matter: str = "先进基层党组织"
    awarded_on: date = date(2026, 10, 20)
    proof: str = "望委发〔2026〕8号"
    by: str = SECRETARY
    branch: str = BRANCH
    now: datetime = NOW

    def file(self, session: Session) -> BonusClaim:
        """File it."""
        return file_claim(
            session,
            organization(session, self.branch),
            self.rule,
            self.level,
            self.matter,
            self.awarded_on,
            self.proof,
            person(session, self.by),
            self.now,
        )

    def approve(self, session: Session) -> BonusClaim:
        """File it, check it and approve it, each by whoever may."""
        claim = self.file(session)
        check_claim(session, claim, person(session, CLERK), self.now)
        approve_claim(session, claim, person(session, HEAD), self.now)
        return claim


def organization(session: Session, name: str) -> Organization:
    found = organization_named(session, name)
    assert found is not None
    return found


def rows(session: Session) -> dict[str, int]:
    """Count every table's rows: a refusal changes none."""
    tables = Base.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def refused(session: Session, act: Callable[[], Any]) -> str:
    """Say why something was refused, in one sentence, and that nothing was changed."""
    session.flush()
    before, states = rows(session), session.scalars(select(BonusClaim.state).order_by(BonusClaim.id)).all()
    with pytest.raises(Refused) as caught:
        act()
    assert not session.dirty
    assert rows(session) == before
    assert session.scalars(select(BonusClaim.state).order_by(BonusClaim.id)).all() == states
    said = refusal_text(caught.value)
    assert said
    assert "\n" not in said
    return said


def pushed(session: Session, userid: str) -> list[str]:
    query = select(OutboxMessage.body).where(OutboxMessage.addressee == userid).order_by(OutboxMessage.id)
    return list(session.scalars(query))


def earned(claim: BonusClaim) -> tuple[Quarter | None, Decimal | None]:
    return claim.quarter, claim.points
