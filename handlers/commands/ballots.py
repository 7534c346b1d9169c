"""发起测评, 测评进度, 撤销测评 for the office; 投票 for whoever was asked (A18)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from bot.errors import BadInput
from bot.forms import LOOSE_ENDS
from bot.router import Turn
from handlers.commands.command import Behind, Command
from handlers.commands.said import branch_and_rest, first_and_rest, unlabelled, words_of, year_and_rest
from handlers.forms import CONVERSATIONS
from handlers.forms.ballot import BallotForm, Planned, ballot_draft
from handlers.forms.vote import VoteForm, vote_draft
from models.ballots import VOTE_WORD, ballots_for, is_spelt_grade, open_ballots
from rules.day_phrases import parse_day
from rules.grades import grade_said
from services.ballots.ballots import (
    NOTICES,
    ballot_to_vote_in,
    cancel_ballot,
    check_last_day,
    check_may_open,
    check_voters,
    grades_of,
    voters_named,
)
from services.register.names import named_alone, registered
from services.rights.table import Right


def begin_ballot(turn: Turn, more: str) -> None:
    """发起测评 [2026] 荷塘一支部[、石湾村支部…] 12月20日 姓名、姓名…: read back, and opened when confirmed.

    Several branches, each with voters of its own, stand on lines of their own; a year, and a day, that stand alone on
    the first line are those of all.
    """
    first, *lines = [line for line in more.splitlines() if line.strip()] or [""]
    year, rest = year_and_rest(turn, first)
    day = parse_day(rest, turn.now.date(), turn.calendar) if lines else None
    given = lines if day else [one for one in (rest, *lines) if one]
    ballots = [one for line in given or [""] for one in _planned(turn, year, day, line)]
    if twice := [one for one, times in Counter(each.organization for each in ballots).items() if times > 1]:
        raise BadInput("ballot_twice", organizations=twice)
    CONVERSATIONS.begin(turn, BallotForm, None, ballot_draft(year, ballots))


def _planned(turn: Turn, year: int, of_all: date | None, line: str) -> list[Planned]:
    """Read one line: the branches, the day where it is not that of all, and the voters. Raises Refused."""
    names, rest = first_and_rest(line)
    if not names:
        raise BadInput("ballot_name_missing", command="发起测评")
    found = []
    while names and (named := named_alone(turn.session, names)):
        found.append(named)
        names, rest = first_and_rest(rest) if _is_branch(turn, rest) else ("", rest)
    organizations = found or [registered(turn.session, names)]
    for one in organizations:
        check_may_open(turn.session, one, year, turn.person, turn.now)
    day_said, voters_said = first_and_rest(rest)
    said = parse_day(day_said, turn.now.date(), turn.calendar)
    day = said or of_all
    if day is None:
        raise BadInput("ballot_how", organization=organizations[0])
    check_last_day(day, turn.now.date())
    voters = voters_named(turn.session, words_of(voters_said if said else rest))
    check_voters(voters)
    return [Planned(one, day, voters) for one in organizations]


def _is_branch(turn: Turn, rest: str) -> bool:
    return named_alone(turn.session, first_and_rest(rest)[0]) is not None


def vote(turn: Turn, more: str) -> None:
    """投票 [荷塘一支部] 等次: sealed at once, read back without the grade, and cast when confirmed.

    What names no organisation is taken for the grade and never said back.
    """
    named = {part: named_alone(turn.session, part) for part in words_of(more.strip(LOOSE_ENDS))}
    on = next(filter(None, named.values()), None)
    ballot = ballot_to_vote_in(turn.session, turn.person, turn.now, on)
    grade = " ".join(part for part, organization in named.items() if organization is None)
    draft = vote_draft(ballot, grades_of(turn.session, ballot))
    CONVERSATIONS.begin(turn, VoteForm, str(ballot.id), draft, first=grade)


def take_bare_vote(turn: Turn) -> bool:
    """优秀, 我投合格: a vote where one is asked for and nothing else is; in another form it is never taken down."""
    form = CONVERSATIONS.open_form(turn) if turn.is_asked_to_vote else None
    if not turn.is_asked_to_vote or turn.incoming.kind != "text" or isinstance(form, VoteForm):
        return False
    asked, said = ballots_for(turn.session, turn.person, turn.now), turn.incoming.text
    grades = {grade for ballot, _ in asked for grade in grades_of(turn.session, ballot)}
    is_grade = grade_said(said, grades) is not None
    if form and (is_grade or is_spelt_grade(said)) and not all(has_voted for _, has_voted in asked):
        raise BadInput("ballot_other_form")
    if is_grade and not form:
        vote(turn, said)
    return is_grade and not form


def show_progress(turn: Turn, _more: str) -> None:
    """测评进度: how many have voted, never what, and never who."""
    turn.say(NOTICES, "progress", ballots=open_ballots(turn.session))


def cancel(turn: Turn, more: str) -> None:
    """撤销测评 荷塘一支部 理由: the votes are thrown away unread."""
    if not words_of(more):
        raise BadInput("ballot_name_missing", command="撤销测评")
    organization, reason = branch_and_rest(turn, more)
    ballot = cancel_ballot(turn.session, organization, unlabelled(reason), turn.person, turn.now)
    turn.say(NOTICES, "cancelled", ballot=ballot)


BALLOT_COMMANDS = (
    Command(("发起测评",), begin_ballot, Right.ENTER_REVIEW, takes_more=True, returns=False),
    Command((VOTE_WORD,), vote, Right.VOTE, takes_more=True, returns=False),
    Command(("测评进度",), show_progress, Right.FOLLOW_REVIEWS),
    Command(
        ("撤销测评",), cancel, Right.ENTER_REVIEW, takes_more=True, behind=Behind.REASON, example="支部 理由：名单有误"
    ),
)
