"""Three grey boards in a row, and everybody but the leading group types whatever there is to type: nothing follows.

A consequence moves, and the branch hears of it, only after a person of the leading group has decided (A12).
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.commands import COMMANDS
from models.consequences import Consequence
from models.overhauls import Overhaul
from models.transitions import Transition
from rules.cases import CONSEQUENCE
from tests.worlds.grey_boards import OFFICERS
from tests.worlds.phones import Phone, World, shown

CLERK, HEAD, TOWN_LEADER, MEMBER, SECRETARY = "wusiyuan", "zhouhaibo", "guchengzhi", "caoxiaoming", "zhuyongliang"
ABOUT = ("处理建议", "整顿工作报告", "约谈", "后进", "取消年度评优")
NO_RIGHT = ("可以看", "由他们办理", "帮助")
WORDS = sorted({one.words[0] for one in COMMANDS})


def moves(world: World) -> list[tuple[str, int | None]]:
    """List what happened to consequences, and by whom."""
    with world.looking() as session:
        steps = select(Transition).where(Transition.case_kind == CONSEQUENCE.name).order_by(Transition.id)
        return [(one.event, one.by_id) for one in session.scalars(steps)]


def heard_by_the_branch(world: World) -> list[str]:
    """List what its officers have read that speaks of consequences, but for answers that they have no right."""
    said = [shown(one) for userid in sorted(OFFICERS) for one in world.wecom.chats[userid]]
    return [one for one in said if any(word in one for word in ABOUT) and not any(word in one for word in NO_RIGHT)]


@pytest.mark.long
@pytest.mark.parametrize("userid", [CLERK, HEAD, TOWN_LEADER, MEMBER, SECRETARY])
def test_whatever_others_type_no_proposal_moves_and_the_branch_hears_of_none(grey: World, userid: str) -> None:
    phone, before = Phone(grey, userid), moves(grey)
    assert before == [("proposed", None)] * 4
    for word in WORDS:
        phone.writes(f"{word} 3 今天 情况属实")
    # Nobody is sent more than 28 messages a minute: in ten minutes all answers have come.
    for _ in range(10):
        grey.clock.moment += timedelta(minutes=1)
        grey.deliver()
    assert len(phone.chat) >= len(WORDS)
    grey.at("2026-11-06 10:04")
    assert moves(grey) == before
    with grey.looking() as session:
        assert {one.state for one in session.scalars(select(Consequence))} == {"proposed"}
        assert session.scalars(select(Overhaul)).all() == []
    assert heard_by_the_branch(grey) == []


def test_with_the_decision_the_branch_hears_of_its_report_and_of_nothing_else(grey: World) -> None:
    Phone(grey, "xulixin").says("同意建议 1、2、3、4 情况属实")
    grey.sweep()
    (told,) = heard_by_the_branch(grey)
    assert "整顿工作报告" in told
    assert not any(word in told for word in ("约谈", "后进", "评优"))
