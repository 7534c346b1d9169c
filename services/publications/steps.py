"""The quarter's board from draft to final, step by step: where each step is (R21–R24, A9, A19).

draft_board → start_preview → review_board → pass_secrecy → approve_board, and again for the grey list → publish_board
→ post_published → conclude_publicity; amend_board begins a new version, reopen_board goes back, cancel_board ends, and
revive_board takes up again. The states are those of `rules/cases.py`, BOARD; every step is kept as a transition.
"""

from __future__ import annotations

from services.boards.approval import approve_board, pass_secrecy, reopen_board, review_board
from services.boards.cancelling import cancel_board, revive_board
from services.boards.drafting import amend_board, check_draft, draft_board, start_preview
from services.boards.rights import followed_board, seen_board
from services.publications.publication import (
    board_picture,
    conclude_publicity,
    pictures_to_post,
    post_published,
    publish_board,
)

__all__ = [
    "amend_board",
    "approve_board",
    "board_picture",
    "cancel_board",
    "check_draft",
    "conclude_publicity",
    "draft_board",
    "followed_board",
    "pass_secrecy",
    "pictures_to_post",
    "post_published",
    "publish_board",
    "reopen_board",
    "review_board",
    "revive_board",
    "seen_board",
    "start_preview",
]
