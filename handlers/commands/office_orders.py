"""What the office orders about slips in sentences of its own: 石湾村支部延到周五，书记家里办丧事."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from typing import Final

from bot.router import Turn
from handlers.commands.command import ask_back
from handlers.commands.matching import doubt_between
from handlers.commands.paper import note_receipt, paper_slip_of
from handlers.commands.slip_changes import change_slip
from handlers.commands.slips import show_slip
from handlers.commands.urging import pass_on_words, urge_in_a_sentence
from handlers.forms import CONVERSATIONS
from models.handovers import open_handovers
from models.slips import slips_on_paper
from rules.office_words import (
    CORRECT,
    DELIVERED,
    EXTEND,
    PRINT,
    REISSUE,
    TELL,
    UNDO,
    UNDO_RETURN,
    URGE,
    WAIVE,
    WITHDRAW,
    Ordered,
    order_in,
)
from rules.past_days import past_day_in
from rules.speech import Doubt, asks, doubt_in_reason, without_politeness
from services.notices.handovers import WORDING, matter_of
from services.register.names import mentions, the_one
from services.register.spotting import Mention
from services.rights.asking import may
from services.rights.table import Right

_FREE: Final = re.compile("(?:理由|原因)[:：]")
_PAPER: Final = re.compile(r"^[\s,，、的]*(?:那?张?)?(?:纸质?|单子|提醒单)?[\s,，、的]*")


@dataclass(frozen=True)
class Act:
    """What an order comes to, who may give it, and whether it says nothing without a branch."""

    right: Right
    do: Callable[[Turn, str], None]
    about_a_branch: bool = False


def take_office_order(turn: Turn) -> bool:
    """Take a plain order, before it is looked for among what is asked and said. What doubts is left for later."""
    found = _found(turn)
    if found is None or (found.word != TELL and _doubt(turn, found)):
        return False
    _ACTS[found.word].do(turn, found.rest)
    return True


def ask_office_back(turn: Turn) -> bool:
    """Ask back where the word that acts stands in a question, a denial or a condition: nothing is done."""
    found = _found(turn)
    doubt = _doubt(turn, found) if found else None
    if found is None or doubt is None:
        return False
    names = [one.short_name for mention in mentions(turn.session, found.rest) for one in mention.organizations]
    # Those who are to be left out are none to be named.
    ask_back(turn, found.word, doubt, " ".join([found.word, *(["支部简称"] if found.spares else names)]))
    return True


def _found(turn: Turn) -> Ordered | None:
    if turn.incoming.kind != "text" or CONVERSATIONS.open_form(turn):
        return None
    found = order_in(without_politeness(turn.incoming.text))
    if found is None or not may(turn.session, turn.person, _ACTS[found.word].right, turn.now):
        return None
    if mentions(turn.session, found.rest) or not _ACTS[found.word].about_a_branch:
        return found
    # Which branch is asked for where it is clear that a slip is meant.
    is_clear = found.begins or "提醒单" in turn.incoming.text or found.rest.startswith(("全部", "所有"))
    return found if is_clear and found.word in (WITHDRAW, EXTEND) else None


def _doubt(turn: Turn, found: Ordered) -> Doubt | None:
    """Tell why it is no plain order; what stands behind 理由： is free, and a name denies nothing."""
    if found.denied or found.put_off:
        return Doubt.NEGATION if found.denied else Doubt.LATER
    if between := doubt_between(turn, found.rest):
        return between
    said = _FREE.split(found.rest, maxsplit=1)[0]
    said = reduce(
        lambda text, one: text.replace(one, " "), [said[m.start : m.end] for m in mentions(turn.session, said)], said
    )
    return Doubt.QUESTION if asks(said) else doubt_in_reason(said)


def note_delivery(turn: Turn, said: str) -> None:
    """望湖老年支部的纸刚刚送到，书记老伴签的字: the day is taken out, and what is left is the remark."""
    mention = _one_of_paper(turn, said)
    slip = paper_slip_of(turn, mention.organizations[0])
    before, behind = said[: mention.start], said[mention.end :]
    limits = slip.last_issued_at.date(), turn.now.date(), turn.calendar
    found = past_day_in(behind, *limits)
    remark = f"{behind[: found.start]} {behind[found.end :]}" if found else behind
    day = found or past_day_in(before, *limits)
    note_receipt(turn, slip, day.day if day else None, _PAPER.sub("", remark).strip(" ，,。"))


def _one_of_paper(turn: Turn, said: str) -> Mention:
    """Find the branch that is named; of several that share a part of a name, the one that waits for its paper."""
    mention = mentions(turn.session, said)[0]
    waiting = {slip.organization_id for slip in slips_on_paper(turn.session)}
    left = tuple(one for one in mention.organizations if one.id in waiting)
    found = Mention(mention.start, mention.end, left or mention.organizations)
    the_one(found, said, DELIVERED)
    return found


def show_for_printing(turn: Turn, said: str) -> None:
    """打印望湖老年支部提醒单: the text to be handed over, and who prints it; else the slip as it was sent."""
    organization = the_one(mentions(turn.session, said)[0], said, PRINT)
    listed = [one for one in open_handovers(turn.session, turn.now) if one.organization_id == organization.id]
    if slips := [one for one in listed if matter_of(turn.session, one)]:
        turn.say(WORDING, "shown", handover=slips[-1])
    else:
        show_slip(turn, organization.short_name)


_ACTS: Final[Mapping[str, Act]] = {
    WITHDRAW: Act(Right.CHANGE_SLIP, partial(change_slip, WITHDRAW), about_a_branch=True),
    REISSUE: Act(Right.CHANGE_SLIP, partial(change_slip, REISSUE), about_a_branch=True),
    CORRECT: Act(Right.CHANGE_SLIP, partial(change_slip, CORRECT)),
    WAIVE: Act(Right.CHANGE_SLIP, partial(change_slip, WAIVE)),
    EXTEND: Act(Right.CHANGE_SLIP, partial(change_slip, EXTEND), about_a_branch=True),
    UNDO: Act(Right.REVIEW_SELF_CHECK, partial(change_slip, UNDO)),
    UNDO_RETURN: Act(Right.REVIEW_SELF_CHECK, partial(change_slip, UNDO_RETURN)),
    URGE: Act(Right.URGE, urge_in_a_sentence),
    TELL: Act(Right.TELL_BRANCH, pass_on_words),
    DELIVERED: Act(Right.HAND_OVER, note_delivery, about_a_branch=True),
    PRINT: Act(Right.HAND_OVER, show_for_printing, about_a_branch=True),
}
