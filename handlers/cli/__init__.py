"""What operators type: one file per `flask` command group; GROUPS lists them."""

from __future__ import annotations

from handlers.cli.board_outputs import board
from handlers.cli.bonus import bonus
from handlers.cli.chats import chats
from handlers.cli.consequences import consequences
from handlers.cli.demo import demo
from handlers.cli.democratic_review import democratic_review
from handlers.cli.inspections import inspections
from handlers.cli.orders import orders
from handlers.cli.records import records
from handlers.cli.sample_inspections import inspections as sample_inspections
from handlers.cli.sample_records import sample
from handlers.cli.scheme import scheme
from handlers.cli.self_checks import self_checks
from handlers.cli.slips import slips
from handlers.cli.story import story
from handlers.cli.township import township
from handlers.cli.year_export import year

sample.add_command(sample_inspections)

GROUPS = (
    township,
    records,
    inspections,
    scheme,
    sample,
    slips,
    self_checks,
    demo,
    story,
    board,
    chats,
    bonus,
    orders,
    consequences,
    year,
    democratic_review,
)
