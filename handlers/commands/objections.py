"""异议 and 我的异议 for the branches; 异议清单, 受理异议 … 异议不成立 for those who deal with them (A19)."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from bot.errors import BadInput
from bot.readers import as_written
from bot.router import Turn
from bot.wording import quarter_text
from handlers.commands.command import Behind, Command
from handlers.commands.opinions import decision
from handlers.commands.said import case_said, first_and_rest, nothing_further, organizations_meant, quarter_and_name
from handlers.forms import CONVERSATIONS
from handlers.forms.objection import ObjectionForm, objection_draft
from handlers.offers import take_offered
from handlers.offices import led_by
from models.inbox import DISPUTED
from models.objections import Objection, all_open_objections, objections_of
from models.transitions import transitions_of
from rules.cases import OBJECTION
from rules.opinions import plainly_upholds
from rules.speech import asks
from services.objections.decisions import Verdict, admit, decide, objection_numbered, refuse_objection, withdraw
from services.objections.filing import LONGEST, board_to_object_to, quarter_in_question
from services.register.names import named_first
from services.rights.asking import check_may
from services.rights.table import Right

NOTICES: Final = "objections/notices.txt"
SHORTEST_TOLD: Final = 7
PICKED: Final = re.compile(r"第?\d{1,3}[笔项条号]?")


def object_to(turn: Turn, more: str) -> None:
    """异议: open the conversation; the entry and the reasons may follow at once ("异议 1 8月10日开过").

    What was said just before in dispute (这项我们做了) is taken along as the reasons, and read back.
    """
    quarter, rest = quarter_and_name(turn, more)
    told = rest if _tells(turn, rest) else ""
    name, first = ("", "") if told else _name_and_first(rest)
    organizations = organizations_meant(turn, name)
    if len(organizations) != 1:
        raise BadInput("objection_which", organizations=organizations)
    organization = organizations[0]
    check_may(turn.session, turn.person, Right.OBJECT, turn.now, organization)
    board = board_to_object_to(turn.session, quarter or quarter_in_question(turn.session, turn.now), turn.now)
    subject = f"{organization.id}:{board.quarter}"
    draft = objection_draft(turn, organization, board)
    offered = take_offered(turn, DISPUTED)
    if words := told or offered:
        draft = draft.with_answers({"text": as_written(words)[:LONGEST]})
    CONVERSATIONS.begin(turn, ObjectionForm, subject, draft, first=first)


def _tells(turn: Turn, rest: str) -> bool:
    """Tell whether what stands behind the word tells why, and names neither an entry nor an organisation.

    What begins with neither and is no longer than a name is one that was mistyped.
    """
    first = first_and_rest(rest)[0]
    is_long = len(rest) >= SHORTEST_TOLD and not (rest.endswith("支部") or asks(rest))
    return is_long and not PICKED.fullmatch(first) and named_first(turn.session, rest) is None


def _name_and_first(rest: str) -> tuple[str, str]:
    """Part "荷塘老年支部 1 开过" into the name and what answers the form's first question."""
    name, further = first_and_rest(rest)
    return ("", rest) if PICKED.fullmatch(name) else (name, further)


def list_mine(turn: Turn, _more: str) -> None:
    """我的异议: what the person's organisations have objected to, and what was answered."""
    led = led_by(turn)
    shown = [(one, quarter_text(one.quarter), _answer(turn, one)) for one in objections_of(turn.session, led)]
    turn.say(NOTICES, "mine", objections=shown, open_states=OBJECTION.open_states)


def _answer(turn: Turn, objection: Objection) -> str:
    return transitions_of(turn.session, OBJECTION.name, objection.id)[-1].reason


def take_back(turn: Turn, more: str) -> None:
    """撤回异议 3: nothing is decided any more."""
    objection, rest = _meant(turn, "撤回异议", more, "我的异议")
    nothing_further(rest)
    withdraw(turn.session, objection, turn.person, turn.now)
    turn.say(NOTICES, "withdrawn", objection=objection)


def list_open(turn: Turn, _more: str) -> None:
    """异议清单: what waits for the office and the leading group."""
    waiting = [(one, quarter_text(one.quarter)) for one in all_open_objections(turn.session)]
    turn.say(NOTICES, "open", objections=waiting, person=turn.person)


def admit_one(turn: Turn, more: str) -> None:
    """受理异议 3: it is looked into."""
    objection, rest = _meant(turn, "受理异议", more)
    nothing_further(rest)
    admit(turn.session, objection, turn.person, turn.now)
    turn.say(NOTICES, "admitted", objection=objection)


def refuse_one(turn: Turn, more: str) -> None:
    """不受理异议 3 理由: the branch hears why."""
    objection, reason = _meant(turn, "不受理异议", more)
    refuse_objection(turn.session, objection, reason, turn.person, turn.now)
    turn.say(NOTICES, "answered", objection=objection)


def decide_one(command: str, verdict: Verdict, turn: Turn, more: str) -> None:
    """异议成立 3 理由: decide, correct the entry and answer the branch."""
    objection, reason = _meant(turn, command, more)
    decide(turn.session, objection, verdict, reason, turn.person, turn.now)
    turn.say(NOTICES, "answered", objection=objection)


def _meant(turn: Turn, command: str, more: str, where: str = "异议清单") -> tuple[Objection, str]:
    """Find the objection a command names by its number, and what is said behind it."""
    missing = BadInput("objection_number_missing", command=command, list=where)
    number, rest = case_said(command, more, missing, "异议")
    return objection_numbered(turn.session, number.serial), rest


OTHER_VERDICTS: Final[dict[str, Verdict]] = {"异议部分成立": "uphold_in_part", "异议不成立": "dismiss"}
OBJECTION_COMMANDS = (
    Command(("异议", "有异议", "提异议"), object_to, Right.OBJECT, takes_more=True, returns=False),
    Command(("我的异议",), list_mine, Right.OWN_AFFAIRS),
    Command(("撤回异议",), take_back, Right.OWN_AFFAIRS, takes_more=True, behind=Behind.MEANT),
    Command(("异议清单",), list_open, Right.SEE_OBJECTIONS),
    Command(("受理异议",), admit_one, Right.ADMIT_OBJECTION, takes_more=True, behind=Behind.MEANT),
    Command(
        ("不受理异议",),
        refuse_one,
        Right.ADMIT_OBJECTION,
        takes_more=True,
        behind=Behind.REASON,
        example="编号 理由：已过提出期限",
    ),
    decision(
        "异议成立",
        partial(decide_one, "异议成立", "uphold"),
        Right.DECIDE_OBJECTION,
        _meant,
        is_plain=plainly_upholds,
        example="编号 意见：已补报，情况属实",
    ),
    *(
        Command(
            (said,), partial(decide_one, said, verdict), Right.DECIDE_OBJECTION, takes_more=True, behind=Behind.REASON
        )
        for said, verdict in OTHER_VERDICTS.items()
    ),
)
