"""Every command group, in one list; nobody loads it before one of them is typed."""

from __future__ import annotations

from handlers.cli.backups import backup
from handlers.cli.board_outputs import board
from handlers.cli.bonus_claims import bonus
from handlers.cli.burden import burden
from handlers.cli.chats import chats
from handlers.cli.clock import accept_the_clock
from handlers.cli.consequences import consequences
from handlers.cli.daily_records import records
from handlers.cli.democratic_reviews import democratic_review
from handlers.cli.doctor import doctor
from handlers.cli.holidays import holidays
from handlers.cli.inspections import inspections
from handlers.cli.office import office
from handlers.cli.orders import orders
from handlers.cli.organizations import organizations
from handlers.cli.people import people
from handlers.cli.register import register
from handlers.cli.restoring import move, restoring
from handlers.cli.rights import rights
from handlers.cli.schemes import scheme
from handlers.cli.self_checks import self_checks
from handlers.cli.setup import setup
from handlers.cli.slips import slips
from handlers.cli.tasks import tasks
from handlers.cli.township import township
from handlers.cli.verification import verify
from handlers.cli.year_export import year

GROUPS = (
    township,
    tasks,
    office,
    register,
    people,
    records,
    inspections,
    scheme,
    holidays,
    slips,
    self_checks,
    board,
    chats,
    bonus,
    orders,
    organizations,
    consequences,
    year,
    democratic_review,
    rights,
    burden,
    verify,
    setup,
    doctor,
    backup,
    restoring,
    move,
    accept_the_clock,
)
