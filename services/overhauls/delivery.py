"""How the task of an overhaul reaches the branch: its first officer who can be reached, else on paper (R39, A14)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.appointments import OFFICE, officers
from models.outbox import OutboxMessage
from models.overhauls import Overhaul
from models.people import Person
from rules.cases import OVERHAUL
from rules.periods import in_beijing
from services.cases import step
from services.notices.roles import tell
from services.notices.undelivered import why_undelivered

NOTICES: Final = "overhauls/notices.txt"
TOPIC: Final = "overhaul"
ASSIGNED: Final = OVERHAUL.first


def send_to_next(session: Session, overhaul: Overhaul, now: datetime) -> None:
    """Send the task to the next officer not tried yet: secretary, deputy, 组织委员; else the office hands it over."""
    for person in reachable(session, overhaul, now):
        if _push(session, overhaul, person, now):
            overhaul.recipient = person
            return
    _put_on_paper(session, overhaul, now)


def reachable(session: Session, overhaul: Overhaul, now: datetime) -> list[Person]:
    """List who of the branch can get a message; nobody where everything goes on paper."""
    if overhaul.organization.delivery == "paper":
        return []
    held = officers(session, overhaul.organization_id, in_beijing(now).date())
    return [*dict.fromkeys(one.person for one in held if one.person.userid)]


def _push(session: Session, overhaul: Overhaul, person: Person, now: datetime) -> bool:
    body = outbox.text(word(NOTICES, "assigned", overhaul=overhaul, person=person))
    member, about = outbox.Addressee("member", person.userid or ""), outbox.About(TOPIC, str(overhaul.id))
    return outbox.push(session, member, body, key=f"overhaul:{overhaul.id}:{person.userid}", now=now, about=about)


def _put_on_paper(session: Session, overhaul: Overhaul, now: datetime) -> None:
    overhaul.recipient = None
    said = word(NOTICES, "assigned", overhaul=overhaul, person=None)
    key = f"overhaul-paper:{overhaul.id}"
    tell(session, OFFICE, NOTICES, "on_paper", key=key, now=now, overhaul=overhaul, said=said)


class OverhaulListener:
    """Hears what became of the message that carries the task."""

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        """Refuse: the task names the day its report is due, whenever it leaves."""
        raise NotImplementedError(f"{message.key} names a fixed day and is never worded anew")

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """WeCom took it: it is delivered."""
        overhaul = _of(session, message)
        if overhaul.state == ASSIGNED:
            reason = word(NOTICES, "accepted_by_wecom")
            step(session, OVERHAUL, overhaul, "deliver", None, now, reason=reason, facts={"to": message.addressee})

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """The next officer is tried; where nobody knows whether it arrived, the office hands it over on paper."""
        overhaul = _of(session, message)
        if overhaul.state != ASSIGNED:
            return
        unknown = message.unknown_since is not None
        facts = {"to": message.addressee, "unknown": unknown}
        step(session, OVERHAUL, overhaul, "not_reached", None, now, reason=why_undelivered(message), facts=facts)
        if unknown:
            _put_on_paper(session, overhaul, now)
        else:
            send_to_next(session, overhaul, now)


def _of(session: Session, message: OutboxMessage) -> Overhaul:
    return session.get_one(Overhaul, int(message.subject or 0), with_for_update={"of": Overhaul})
