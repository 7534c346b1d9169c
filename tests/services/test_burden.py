"""How much the assessment asks of people: what they write, receive and read, by month."""

import json
from datetime import timedelta

from bot import outbox
from bot.db import Database
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.people import person_by_userid
from rules.periods import Month
from services.burden import burdens, signs_in, told_unasked
from services.notices.month_cap import Past, past_cap
from tests.worlds.phones import beijing

NOW, OCTOBER = beijing("2026-10-31 23:00"), Month(2026, 10)
SECRETARY = "zhuyongliang"


def test_a_month_counts_what_was_written_received_and_is_to_be_read(town: Database) -> None:
    with town.begin() as session:
        for number, at in enumerate((NOW, NOW + timedelta(hours=1)), start=1):
            session.add(
                InboxMessage(
                    key=f"in{number}", userid=SECRETARY, kind="text", text="1", received_at=at, state="handled"
                )
            )
            member = outbox.Addressee("member", SECRETARY)
            outbox.push(session, member, outbox.text("请看这一张"), key=f"out{number}", now=at)
        session.flush()
        for one in session.query(OutboxMessage):
            one.accepted_at = one.created_at
        outbox.push(session, member, outbox.text("还没有送到"), key="out3", now=NOW)
        session.flush()
        (found,) = burdens(session, OCTOBER)
        assert (found.person.userid, found.written, found.received, found.signs) == (SECRETARY, 1, 1, 5)
        assert [(one.received, one.written) for one in burdens(session, OCTOBER.next)] == [(1, 1)]
        assert burdens(session, OCTOBER.previous) == []


def test_the_signs_of_a_card_are_those_a_person_reads() -> None:
    card = {
        "msgtype": "template_card",
        "template_card": {
            "card_type": "button_interaction",
            "main_title": {"title": "十月", "desc": "两项"},
            "horizontal_content_list": [{"keyname": "截止", "value": "周三"}],
            "button_list": [{"text": "签收", "key": "slip:sign:1"}],
            "task_id": "slip-1",
        },
    }
    assert signs_in(json.loads(json.dumps(card))) == 10


def test_what_is_told_unasked_is_counted_by_month_whether_or_not_it_has_left(town: Database) -> None:
    with town.begin() as session:
        member = outbox.Addressee("member", SECRETARY)
        for number, at in enumerate((NOW, NOW, NOW + timedelta(hours=1)), start=1):
            outbox.push(session, member, outbox.text("请看这一张"), key=f"out{number}", now=at)
        outbox.answer(session, SECRETARY, outbox.text("您问的"), key="answer", now=NOW)
        session.flush()
        assert told_unasked(session, [SECRETARY, "nobody"], OCTOBER) == {SECRETARY: 2}
        session.query(OutboxMessage).filter_by(key="out1").one().state = "failed"
        session.flush()
        assert told_unasked(session, [SECRETARY], OCTOBER) == {SECRETARY: 1}


def test_whom_one_more_takes_past_the_cap_is_named_with_the_number(town: Database) -> None:
    with town.begin() as session:
        secretary = person_by_userid(session, SECRETARY)
        assert secretary
        member = outbox.Addressee("member", SECRETARY)
        for number in range(10):
            assert past_cap(session, [secretary], NOW) == []
            outbox.push(session, member, outbox.text("请看这一张"), key=f"out{number}", now=NOW)
        assert past_cap(session, [secretary], NOW) == [Past("朱永良", 10, 10)]
        assert past_cap(session, [secretary], NOW + timedelta(hours=1)) == []
