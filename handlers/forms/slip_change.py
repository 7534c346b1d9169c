"""What the office changes about slips: what was not said is asked, all of it is read back, 确认 does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from bot.forms import Draft, Form, Question, Reader, Setting, Unclear, Understood, tidy
from bot.readers import Text, day_of, noted_day
from bot.router import Turn
from handlers.forms.branch_named import MOST_LISTED, BranchNamed
from handlers.forms.corrected_drafts import carry_over
from models.slips import Slip
from rules.office_words import CORRECT, EXTEND, REISSUE, UNDO, UNDO_RETURN, WAIVE, WITHDRAW, change_in
from rules.patterns import Pattern
from services.rights.table import Right
from services.self_checks.undoing import undo_acceptance, undo_return
from services.slips.changing import LONGEST_REASON, NOTICES, extend, waive, withdraw
from services.slips.correcting import SlipCorrection, correct
from services.slips.reissuing import reissue

ACTS: Final = {
    WITHDRAW: "withdraw",
    CORRECT: "correct",
    WAIVE: "waive",
    EXTEND: "extend",
    REISSUE: "reissue",
    UNDO: "undo",
    UNDO_RETURN: "undo_return",
}
_SLIP_OF_HAND: Final = Pattern(
    r"(?:我|刚才|不小心|手滑|不好意思|上次|昨天|[,，\s])*(?:[按点发打输写填记登弄搞审退选看导传报]|手滑|通过|退回|审核)(?:错|重复?)(?:了|人|支部|对象|单子|月份|一家|家)*"
    r"[。!！]*|手滑了?"
)
UNDOING: Final = {"undo": undo_acceptance, "undo_return": undo_return}


@dataclass(frozen=True)
class LaterDay(Reader):
    """A working day after the deadline, at most `last`; both are None while the branch is not known."""

    after: date | None
    last: date | None

    gives: ClassVar[Any] = date

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Understand the day; one that cannot be is asked for again, with what could."""
        day = day_of(text, setting)
        if day is None:
            return Unclear("wrong_day")
        return noted_day(key, day) if self.fits(day, setting) else Unclear("wrong_last_day", {"day": day})

    def fits(self, day: date, setting: Setting) -> bool:
        """Tell whether a deadline may be put off to a day."""
        after, last = self.after or setting.today, self.last or day
        return after < day <= last and setting.calendar.is_working(day)


@dataclass(frozen=True)
class Change(Reader):
    """Which of the `items`, titles by number, are taken out ("out 1 2"), or which indicator is added ("in ZD-02")."""

    items: Mapping[int, str]
    indicators: Mapping[str, str]

    def read(self, key: str, text: str, _setting: Setting) -> Understood | Unclear:
        """Understand 第1项划掉, 支委会划掉 and 加 ZD-02."""
        change, _ = change_in(text, self.items)
        return Understood({key: change}) if self.fits(change) else Unclear("wrong_change")

    def fits(self, change: str) -> bool:
        """Tell whether there are such items, or is such an indicator."""
        kind, *what = change.split() or [""]
        if kind == "out":
            return all(int(one) in self.items for one in what)
        return kind == "in" and what[0] in self.indicators


class Reason(Text):
    """Why the office changes something; that it was a slip of its own hand is a reason (发错了, 点错了)."""

    def is_meant(self, text: str) -> bool:
        return bool(_SLIP_OF_HAND.fullmatch(tidy(text)))


class SlipChangeForm(Form):
    """`facts`: the act, the slips it could be about, and the indicators there are. One slip only is not asked for."""

    name = "slip_change"

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask for the branch, for what the act needs besides, and for the reason."""
        slips = draft.facts["slips"]
        if len(slips) > 1:
            names = {one["id"]: one["name"] for one in slips}
            yield Question("branch", "ask_branch", BranchNamed(names), {"listed": len(slips) <= MOST_LISTED})
        slip = chosen(draft) or {}
        if draft.facts["act"] == "extend":
            yield Question("day", "ask_day", LaterDay(_day(slip, "after"), _day(slip, "last")), {"slip": slip})
        if draft.facts["act"] == "correct":
            # Of a slip that is not chosen yet, any number may be meant.
            any_number = dict.fromkeys(range(1, MOST_LISTED + 1), "")
            items = {one["number"]: one["title"] for one in slip["items"]} if slip else any_number
            yield Question("change", "ask_change", Change(items, draft.facts["indicators"]), {"slip": slip})
        yield Question("reason", "ask_reason", Reason(longest=LONGEST_REASON), {"slip": slip})

    def read_back(self, draft: Draft) -> Mapping[str, Any]:
        """Show the slip itself, and the items by their names."""
        slip, answers = chosen(draft) or {}, draft.answers
        kind, *what = answers.get("change", "").split() or [""]
        items = [one["title"] for one in slip["items"] if kind == "out" and str(one["number"]) in what]
        added = [draft.facts["indicators"][one] for one in what if kind == "in"]
        return {**answers, "slip": slip, "taken_out": items, "added": added}

    def finish(self, turn: Turn, _subject: str | None, draft: Draft) -> None:
        """Do it, and say what came of it."""
        # The commands open this form.
        from handlers.commands.command import say_if_alone

        facts = chosen(draft) or {}
        slip, act = turn.session.get_one(Slip, int(facts["id"])), draft.facts["act"]
        told = None if act in ("undo", "reissue") else facts["hears"] is not None
        _do(turn, slip, facts, act, draft.answers)
        turn.say(NOTICES, "done", slip=slip, act=act, told=told)
        right = Right.REVIEW_SELF_CHECK if act in UNDOING else Right.CHANGE_SLIP
        say_if_alone(turn, right, slip.organization)


def _do(turn: Turn, slip: Slip, facts: Mapping[str, Any], act: str, answers: Mapping[str, Any]) -> None:
    session, by, calendar, now = turn.session, turn.person, turn.calendar, turn.now
    reason = answers["reason"]
    if act in ("withdraw", "waive"):
        (withdraw if act == "withdraw" else waive)(session, slip, reason, by, now)
    elif act == "reissue":
        reissue(session, slip, reason, by, calendar, now)
    elif act == "extend":
        extend(session, slip, answers["day"], reason, by, calendar, now)
    elif act == "correct":
        correct(session, slip, _correction(facts, answers["change"]), reason, by, calendar, now)
        carry_over(session, slip)
    elif found := slip.self_check:
        UNDOING[act](session, found, reason, by, now)


def _correction(facts: Mapping[str, Any], change: str) -> SlipCorrection:
    kind, *what = change.split()
    if kind == "in":
        return SlipCorrection(add=tuple(what))
    return SlipCorrection(take_out=tuple(one["position"] for one in facts["items"] if str(one["number"]) in what))


def chosen(draft: Draft) -> Mapping[str, Any] | None:
    """Find the slip that is meant: the only one, or the one whose branch was named."""
    slips = draft.facts["slips"]
    meant = slips[0]["id"] if len(slips) == 1 else draft.answers.get("branch")
    return next((one for one in slips if one["id"] == meant), None)


def _day(slip: Mapping[str, Any], key: str) -> date | None:
    return date.fromisoformat(slip[key]) if slip.get(key) else None
