"""Modules a town may do without (D9): what each switches off in chat, on pages, in the console and by the clock.

The one list. Every entrance asks a right, so words of the chat, pages and places go with the rights of a module; `jobs`
name the sweeps of the timetable that rest. What is under way when a module is switched off is worked to its end: only
the rights by which something new begins rest at once, the others with the last open case.
What paper needs belongs to none: slips, self-checks, records, inspections, orders, objections, scores and boards stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import NotNow
from models.bonus_claims import count_open_claims
from models.consequences import count_open_consequences
from models.organization_changes import count_takeovers_asked
from models.overhauls import count_open_overhauls
from models.schemes import modules_off
from services.rights.table import Right


def _nothing(_session: Session) -> int:
    """Nothing of it is ever under way."""
    return 0


@dataclass(frozen=True)
class Module:
    """One module; its name is a block `module_…` of templates/console/settings.txt.

    `begins` are the rights by which something new begins; the other `rights` and the `jobs` rest, too, once nothing
    that `under_way` counts is left. Without such a count all of them rest at once.
    """

    name: str
    rights: frozenset[Right]
    begins: frozenset[Right] = frozenset()
    jobs: frozenset[str] = frozenset()
    under_way: Callable[[Session], int] = _nothing


def _consequences_under_way(session: Session) -> int:
    """Also whether a streak goes on with a successor is asked and decided to its end."""
    return count_open_consequences(session) + count_open_overhauls(session) + count_takeovers_asked(session)


BONUS_CLAIMS: Final = "bonus_claims"
CONSEQUENCES: Final = "consequences"
BOARD_PAGE: Final = "board_page"
GROUP_POSTS: Final = "group_posts"
MODULES: Final[Mapping[str, Module]] = {
    one.name: one
    for one in (
        Module(
            BONUS_CLAIMS,
            frozenset(
                {
                    Right.ANSWER_CLAIM,
                    Right.SEE_CLAIMS,
                    Right.CHECK_CLAIM,
                    Right.REJECT_CLAIM,
                    Right.APPROVE_CLAIM,
                }
            ),
            begins=frozenset({Right.FILE_CLAIM}),
            under_way=count_open_claims,
        ),
        Module(
            CONSEQUENCES,
            frozenset(
                {
                    Right.SEE_CONSEQUENCES,
                    Right.DECIDE_CONSEQUENCE,
                    Right.CARRY_OUT,
                    Right.REPORT_OVERHAUL,
                    Right.CHECK_OVERHAUL,
                    Right.HELP,
                }
            ),
            begins=frozenset({Right.RECORD_MEASURE}),
            jobs=frozenset(
                {"propose_consequences", "remind_overhauls_due", "list_overdue_overhauls", "remind_follow_ups"}
            ),
            under_way=_consequences_under_way,
        ),
        Module(BOARD_PAGE, frozenset({Right.SEE_PUBLISHED_BOARD})),
        Module(GROUP_POSTS, frozenset({Right.REPOST_BOARD}), jobs=frozenset({"keep_chats_in_step"})),
        Module("group_comparison", frozenset({Right.COMPARE_GROUPS})),
    )
}
_OF_RIGHT: Final[Mapping[Right, Module]] = {right: one for one in MODULES.values() for right in one.rights | one.begins}
_OF_JOB: Final[Mapping[str, Module]] = {job: one for one in MODULES.values() for job in one.jobs}


def module_of(right: Right) -> str | None:
    """Name the module a right belongs to; None for what no town does without."""
    module = _OF_RIGHT.get(right)
    return module.name if module else None


def is_on(session: Session, module: str) -> bool:
    """Tell whether a module is on, so that something new may begin."""
    return module not in modules_off(session)


def is_right_off(session: Session, right: Right) -> bool:
    """Tell whether a right rests with its module. Of a right that belongs to none the database is not asked."""
    module = _OF_RIGHT.get(right)
    if module is None or is_on(session, module.name):
        return False
    return right in module.begins or not module.under_way(session)


def is_job_off(session: Session, job: str) -> bool:
    """Tell whether a sweep of the timetable rests with its module."""
    module = _OF_JOB.get(job)
    return module is not None and not is_on(session, module.name) and not module.under_way(session)


def check_right_on(session: Session, right: Right) -> None:
    """Raise NotNow where a right rests with its module."""
    if is_right_off(session, right):
        raise NotNow("module_off", module=_OF_RIGHT[right].name)
