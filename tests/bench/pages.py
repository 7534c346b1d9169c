"""How soon the first byte of each page comes in a town of any size, with fourteen months of slips behind it.

Every page without a number in its address is opened, and of each list the first record, as the head of the office
opens it; beside the same page in a town a hundred times smaller. The pages of the quarter's board and of its year are
opened in each state on its way: drafted, previewed, reviewed, with objections, approved, published, concluded.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import create_app
from bot.db import Database
from models.objections import Objection
from models.organizations import Organization
from models.self_checks import ACCEPTED, SUBMITTED, SelfCheck, Submission
from models.slips import CLOSED, DELIVERED, Slip, SlipItem
from rules.deadlines import count_deadline
from rules.periods import Month
from services.annual_reviews.steps import draft_year, review_year
from tests.bench.closing import build_written
from tests.bench.figures import Figure
from tests.bench.town import ISSUE_AT, MONTH, QUARTER, calendar, insert_rows
from tests.worlds.board_officials import Hands
from tests.worlds.browsers import Browser, Town, environ
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, person

MONTHS = 14
DRAFTED_AT = ISSUE_AT + timedelta(hours=1)
NOT_THEIRS = (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.FORBIDDEN)
AIM_MS = 100.0
SLOWEST = 8
FIRST = ", first"
# Of the very first of its kind that a process shows, statements and templates are made ready: once in its life.
COLD = ", the process's first"
# The pages about a board and a year that a number stands in.
OF_A_BOARD = (f"/console/boards/{QUARTER}", f"/m/boards/{QUARTER}", f"/m/boards/{QUARTER}/approval", "/console/today")
OF_A_YEAR = (f"/console/annual_reviews/{QUARTER.year}", f"/m/years/{QUARTER.year}", "/console/today")
FIRST_LINK = re.compile(r'<tbody>.*?<a class="row" href="([^"]+)"', re.DOTALL)


def measure(folder: Path, sizes: tuple[int, int], most: int, rounds: int) -> list[Figure]:
    """Open every page, but of so many at most, in the smaller and in the larger town, in turn."""
    towns = [town_with_months(f"sqlite:///{folder / f'pages-{size}.db'}", size) for size in sizes]
    under_way = [_on_its_way(town, rounds) for town in towns]
    of_each = [_pages(town, most) for town in towns]
    standing = [
        {name: _timed(town, pages[name], rounds) for name in of_each[-1]}
        for town, pages in zip(towns, of_each, strict=True)
    ]
    for town in towns:
        town.db.engine.dispose()
    cold, first, again = (
        [{page: took for page, took in one.items() if _kind(page) == wanted} for one in under_way]
        for wanted in (COLD, FIRST, "")
    )
    aimed = [figure for found in (standing, again, first) for figure in _slowest(found, sizes[0], AIM_MS)]
    return aimed + _slowest(cold, sizes[0], None)


def _kind(page: str) -> str:
    return next((kind for kind in (COLD, FIRST) if page.endswith(kind)), "")


def _slowest(found: Sequence[Mapping[str, list[float]]], size: int, most: float | None) -> list[Figure]:
    small, large = found
    slowest = sorted(large, key=lambda page: median(large[page]), reverse=True)[:SLOWEST]
    return [
        Figure(f"first byte {page}", "ms", large[page], small[page], f"of {size:,}", most=most, absolute=True)
        for page in slowest
    ]


def town_with_months(url: str, size: int) -> Town:
    """Build a town of a size with fourteen months of slips; no board is drafted yet."""
    build_written(url, size)
    db = Database(url)
    _write_months(db)
    town = Town(db, calendar(), create_app(environ(url)))
    town.clock.moment = ISSUE_AT + timedelta(days=1)
    return town


def _on_its_way(town: Town, rounds: int) -> dict[str, list[float]]:
    """Take the board and its year from step to step, and open their pages in each state; named by what was done last.

    What a page keeps was written anew by the step: the first opening of each state is among those shown.
    """
    found: dict[str, list[float]] = {}
    for name in steps_taken(town):
        for page in OF_A_YEAR if "year" in name else OF_A_BOARD:
            if (first := _first(town, page)) is not None:
                found[f"{page}, {name}{COLD if name in BEGINNINGS else FIRST}"] = [first]
                found[f"{page}, {name}"] = _timed(town, page, rounds)
    return found


def steps_taken(town: Town) -> Iterator[str]:
    """Take the board and its year one step on after the other; gives what was done last."""
    for name, step in STEPS.items():
        town.db.do(partial(_taken, step))
        yield name


def _taken(step: Callable[[Hands], object], session: Session) -> None:
    step(Hands(session, calendar()))


def _first(town: Town, page: str) -> float | None:
    """Open a page for the first time since something was done; None where it is not there yet."""
    browser, began = town.visitor(HEAD), time.perf_counter()
    answer = browser.get(page)
    took = (time.perf_counter() - began) * 1000
    return took if answer.status_code == HTTPStatus.OK else None


def _previewed(hands: Hands) -> None:
    """Let the preview be over at once."""
    hands.preview(at=DRAFTED_AT).preview_ends = DRAFTED_AT


def _objected_to(hands: Hands) -> None:
    """Let five organisations object to what one record said of them."""
    for name in list(hands.session.scalars(select(Organization.id).where(Organization.assessed).limit(5))):
        said = {"target": "record:1", "subject": "支委会", "text": "开过", "state": "filed"}
        dated = {"quarter": QUARTER, "filed_at": DRAFTED_AT, "reply_due": DRAFTED_AT + timedelta(days=14)}
        hands.session.add(Objection(**said, **dated, organization_id=name, filed_by_id=1))


def _concluded(hands: Hands) -> None:
    for one in hands.session.scalars(select(Objection)):
        one.state = "dismissed"
    hands.session.flush()
    hands.conclude(at=DRAFTED_AT + timedelta(days=20))


def _draft_year(hands: Hands) -> None:
    draft_year(hands.session, QUARTER.year, person(hands.session, CLERK), DRAFTED_AT)


BEGINNINGS: Final = ("drafted", "year drafted")
STEPS: Final[Mapping[str, Callable[[Hands], object]]] = {
    "drafted": lambda hands: hands.draft(at=DRAFTED_AT),
    "drafted again": lambda hands: hands.draft(at=DRAFTED_AT),
    "previewed": _previewed,
    "reviewed": lambda hands: hands.review(at=DRAFTED_AT),
    "checked": lambda hands: hands.check(at=DRAFTED_AT),
    "objected to": _objected_to,
    "approved": lambda hands: hands.approve(at=DRAFTED_AT, despite="先批准"),
    "grey approved": lambda hands: hands.approve_grey(at=DRAFTED_AT),
    "published": lambda hands: hands.publish(at=DRAFTED_AT),
    "concluded": _concluded,
    "year drafted": _draft_year,
    "year drafted again": _draft_year,
    "year reviewed": lambda hands: review_year(hands.session, QUARTER.year, person(hands.session, LEADER), DRAFTED_AT),
}


def _write_months(db: Database) -> None:
    """Write the slips and self-checks of fourteen months straight into the tables; of the last month half is open."""
    months = [MONTH]
    while len(months) < MONTHS:
        months.append(months[-1].previous)
    with db.begin() as session:
        names = list(session.scalars(select(Organization.id).where(Organization.assessed)))
        first = (session.scalar(select(func.max(Slip.id))) or 0) + 1
        for number, month in enumerate(reversed(months)):
            begin = first + number * len(names)
            insert_rows(session, Slip, _slips(names, month, begin))
            insert_rows(session, SlipItem, _items(range(begin, begin + len(names))))
            answered = range(begin, begin + (len(names) // 2 if month == MONTH else len(names)))
            state = SUBMITTED if month == MONTH else ACCEPTED
            came = ISSUE_AT - timedelta(days=30 * (MONTHS - 1 - number))
            insert_rows(session, SelfCheck, _forms(answered, state, came))
            insert_rows(session, Submission, _submissions(answered, came))


def _slips(names: list[str], month: Month, first: int) -> Iterator[dict[str, Any]]:
    deadline = count_deadline(ISSUE_AT, 2, calendar())
    for place, name in enumerate(names):
        yield {
            "id": first + place,
            "number": f"提-{month}-{place}",
            "issue_month": month.next,
            "serial": place + 1,
            "organization_id": name,
            "month": month,
            "state": DELIVERED if month == MONTH else CLOSED,
            "issued_at": ISSUE_AT,
            "received_at": ISSUE_AT,
            "delivered_at": ISSUE_AT,
            "due": deadline.limit,
            "deadline": deadline.as_dict(),
            "version": 1,
        }


def _items(slips: range) -> Iterator[dict[str, Any]]:
    for slip in slips:
        yield {
            "slip_id": slip,
            "position": 1,
            "kind": "org_life",
            "title": "支委会",
            "indicator": "ZD-02",
            "state": "not_done",
            "remark": "没有记录",
            "points": Decimal(1),
        }


def _forms(slips: range, state: str, came: datetime) -> Iterator[dict[str, Any]]:
    for slip in slips:
        yield {"id": slip, "slip_id": slip, "state": state, "first_submitted_at": came, "on_time": True}


def _submissions(slips: range, came: datetime) -> Iterator[dict[str, Any]]:
    for slip in slips:
        yield {"self_check_id": slip, "submitted_by_id": 1, "submitted_at": came}


def _pages(town: Town, most: int) -> dict[str, str]:
    """List what the head of the office can open: pages that need no number, of each list its first record, a board.

    Each by its name, which is the same in every town.
    """
    browser = town.visitor(HEAD)
    rules = [
        rule.rule
        for rule in town.app.url_map.iter_rules()
        if rule.rule.startswith(("/console/", "/m/")) and not rule.arguments and "GET" in (rule.methods or ())
    ]
    plain = [rule for rule in sorted(rules) if not rule.endswith((".xlsx", "/")) and "/several/" not in rule]
    answers = {page: browser.get(page) for page in plain[:: 1 + len(plain) // most]}
    opened = {page: answer.text for page, answer in answers.items() if _is_shown(page, answer)}
    firsts = {f"{page}/<first>": first for page, text in opened.items() if (first := _first_record(text))}
    return {page: page for page in (*opened, *OF_A_BOARD, *OF_A_YEAR)} | firsts


def _is_shown(page: str, answer: TestResponse) -> bool:
    """Tell whether a page shows something here: not one that leads elsewhere, or is somebody else's. Else it fails."""
    if answer.status_code not in (HTTPStatus.OK, *NOT_THEIRS):
        raise RuntimeError(f"{page} answers {answer.status_code}")
    return answer.status_code == HTTPStatus.OK


def _first_record(text: str) -> str:
    found = FIRST_LINK.search(text)
    return found[1].replace("&amp;", "&") if found else ""


def _timed(town: Town, page: str, rounds: int) -> list[float]:
    """Open a page once to warm up, then measure; in milliseconds."""
    browser = town.visitor(HEAD)
    browser.get(page)
    return [_opened(browser, page) for _ in range(rounds)]


def _opened(browser: Browser, page: str) -> float:
    began = time.perf_counter()
    answer = browser.get(page)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{page} answers {answer.status_code}")
    return took
