"""督办 … 申请延期 for branches, 发督办 … 撤销督办 for groups, 督办送达 and 撤销督办 for the office (R19, R20)."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.errors import BadInput
from bot.forms import Setting
from bot.readers import past_day_of
from bot.router import Turn
from handlers.commands.command import Behind, Command, say_if_alone
from handlers.commands.opinions import decision
from handlers.commands.said import case_said, first_and_rest, nothing_further
from handlers.forms import CONVERSATIONS
from handlers.forms.order import OrderForm, order_draft
from handlers.forms.order_report import OrderReportForm, order_report_draft
from handlers.offices import allowed, led_by
from handlers.waiting_orders import own_orders
from models.orders import RectificationOrder, orders
from models.transitions import transitions_of
from rules.case_numbers import numbered
from rules.cases import ORDER
from rules.day_phrases import find_day, parse_day
from services.notices.rectifications import enter_delivery
from services.orders import extensions as order_extensions
from services.orders import steps as order_steps
from services.orders.delivery import NOTICES
from services.orders.issuing import check_may_issue
from services.orders.rights import order_meant, visible_to
from services.register.names import registered
from services.rights.table import Right

NOUN: Final = "督办单?"
EXAMPLES: Final = {
    "督办进展": " 已补开一次会",
    "申请延期": " 11月20日 场地正在装修",
    "销号": " 现场核查，已整改到位",
    "退回督办": " 请补充会议记录",
    "撤销督办": " 与提醒单重复",
    "不同意延期": " 可以借用村部会议室",
    "督办送达": " 今天",
}


def show_orders(turn: Turn, more: str) -> None:
    """督办: the own branch's open orders and what to do; 督办 3: one order with all its steps."""
    if more:
        order, _ = _meant(turn, "督办", more)
        steps = transitions_of(turn.session, ORDER.name, order.id)
        turn.say(NOTICES, "detail", order=order, steps=steps, now=turn.now)
    elif led_by(turn):
        turn.say(NOTICES, "mine", orders=own_orders(turn), now=turn.now)
    else:
        list_orders(turn, more)


def list_orders(turn: Turn, _more: str) -> None:
    """督办清单: every open order the person may see."""
    found = orders(turn.session, visible_to(turn.session, turn.person, turn.now), states=ORDER.open_states)
    inspector = allowed(turn, Right.ISSUE_ORDER)
    turn.say(NOTICES, "listed", orders=found, now=turn.now, inspector=inspector)


def acknowledge(turn: Turn, more: str) -> None:
    """签收督办 3: the branch has it."""
    order, rest = _meant(turn, "签收督办", more, own=True)
    nothing_further(rest)
    order_steps.acknowledge(turn.session, order, turn.person, turn.now)
    turn.say(NOTICES, "acknowledged", order=order)


def note_progress(turn: Turn, more: str) -> None:
    """督办进展 3 文字: how far it is."""
    order, text = _meant(turn, "督办进展", more, own=True)
    order_steps.note_progress(turn.session, order, text, turn.person, turn.now)
    turn.say(NOTICES, "progress_noted", order=order)


def begin_report(turn: Turn, more: str) -> None:
    """督办报告 3: open the conversation; what was done about the first problem may follow at once."""
    order, first = _meant(turn, "督办报告", more, own=True)
    order_steps.check_may_report(turn.session, order, turn.person, turn.now)
    CONVERSATIONS.begin(turn, OrderReportForm, str(order.id), order_report_draft(order), first=first)


def ask_extension(turn: Turn, more: str) -> None:
    """申请延期 3 11月20日 理由: ask the group for another due day."""
    order, said = _meant(turn, "申请延期", more, own=True)
    found = _day_and_reason(turn, said)
    if found is None:
        raise BadInput("order_extension_needs_day", order=order)
    order_extensions.ask_extension(turn.session, order, *found, turn.person, turn.calendar, turn.now)
    turn.say(NOTICES, "extension_filed", order=order)


def _day_and_reason(turn: Turn, said: str) -> tuple[date, str] | None:
    """Take the day said first, else the one a sentence promises; a reason may name further days."""
    first, reason = first_and_rest(said)
    day = parse_day(first, turn.now.date(), turn.calendar)
    return (day, reason) if day else find_day(said, turn.now.date(), turn.calendar)


def begin_order(turn: Turn, name: str) -> None:
    """发督办 荷塘一支部: open the conversation."""
    if not name:
        raise BadInput("order_name_missing")
    organization = registered(turn.session, name)
    group = check_may_issue(turn.session, organization, turn.person, turn.now)
    CONVERSATIONS.begin(turn, OrderForm, organization.id, order_draft(turn, organization, group))


def close_out(turn: Turn, more: str) -> None:
    """销号 3 核查意见: everything is put right."""
    order, opinion = _meant(turn, "销号", more)
    order_steps.close_out(turn.session, order, opinion, turn.person, turn.now)
    turn.say(NOTICES, "decided", order=order)


