"""Who has left can ask what is kept, and not to be named any more: the name goes everywhere, the proof stays."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import outbox
from bot.errors import NoRight, NotNow
from models.inbox import HANDLED, InboxMessage
from models.log import LogEntry, LogHead
from models.outbox import OutboxMessage
from models.people import Person
from models.pseudonyms import Pseudonym
from models.register_entries import DATA_HANDED_OUT, count_entries, entries_about
from services.log.tables import written
from services.log.writing import append, write_down
from services.office_files.reading import read_book
from services.people.entering import Contact, change_person, enter_person
from services.privacy.export import note_handed_out, person_workbook
from services.privacy.pseudonyms import entries_in_clear, unname
from services.verification import all_problems
from tests.worlds.posted_board import NOW
from tests.worlds.recorded_quarters import CLERK, HEAD, person

LEFT = NOW + timedelta(days=1)
NAME, ACCOUNT = "毛阿大", "maoada"


@pytest.fixture
def session(published_session: Session) -> Session:
    return published_session


@pytest.fixture
def left(session: Session) -> Person:
    """Somebody who was renamed once, wrote something, was told something, and holds no office any more."""
    head = person(session, HEAD)
    found = enter_person(session, Contact("毛大", ACCOUNT, "15400000211"), "来帮忙", head, NOW)
    change_person(session, found, Contact(NAME, ACCOUNT, "15400000211"), "改名", head, NOW)
    said = {"text": "我是毛阿大", "received_at": NOW, "state": HANDLED}
    session.add(InboxMessage(key=f"{ACCOUNT}|1|click", userid=ACCOUNT, kind="text", **said))
    outbox.push(
        session, outbox.Addressee("member", ACCOUNT), outbox.text("毛阿大您好"), key=f"notice:{ACCOUNT}", now=NOW
    )
    session.execute(update(OutboxMessage).where(OutboxMessage.addressee == ACCOUNT).values(state=outbox.SENT))
    write_down(session)
    return found


def everything(session: Session) -> str:
    """Read every word of what the tables and the log say that could name somebody."""
    session.expire_all()
    log = " ".join(session.scalars(select(LogEntry.content)))
    people = " ".join(f"{one.name} {one.userid} {one.phone}" for one in session.scalars(select(Person)))
    words = " ".join(f"{one.key} {one.userid} {one.text}" for one in session.scalars(select(InboxMessage)))
    said = " ".join(f"{one.key} {one.addressee} {one.body}" for one in session.scalars(select(OutboxMessage)))
    return f"{log} {people} {words} {said}"


def test_the_log_says_no_name_in_clear_and_is_read_with_the_persons_key(session: Session, left: Person) -> None:
    contents = [
        json.loads(one) for one in session.scalars(select(LogEntry.content).where(LogEntry.row.like("people/%")))
    ]
    assert all("name" not in one and one["name~"].startswith("~") for one in contents)
    changed = entries_about(session, person_id=left.id)[0]
    assert (changed.said_before["name"], changed.said_after["name"]) == ("毛大", NAME)


def test_who_is_unnamed_is_nowhere_named_and_the_chain_holds_to_the_letter(session: Session, left: Person) -> None:
    before = session.execute(select(LogHead.entries, LogHead.digest)).one()
    unname(session, left, "本人书面要求", person(session, HEAD), LEFT)
    write_down(session)
    found = everything(session)
    assert [one for one in (NAME, "毛大", ACCOUNT, "15400000211") if one in found] == []
    assert left.name == f"离任人员{left.id}号"
    assert list(all_problems(session)) == []
    # What a picture of yesterday shows of the log still stands in it.
    assert session.scalar(select(LogEntry.digest).where(LogEntry.id == before.entries)) == before.digest
    assert entries_about(session, person_id=left.id)[0].said_after["name"] == "~"
    noted = session.scalars(select(Pseudonym)).one()
    assert (noted.person_id, noted.reason, noted.at) == (left.id, "本人书面要求", LEFT)


def test_a_name_altered_behind_the_products_back_is_still_found(session: Session, left: Person) -> None:
    session.execute(update(Person).where(Person.id == left.id).values(name="别人"))
    assert f"people/{left.id}" in " ".join(all_problems(session))


def test_who_holds_an_office_or_is_written_to_keeps_the_name(session: Session, left: Person) -> None:
    head, clerk = person(session, HEAD), person(session, CLERK)
    with pytest.raises(NotNow, match="person_in_office"):
        unname(session, clerk, "要求", head, LEFT)
    outbox.push(session, outbox.Addressee("member", ACCOUNT), outbox.text("还有一句"), key="waits", now=NOW)
    with pytest.raises(NotNow, match="person_awaits_messages"):
        unname(session, left, "要求", head, LEFT)
    with pytest.raises(NoRight, match="privacy_not_yours"):
        unname(session, left, "要求", clerk, LEFT)


def test_what_older_versions_wrote_with_the_name_in_clear_is_counted_and_stays(session: Session, left: Person) -> None:
    head = person(session, HEAD)
    assert entries_in_clear(session, left) == 0
    old = {
        f"people/{left.id}": written({"name": "毛大", "userid": ACCOUNT}),
        "register_entries/1": written({"before": {"names": [NAME]}}),
        "register_entries/2": written({"before": {"names": ["毛阿二"]}}),
    }
    append(session.connection(), old)
    assert entries_in_clear(session, left) == 2
    unname(session, left, "本人书面要求", head, LEFT)
    write_down(session)
    assert "毛大" in everything(session)


def test_that_it_was_handed_out_is_told_and_is_no_change_of_the_register(session: Session, left: Person) -> None:
    head, before = person(session, HEAD), count_entries(session)
    note_handed_out(session, left, head, LEFT)
    session.flush()
    assert count_entries(session) == before
    assert entries_about(session, person_id=left.id)[0].kind == DATA_HANDED_OUT
    with pytest.raises(NoRight, match="privacy_not_yours"):
        note_handed_out(session, left, person(session, CLERK), LEFT)


def test_all_that_is_kept_about_somebody_is_one_workbook(session: Session, left: Person) -> None:
    head = person(session, HEAD)
    said = sheets(person_workbook(session, left, head, LEFT))
    assert NAME in said["本人"]
    assert "15400000211" in said["本人"]
    assert "我是毛阿大" in said["写来的话"]
    assert "毛阿大您好" in said["发给本人的消息"]
    assert "名册登记" in said["经办和涉及的记录"]
    assert "主任" in sheets(person_workbook(session, head, head, LEFT))["任职"]
    with pytest.raises(NoRight, match="privacy_not_yours"):
        person_workbook(session, left, person(session, CLERK), LEFT)


def sheets(content: bytes) -> dict[str, str]:
    """Read a workbook's sheets, each as one text."""
    book = read_book(content, "kept.xlsx")
    return {one.name: " ".join(cell.text for row in one.rows for cell in row.filled) for one in book.sheets}
