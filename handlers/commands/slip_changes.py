"""撤回提醒单, 重发提醒单, 更正提醒单, 免报, 延期, 撤销通过, 撤销退回: what lacks is asked, all of it is read back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from bot.errors import BadInput, NotFound
from bot.forms import Draft, Setting
from bot.router import Turn
from bot.wording import day_text, limit_text
from handlers.commands.command import Behind, Command
from handlers.forms import CONVERSATIONS
from handlers.forms.self_check_filing import item_facts
from handlers.forms.slip_change import ACTS, Change, LaterDay, SlipChangeForm
from models.self_checks import ACCEPTED, RETURNED, self_checks_in
from models.slips import PAPER, Slip, slips_led, slips_on_paper, unanswered_slips, withdrawn_slips
from rules.day_phrases import find_day, parse_day
from rules.office_words import CORRECT, REISSUE, UNDO, UNDO_RETURN, WAIVE, WITHDRAW, change_in, month_and_reason
from rules.periods import Quarter
from services.notices.branches import hearer
from services.register.names import mentions
from services.register.spotting import Mention
from services.rights.table import Right
from services.schemes.versions import closed_at, scheme_for
from services.self_checks.undoing import STANDS, check_undo, check_undo_return
from services.slips.changing import check_change, check_extension
from services.slips.items import open_items_now
from services.slips.reissuing import check_reissue

# In which state a decision on a form can be taken back, and who may.
UNDOABLE: Final = {"undo": (ACCEPTED, check_undo), "undo_return": (RETURNED, check_undo_return)}
_JOINED: Final = re.compile(r"\s*[、和及]\s*")
_ALL_OF_THEM: Final = ("全部", "所有", "全都")


def change_slip(word: str, turn: Turn, more: str) -> None:
    """Open the form with all that was said: branch, month, items, day, reason. Raises Refused for what cannot be."""
    if more.strip().startswith(_ALL_OF_THEM):
        raise BadInput("slip_change_one_at_a_time", command=word)
    act = ACTS[word]
    found = mentions(turn.session, more)
    if found and _names_another(turn, more[found[0].end :]):
        raise BadInput("slip_change_one_at_a_time", command=word)
    month, said = month_and_reason(_without(more, found[0]) if found else more)
    slips = _slips_meant(turn, act, found[0] if found else None, month)
    facts = {"act": act, "slips": [_facts(turn, act, one) for one in slips], "indicators": _indicators(turn, slips)}
    CONVERSATIONS.begin(turn, SlipChangeForm, act, _with_what_was_said(turn, Draft(facts), said))


def _names_another(turn: Turn, behind: str) -> bool:
    """Tell whether a second branch is joined to the first: 撤回 柳浜一、石湾两家的. In a reason one may be named."""
    joined = _JOINED.match(behind)
    return joined is not None and any(one.start == 0 for one in mentions(turn.session, behind[joined.end() :]))


def _slips_meant(turn: Turn, act: str, mention: Mention | None, month: int | None) -> list[Slip]:
    """Find the slip of the branch named, or all it could be about. Raises Refused with what stands in its way."""
    could_be = [one for one in _candidates(turn, act) if month in (None, one.month.month)]
    if mention is None:
        if not could_be:
            raise NotFound("slip_none_to_change")
        return could_be
    named = [one.id for one in mention.organizations]
    fitting = [one for one in could_be if one.organization_id in named]
    if len(named) > 1 and fitting:
        return fitting
    slips = fitting or [one for one in slips_led(turn.session, named) if month in (None, one.month.month)]
    if not slips:
        raise NotFound("no_slip", name=mention.organizations[0].short_name)
    _check(turn, act, slips[0])
    return slips[:1] if len({one.month for one in slips}) == 1 or not fitting else _newest(fitting)


def _newest(slips: Sequence[Slip]) -> list[Slip]:
    """Of a branch's slips without a month, the newest is meant."""
    return [max(slips, key=lambda one: one.month)]


def _check(turn: Turn, act: str, slip: Slip) -> None:
    if act == "extend":
        check_extension(turn.session, slip, turn.person, turn.calendar, turn.now)
    elif act == "reissue":
        check_reissue(turn.session, slip, turn.person, turn.now)
    elif act in UNDOABLE:
        if found := slip.self_check:
            UNDOABLE[act][1](turn.session, found, turn.person, turn.now)
        else:
            raise NotFound("nothing_from", organization=slip.organization)
    else:
        check_change(turn.session, slip, act, turn.person, turn.now)


