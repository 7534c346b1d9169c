"""The timetable. Every job is a sweep: it does what is due and not done yet, and does no harm late, twice or at once.

The minutes keep away from the full and half hour, when WeCom's own queue is long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.drawing import Pictures
from rules.workdays import Calendar
from services import chats
from services.annual_reviews import posts as annual_posts
from services.ballots import closing as ballot_closing
from services.ballots import reminding as ballot_reminding
from services.consequences import proposals as consequence_proposals
from services.duties import notices as duty_notices
from services.health import telling as health_telling
from services.notices import handovers
from services.objections import notices as objection_notices
from services.orders import notices as order_notices
from services.organizations import carrying_out
from services.organizations import streaks as organization_streaks
from services.overhauls import help as overhaul_help
from services.overhauls import notices as overhaul_notices
from services.people import telling as people_telling
from services.publications import publication as board_publication
from services.publications import recounting as board_recounting
from services.publications import telling as board_telling
from services.retention import KEPT, Retention
from services.scores import own_score as score_preview
from services.slips import issuing, missed_months, recounting, reminders

OFTEN_IN_WORKING_HOURS = "4-54/10 8-17 * * *"
EVERY_MINUTE = "* * * * *"
# Behind the copy of that night.
AT_NIGHT = "17 3 * * *"
# After the day's first slips and reminders: what needs somebody is read when they are out.
IN_THE_MORNING = "47 8 * * *"
Sweep = Callable[[Session, Calendar, datetime], int]
SweepOf = Callable[[Session, Calendar, datetime, Sequence[Any]], int]


@dataclass(frozen=True)
class Posting:
    """A sweep that posts pictures, which are drawn before its transaction and not in it.

    `wanted` lists them as SVG, in a transaction that only looks; `post` is the sweep, handed what was drawn.
    """

    wanted: Callable[[Session, Calendar, datetime], list[str]]
    post: Callable[[Session, Calendar, datetime, Pictures], int]


@dataclass(frozen=True)
class Several:
    """A sweep over many things, which are found once, in a transaction that only looks, and not with every slice.

    `found` lists them; `sweep` is handed a slice of them and passes over what is not due any more.
    """

    found: Callable[[Session, Calendar, datetime], Sequence[Any]]
    sweep: SweepOf


@dataclass(frozen=True)
class Job:
    """One sweep and when it runs (crontab, Beijing time); the sweep returns how much it did.

    One that works `in_slices` does a part of what is due, so that no transaction is long, and is called again, each
    time in a transaction of its own, until it has done nothing.
    """

    name: str
    crontab: str
    sweep: Sweep | Posting | Several
    in_slices: bool = False


# What moves days, organisations and offices by itself, before anybody is asked, judged or told by them.
WHAT_HOLDS: Final = (
    Job("find_missed_months", OFTEN_IN_WORKING_HOURS, missed_months.find_missed_months),
    # Before anybody is judged by a day that a new holiday file has moved, also at night.
    Job(
        "recount_provisional_deadlines",
        EVERY_MINUTE,
        Several(recounting.find_provisional, recounting.recount_provisional),
    ),
    Job("recount_provisional_overhauls", EVERY_MINUTE, overhaul_notices.recount_provisional),
    Job("recount_ends_of_boards", EVERY_MINUTE, board_recounting.recount_ends),
    # Before anything is asked of a branch that exists no more.
    Job("carry_out_organization_changes", OFTEN_IN_WORKING_HOURS, carrying_out.carry_out_changes),
    # Before slips and reminders, which go to who holds the office.
    Job("tell_appointed", OFTEN_IN_WORKING_HOURS, people_telling.tell_appointed),
)
SLIPS: Final = (
    Job("issue_slips", OFTEN_IN_WORKING_HOURS, issuing.issue_due, in_slices=True),
    Job("remind_due_today", OFTEN_IN_WORKING_HOURS, Several(reminders.find_due_today, reminders.remind_due_today)),
    Job("remind_overdue", OFTEN_IN_WORKING_HOURS, Several(reminders.find_overdue, reminders.remind_overdue)),
    Job("list_overdue_for_office", OFTEN_IN_WORKING_HOURS, reminders.list_for_office),
)
BOARDS_AND_CASES: Final = (
    Job("show_own_scores", OFTEN_IN_WORKING_HOURS, Several(score_preview.find_previews, score_preview.push_previews)),
    Job("remind_objections_due", OFTEN_IN_WORKING_HOURS, objection_notices.remind_replies_due),
    Job("remind_orders_due", OFTEN_IN_WORKING_HOURS, order_notices.remind_orders_due),
    Job("list_overdue_orders", OFTEN_IN_WORKING_HOURS, order_notices.list_overdue_orders),
    Job("keep_chats_in_step", OFTEN_IN_WORKING_HOURS, chats.keep_chats),
    Job("conclude_publicity", OFTEN_IN_WORKING_HOURS, board_publication.conclude_publicity),
    Job("propose_consequences", OFTEN_IN_WORKING_HOURS, consequence_proposals.propose_consequences),
    Job("propose_streak_takeovers", OFTEN_IN_WORKING_HOURS, organization_streaks.propose_takeovers),
)
OVERHAULS_AND_BALLOTS: Final = (
    Job("remind_overhauls_due", OFTEN_IN_WORKING_HOURS, overhaul_notices.remind_overhauls_due),
    Job("list_overdue_overhauls", OFTEN_IN_WORKING_HOURS, overhaul_notices.list_overdue_overhauls),
    Job("remind_follow_ups", OFTEN_IN_WORKING_HOURS, overhaul_help.remind_follow_ups),
    Job("remind_voters", OFTEN_IN_WORKING_HOURS, ballot_reminding.remind_voters),
    Job("close_ballots", OFTEN_IN_WORKING_HOURS, ballot_closing.close_ballots),
)
# Each organisation its own result, before the groups hear of the board.
RESULTS: Final = Job("tell_results", EVERY_MINUTE, Several(board_telling.find_results, board_telling.tell_results))
# Last, so that what the others have put on the list is in the same message.
HANDOVERS: Final = Job("announce_handovers", OFTEN_IN_WORKING_HOURS, handovers.announce_handovers)


def timetable(
    public_url: str | None = None,
    account: str | None = None,
    retention: Retention = KEPT,
    robot: str | None = None,
    backups: Path | None = None,
) -> tuple[Job, ...]:
    """List every sweep; `public_url` is how phones reach us, for links to our pages.

    `account` is the app id of the town's public account, where drafts are made in it; `retention` how long is kept what
    nothing rests on; `robot` the key of the group robot that tells whoever operates the machine what stops the work,
    where there is one; `backups` the folder of copies, None where none are made by themselves.
    """
    boards = Posting(
        partial(board_publication.pictures_to_post, public_url=public_url),
        partial(board_publication.post_published, public_url=public_url, account=account),
    )
    alarm = Job("alarm_robot", OFTEN_IN_WORKING_HOURS, partial(health_telling.alarm_robot, robot=robot or ""))
    years = Posting(annual_posts.pictures_to_post, partial(annual_posts.post_years, public_url=public_url))
    return (
        *WHAT_HOLDS,
        *SLIPS,
        *BOARDS_AND_CASES,
        Job("tell_whose_turn", OFTEN_IN_WORKING_HOURS, partial(duty_notices.tell_whose_turn, public_url=public_url)),
        *OVERHAULS_AND_BALLOTS,
        RESULTS,
        Job("post_boards", EVERY_MINUTE, boards),
        Job("post_years", EVERY_MINUTE, years),
        Job("forget", AT_NIGHT, retention.forget, in_slices=True),
        Job("report_troubles", IN_THE_MORNING, partial(health_telling.report_troubles, backups=backups)),
        *((alarm,) if robot else ()),
        HANDOVERS,
    )
