"""The router: one message, one answer, once; what is refused is said, what breaks is kept and apologised for."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.callback import Incoming
from bot.db import Database
from bot.errors import Refused
from bot.router import Received, Route, SeenBefore, Turn, note_failure, receive, receive_all
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.people import Person
from rules.periods import BEIJING
from rules.workdays import Calendar

NOW = datetime(2026, 11, 2, 22, 0, tzinfo=BEIJING)


@pytest.fixture
def known(db: Database) -> Database:
    """A register with two members, zhang and li."""
    with db.begin() as session:
        session.add_all([Person(name="张三", userid="zhang"), Person(name="王五", userid="li")])
    return db


def written(text: str, who: str = "zhang", key: str = "k1") -> Incoming:
    return Incoming(key=key, who=who, kind="text", text=text, at=NOW)


def says(known: Database, incoming: Incoming, calendar: Calendar, *routes: Route) -> None:
    with known.begin() as session:
        receive(session, incoming, routes, calendar, NOW)


def answers(known: Database) -> list[tuple[str, str]]:
    with known.read() as session:
        return [(one.key, one.body) for one in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]


def pass_on(turn: Turn) -> bool:
    return False


def echo(turn: Turn) -> bool:
    turn.say_text(turn.plain)
    return True


def refuse(turn: Turn) -> bool:
    turn.person.name = "李四"
    turn.say_text("never heard")
    raise Refused("office_only")


def break_down(turn: Turn) -> bool:
    raise ZeroDivisionError


def test_the_first_route_that_fits_answers(known: Database, calendar: Calendar) -> None:
    says(known, written("１。"), calendar, pass_on, echo, break_down)
    assert answers(known) == [("answer:k1:1", '{"msgtype":"text","text":{"content":"1"}}')]


def test_a_key_seen_before_is_answered_no_second_time(known: Database, calendar: Calendar) -> None:
    says(known, written("1"), calendar, echo)
    says(known, written("1"), calendar, echo)
    assert len(answers(known)) == 1
    says(known, written("1", key="k2"), calendar, echo)
    assert [key for key, _ in answers(known)] == ["answer:k1:1", "answer:k2:1"]


def all_of(known: Database, calendar: Calendar, *said: Incoming, late_after: int = 99) -> int:
    """Answer messages of several members in one transaction, for which there is time until so many are answered."""
    number = iter(range(1, late_after + 1))
    with known.begin() as session:
        received = [Received(one, NOW) for one in said]
        return receive_all(session, received, [echo], calendar, lambda: next(number) >= late_after)


def test_several_members_are_answered_together_in_order_and_a_stranger_among_them(
    known: Database, calendar: Calendar
) -> None:
    said = [written("1"), written("2", "nobody", "k2"), written("3", "li", "k3")]
    assert all_of(known, calendar, *said) == 3
    assert [key for key, _ in answers(known)] == ["answer:k1:1", "answer:k2:1", "answer:k3:1"]


def test_what_there_was_no_time_for_is_as_if_it_had_never_been_here(known: Database, calendar: Calendar) -> None:
    said = [written("1"), written("2", "li", "k2"), written("3", "nobody", "k3")]
    assert all_of(known, calendar, *said, late_after=1) == 1
    assert [key for key, _ in answers(known)] == ["answer:k1:1"]
    assert all_of(known, calendar, *said[1:]) == 2
    assert [key for key, _ in answers(known)] == ["answer:k1:1", "answer:k2:1", "answer:k3:1"]


def test_with_one_that_was_seen_before_nobody_is_answered_until_they_are_taken_singly(
    known: Database, calendar: Calendar
) -> None:
    says(known, written("1"), calendar, echo)
    with pytest.raises(SeenBefore):
        all_of(known, calendar, written("2", "li", "k2"), written("1"))
    assert [key for key, _ in answers(known)] == ["answer:k1:1"]


def test_several_answers_to_one_message_are_numbered(known: Database, calendar: Calendar) -> None:
    def twice(turn: Turn) -> bool:
        return echo(turn) and echo(turn)

    says(known, written("hi"), calendar, twice)
    assert [key for key, _ in answers(known)] == ["answer:k1:1", "answer:k1:2"]


def test_what_the_rules_refuse_is_said_and_nothing_of_it_kept(known: Database, calendar: Calendar) -> None:
    says(known, written("hi"), calendar, refuse)
    ((_, body),) = answers(known)
    assert "这件事由镇组织办来办。" in body
    with known.read() as session:
        assert session.scalars(select(Person.name)).all() == ["张三", "王五"]
        assert session.get_one(InboxMessage, "k1").state == "handled"


def test_what_breaks_undoes_everything_and_can_be_noted_with_an_apology(known: Database, calendar: Calendar) -> None:
    with pytest.raises(ZeroDivisionError):
        says(known, written("hi"), calendar, break_down)
    assert answers(known) == []
    for _ in range(2):
        with known.begin() as session:
            note_failure(session, written("hi"), "ZeroDivisionError()", NOW)
    with known.read() as session:
        noted = session.get_one(InboxMessage, "k1")
        assert (noted.state, noted.error) == ("failed", "ZeroDivisionError()")
    ((key, body),) = answers(known)
    assert key == "apology:k1"
    assert "没有改动任何内容" in body


def test_an_event_that_breaks_is_noted_without_a_word(known: Database) -> None:
    with known.begin() as session:
        note_failure(session, Incoming(key="e1", who="zhang", kind="enter", at=NOW), "boom", NOW)
    assert answers(known) == []


def test_a_stranger_is_answered_whatever_the_routes(known: Database, calendar: Calendar) -> None:
    says(known, written("1", who="nobody"), calendar, break_down)
    ((key, body),) = answers(known)
    assert key == "answer:k1:1"
    assert "名册里还没有您的账号" in body


def test_answers_leave_at_once_even_at_night(known: Database, calendar: Calendar) -> None:
    says(known, written("hi"), calendar, echo)
    with known.read() as session:
        (message,) = session.scalars(select(OutboxMessage)).all()
        assert (message.lane, message.not_before) == ("answer", NOW)


def test_the_member_is_found_whatever_the_case_of_the_userid(known: Database, calendar: Calendar) -> None:
    def name(turn: Turn) -> bool:
        assert isinstance(turn.session, Session)
        turn.say_text(turn.person.name)
        return True

    says(known, written("hi", who="ZHANG"), calendar, name)
    assert "张三" in answers(known)[0][1]
