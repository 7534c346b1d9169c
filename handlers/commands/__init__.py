"""One file per group of words people type; COMMANDS lists them in the order they are tried."""

from __future__ import annotations

from handlers.commands.boards import BOARD_COMMANDS
from handlers.commands.general import CANCEL, HELP, SUGGEST, THANK
from handlers.commands.paper import PAPER_COMMANDS
from handlers.commands.records import RECORD_COMMANDS
from handlers.commands.review import REVIEW_COMMANDS
from handlers.commands.slips import SLIP_COMMANDS

COMMANDS = (HELP, THANK, SUGGEST, *SLIP_COMMANDS, *REVIEW_COMMANDS, *PAPER_COMMANDS, *RECORD_COMMANDS, *BOARD_COMMANDS)
CANCELLING = (CANCEL,)
