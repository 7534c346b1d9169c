"""When a slip counts as received (接到, 办法 三.2): on delivery, or by 签收, else some days later (R14, A2)."""

from datetime import datetime, timedelta
from typing import Final

from rules.periods import in_beijing, moment_on
from rules.policy import Policy
from rules.workdays import Calendar

_ONE_SECOND: Final = timedelta(seconds=1)


def goes_by_signature(policy: Policy) -> bool:
    """Whether 签收, or handing in, lets the clock start; otherwise it is evidence and nothing else."""
    return policy.receipt_basis == "acknowledged_or_deemed"


def received_at_latest(delivered: datetime, policy: Policy, calendar: Calendar) -> datetime:
    """Tell when a slip that WeCom took at `delivered` counts as received if nobody signs for it; Beijing time.

    That is at once, or, where the rule goes by 签收, with the last moment of the last of
    `deemed_receipt_after_working_days` working days after the day of delivery.
    """
    if not goes_by_signature(policy):
        return delivered
    days = policy.deemed_receipt_after_working_days
    return moment_on(calendar.working_day_after(in_beijing(delivered).date(), days), "24:00") - _ONE_SECOND
