"""The lines of the pages, worked out by hand: own totals beside means, and the town between its groups."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.organizations import GroupAssignment
from rules.periods import Quarter
from services.trends.quarters import quarter_marks, town_marks
from tests.worlds.finished_year import board

# Of the first group two, of the second and third one each.
FIRST, ALSO_FIRST, SECOND, THIRD = "org-011", "org-002", "org-016", "org-040"
Q2, Q3 = Quarter(2026, 2), Quarter(2026, 3)


def totals(*points: str) -> dict[str, Decimal]:
    return dict(zip((FIRST, ALSO_FIRST, SECOND, THIRD), map(Decimal, points), strict=False))


def test_an_own_line_is_broken_where_one_was_not_ranked(town_session: Session) -> None:
    board(town_session, Q2, {SECOND: Decimal(80), THIRD: Decimal(90)})
    board(town_session, Q3, totals("98", "90", "85", "91"))
    marks = quarter_marks(town_session, FIRST, Q3)
    assert [(one.quarter, one.total, one.mean) for one in marks] == [
        (Q2, None, Decimal(85)),
        (Q3, Decimal(98), Decimal(91)),
    ]
    assert [one.quarter for one in quarter_marks(town_session, FIRST, Q2)] == [Q2]


def test_the_town_has_a_mean_and_each_group_its_own(town_session: Session) -> None:
    board(town_session, Q2, totals("90", "80", "70", "95.50"))
    board(town_session, Q3, totals("98", "91", "85", "90"))
    second, third = town_marks(town_session)
    # (90 + 80 + 70 + 95.5) ÷ 4, and (90 + 80) ÷ 2 of the first group.
    assert second.mean == Decimal("83.875")
    assert second.groups == {"第一督导组": 85, "第二督导组": 70, "第三督导组": Decimal("95.5")}
    assert third.groups["第一督导组"] == Decimal("94.5")
    assert [one.quarter for one in town_marks(town_session, Q2)] == [Q2]


def test_a_branch_counts_in_the_group_it_belonged_to_when_the_quarter_ended(town_session: Session) -> None:
    board(town_session, Q2, totals("90", "80", "70"))
    board(town_session, Q3, totals("90", "80", "70"))
    left = Q2.last_day + timedelta(days=1)
    of_it = GroupAssignment.organization_id == ALSO_FIRST
    town_session.execute(update(GroupAssignment).where(of_it).values(until=left))
    town_session.add(GroupAssignment(organization_id=ALSO_FIRST, group_id="G2", since=left))
    town_session.flush()
    before, after = town_marks(town_session)
    assert before.groups == {"第一督导组": 85, "第二督导组": 70}
    assert after.groups == {"第一督导组": 90, "第二督导组": 75}


def test_without_boards_there_is_nothing_to_say(town_session: Session) -> None:
    assert town_marks(town_session) == ()
    assert quarter_marks(town_session, FIRST, Q3) == ()
