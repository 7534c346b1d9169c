"""提醒单, 自查, 签收, 截止, 进度: what a branch asks about its own slips."""

from __future__ import annotations

from bot import outbox
from bot.errors import Refused
from bot.forms import CONFIRM
from bot.router import Turn
from bot.wording import moment_text
from handlers.commands.command import Command
from handlers.forms import CONVERSATIONS
from handlers.forms.one_line import read_one_line
from handlers.forms.self_check import NAME as SELF_CHECK
from handlers.forms.self_check import self_check_draft
from models.appointments import organizations_led_by
from models.self_checks import self_check_of
from models.slips import Slip, slips_awaiting_answer, slips_led
from services.self_checks import check_may_answer, submit
from services.slips import acknowledge

CHAT = "notices/chat.txt"
SLIPS = "notices/slip.txt"
BEGIN = CONFIRM | {"1", "开始", "开始自查", "收到", "无", "没有", "没问题", "知道了"}


def waiting_slips(turn: Turn) -> list[Slip]:
    """List the slips that wait for this person's answer, oldest first."""
    return slips_awaiting_answer(turn.session, organizations_led_by(turn.session, turn.person, turn.now.date()))


def _named(turn: Turn, name: str) -> Slip:
    """Find the slip a person means: the named organisation's, else the oldest that waits, else the latest one."""
    slips = slips_led(turn.session, organizations_led_by(turn.session, turn.person, turn.now.date()))
    waiting = waiting_slips(turn)
    if name:
        slips = [slip for slip in slips if name in (slip.organization.short_name, slip.organization.name)]
        waiting = [slip for slip in waiting if slip in slips]
    if not slips:
        raise Refused("no_slip", name=name)
    return waiting[0] if waiting else slips[0]


def show_slip(turn: Turn, name: str) -> None:
    """Say a slip again, as text."""
    slip = _named(turn, name)
    if slip.deadline is None:
        raise Refused("paper_not_received", slip=slip)
    turn.say(SLIPS, "slip", slip=slip, deadline=slip.counted)


def explain_deadline(turn: Turn, name: str) -> None:
    """Explain how the deadline of a slip was counted (R14)."""
    slip = _named(turn, name)
    turn.say(SLIPS, "explained_deadline", slip=slip, deadline=slip.counted)


def show_progress(turn: Turn, name: str) -> None:
    """Say how far the person's slips are; people without a branch hear so."""
    del name
    slips = slips_led(turn.session, organizations_led_by(turn.session, turn.person, turn.now.date()))
    shown = [(slip, self_check_of(turn.session, slip)) for slip in slips[:4]]
    turn.say(CHAT, "progress", shown=shown, now=turn.now)


def begin_self_check(turn: Turn, name: str) -> None:
    """Open the self-check of a slip."""
    _open(turn, _named(turn, name))


def _open(turn: Turn, slip: Slip, first: str = "") -> None:
    check_may_answer(turn.session, slip, turn.person, turn.now)
    draft = self_check_draft(slip, turn.person, self_check_of(turn.session, slip))
    CONVERSATIONS.begin(turn, SELF_CHECK, str(slip.id), draft, first=first)


def close_clear(turn: Turn, slip: Slip) -> None:
    """Close a month with nothing open: one reply is all it takes."""
    self_check = submit(turn.session, slip, [], turn.person, turn.now)
    turn.say("notices/self_checks.txt", "submitted", self_check=self_check, slip=slip, now=turn.now)
    if rest := [one for one in waiting_slips(turn) if one.id != slip.id]:
        turn.say(CHAT, "further_slip", slip=rest[0])


def answer_waiting_slip(turn: Turn) -> bool:
    """Take "1", "开始" or a one-line answer as the answer to the oldest slip that waits."""
    waiting = waiting_slips(turn) if turn.incoming.kind == "text" else []
    if not waiting:
        return False
    slip = waiting[0]
    if turn.plain in BEGIN:
        if slip.open_items:
            _open(turn, slip)
        else:
            close_clear(turn, slip)
        return True
    numbers = range(1, len(slip.open_items) + 1)
    if read_one_line(turn.incoming.text, numbers, lambda _: None) is None:
        return False
    _open(turn, slip, first=turn.incoming.text)
    return True


def sign_for(turn: Turn, name: str) -> None:
    """签收: note that the slip was seen."""
    _sign(turn, _named(turn, name))


def _sign(turn: Turn, slip: Slip) -> None:
    acknowledge(slip, turn.now)
    turn.say(SLIPS, "acknowledged", slip=slip)


def clicked_card(turn: Turn) -> bool:
    """Take a click on a slip's card; a click proves that cards reach this member."""
    if turn.incoming.kind != "card_click":
        return False
    turn.person.sees_cards = True
    topic, _, rest = (turn.incoming.event_key or "").partition(":")
    action, _, slip_id = rest.partition(":")
    slip = turn.session.get(Slip, int(slip_id)) if topic == "slip" and slip_id.isdecimal() else None
    if slip is None or action not in CLICKS:
        turn.say(CHAT, "unknown_card")
        return True
    check_may_answer(turn.session, slip, turn.person, turn.now)
    CLICKS[action](turn, slip)
    if code := turn.incoming.response_code:
        label = f"{turn.person.name} {LABELS[action]} {moment_text(turn.now)}"
        turn.reply(outbox.grey_buttons(code, label))
    return True


CLICKS = {"start": _open, "clear": close_clear, "sign": _sign}
# What stands on the greyed button afterwards: the words of the button itself.
LABELS = {"start": "已开始自查", "clear": "已确认", "sign": "已签收"}

SLIP_COMMANDS = (
    Command(("提醒单", "看提醒单", "清单"), show_slip, takes_more=True),
    Command(("自查", "开始自查", "填自查", "修改", "重填"), begin_self_check, takes_more=True, returns=False),
    Command(("签收",), sign_for, takes_more=True),
    Command(("截止", "截止时间", "什么时候截止", "期限"), explain_deadline, takes_more=True),
    Command(("进度", "状态", "我的进度"), show_progress),
)
