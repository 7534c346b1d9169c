"""Every word of the chat and everybody: who has no right is refused, who has one is not, as the table says."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import NoRight, Refused
from bot.incoming import Incoming
from bot.router import Turn
from handlers.commands import CANCELLING, COMMANDS
from handlers.commands.command import Command
from handlers.commands.route import command_route
from handlers.forms import FORMS
from models.organizations import Organization
from rules.workdays import Calendar
from services.rights.asking import may
from services.rights.table import Right
from tests.worlds.browsers import NOW
from tests.worlds.open_cases import with_open_cases
from tests.worlds.recorded_quarters import person
from tests.worlds.rolled_back import undone
from tests.worlds.towns import Past
from tests.worlds.who_may import BRANCH, BRANCH_NAME, FOR_ALL, PEOPLE

ALL = (*CANCELLING, *COMMANDS)
# 民主评议 with more behind it enters a result, another right; the number behind 异议 is that of one's own entry, and
# what names no branch behind 加分 tells of one's own claim.
OTHERWISE = {
    "民主评议": ("",),
    "异议": (f" {BRANCH_NAME}",),
    "加分": (f" {BRANCH_NAME}", f" {BRANCH_NAME} 综合荣誉 县级 今天", ""),
}
ROUTE = command_route(ALL)
# Whose matter it is depends on who writes, or on who was asked: what stands behind the word names no branch.
ABOUT_ONESELF = (Right.OWN_AFFAIRS, Right.TAKE_LEAVE)
# What can stand behind a word that concerns one branch: its name, or a case's number.
BEHIND = (f" {BRANCH_NAME}", " 1 今天 情况属实", f" {BRANCH_NAME} ZD-02 部分完成 开了一次", "")


@pytest.fixture
def past() -> Past:
    return with_open_cases


@pytest.fixture
def session(loaded_url: Callable[[str], str]) -> Iterator[Session]:
    """That town, on SQLite; that both databases answer alike is held by tests/services/rights."""
    database = Database(loaded_url("sqlite"))
    with database.begin() as session:
        yield session
    database.engine.dispose()


def outcome(session: Session, userid: str, said: str, calendar: Calendar) -> Refused | None:
    """Let somebody write; tell what it was refused with. Nothing of it stays."""
    incoming = Incoming(key=said, who=userid, kind="text", at=NOW, text=said)
    with undone(session):
        try:
            ROUTE(Turn(session, person(session, userid), incoming, NOW, calendar))
        except Refused as refused:
            return refused
    return None


def texts(command: Command) -> list[str]:
    word = command.words[0]
    return [word + more for more in (OTHERWISE.get(word, BEHIND) if command.takes_more else [""])]


@pytest.mark.long
@pytest.mark.parametrize("who", PEOPLE)
def test_every_word_is_for_whom_the_table_names(session: Session, calendar: Calendar, who: str) -> None:
    branch, one = session.get_one(Organization, BRANCH), person(session, PEOPLE[who])
    for command in (one for one in ALL if one.right not in ABOUT_ONESELF):
        somewhere = may(session, one, command.right, NOW)
        there = may(session, one, command.right, NOW, branch) if command.takes_more else somewhere
        for said in texts(command):
            found = outcome(session, PEOPLE[who], said, calendar)
            if there:
                assert not isinstance(found, NoRight), (said, found)
            elif not somewhere and command.right.value.refusal:
                assert isinstance(found, NoRight), said
                assert found.reason == command.right.value.refusal, said
            elif said != command.words[0]:
                assert found is not None, f"{said}: the branch is another's, so ask check_may(…), or see ABOUT_ONESELF"


def test_a_word_that_names_no_branch_is_held_at_the_door() -> None:
    """Nothing behind it, nothing to ask a service about: whom its right concerns nowhere is refused by the right."""
    open_to_all = {one.words[0] for one in ALL if not (one.takes_more or one.right.value.refusal)}
    meant = {one.words[0] for one in ALL if one.right in FOR_ALL}
    assert open_to_all - meant == set(), "give the right of these words a `refusal`, or take another right"


def test_a_word_without_a_right_is_no_command() -> None:
    with pytest.raises(TypeError):
        Command(("新词",), lambda _turn, _more: None)  # type: ignore[call-arg]


def test_a_form_that_words_open_names_its_right() -> None:
    assert [one.name for one in FORMS if one.words and one.right is None] == [], "give it a right = Right.…"


def test_the_rights_of_words_are_those_people_look_for() -> None:
    named = {word: command.right for command in ALL for word in command.words}
    assert named["通过"] is Right.REVIEW_SELF_CHECK
    assert named["得分"] is Right.SEE_SCORE
    assert named["榜单草稿"] is Right.SEE_DRAFT
    assert named["请假"] is Right.TAKE_LEAVE
