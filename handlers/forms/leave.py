"""请假, 代办: until when who takes over for a branch, in one line or asked for, read back (R11)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from bot.forms import Draft, Form, Opening, Question, Reader, Setting, Unclear, Understood, tidy
from bot.readers import OneOf
from bot.router import Turn
from models.appointments import officers
from models.organizations import Organization
from models.people import Person
from rules.day_grammar import number_written
from rules.day_phrases import days_in, parse_day
from services.leaves.leaves import NOTICES, Days, branches_to_hand_over, may_be_away, take_leave
from services.rights.table import Right

AWAY: Final = "出差|请假|外出|休假|代办"
# What stands around the days where they are all that is said of a clause: 请假三天, 出差到.
# A message that says no more than that.
_ONLY_AWAY: Final = re.compile(rf"(?:我|本人)?(?:要|得)?(?:{AWAY})?[了去]?")
BESIDE: Final = re.compile(rf"(?:我|本人)?(?:要|得)?(?:{AWAY})?[了去]?(?:到|至)?")
CLAUSES: Final = re.compile(r"[\s,，;；。]+")
_SINCE: Final = re.compile(r"起|开始|从(?!\S{0,6}(?:回|来))")
_UNTIL: Final = re.compile("到|至|回")
_LENGTH: Final = re.compile(r"(?P<n>\d{1,2}|[一两二三四五六七八九十]{1,2})个?(?:(?P<weeks>礼拜|星期|周)|天)")
DAYS_OF_A_WEEK: Final = 7
ENDS_WITH_A_NAME: Final = re.compile(r"(?:代|替|顶)[我办班]?[。.\s]*$")


class LeaveDays(Reader):
    """The last day of a leave that begins today, or its first and its last day."""

    gives: ClassVar = Days

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Understand the days; they are read back before they count."""
        days = days_said(text, setting)
        fits = days is not None and may_be_away(days, setting.today)
        return Understood({key: days}) if fits else Unclear("wrong_days")


def days_said(text: str, setting: Setting) -> Days | None:
    """Understand 到20号 (from today on) and 下周一到周五; the second day is seen from the first where it must be."""
    today, calendar = setting.today, setting.calendar
    found = days_in(text, today, calendar)
    if not found:
        clauses = (BESIDE.sub("", clause, count=1) for clause in CLAUSES.split(text))
        found = [day for clause in clauses if (day := parse_day(clause, today, calendar))]
    if not found:
        return None
    length = _LENGTH.search(text)
    begins = length and not _UNTIL.search(text) and days_in(text.replace(length[0], " "), today, calendar)
    if len(found) == 1 and (begins or _SINCE.search(text)):
        # 明天起三天, 本周五请假一天: how long it is tells the last day; without that it is asked.
        days = number_written(length["n"]) * (DAYS_OF_A_WEEK if length["weeks"] else 1) if length else 0
        return Days(found[0], found[0] + timedelta(days=days - 1)) if days else None
    first = found[0] if len(found) > 1 else today
    seen_from_first = days_in(text, first, calendar) if found[-1] < first else []
    return Days(first, [*found, *seen_from_first][-1])


class LeaveForm(Form):
    """Which branch (where it is several), until when, and who takes over."""

    name = "leave"
    right = Right.TAKE_LEAVE
    words = ("请假", "代办")
    sentence = re.compile(
        rf"(?:我|本人)?(?:要|得)?[\d一二三四五六七八九十年月日号今明后天本下周星期从起到至\-—~.]*(?:{AWAY})[了去]?"
        r"(?:[到至,，\s\d一二三四五六七八九十半今明后本下月]|[。.！!]*$)"
    )

    def opening(self, turn: Turn, said: str) -> Opening:
        """Begin with the branches that could be handed over, and to whom."""
        today = turn.now.date()
        branches = [
            {"id": one.id, "name": one.short_name, "stand_ins": _labelled(turn, one, people, today)}
            for one, people in branches_to_hand_over(turn.session, turn.person, turn.now)
        ]
        first = "" if _ONLY_AWAY.fullmatch(tidy(said)) else said
        return Opening(None, Draft({"branches": branches}), first)

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask for the branch, the days and the person."""
        branches = draft.facts["branches"]
        if len(branches) > 1:
            yield Question("branch", "ask_branch", OneOf({one["id"]: one["name"] for one in branches}))
        yield Question("days", "ask_days", LeaveDays())
        if branch := _branch(draft):
            stand_ins = {one["id"]: one["label"] for one in branch["stand_ins"]}
            yield Question("stand_in", "ask_stand_in", OneOf(stand_ins), branch)

    def at_once(self, draft: Draft, text: str, setting: Setting) -> Understood | None:
        """Understand "到20号，陆凤英代": days, and the person by name; a name that cannot stand in is asked for."""
        days, named = days_said(text, setting), _named(draft, text)
        answers: dict[str, Any] = {}
        if days is not None and may_be_away(days, setting.today):
            answers["days"] = days
        if named is not None:
            branch, stand_in = named
            answers |= {"branch": branch["id"], "stand_in": stand_in["id"]}
        if not answers:
            return None
        is_unknown = named is None and ENDS_WITH_A_NAME.search(text)
        return Understood(answers, self.word("wrong_stand_in") if is_unknown else "")

    def read_back(self, draft: Draft) -> Mapping[str, Any]:
        """Show names instead of ids."""
        branch = _branch(draft) or {}
        chosen = next(one["label"] for one in branch["stand_ins"] if one["id"] == draft.answers["stand_in"])
        return {"branch": branch["name"], "days": draft.answers["days"], "stand_in": chosen}

    def finish(self, turn: Turn, _subject: str | None, draft: Draft) -> None:
        """Hand over, and point to the branches that are left."""
        branch, answers = _branch(draft) or {}, draft.answers
        organization = turn.session.get_one(Organization, branch["id"])
        stand_in = turn.session.get_one(Person, int(answers["stand_in"]))
        leave = take_leave(turn.session, organization, turn.person, stand_in, answers["days"], turn.now)
        turn.say(NOTICES, "noted", leave=leave)
        if names := [one["name"] for one in draft.facts["branches"] if one is not branch]:
            turn.say(self.wording, "another_branch", names=names)


def _labelled(turn: Turn, organization: Organization, people: list[Person], today: date) -> list[dict[str, str]]:
    held = {one.person_id: one.title for one in reversed(officers(turn.session, organization.id, today))}
    return [{"id": str(one.id), "name": one.name, "label": f"{one.name} {held[one.id]}"} for one in people]


def _branch(draft: Draft) -> Mapping[str, Any] | None:
    """Find the branch that is meant: the only one, or the one that was named."""
    branches = draft.facts["branches"]
    meant = branches[0]["id"] if len(branches) == 1 else draft.answers.get("branch")
    return next((one for one in branches if one["id"] == meant), None)


def _named(draft: Draft, text: str) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """Find who is named, and for which branch; None for nobody, and for a name that could mean several things."""
    branches = [meant] if (meant := _branch(draft)) else draft.facts["branches"]
    found = [(branch, one) for branch in branches for one in branch["stand_ins"] if one["name"] in text]
    return found[0] if len(found) == 1 else None
