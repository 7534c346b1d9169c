"""起草榜单 … 发布榜单, 修订榜单: making a quarter's board, for office, leading group and secrecy reviewer."""

from __future__ import annotations

from typing import Any, Final

from bot.errors import BadInput
from bot.router import Turn
from bot.wording import quarter_text, word
from handlers.commands.boards import BOARDS
from handlers.commands.command import Behind, Command
from handlers.commands.opinions import decision
from handlers.commands.said import first_and_rest, quarter_and_reason, quarter_and_rest, quarter_said
from models.boards import APPROVED, Board, latest_board, public_board
from models.missed_months import MISSED, MissedMonth
from rules.periods import Quarter
from services.board_displays.table import board_table
from services.board_displays.workbook import handed_out_board
from services.boards.completeness import Completeness
from services.boards.progress import board_progress
from services.publications import steps as boards
from services.publications.account_drafts import draft_again
from services.publications.posts import POSTS
from services.publications.public_account import publication_text
from services.publications.reposting import posts_to_repeat, repost_board
from services.rights.table import Right
from services.slips.missed_months import months_without_slips

# An approval in spite of an open case is said in so many words.
REASON: Final = "理由"
LOOSE: Final = " ：:，,"


def draft(turn: Turn, said: str) -> None:
    """起草榜单: draft the board of a quarter that is over."""
    _say_table(turn, "drafted", boards.draft_board(turn.session, quarter_said(turn, said), turn.person, turn.now))


def before_drafting(turn: Turn, said: str) -> str | None:
    """Say which months of the quarter have no slips and no decision about that; None where there are none, and of a
    draft that is made anew. Raises Refused where nothing can be drafted.
    """
    quarter = quarter_said(turn, said)
    board = latest_board(turn.session, quarter)
    boards.check_draft(Completeness(turn.session, quarter), board, turn.person, turn.now)
    open_months = [month for month, missed in months_without_slips(turn.session, quarter) if _is_open(missed)]
    if not open_months or board is not None:
        return None
    return word(BOARDS, "before_drafting", quarter=quarter_text(quarter), months=open_months)


def _is_open(missed: MissedMonth | None) -> bool:
    return missed is None or missed.state == MISSED


def amend(turn: Turn, said: str) -> None:
    """修订榜单: begin a new version of a published board, with the reason."""
    quarter, reason = quarter_and_reason(turn, said)
    _say_table(turn, "drafted", boards.amend_board(turn.session, quarter, turn.person, reason, turn.now))


def show_draft(turn: Turn, said: str) -> None:
    """榜单草稿: show a board to those who decide on it, before anybody else sees it."""
    _say_table(turn, "draft", boards.seen_board(turn.session, quarter_said(turn, said), turn.person, turn.now))


def show_progress(turn: Turn, said: str) -> None:
    """榜单进度: say where the board stands, who acts next, and until when."""
    board = boards.followed_board(turn.session, quarter_said(turn, said), turn.person, turn.now)
    _say(turn, "progress", board, progress=board_progress(turn.session, board, turn.now))


def preview(turn: Turn, said: str) -> None:
    """预览得分: show every organisation its own provisional score before the review."""
    quarter = quarter_said(turn, said)
    board = boards.start_preview(turn.session, quarter, turn.person, turn.calendar, turn.now)
    _say(turn, "previewed", board, progress=board_progress(turn.session, board, turn.now))


def review(turn: Turn, said: str) -> None:
    """会审榜单: note that the leading group went through it, with what it settled."""
    quarter, note = _quarter_and_note(turn, "会审榜单", said)
    _say(turn, "reviewed", boards.review_board(turn.session, quarter, turn.person, turn.now, note=note))


def _quarter_and_note(turn: Turn, _command: str, said: str) -> tuple[Quarter, str]:
    return quarter_and_reason(turn, said)


def check_secrecy(turn: Turn, said: str) -> None:
    """保密审查: 通过, or 退回 with a reason."""
    verdict, rest = first_and_rest(said)
    if verdict == "退回":
        send_back(turn, rest)
        return
    if verdict != "通过":
        raise BadInput("secrecy_verdict_missing")
    _say(turn, "secrecy_passed", boards.pass_secrecy(turn.session, quarter_said(turn, rest), turn.person, turn.now))


def send_back(turn: Turn, said: str) -> None:
    """退回榜单: send a reviewed or approved board back with a reason."""
    quarter, reason = quarter_and_reason(turn, said)
    _say(turn, "reopened", boards.reopen_board(turn.session, quarter, turn.person, reason, turn.now))


def approve(turn: Turn, said: str) -> None:
    """批准榜单: approve a board without its grey list; while a case is open, only with "理由：…"."""
    quarter, rest = quarter_and_rest(turn, said)
    despite = rest.removeprefix(REASON).lstrip(LOOSE)
    if rest and not (rest.startswith(REASON) and despite):
        raise BadInput("despite_how", said=rest)
    board = boards.approve_board(turn.session, quarter, turn.person, turn.now, despite=despite)
    _say(turn, "approved", board, grey=False)


def approve_grey(turn: Turn, said: str) -> None:
    """批准灰榜: approve the grey list, which needs this approval of its own (A19)."""
    quarter = quarter_said(turn, said)
    _say(turn, "approved", boards.approve_board(turn.session, quarter, turn.person, turn.now, grey=True), grey=True)


