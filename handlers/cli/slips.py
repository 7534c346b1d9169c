"""`flask slips`: preview before sending, paper slips, receipt entered by the office."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from bot.errors import BadFile, NotFound
from bot.wording import limit_text, moment_text, word
from handlers.cli.reporting import (
    ReportingGroup,
    acting,
    acting_as,
    acting_person,
    calendar,
    database,
    month_type,
    this_moment,
)
from models.schemes import township
from models.slips import PAPER, slip_numbered, slips_of
from rules.periods import BEIJING, Month
from services.rights.stated import states
from services.rights.table import Right
from services.slips.missed_months import issue_missed, waive_missed
from services.slips.preview import preview_month
from services.slips.receipt import deadline_of, enter_receipt

SLIPS = "slips/notices.txt"
slips = ReportingGroup("slips", help="Monthly slips (提醒单): preview, print, enter receipts.")


@slips.command()
@click.argument("month", type=month_type)
@states(Right.OPERATE)
def preview(month: Month) -> None:
    """Show what would be sent for a month, to whom, and who would be held back; nothing is changed."""
    with database().read() as session:
        shown = preview_month(session, month, calendar(), this_moment())
        click.echo(word("slips/preview.txt", preview=shown))


@slips.command("list")
@click.argument("month", type=month_type)
@states(Right.OPERATE)
def list_month(month: Month) -> None:
    """List a month's slips: number, organisation, state, deadline."""
    with database().read() as session:
        for slip in slips_of(session, month):
            due = limit_text(slip.counted) if slip.counted else "-"
            click.echo(f"{slip.number}\t{slip.organization.short_name}\t{slip.state}\t{due}")


@slips.command("print")
@click.argument("month", type=month_type)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@states(Right.OPERATE)
def print_month(month: Month, file: Path) -> None:
    """Write the slips that go out on paper as one HTML file, one A4 page each, ready to print."""
    with database().read() as session:
        on_paper = [slip for slip in slips_of(session, month) if slip.state == PAPER]
        if not on_paper:
            raise BadFile(f"No slip of {month} waits for delivery on paper; see `flask slips list {month}`")
        deadlines = {slip.id: deadline_of(session, slip, calendar(), this_moment()) for slip in on_paper}
        page = word("slips/paper.html", slips=on_paper, deadlines=deadlines, town=township(session))
    file.write_text(page, encoding="utf-8")
    click.echo(f"{len(on_paper)} slips written to {file}; print them, then enter each receipt.")


@slips.command("issue")
@click.argument("month", type=month_type)
@acting_as(Right.ISSUE_MONTH, "Who orders it: a userid of the office.")
def issue_month(month: Month, userid: str) -> None:
    """Let the slips of a month that passed without any go out after all, each with its own two working days."""
    with acting(userid) as (session, by):
        told = word(SLIPS, "month_issued", missed=issue_missed(session, month, by, this_moment()))
    click.echo(told)


@slips.command("waive")
@click.argument("month", type=month_type)
@click.option("--reason", required=True, help="Why nobody gets a slip for this month.")
@acting_as(Right.WAIVE_MONTH, "Who decides it: a userid of the office.")
def waive_month(month: Month, reason: str, userid: str) -> None:
    """Let a month that passed without slips go; whoever decides on its board is told."""
    with acting(userid) as (session, by):
        told = word(SLIPS, "month_waived", missed=waive_missed(session, month, reason, by, this_moment()))
    click.echo(told)


@slips.command()
@click.argument("number")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY")
@click.option("--remark", default="", help="How it was handed over, for example 送到书记家中.")
@acting_as(Right.ENTER_RECEIPT, "Who enters it: a userid of the office.")
def received(number: str, day: datetime, remark: str, userid: str) -> None:
    """Enter the DAY (such as 2026-11-02) on which a slip on paper was received; its two working days begin there."""
    with database().begin() as session:
        slip = slip_numbered(session, number)
        if slip is None:
            raise NotFound("unknown_number", number=number)
        clerk = acting_person(session, userid)
        now = this_moment()
        enter_receipt(session, slip, day.replace(tzinfo=BEIJING), remark, clerk, calendar(), now)
        counted = slip.counted
    click.echo(
        f"{number}: received {day:%Y-%m-%d}, due {limit_text(counted) if counted else '-'} ({moment_text(now)})."
    )
