"""提醒单, 自查, 修改, 签收, 截止, 进度: what a branch asks about its own slips, and the office about any."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.errors import NotFound, NotNow
from bot.router import CHAT, Turn
from handlers.commands.command import Behind, Command
from handlers.forms import CONVERSATIONS
from handlers.forms.self_check import SelfCheckForm
from handlers.forms.self_check_filing import self_check_draft
from handlers.offers import keep_asked
from handlers.offices import led_by
from handlers.waiting_slips import newest_slips, say_further_slip, waiting_slips, waiting_slips_of
from handlers.which_slip import Meant, newest_of_each, slips_meant
from models.schemes import township
from models.self_checks import ACCEPTED, slips_led_with_checks
from models.slips import PAPER, Slip, slips_led
from rules.month_words import month_and_rest
from rules.promise_lines import Told
from services.register.names import named_alone
from services.rights.asking import check_may, may
from services.rights.table import Right
from services.self_checks.self_checks import NOTHING_TOLD, check_concerned, check_may_answer, submit
from services.slips.messages import slip_facts
from services.slips.receipt import acknowledge, check_stands, expected_deadline
from services.slips.recounting import put_right

SLIPS = "slips/notices.txt"
FORMS = "self_checks/notices.txt"
MOST_SHOWN = 4
_NUMBERED = re.compile(r"第?\d{1,2}(?![\d月])")


def slip_meant(turn: Turn, name: str) -> Slip:
    """Find the slip a person means: of the organisation and the month named, else what waits first, else the latest."""
    month, called = month_and_rest(name)
    named = _organizations_meant(turn, called)
    slips = [slip for slip in slips_led(turn.session, named) if month in (None, slip.month.month)]
    if not slips:
        own = waiting_slips(turn) if named == led_by(turn) else []
        raise NotFound("no_such_slip", name=name, waiting=own) if name else NotFound("no_slip", name="")
    found = waiting_slips(turn) if named == led_by(turn) else waiting_slips_of(turn, named)
    waiting = [slip for slip in found if slip in slips]
    return waiting[0] if waiting else slips[0]


def slips_asked_about(turn: Turn, name: str) -> list[Slip]:
    """Find the slip that is asked about; without a name the one of each branch, for whoever has several."""
    return ([] if name else _newest_of_own(turn)) or [slip_meant(turn, name)]


def _newest_of_own(turn: Turn) -> list[Slip]:
    waiting = newest_of_each(waiting_slips(turn))
    return waiting if len(waiting) == len(led_by(turn)) else newest_of_each([*waiting, *newest_slips(turn)])


def _organizations_meant(turn: Turn, name: str) -> list[str]:
    """A branch asks about its own slips; others name an organisation whose slips they may see."""
    if not name:
        return led_by(turn)
    organization = named_alone(turn.session, name)
    if organization is None:
        return []
    return [organization.id] if may(turn.session, turn.person, Right.SEE_SLIP, turn.now, organization) else []


def show_slip(turn: Turn, name: str) -> None:
    """Say a slip again, as text."""
    for slip in slips_asked_about(turn, name):
        check_stands(slip)
        if slip.state == PAPER:
            raise NotNow("paper_not_received", slip=slip)
        deadline = slip.counted or expected_deadline(turn.session, slip, turn.calendar, turn.now)
        turn.say(SLIPS, "slip", **slip_facts(turn.session, township(turn.session), slip, deadline, turn.now))


def explain_deadline(turn: Turn, name: str) -> None:
    """Explain how the deadline of a slip was counted (R14)."""
    for slip in slips_asked_about(turn, name):
        put_right(turn.session, slip, turn.calendar, turn.now)
        turn.say(SLIPS, "explained_deadline", slip=slip, deadline=slip.counted, now=turn.now)


def show_progress(turn: Turn, _name: str) -> None:
    """Say how far the person's slips are; people without a branch hear so."""
    slips = slips_led_with_checks(turn.session, led_by(turn))
    shown = [(slip, slip.self_check) for slip in slips[:MOST_SHOWN]]
    turn.say(CHAT, "progress", shown=shown, now=turn.now)


def begin_self_check(turn: Turn, name: str) -> None:
    """Open the self-check of a slip, or go on with the open one; the office may fill one in for a branch (D6)."""
    if not name and not CONVERSATIONS.is_busy_with_other(turn, SelfCheckForm.name) and CONVERSATIONS.ask_again(turn):
        return
    waiting = waiting_slips(turn)
    meant = slips_meant(waiting, name, turn.now)
    newest = newest_of_each(meant.slips) if meant.named or not name else []
    if len(newest) > 1:
        ask_which_slip(turn, replace(meant, slips=newest))
    else:
        slip = newest[0] if newest else slip_meant(turn, name)
        if others := [one for one in waiting if one != slip]:
            turn.say(SLIPS, "meant", slip=slip, others=others)
        open_self_check(turn, slip)