def publish(turn: Turn, said: str) -> None:
    """发布榜单: publish an approved board; drawing and posting follow within a minute."""
    quarter = quarter_said(turn, said)
    _say(turn, "published", boards.publish_board(turn.session, quarter, turn.person, turn.calendar, turn.now))


def draft_for_account(turn: Turn, said: str) -> None:
    """公众号草稿: put the published board into the public account's drafts once more, after it was refused."""
    board = draft_again(turn.session, quarter_said(turn, said), turn.person, turn.calendar, turn.now)
    _say(turn, "draft_again", board)


def say_public_text(turn: Turn, said: str) -> None:
    """公示文字: the text for the public account, to be posted by hand."""
    quarter = quarter_said(turn, said)
    board = handed_out_board(turn.session, quarter, turn.person, turn.now, inside=False)
    turn.say_text(publication_text(turn.session, board, turn.calendar, turn.now))


def before_publishing(turn: Turn, said: str) -> str | None:
    """Say what publishing would do, and to which board; None where it cannot be published yet. Raises Refused."""
    quarter = quarter_said(turn, said)
    board = boards.seen_board(turn.session, quarter, turn.person, turn.now)
    if board.state != APPROVED:
        return None
    return word(BOARDS, "before_publishing", quarter=quarter_text(quarter), board=board)


def repost(turn: Turn, said: str) -> None:
    """再发榜单: post a published board once more to the group named, else to those that have missed it."""
    quarter, name = quarter_and_rest(turn, said)
    found = repost_board(turn.session, quarter, name, turn.person, turn.calendar, turn.now)
    turn.say(POSTS, "reposted", quarter=quarter_text(quarter), found=found)


def before_reposting(turn: Turn, said: str) -> str:
    """Say to which groups what would go once more, and what became of it before. Raises Refused."""
    quarter, name = quarter_and_rest(turn, said)
    found = posts_to_repeat(turn.session, quarter, name, turn.person, turn.now)
    board = public_board(turn.session, quarter)
    return word(POSTS, "repost_read_back", quarter=quarter_text(quarter), board=board, found=found)


def cancel(turn: Turn, said: str) -> None:
    """取消榜单: give a quarter up before its board is approved, drafted or not, with a reason."""
    quarter, reason = quarter_and_reason(turn, said)
    _say(turn, "cancelled", boards.cancel_board(turn.session, quarter, turn.person, reason, turn.now))


def revive(turn: Turn, said: str) -> None:
    """恢复榜单: take a cancelled quarter up again, with a reason."""
    quarter, reason = quarter_and_reason(turn, said)
    _say(turn, "revived", boards.revive_board(turn.session, quarter, turn.person, reason, turn.now))


def _say_table(turn: Turn, block: str, board: Board) -> None:
    _say(turn, block, board, table=board_table(turn.session, board, turn.now))


def _say(turn: Turn, block: str, board: Board, **facts: Any) -> None:
    turn.say(BOARDS, block, quarter=quarter_text(board.quarter), board=board, by=turn.person, **facts)


BOARD_STEPS = (
    Command(
        ("起草榜单",),
        draft,
        Right.DRAFT_BOARD,
        takes_more=True,
        behind=Behind.MEANT,
        asks_first=before_drafting,
        is_final=False,
    ),
    Command(("榜单草稿",), show_draft, Right.SEE_DRAFT, takes_more=True),
    Command(("榜单进度",), show_progress, Right.SEE_DRAFT, takes_more=True),
    Command(("预览得分",), preview, Right.DRAFT_BOARD, takes_more=True, behind=Behind.MEANT),
    decision("会审榜单", review, Right.REVIEW_BOARD, _quarter_and_note, is_final=False),
    Command(
        ("保密审查",),
        check_secrecy,
        Right.CHECK_SECRECY,
        takes_more=True,
        behind=Behind.REASON,
        joined=("通过", "退回"),
    ),
    Command(
        ("退回榜单",),
        send_back,
        Right.REOPEN_BOARD,
        takes_more=True,
        behind=Behind.REASON,
        example="理由：有单位名称需要核对",
    ),
    Command(("批准榜单",), approve, Right.APPROVE_BOARD, takes_more=True, behind=Behind.MEANT),
    Command(("批准灰榜",), approve_grey, Right.APPROVE_BOARD, takes_more=True, behind=Behind.MEANT),
    Command(
        ("发布榜单",), publish, Right.PUBLISH_BOARD, takes_more=True, behind=Behind.MEANT, asks_first=before_publishing
    ),
    Command(
        ("再发榜单",), repost, Right.REPOST_BOARD, takes_more=True, behind=Behind.OPINION, asks_first=before_reposting
    ),
    Command(("公众号草稿",), draft_for_account, Right.PUBLISH_BOARD, takes_more=True, behind=Behind.MEANT),
    Command(("公示文字",), say_public_text, Right.TAKE_BOARD, takes_more=True),
    Command(
        ("修订榜单",), amend, Right.DRAFT_BOARD, takes_more=True, behind=Behind.REASON, example="理由：有一处得分更正"
    ),
    Command(("取消榜单",), cancel, Right.CANCEL_BOARD, takes_more=True, behind=Behind.REASON, example="理由：停评一次"),
    Command(
        ("恢复榜单",), revive, Right.REVIVE_BOARD, takes_more=True, behind=Behind.REASON, example="理由：材料已补齐"
    ),
)
