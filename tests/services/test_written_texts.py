"""What people must write (a reason, an opinion, a source) is cleaned and bounded in one place, whatever it is for."""

import ast
import re

import pytest
from sqlalchemy.orm import Session

from bot.errors import BadInput, Refused
from bot.readers import bounded, needed
from models.transitions import transitions_of
from services.boards.cancelling import cancel_board
from services.boards.drafting import draft_board
from tests.worlds.board_officials import DRAFTED
from tests.worlds.recorded_quarters import CLERK, LEADER, THIRD, person
from tests.worlds.sources import name_of, sources
from tests.worlds.watching import refusal

HIDDEN = "\u202e洪水\u200b停评\n另行通知 "


def test_what_nobody_can_see_is_not_kept() -> None:
    assert needed(HIDDEN, BadInput("scheme_reason_missing")) == "洪水停评 另行通知"
    assert bounded("\u200b") == ""


@pytest.mark.parametrize(("text", "refused"), [("\u200b\n", "scheme_reason_missing"), ("长" * 21, "text_too_long")])
def test_nothing_to_read_is_refused_and_so_is_too_much(text: str, refused: str) -> None:
    with pytest.raises(BadInput, match=refused):
        needed(text, BadInput("scheme_reason_missing"), 20)


def test_a_reason_that_every_member_reads_holds_no_hidden_sign_and_has_an_end(inspected_session: Session) -> None:
    session, leader = inspected_session, person(inspected_session, LEADER)
    draft_board(session, THIRD, person(session, CLERK), DRAFTED)
    with pytest.raises(Refused) as refused:
        cancel_board(session, THIRD, leader, "停" * 3000, DRAFTED)
    assert refusal(refused) == "写得太长了，请写在300字以内。"
    board = cancel_board(session, THIRD, leader, HIDDEN, DRAFTED)
    assert transitions_of(session, "board", board.id)[-1].reason == "洪水停评 另行通知"


def reason_of(call: ast.Call) -> str:
    return str(given.value) if isinstance(given := call.args[0], ast.Constant) else ""


def test_nobody_else_measures_by_hand_what_was_written() -> None:
    by_hand = re.compile(r"\w+_(too_long|(reason|text|origin|remark)_missing|needs_(reason|text|words|remark))")
    raised = {
        f"{path} {reason_of(call)}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and isinstance(call := node.exc, ast.Call) and name_of(call.func) != "Unclear"
        if call.args and by_hand.fullmatch(reason_of(call))
    }
    assert raised == {
        # A task that nobody has reported on yet may be changed without a word.
        "services/tasks/changing.py task_reason_missing",
    }, "ask `needed` or `bounded` of bot/readers.py"
