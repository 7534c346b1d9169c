"""帮助: what can be typed, by what somebody is and may do; 帮助 发榜: how each word of a subject is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.router import Turn
from bot.wording import word
from handlers.commands.command import Command
from handlers.forms import FORMS
from handlers.offices import allowed
from services.rights.modules import is_right_off
from services.rights.table import Right

WORDING: Final = "notices/help.txt"
IsOn = Callable[[str], bool]
# Of how many subjects the first one is said whole.
FEW: Final = 2


@dataclass(frozen=True)
class Subject:
    """One page of the help: what stands behind 帮助, the block that answers it, and who of it may do something."""

    word: str
    block: str
    rights: tuple[Right, ...]

    def concerns(self, turn: Turn) -> bool:
        """Tell whether the person may do anything of what the page names."""
        return any(allowed(turn, right) for right in self.rights)

    def lines(self, on: IsOn) -> list[str]:
        """The page, naming only what is `on`; its first line stands on the first page too."""
        return word(WORDING, self.block, on=on).splitlines()


def words_on(turn: Turn) -> IsOn:
    """Give what tells, by a right's name, whether its words are named in this town."""
    return lambda right: not is_right_off(turn.session, Right[right])


SUBJECTS: Final = (
    Subject("支部", "branch", (Right.ACKNOWLEDGE_SLIP,)),
    Subject("办事", "branch_cases", (Right.ACKNOWLEDGE_SLIP,)),
    Subject("审核", "review", (Right.REVIEW_SELF_CHECK,)),
    Subject("催办", "slip_changes", (Right.CHANGE_SLIP,)),
    Subject("日常", "records", (Right.ENTER_RECORD,)),
    Subject("异议", "cases", (Right.ADMIT_OBJECTION, Right.DECIDE_OBJECTION, Right.APPROVE_CLAIM)),
    Subject("督办单", "orders", (Right.ISSUE_ORDER, Right.ENTER_DELIVERY)),
    Subject("发榜", "board", (Right.SEE_DRAFT,)),
    Subject("年度", "year", (Right.DRAFT_YEAR, Right.REVIEW_YEAR)),
    Subject("评议", "democratic_review", (Right.ENTER_REVIEW,)),
    Subject("处理", "consequences", (Right.CARRY_OUT, Right.CHECK_OVERHAUL)),
    Subject("查看", "town", (Right.FOLLOW_TOWN,)),
)


def say_help(turn: Turn, more: str) -> None:
    """Say the page of a subject, whoever asks, or the first page: a line a subject, of few the first one whole."""
    if named := next((one for one in SUBJECTS if one.word == more), None):
        turn.say_text("\n".join(named.lines(words_on(turn))))
        return
    concerned = [one for one in SUBJECTS if one.concerns(turn)]
    whole = concerned[:1] if len(concerned) <= FEW else []
    in_short = [one for one in concerned if one not in whole]
    on = words_on(turn)
    lines = [line for one in whole for line in one.lines(on)[1:]] + [one.lines(on)[0] for one in in_short]
    # A form that is opened by words of its own has its help in its own wording.
    lines += [one.word("help") for one in FORMS if one.words and allowed(turn, one.right)]
    turn.say(WORDING, "first_page", person=turn.person, lines=lines, subject=in_short[-1].word if in_short else "")


HELP = Command(("帮助", "help", "?", "？", "菜单", "怎么用"), say_help, Right.COME_IN, takes_more=True)
# Behind a greeting stands what is really meant: 您好，1 人不齐，下周五前补开.
GREETED = Command(("您好", "你好"), say_help, Right.COME_IN)
