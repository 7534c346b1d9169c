"""What several situations need done in the sample town before somebody writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from bot.drafts import restored
from handlers.forms import CONVERSATIONS
from models.appointments import Appointment
from models.conversations import Conversation
from models.organizations import Organization, organization_named
from models.people import Person, person_by_userid
from models.tasks import tasks_of
from rules.periods import Month
from services.daily_records.file import RecordRow
from services.daily_records.loading import load_records
from tests.worlds.phones import OCTOBER, Phone, World, beijing

ISSUED = "2026-11-02 08:34"
STATES = {"未完成": "not_done", "逾期完成": "late"}


def recorded(town: World, branch: str, open_items: Mapping[str, str], *, month: Month = OCTOBER) -> None:
    """Record a month of a branch: what is named by a word of its title as 未完成 or 逾期完成, all else as done."""
    with town.db.begin() as session:
        organization = organization_named(session, branch)
        assert organization is not None, branch
        rows = []
        for task in tasks_of(session, month):
            said = next((state for title, state in open_items.items() if title in task.title), "")
            remark = "没有记录" if said else ""
            given = (month, organization.id, task.id, STATES.get(said, "done"), remark, "wusiyuan", "phrases")
            rows += [RecordRow(*given)] if task.concerns(organization.sector) else []
        load_records(session, rows, max(town.clock.now(), beijing(f"{month.next}-01 00:00")))


def called(town: World, names: Mapping[str, str]) -> None:
    """Let people and branches of the sample go by the names of the table: userid or short name, then the name."""
    with town.db.begin() as session:
        for known, name in names.items():
            session.execute(update(Person).where(Person.userid == known).values(name=name))
            renamed = update(Organization).where(Organization.short_name == known)
            session.execute(renamed.values(short_name=name, name=name))


def appointed(town: World, userid: str, branch: str, role: str) -> None:
    """Let somebody hold an office of a branch, in place of who held it."""
    with town.db.begin() as session:
        organization, person = organization_named(session, branch), person_by_userid(session, userid)
        assert organization is not None
        assert person is not None
        held = (Appointment.organization_id == organization.id) & (Appointment.role == role)
        session.execute(update(Appointment).where(held).values(person_id=person.id))


def asked(town: World, userid: str) -> str | None:
    """Tell which question of the open form waits; None when everything is answered."""
    with town.looking() as session:
        person = person_by_userid(session, userid)
        row = session.get(Conversation, person.id if person else 0)
        assert row is not None, f"{userid} has no form open"
        form = CONVERSATIONS.forms[row.form]
        question = form.pending(restored(form, row.draft))
        return question.key if question else None


def answers(phone: Phone, said: Mapping[str, str], until: str | None) -> None:
    """Answer one question after another, by the last word of its name, until one is asked or none is left."""
    for _ in range(12):
        question = asked(phone.world, phone.userid)
        if question == until:
            return
        assert question is not None, f"{until} was never asked"
        phone.says(said[question.rpartition(".")[2]])
    raise AssertionError(f"{until} was never asked")


def put_into_draft(town: World, userid: str, **values: Any) -> None:
    """Write answers into the open form; "__" stands for the point in a key."""
    with town.db.begin() as session:
        person = person_by_userid(session, userid)
        row = session.get(Conversation, person.id if person else 0)
        assert row is not None
        held: Any = row.draft
        given = {key.removeprefix("_").replace("__", "."): value for key, value in values.items()}
        row.draft = {**held, "answers": {**held["answers"], **given}}
