"""民主评议 for the office and who may see it: entering a result, by score or by counts of grades (R43, A18)."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Final

from bot.errors import BadInput
from bot.router import Turn
from handlers.commands.command import Behind, Command
from handlers.commands.said import branch_and_rest, year_and_rest
from handlers.offices import allowed
from services.democratic_reviews.entering import (
    check_may_enter,
    enter_grades,
    enter_review,
    policy_of_year,
    shown_reviews,
)
from services.democratic_reviews.workbook import WORDING
from services.rights.table import Right

SCORE: Final = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)分?(?:[\s、，,;；:：]+(.*)|$)", re.DOTALL)


def review(turn: Turn, more: str) -> None:
    """民主评议 [2026]: what there is; 民主评议 [2026] 荷塘一支部 92.5 来源: enter a result."""
    year, rest = year_and_rest(turn, more)
    if rest:
        _enter(turn, year, rest)
        return
    results = shown_reviews(turn.session, year, turn.person, turn.now)
    if allowed(turn, Right.FOLLOW_REVIEWS):
        done = [(one, found) for one, found in results if found]
        missing = [one for one, found in results if found is None]
        turn.say(WORDING, "overview", year=year, done=done, missing=missing)
    else:
        turn.say(WORDING, "shown", year=year, results=results)


def _enter(turn: Turn, year: int, said: str) -> None:
    organization, result = branch_and_rest(turn, said)
    check_may_enter(turn.session, organization, year, turn.person, turn.now)
    session, by, now = turn.session, turn.person, turn.now
    known = list(policy_of_year(session, year).democratic_grades)
    if scored := SCORE.fullmatch(result):
        entered = enter_review(session, organization, year, Decimal(scored[1]), scored[2] or "", by, now)
    elif counted := counts_in(result, known):
        grades, origin = counted
        entered = enter_grades(session, organization, year, grades, origin, by, now)
    else:
        raise BadInput("review_how", grades=known)
    turn.say(WORDING, "entered", review=entered)


def counts_in(said: str, known: Collection[str]) -> tuple[dict[str, int], str] | None:
    """Part "优秀8 合格2 来源" into counts and the rest; None where it does not begin with a count of a known grade."""
    # The longest first: 不合格 and 基本合格 end like 合格.
    names = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    one = rf"({names})\s*[:：]?\s*(\d{{1,6}})\s*[票人]?(?:[\s、，,;；]+|$)"
    found = re.match(rf"(?:{one})+", said)
    if found is None:
        return None
    counts: dict[str, int] = {}
    for grade, number in re.findall(one, found[0]):
        counts[grade] = counts.get(grade, 0) + int(number)
    return counts, said[found.end() :]


DEMOCRATIC_REVIEW_COMMANDS = (
    Command(("民主评议", "评议结果"), review, Right.SEE_REVIEWS, takes_more=True, behind=Behind.REASON),
)
