"""The life of a case, as a table: which event leads from which state to which; nothing else is possible."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


class NoSuchStep(ValueError):
    """A case in this state knows no such event; the message names both."""


@dataclass(frozen=True)
class Machine:
    """States and events of one kind of case. `steps` maps (state, event) to the state that follows.

    `final` are the states in which nobody has to do anything any more, although a late event may still lead out.
    """

    name: str
    first: str
    steps: Mapping[tuple[str, str], str]
    final: frozenset[str]

    def after(self, state: str, event: str) -> str:
        """Return the state that an event leads to. Raises NoSuchStep."""
        if (state, event) not in self.steps:
            raise NoSuchStep(f"a {self.name} that is {state} knows no {event}")
        return self.steps[state, event]

    @property
    def states(self) -> frozenset[str]:
        """Every state a case can be in."""
        return frozenset({self.first, *self.steps.values()})

    @property
    def open_states(self) -> frozenset[str]:
        """The states in which somebody still has to act."""
        return self.states - self.final


# Of a case whose organisation has ended, dissolved or merged: nobody has to do anything any more.
LAPSE: Final = "lapse"


def _lapsing(*states: str) -> Mapping[tuple[str, str], str]:
    return {(state, LAPSE): "withdrawn" for state in states}


_SLIP_UNANSWERED: Final = ("sent", "paper", "delivered")
# 提醒单: its way from sending over receipt and answer to review is kept in the slip and its form; what the office does
# beside it is kept step by step.
SLIP: Final = Machine(
    name="slip",
    first="sent",
    steps={
        ("sent", "not_reached"): "paper",
        **{(state, "receive"): "delivered" for state in ("sent", "paper")},
        **{(state, "answer"): "answered" for state in ("sent", "delivered")},
        ("answered", "accept"): "closed",
        **{(state, "withdraw"): "withdrawn" for state in _SLIP_UNANSWERED},
        **{(state, "waive"): "waived" for state in _SLIP_UNANSWERED},
        **{(state, "correct"): state for state in (*_SLIP_UNANSWERED, "answered")},
        ("delivered", "extend"): "delivered",
        ("delivered", "remind"): "delivered",
        # By the clock: the days a deadline ran into have become known (A3).
        **{(state, "recount"): state for state in ("delivered", "answered", "closed")},
        ("closed", "reopen"): "answered",
        ("answered", "undo_return"): "answered",
        ("withdrawn", "reissue"): "sent",
    },
    final=frozenset({"closed", "waived"}),
)

# 没有发过提醒单的月份: found by the clock; issued after all, or waived (R6).
MISSED_MONTH: Final = Machine(
    name="missed_month",
    first="missed",
    steps={("missed", "issue"): "issued", ("missed", "waive"): "waived", ("waived", "issue"): "issued"},
    final=frozenset({"issued", "waived"}),
)

# 暂缓: a slip that is kept from going out by itself until a day; let go before, and kept back once more.
SLIP_HOLD: Final = Machine(
    name="slip_hold",
    first="held",
    steps={("held", "release"): "released", ("released", "hold"): "held", ("held", "hold"): "held"},
    final=frozenset({"released"}),
)

# 加分申报: whoever files does not approve; revoked when an award is withdrawn (A16).
BONUS_CLAIM: Final = Machine(
    name="bonus_claim",
    first="submitted",
    steps={
        ("submitted", "check"): "verifying",
        ("submitted", "return"): "returned",
        ("submitted", "reject"): "rejected",
        ("verifying", "approve"): "approved",
        ("verifying", "reject"): "rejected",
        ("verifying", "return"): "returned",
        ("returned", "resubmit"): "submitted",
        ("returned", "withdraw"): "withdrawn",
        ("submitted", "withdraw"): "withdrawn",
        ("approved", "revoke"): "revoked",
        **_lapsing("submitted", "verifying", "returned"),
        # An upheld objection has it decided once more.
        ("rejected", "reopen"): "submitted",
    },
    final=frozenset({"approved", "rejected", "revoked", "withdrawn"}),
)

# 异议: admitted or not, looked into by somebody who did not make the entry, decided, answered (A19).
OBJECTION: Final = Machine(
    name="objection",
    first="filed",
    steps={
        ("filed", "admit"): "investigating",
        ("filed", "refuse"): "not_admitted",
        ("filed", "withdraw"): "withdrawn",
        ("investigating", "uphold"): "upheld",
        ("investigating", "uphold_in_part"): "partly_upheld",
        ("investigating", "dismiss"): "dismissed",
        ("investigating", "withdraw"): "withdrawn",
        **_lapsing("filed", "investigating"),
    },
    final=frozenset({"not_admitted", "withdrawn", "upheld", "partly_upheld", "dismissed"}),
)

# 红灰榜: one version of a quarter's board. A published one is never changed: an amendment is a version of its own.
BOARD: Final = Machine(
    name="board",
    first="draft",
    steps={
        ("draft", "preview"): "previewed",
        ("draft", "redraft"): "draft",
        ("previewed", "redraft"): "previewed",
        ("previewed", "review"): "reviewed",
        # Only a second or later version: what everybody saw once needs no preview again.
        ("draft", "review"): "reviewed",
        ("reviewed", "check_secrecy"): "reviewed",
        ("reviewed", "reopen"): "previewed",
        ("reviewed", "approve"): "approved",
        ("approved", "approve_grey"): "approved",
        ("approved", "reopen"): "previewed",
        ("approved", "publish"): "published",
        **{(state, "repost"): state for state in ("published", "final")},
        ("published", "conclude"): "final",
        ("published", "replace"): "replaced",
        ("final", "replace"): "replaced",
        ("draft", "cancel"): "cancelled",
        ("previewed", "cancel"): "cancelled",
        ("reviewed", "cancel"): "cancelled",
        # Taken up again: as a draft, or where its scores had been shown, behind its preview.
        ("cancelled", "revive"): "draft",
        ("cancelled", "resume"): "previewed",
    },
    final=frozenset({"final", "replaced", "cancelled"}),
)

_ORDER_WITH_BRANCH: Final = ("issued", "delivered", "acknowledged", "in_progress")
# 整改督办单: handed over, worked on, reported, verified (销号). What the branch says before WeCom's own receipt counts.
ORDER: Final = Machine(
    name="rectification_order",
    first="issued",
    steps={
        ("issued", "not_reached"): "issued",
        ("issued", "deliver"): "delivered",
        **{(state, "acknowledge"): "acknowledged" for state in ("issued", "delivered")},
        **{(state, "progress"): "in_progress" for state in _ORDER_WITH_BRANCH},
        ("extension_requested", "progress"): "extension_requested",
        **{(state, "report"): "reported" for state in (*_ORDER_WITH_BRANCH, "extension_requested", "reported")},
        **{(state, "ask_extension"): "extension_requested" for state in _ORDER_WITH_BRANCH},
        ("extension_requested", "extend"): "in_progress",
        ("extension_requested", "refuse_extension"): "in_progress",
        ("reported", "close_out"): "closed_out",
        ("reported", "send_back"): "in_progress",
        **{(state, "withdraw"): "withdrawn" for state in (*_ORDER_WITH_BRANCH, "extension_requested", "reported")},
        **_lapsing(*_ORDER_WITH_BRANCH, "extension_requested", "reported"),
    },
    final=frozenset({"closed_out", "withdrawn"}),
)

_DECIDED: Final = ("confirmed", "carried_out", "closed")
# What grey boards in a row may lead to (R37-R40): proposed by the clock, decided, carried out and closed by people.
# Boards that lose or regain their ground move proposals; what people have decided they only mark (A12).
CONSEQUENCE: Final = Machine(
    name="consequence",
    first="proposed",
    steps={
        ("proposed", "confirm"): "confirmed",
        ("proposed", "decline"): "declined",
        ("proposed", "withdraw"): "withdrawn",
        ("withdrawn", "propose"): "proposed",
        **{(state, "withdraw"): "withdrawn" for state in _DECIDED},
        **_lapsing("proposed", "confirmed"),
        ("confirmed", "carry_out"): "carried_out",
        ("carried_out", "close"): "closed",
        **{(state, event): state for state in _DECIDED for event in ("ground_fell", "ground_back")},
    },
    final=frozenset({"declined", "withdrawn", "closed"}),
)

# 组织处置: never proposed; it begins with a decision of the Party committee that somebody records (R41).
MEASURE: Final = Machine(
    name="organizational_measure",
    first="decided",
    steps={
        ("decided", "close"): "closed",
        # Recorded by mistake, or the committee has decided otherwise.
        **{(state, "withdraw"): "withdrawn" for state in ("decided", "closed")},
    },
    final=frozenset({"closed", "withdrawn"}),
)

_OVERHAUL_WITH_BRANCH: Final = ("assigned", "delivered", "returned")
# 整顿工作报告: begun by a confirmed consequence, handed in by the branch, checked by its group (R39, A14).
OVERHAUL: Final = Machine(
    name="overhaul",
    first="assigned",
    steps={
        ("assigned", "not_reached"): "assigned",
        ("assigned", "deliver"): "delivered",
        **{(state, "report"): "reported" for state in (*_OVERHAUL_WITH_BRANCH, "reported")},
        ("reported", "accept"): "accepted",
        ("reported", "send_back"): "returned",
        **{(state, "withdraw"): "withdrawn" for state in (*_OVERHAUL_WITH_BRANCH, "reported")},
        **_lapsing(*_OVERHAUL_WITH_BRANCH, "reported"),
    },
    final=frozenset({"accepted", "withdrawn"}),
)

# 年度总评: one version of a year's review, decided on like a board; a published one is closed (R44).
ANNUAL_REVIEW: Final = Machine(
    name="annual_review",
    first="draft",
    steps={
        ("draft", "redraft"): "draft",
        # Of those ranked in too few quarters a person says whether their year counts.
        **{("draft", event): "draft" for event in ("count", "leave_out")},
        ("draft", "review"): "reviewed",
        ("reviewed", "reopen"): "draft",
        ("reviewed", "approve"): "approved",
        ("approved", "reopen"): "draft",
        ("approved", "publish"): "published",
        ("published", "replace"): "replaced",
        # Only a second or later version: it is given up, and what is published stays.
        ("draft", "cancel"): "cancelled",
    },
    final=frozenset({"published", "replaced", "cancelled"}),
)

# 民主测评的票箱: counted when its time is over, void when it cannot be. A vote is no step: it leaves no trace (A18).
BALLOT: Final = Machine(
    name="ballot",
    first="open",
    steps={("open", "count"): "counted", ("open", "void"): "void", ("open", "cancel"): "cancelled"},
    final=frozenset({"counted", "void", "cancelled"}),
)

# 连灰是否延续: whether a branch's grey boards in a row go on with the one it was merged into; a person decides (A11).
STREAK_TAKEOVER: Final = Machine(
    name="streak_takeover",
    first="proposed",
    steps={("proposed", "take_over"): "taken_over", ("proposed", "leave"): "left"},
    final=frozenset({"taken_over", "left"}),
)

# 整改承诺: asked about on the next slip; the latest answer counts, and each of them is kept.
PROMISE: Final = Machine(
    name="promise",
    first="open",
    steps={
        **{(state, "keep"): "kept" for state in ("open", "kept", "broken")},
        **{(state, "break"): "broken" for state in ("open", "kept", "broken")},
        # What a supervision group saw of it stands beside what the branch says, and changes nothing.
        **{(state, event): state for state in ("open", "kept", "broken") for event in ("seen", "not_seen")},
        # The form in which it was given was changed before its deadline.
        ("open", "replace"): "replaced",
        **_lapsing("open"),
    },
    final=frozenset({"kept", "broken", "replaced", "withdrawn"}),
)

# 意见建议: answered by the office, as often as there is something to say; carried out, which is a state of its own.
SUGGESTION: Final = Machine(
    name="suggestion",
    first="made",
    steps={
        ("made", "answer"): "answered",
        ("answered", "answer"): "answered",
        ("done", "answer"): "done",
        **{(state, "carry_out"): "done" for state in ("made", "answered")},
        ("done", "reopen"): "answered",
    },
    final=frozenset({"done"}),
)
