"""What people suggest reaches the office word for word, and whoever made it is answered (D7)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from models.outbox import OutboxMessage
from models.suggestions import Suggestion
from services.suggestions import TOLD_A_DAY, answer, carry_out, reopen, suggest
from tests.worlds.recorded_quarters import CLERK, person
from tests.worlds.stored_board import AMENDED as NOW

ZHU, WORDS = "zhuyongliang", "提醒单能不能早一天发"


@pytest.fixture
def session(recorded_session: Session) -> Session:
    return recorded_session


@pytest.fixture
def made(session: Session) -> Suggestion:
    return suggested(session)


def suggested(session: Session, words: str = WORDS) -> Suggestion:
    suggest(session, person(session, ZHU), words, NOW)
    return session.scalars(select(Suggestion).order_by(Suggestion.id.desc()).limit(1)).one()


def heard(session: Session, userid: str) -> list[str]:
    query = select(OutboxMessage.body).where(OutboxMessage.addressee == userid, OutboxMessage.key.like("suggestion%"))
    return [str(one) for one in session.scalars(query.order_by(OutboxMessage.id))]


def test_the_office_reads_it_word_for_word_without_what_nobody_sees(session: Session) -> None:
    assert suggested(session, "\u202e提醒单能不能早一天发\u200b").text == WORDS
    assert WORDS in heard(session, CLERK)[0]


@pytest.mark.parametrize(("words", "refused"), [("\u200b", "suggestion_needs_words"), ("长" * 501, "text_too_long")])
def test_nothing_and_too_much_are_refused(session: Session, words: str, refused: str) -> None:
    with pytest.raises(Refused, match=refused):
        suggested(session, words)


def test_of_many_on_one_day_the_office_hears_once_that_there_are_more(session: Session) -> None:
    for number in range(TOLD_A_DAY + 3):
        suggested(session, f"建议{number}")
    assert len(heard(session, CLERK)) == TOLD_A_DAY + 1


def test_whoever_made_it_is_answered_by_name_and_hears_that_it_was_done(session: Session, made: Suggestion) -> None:
    clerk = person(session, CLERK)
    answer(session, made, "下个月起早一天", clerk, NOW)
    carry_out(session, made, "已经改了", clerk, NOW + timedelta(days=1))
    first, second = heard(session, ZHU)
    assert "下个月起早一天" in first
    assert clerk.name in first
    assert "已经改了" in second
    reopen(session, made, "又晚了", clerk, NOW + timedelta(days=2))
    assert len(heard(session, ZHU)) == 2, "nobody hears that it was taken back"


def test_only_the_office_answers(session: Session, made: Suggestion) -> None:
    with pytest.raises(Refused):
        answer(session, made, "好", person(session, ZHU), NOW)
