"""The situations of the organisation office: reviewing, chasing, recording, slips, the board."""

from __future__ import annotations

from services.publications.steps import draft_board, publish_board, start_preview
from services.slips.missed_months import waive_missed
from tests.phrases.branches import ONE_LINE, SHIWAN, TWO_OPEN, ZHU
from tests.phrases.hands import ISSUED, answers, called, recorded
from tests.worlds.phones import Phone, World, beijing
from tests.worlds.recorded_quarters import CLERK, HEAD, THIRD, after, drafted, person, reviewed, see_to_approval

ON_PAPER = "荷塘老年支部"
MONDAY = "2026-11-02 10:00"


def handed_in(town: World, userid: str, said: str) -> None:
    """Let a secretary answer the slip in one line and confirm."""
    phone = Phone(town, userid)
    phone.says(said)
    answers(phone, {"responsible": "1", "own1": "0"}, None)
    phone.says("确认")


def clerk_review(town: World, _stage: str) -> Phone:
    recorded(town, "荷塘一支部", {"主题党日": "未完成"})
    recorded(town, SHIWAN, TWO_OPEN)
    recorded(town, "柳浜一支部", {"党费": "逾期完成"})
    recorded(town, "望湖二支部", {"支委会": "未完成"})
    town.at(ISSUED)
    handed_in(town, "shenguohua", "1 下雨，11月13日补开")
    handed_in(town, ZHU, ONE_LINE)
    handed_in(town, "zhangjianxin", "1 忘记了，11月20日前补交")
    handed_in(town, "dujianping", "1 人不齐，11月20日补开")
    return Phone(town, CLERK)


def clerk_chasing(town: World, _stage: str) -> Phone:
    for branch in ("荷塘二支部", "锦绣花园支部", ON_PAPER, "望湖二支部"):
        recorded(town, branch, {"支委会": "未完成"})
    recorded(town, SHIWAN, TWO_OPEN)
    town.at(ISSUED)
    handed_in(town, "dujianping", "1 人不齐，11月20日补开")
    town.at("2026-11-03 10:00")
    return Phone(town, CLERK)


def clerk_records(town: World, _stage: str) -> Phone:
    """October is on record for two branches; no slip has gone out."""
    recorded(town, "荷塘一支部", {"主题党日": "未完成"})
    recorded(town, SHIWAN, {"党费": "逾期完成"})
    town.clock.moment = beijing(MONDAY)
    return Phone(town, CLERK)


def clerk_slips(town: World, _stage: str) -> Phone:
    """Slips have gone out; 离退休支部, which gets paper as well, goes by the name of the table."""
    called(town, {"离退休支部": "望湖老年支部"})
    recorded(town, SHIWAN, TWO_OPEN)
    for branch in ("荷塘一支部", "柳浜一支部", ON_PAPER, "望湖老年支部"):
        recorded(town, branch, {"支委会": "未完成"})
    town.at(ISSUED)
    town.clock.moment = beijing(MONDAY)
    return Phone(town, CLERK)


STEPS = ("ready", "drafted", "previewed", "reviewed", "secrecy_passed", "approved", "done", "published")
# The grey list's own approval is what parts these: the head of the office publishes, the leading group approves.
SAME_AS = {"": "ready", "approved_no_grey": "approved"}


def board_at(town: World, stage: str) -> None:
    """Bring the third quarter's board to a stage, each step on its day; then it is Monday.

    Its slips were not sent, which the office has noted: nothing is left to ask back about before the draft.
    """
    far = STEPS.index(SAME_AS.get(stage, stage))
    with town.db.begin() as session:
        for month in THIRD.months:
            waive_missed(session, month, "当月系统没有启用", person(session, CLERK), beijing(MONDAY))
        if far >= STEPS.index("drafted"):
            draft_board(session, THIRD, person(session, CLERK), drafted(THIRD))
        if far >= STEPS.index("previewed"):
            start_preview(session, THIRD, person(session, CLERK), town.bot.calendar, drafted(THIRD))
        if far >= STEPS.index("approved"):
            see_to_approval(session, THIRD, reviewed(THIRD), grey=far > STEPS.index("approved"))
        if far == STEPS.index("published"):
            published = publish_board(session, THIRD, person(session, HEAD), town.bot.calendar, after(THIRD))
            # Drawing it takes seconds and changes nothing of what is said.
            published.posted_at = published.published_at
    town.clock.moment = beijing(MONDAY)


def clerk_board(town: World, stage: str) -> Phone:
    """周海波, head of the office; with him an approved board has its grey list approved too."""
    board_at(town, "done" if stage == "approved" else stage)
    return Phone(town, HEAD)
