"""Secret ballots: who opens one, who votes, how it ends, on both databases (A18)."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from bot.wording import refusal_text
from models.annual_reviews import AnnualReview
from models.ballots import Ballot, locked_ballot, may_tell_a_vote
from models.democratic_reviews import DemocraticReview
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.people import Person
from models.schemes import latest_version
from models.transitions import transitions_of
from rules.cases import BALLOT
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.ballots.ballots import cancel_ballot, open_ballot, voters_named
from services.ballots.box import FOLDER, counted, new_key, seal, with_vote
from services.ballots.closing import close_ballots
from services.ballots.reminding import remind_voters
from tests.worlds.recorded_quarters import person
from tests.worlds.votes import cast

MONDAY = datetime(2026, 12, 14, 9, 0, tzinfo=BEIJING)
LAST_DAY = date(2026, 12, 18)
OVER = datetime(2026, 12, 19, 0, 0, tzinfo=BEIJING)
CLERK = "wusiyuan"
BRANCH, OTHER_BRANCH = "org-011", "org-002"
VOTERS = ("zhuyongliang", "shimeiling", "shenguohua", "lufengying", "jinhuifen", "zhangjianxin")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the keys of ballots on PostgreSQL, which lie under the working directory, out of the project."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def session(town: Database) -> Iterator[Session]:
    with town.read() as opened:
        yield opened


def opened(session: Session, voters: Sequence[str] = VOTERS, **changes: Any) -> Ballot:
    """Open a ballot on 石湾村支部; what differs is named."""
    facts: dict[str, Any] = {"year": 2026, "last_day": LAST_DAY, "by": CLERK, "on": BRANCH, "now": MONDAY, **changes}
    where = session.get_one(Organization, facts["on"])
    people = [person(session, one) for one in voters]
    by = person(session, facts["by"])
    return open_ballot(session, where, facts["year"], people, facts["last_day"], by, facts["now"])


def vote(session: Session, *grades: str, on: str | None = None) -> None:
    """Let the voters vote one after another."""
    where = session.get_one(Organization, on) if on else None
    for userid, grade in zip(VOTERS, grades, strict=False):
        cast(session, userid, grade, MONDAY + timedelta(hours=1), where)


def key_files(tmp_path: Path) -> list[Path]:
    return sorted(tmp_path.rglob(f"{FOLDER}/*.key"))


def told_office(session: Session) -> str:
    query = select(OutboxMessage.body).where(OutboxMessage.key == f"ballot_ended:1:{CLERK}")
    return "\n".join(session.scalars(query))


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


def test_when_the_time_is_over_the_votes_are_counted_and_become_the_result(
    session: Session, calendar: Calendar, tmp_path: Path
) -> None:
    ballot = opened(session)
    vote(session, "优秀", "合格", "优秀", "优秀", "基本合格")
    assert close_ballots(session, calendar, OVER - timedelta(seconds=1)) == 0
    assert close_ballots(session, calendar, OVER) == 1
    review = session.scalars(select(DemocraticReview)).one()
    assert (review.organization_id, review.year, review.score) == (BRANCH, 2026, Decimal("91.00"))
    assert review.origin == "支部党员民主测评，5 人参加"
    assert (ballot.state, ballot.counts) == ("counted", {"优秀": 3, "合格": 1, "基本合格": 1})
    assert (ballot.box, ballot.public_key) == ([], None)
    assert "应参加 6 人，参加 5 人；优秀 3 票、合格 1 票、基本合格 1 票；得分 91.00，已登记" in told_office(session)
    assert key_files(tmp_path)
    assert close_ballots(session, calendar, OVER) == 0
    assert key_files(tmp_path) == []


def test_it_ends_at_once_when_everybody_has_voted(session: Session, calendar: Calendar) -> None:
    ballot = opened(session)
    vote(session, *["优秀"] * 6)
    assert close_ballots(session, calendar, MONDAY + timedelta(hours=2)) == 1
    assert ballot.counts == {"优秀": 6}


def test_below_five_votes_nothing_is_ever_counted(session: Session, calendar: Calendar) -> None:
    ballot = opened(session)
    vote(session, "优秀", "合格", "优秀", "不合格")
    close_ballots(session, calendar, OVER)
    assert (ballot.state, ballot.counts, ballot.box) == ("void", None, [])
    assert session.scalars(select(DemocraticReview)).all() == []
    assert "参加的不足5人，为保密没有计票，票已销毁" in told_office(session)


def test_a_vote_is_cast_once_and_never_changed(session: Session, calendar: Calendar) -> None:
    ballot = opened(session)
    vote(session, "优秀")
    before = list(ballot.box)
    with pytest.raises(Refused, match="ballot_voted_before"):
        vote(session, "不合格")
    assert ballot.box == before


@pytest.mark.parametrize(
    ("userid", "grade", "at", "reason"),
    [
        ("wangjianguo", "优秀", MONDAY, "ballot_none_for_you"),
        (VOTERS[0], "优秀", OVER, "ballot_none_for_you"),
    ],
)
def test_what_is_no_vote_is_refused_without_repeating_it(
    session: Session, userid: str, grade: str, at: datetime, reason: str
) -> None:
    ballot = opened(session)
    with pytest.raises(Refused, match=reason) as refused:
        cast(session, userid, grade, at)
    assert grade not in refused.value.facts.values()
    assert (ballot.box, ballot.voted) == ([], 0)


def test_who_is_asked_by_two_branches_has_to_say_which(session: Session) -> None:
    first, second = opened(session), opened(session, on=OTHER_BRANCH)
    with pytest.raises(Refused, match="ballot_which"):
        vote(session, "优秀")
    vote(session, "优秀", on=OTHER_BRANCH)
    vote(session, "合格")
    assert (first.voted, second.voted) == (1, 1)


def test_a_ballot_given_up_throws_the_votes_away_unread(session: Session, calendar: Calendar, tmp_path: Path) -> None:
    ballot = opened(session)
    vote(session, *["优秀"] * 5)
    where, clerk = session.get_one(Organization, BRANCH), person(session, CLERK)
    with pytest.raises(Refused, match="review_office_only"):
        cancel_ballot(session, where, "名单有误", person(session, VOTERS[0]), MONDAY)
    with pytest.raises(Refused, match="ballot_reason_missing"):
        cancel_ballot(session, where, " ", clerk, MONDAY)
    cancel_ballot(session, where, "名单有误", clerk, MONDAY)
    assert (ballot.state, ballot.box, ballot.counts) == ("cancelled", [], None)
    with pytest.raises(Refused, match="ballot_none_open"):
        cancel_ballot(session, where, "名单有误", clerk, MONDAY)
    assert close_ballots(session, calendar, OVER) == 0
    assert key_files(tmp_path) == []


def test_the_key_of_a_ballot_being_opened_elsewhere_is_left_alone(
    session: Session, calendar: Calendar, tmp_path: Path
) -> None:
    name, _ = new_key(session)
    close_ballots(session, calendar, OVER)
    (file,) = key_files(tmp_path)
    assert (file.stem, file.stat().st_mode & 0o777) == (name, 0o600)


def test_a_lost_key_voids_the_ballot_after_a_day_in_which_another_machine_may_count(
    session: Session, calendar: Calendar, tmp_path: Path
) -> None:
    ballot = opened(session)
    vote(session, *["优秀"] * 5)
    for file in key_files(tmp_path):
        file.unlink()
    assert close_ballots(session, calendar, OVER + timedelta(hours=23)) == 0
    assert ballot.state == "open"
    assert close_ballots(session, calendar, OVER + timedelta(days=1)) == 1
    assert (ballot.state, ballot.box) == ("void", [])
    assert "钥匙文件丢失" in told_office(session)


@pytest.mark.parametrize("change", ["one less", "one more", "not sealed", "another key"])
def test_a_box_that_was_tampered_with_is_void(session: Session, calendar: Calendar, change: str) -> None:
    ballot = opened(session)
    vote(session, *["优秀"] * 5)
    assert ballot.public_key is not None
    _, other_key = new_key(session)
    ballot.box = {
        "one less": ballot.box[1:],
        "one more": with_vote(ballot.box, seal(ballot.public_key, "优秀")),
        "not sealed": ["优秀", *ballot.box[1:]],
        "another key": with_vote(ballot.box[1:], seal(other_key, "优秀")),
    }[change]
    session.flush()
    close_ballots(session, calendar, OVER)
    assert ballot.state == "void"
    assert "票箱被改动过" in told_office(session)
    assert session.scalars(select(DemocraticReview)).all() == []


def test_a_year_published_meanwhile_takes_no_result(session: Session, calendar: Calendar) -> None:
    ballot = opened(session)
    vote(session, *["优秀"] * 5)
    version, clerk = latest_version(session), person(session, CLERK)
    assert version is not None
    facts = {"scheme_version": version, "drafted_at": MONDAY, "drafted_by_id": clerk.id}
    session.add(AnnualReview(year=2026, version=1, state="published", **facts))
    session.flush()
    close_ballots(session, calendar, OVER)
    assert ballot.state == "void"
    assert "年度总评已经发布" in told_office(session)


def test_the_steps_of_a_ballot_tell_of_no_vote(session: Session, calendar: Calendar) -> None:
    ballot = opened(session)
    vote(session, *["优秀"] * 5)
    assert [(one.event, one.facts) for one in transitions_of(session, BALLOT.name, ballot.id)] == [
        ("open", {"voters": 6})
    ]
    close_ballots(session, calendar, OVER)
    last = transitions_of(session, BALLOT.name, ballot.id)[-1]
    assert (last.event, last.by, last.facts) == ("count", None, {"counts": {"优秀": 5}})


def test_all_seals_are_equally_long_and_no_two_alike(session: Session) -> None:
    name, public_key = new_key(session)
    box: list[str] = []
    for grade in ("优秀", "合格", "基本合格", "不合格", "优秀"):
        box = with_vote(box, seal(public_key, grade))
    assert len({len(one) for one in box}) == 1
    assert len(set(box)) == 5
    assert counted(session, name, box) == {"优秀": 2, "合格": 1, "基本合格": 1, "不合格": 1}
    with pytest.raises(ValueError, match="too long"):
        seal(public_key, "优" * 43)


def test_who_has_not_voted_is_reminded_once_on_the_last_working_day_and_never_at_night(
    session: Session, calendar: Calendar
) -> None:
    """Monday to Sunday: the last working day is Friday."""
    opened(session, last_day=date(2026, 12, 20))
    vote(session, "优秀", "合格")
    moments = [
        at_noon(17),
        at_noon(18).replace(hour=7),
        at_noon(18).replace(hour=20),
        at_noon(18),
        at_noon(18),
        at_noon(19),
    ]
    assert [remind_voters(session, calendar, now) for now in moments] == [0, 0, 0, 4, 0, 0]
    query = (
        select(OutboxMessage.addressee).where(OutboxMessage.key.like("ballot:%:remind:%")).order_by(OutboxMessage.id)
    )
    assert set(session.scalars(query)) == set(VOTERS[2:])


def test_nobody_is_reminded_on_the_day_they_are_asked_nor_after_the_end(session: Session, calendar: Calendar) -> None:
    opened(session, last_day=MONDAY.date())
    assert remind_voters(session, calendar, MONDAY + timedelta(hours=4)) == 0
    assert remind_voters(session, calendar, MONDAY + timedelta(days=1)) == 0


def at_noon(day: int) -> datetime:
    return MONDAY.replace(day=day, hour=12)


def test_the_place_of_a_vote_in_the_box_tells_nothing(session: Session) -> None:
    _, public_key = new_key(session)
    box: list[str] = []
    for _ in range(8):
        box = with_vote(box, seal(public_key, "优秀"))
    places = {
        sorted_in.index(next(one for one in sorted_in if one not in box))
        for sorted_in in (with_vote(box, seal(public_key, "优秀")) for _ in range(200))
    }
    assert places == set(range(9))


def test_voters_who_vote_at_the_same_moment_lose_no_vote(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        ballot_id = opened(session).id

    def votes(userid: str) -> None:
        with town.begin() as session:
            cast(session, userid, "优秀", MONDAY)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(votes, VOTERS))
    with town.begin() as session:
        assert len(locked_ballot(session, ballot_id).box) == 6
        close_ballots(session, calendar, OVER)
        assert locked_ballot(session, ballot_id).counts == {"优秀": 6}


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("投票 优秀", True),
        ("投 票：荷塘一支部　合格", True),
        ("优秀", True),
        ("我觉得应该是优 秀", True),
        ("我投第一个", True),
        ("良好", True),
        ("我要投诉", False),
        ("刚才投票投错了，" + "其实想投另外一个" * 5, True),
        ("1", False),
        ("1 人不齐，11月6日补开", False),
        ("提醒单太早了", False),
        ("上个月的党课到会率不高，已经补课，补课以后全体党员都做了测验，成绩都在合格以上", False),
    ],
)
def test_messages_that_may_tell_a_vote_are_known(text: str, tells: bool) -> None:
    assert may_tell_a_vote(text) is tells


@pytest.mark.parametrize(
    "text",
    [
        "优 秀",
        "优秀！",
        "优秀。",
        "合·格",
        "合-格",
        "合\u200b格",
        "優秀",
        "ｙｘ",
        "YX",
        "you xiu",
        "我给hege",
        "不_合_格",
        "投。票",
    ],
)
def test_a_grade_in_an_odd_spelling_is_known_whoever_writes_it(text: str) -> None:
    assert may_tell_a_vote(text)


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("有秀", True),
        ("第一档", True),
        ("A", True),
        ("给好", True),
        ("书记这一年又是修路又是装路灯，大家看在眼里，我给他打个优秀吧，真心的", True),
        ("书记这一年又是修路又是装路灯，大家看在眼里，我选第一个吧，真心的", True),
        ("1 人不齐，11月6日补开，地点改在村部", False),
        ("上个月的党课到会率不高，已经补课，补课以后全体党员都做了测验", False),
    ],
)
def test_of_somebody_who_is_asked_to_vote_few_words_are_a_vote_in_any_spelling(text: str, tells: bool) -> None:
    assert may_tell_a_vote(text, asked=True) is tells