def ask_which_slip(turn: Turn, meant: Meant) -> None:
    """Ask which slip is meant, and keep what was said for it."""
    keep_asked(turn)
    turn.say(SLIPS, "which_slip", slips=meant.slips, unknown=meant.unknown)


def change_self_check(turn: Turn, name: str) -> None:
    """Open what was handed in last; in the middle of a form it means the form itself, and "修改 2" one of its items."""
    item = _NUMBERED.match(name)
    if (not name and CONVERSATIONS.ask_again(turn)) or (item and CONVERSATIONS.route(turn)):
        return
    slips = slips_led_with_checks(turn.session, _organizations_meant(turn, "" if item else name))
    forms = [found for slip in slips if (found := slip.self_check) and found.state != ACCEPTED]
    slip = forms[0].slip if forms else slip_meant(turn, "" if item else name)
    open_self_check(turn, slip, first=turn.incoming.text if item else "")


def open_self_check(turn: Turn, slip: Slip, first: str = "") -> None:
    """Open a slip's self-check, or go on with the open one; `first` may already hold answers."""
    check_may_answer(turn.session, slip, turn.person, turn.now)
    CONVERSATIONS.begin(turn, SelfCheckForm, str(slip.id), self_check_draft(turn, slip), first=first)


def close_clear(turn: Turn, slip: Slip, told: Mapping[int, Told] = NOTHING_TOLD) -> None:
    """Close a month with nothing open: one reply is all it takes. What was handed in before stays as it is.

    `told` is what the reply says of promises; one of which nothing is said is asked about again next month.
    """
    # Whoever has left the office still has the card.
    check_concerned(turn.session, slip, turn.person, turn.now)
    if found := slip.self_check:
        turn.say(FORMS, "handed_in_before", self_check=found, slip=slip, now=turn.now)
        return
    self_check = submit(turn.session, slip, [], turn.person, turn.calendar, turn.now, told=told)
    turn.say(FORMS, "submitted", self_check=self_check, slip=slip, now=turn.now, told=[*told.values()])
    say_further_slip(turn)


def sign_for(turn: Turn, name: str) -> None:
    """签收: note that the slip was seen."""
    if name:
        sign(turn, slip_meant(turn, name))
    else:
        note_newest(turn, Meant(waiting_slips(turn), ""), sign)


def sign_latest(turn: Turn, _more: str) -> None:
    """收到: said to a slip it means 签收. What more is said with it is read first: it may answer, or ask."""
    note_newest(turn, Meant(waiting_slips(turn), ""))


def note_newest(turn: Turn, meant: Meant, note: Callable[[Turn, Slip], None] | None = None) -> None:
    """Note that the newest slip that can be meant was seen; with two branches it is asked whose."""
    newest = newest_of_each(meant.slips)
    if len(newest) > 1:
        ask_which_slip(turn, replace(meant, slips=newest))
    else:
        (note or take_note)(turn, newest[0] if newest else slip_meant(turn, ""))


def sign(turn: Turn, slip: Slip) -> None:
    """签收: note that a slip was seen, and say how long there is."""
    acknowledge(turn.session, slip, turn.person, turn.calendar, turn.now)
    waiting = waiting_slips(turn)
    turn.say(SLIPS, "acknowledged", slip=slip, waits=slip in waiting, others=[one for one in waiting if one != slip])


def take_note(turn: Turn, slip: Slip) -> None:
    """收到: signs for a slip that is neither signed for nor answered; said to any other it is only polite."""
    check_may(turn.session, turn.person, Right.ACKNOWLEDGE_SLIP, turn.now, slip.organization)
    found = slip.self_check
    if found is None and slip.acknowledged_at is None:
        sign(turn, slip)
    else:
        turn.say(SLIPS, "nothing_to_sign", slip=slip, self_check=found, waits=slip in waiting_slips(turn))


SLIP_COMMANDS = (
    Command(("提醒单", "看提醒单", "清单"), show_slip, Right.SEE_SLIP, takes_more=True),
    Command(("自查", "开始自查", "填自查"), begin_self_check, Right.ANSWER_SLIP, takes_more=True, returns=False),
    Command(("修改", "重填"), change_self_check, Right.OWN_AFFAIRS, takes_more=True, returns=False),
    Command(("签收",), sign_for, Right.ACKNOWLEDGE_SLIP, takes_more=True, behind=Behind.MEANT),
    Command(("收到", "已收到", "好的收到", "知道了"), sign_latest, Right.OWN_AFFAIRS),
    Command(("截止", "截止时间", "什么时候截止", "期限"), explain_deadline, Right.SEE_SLIP, takes_more=True),
    Command(("进度", "状态", "我的进度"), show_progress, Right.OWN_AFFAIRS),
)
