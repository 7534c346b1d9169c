"""群与机器人: what each chat gets, how the grey list looks there, what was posted last, and what to do."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from wtforms import SelectField
from wtforms.validators import InputRequired

from bot.bounds import numbered
from handlers.console.acts import Act, ActForm, Creation, Deed, Facts, ReasonForm, line
from handlers.console.edited import EditForm
from handlers.console.listing import Column, WorkedOut
from handlers.console.register.stories import entered
from handlers.console.showing import Chip, chip, say
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.chats import GroupChat
from models.outbox import OutboxMessage
from rules.periods import Quarter
from services.notices.undelivered import why_undelivered
from services.register.changes import LONGEST_REASON
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.settings import chats

NAME: Final = "chats"
EDITIONS: Final = ("public", "group", "internal")
# So much of a robot's address is shown.
SHOWN: Final = 4
SENT: Final = "sent"
FAILED: Final = "failed"


class ChatForm(ActForm):
    """A chat of the app's own, or with the address of its robot."""

    name = line(50)
    webhook = line(256, required=False)
    edition = SelectField(validators=[InputRequired()])
    reason = line(LONGEST_REASON)


class EditionForm(EditForm):
    """What the chat is shown."""

    edition = SelectField(validators=[InputRequired()])
    reason = line(LONGEST_REASON)


class AddressForm(ActForm):
    """The new address of the robot."""

    webhook = line(256)
    reason = line(LONGEST_REASON)


def _state(one: GroupChat, last: OutboxMessage | None) -> Chip:
    if one.stopped_at is not None:
        return chip(NAME, "stopped", "off")
    if last is None:
        return chip(NAME, "unused", "wait")
    return chip(NAME, "fault", "bad") if last.state == FAILED else chip(NAME, "fine", "done")


def _grey(one: GroupChat, display: str) -> str:
    """Say how the grey list looks in a chat, by its edition and the rule's `grey_display`."""
    return say(NAME, f"grey_{'internal' if one.edition == 'internal' and display != 'concerned' else display}")


def _display(visit: Visit) -> str:
    return scheme_for(visit.session, Quarter.of(visit.now.date())).policy.grey_display


def _listing(visit: Visit) -> WorkedOut[GroupChat]:
    found = visit.session.scalars(select(GroupChat).order_by(GroupChat.id)).all()
    last, display = chats.last_messages(visit.session, found), _display(visit)
    return WorkedOut(
        found,
        (
            Column("name", lambda one: one.name),
            Column("way", _way),
            Column("edition", lambda one: say(NAME, f"edition_{one.edition}")),
            Column("grey", lambda one: _grey(one, display)),
            Column("last", lambda one: last[one.id].accepted_at or last[one.id].created_at if one.id in last else None),
            Column("state", lambda one: _state(one, last.get(one.id))),
        ),
        {"used": lambda one: one.stopped_at is None, "stopped": lambda one: one.stopped_at is not None},
        lambda one: (one.name,),
    )


def _way(one: GroupChat) -> str:
    return say(NAME, "way_robot" if one.webhook else "way_app", end=(one.webhook or "")[-SHOWN:])


def _panel(visit: Visit, one: GroupChat) -> Facts:
    last = chats.last_messages(visit.session, [one]).get(one.id)
    return {
        "way": _way(one),
        "grey": _grey(one, _display(visit)),
        "last": last,
        "why": why_undelivered(last) if last is not None and last.state == FAILED else "",
        "state": _state(one, last),
        "story": entered(visit.session, chat_id=one.id),
    }


def _may(visit: Visit, _one: GroupChat) -> None:
    check_may(visit.session, visit.visitor.person, Right.CHANGE_SETTINGS, visit.now)


def _add(deed: Deed) -> GroupChat:
    form = deed.form
    webhook = form.webhook.data or None
    return chats.add_chat(deed.session, form.name.data, webhook, form.edition.data, form.reason.data, deed.by, deed.now)


def _edition(deed: Deed, one: GroupChat) -> None:
    chats.change_edition(deed.session, one, deed.form.edition.data, deed.form.reason.data, deed.by, deed.now)


def _address(deed: Deed, one: GroupChat) -> None:
    chats.change_address(deed.session, one, deed.form.webhook.data, deed.form.reason.data, deed.by, deed.now)


def _stop(deed: Deed, one: GroupChat) -> None:
    chats.stop_chat(deed.session, one, deed.form.reason.data, deed.by, deed.now)


def _resume(deed: Deed, one: GroupChat) -> None:
    chats.resume_chat(deed.session, one, deed.form.reason.data, deed.by, deed.now)


def _try(deed: Deed, one: GroupChat) -> None:
    chats.try_chat(deed.session, one, deed.by, deed.now)


def _editions() -> Facts:
    return {"edition": [(one, say(NAME, f"edition_{one}")) for one in EDITIONS]}


def _used(_visit: Visit, one: GroupChat) -> bool:
    return one.stopped_at is None


SUBJECT: Final = Subject[GroupChat](
    name=NAME,
    right=Right.CHANGE_SETTINGS,
    listing=_listing,
    find=lambda session, case_id: numbered(session, GroupChat, case_id),
    key=lambda one: str(one.id),
    panel=_panel,
    acts=(
        Act("try", Right.CHANGE_SETTINGS, _try, offered=_used, check=_may),
        Act(
            "edition",
            Right.CHANGE_SETTINGS,
            _edition,
            EditionForm,
            offered=_used,
            check=_may,
            choices=lambda _visit, _one: _editions(),
            values=lambda _visit, one: {"edition": one.edition},
            edits=True,
        ),
        Act(
            "address",
            Right.CHANGE_SETTINGS,
            _address,
            AddressForm,
            offered=lambda _visit, one: one.webhook is not None,
            check=_may,
        ),
        Act("stop", Right.CHANGE_SETTINGS, _stop, ReasonForm, offered=_used, check=_may),
        Act("resume", Right.CHANGE_SETTINGS, _resume, ReasonForm, offered=lambda v, one: not _used(v, one), check=_may),
    ),
    creations=(
        Creation(
            "add",
            Right.CHANGE_SETTINGS,
            _add,
            ChatForm,
            choices=lambda _visit: _editions(),
            values=lambda _visit: {"edition": "group"},
        ),
    ),
)
