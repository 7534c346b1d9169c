"""The table of rights: every action of the product, who may take it of whose, and whom a conflict of interest bars.

Chat commands, pages and `flask` commands name their entry; services ask it through `services/rights/asking.py`.
`flask rights` prints it in Chinese.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from models.appointments import GROUP_LEADER, LEADERS, LEADING_GROUP, OFFICE, OFFICE_HEAD, SECRECY_REVIEWER

# Who may, besides the roles of models/appointments.py: what somebody is to the organisation concerned.
OWN: Final = "own"  # its secretary, deputy or 组织委员
GROUP: Final = "group"  # leader or member of its supervision group
DEPARTMENT: Final = "department"  # head of its department
SPARE_OFFICE: Final = "spare_office"  # the office, where it has no supervision group
# Everybody of the register; also who is not in it; whoever works on this machine.
EVERYBODY: Final = "everybody"
ANYBODY: Final = "anybody"
OPERATOR: Final = "operator"


CAN: Final = "can:"


def can(power: str) -> str:
    """Name whoever the register grants a power (`can: [draft_board]`)."""
    return f"{CAN}{power}"


@dataclass(frozen=True, eq=False)
class Rule:
    """Who may, and with which sentence of templates/notices/refusals.txt everybody else is refused.

    `refusal` is said at the door to whom it concerns nowhere; without it the door leaves the matter to the service.
    `elsewhere` is said for one organisation and names whom to ask; without it `refusal` is.
    `conflict` bars the officers of an organisation concerned (D10); with `unless_alone` only while somebody else with
    the right is free to act, and otherwise it is shown.
    """

    who: tuple[str, ...]
    refusal: str = ""
    elsewhere: str = ""
    conflict: str = ""
    unless_alone: bool = False


def _avoiding(conflict: str, who: tuple[str, ...], refusal: str, elsewhere: str = "") -> Rule:
    """Make a rule whose conflict of interest gives way where nobody else can act."""
    return Rule(who, refusal, elsewhere, conflict, unless_alone=True)


# The branch hears at once what the office does in its name (services/notices/speaking.py, D6).
_SPEAKERS: Final = (OWN, *OFFICE)
_INSIDE: Final = (*OFFICE, *LEADERS)
_DRAFTERS: Final = (OFFICE_HEAD, can("draft_board"))
_APPROVERS: Final = (LEADING_GROUP, can("approve_board"))
_CLAIM_DECIDERS: Final = (OFFICE_HEAD, LEADING_GROUP, can("approve_bonus"))
_SEE_YEAR: Final = (*_INSIDE, *_DRAFTERS, *_APPROVERS)
_CONCERNED: Final = (OWN, GROUP, DEPARTMENT, *_INSIDE)


class Right(Enum):
    """The table. A branch sees itself, a supervisor the group's organisations, the office everything (D8)."""

    # For everybody.
    KNOCK = Rule((ANYBODY,))
    OPERATE = Rule((OPERATOR,))
    COME_IN = Rule((EVERYBODY,))
    OWN_AFFAIRS = Rule((EVERYBODY,))  # what somebody handed in, filed, was asked, or helps with
    SEE_PUBLISHED_BOARD = Rule((EVERYBODY,))
    SEE_INTERNAL_EDITION = Rule(_INSIDE, "board_show_not_yours")
    VOTE = Rule((EVERYBODY,))

    # The office's console, for whoever may open one of its places; of each of these, the place's own right.
    OPEN_CONSOLE = Rule(
        (GROUP, *_INSIDE, *_DRAFTERS, *_APPROVERS, can("approve_bonus"), SECRECY_REVIEWER), "console_not_yours"
    )
    USE_CONSOLE = Rule((*OFFICE, *LEADERS), "console_not_yours")
    HAND_IN_FILES = Rule((GROUP, *OFFICE, *LEADERS), "console_not_yours")  # of which subjects, each one's own right

    # In a branch's name, and for its people.
    SPEAK_FOR = Rule(_SPEAKERS)
    TAKE_LEAVE = Rule((OWN,), "leave_not_yours")
    SEE_LEAVES = Rule(OFFICE)  # of every branch
    HAND_OVER = Rule(OFFICE, "office_only")
    SEE_OUTBOX = Rule(OFFICE, "office_only")  # what was said unasked, to whom, and whether it arrived
    SEND_AGAIN = Rule(OFFICE, "office_only")
    SEE_SUGGESTIONS = Rule(OFFICE, "office_only")
    ANSWER_SUGGESTION = Rule(OFFICE, "office_only")
    KEEP_BACKUPS = Rule(OFFICE, "office_only")
    # Who read whose score; all that is kept about a person; not naming somebody any more.
    KEEP_PRIVACY = Rule((OFFICE_HEAD, LEADING_GROUP), "privacy_not_yours")

    # Slips and self-checks (R10–R16).
    SEE_SLIP = Rule((OWN, GROUP, *OFFICE), "", "not_your_slip")
    ANSWER_SLIP = Rule(_SPEAKERS, "", "not_your_slip")
    ACKNOWLEDGE_SLIP = Rule((OWN,), "", "not_your_slip")
    ENTER_PAPER_FORM = _avoiding("own_branch_office", OFFICE, "office_only")
    ENTER_RECEIPT = _avoiding("own_branch_office", OFFICE, "office_only")
    REVIEW_SELF_CHECK = _avoiding("own_branch_office", OFFICE, "office_only")
    CHANGE_SLIP = _avoiding("own_branch_office", OFFICE, "office_only")  # withdraw, correct, waive, extend
    ISSUE_MONTH = Rule(OFFICE, "office_only")  # the slips of a month in which nobody started the program
    WAIVE_MONTH = Rule(OFFICE, "office_only")
    URGE = Rule(OFFICE, "office_only")
    TELL_BRANCH = Rule(OFFICE, "office_only")
    SEE_TOWN = Rule(OFFICE, "office_only")
    CHANGE_ORGANIZATION = _avoiding("own_branch_office", OFFICE, "office_only")  # dissolve, merge, split, rename, move
    SEE_REGISTER = Rule(_INSIDE, "office_only")
    # Appointments, people, groups, departments; of the town's own offices the head of the office or the leaders.
    CHANGE_REGISTER = _avoiding("own_branch_office", OFFICE, "office_only")
    FILL_TOWN_OFFICE = Rule((OFFICE_HEAD, LEADING_GROUP), "town_office_not_yours")
    CHANGE_SETTINGS = Rule(OFFICE, "office_only")  # chats, names of the town, telephones
    SEE_PROMISES = Rule(OFFICE, "office_only")
    SEE_CHECKUP = Rule((*OFFICE, LEADING_GROUP), "office_only")
    OVERRIDE_RED_LINE = Rule((LEADING_GROUP,), "red_line_not_yours")

    # Tasks and working days (R7–R9, A3).
    ENTER_TASK = Rule(OFFICE, "office_only")
    SET_HOLIDAYS = Rule(OFFICE, "office_only")

    # The town as its leaders look at it, branch by branch and over time; how strictly its groups inspect.
    FOLLOW_TOWN = Rule(_INSIDE, "town_pages_not_yours")
    COMPARE_GROUPS = Rule((GROUP_LEADER, *_INSIDE), "groups_not_yours")

    # Daily records and inspections (R7–R9, R17).
    SEE_RECORDS = Rule((OWN, GROUP, *OFFICE), "records_not_yours")
    ENTER_RECORD = Rule((GROUP, *OFFICE), "", "record_wrong_recorded_by", "record_own_branch")
    INSPECT = Rule((GROUP,), "inspectors_only", "not_your_inspection", "inspects_own_branch")
    TAKE_SHEET = Rule((GROUP, *OFFICE), "inspectors_only")  # a group's empty sheet, to fill in
    EXEMPT = Rule((OFFICE_HEAD,), "exemption_not_yours", conflict="exempts_own_branch")

    # Boards (R21–R24, A19).
    DRAFT_BOARD = Rule(_DRAFTERS, "board_draft_not_yours")
    SEE_DRAFT = Rule((*OFFICE, *_DRAFTERS, *_APPROVERS, SECRECY_REVIEWER), "board_show_not_yours")
    TAKE_BOARD = Rule((*_INSIDE, *_DRAFTERS, *_APPROVERS, SECRECY_REVIEWER), "board_show_not_yours")  # as a file
    REVIEW_BOARD = _avoiding("board_own_branch", _APPROVERS, "board_review_not_yours")
    CHECK_SECRECY = _avoiding("board_own_branch", (SECRECY_REVIEWER,), "secrecy_not_yours")
    APPROVE_BOARD = _avoiding("board_own_branch", _APPROVERS, "board_approve_not_yours")
    REOPEN_BOARD = Rule((SECRECY_REVIEWER, *_APPROVERS), "secrecy_not_yours")
    PUBLISH_BOARD = Rule((*_DRAFTERS, *_APPROVERS), "board_publish_not_yours")
    REPOST_BOARD = Rule((*_DRAFTERS, *_APPROVERS), "board_publish_not_yours")
    CANCEL_BOARD = _avoiding("board_own_branch", (LEADING_GROUP,), "board_cancel_not_yours")
    REVIVE_BOARD = _avoiding("board_own_branch", (LEADING_GROUP,), "board_cancel_not_yours")

    # Scores and objections (A5, A19).
    SEE_SCORE = Rule((OWN, GROUP, *_INSIDE), "score_not_yours", "result_not_yours")
    SEE_SCORE_EARLY = Rule((OWN, *OFFICE, LEADING_GROUP))  # before the board is out
    OBJECT = Rule(_SPEAKERS, "objection_not_yours")
    SEE_OBJECTIONS = Rule((*OFFICE, LEADING_GROUP), "objection_list_not_yours")
    ADMIT_OBJECTION = Rule(OFFICE, "office_only", conflict="objection_own")
    DECIDE_OBJECTION = Rule((OFFICE_HEAD, LEADING_GROUP), "objection_decide_not_yours", conflict="objection_own")

    # Rectification orders (R19, R20).
    SEE_ORDER = Rule(_CONCERNED, "order_see_not_yours")
    ANSWER_ORDER = Rule(_SPEAKERS, "", "order_not_your_branch")
    ISSUE_ORDER = Rule((GROUP,), "order_inspectors_only", "order_not_your_group", "order_own_branch")
    DECIDE_ORDER = Rule((GROUP,), "", "order_not_your_group", "order_own_branch")
    WITHDRAW_ORDER = Rule((GROUP, *OFFICE), "", "order_not_your_group", "order_own_branch")
    ENTER_DELIVERY = _avoiding("own_branch_office", OFFICE, "office_only")

    # Consequences and overhauls (R37–R41, A12).
    SEE_CONSEQUENCES = Rule(_INSIDE, "consequence_not_yours")
    DECIDE_CONSEQUENCE = Rule((LEADING_GROUP,), "consequence_decide_not_yours", conflict="consequence_own_branch")
    CARRY_OUT = Rule((LEADING_GROUP, *OFFICE), "consequence_carry_out_not_yours", conflict="consequence_own_branch")
    RECORD_MEASURE = Rule((LEADING_GROUP, OFFICE_HEAD), "measure_not_yours", conflict="consequence_own_branch")
    SEE_OVERHAUL = Rule(_CONCERNED)
    REPORT_OVERHAUL = Rule(_SPEAKERS, "", "overhaul_not_your_branch")
    CHECK_OVERHAUL = Rule((GROUP, SPARE_OFFICE), "", "overhaul_not_your_group", "consequence_own_branch")
    HELP = _avoiding("consequence_own_branch", (GROUP, *OFFICE), "", "help_not_yours")

    # Bonus claims (R30–R33).
    FILE_CLAIM = Rule(_SPEAKERS, "", "claim_not_your_branch")
    ANSWER_CLAIM = Rule(_SPEAKERS, "", "claim_not_your_branch")  # hand it in again, take it back
    SEE_CLAIM = Rule((OWN, *OFFICE, *_CLAIM_DECIDERS))
    SEE_CLAIMS = Rule((*OFFICE, *_CLAIM_DECIDERS), "office_only")
    CHECK_CLAIM = Rule(OFFICE, "office_only", conflict="claim_needs_another")
    REJECT_CLAIM = Rule((*OFFICE, *_CLAIM_DECIDERS), "office_only", conflict="claim_needs_another")
    APPROVE_CLAIM = Rule(_CLAIM_DECIDERS, "claim_decide_not_yours", conflict="claim_needs_another")
    REVOKE_CLAIM = Rule((OFFICE_HEAD, LEADING_GROUP), "claim_revoke_not_yours", conflict="claim_needs_another")

    # The year (R34, R35, R42–R44, A18).
    DRAFT_YEAR = Rule(_DRAFTERS, "annual_draft_not_yours")
    REVIEW_YEAR = _avoiding("annual_own_branch", _APPROVERS, "annual_approve_not_yours")
    APPROVE_YEAR = _avoiding("annual_own_branch", _APPROVERS, "annual_approve_not_yours")
    DECIDE_TOO_FEW = _avoiding("annual_own_branch", _APPROVERS, "annual_approve_not_yours")  # whose year counts
    REOPEN_YEAR = Rule(_APPROVERS, "annual_approve_not_yours")
    PUBLISH_YEAR = Rule((*_DRAFTERS, *_APPROVERS), "annual_publish_not_yours")
    SEE_YEAR = Rule(_SEE_YEAR, "annual_table_not_yours")
    SEE_YEAR_SHEET = Rule((OWN, GROUP, *_SEE_YEAR), "annual_sheet_not_yours")
    SEE_YEAR_SHEET_EARLY = Rule((OWN, *_SEE_YEAR))  # before the year is out
    SEE_HONOURS = Rule(_INSIDE, "honours_not_yours")
    SEE_REVIEWS = Rule((OWN, *_INSIDE), "reviews_not_yours")
    ENTER_REVIEW = Rule(OFFICE, "review_office_only", conflict="review_own_branch")
    FOLLOW_REVIEWS = Rule(_INSIDE, "review_office_only")

    # Versions of the rule (R5).
    SEE_SCHEME_CHANGES = Rule((*OFFICE, LEADING_GROUP), "scheme_changes_not_yours")
    INTRODUCE_SCHEME = Rule((LEADING_GROUP,), "scheme_not_yours")
