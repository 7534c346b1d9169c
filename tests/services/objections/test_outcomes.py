"""What an answered objection changes in the score, what is asked of people, and who hears of it."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from models.bonus_claims import REJECTED
from models.objections import LATE as LATE_VERDICT
from models.objections import STRUCK, corrections_in
from models.slips import DELIVERED, Slip
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.objections.decisions import Verdict, decide, refuse_objection, withdraw
from services.objections.notices import remind_replies_due
from services.scores.scores import explained
from tests.services.objections.objecting import (
    DEPUTY,
    MOMENT,
    NOW,
    File,
    admitted,
    keys,
    moving,
    nine_others,
    refusal,
    told,
    turned_down,
)
from tests.worlds.handed_over import waiting
from tests.worlds.previewed_board import (
    BRANCH,
    LATE,
    NOT_DONE,
    PAPER,
    SECRETARY,
    TURNOUT,
    claimed,
    organization,
    previewed,
    publish,
)
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_CLERK, THIRD, person
from tests.worlds.stored_board import DRAFTED


def total(session: Session, now: datetime = NOW) -> Decimal:
    return explained(session, organization(session), THIRD, now).score.total


@pytest.mark.parametrize(
    ("line", "verdict", "gain", "corrected"),
    [
        (NOT_DONE, "uphold", "1", STRUCK),
        (NOT_DONE, "uphold_in_part", "0.5", LATE_VERDICT),
        (NOT_DONE, "dismiss", "0", None),
        (LATE, "uphold", "0.5", STRUCK),
        (TURNOUT, "uphold", "1", STRUCK),
    ],
)
def test_an_upheld_objection_gives_back_exactly_what_the_entry_took(
    town: Database, file: File, line: str, verdict: Verdict, gain: str, corrected: str | None
) -> None:
    with town.begin() as session:
        previewed(session, line)
        before = total(session)
        objection = admitted(session, file(session, keys(session)[0]))
        correction = decide(session, objection, verdict, "查实", person(session, LEADER), NOW)
        assert total(session) - before == Decimal(gain)
        assert (correction.verdict if correction else None) == corrected
        (line_after,) = explained(session, organization(session), THIRD, NOW).lines
        assert line_after.entry.corrected == corrected
        assert total(session, NOW - MOMENT) == before, "what was drafted before counts as it did"


@pytest.mark.parametrize(("verdict", "gain"), [("uphold", "1"), ("uphold_in_part", "0.5"), ("dismiss", "0")])
def test_a_missing_self_check_has_no_author_and_can_be_struck_out(
    town: Database, file: File, verdict: Verdict, gain: str
) -> None:
    with town.begin() as session:
        slip = unanswered_slip(session)
        board = previewed(session, *nine_others())
        before = total(session)
        objection = file(session, f"slip:{slip.id}")
        assert objection.made_by_id is None
        assert moving(session, board) == [objection.target]
        admitted(session, objection)
        decide(session, objection, verdict, "当日系统故障", person(session, HEAD), NOW)
        assert total(session) - before == Decimal(gain)


@pytest.mark.parametrize("line", [LATE, TURNOUT], ids=["late already", "late has no price"])
def test_what_cannot_be_late_is_not_upheld_in_part(town: Database, file: File, line: str) -> None:
    with town.begin() as session:
        previewed(session, line)
        objection = admitted(session, file(session, keys(session)[0]))
        by = person(session, LEADER)
        found = refusal(session, lambda: decide(session, objection, "uphold_in_part", "晚交", by, NOW))
        assert (found, objection.state) == ("objection_cannot_be_late", "investigating")


@pytest.mark.parametrize("verdict", ["uphold", "uphold_in_part"])
@pytest.mark.parametrize("about", ["claim", "board"])
def test_a_bonus_and_a_board_are_put_right_by_people(town: Database, file: File, about: str, verdict: Verdict) -> None:
    with town.begin() as session:
        claimed(session)
        board = previewed(session)
        objection = admitted(session, file(session, f"board:{board.id}" if about == "board" else keys(session)[0]))
        before = total(session)
        by = person(session, HEAD)
        assert decide(session, objection, verdict, "等次不对", by, NOW) is None
        assert (total(session), corrections_in(session, THIRD, NOW)) == (before, [])
        ((_, heard), *_) = told(session, f"objection:{objection.id}:upheld")
    assert "不会自动变动" in heard


@pytest.mark.parametrize(("published", "wanted"), [(False, "请重新起草榜单"), (True, "请起草新版榜单")])
def test_the_office_hears_what_an_upheld_objection_asks_for(
    town: Database, file: File, published: bool, wanted: str
) -> None:
    with town.begin() as session:
        board = previewed(session, NOT_DONE)
        if published:
            publish(session, board)
        objection = admitted(session, file(session, keys(session)[0]))
        decide(session, objection, "uphold", "材料在", person(session, LEADER), NOW)
        heard = dict(told(session, f"objection:{objection.id}:upheld"))
    assert set(heard) == {CLERK, OTHER_CLERK, HEAD}
    assert wanted in heard[CLERK]


def test_the_branch_hears_the_answer_with_its_reason(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = admitted(session, file(session, keys(session)[0], by=DEPUTY))
        decide(session, objection, "dismiss", "镇里没有收到", person(session, LEADER), NOW)
        ((to, heard),) = told(session, f"objection:{objection.id}:answer")
        assert told(session, f"objection:{objection.id}:upheld") == []
    assert to == DEPUTY, "who filed it"
    assert "异议不成立" in heard
    assert "镇里没有收到" in heard


def test_the_answer_to_a_branch_on_paper_goes_through_the_office(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE.replace(BRANCH, PAPER))
        objection = file(session, keys(session, PAPER)[0], by=CLERK, of=PAPER)
        refuse_objection(session, objection, "请写明日期", person(session, OTHER_CLERK), NOW)
        assert told(session, f"objection:{objection.id}:answer") == []
        assert "请写明日期" in waiting(session, PAPER)[f"objection:{objection.id}:answer"]


@pytest.mark.parametrize(
    ("day", "named"),
    [
        (datetime(2026, 11, 10, 9, 0, tzinfo=BEIJING), 0),
        (datetime(2026, 11, 11, 9, 0, tzinfo=BEIJING), 1),
        (datetime(2026, 11, 12, 9, 0, tzinfo=BEIJING), 1),
        (datetime(2026, 11, 13, 9, 0, tzinfo=BEIJING), 1),
        (datetime(2026, 11, 14, 9, 0, tzinfo=BEIJING), 0),
    ],
    ids=["two days before", "the day before", "the day itself", "overdue", "a Saturday"],
)
def test_the_office_is_reminded_of_answers_from_the_day_before_on(
    town: Database, file: File, calendar: Calendar, day: datetime, named: int
) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        file(session, keys(session)[0])
        assert remind_replies_due(session, calendar, day) == named
        remind_replies_due(session, calendar, day + timedelta(hours=1))
        assert len(told(session, "objections-due:")) == 3 * named, "each of the office once a day"


def test_a_decided_objection_is_no_longer_reminded_of(town: Database, file: File, calendar: Calendar) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        withdraw(session, file(session, keys(session)[0]), person(session, SECRETARY), NOW)
        assert remind_replies_due(session, calendar, datetime(2026, 11, 13, 9, 0, tzinfo=BEIJING)) == 0


def unanswered_slip(session: Session) -> Slip:
    """Store a slip of September that nobody answered in time."""
    slip = Slip(
        number="提-9",
        issue_month=THIRD.months[2].next,
        serial=1,
        organization_id=BRANCH,
        month=THIRD.months[2],
        state=DELIVERED,
        issued_at=DRAFTED - timedelta(days=20),
        due=DRAFTED - timedelta(days=18),
    )
    session.add(slip)
    session.flush()
    return slip


@pytest.mark.parametrize(("verdict", "state"), [("uphold", "submitted"), ("dismiss", REJECTED)])
def test_a_bonus_turned_down_is_open_again_when_the_objection_is_upheld(
    town: Database, file: File, verdict: Verdict, state: str
) -> None:
    with town.begin() as session:
        previewed(session)
        claim = turned_down(session)
        objection = admitted(session, file(session, f"claim:{claim.id}"))
        decide(session, objection, verdict, "证书属实", person(session, HEAD), NOW)
        assert claim.state == state
