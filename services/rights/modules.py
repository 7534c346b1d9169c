"""Modules a town may do without (D9): what each switches off in chat, on pages, in the console and by the clock.

The one list. A right that belongs to a module is nobody's while it is off: every entrance asks a right, so words of the
chat, pages and places go with it; `jobs` name the sweeps of the timetable that rest, `posts` that groups hear nothing.
What paper needs belongs to none: slips, self-checks, records, inspections, orders, objections, scores and boards stay.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import NotNow
from models.schemes import township
from services.rights.table import Right


@dataclass(frozen=True)
class Module:
    """One module; its name is a block `module_…` of templates/console/settings.txt."""

    name: str
    rights: frozenset[Right]
    jobs: frozenset[str] = frozenset()


BOARD_PAGE: Final = "board_page"
GROUP_POSTS: Final = "group_posts"
MODULES: Final[Mapping[str, Module]] = {
    one.name: one
    for one in (
        Module(
            "bonus_claims",
            frozenset({Right.FILE_CLAIM, Right.SEE_CLAIMS, Right.CHECK_CLAIM, Right.REJECT_CLAIM, Right.APPROVE_CLAIM}),
        ),
        Module(
            "consequences",
            frozenset(
                {
                    Right.SEE_CONSEQUENCES,
                    Right.DECIDE_CONSEQUENCE,
                    Right.CARRY_OUT,
                    Right.RECORD_MEASURE,
                    Right.REPORT_OVERHAUL,
                    Right.CHECK_OVERHAUL,
                    Right.HELP,
                }
            ),
            frozenset({"propose_consequences", "remind_overhauls_due", "list_overdue_overhauls", "remind_follow_ups"}),
        ),
        Module(BOARD_PAGE, frozenset({Right.SEE_PUBLISHED_BOARD})),
        Module(GROUP_POSTS, frozenset({Right.REPOST_BOARD}), frozenset({"keep_chats_in_step"})),
        Module("group_comparison", frozenset({Right.COMPARE_GROUPS})),
    )
}
_OF_RIGHT: Final[Mapping[Right, Module]] = {right: one for one in MODULES.values() for right in one.rights}
_OF_JOB: Final[Mapping[str, Module]] = {job: one for one in MODULES.values() for job in one.jobs}


def modules_off(session: Session) -> Collection[str]:
    """Name the modules that are switched off; none before there is a town."""
    town = township(session)
    return town.modules_off if town else ()


def is_on(session: Session, module: str) -> bool:
    """Tell whether a module is on."""
    return module not in modules_off(session)


def is_right_off(session: Session, right: Right) -> bool:
    """Tell whether a right rests with its module. Of a right that belongs to none the database is not asked."""
    return right in _OF_RIGHT and not is_on(session, _OF_RIGHT[right].name)


def is_job_off(session: Session, job: str) -> bool:
    """Tell whether a sweep of the timetable rests with its module."""
    return job in _OF_JOB and not is_on(session, _OF_JOB[job].name)


def check_right_on(session: Session, right: Right) -> None:
    """Raise NotNow where a right rests with its module."""
    if is_right_off(session, right):
        raise NotNow("module_off", module=_OF_RIGHT[right].name)
