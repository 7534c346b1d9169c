"""Who asks. ROUTES is the order in which a message finds whoever answers it."""

from __future__ import annotations

from bot.router import Route
from handlers.commands import CANCELLING, COMMANDS
from handlers.commands.ballots import take_bare_vote
from handlers.commands.cards import clicked_card
from handlers.commands.office_orders import ask_office_back, take_office_order
from handlers.commands.openings import open_by_sentence
from handlers.commands.order_answers import answer_waiting_order, sign_order
from handlers.commands.route import command_route, correct_by_sentence
from handlers.commands.slip_answers import answer_waiting_slip, ask_about_answer
from handlers.fallback import fall_back, hear_notice
from handlers.forms import CONVERSATIONS
from handlers.intents import answer_question, answer_saying

ROUTES: tuple[Route, ...] = (
    clicked_card,
    command_route(CANCELLING),
    sign_order,
    command_route(COMMANDS),
    correct_by_sentence,
    take_office_order,
    hear_notice,
    take_bare_vote,
    answer_question,
    CONVERSATIONS.ask_what_was_lost,
    CONVERSATIONS.route,
    answer_waiting_order,
    answer_waiting_slip,
    ask_office_back,
    open_by_sentence,
    answer_saying,
    ask_about_answer,
    fall_back,
)
