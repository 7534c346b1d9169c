"""Secret ballots are opened: who may vote, and what would not be secret, on both databases (A18)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text
from models.ballots import Ballot
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.people import Person
from services.ballots.ballots import open_ballot, voters_named
from tests.services.ballots.one_ballot import (
    BRANCH,
    CLERK,
    LAST_DAY,
    MONDAY,
    OTHER_BRANCH,
    OVER,
    VOTERS,
    key_files,
    opened,
)
from tests.worlds.recorded_quarters import person


def test_every_voter_is_asked_once_and_the_box_is_empty(session: Session) -> None:
    ballot = opened(session)
    asked = session.scalars(select(OutboxMessage).where(OutboxMessage.key.like("ballot:%"))).all()
    assert sorted(one.addressee for one in asked) == sorted(VOTERS)
    assert all("优秀、合格、基本合格、不合格" in one.body and "12月18日（周五）24时" in one.body for one in asked)
    assert (ballot.box, ballot.counts, ballot.voted) == ([], None, 0)
    assert ballot.closes_at == OVER


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"voters": VOTERS[:4]}, "ballot_too_few"),
        ({"voters": (*VOTERS[:4], VOTERS[0])}, "ballot_too_few"),
        ({"by": "zhuyongliang"}, "review_office_only"),
        ({"by": "xulixin"}, "review_office_only"),
        ({"last_day": date(2026, 12, 13)}, "ballot_wrong_day"),
        ({"last_day": date(2027, 2, 13)}, "ballot_wrong_day"),
        ({"on": "org-001"}, "review_not_assessed"),
        ({"year": 2024}, "review_wrong_year"),
    ],
)
def test_what_would_not_be_secret_or_right_is_refused_and_opens_nothing(
    session: Session, tmp_path: Path, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        opened(session, **changes)
    assert session.scalars(select(Ballot)).all() == []
    assert key_files(tmp_path) == []


def test_one_ballot_at_a_time_on_an_organisation(session: Session) -> None:
    opened(session)
    with pytest.raises(Refused, match="ballot_open_already"):
        opened(session)
    opened(session, on=OTHER_BRANCH)


def test_voters_are_named_by_name_or_userid_and_whoever_is_unclear_is_named(session: Session) -> None:
    session.add_all([Person(name="李同名", userid="litongming"), Person(name="李同名", userid="litongming2")])
    session.flush()
    found = voters_named(session, ["朱永良", "ZhuYongliang", " 石美玲 ", "litongming2"])
    assert [one.userid for one in found] == ["zhuyongliang", "shimeiling", "litongming2"]
    with pytest.raises(Refused) as unclear:
        voters_named(session, ["李同名"])
    assert refusal_text(unclear.value) == "名册里有2位李同名，请写账号：litongming、litongming2。"
    with pytest.raises(Refused) as unknown:
        voters_named(session, ["王没有"])
    assert refusal_text(unknown.value) == "名册里没有“王没有”，请核对姓名，或由组织办先加入名册。"


def test_somebody_without_wecom_cannot_be_a_voter(session: Session) -> None:
    clerk, where = person(session, CLERK), session.get_one(Organization, BRANCH)
    people = [*voters_named(session, VOTERS), *session.scalars(select(Person).where(Person.userid.is_(None)).limit(1))]
    with pytest.raises(Refused, match="ballot_voter_unreached"):
        open_ballot(session, where, 2026, people, LAST_DAY, clerk, MONDAY)
