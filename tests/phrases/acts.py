"""Which change says that an act of the table was done: its words there, and what it leaves behind here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.phrases.observing import Came, Change

Mark = Callable[[Change], bool]


@dataclass(frozen=True)
class Opens:
    """An act that opens a form, or goes on with an open one."""

    form: str


def new(table: str, **columns: object) -> Mark:
    """A row is added, with these values."""
    return lambda one: one.table == table and one.before is None and all(one.now[k] == v for k, v in columns.items())


def turned(table: str, **columns: object) -> Mark:
    """A row has come to have these values."""
    return lambda one: (
        one.table == table
        and one.before is not None
        and all(one.now[key] == value != one.before[key] for key, value in columns.items())
    )


def step(kind: str, event: str) -> Mark:
    """A case took a step."""
    return new("transitions", case_kind=kind, event=event)


ORDER, SLIP = "rectification_order", "slip"
MARKS: Mapping[str, Mark] = {
    "confirm_clean": new("submissions"),
    "submit_form": new("submissions"),
    "accept_form": turned("self_checks", state="accepted"),
    "return_form": turned("self_checks", state="returned"),
    "file_objection": new("objections"),
    "withdraw_objection": step("objection", "withdraw"),
    "file_bonus": new("bonus_claims"),
    "file_suggestion": new("suggestions"),
    "sign_order": step(ORDER, "acknowledge"),
    "order_progress": step(ORDER, "progress"),
    "request_extension": step(ORDER, "ask_extension"),
    "close_order": step(ORDER, "close_out"),
    "return_order": step(ORDER, "send_back"),
    "grant_extension": step(ORDER, "extend"),
    "refuse_extension": step(ORDER, "refuse_extension"),
    "withdraw_slip": step(SLIP, "withdraw"),
    "correct_slip": step(SLIP, "correct"),
    "waive_slip": step(SLIP, "waive"),
    "postpone_slip": step(SLIP, "extend"),
    "remind": step(SLIP, "remind"),
    "paper_receipt": turned("slips", state="delivered"),
    "record": new("daily_records"),
    "correct_record": new("daily_records"),
    "submit_inspection": new("inspections"),
    "exempt_inspection": new("inspection_exemptions"),
    "draft_board": new("boards"),
    "revise_board": new("boards"),
    "preview_scores": step("board", "preview"),
    "review_board": step("board", "review"),
    "secrecy_pass": step("board", "check_secrecy"),
    "secrecy_return": step("board", "reopen"),
    "approve_board": step("board", "approve"),
    "approve_grey": step("board", "approve_grey"),
    "publish_board": step("board", "publish"),
    "agree_consequence": step("consequence", "confirm"),
    "refuse_consequence": step("consequence", "decline"),
    "vote": turned("ballot_voters", has_voted=1),
}
OPENINGS: Mapping[str, Opens] = {
    "start_form": Opens("self_check"),
    "reopen_form": Opens("self_check"),
    "paper_form": Opens("self_check"),
    "start_bonus": Opens("bonus_claim"),
    "start_order_report": Opens("order_report"),
    "start_inspection": Opens("inspection"),
    "issue_order": Opens("order"),
}
# They change nothing and are worth what an answer is worth.
SHOWS = frozenset({"list_waiting", "view_form", "list_inspections", "list_orders", "print_slip"})
# They move within an open form.
MOVES = frozenset({"back", "cancel_form", "change_item", "goto_item"})
# The command that does it, where the bot offers it back.
COMMANDS: Mapping[str, str] = {
    "accept_form": "通过",
    "agree_consequence": "同意建议",
    "approve_board": "批准榜单",
    "approve_grey": "批准灰榜",
    "close_order": "销号",
    "draft_board": "起草榜单",
    "list_inspections": "检查",
    "list_waiting": "待审核",
    "preview_scores": "预览得分",
    "publish_board": "发布榜单",
    "refuse_consequence": "不同意建议",
    "return_form": "退回",
    "review_board": "会审榜单",
    "secrecy_pass": "保密审查",
    "secrecy_return": "保密审查",
    "view_form": "查看",
    "vote": "投票",
}
KNOWN = frozenset({*MARKS, *OPENINGS, *SHOWS, *MOVES})


def acts_done(came: Came) -> frozenset[str]:
    """Name every act that the changes tell of."""
    return frozenset(act for act, mark in MARKS.items() if any(mark(one) for one in came.changes))
