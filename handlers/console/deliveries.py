"""发送记录: what was said unasked, to whom, and what became of it; what did not arrive, and the ways that can help."""

from __future__ import annotations

from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from wtforms import BooleanField
from wtforms.validators import DataRequired

from bot.bounds import numbered
from bot.outbox import DROPPED, FAILED, PUSH, SENDING, SENT, WAITING
from handlers.console.acts import Act, ActForm, Deed, Facts, one_of
from handlers.console.listing import Column, Stored
from handlers.console.showing import Chip, chip, say, shortly
from handlers.console.stories import told
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.outbox import OutboxMessage
from models.people import Person
from services.notices.push_hours import may_push
from services.notices.resending import (
    KEPT_IN_SIGHT,
    branch_of,
    check_may_send_again,
    is_listed,
    others_of_branch,
    put_on_paper,
    see_to,
    send_again,
    send_to_other,
    to_see,
    whole,
)
from services.notices.undelivered import first_line, why_undelivered
from services.rights.asking import check_may
from services.rights.table import Right

NAME: Final = "deliveries"
KINDS: Final = {SENT: "done", FAILED: "bad", WAITING: "wait", SENDING: "wait", DROPPED: "off", "unknown": "wait"}
Message = OutboxMessage


def sure_form(_visit: Visit, message: Message) -> type[ActForm]:
    """Make the form that asks back where nobody knows whether a message arrived."""
    fields = {"sure": BooleanField(validators=[DataRequired()])} if message.unknown_since else {}
    return type("SureForm", (ActForm,), fields)


def other_form(visit: Visit, message: Message) -> type[ActForm]:
    """Make the form that asks which other officer of the branch hears it."""
    others = others_of_branch(visit.session, message, visit.now)
    return type("OtherForm", (ActForm,), {"other": one_of((one.userid or "", one.name) for one in others)})


def state_of(message: Message) -> str:
    """Name how a message stands; "unknown" where WeCom may or may not have taken it."""
    return "unknown" if message.state != SENT and message.unknown_since is not None else message.state


def _state(message: Message) -> Chip:
    state = state_of(message)
    if message.seen_to_at is not None:
        return chip(NAME, "seen_to", "off")
    return chip(NAME, WAITING if state == SENDING else state, KINDS[state])


def _receiver(message: Message) -> str:
    if message.addressee_kind == "member":
        return message.member.name if message.member else message.addressee
    return say(NAME, f"to_{message.addressee_kind}")


def _pushes_now(visit: Visit) -> bool:
    return may_push(visit.session, visit.parts.calendar, visit.now)


def _result(message: Message, *, pushes_now: bool) -> str:
    """Say in a sentence what became of it, with the cause."""
    has_failed = message.error or message.unknown_since
    facts = {"message": message, "why": why_undelivered(message, with_code=False) if has_failed else ""}
    waits = message.state == WAITING and not pushes_now
    return say(NAME, f"result_{'waiting_for_hours' if waits and not message.error else state_of(message)}", **facts)


def _listing(visit: Visit) -> Stored[Message]:
    lost, sure = Message.state == FAILED, Message.unknown_since.is_(None)
    return Stored(
        select(Message)
        .outerjoin(Message.member)
        .where(Message.lane == PUSH, Message.created_at >= visit.now - KEPT_IN_SIGHT)
        .options(joinedload(Message.member)),
        (
            Column[Message]("made", lambda one: one.created_at, Message.created_at),
            Column[Message]("receiver", _receiver, Person.name),
            Column[Message]("said", lambda one: shortly(first_line(one)), long=True),
            Column[Message]("result", partial(_result, pushes_now=_pushes_now(visit)), long=True),
            Column[Message]("state", _state, Message.state),
        ),
        (Message.created_at.desc(), Message.id.desc()),
        {
            "to_see": to_see(visit.now),
            FAILED: lost & sure,
            "unknown": (Message.state != SENT) & ~sure,
            WAITING: Message.state.in_((WAITING, SENDING)) & sure,
            DROPPED: Message.state == DROPPED,
        },
        (Person.name, Message.body),
    )


def _found(session: Session, case_id: str) -> Message | None:
    """Find a message that was said unasked: answers in a chat are nobody else's."""
    message = numbered(session, Message, case_id)
    return message if message is not None and message.lane == PUSH else None


def _panel(visit: Visit, message: Message) -> Facts:
    check_may(visit.session, visit.visitor.person, Right.SEE_OUTBOX, visit.now)
    branch = branch_of(visit.session, message, visit.now)
    lines = [
        *told(message.seen_to_at, message.seen_to_by, say(NAME, "story_seen_to")),
        *told(message.accepted_at, None, say(NAME, "story_accepted")),
        *told(message.unknown_since, None, say(NAME, "story_unknown")),
        *told(message.created_at, None, say(NAME, "story_made")),
    ]
    return {
        "receiver": _receiver(message),
        "branch": branch.short_name if branch else "",
        "result": _result(message, pushes_now=_pushes_now(visit)),
        "said": whole(visit.session, message),
        "is_listed": is_listed(visit.session, message),
        "story": lines,
    }


def _lost(_visit: Visit, message: Message) -> bool:
    return message.state == FAILED and message.seen_to_at is None


def _has_others(visit: Visit, message: Message) -> bool:
    return _lost(visit, message) and bool(others_of_branch(visit.session, message, visit.now))


def _can_go_on_paper(visit: Visit, message: Message) -> bool:
    is_branchs = branch_of(visit.session, message, visit.now) is not None
    return _lost(visit, message) and is_branchs and not is_listed(visit.session, message)


def _check(visit: Visit, message: Message) -> None:
    check_may_send_again(visit.session, message, visit.visitor.person, visit.now)


def _send_again(deed: Deed, message: Message) -> Facts:
    sure = "sure" in deed.form and deed.form.sure.data
    send_again(deed.session, message, deed.by, deed.now, sure=sure)
    return {"receiver": _receiver(message)}


def _send_to_other(deed: Deed, message: Message) -> Facts:
    return {"person": send_to_other(deed.session, message, deed.form.other.data, deed.by, deed.now)}


def _put_on_paper(deed: Deed, message: Message) -> Facts:
    return {"organization": put_on_paper(deed.session, message, deed.by, deed.now)}


def _see_to(deed: Deed, message: Message) -> None:
    see_to(deed.session, message, deed.by, deed.now)


def _about(visit: Visit, message: Message) -> Facts:
    return {"receiver": _receiver(message), "is_listed": is_listed(visit.session, message)}


SUBJECT: Final = Subject[Message](
    name=NAME,
    right=Right.SEE_OUTBOX,
    listing=_listing,
    find=_found,
    key=lambda one: str(one.id),
    panel=_panel,
    acts=(
        Act(
            "send_to_other",
            Right.SEND_AGAIN,
            _send_to_other,
            offered=_has_others,
            check=_check,
            facts=_about,
            fitted=other_form,
            is_main=True,
        ),
        Act("send_again", Right.SEND_AGAIN, _send_again, offered=_lost, check=_check, facts=_about, fitted=sure_form),
        Act("put_on_paper", Right.SEND_AGAIN, _put_on_paper, offered=_can_go_on_paper, check=_check),
        Act("see_to", Right.SEND_AGAIN, _see_to, offered=_lost, facts=_about),
    ),
)
