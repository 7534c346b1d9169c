"""The way of a board from draft to the end of its publicity, as a row of steps with name or date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from models.boards import APPROVED, DRAFT, FINAL, PREVIEWED, REVIEWED
from models.transitions import Transition
from services.boards.progress import APPROVE, APPROVE_GREY, CHECK_SECRECY, REVIEW, BoardProgress
from services.scores.own_score import last_day

# What is still to come, in each state; the steps before it are done.
_TO_COME: Final = {
    DRAFT: ("preview", REVIEW, CHECK_SECRECY, APPROVE, "publish", "conclude"),
    PREVIEWED: (REVIEW, CHECK_SECRECY, APPROVE, "publish", "conclude"),
    REVIEWED: (CHECK_SECRECY, APPROVE, "publish", "conclude"),
    APPROVED: ("publish", "conclude"),
}
STEPS: Final = ("draft", "preview", REVIEW, CHECK_SECRECY, APPROVE, "publish", "conclude")
_WORKED_ON: Final = {"redraft": "draft"}


@dataclass(frozen=True)
class Step:
    """One step: `state` is done, on (the next one), or "". `day` and `who` are of the step taken, or those to come."""

    name: str
    state: str
    day: date | None = None
    who: tuple[str, ...] = ()


def way_of(progress: BoardProgress) -> list[Step]:
    """Lay the way of a board out: what was done by whom, who is next, what is left."""
    board = progress.board
    taken = {_WORKED_ON.get(one.event, one.event): one for one in progress.past}
    to_come = _TO_COME.get(board.state, () if board.state == FINAL else ("conclude",))
    steps = [one for one in STEPS if one != "preview" or board.version == 1]
    return [_step(progress, one, taken.get(one), one not in to_come or _is_checked(progress, one)) for one in steps]


def _is_checked(progress: BoardProgress, step: str) -> bool:
    return step == CHECK_SECRECY and progress.board.secrecy_checked_at is not None


def _step(progress: BoardProgress, name: str, taken: Transition | None, is_done: bool) -> Step:
    board = progress.board
    if name == "preview" and board.preview_ends and is_done:
        return Step(name, "done", last_day(board.preview_ends))
    if name == "conclude" and board.publicity_ends:
        return Step(name, "done" if is_done else "on", last_day(board.publicity_ends))
    if is_done and taken is not None and not _lacks_grey(progress, name):
        return Step(name, "done", taken.at.date(), (taken.by.name,) if taken.by else ())
    is_next = progress.next_step in (name, APPROVE_GREY if name == APPROVE else name)
    return Step(name, "done" if is_done and not is_next else "on" if is_next else "", who=_who(progress, is_next))


def _lacks_grey(progress: BoardProgress, name: str) -> bool:
    return name == APPROVE and progress.next_step == APPROVE_GREY


def _who(progress: BoardProgress, is_next: bool) -> tuple[str, ...]:
    return tuple(one.name for one in progress.actors) if is_next else ()
