"""One file per group of words people type; COMMANDS lists them in the order they are tried."""

from __future__ import annotations

from handlers.commands.board_steps import BOARD_STEPS
from handlers.commands.boards import BOARD_COMMANDS
from handlers.commands.bonus import BONUS_COMMANDS
from handlers.commands.general import CANCEL, HELP, SUGGEST, THANK
from handlers.commands.inspections import INSPECTION_COMMANDS
from handlers.commands.objections import OBJECTION_COMMANDS
from handlers.commands.orders import ORDER_COMMANDS
from handlers.commands.paper import PAPER_COMMANDS
from handlers.commands.records import RECORD_COMMANDS
from handlers.commands.review import REVIEW_COMMANDS
from handlers.commands.scores import SCORE_COMMANDS
from handlers.commands.slips import SLIP_COMMANDS
from handlers.commands.verification import VERIFICATION_COMMANDS

COMMANDS = (
    HELP,
    THANK,
    SUGGEST,
    *SLIP_COMMANDS,
    *REVIEW_COMMANDS,
    *PAPER_COMMANDS,
    *RECORD_COMMANDS,
    *INSPECTION_COMMANDS,
    *BOARD_COMMANDS,
    *BOARD_STEPS,
    *SCORE_COMMANDS,
    *OBJECTION_COMMANDS,
    *ORDER_COMMANDS,
    *BONUS_COMMANDS,
    *VERIFICATION_COMMANDS,
)
CANCELLING = (CANCEL,)
