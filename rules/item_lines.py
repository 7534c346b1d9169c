"""What one answer says about one item: why, what is done, until when, and by whom; in whatever order it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from rules.asides import Aside, aside_of_clause
from rules.certainty import is_about_the_answer, is_no_part, takes_back
from rules.completion import says_done, says_over
from rules.day_phrases import Promise
from rules.item_words import (
    AHEAD,
    AS_PLANNED,
    ATTENDANCE,
    CAME_THEN,
    CAUSE,
    COMES_BACK,
    DID_THEN,
    DOES_THEN,
    FINISHES,
    HEADING,
    LEADS_TO_DAY,
    MEASURE,
    MISSING,
    NAMES_DAY,
    NO_CAUSE,
    NO_PROMISE,
    NOT_WAITED,
    ONLY_SEEN,
    ONLY_WHEN,
    PUT_TO,
    REFUSED,
    SAYS_WHY,
    SHORT_CAUSES,
    STATE,
    THEN,
    TURN,
    WHEN_AND_WHERE,
    WHEN_DONE,
    WHERE,
    WORK,
)
from rules.persons import People
from rules.responsible import NO_PEOPLE, PAUSES, named_responsible
from rules.speech import is_filler
from rules.telling import tells_something, tells_why


@dataclass(frozen=True)
class ItemLine:
    """What one answer says about one item; None for what it leaves open. `done`: it says that the work is done.

    `left` is what it says besides, and nobody can be certain what it is: it is asked about, never taken for a reason.
    """

    reason: str | None = None
    measure: str | None = None
    day: date | None = None
    responsible: str | None = None
    done: bool = False
    left: str | None = None


Promised = Callable[[str], Promise | None]
_Span = tuple[int, int]


def read_item_line(said: str, promised: Promised, people: People = NO_PEOPLE) -> ItemLine:
    """Take an answer apart; `promised` finds the day a text names and where it stands, `people` are known by name.

    The clauses before the first that tells what is or will be done are the reason, everything from there on is the
    measure; a day counts only beside the measure or alone. The words themselves stay as they were written.
    """
    promised = partial(_promised, promised)
    who, rest = named_responsible(said, people)
    if HEADING.search(rest):
        return _headed(rest, promised, who)
    reasons: list[_Span] = []
    measures: list[_Span] = []
    days: list[_Span] = []
    states: list[_Span] = []
    left: list[_Span] = []
    for span in _clauses(rest, promised):
        clause = rest[slice(*span)]
        if is_about_the_answer(clause):
            left += [*_taken_back(clause, reasons, measures, days), span]
        elif _is_only_a_day(clause, promised):
            days.append(span)
        elif STATE.fullmatch(clause):
            states.append(span)
        elif is_no_part(clause) or NOT_WAITED.fullmatch(clause) or _is_beside(clause):
            continue
        else:
            follows = _follows(clause, promised, reasons, measures) or _counts_on(rest, clause, measures)
            (measures if follows else reasons).append(span)
    told = [span for span in reasons if tells_something(rest[slice(*span)])]
    day = _last_day([rest[slice(*span)] for span in sorted(measures + days)], promised)
    # What the reason says (没记清) is nothing about the work.
    done = says_done("，".join(rest[slice(*span)] for span in sorted(measures + days + states)))
    beside = _words(rest, sorted(left if told else left + reasons))
    return ItemLine(_words(rest, reasons) if told else None, _words(rest, measures), day, who, done, beside)


def _taken_back(clause: str, *parts: list[_Span]) -> list[_Span]:
    """Take the clause that stands last out of its part, where the next one takes it back: 前天录了，不对."""
    held = max((part for part in parts if part), key=max, default=None)
    return [held.pop()] if held and takes_back(clause) else []


def _promised(found_in: Promised, text: str) -> Promise | None:
    found = found_in(text)
    if found is None:
        return None
    # The day itself may begin with 到: 忙到月底.
    before = text[: found.start + text.startswith("到", found.start)]
    behind = text[found.end :]
    return None if NO_PROMISE.search(before) or ONLY_SEEN.match(behind) or COMES_BACK.match(behind) else found


# What looks like one of these may be why: 密码忘了, 你们排的培训.
_MAY_BE_WHY: Final = frozenset({Aside.ELSEWHERE, Aside.LEFT_TO_US})


def is_of_former_day(clause: str) -> bool:
    """Tell whether a clause speaks of a day that was to be, or was not waited for: 原定26日, 没等到13号."""
    return bool(NOT_WAITED.fullmatch(clause) or AS_PLANNED.match(clause))


def _is_beside(clause: str) -> bool:
    """Tell whether a clause belongs to no part of an answer; 密码忘了 may be why, whomever else it may be meant for."""
    aside = aside_of_clause(clause)
    return is_filler(clause) or (aside is not None and not (aside in _MAY_BE_WHY and tells_why(clause)))


def _follows(clause: str, promised: Promised, reasons: Sequence[_Span], measures: Sequence[_Span]) -> bool:
    told_then = SAYS_WHY.match(clause) and not says_done(clause)
    if REFUSED.search(clause) or ((told_then or DID_THEN.match(clause)) and not promised(clause)):
        return False
    if (AS_PLANNED.match(clause) and not promised(clause)) or CAME_THEN.match(clause):
        return False
    if WHERE.fullmatch(clause) or ATTENDANCE.fullmatch(clause) or (NAMES_DAY.match(clause) and promised(clause)):
        return True
    if measures and THEN.match(clause):
        return True
    if measures and (WHEN_DONE.fullmatch(clause) or ONLY_WHEN.fullmatch(clause)):
        return True
    is_told_of_then = (says_over(clause) or tells_why(clause)) and not WORK.search(clause.replace("改到", ""))
    # What stands behind a reason that came behind the work goes on with that: 11号补开。当时没开是刚搬家，还没通电.
    goes_on = measures and not (reasons and reasons[-1] > measures[-1])
    return bool(
        _tells_measure(clause, promised) or (reasons and (goes_on or (promised(clause) and not is_told_of_then)))
    )


def _counts_on(said: str, clause: str, measures: Sequence[_Span]) -> bool:
    """Tell whether a clause goes on counting who comes to the meeting that is held: 应到7人，缺两人."""
    return bool(measures and MISSING.fullmatch(clause) and ATTENDANCE.fullmatch(said[slice(*measures[-1])]))


def _headed(said: str, promised: Promised, who: str | None) -> ItemLine:
    """Read an answer written under the headings of the form."""
    heads = list(HEADING.finditer(said))
    ends = [head.start() for head in heads[1:]] + [len(said)]
    named = {"why": "reason", "what": "measure"}
    under: dict[str, str] = {}
    for head, end in zip(heads, ends, strict=True):
        part, words = named.get(str(head.lastgroup), str(head.lastgroup)), said[head.end() : end].strip(PAUSES)
        # 主要原因：…；次要原因：… gives both.
        under[part] = f"{under[part]}；{words}" if part == "reason" and part in under else words
    before = said[: heads[0].start()].strip(PAUSES)
    if "reason" not in under and tells_cause(before):
        under["reason"] = before
    elif "measure" not in under and before and _tells_measure(before, promised):
        under["measure"] = before
    measure = under.get("measure") or None
    told = [under[part] for part in ("measure", "day") if under.get(part)]
    return ItemLine(under.get("reason") or None, measure, _last_day(told, promised), who, says_done("，".join(told)))


def _last_day(told: Sequence[str], promised: Promised) -> date | None:
    days = [found.day for one in told if (found := promised(one))]
    return days[-1] if days else None


def _clauses(said: str, promised: Promised) -> list[_Span]:
    """Part an answer at its pauses, and where a cause runs into its remedy (人不齐下周五补开, 忘了已补录)."""
    spans: list[_Span] = []
    for whole in re.finditer(r"[^\s,;，；。!！]+", said):
        start, clause = whole.start(), whole[0]
        turn = TURN.search(clause)
        found = promised(clause)
        cut = turn.start() if turn else found.start if found else 0
        if found and not turn and (leads := LEADS_TO_DAY.search(clause[:cut])):
            cut = leads.start()
        before, after = clause[:cut], clause[cut:]
        ranges = before.endswith(("-", "—", "~", "至"))
        by_day = found and WORK.match(clause[found.end :]) and tells_cause(before)
        is_work = MEASURE.search(after) or _is_only_a_day(after, promised) or AHEAD.search(after)
        remedy = not ranges and (by_day or is_work)
        if (
            (len(before) > 1 or before in SHORT_CAUSES)
            and not MEASURE.search(before)
            and remedy
            and not _is_no_cause(before)
        ):
            spans += [(start, start + cut), (start + cut, whole.end())]
        else:
            spans.append(whole.span())
    return spans


def _is_no_cause(before: str) -> bool:
    return bool(ONLY_WHEN.fullmatch(before) or NO_CAUSE.fullmatch(before))


def _words(said: str, spans: Sequence[_Span]) -> str | None:
    """Give clauses as they were written, with the pauses between those that stand together."""
    joined: list[str] = []
    last = None
    for start, end in spans:
        between = said[last:start] if last is not None else ""
        together = last is not None and not between.strip(PAUSES)
        joined += [between if together else "，", said[start:end]] if joined else [said[start:end]]
        last = end
    return "".join(joined) or None


def _tells_measure(clause: str, promised: Promised) -> bool:
    found = promised(clause)
    does = found and (MEASURE.search(clause) or FINISHES.search(clause) or _only_does(clause, found))
    return says_done(clause) or bool(MEASURE.match(clause) or AHEAD.search(clause) or does)


def _only_does(clause: str, found: Promise) -> bool:
    """Tell whether a clause says by which day the work is done, and nothing else."""
    before, behind = clause[: found.start], clause[found.end :]
    return bool((not before or NO_CAUSE.fullmatch(before)) and DOES_THEN.fullmatch(behind))


def _is_only_a_day(clause: str, promised: Promised) -> bool:
    found = promised(clause)
    if found is None:
        return False
    rest = WHEN_AND_WHERE.sub("", clause[: found.start] + clause[found.end :])
    return not PUT_TO.sub("", rest).strip("前内吧的之以在于 ")


def tells_cause(text: str) -> bool:
    """Tell whether words give a reason by themselves: 因为 …, 住院, 忘了, 人不齐."""
    return bool(CAUSE.search(text))
