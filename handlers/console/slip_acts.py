"""What the office does about a slip in the console: keep it back, correct, withdraw, put it off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

from handlers.console.acts import Act, Deed, Facts
from handlers.console.showing import say
from handlers.console.slip_forms import CorrectForm, ExtendForm, HoldForm, ReasonForm, ReceiptForm
from handlers.console.slip_words import NAME
from handlers.pages.door import Visit
from models.slip_holds import HELD, hold_of
from models.slips import PAPER, WITHDRAWN, Slip
from rules.applicability import is_applicable
from rules.periods import BEIJING
from services.rights.conflicts import check
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.slips.changing import check_change, check_extension, extend, waive, withdraw
from services.slips.correcting import SlipCorrection, correct
from services.slips.holding import check_hold, hold_slip, release_slip
from services.slips.month_list import MonthSlip
from services.slips.receipt import deadline_of, enter_receipt
from services.slips.reissuing import check_reissue, reissue


def _out(one: MonthSlip) -> Slip:
    if one.slip is None:
        raise LookupError(f"{one.organization.id} has no slip of {one.month}")
    return one.slip


def _hold(deed: Deed, one: MonthSlip) -> Facts:
    form = deed.form
    hold = hold_slip(
        deed.session,
        one.organization,
        one.month,
        form.until.data,
        form.hold_reason.data,
        deed.by,
        deed.calendar,
        deed.now,
    )
    return {"hold": hold}


def _release(deed: Deed, one: MonthSlip) -> None:
    release_slip(deed.session, one.organization, one.month, deed.by, deed.now)


def _withdraw(deed: Deed, one: MonthSlip) -> None:
    withdraw(deed.session, _out(one), deed.form.reason.data, deed.by, deed.now)


def _waive(deed: Deed, one: MonthSlip) -> None:
    waive(deed.session, _out(one), deed.form.reason.data, deed.by, deed.now)


def _extend(deed: Deed, one: MonthSlip) -> None:
    form = deed.form
    extend(deed.session, _out(one), form.day.data, form.reason.data, deed.by, deed.calendar, deed.now)


def _correct(deed: Deed, one: MonthSlip) -> None:
    form = deed.form
    change = SlipCorrection(tuple(map(int, form.take_out.data or ())), (form.add.data,) if form.add.data else ())
    correct(deed.session, _out(one), change, form.reason.data, deed.by, deed.calendar, deed.now)


def _reissue(deed: Deed, one: MonthSlip) -> None:
    reissue(deed.session, _out(one), deed.form.reason.data, deed.by, deed.calendar, deed.now)


def _receive(deed: Deed, one: MonthSlip) -> None:
    day = deed.form.day.data
    received = datetime(day.year, day.month, day.day, tzinfo=BEIJING)
    enter_receipt(deed.session, _out(one), received, deed.form.remark.data, deed.by, deed.calendar, deed.now)


def _correction(visit: Visit, one: MonthSlip) -> Callable[..., Any]:
    """Make the form that offers the open items to take out, and the indicators the branch is not asked about yet."""
    slip = _out(one)
    items = [(str(item.position), f"{item.title}（{item.remark}）") for item in slip.open_items]
    asked = {item.indicator for item in slip.open_items}
    sector, has_committee = one.organization.sector or "", one.organization.has_committee
    further = [
        (code, f"{indicator.title}（{code}）")
        for code, indicator in scheme_for(visit.session, one.month.quarter).indicators.items()
        if code not in asked and is_applicable(indicator, sector, has_committee=has_committee)
    ]
    return partial(CorrectForm.over, items, [("", say(NAME, "nothing_added")), *further])


def _is_held(visit: Visit, one: MonthSlip) -> bool:
    hold = hold_of(visit.session, one.organization.id, one.month)
    return one.slip is None and hold is not None and hold.state == HELD


def _may_hold(visit: Visit, one: MonthSlip) -> None:
    check_hold(visit.session, one.organization, one.month, visit.visitor.person, visit.now)


def _may_receive(visit: Visit, one: MonthSlip) -> None:
    check(visit.session, visit.visitor.person, Right.ENTER_RECEIPT, visit.now, one.organization)


def _may_reissue(visit: Visit, one: MonthSlip) -> None:
    check_reissue(visit.session, _out(one), visit.visitor.person, visit.now)


def _may_extend(visit: Visit, one: MonthSlip) -> None:
    check_extension(visit.session, _out(one), visit.visitor.person, visit.parts.calendar, visit.now)


def _expected(visit: Visit, one: MonthSlip) -> Facts:
    """Tell the deadline a receipt on this very day would mean."""
    return {"deadline": deadline_of(visit.session, _out(one), visit.parts.calendar, visit.now)}


def _last_day(visit: Visit, one: MonthSlip) -> Facts:
    policy = scheme_for(visit.session, one.month.quarter).policy
    return {"most": policy.self_check_longest_extension}


def _change(name: str, do: Any, **more: Any) -> Act[MonthSlip]:
    """Make an act that changes a slip that is out, as `check_change` allows it."""

    def may(visit: Visit, one: MonthSlip) -> None:
        check_change(visit.session, _out(one), name, visit.visitor.person, visit.now)

    out = {"offered": lambda _visit, one: one.slip is not None and one.slip.state != WITHDRAWN, "check": may}
    return Act(name, Right.CHANGE_SLIP, do, **{"form": ReasonForm, **out, **more})


SLIP_ACTS: Final = (
    Act(
        "hold",
        Right.CHANGE_SLIP,
        _hold,
        HoldForm,
        offered=lambda _visit, one: one.slip is None,
        check=_may_hold,
    ),
    Act("release", Right.CHANGE_SLIP, _release, offered=_is_held, check=_may_hold),
    Act(
        "receive",
        Right.ENTER_RECEIPT,
        _receive,
        ReceiptForm,
        offered=lambda _visit, one: one.slip is not None and one.slip.state == PAPER,
        check=_may_receive,
        facts=_expected,
        is_main=True,
    ),
    _change("correct", _correct, fitted=_correction),
    _change("extend", _extend, form=ExtendForm, check=_may_extend, facts=_last_day),
    _change("waive", _waive),
    _change("withdraw", _withdraw),
    Act(
        "reissue",
        Right.CHANGE_SLIP,
        _reissue,
        ReasonForm,
        offered=lambda _visit, one: one.slip is not None and one.slip.state == WITHDRAWN,
        check=_may_reissue,
    ),
)
