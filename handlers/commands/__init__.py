"""One file per group of words people type; COMMANDS lists them in the order they are tried."""

from __future__ import annotations

from handlers.commands.annual_reviews import ANNUAL_COMMANDS
from handlers.commands.ballots import BALLOT_COMMANDS
from handlers.commands.board_steps import BOARD_STEPS
from handlers.commands.boards import BOARD_COMMANDS
from handlers.commands.bonus_claims import BONUS_COMMANDS
from handlers.commands.cards import CARD_COMMANDS
from handlers.commands.command import Command
from handlers.commands.consequences import CONSEQUENCE_COMMANDS
from handlers.commands.daily_records import RECORD_COMMANDS
from handlers.commands.democratic_reviews import DEMOCRATIC_REVIEW_COMMANDS
from handlers.commands.duties import DUTY_COMMANDS
from handlers.commands.general import CANCEL, PASS_ON, SUGGEST, THANK
from handlers.commands.handovers import HANDOVER_COMMANDS
from handlers.commands.help import GREETED, HELP
from handlers.commands.honours import HONOURS_COMMANDS
from handlers.commands.inspections import INSPECTION_COMMANDS
from handlers.commands.leaves import LEAVE_COMMANDS
from handlers.commands.missed_months import MISSED_MONTH_COMMANDS
from handlers.commands.objections import OBJECTION_COMMANDS
from handlers.commands.openings import OPENINGS
from handlers.commands.orders import ORDER_COMMANDS
from handlers.commands.overhauls import OVERHAUL_COMMANDS
from handlers.commands.paper import PAPER_COMMANDS
from handlers.commands.promises import PROMISE_COMMANDS
from handlers.commands.schemes import SCHEME_COMMANDS
from handlers.commands.scores import SCORE_COMMANDS
from handlers.commands.self_checks import REVIEW_COMMANDS
from handlers.commands.slip_changes import SLIP_CHANGE_COMMANDS
from handlers.commands.slips import SLIP_COMMANDS
from handlers.commands.urging import URGING_COMMANDS
from handlers.commands.verification import VERIFICATION_COMMANDS

COMMANDS = (
    HELP,
    GREETED,
    THANK,
    SUGGEST,
    PASS_ON,
    *CARD_COMMANDS,
    *DUTY_COMMANDS,
    *OPENINGS,
    *SLIP_COMMANDS,
    *REVIEW_COMMANDS,
    *SLIP_CHANGE_COMMANDS,
    *MISSED_MONTH_COMMANDS,
    *URGING_COMMANDS,
    *PAPER_COMMANDS,
    *PROMISE_COMMANDS,
    *HANDOVER_COMMANDS,
    *RECORD_COMMANDS,
    *INSPECTION_COMMANDS,
    *BOARD_COMMANDS,
    *BOARD_STEPS,
    *SCORE_COMMANDS,
    *OBJECTION_COMMANDS,
    *ORDER_COMMANDS,
    *CONSEQUENCE_COMMANDS,
    *OVERHAUL_COMMANDS,
    *BONUS_COMMANDS,
    *ANNUAL_COMMANDS,
    *VERIFICATION_COMMANDS,
    *SCHEME_COMMANDS,
    *DEMOCRATIC_REVIEW_COMMANDS,
    *BALLOT_COMMANDS,
    *HONOURS_COMMANDS,
    *LEAVE_COMMANDS,
)
CANCELLING = (CANCEL,)


def command_of(word: str) -> Command:
    """Find the command a word belongs to."""
    return next(command for command in COMMANDS if word in command.words)
