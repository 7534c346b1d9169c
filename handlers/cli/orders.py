"""`flask orders`: list rectification orders (整改督办单), print them, enter their delivery on paper."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from bot.errors import BadFile, NotFound
from bot.wording import limit_text, word
from handlers.cli.reporting import ReportingGroup, acting_as, acting_person, database, this_moment
from models.orders import RectificationOrder, order_numbered
from models.orders import orders as orders_in
from models.transitions import transitions_of
from rules.cases import ORDER
from services.notices.rectifications import enter_delivery
from services.orders.delivery import department_head
from services.rights.stated import states
from services.rights.table import Right

orders = ReportingGroup("orders", help="Rectification orders (整改督办单): list, print, enter delivery on paper.")


@orders.command("list")
@click.option("--open", "only_open", is_flag=True, help="Leave out what is closed out or withdrawn.")
@states(Right.OPERATE)
def list_orders(*, only_open: bool) -> None:
    """List orders: number, organisation, state, due day."""
    now = this_moment()
    with database().read() as session:
        for order in orders_in(session, states=ORDER.open_states if only_open else None):
            late = "\toverdue" if order.is_overdue_at(now) else ""
            due = limit_text(order.counted)
            click.echo(f"{order.number}\t{order.organization.short_name}\t{order.state}\t{due}{late}")


@orders.command("print")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@states(Right.OPERATE)
def print_orders(folder: Path) -> None:
    """Write every open order into FOLDER, one HTML file each: two A4 pages to print and sign."""
    with database().read() as session:
        found = orders_in(session, states=ORDER.open_states)
        if not found:
            raise BadFile("No order is open; see `flask orders list`")
        pages = {order.number: _page(session, order) for order in found}
    folder.mkdir(parents=True, exist_ok=True)
    for number, page in pages.items():
        (folder / f"{number}.html").write_text(page, encoding="utf-8")
    click.echo(f"{len(pages)} orders written to {folder}; print them on both sides, then enter each delivery.")


def _page(session: Session, order: RectificationOrder) -> str:
    steps = {one.event: one for one in transitions_of(session, ORDER.name, order.id)}
    head = department_head(session, order, this_moment().date())
    return word("orders/form.html", order=order, steps=steps, head=head)


@orders.command()
@click.argument("number")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY")
@click.option("--remark", default="", help="How it was handed over, for example 送到书记家中.")
@acting_as(Right.ENTER_DELIVERY, "Who enters it: a userid of the office.")
def delivered(number: str, day: datetime, remark: str, userid: str) -> None:
    """Enter the DAY (such as 2026-11-02) on which an order was handed over on paper; its due day does not move."""
    with database().begin() as session:
        order = order_numbered(session, number)
        if order is None:
            raise NotFound("order_number_unknown", number=number)
        enter_delivery(session, order, day.date(), remark, acting_person(session, userid), this_moment())
        due = limit_text(order.counted)
    click.echo(f"{number}: delivered {day:%Y-%m-%d}, due {due}.")
