"""处理建议 … 办结处理: consequences of grey boards, for those who decide on them and carry them out (R37-R41, A12)."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from bot.errors import BadInput
from bot.forms import Setting
from bot.readers import past_day_of, readable
from bot.router import Turn
from handlers.commands.command import Behind, Command
from handlers.commands.opinions import decision
from handlers.commands.said import branch_and_rest, case_said, cases_said, first_and_rest
from handlers.offices import allowed
from models.consequences import Consequence, open_consequences
from models.overhauls import Overhaul
from models.transitions import transitions_of
from rules.opinions import is_document
from services.consequences import decisions as consequences
from services.consequences.measures import Decision
from services.consequences.measures import record_measure as note_measure
from services.consequences.notices import NOTICES, interview_draft, is_interview, shown
from services.consequences.rights import consequence_numbered
from services.rights.table import Right

NOUNS: Final = ("处理", "建议")
EXAMPLES: Final = {
    "同意建议": " 情况属实",
    "不同意建议": " 支部刚刚换届",
    "已落实": " 今天 陆党会纪〔2026〕12号",
    "已约谈": " 今天 约谈记录3号",
    "办结处理": " 材料已归档",
    "撤销处理": " 榜单已修订",
}


def show_consequences(turn: Turn, more: str) -> None:
    """处理建议: what waits for a decision with its evidence, then what is decided; 处理建议 3: one, step by step."""
    if more:
        _show_one(turn, _meant_one(turn, "处理建议", more)[0])
        return
    decides = allowed(turn, Right.DECIDE_CONSEQUENCE)
    found = open_consequences(turn.session)
    proposed = shown(turn.session, [one for one in found if one.state == "proposed"])
    decided = [one for one in found if one.state != "proposed"]
    turn.say(NOTICES, "listed", proposed=proposed, decided=decided, decides=decides)


def _show_one(turn: Turn, consequence: Consequence) -> None:
    turn.say(
        NOTICES,
        "detail",
        shown=shown(turn.session, [consequence])[0],
        consequence=consequence,
        steps=transitions_of(turn.session, consequence.machine.name, consequence.id),
        draft=interview_draft(turn.session, consequence, turn.now) if is_interview(consequence) else "",
    )


def confirm(turn: Turn, more: str) -> None:
    """同意建议 3、4 理由."""
    found, reason = _meant(turn, "同意建议", more)
    consequences.confirm(turn.session, found, reason, turn.person, turn.calendar, turn.now)
    _say_decided(turn, found)


def decline(turn: Turn, more: str) -> None:
    """不同意建议 3、4 理由."""
    found, reason = _meant(turn, "不同意建议", more)
    consequences.decline(turn.session, found, reason, turn.person, turn.now)
    _say_decided(turn, found)


def withdraw(turn: Turn, more: str) -> None:
    """撤销处理 3 理由: confirmed, and not to be carried out after all."""
    consequence, reason = _meant_one(turn, "撤销处理", more)
    consequences.withdraw(turn.session, consequence, reason, turn.person, turn.now)
    _say_decided(turn, [consequence])


def _say_decided(turn: Turn, found: list[Consequence]) -> None:
    """Say what was decided; for an interview with the draft of its notice, for an overhaul with its due day."""
    confirmed = [one for one in found if one.state == "confirmed"]
    tasks = [task for one in confirmed if (task := turn.session.get(Overhaul, one.id))]
    turn.say(
        NOTICES,
        "decided",
        consequences=found,
        assigned=tasks[0].counted if tasks else None,
        drafts=[interview_draft(turn.session, one, turn.now) for one in confirmed if is_interview(one)],
    )


def carry_out(command: str, turn: Turn, more: str) -> None:
    """已落实 3、4 日期 记录号."""
    (found, day_said), record_no = _carried_out(turn, command, more)
    latest = max(found, key=lambda one: one.begun_at)
    day = _past_day(turn, day_said, latest.begun_at.date())
    if day is None:
        raise BadInput("consequence_day_wrong", consequence=latest, since=latest.begun_at.date())
    for one in found:
        consequences.carry_out(turn.session, one, day, record_no, turn.person, turn.now)
    turn.say(NOTICES, "carried_out", consequences=found)


def _carried_out(turn: Turn, command: str, more: str) -> tuple[tuple[list[Consequence], str], str]:
    found, said = _meant(turn, command, more)
    day_said, record_no = first_and_rest(said)
    return (found, day_said), record_no


def close(turn: Turn, more: str) -> None:
    """办结处理 3、4 备注."""
    found, remark = _meant(turn, "办结处理", more)
    for one in found:
        consequences.close(turn.session, one, remark, turn.person, turn.now)
    turn.say(NOTICES, "closed", consequences=found)


def record_measure(turn: Turn, more: str) -> None:
    """记录组织处置 支部 决定日期 记录号 决定内容: what the Party committee has decided."""
    organization, rest = branch_and_rest(turn, readable(more))
    day_said, rest = first_and_rest(rest)
    record_no, text = first_and_rest(rest)
    since = date(turn.now.year - 1, 1, 1)
    day = _past_day(turn, day_said, since)
    if day is None or not text:
        raise BadInput("measure_how", since=since)
    decision = Decision(day, record_no, text)
    measure = note_measure(turn.session, organization, decision, turn.person, turn.now)
    turn.say(NOTICES, "measure_recorded", measure=measure)


def _past_day(turn: Turn, said: str, since: date) -> date | None:
    return past_day_of(said, since, Setting(turn.now.date(), turn.calendar))


def _meant(turn: Turn, command: str, more: str) -> tuple[list[Consequence], str]:
    """Find the consequences a command names by their numbers, and what is said behind."""
    found = cases_said(more, _number_missing(command), *NOUNS)
    named = [consequence_numbered(turn.session, one.serial, turn.person, turn.now) for one in found.numbers]
    return named, found.rest


def _meant_one(turn: Turn, command: str, more: str) -> tuple[Consequence, str]:
    number, rest = case_said(command, more, _number_missing(command), *NOUNS)
    return consequence_numbered(turn.session, number.serial, turn.person, turn.now), rest


def _number_missing(command: str) -> BadInput:
    return BadInput("consequence_number_missing", command=command, example=EXAMPLES.get(command, ""))


def _example(command: str, label: str) -> str:
    return f"编号 {label}：{EXAMPLES[command].strip()}"


CONSEQUENCE_COMMANDS = (
    Command(("处理建议",), show_consequences, Right.SEE_CONSEQUENCES, takes_more=True),
    decision(
        "同意建议", confirm, Right.DECIDE_CONSEQUENCE, _meant, is_final=False, example=_example("同意建议", "意见")
    ),
    Command(
        ("不同意建议",),
        decline,
        Right.DECIDE_CONSEQUENCE,
        takes_more=True,
        behind=Behind.REASON,
        example=_example("不同意建议", "理由"),
    ),
    *(
        decision(said, partial(carry_out, said), Right.CARRY_OUT, _carried_out, is_plain=is_document)
        for said in ("已落实", "已约谈")
    ),
    decision("办结处理", close, Right.CARRY_OUT, _meant, example=_example("办结处理", "意见")),
    Command(
        ("撤销处理",),
        withdraw,
        Right.DECIDE_CONSEQUENCE,
        takes_more=True,
        behind=Behind.REASON,
        example=_example("撤销处理", "理由"),
    ),
    Command(("记录组织处置",), record_measure, Right.RECORD_MEASURE, takes_more=True, behind=Behind.REASON),
)