def _candidates(turn: Turn, act: str) -> list[Slip]:
    session, now = turn.session, turn.now
    if act in UNDOABLE:
        decided = self_checks_in(session, UNDOABLE[act][0])
        return [one.slip for one in decided if one.reviewed_at and now - one.reviewed_at <= STANDS]
    if act == "reissue":
        return [one for one in withdrawn_slips(session) if closed_at(session, one.month.quarter) is None]
    if act == "extend":
        return [one for one in unanswered_slips(session) if one.due and now < one.due]
    return [*unanswered_slips(session), *slips_on_paper(session)]


def _facts(turn: Turn, act: str, slip: Slip) -> dict[str, Any]:
    """Put down what the form says of a slip. `hears` is None where nobody has it, "" where it goes by the list."""
    person = hearer(turn.session, slip.organization, turn.now, slip.recipient)
    facts = {
        "id": str(slip.id),
        "name": slip.organization.short_name,
        "month": slip.month.month,
        "number": slip.number,
        "items": item_facts(open_items_now(turn.session, slip) if act == "reissue" else slip.open_items),
        "hears": None if slip.state == PAPER else person.name if person else "",
    }
    return facts | (_limits(turn, slip) if act == "extend" else {})


def _limits(turn: Turn, slip: Slip) -> dict[str, Any]:
    counted = slip.counted
    if counted is None:
        return {}
    most = scheme_for(turn.session, slip.month.quarter).policy.self_check_longest_extension
    last = turn.calendar.working_day_after(counted.counted[-1].day, most)
    return {
        "due": limit_text(counted),
        "after": counted.day.isoformat(),
        "last": last.isoformat(),
        "last_day": day_text(last),
    }


def _indicators(turn: Turn, slips: Sequence[Slip]) -> dict[str, str]:
    quarter = slips[0].month.quarter if slips else Quarter.of(turn.now.date())
    return {code: one.title for code, one in scheme_for(turn.session, quarter).indicators.items()}


def _with_what_was_said(turn: Turn, draft: Draft, said: str) -> Draft:
    """Take the day or the change out of what was said; the rest is the reason. What cannot be is asked for."""
    asked = {one.key: one.reader for one in SlipChangeForm().questions(draft)}
    setting = Setting(turn.now.date(), turn.calendar)
    answers: dict[str, Any] = {}
    if isinstance(reader := asked.get("day"), LaterDay):
        day, said = _day_and_rest(said, setting)
        if day is not None and reader.fits(day, setting):
            answers["day"] = day
    elif isinstance(changes := asked.get("change"), Change):
        change, said = change_in(said, changes.items)
        if changes.fits(change):
            answers["change"] = change
    if reason := month_and_reason(said)[1]:
        answers["reason"] = reason
    return draft.with_answers(answers)


def _day_and_rest(said: str, setting: Setting) -> tuple[date | None, str]:
    """Take the day that is said first; a reason behind it may name further ones."""
    first, *rest = said.removeprefix("到").strip().replace("，", " ").split(maxsplit=1) or [""]
    if day := parse_day(first, setting.today, setting.calendar):
        return day, " ".join(rest)
    found = find_day(said, setting.today, setting.calendar)
    return found if found else (None, said)


def _without(said: str, mention: Mention) -> str:
    return f"{said[: mention.start]} {said[mention.end :]}".strip()


# 延期 is none of them: a branch that says it asks for it, and only of the office it is an order (office_orders.py).
SLIP_CHANGE_COMMANDS = tuple(
    Command((word,), partial(change_slip, word), right, takes_more=True, returns=False, behind=Behind.REASON)
    for word, right in (
        (WITHDRAW, Right.CHANGE_SLIP),
        (REISSUE, Right.CHANGE_SLIP),
        (CORRECT, Right.CHANGE_SLIP),
        (WAIVE, Right.CHANGE_SLIP),
        (UNDO, Right.REVIEW_SELF_CHECK),
        (UNDO_RETURN, Right.REVIEW_SELF_CHECK),
    )
)