def send_back(turn: Turn, more: str) -> None:
    """退回督办 3 理由: the report is not enough."""
    order, reason = _meant(turn, "退回督办", more)
    order_steps.send_back(turn.session, order, reason, turn.person, turn.now)
    turn.say(NOTICES, "decided", order=order)


def withdraw(turn: Turn, more: str) -> None:
    """撤销督办 3 理由: it does not stand any more."""
    order, reason = _meant(turn, "撤销督办", more)
    order_steps.withdraw(turn.session, order, reason, turn.person, turn.now)
    turn.say(NOTICES, "decided", order=order)


def extend(turn: Turn, more: str) -> None:
    """同意延期 3: the day that was asked for holds."""
    order, rest = _meant(turn, "同意延期", more)
    day = parse_day(rest, turn.now.date(), turn.calendar)
    if day is not None and order.asked_day not in (None, day):
        raise BadInput("order_other_day", order=order, day=order.asked_day)
    if day is None:
        nothing_further(rest)
    order_extensions.extend(turn.session, order, turn.person, turn.calendar, turn.now)
    turn.say(NOTICES, "decided", order=order)


def refuse_extension(turn: Turn, more: str) -> None:
    """不同意延期 3 理由: the old day stays."""
    order, reason = _meant(turn, "不同意延期", more)
    order_extensions.refuse_extension(turn.session, order, reason, turn.person, turn.now)
    turn.say(NOTICES, "decided", order=order)


def enter_paper_delivery(turn: Turn, more: str) -> None:
    """督办送达 3 今天 备注: it was handed over on paper."""
    order, said = _meant(turn, "督办送达", more)
    day_said, remark = first_and_rest(said)
    day = past_day_of(day_said, order.issued_at.date(), Setting(turn.now.date(), turn.calendar))
    if day is None:
        raise BadInput("order_delivered_out_of_time", order=order)
    enter_delivery(turn.session, order, day, remark, turn.person, turn.now)
    turn.say(NOTICES, "delivery_entered", order=order, day=day)
    say_if_alone(turn, Right.ENTER_DELIVERY, order.organization)


def _meant(turn: Turn, command: str, more: str, *, own: bool = False) -> tuple[RectificationOrder, str]:
    """Find the order a command names, and what is said behind its number.

    With `own` the number may be left out where the person's branch has one open order only.
    """
    if own and not numbered(more, NOUN) and len(only := own_orders(turn)) == 1:
        return only[0], more
    missing = BadInput("order_number_missing", command=command, example=EXAMPLES.get(command, ""))
    number, rest = case_said(command, more, missing, NOUN, in_full=True)
    return order_meant(turn.session, turn.person, number, turn.now), rest


def _example(command: str, label: str) -> str:
    return f"编号 {label}：{EXAMPLES[command].strip()}"


ORDER_COMMANDS = (
    Command(("督办", "督办单", "整改督办单"), show_orders, Right.SEE_ORDER, takes_more=True),
    Command(("督办清单",), list_orders, Right.SEE_ORDER),
    Command(("签收督办",), acknowledge, Right.ANSWER_ORDER, takes_more=True, behind=Behind.MEANT),
    Command(
        ("督办进展",),
        note_progress,
        Right.ANSWER_ORDER,
        takes_more=True,
        behind=Behind.REASON,
        example="编号" + EXAMPLES["督办进展"],
    ),
    Command(("督办报告",), begin_report, Right.ANSWER_ORDER, takes_more=True, returns=False),
    Command(
        ("申请延期",),
        ask_extension,
        Right.ANSWER_ORDER,
        takes_more=True,
        behind=Behind.REASON,
        example="编号" + EXAMPLES["申请延期"],
    ),
    Command(("发督办", "发督办单"), begin_order, Right.ISSUE_ORDER, takes_more=True, returns=False),
    decision("销号", close_out, Right.DECIDE_ORDER, _meant, example=_example("销号", "意见")),
    Command(
        ("退回督办",),
        send_back,
        Right.DECIDE_ORDER,
        takes_more=True,
        behind=Behind.REASON,
        example=_example("退回督办", "理由"),
    ),
    Command(
        ("撤销督办",),
        withdraw,
        Right.WITHDRAW_ORDER,
        takes_more=True,
        behind=Behind.REASON,
        example=_example("撤销督办", "理由"),
    ),
    Command(("同意延期",), extend, Right.DECIDE_ORDER, takes_more=True, behind=Behind.MEANT),
    Command(
        ("不同意延期",),
        refuse_extension,
        Right.DECIDE_ORDER,
        takes_more=True,
        behind=Behind.REASON,
        example=_example("不同意延期", "理由"),
    ),
    Command(("督办送达",), enter_paper_delivery, Right.ENTER_DELIVERY, takes_more=True, behind=Behind.MEANT),
)
