"""整顿报告 for the branch; 整顿清单, 通过整顿, 退回整顿, 帮扶, 已回访 for group, office and helpers (R39, A14)."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.errors import BadInput
from bot.readers import readable
from bot.router import Turn
from bot.wording import day_text
from handlers.commands.command import Behind, Command, say_if_alone
from handlers.commands.opinions import decision
from handlers.commands.said import LAST_WORD, case_said, first_and_rest
from handlers.forms import CONVERSATIONS
from handlers.forms.overhaul_report import OverhaulReportForm, overhaul_report_draft
from handlers.offices import allowed, led_by
from models.overhauls import WITH_BRANCH, Overhaul, overhauls
from models.transitions import transitions_of
from rules.case_numbers import numbered
from rules.cases import OVERHAUL
from rules.day_phrases import parse_day
from services.overhauls.help import GivenPlan, note_follow_up, plan_help, reminded
from services.overhauls.notices import NOTICES
from services.overhauls.overhauls import accept, check_may_report, send_back
from services.overhauls.rights import matter_of, overhaul_numbered, visible_to
from services.rights.table import Right

EXAMPLES: Final = {
    "通过整顿": " 措施具体，同意",
    "退回整顿": " 请写明责任人",
    "帮扶": " 沈静怡 每月参加一次支委会 12月10日 1月15日",
    "已回访": " 支委会已按月召开",
}


def list_overhauls(turn: Turn, more: str) -> None:
    """整顿清单: what is open; 整顿清单 3: one with its report, its steps and the help planned."""
    if more:
        _show_one(turn, _meant(turn, "整顿清单", more)[0])
        return
    checks = allowed(turn, Right.CHECK_OVERHAUL)
    found = overhauls(
        turn.session, visible_to(turn.session, turn.person, turn.now), states=OVERHAUL.states - {"withdrawn"}
    )
    shown = [one for one in found if one.state != "accepted" or _is_helped(one)]
    turn.say(NOTICES, "listed", overhauls=shown, now=turn.now, checks=checks)


def _is_helped(overhaul: Overhaul) -> bool:
    return any(one.done_at is None for plan in overhaul.plans for one in plan.follow_ups)


def _show_one(turn: Turn, overhaul: Overhaul) -> None:
    steps = transitions_of(turn.session, OVERHAUL.name, overhaul.id)
    said = next((one.facts for one in reversed(steps) if one.event == "report"), None)
    turn.say(NOTICES, "detail", overhaul=overhaul, steps=steps, report_said=said, now=turn.now)


def begin_report(turn: Turn, more: str) -> None:
    """整顿报告 3: open the conversation; the first section may follow at once."""
    overhaul, first = _meant(turn, "整顿报告", more)
    check_may_report(turn.session, overhaul, turn.person, turn.now)
    CONVERSATIONS.begin(turn, OverhaulReportForm, str(overhaul.id), overhaul_report_draft(overhaul), first=first)


def accept_report(turn: Turn, more: str) -> None:
    """通过整顿 3 意见."""
    overhaul, opinion = _meant(turn, "通过整顿", more)
    accept(turn.session, overhaul, opinion, turn.person, turn.now)
    turn.say(NOTICES, "report_checked", overhaul=overhaul)


def send_report_back(turn: Turn, more: str) -> None:
    """退回整顿 3 原因."""
    overhaul, reason = _meant(turn, "退回整顿", more)
    send_back(turn.session, overhaul, reason, turn.person, turn.now)
    turn.say(NOTICES, "report_checked", overhaul=overhaul)


def plan(turn: Turn, more: str) -> None:
    """帮扶 3 帮扶人 措施 日期 日期."""
    overhaul, said = _meant(turn, "帮扶", more)
    made = plan_help(turn.session, overhaul, _plan_said(turn, said), turn.person, turn.now)
    days = [day_text(one.day) for one in made.follow_ups]
    turn.say(NOTICES, "help_planned", plan=made, days=days, reminded=reminded(made))
    say_if_alone(turn, Right.HELP, matter_of(overhaul))


def _plan_said(turn: Turn, said: str) -> GivenPlan:
    """Take the first word as the helper, the days at the end, and the measure between."""
    helper, measure = first_and_rest(readable(said))
    days: list[date] = []
    while (last := LAST_WORD.search(measure)) and (day := parse_day(last[1], turn.now.date(), turn.calendar)):
        days.append(day)
        measure = measure[: last.start()]
    return GivenPlan(helper, measure, days)


def note_visit(turn: Turn, more: str) -> None:
    """已回访 3 情况."""
    overhaul, remark = _meant(turn, "已回访", more)
    done = note_follow_up(turn.session, overhaul, remark, turn.person, turn.now)
    left = sum(one.done_at is None for one in done.plan.follow_ups)
    turn.say(NOTICES, "follow_up_noted", follow_up=done, left=left)


def _meant(turn: Turn, command: str, more: str) -> tuple[Overhaul, str]:
    """Find the overhaul a command names; a branch with one open report may leave the number out."""
    if command == "整顿报告" and not numbered(more, "整顿") and (own := _only_own(turn)):
        return own, more
    missing = BadInput("overhaul_number_missing", command=command, example=EXAMPLES.get(command, ""))
    number, rest = case_said(command, more, missing, "整顿")
    return overhaul_numbered(turn.session, number.serial, turn.person, turn.now), rest


def _only_own(turn: Turn) -> Overhaul | None:
    led = led_by(turn)
    own = overhauls(turn.session, Overhaul.organization_id.in_(led), states={*WITH_BRANCH, "reported"})
    return own[0] if len(own) == 1 else None


def _example(command: str, label: str) -> str:
    return f"编号 {label}：{EXAMPLES[command].strip()}"


OVERHAUL_COMMANDS = (
    Command(("整顿报告", "整顿工作报告"), begin_report, Right.REPORT_OVERHAUL, takes_more=True, returns=False),
    Command(("整顿清单", "整顿"), list_overhauls, Right.OWN_AFFAIRS, takes_more=True),
    decision("通过整顿", accept_report, Right.CHECK_OVERHAUL, _meant, example=_example("通过整顿", "意见")),
    Command(
        ("退回整顿",),
        send_report_back,
        Right.CHECK_OVERHAUL,
        takes_more=True,
        behind=Behind.REASON,
        example=_example("退回整顿", "理由"),
    ),
    Command(("帮扶", "帮扶计划"), plan, Right.HELP, takes_more=True, behind=Behind.REASON),
    Command(
        ("已回访",),
        note_visit,
        Right.OWN_AFFAIRS,
        takes_more=True,
        behind=Behind.REASON,
        example=_example("已回访", "理由"),
    ),
)
