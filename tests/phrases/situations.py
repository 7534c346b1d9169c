"""Every situation of the table: the past it rests on, and how the sample town is brought there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from rules.workdays import load_calendar
from services.township.file import TownshipFile
from tests.phrases import branches, leaders, office
from tests.phrases.stages import Situation
from tests.worlds.phones import Phone, World
from tests.worlds.recorded_quarters import SECOND, inspect, record, see_through, third_inspected, third_recorded
from tests.worlds.towns import HOLIDAYS, Past, loaded

Reach = Callable[[World, str], Phone]
# The town's own grades of a secret ballot.
GRADES = {"良好": "合格", "一般": "基本合格", "较差": "不合格"}


def second_published(session: Session, town: TownshipFile) -> None:
    """The second quarter's board is out."""
    loaded(session, town)
    record(session, town, SECOND)
    inspect(session, town, SECOND)
    board = see_through(session, SECOND, load_calendar(HOLIDAYS))
    board.posted_at = board.published_at


def _named(past: Past, *reaches: Reach, words: Mapping[str, str] | None = None) -> dict[str, Situation]:
    return {reach.__name__: Situation(past, reach, words or {}) for reach in reaches}


SITUATIONS: Mapping[str, Situation] = {
    **_named(
        loaded,
        branches.slip_two_open,
        branches.slip_one_open,
        branches.slip_late_item,
        branches.slip_clean,
        branches.slip_overdue,
        branches.two_months,
        branches.two_branches,
        branches.asked_reason,
        branches.asked_day,
        branches.read_back,
        branches.after_handing_in,
        branches.returned,
        branches.objection_time,
        branches.bonus_claim,
        branches.order_received,
        branches.order_report,
    ),
    "leave": Situation(loaded, branches.slip_two_open, {}),
    **_named(second_published, branches.anywhere_secretary),
    **_named(loaded, office.clerk_review, office.clerk_chasing, office.clerk_records, office.clerk_slips),
    **_named(third_inspected, office.clerk_board),
    **_named(third_recorded, leaders.group_inspection),
    **_named(loaded, leaders.group_orders),
    **_named(third_inspected, leaders.leader_review_board),
    **_named(loaded, leaders.leader_consequences),
    **_named(third_inspected, leaders.secrecy),
    **_named(loaded, leaders.vote, words=GRADES),
    **_named(third_inspected, leaders.leader_reading),
    **_named(loaded, leaders.stranger),
    "anyone_odd": Situation(loaded, branches.slip_two_open, {}),
}
