"""People: whoever holds an office in the township, and whoever writes to the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey
from models.sealed_names import new_key

if TYPE_CHECKING:
    from models.appointments import Appointment


class Person(Base):
    """One person. Without a userid the person is reached on paper only.

    `sees_cards` is False until it is known that template cards reach the person: members on the WeChat plugin see
    text alone, and nothing tells who they are. `wants_cards` is what the person has asked for (卡片版, 文字版), which
    neither a click nor the register changes; None where nothing was said. `phone` is a mobile number of 11 digits, for
    the office to call and to find the account by. `seal_key` seals name and account in the log (sealed_names.py).
    """

    __tablename__ = "people"

    id: Mapped[BigKey]
    name: Mapped[str] = mapped_column(String(64), index=True)
    userid: Mapped[str | None] = mapped_column(String(64), unique=True)
    sees_cards: Mapped[bool] = mapped_column(default=False)
    wants_cards: Mapped[bool | None]
    phone: Mapped[str | None] = mapped_column(String(20))
    seal_key: Mapped[str] = mapped_column(String(64), default=new_key)

    # Of all days; for lists that show many people at once.
    appointments: Mapped[list[Appointment]] = relationship(viewonly=True, order_by="Appointment.id")

    @property
    def gets_cards(self) -> bool:
        """Whether messages that are there as a card and as a text go to this person as cards."""
        return self.sees_cards if self.wants_cards is None else self.wants_cards


_BY_USERID: Final = select(Person).where(Person.userid == bindparam("userid"))


def person_by_userid(session: Session, userid: str) -> Person | None:
    """Find a person by WeCom userid; WeCom does not tell upper from lower case."""
    return session.scalar(_BY_USERID, {"userid": userid.lower()})
