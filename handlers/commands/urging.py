"""催办 and 转告: the office reminds branches, and passes words on to them; read back with who hears it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from bot.errors import BadInput, NotFound
from bot.forms import Draft
from bot.router import Turn
from bot.wording import word
from handlers.commands.command import Behind, Command
from handlers.commands.said import first_and_rest
from handlers.forms import CONVERSATIONS
from handlers.forms.act import ActForm
from handlers.forms.pass_on import PassOnForm
from models.organizations import Organization, living_organizations, organization_named
from models.slips import Slip, slips_led
from rules.office_words import EVERYBODY, ONE_OF_THEM, TELL, TO_ALL, URGE
from rules.patterns import Pattern
from rules.speech import PAUSE
from services.notices.branches import hearer
from services.notices.month_cap import past_cap
from services.register.names import mentions, names_a_person, names_first, officer_first, the_one
from services.register.spotting import LOOSE
from services.rights.table import Right
from services.slips.urging import check_urge, heard_at, slips_to_urge, urge

WORDING: Final = "slips/urging.txt"
# Shorter clauses only join names: 和, 也去, 还有.
SHORTEST: Final = 3
_HELPING: Final = Pattern("^(?:请|麻烦|帮忙|[帮给搭替]我|我|再|先|去|把|给|向)+")


def urge_branches(turn: Turn, more: str) -> None:
    """催办 石湾村支部 荷塘二支部: one reminder each."""
    slips = _slips_meant(turn, more)
    heard = urge(turn.session, slips, turn.person, turn.calendar, turn.now)
    turn.say(WORDING, "urged", slips=slips, heard=heard, now=turn.now)


def before_urging(turn: Turn, more: str) -> str:
    """Say who would get a reminder, when, and what of the words does not go along.

    Raises Refused where nobody would, with the reason.
    """
    slips = _slips_meant(turn, more)
    hears = [(slip, hearer(turn.session, slip.organization, turn.now, slip.recipient)) for slip in slips]
    heard = heard_at(turn.session, turn.calendar, turn.now)
    past = past_cap(turn.session, [person for _, person in hears if person], turn.now)
    left = _left_over(turn, more)
    return word(WORDING, "before_urging", hears=hears, heard=heard, now=turn.now, past=past, left=left)


def _left_over(turn: Turn, said: str) -> str:
    """Put together what is neither a name nor tells who is meant: 今天必须报."""
    names = mentions(turn.session, said)
    ends = [0, *(one.end for one in names)]
    parts = [said[end:start] for end, start in zip(ends, [*(one.start for one in names), len(said)], strict=True)]
    clauses = [_HELPING.sub("", one).removeprefix("支部") for one in PAUSE.split(" ".join(parts))]
    return "，".join(one for one in clauses if len(one) >= SHORTEST and not EVERYBODY.search(one))


def urge_in_a_sentence(turn: Turn, said: str) -> None:
    """催一下石湾村, 提醒一下没报的几家: the same; where no branch is named, or only somebody, who is meant is asked."""
    named = [one for mention in mentions(turn.session, said) for one in mention.organizations]
    of_one = ONE_OF_THEM.search(said) or names_a_person(turn.session, said)
    if not named and (of_one or not EVERYBODY.search(said)):
        turn.say(WORDING, "whom_to_urge", slips=slips_to_urge(turn.session, turn.calendar, turn.now))
        return
    names = " ".join(slip.organization.short_name for slip in _slips_meant(turn, said))
    happens = before_urging(turn, said)
    CONVERSATIONS.begin(turn, ActForm, URGE, Draft({"word": URGE, "more": names, "happens": happens}))


def _slips_meant(turn: Turn, said: str) -> list[Slip]:
    """Find the slips of the branches named, without a name every one that waits. Raises Refused."""
    said = said.strip(LOOSE)
    first, rest = names_first(turn.session, said)
    # A part of a name counts beside full ones where the names stand: 石湾村支部、荷塘.
    found = [*first, *(one for one in mentions(turn.session, said) if one.start >= len(said) - len(rest))]
    if not found:
        if (unknown := _left_over(turn, said)) and not EVERYBODY.search(said):
            raise NotFound("nobody_of_that_name", said=unknown)
        waiting = slips_to_urge(turn.session, turn.calendar, turn.now)
        if not waiting:
            raise NotFound("nobody_to_urge")
        return waiting
    slips = [_slip_of(turn, organization) for organization in [the_one(one, said, URGE) for one in found]]
    waiting = [slip for slip in slips if slip in slips_to_urge(turn.session, turn.calendar, turn.now)]
    for slip in slips if not waiting else ():
        check_urge(turn.session, slip, turn.person, turn.calendar, turn.now)
    return list(dict.fromkeys(waiting))


def _slip_of(turn: Turn, organization: Organization) -> Slip:
    slips = slips_led(turn.session, [organization.id])
    if not slips:
        raise NotFound("no_slip", name=organization.short_name)
    waiting = slips_to_urge(turn.session, turn.calendar, turn.now)
    return next((one for one in slips if one in waiting), slips[0])


def pass_on_words(turn: Turn, said: str) -> None:
    """转告 石湾村支部 明天带党员花名册来: the branches are named first, and what follows is passed on as it is.

    An officer's name stands for the branch. Raises BadInput for several that could be meant, and for all at once.
    """
    said = said.strip(LOOSE)
    if TO_ALL.match(said):
        raise BadInput("tell_named_only")
    named, words = _told(turn, said)
    branches = named or living_organizations(turn.session)
    facts = {"are_named": bool(named), "branches": _facts(turn, branches)}
    CONVERSATIONS.begin(turn, PassOnForm, None, Draft(facts).with_answers({"words": words} if words else {}))


def _told(turn: Turn, said: str) -> tuple[list[Organization], str]:
    """Part who is told from what is told; nobody where no name comes first."""
    first, rest = first_and_rest(said)
    exact = organization_named(turn.session, first)
    if exact and not exact.assessed:
        return [exact], rest
    found, words = names_first(turn.session, said, apart=False)
    if not found and (officer := officer_first(turn.session, said, turn.now.date())):
        found, words = [officer], said[officer.end :].lstrip(LOOSE)
    return [the_one(one, said, TELL) for one in found], words


def _facts(turn: Turn, branches: Sequence[Organization]) -> list[dict[str, Any]]:
    """Put down who of each branch hears it, and whom that takes past what a month may bring."""
    hears = {one.id: hearer(turn.session, one, turn.now) for one in branches}
    past = past_cap(turn.session, [one for one in hears.values() if one], turn.now)
    known = {one.name: asdict(one) for one in past}
    facts = [(one, person.name if (person := hears[one.id]) else "") for one in branches]
    return [{"id": one.id, "name": one.short_name, "hears": name, "past": known.get(name)} for one, name in facts]


URGING_COMMANDS = (
    Command((URGE,), urge_branches, Right.URGE, takes_more=True, behind=Behind.REASON, asks_first=before_urging),
)
