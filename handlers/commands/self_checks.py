"""待审核, 查看, 通过, 退回: the office reviews self-checks in the chat (R15, A5)."""

from __future__ import annotations

from bot.errors import NotFound
from bot.readers import readable
from bot.router import Turn
from bot.wording import refusal_text, word
from handlers.commands.command import Behind, Command, say_if_alone
from handlers.commands.said import branch_said, branches_said, name_missing, nothing_further, unlabelled
from models.organizations import Organization
from models.self_checks import SUBMITTED, SelfCheck, self_checks_in
from models.slips import Slip
from rules.office_words import all_clear_first
from services.leaves.leaves import leaves_seen
from services.rights.table import Right
from services.self_checks.self_checks import accept, return_for_redo, review_refusal
from services.self_checks.waiting import left_to_others
from services.slips.overview import month_overview

REVIEW = "self_checks/office.txt"
# All forms that wait.
EVERY = frozenset({"全部", "所有", "所有的", "全部的"})


def list_waiting(turn: Turn, _more: str) -> None:
    """List the self-checks that wait for review."""
    left = left_to_others(turn.session, turn.person, turn.now)
    turn.say(REVIEW, "waiting", self_checks=self_checks_in(turn.session, SUBMITTED), left=left)


def show_month(turn: Turn, _more: str) -> None:
    """Say how far the town is with the running month's slips."""
    leaves = leaves_seen(turn.session, turn.person, turn.now, office=True)
    turn.say(REVIEW, "month", overview=month_overview(turn.session, turn.now), leaves=leaves, now=turn.now)


def show_form(turn: Turn, name: str) -> None:
    """Show what was asked beside what was answered."""
    organization, rest = branch_said(turn, "查看", name, _waiting(turn))
    nothing_further(rest)
    turn.say(REVIEW, "form", self_check=_under_review(turn, organization))


def accept_forms(turn: Turn, names: str) -> None:
    """Accept one or several forms; each is named, or all with 全部, which leaves to others what is theirs (D10)."""
    chosen, left = _chosen(turn, names)
    for self_check in chosen:
        accept(turn.session, self_check, turn.person, turn.now)
    turn.say(REVIEW, "accepted", self_checks=chosen, left=left)
    for self_check in chosen:
        _say_if_alone(turn, self_check)


def before_accepting(turn: Turn, names: str) -> str | None:
    """Say which forms would be accepted, where it is more than one. Raises Refused where none is meant."""
    chosen, left = _chosen(turn, names)
    return word(REVIEW, "before_accepting", self_checks=chosen, left=left) if len(chosen) > 1 else None


def _chosen(turn: Turn, names: str) -> tuple[list[SelfCheck], list[tuple[SelfCheck, str]]]:
    """Find the forms that are meant, and those that only somebody else may accept, with the reason."""
    behind = all_clear_first(names)
    is_clear = behind is not None
    nothing_further(behind or "")
    if names not in EVERY and not is_clear:
        named = branches_said(turn, names)
        if not named:
            raise name_missing("通过", _waiting(turn))
        return [_under_review(turn, one) for one in named], []
    waiting = self_checks_in(turn.session, SUBMITTED)
    meant = [one for one in waiting if not (is_clear and one.latest.answers)]
    if waiting and not meant:
        raise NotFound("none_clear", self_checks=waiting)
    if not meant:
        raise NotFound("nothing_to_review")
    refused = [(one, review_refusal(turn.session, one, turn.person, turn.now)) for one in meant]
    return [one for one, why in refused if why is None], [(one, refusal_text(why)) for one, why in refused if why]


def return_form(turn: Turn, more: str) -> None:
    """Return one form with a reason."""
    organization, reason = branch_said(turn, "退回", more, _waiting(turn))
    self_check = _under_review(turn, organization)
    return_for_redo(turn.session, self_check, turn.person, unlabelled(readable(reason)), turn.calendar, turn.now)
    turn.say(REVIEW, "returned", self_check=self_check)
    _say_if_alone(turn, self_check)


def _say_if_alone(turn: Turn, self_check: SelfCheck) -> None:
    """Point out to who reviews, nobody else being there, that they handed it in, or that it is of the own branch."""
    if self_check.latest.submitted_by_id == turn.person.id:
        turn.say(REVIEW, "alone", self_check=self_check)
    say_if_alone(turn, Right.REVIEW_SELF_CHECK, self_check.slip.organization)


def _waiting(turn: Turn) -> list[Slip]:
    return [one.slip for one in self_checks_in(turn.session, SUBMITTED)]


def _under_review(turn: Turn, organization: Organization) -> SelfCheck:
    for self_check in self_checks_in(turn.session, SUBMITTED):
        if self_check.slip.organization_id == organization.id:
            return self_check
    raise NotFound("nothing_from", organization=organization)


REVIEW_COMMANDS = (
    Command(("待审核", "审核"), list_waiting, Right.REVIEW_SELF_CHECK),
    Command(("概况", "本月", "本月概况"), show_month, Right.SEE_TOWN),
    Command(("查看",), show_form, Right.REVIEW_SELF_CHECK, takes_more=True),
    Command(
        ("通过",),
        accept_forms,
        Right.REVIEW_SELF_CHECK,
        takes_more=True,
        behind=Behind.MEANT,
        asks_first=before_accepting,
        is_final=False,
    ),
    Command(
        ("退回",),
        return_form,
        Right.REVIEW_SELF_CHECK,
        takes_more=True,
        behind=Behind.REASON,
        example="支部 理由：请补充整改时限",
    ),
)
