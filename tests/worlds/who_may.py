"""Who may do what to 石湾村支部, written down a second time: by people, where the product says it by roles."""

from typing import Final

from services.rights.table import Right

BRANCH, BRANCH_NAME = "org-011", "石湾村支部"
# Its secretary and another branch's, somebody of its group and of another one, the office, and everybody above.
PEOPLE: Final = {
    "own": "zhuyongliang",
    "other": "zhangjianxin",
    "group": "caoxiaoming",
    "group2": "gezhiwei",
    "clerk": "qianxiaoyu",
    "drafter": "wusiyuan",
    "head": "zhouhaibo",
    "lead": "xulixin",
    "town": "guchengzhi",
    "secrecy": "jiangweidong",
    "dept": "gaoweimin",
}
TABLE: Final = """
                           own     other   group   group2  clerk   drafter head    lead    town    secrecy dept
    KNOCK                  x       x       x       x       x       x       x       x       x       x       x
    OPERATE                x       x       x       x       x       x       x       x       x       x       x
    COME_IN                x       x       x       x       x       x       x       x       x       x       x
    OWN_AFFAIRS            x       x       x       x       x       x       x       x       x       x       x
    SEE_PUBLISHED_BOARD    x       x       x       x       x       x       x       x       x       x       x
    SEE_INTERNAL_EDITION   .       .       .       .       x       x       x       x       x       .       .
    OPEN_CONSOLE           .       .       x       .       x       x       x       x       x       x       .
    USE_CONSOLE            .       .       .       .       x       x       x       x       x       .       .
    HAND_IN_FILES          .       .       x       .       x       x       x       x       x       .       .
    VOTE                   x       x       x       x       x       x       x       x       x       x       x
    SPEAK_FOR              x       .       .       .       x       x       x       .       .       .       .
    TAKE_LEAVE             x       .       .       .       .       .       .       .       .       .       .
    SEE_LEAVES             .       .       .       .       x       x       x       .       .       .       .
    HAND_OVER              .       .       .       .       x       x       x       .       .       .       .
    SEE_OUTBOX             .       .       .       .       x       x       x       .       .       .       .
    SEND_AGAIN             .       .       .       .       x       x       x       .       .       .       .
    SEE_SUGGESTIONS        .       .       .       .       x       x       x       .       .       .       .
    ANSWER_SUGGESTION      .       .       .       .       x       x       x       .       .       .       .
    KEEP_BACKUPS           .       .       .       .       x       x       x       .       .       .       .
    KEEP_PRIVACY           .       .       .       .       .       .       x       x       .       .       .
    SEE_SLIP               x       .       x       .       x       x       x       .       .       .       .
    ANSWER_SLIP            x       .       .       .       x       x       x       .       .       .       .
    ACKNOWLEDGE_SLIP       x       .       .       .       .       .       .       .       .       .       .
    ENTER_PAPER_FORM       .       .       .       .       x       x       x       .       .       .       .
    ENTER_RECEIPT          .       .       .       .       x       x       x       .       .       .       .
    REVIEW_SELF_CHECK      .       .       .       .       x       x       x       .       .       .       .
    CHANGE_SLIP            .       .       .       .       x       x       x       .       .       .       .
    ISSUE_MONTH            .       .       .       .       x       x       x       .       .       .       .
    WAIVE_MONTH            .       .       .       .       x       x       x       .       .       .       .
    URGE                   .       .       .       .       x       x       x       .       .       .       .
    TELL_BRANCH            .       .       .       .       x       x       x       .       .       .       .
    SEE_TOWN               .       .       .       .       x       x       x       .       .       .       .
    CHANGE_ORGANIZATION    .       .       .       .       x       x       x       .       .       .       .
    SEE_REGISTER           .       .       .       .       x       x       x       x       x       .       .
    CHANGE_REGISTER        .       .       .       .       x       x       x       .       .       .       .
    FILL_TOWN_OFFICE       .       .       .       .       .       .       x       x       .       .       .
    CHANGE_SETTINGS        .       .       .       .       x       x       x       .       .       .       .
    SEE_PROMISES           .       .       .       .       x       x       x       .       .       .       .
    SEE_CHECKUP            .       .       .       .       x       x       x       x       .       .       .
    OVERRIDE_RED_LINE      .       .       .       .       .       .       .       x       .       .       .
    ENTER_TASK             .       .       .       .       x       x       x       .       .       .       .
    SET_HOLIDAYS           .       .       .       .       x       x       x       .       .       .       .
    FOLLOW_TOWN            .       .       .       .       x       x       x       x       x       .       .
    COMPARE_GROUPS         .       .       .       .       x       x       x       x       x       .       .
    SEE_RECORDS            x       .       x       .       x       x       x       .       .       .       .
    ENTER_RECORD           .       .       x       .       x       x       x       .       .       .       .
    INSPECT                .       .       x       .       .       .       .       .       .       .       .
    TAKE_SHEET             .       .       x       .       x       x       x       .       .       .       .
    EXEMPT                 .       .       .       .       .       .       x       .       .       .       .
    DRAFT_BOARD            .       .       .       .       .       x       x       .       .       .       .
    SEE_DRAFT              .       .       .       .       x       x       x       x       .       x       .
    TAKE_BOARD             .       .       .       .       x       x       x       x       x       x       .
    REVIEW_BOARD           .       .       .       .       .       .       x       x       .       .       .
    CHECK_SECRECY          .       .       .       .       .       .       .       .       .       x       .
    APPROVE_BOARD          .       .       .       .       .       .       x       x       .       .       .
    REOPEN_BOARD           .       .       .       .       .       .       x       x       .       x       .
    PUBLISH_BOARD          .       .       .       .       .       x       x       x       .       .       .
    REPOST_BOARD           .       .       .       .       .       x       x       x       .       .       .
    CANCEL_BOARD           .       .       .       .       .       .       .       x       .       .       .
    REVIVE_BOARD           .       .       .       .       .       .       .       x       .       .       .
    SEE_SCORE              x       .       x       .       x       x       x       x       x       .       .
    SEE_SCORE_EARLY        x       .       .       .       x       x       x       x       .       .       .
    OBJECT                 x       .       .       .       x       x       x       .       .       .       .
    SEE_OBJECTIONS         .       .       .       .       x       x       x       x       .       .       .
    ADMIT_OBJECTION        .       .       .       .       x       x       x       .       .       .       .
    DECIDE_OBJECTION       .       .       .       .       .       .       x       x       .       .       .
    SEE_ORDER              x       .       x       .       x       x       x       x       x       .       .
    ANSWER_ORDER           x       .       .       .       x       x       x       .       .       .       .
    ISSUE_ORDER            .       .       x       .       .       .       .       .       .       .       .
    DECIDE_ORDER           .       .       x       .       .       .       .       .       .       .       .
    WITHDRAW_ORDER         .       .       x       .       x       x       x       .       .       .       .
    ENTER_DELIVERY         .       .       .       .       x       x       x       .       .       .       .
    SEE_CONSEQUENCES       .       .       .       .       x       x       x       x       x       .       .
    DECIDE_CONSEQUENCE     .       .       .       .       .       .       .       x       .       .       .
    CARRY_OUT              .       .       .       .       x       x       x       x       .       .       .
    RECORD_MEASURE         .       .       .       .       .       .       x       x       .       .       .
    SEE_OVERHAUL           x       .       x       .       x       x       x       x       x       .       .
    REPORT_OVERHAUL        x       .       .       .       x       x       x       .       .       .       .
    CHECK_OVERHAUL         .       .       x       .       .       .       .       .       .       .       .
    HELP                   .       .       x       .       x       x       x       .       .       .       .
    FILE_CLAIM             x       .       .       .       x       x       x       .       .       .       .
    ANSWER_CLAIM           x       .       .       .       x       x       x       .       .       .       .
    SEE_CLAIM              x       .       .       .       x       x       x       x       .       .       .
    SEE_CLAIMS             .       .       .       .       x       x       x       x       .       .       .
    CHECK_CLAIM            .       .       .       .       x       x       x       .       .       .       .
    REJECT_CLAIM           .       .       .       .       x       x       x       x       .       .       .
    APPROVE_CLAIM          .       .       .       .       .       .       x       x       .       .       .
    REVOKE_CLAIM           .       .       .       .       .       .       x       x       .       .       .
    DRAFT_YEAR             .       .       .       .       .       x       x       .       .       .       .
    REVIEW_YEAR            .       .       .       .       .       .       x       x       .       .       .
    APPROVE_YEAR           .       .       .       .       .       .       x       x       .       .       .
    DECIDE_TOO_FEW         .       .       .       .       .       .       x       x       .       .       .
    REOPEN_YEAR            .       .       .       .       .       .       x       x       .       .       .
    PUBLISH_YEAR           .       .       .       .       .       x       x       x       .       .       .
    SEE_YEAR               .       .       .       .       x       x       x       x       x       .       .
    SEE_YEAR_SHEET         x       .       x       .       x       x       x       x       x       .       .
    SEE_YEAR_SHEET_EARLY   x       .       .       .       x       x       x       x       x       .       .
    SEE_HONOURS            .       .       .       .       x       x       x       x       x       .       .
    SEE_REVIEWS            x       .       .       .       x       x       x       x       x       .       .
    ENTER_REVIEW           .       .       .       .       x       x       x       .       .       .       .
    FOLLOW_REVIEWS         .       .       .       .       x       x       x       x       x       .       .
    SEE_SCHEME_CHANGES     .       .       .       .       x       x       x       x       .       .       .
    INTRODUCE_SCHEME       .       .       .       .       .       .       .       x       .       .       .
"""


def written_down() -> dict[tuple[str, str], bool]:
    """Read the table above: may this person do this to the branch?"""
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return {(name, who): mark == "x" for name, *marks in rows for who, mark in zip(head, marks, strict=True)}


def rights_written_down() -> set[str]:
    """List the rights of the table above."""
    return {name for name, _ in written_down()}


FOR_ALL: Final = frozenset(
    {Right.KNOCK, Right.OPERATE, Right.COME_IN, Right.OWN_AFFAIRS, Right.SEE_PUBLISHED_BOARD, Right.VOTE}
)
