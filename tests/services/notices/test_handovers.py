"""The office's list: what waits, who ticks it off, when it ticks itself off, and how the office hears (D6)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text
from models.organizations import Organization
from models.outbox import OutboxMessage
from rules.workdays import Calendar
from services.notices.handovers import announce_handovers, hand_over, handover_numbered, put_on_list, take_off
from tests.worlds.grey_boards import PAPER, SECRETARY, at
from tests.worlds.handed_over import listed, waiting
from tests.worlds.recorded_quarters import CLERK, HEAD, OTHER_CLERK, person

MONDAY = at("2026-11-02 09:05")


def put(session: Session, key: str, said: str, note: str = "") -> bool:
    return put_on_list(session, session.get_one(Organization, PAPER), said, key=key, now=MONDAY, note=note)


def announced(session: Session) -> list[tuple[str, str]]:
    query = select(OutboxMessage).where(OutboxMessage.key.startswith("handovers:")).order_by(OutboxMessage.id)
    return [(one.addressee, json.loads(one.body)["text"]["content"]) for one in session.scalars(query)]


def test_a_message_comes_onto_the_list_once(town_session: Session) -> None:
    assert put(town_session, "news:1", "第一件")
    assert not put(town_session, "news:1", "第一件")
    assert waiting(town_session) == {"news:1": "第一件"}


def test_one_entry_is_announced_in_full_to_everybody_in_the_office_once(
    town_session: Session, calendar: Calendar
) -> None:
    put(town_session, "news:1", "督办单已销号。\n核查意见：到位", "以后可以代为登记。")
    number = listed(town_session, "news:1").id
    assert announce_handovers(town_session, calendar, MONDAY) == 1
    assert announce_handovers(town_session, calendar, MONDAY) == 0
    told = announced(town_session)
    assert {to for to, _ in told} == {CLERK, OTHER_CLERK, HEAD}
    assert told[0][1] == (
        "荷塘老年支部收不到消息，请把下面的内容书面转交：\n督办单已销号。\n核查意见：到位\n——\n以后可以代为登记。\n"
        f"送到以后回复“送达 {number}”，不是今天送到的后面加日期。"
    )


def test_several_are_one_message_with_a_line_each(town_session: Session, calendar: Calendar) -> None:
    for number in (1, 2):
        put(town_session, f"news:{number}", f"第{number}件，{'很长' * 30}\n第二行")
    assert announce_handovers(town_session, calendar, MONDAY) == 2
    said = announced(town_session)[0][1].splitlines()
    ids = [listed(town_session, f"news:{number}").id for number in (1, 2)]
    assert said[0] == "有2件要打印或当面送达（支部收不到消息）："
    assert [line.partition("，")[0] for line in said[1:3]] == [
        f"{ids[0]} 荷塘老年支部：第1件",
        f"{ids[1]} 荷塘老年支部：第2件",
    ]
    assert "第二行" not in "".join(said)


def test_of_a_long_list_the_first_are_named_and_how_many_there_are(town_session: Session, calendar: Calendar) -> None:
    for number in range(61):
        put(town_session, f"news:{number}", f"第{number}件")
    assert announce_handovers(town_session, calendar, MONDAY) == 61
    said = "\n".join(text for to, text in announced(town_session) if to == CLERK)
    assert said.startswith("有61件要打印或当面送达")
    assert "第59件" in said
    assert "第60件" not in said
    assert "这里只列前60件，全部回复“待送达”看。" in said


def test_at_night_nothing_is_announced_and_what_is_done_by_morning_neither(
    town_session: Session, calendar: Calendar
) -> None:
    put(town_session, "news:1", "第一件")
    assert announce_handovers(town_session, calendar, at("2026-11-02 21:00")) == 0
    hand_over(town_session, listed(town_session, "news:1"), person(town_session, CLERK), MONDAY)
    assert announce_handovers(town_session, calendar, MONDAY + timedelta(days=1)) == 0
    assert announced(town_session) == []


def test_the_office_ticks_off_who_did_it_and_when_is_kept(town_session: Session) -> None:
    put(town_session, "news:1", "第一件")
    entry = listed(town_session, "news:1")
    hand_over(town_session, handover_numbered(town_session, entry.id), person(town_session, CLERK), MONDAY)
    assert (entry.done_by and entry.done_by.userid, entry.done_at) == (CLERK, MONDAY)
    assert waiting(town_session) == {}
    with pytest.raises(Refused, match="handover_unknown") as refused:
        handover_numbered(town_session, entry.id)
    assert refusal_text(refused.value) == f"第{entry.id}件已经登记送达。回复“待送达”看清单。"


def test_nobody_else_ticks_off_and_an_unknown_number_is_said_to_be_one(town_session: Session) -> None:
    put(town_session, "news:1", "第一件")
    entry = listed(town_session, "news:1")
    with pytest.raises(Refused, match="office_only"):
        hand_over(town_session, entry, person(town_session, SECRETARY), MONDAY)
    with pytest.raises(Refused, match="handover_unknown") as refused:
        handover_numbered(town_session, 999)
    assert refusal_text(refused.value) == "没有编号为 999 的待送达件。回复“待送达”看清单。"
    assert list(waiting(town_session)) == ["news:1"]


def test_what_a_new_version_replaces_is_not_handed_over_any_more(town_session: Session) -> None:
    for key in ("board:2026-Q3:1:own:org-004", "board:2026-Q3:10:own:org-004"):
        put(town_session, key, "名次")
    take_off(town_session, "board:2026-Q3:1:", MONDAY)
    assert list(waiting(town_session)) == ["board:2026-Q3:10:own:org-004"]
    assert listed(town_session, "board:2026-Q3:1:own:org-004").done_by is None
