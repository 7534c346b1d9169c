"""Quarter scores explained entry by entry, as they stood at any moment."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from models.objections import Correction, Objection
from models.organizations import Organization
from rules.periods import Quarter
from services.boards.drafting import draft_board
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from services.scores.scores import all_explained, explained, quarter_scores
from services.self_checks.in_time import on_time_rates
from services.township.file import TownshipFile
from tests.services.scores.scored import BRANCH, JULY, NOW, hand_out, scored
from tests.worlds.recorded_quarters import HEAD, SECOND, THIRD, after, inspect, person, record, record_lines
from tests.worlds.records import read_records


@pytest.mark.long
@pytest.mark.parametrize("quarter", [Quarter(2025, 4), Quarter(2026, 1), SECOND, THIRD], ids=str)
def test_the_entries_of_every_branch_add_up_to_its_total_on_the_board_to_the_cent(
    town: Database, sample_town: TownshipFile, quarter: Quarter
) -> None:
    with town.begin() as session:
        record(session, sample_town, quarter)
        inspect(session, sample_town, quarter)
        board = draft_board(session, quarter, person(session, HEAD), after(quarter))
        said = {row.organization_id: row.register for row in board.rows}
        told = all_explained(session, [row.organization for row in board.rows], quarter, board.drafted_at, said)
        for row, of_row in zip(board.rows, told, strict=True):
            assert 100 + sum(line.points for line in of_row.lines) == row.total == of_row.score.total
            assert all(line.entry.by and line.entry.source for line in of_row.lines)
        first = board.rows[0]
        assert told[0] == explained(session, first.organization, quarter, board.drafted_at, first.register)
    assert len(board.rows) == (39 if quarter == THIRD else 38)


def test_what_fell_into_the_same_month_is_listed_and_marked_as_not_counted(town: Database) -> None:
    with town.begin() as session:
        record_lines(session, "2026-07,org-002,ZD-07,late,迟报,caoxiaoming")
        hand_out(session, JULY, NOW - timedelta(days=60))
        lines = explained(session, session.get_one(Organization, BRANCH), THIRD, NOW).lines
    assert [(line.entry.key.split(":")[0], line.points, line.counted) for line in lines] == [
        ("record", Decimal(0), False),
        ("slip", Decimal(-1), True),
    ]


def test_what_was_recorded_later_does_not_change_the_score_of_a_moment_before(town: Database) -> None:
    with town.begin() as session:
        record_lines(session, "2026-07,org-002,ZZ-01,not_done,没办,caoxiaoming")
        assert scored(session).total == 99
        before = NOW - timedelta(minutes=1)
        assert next(score for one, score in quarter_scores(session, THIRD, before) if one.id == BRANCH).total == 100


def test_a_correction_made_later_leaves_the_entry_as_it_stood_before(town: Database) -> None:
    later = NOW + timedelta(days=1)
    with town.begin() as session:
        record_lines(session, "2026-07,org-002,ZZ-01,not_done,没办,caoxiaoming")
        corrected = "2026-07,org-002,ZZ-01,done,,caoxiaoming"
        text = "\n".join([",".join(HEADER), corrected, ""])
        load_records(session, read_records(text, "rows.csv"), later)
        branch = session.get_one(Organization, BRANCH)
        assert explained(session, branch, THIRD, NOW).score.total == 99
        assert explained(session, branch, THIRD, later).score.total == 100
        assert explained(session, branch, THIRD, later).lines == ()


@pytest.mark.parametrize(("verdict", "total"), [("struck", "100"), ("late", "99.5")])
def test_an_upheld_objection_changes_the_score_from_that_moment_on(town: Database, verdict: str, total: str) -> None:
    later = NOW + timedelta(days=1)
    with town.begin() as session:
        record_lines(session, "2026-07,org-002,ZZ-01,not_done,没办,caoxiaoming")
        branch = session.get_one(Organization, BRANCH)
        (line,) = explained(session, branch, THIRD, NOW).lines
        uphold(session, line.entry.key, verdict, later)
        (now_line,) = explained(session, branch, THIRD, later).lines
        assert (now_line.entry.corrected, explained(session, branch, THIRD, later).score.total) == (
            verdict,
            Decimal(total),
        )
        assert explained(session, branch, THIRD, NOW).score.total == 99


def uphold(session: Session, target: str, verdict: str, now: datetime) -> None:
    """Note that an objection to an entry was upheld."""
    by = person(session, HEAD)
    about = {"quarter": THIRD, "organization_id": BRANCH, "target": target}
    objection = Objection(
        **about, subject="", text="记错了", filed_by_id=by.id, filed_at=NOW, state="upheld", reply_due=now
    )
    session.add(objection)
    session.flush()
    session.add(Correction(**about, verdict=verdict, reason="属实", objection_id=objection.id, by_id=by.id, at=now))
    session.flush()


def test_a_late_answer_that_an_objection_has_struck_out_counts_as_on_time(town: Database) -> None:
    later = NOW + timedelta(days=1)
    with town.begin() as session:
        hand_out(session, JULY, NOW - timedelta(days=60), on_time=False)
        (line,) = explained(session, session.get_one(Organization, BRANCH), THIRD, NOW).lines
        uphold(session, line.entry.key, "struck", later)
        assert on_time_rates(session, THIRD, NOW)[BRANCH] == Fraction(0)
        assert on_time_rates(session, THIRD, later)[BRANCH] == Fraction(1)
