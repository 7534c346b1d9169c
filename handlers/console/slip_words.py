"""What the console says of a slip: the very words its secretary reads, who gets it in turn, and a month in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy.orm import Session

from bot.wording import word
from handlers.console.acts import Facts, refusal_of
from handlers.console.showing import say
from handlers.console.stories import Told, story_of, told
from handlers.pages.door import Visit
from models.schemes import township
from models.slip_holds import hold_of
from models.slips import Slip
from rules.cases import SLIP, SLIP_HOLD
from rules.deadlines import Deadline
from rules.periods import moment_on
from services.notices.branches import lines_of
from services.rights.conflicts import check
from services.rights.table import Right
from services.schemes.versions import closed_at
from services.self_checks.self_checks import check_may_answer
from services.slips.differing import differing
from services.slips.messages import slip_facts
from services.slips.month_list import MonthList, MonthSlip
from services.slips.preview import as_it_will_read, leaving, previewed
from services.slips.receipt import deadline_of, expected_deadline

NAME: Final = "slips"


def panel_of(visit: Visit, one: MonthSlip) -> Facts:
    """Tell what the panel says of a slip that is out, or of one as it would go out; and what its A4 sheet says."""
    panel = _panel_ahead(visit, one) if one.slip is None else _panel_out(visit, one.slip)
    leaves = panel.get("leaves")
    return {**panel, **sheets_of(visit, [panel["slip"]], leaves.goes if leaves else None)}


def sheets_of(visit: Visit, slips: Sequence[Slip], goes: datetime | None = None) -> dict[str, Any]:
    """Tell what the sheets of slips on paper say; the deadline is that of a slip received today, or when it `goes`."""
    calendar, received = visit.parts.calendar, max(visit.now, goes) if goes else visit.now
    deadlines = {slip.id: deadline_of(visit.session, slip, calendar, received) for slip in slips}
    return {"received": received, "slips": slips, "deadlines": deadlines, "town": township(visit.session)}


def _panel_ahead(visit: Visit, one: MonthSlip) -> Facts:
    session = visit.session
    [ahead] = previewed(session, [one.organization], one.month, visit.now)
    # One that is kept back goes on the morning of its own day, and everything it says is counted from there.
    since = max(visit.now, moment_on(ahead.hold.until, "00:00")) if ahead.hold else visit.now
    leaves = leaving(session, one.month, visit.parts.calendar, since)
    goes = leaves.goes or visit.now
    slip = as_it_will_read(session, ahead, one.month, goes)
    hold = hold_of(session, one.organization.id, one.month)
    return {
        "slip": slip,
        "ahead": ahead,
        "form": False,
        "differs": None,
        "leaves": leaves,
        "line": ahead.line.people,
        "reads": _reads(session, slip, leaves.deadline, goes),
        "story": story_of(session, SLIP_HOLD.name, hold.id) if hold else [],
    }


def _panel_out(visit: Visit, slip: Slip) -> Facts:
    session = visit.session
    deadline = slip.counted or expected_deadline(session, slip, visit.parts.calendar, visit.now)
    hold = hold_of(session, slip.organization_id, slip.month)
    held = story_of(session, SLIP_HOLD.name, hold.id) if hold else []
    return {
        "slip": slip,
        "ahead": None,
        "form": refusal_of(_check_may_type, visit, slip) is None,
        "differs": differing(session, slip),
        "closed": closed_at(session, slip.month.quarter),
        "line": lines_of(session, [slip.organization], visit.now)[slip.organization_id].people,
        "reads": _reads(session, slip, deadline, visit.now),
        "story": story_of(session, SLIP.name, slip.id, _kept(slip), held),
    }


def _check_may_type(visit: Visit, slip: Slip) -> None:
    """Check that this visitor may type in what the branch has handed in on paper."""
    person, now = visit.visitor.person, visit.now
    check(visit.session, person, Right.ENTER_PAPER_FORM, now, slip.organization)
    check_may_answer(visit.session, slip, person, now)


def _reads(session: Session, slip: Slip, deadline: Deadline, at: datetime) -> str:
    """Say a slip in the words its secretary reads; the way to its page is left out, which is a link in WeCom only."""
    return word(
        "slips/notices.txt", "slip", **slip_facts(session, township(session), slip, deadline, at) | {"page": ""}
    )


def _kept(slip: Slip) -> list[Told]:
    """Tell what a slip's own row keeps of its way."""
    recipient = slip.recipient.name if slip.recipient else ""
    received = slip.received_at if slip.delivered_at is None else None
    return [
        *told(slip.issued_at, None, say(NAME, "story_issued", slip=slip)),
        *told(slip.delivered_at, None, say(NAME, "story_delivered", recipient=recipient)),
        *told(slip.acknowledged_at, None, say(NAME, "story_signed")),
        *told(received, None, say(NAME, "story_handed_over"), slip.receipt_remark or ""),
    ]


def totals_of(session: Session, of: MonthList) -> dict[str, int]:
    """Count a month's open items, cells nobody recorded, and how many get it in which way; in one statement."""
    columns = [
        func.coalesce(func.sum(of.not_done), 0),
        func.coalesce(func.sum(of.late), 0),
        func.coalesce(func.sum(of.missing), 0),
        func.count().filter(of.missing > 0),
        func.count().filter(~of.on_paper & ~of.unreachable),
        func.count().filter(of.on_paper | of.unreachable),
        func.count().filter(of.held),
        func.count().filter((of.entries > 0) & ~of.held),
    ]
    row = session.execute(of.query.with_only_columns(*columns)).one()
    names = ("not_done", "late", "missing", "branches", "by_wecom", "on_paper", "held", "ready")
    return dict(zip(names, map(int, row), strict=True))
