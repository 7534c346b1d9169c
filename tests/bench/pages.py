"""How soon the first byte of each page comes in a town of any size, with fourteen months of slips behind it.

Every page without a number in its address is opened, and of each list the first record, as the head of the office
opens it; beside the same page in a town a hundred times smaller.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import create_app
from bot.db import Database
from models.organizations import Organization
from models.self_checks import ACCEPTED, SUBMITTED, SelfCheck, Submission
from models.slips import CLOSED, DELIVERED, Slip, SlipItem
from rules.deadlines import count_deadline
from rules.periods import Month
from tests.bench.closing import build_written
from tests.bench.figures import Figure
from tests.bench.town import ISSUE_AT, MONTH, QUARTER, calendar, insert_rows
from tests.worlds.board_officials import Hands
from tests.worlds.browsers import Browser, Town, environ
from tests.worlds.recorded_quarters import HEAD

MONTHS = 14
PUBLISHED_AT = ISSUE_AT - timedelta(minutes=1)
NOT_THEIRS = (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.FORBIDDEN)
AIM_MS = 100.0
SLOWEST = 8
# The pages about a board that a number stands in.
OF_A_BOARD = tuple(
    page.format(quarter=QUARTER)
    for page in ("/console/boards/{quarter}", "/m/boards/{quarter}", "/m/boards/{quarter}/approval")
)
FIRST_LINK = re.compile(r'<tbody>.*?<a class="row" href="([^"]+)"', re.DOTALL)


def measure(folder: Path, sizes: tuple[int, int], most: int, rounds: int) -> list[Figure]:
    """Open every page, but of so many at most, in the smaller and in the larger town, in turn."""
    towns = [_town(f"sqlite:///{folder / f'pages-{size}.db'}", size) for size in sizes]
    of_each = [_pages(town, most) for town in towns]
    small, large = (
        {name: _timed(town, pages[name], rounds) for name in of_each[-1]}
        for town, pages in zip(towns, of_each, strict=True)
    )
    for town in towns:
        town.db.engine.dispose()
    slowest = sorted(large, key=lambda page: median(large[page]), reverse=True)[:SLOWEST]
    return [
        Figure(f"first byte {page}", "ms", large[page], small[page], f"of {sizes[0]:,}", most=AIM_MS, absolute=True)
        for page in slowest
    ]


def _town(url: str, size: int) -> Town:
    build_written(url, size)
    db = Database(url)
    _publish(db)
    _write_months(db)
    town = Town(db, calendar(), create_app(environ(url)))
    town.clock.moment = ISSUE_AT + timedelta(days=1)
    return town


def _publish(db: Database) -> None:
    """Bring the quarter's board out, after a preview that is over at once."""
    with db.begin() as session:
        hands = Hands(session, calendar())
        hands.draft(at=PUBLISHED_AT)
        hands.preview(at=PUBLISHED_AT).preview_ends = PUBLISHED_AT
        for step in (hands.review, hands.check, hands.approve, hands.approve_grey, hands.publish):
            step(at=PUBLISHED_AT)


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
    return {page: page for page in (*opened, *OF_A_BOARD)} | firsts


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
