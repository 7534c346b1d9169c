"""What stands behind a command word: a quarter, a year, a party organisation, a case's number, and the rest of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from bot.errors import BadInput
from bot.readers import as_written
from bot.router import Turn
from handlers.offices import led_by
from models.organizations import Organization, organization_named
from models.slips import Slip
from rules.case_numbers import CaseNumber, Numbered, numbered
from rules.period_words import like_a_quarter, named_quarter
from rules.periods import Quarter
from rules.speech import without_politeness
from services.register.names import named_first, names_first, registered, the_one
from services.register.spotting import LOOSE
from services.schemes.quarters import last_quarter

SEPARATORS: Final = re.compile(r"[\s、，,;；:：。]+")
WORD: Final = re.compile(r"[^\s、，,;；:：。]+")
LAST_WORD: Final = re.compile(r"(?:^|[\s、，,;；:：。]+)([^\s、，,;；:：。]+)[\s、，,;；:：。]*$")
_LETTER: Final = re.compile(r"\w")


# What a reason may be called in front of it; it is no part of it.
_LABEL: Final = re.compile(r"\s*(?:理由|意见|说明|备注|原因)[:：]\s*")
_YEAR: Final = re.compile(r"(20\d\d)(?:年度?)?")
_LIKE_A_YEAR: Final = re.compile(r"\d")
# From October on people speak of this year's review, before of last year's.
OCTOBER: Final = 10


def words_of(said: str) -> list[str]:
    """List the words that were said, for names: what stands between them is lost."""
    return WORD.findall(said)


def first_and_rest(said: str) -> tuple[str, str]:
    """Part the first word from what follows it; what follows stays as it was said."""
    first, *rest = SEPARATORS.split(said.lstrip(LOOSE).rstrip(), maxsplit=1)
    return first, "".join(rest)


def quarter_said(turn: Turn, said: str) -> Quarter:
    """Read which quarter is meant; none said is the one that ended last. Raises BadInput for what is no quarter."""
    if not said:
        return last_quarter(turn.session, turn.now.date())
    if found := named_quarter(said.rstrip("。"), turn.now.date(), running=True):
        return found
    raise BadInput("which_quarter", said=said)


def quarter_and_rest(turn: Turn, said: str) -> tuple[Quarter, str]:
    """Part "三季度 理由" into quarter and what follows; what does not begin with a quarter is about the last one.

    Raises BadInput for what begins like a quarter and is none: nobody decides on another one than is meant.
    """
    first, rest = first_and_rest(said)
    if like_a_quarter(first):
        return quarter_said(turn, first), rest
    return quarter_said(turn, ""), said.strip()


def quarter_and_name(turn: Turn, more: str) -> tuple[Quarter | None, str]:
    """Part what follows a command into the quarter it names anywhere, if it does, and the rest as it was said."""
    said = as_written(more)
    for word in WORD.finditer(said):
        if quarter := named_quarter(word[0], turn.now.date()):
            around = (said[: word.start()].rstrip(LOOSE), said[word.end() :].lstrip(LOOSE))
            return quarter, " ".join(filter(None, around))
    return None, said


def quarter_and_reason(turn: Turn, said: str) -> tuple[Quarter, str]:
    """Part "三季度 理由：数字有误" into the quarter and the reason itself. Raises BadInput as `quarter_and_rest`."""
    quarter, rest = quarter_and_rest(turn, said)
    return quarter, unlabelled(rest)


def unlabelled(reason: str) -> str:
    """Leave out 理由： in front of a reason."""
    label = _LABEL.match(reason)
    return reason[label.end() :] if label else reason


def usual_year(today: date) -> int:
    """Tell which year is meant when none is named."""
    return today.year if today.month >= OCTOBER else today.year - 1


def year_and_rest(turn: Turn, said: str) -> tuple[int, str]:
    """Part "2026 理由" into year and what follows; without a year the usual one is meant.

    Raises BadInput for what begins with a digit and is no year: nobody decides on another one than is meant.
    """
    today = turn.now.date()
    first, rest = first_and_rest(said)
    if first in ("今年", "去年"):
        return today.year - (first == "去年"), rest
    if found := _YEAR.fullmatch(first):
        return int(found[1]), rest
    if _LIKE_A_YEAR.match(first):
        raise BadInput("annual_which_year", said=first, example=usual_year(today))
    return usual_year(today), said.strip()


def branch_said(turn: Turn, command: str, said: str, waiting: list[Slip]) -> tuple[Organization, str]:
    """Part the branch a command of the office names from what follows; no name at all is met with an example."""
    if not said.strip(LOOSE):
        raise name_missing(command, waiting)
    return branch_and_rest(turn, said)


def name_missing(command: str, waiting: list[Slip]) -> BadInput:
    """Ask for the name, with that of a branch one of the `waiting` slips is of as the example."""
    return BadInput("name_missing", command=command, example=waiting[0].organization if waiting else None)


def branch_and_rest(turn: Turn, said: str) -> tuple[Organization, str]:
    """Part the organisation that is named first from what follows. Raises Refused for nobody's name, or several's."""
    name, rest = first_and_rest(said)
    said = said.strip(LOOSE)
    mention = None if organization_named(turn.session, name) else named_first(turn.session, said)
    if mention is None:
        return registered(turn.session, name), rest
    return the_one(mention, said), said[mention.end :].lstrip(LOOSE)


def branches_said(turn: Turn, said: str) -> list[Organization]:
    """List the organisations a message names, and nothing else. Raises Refused for whatever names nobody alone."""
    said = said.strip(LOOSE)
    found, rest = names_first(turn.session, said)
    further = words_of(without_politeness(rest))
    named = [the_one(one, said) for one in found]
    return list(dict.fromkeys([*named, *(registered(turn.session, one) for one in further)]))


def organizations_meant(turn: Turn, name: str) -> list[Organization]:
    """Find the organisation named, or without a name the assessed ones the person answers for.

    Raises NotFound for a name nobody has.
    """
    if not name:
        led = led_by(turn)
        return [one for each in led if (one := turn.session.get_one(Organization, each)).assessed]
    return [registered(turn.session, name)]


def cases_said(said: str, missing: BadInput, *nouns: str, in_full: bool = False) -> Numbered:
    """Read the cases a command names by their numbers, and what is said behind them.

    Raises `missing`, the sentence that asks for a number, where none is named, where one is written like that of an
    order without `in_full`, and where signs alone stand behind it: "3？" asks.
    """
    found = numbered(said, *nouns)
    if found is None or (found.rest and not _LETTER.search(found.rest)):
        raise missing
    if not in_full and any(one.quarter for one in found.numbers):
        raise missing
    return replace(found, rest=unlabelled(found.rest))


def case_said(command: str, said: str, missing: BadInput, *nouns: str, in_full: bool = False) -> tuple[CaseNumber, str]:
    """Read the one case a command names, and what is said behind its number. Raises BadInput, also for several."""
    found = cases_said(said, missing, *nouns, in_full=in_full)
    if len(found.numbers) > 1:
        raise BadInput("one_at_a_time", command=command)
    return found.numbers[0], found.rest


def nothing_further(rest: str) -> None:
    """Check that nothing but politeness stands behind what was understood. Raises BadInput: half of it is not done."""
    if without_politeness(rest).strip(LOOSE):
        raise BadInput("rest_not_understood", said=rest)
