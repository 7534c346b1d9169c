"""A board's way from draft to final: who may take which step, in which order, and what is refused changes nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadFile, Refused
from models.boards import (
    APPROVED,
    CANCELLED,
    DRAFT,
    FINAL,
    PREVIEWED,
    PUBLISHED,
    REPLACED,
    REVIEWED,
    Board,
    latest_board,
    newest_published,
    public_board,
)
from models.objections import Correction, Objection
from models.schemes import QuarterRule
from models.transitions import transitions_of
from rules.workdays import Calendar
from services import boards
from services.board_facts import shown_grey
from services.board_progress import board_progress
from services.board_rights import take_step
from services.schemes import scheme_for
from tests.services.board_world import everything, refusal
from tests.services.recorded import (
    CLERK,
    HEAD,
    LEADER,
    OTHER_CLERK,
    OTHER_LEADER,
    REVIEWER,
    THIRD,
    after,
    drafted,
    person,
    record_lines,
    reviewed,
    see_through,
    see_to_approval,
)

DRAFTED, MEETING, NOW = drafted(THIRD), reviewed(THIRD), after(THIRD)
SECRETARY, MAYOR = "zhuyongliang", "guchengzhi"


@pytest.fixture
def session(inspected_session: Session) -> Session:
    return inspected_session


class Hands:
    """Everybody who works on the third quarter's board, one word per step."""

    def __init__(self, session: Session, calendar: Calendar) -> None:
        self.session, self.calendar = session, calendar

    def draft(self, by: str = CLERK, at: datetime = DRAFTED) -> Board:
        return boards.draft_board(self.session, THIRD, person(self.session, by), at)

    def preview(self, by: str = CLERK, at: datetime = DRAFTED) -> Board:
        return boards.start_preview(self.session, THIRD, person(self.session, by), self.calendar, at)

    def review(self, by: str = LEADER, at: datetime = MEETING) -> Board:
        return boards.review_board(self.session, THIRD, person(self.session, by), at, note="并列已核对")

    def check(self, by: str = REVIEWER, at: datetime = MEETING) -> Board:
        return boards.pass_secrecy(self.session, THIRD, person(self.session, by), at)

    def reopen(self, by: str = REVIEWER, at: datetime = MEETING, reason: str = "单位名称有误") -> Board:
        return boards.reopen_board(self.session, THIRD, person(self.session, by), reason, at)

    def approve(self, by: str = LEADER, at: datetime = NOW, despite: str = "") -> Board:
        return boards.approve_board(self.session, THIRD, person(self.session, by), at, despite=despite)

    def approve_grey(self, by: str = OTHER_LEADER, at: datetime = NOW) -> Board:
        return boards.approve_board(self.session, THIRD, person(self.session, by), at, grey=True)

    def publish(self, by: str = HEAD, at: datetime = NOW) -> Board:
        return boards.publish_board(self.session, THIRD, person(self.session, by), self.calendar, at)

    def amend(self, by: str = CLERK, at: datetime = NOW, reason: str = "荷塘一支部异议成立") -> Board:
        return boards.amend_board(self.session, THIRD, person(self.session, by), reason, at)

    def cancel(self, by: str = LEADER, at: datetime = MEETING, reason: str = "本季停评") -> Board:
        return boards.cancel_board(self.session, THIRD, person(self.session, by), reason, at)

    def conclude(self, at: datetime = NOW) -> int:
        return boards.conclude_publicity(self.session, self.calendar, at)

    def take(self, *steps: str) -> None:
        for name in steps:
            getattr(self, name)()


@pytest.fixture
def hands(session: Session, calendar: Calendar) -> Hands:
    return Hands(session, calendar)


TO_DRAFT = ("draft",)
TO_PREVIEW = (*TO_DRAFT, "preview")
TO_REVIEW = (*TO_PREVIEW, "review")
TO_CHECK = (*TO_REVIEW, "check")
TO_APPROVAL = (*TO_CHECK, "approve")
TO_PUBLICATION = (*TO_APPROVAL, "approve_grey", "publish")


def refused_without_a_trace(session: Session, act: Callable[[], Any]) -> str:
    """Let somebody try; return the sentence they read. All tables are as they were."""
    before = everything(session)
    with pytest.raises(Refused) as refused:
        act()
    assert everything(session) == before
    return refusal(refused)


def test_the_whole_way_is_kept_step_by_step(session: Session, calendar: Calendar) -> None:
    board = see_through(session, THIRD, calendar)
    steps = transitions_of(session, "board", board.id)
    taken = [(one.event, one.state, one.by and one.by.userid, one.at) for one in steps]
    assert taken == [
        ("draft", DRAFT, CLERK, DRAFTED),
        ("preview", PREVIEWED, CLERK, DRAFTED),
        ("review", REVIEWED, LEADER, MEETING),
        ("check_secrecy", REVIEWED, REVIEWER, MEETING),
        ("approve", APPROVED, LEADER, MEETING),
        ("approve_grey", APPROVED, OTHER_LEADER, MEETING),
        ("publish", PUBLISHED, HEAD, NOW),
    ]
    assert (board.reviewed_at, board.secrecy_checked_at, board.approved_at) == (MEETING, MEETING, MEETING)
    assert board.grey_approved_by_id == person(session, OTHER_LEADER).id
    assert f"{board.publicity_ends:%Y-%m-%d %H:%M}" == "2026-11-05 00:00"
    assert session.get_one(QuarterRule, THIRD).closed_at == NOW
    assert newest_published(session) is board


# Who

NOBODY_BUT_DRAFTERS = "红灰榜由镇组织办主任或被授权起草的人员起草。"
NOBODY_BUT_APPROVERS = "红灰榜由镇绩效考核领导小组或被授权批准的人员批准。"
NOBODY_BUT_THE_REVIEWER = "保密审查由保密审查人员办理，退回榜单由保密审查人员或有批准权的同志办理。"


@pytest.mark.parametrize(
    ("way", "step", "wrong", "sentence"),
    [
        ((), "draft", (OTHER_CLERK, LEADER, REVIEWER, SECRETARY), NOBODY_BUT_DRAFTERS),
        (TO_DRAFT, "preview", (OTHER_CLERK, LEADER, SECRETARY), NOBODY_BUT_DRAFTERS),
        (TO_PREVIEW, "review", (CLERK, OTHER_CLERK, REVIEWER, MAYOR), NOBODY_BUT_APPROVERS),
        (TO_REVIEW, "check", (CLERK, HEAD, LEADER, SECRETARY), NOBODY_BUT_THE_REVIEWER),
        (TO_REVIEW, "reopen", (CLERK, MAYOR, SECRETARY), NOBODY_BUT_THE_REVIEWER),
        (TO_CHECK, "approve", (CLERK, OTHER_CLERK, REVIEWER, MAYOR, SECRETARY), NOBODY_BUT_APPROVERS),
        (TO_APPROVAL, "approve_grey", (CLERK, OTHER_CLERK, REVIEWER, MAYOR, SECRETARY), NOBODY_BUT_APPROVERS),
        (
            TO_APPROVAL,
            "publish",
            (OTHER_CLERK, REVIEWER, MAYOR, SECRETARY),
            "红灰榜由镇组织办或镇绩效考核领导小组发布。",
        ),
        (TO_PUBLICATION, "amend", (OTHER_CLERK, LEADER, SECRETARY), NOBODY_BUT_DRAFTERS),
        (TO_REVIEW, "cancel", (CLERK, HEAD, REVIEWER, MAYOR), "取消榜单由镇绩效考核领导小组成员办理。"),
    ],
)
def test_each_step_belongs_to_somebody(
    session: Session, hands: Hands, way: tuple[str, ...], step: str, wrong: tuple[str, ...], sentence: str
) -> None:
    hands.take(*way)
    for who in wrong:
        assert refused_without_a_trace(session, lambda who=who: getattr(hands, step)(who)) == sentence  # type: ignore[misc]


@pytest.mark.parametrize("step", ["review", "approve", "approve_grey"])
def test_who_drafted_neither_reviews_nor_approves(session: Session, hands: Hands, step: str) -> None:
    hands.draft(HEAD)
    way = {"review": TO_PREVIEW, "approve": TO_CHECK, "approve_grey": TO_APPROVAL}[step]
    hands.take(*way[1:])
    said = refused_without_a_trace(session, lambda: getattr(hands, step)(HEAD))
    assert said == "2026年第三季度榜单是您本人起草的，请由其他同志会审、批准。"


@pytest.mark.parametrize(
    ("who", "allowed"), [(OTHER_CLERK, True), (LEADER, True), (REVIEWER, True), (SECRETARY, False)]
)
def test_a_branch_sees_no_unpublished_board(session: Session, hands: Hands, who: str, allowed: bool) -> None:
    hands.draft()
    if allowed:
        assert boards.seen_board(session, THIRD, person(session, who), NOW).quarter == THIRD
    else:
        with pytest.raises(Refused) as refused:
            boards.seen_board(session, THIRD, person(session, who), NOW)
        assert refusal(refused) == "未发布的榜单只有镇组织办、镇绩效考核领导小组和保密审查人员可以看。"


# In which order


@pytest.mark.parametrize(
    ("way", "step", "sentence"),
    [
        ((), "publish", "2026年第三季度还没有榜单草稿，请组织办先起草。"),
        (TO_DRAFT, "review", "榜单还是草稿，现在不能会审；下一步是“预览得分”。"),
        (TO_DRAFT, "publish", "榜单还是草稿，现在不能发布；下一步是“预览得分”。"),
        (TO_DRAFT, "amend", "榜单还是草稿，现在不能修订；下一步是“预览得分”。"),
        (TO_PREVIEW, "preview", "榜单在预览得分，现在不能预览得分；下一步是“会审榜单”。"),
        (TO_PREVIEW, "check", "榜单在预览得分，现在不能保密审查；下一步是“会审榜单”。"),
        (TO_REVIEW, "draft", "榜单已会审，现在不能起草；下一步是“保密审查”。"),
        (TO_REVIEW, "approve", "榜单已会审，现在不能批准；下一步是“保密审查”。"),
        (TO_CHECK, "check", "榜单已会审，现在不能保密审查；下一步是“批准榜单”。"),
        (TO_CHECK, "approve_grey", "榜单已会审，现在不能批准灰榜；下一步是“批准榜单”。"),
        (TO_CHECK, "publish", "榜单已会审，现在不能发布；下一步是“批准榜单”。"),
        (TO_APPROVAL, "draft", "榜单已批准，未发布，现在不能起草；下一步是“发布榜单”。"),
        (TO_APPROVAL, "approve", "榜单已批准，未发布，现在不能批准；下一步是“发布榜单”。"),
        (TO_APPROVAL, "cancel", "榜单已批准，未发布，现在不能取消；下一步是“发布榜单”。"),
        ((*TO_APPROVAL, "approve_grey"), "approve_grey", "灰榜已经批准过了。"),
        (TO_PUBLICATION, "publish", "榜单已发布，不能再发布；有出入请组织办回复“修订榜单”。"),
        (TO_PUBLICATION, "draft", "榜单已发布，不能再起草；有出入请组织办回复“修订榜单”。"),
        (TO_PUBLICATION, "approve", "榜单已发布，不能再批准；有出入请组织办回复“修订榜单”。"),
        (TO_PUBLICATION, "approve_grey", "榜单已发布，不能再批准灰榜；有出入请组织办回复“修订榜单”。"),
        (TO_PUBLICATION, "cancel", "榜单已发布，不能再取消；有出入请组织办回复“修订榜单”。"),
        ((*TO_PUBLICATION, "amend"), "amend", "榜单第2版还是草稿，现在不能修订；下一步是“会审榜单”。"),
        ((*TO_PUBLICATION, "amend"), "preview", "榜单第2版还是草稿，现在不能预览得分；下一步是“会审榜单”。"),
        ((*TO_DRAFT, "cancel"), "draft", "榜单已取消，不能再起草。"),
    ],
)
def test_a_step_out_of_turn_is_one_sentence_and_changes_nothing(
    session: Session, hands: Hands, way: tuple[str, ...], step: str, sentence: str
) -> None:
    hands.take(*way)
    assert refused_without_a_trace(session, getattr(hands, step)).endswith(sentence)


def test_nobody_reviews_before_the_preview_is_over(session: Session, hands: Hands) -> None:
    hands.take(*TO_PREVIEW)
    ends = datetime.fromisoformat("2026-10-24 00:00+08:00")
    said = refused_without_a_trace(session, lambda: hands.review(at=ends - timedelta(seconds=1)))
    assert said == "2026年第三季度得分预览到10月23日（周五）24时才结束，之后才能会审。"
    assert hands.review(at=ends).state == REVIEWED


def test_what_an_objection_has_corrected_is_drafted_in_before_the_review(session: Session, hands: Hands) -> None:
    hands.take(*TO_PREVIEW)
    correct(session, DRAFTED + timedelta(days=1))
    assert refused_without_a_trace(session, hands.review) == (
        "2026年第三季度榜单起草后有1项得分因异议更正，请组织办先重新起草。"
    )
    hands.draft(at=DRAFTED + timedelta(days=2))
    assert hands.review().state == REVIEWED


def test_a_board_sent_back_loses_every_approval_and_goes_the_way_again(session: Session, hands: Hands) -> None:
    hands.take(*TO_APPROVAL, "approve_grey")
    assert refused_without_a_trace(session, lambda: hands.reopen(reason=" ")).startswith(
        "请在后面写明理由，例如：退回榜单"
    )
    board = hands.reopen(LEADER)
    given = (board.reviewed_at, board.secrecy_checked_at, board.approved_at, board.grey_approved_at)
    assert (board.state, given) == (PREVIEWED, (None, None, None, None))
    assert transitions_of(session, "board", board.id)[-1].reason == "单位名称有误"
    hands.draft(at=MEETING)
    hands.take("review", "check", "approve")
    assert board.state == APPROVED


def test_a_board_is_not_approved_while_a_case_could_move_it_unless_somebody_says_why(
    session: Session, hands: Hands
) -> None:
    hands.take(*TO_CHECK)
    objection(session)
    said = refused_without_a_trace(session, hands.approve)
    assert said.startswith("2026年第三季度还有1件异议没有办结，可能影响上榜名单（荷塘一支部）；")
    board = hands.approve(despite="证据已核，不影响名次")
    (last,) = [one for one in transitions_of(session, "board", board.id) if one.event == "approve"]
    assert (board.state, last.reason, last.by and last.by.userid) == (APPROVED, "证据已核，不影响名次", LEADER)


def test_without_its_own_approval_the_grey_list_is_shown_to_nobody(session: Session, hands: Hands) -> None:
    hands.take(*TO_APPROVAL)
    board = hands.publish()
    assert shown_grey(board, scheme_for(session, THIRD).policy, inside=True) == []


def test_published_records_can_no_longer_change(session: Session, hands: Hands) -> None:
    hands.take(*TO_PUBLICATION)
    with pytest.raises(BadFile, match="2026-Q3 is closed"):
        record_lines(session, "2026-07,org-002,ZZ-01,done,,caoxiaoming")


# The end


def test_a_board_is_final_when_its_time_for_objections_is_over(session: Session, hands: Hands) -> None:
    hands.take(*TO_PUBLICATION)
    ends = datetime.fromisoformat("2026-11-05 00:00+08:00")
    assert hands.conclude(ends - timedelta(seconds=1)) == 0
    assert (hands.conclude(ends), hands.conclude(ends)) == (1, 0)
    board = public_board(session, THIRD)
    assert board is not None
    last = transitions_of(session, "board", board.id)[-1]
    assert (board.state, last.event, last.by) == (FINAL, "conclude", None)


def test_a_board_waits_for_the_last_objection(session: Session, hands: Hands) -> None:
    hands.take(*TO_PUBLICATION)
    case = objection(session)
    later = NOW + timedelta(days=30)
    assert hands.conclude(later) == 0
    case.state = "dismissed"
    session.flush()
    assert hands.conclude(later) == 1


def test_a_cancelled_quarter_is_published_nowhere(session: Session, hands: Hands) -> None:
    hands.take(*TO_REVIEW)
    assert refused_without_a_trace(session, lambda: hands.cancel(reason="")).startswith("请在后面写明理由")
    board = hands.cancel()
    assert (board.state, transitions_of(session, "board", board.id)[-1].reason) == (CANCELLED, "本季停评")
    assert newest_published(session) is None


# A new version


def test_an_amended_board_goes_the_way_again_without_a_preview_and_replaces_the_old_one(
    session: Session, hands: Hands
) -> None:
    hands.take(*TO_PUBLICATION)
    first = public_board(session, THIRD)
    correct(session, NOW + timedelta(days=1))
    assert refused_without_a_trace(session, lambda: hands.amend(reason="")).startswith(
        "请在后面写明理由，例如：修订榜单"
    )
    later = NOW + timedelta(days=2)
    second = hands.amend(at=later)
    assert (second.version, second.state, second.amendment_reason) == (2, DRAFT, "荷塘一支部异议成立")
    assert public_board(session, THIRD) is first
    see_to_approval(session, THIRD, later)
    hands.publish(at=later)
    assert first is not None
    assert (first.state, second.state) == (REPLACED, PUBLISHED)
    assert first.code != second.code
    assert newest_published(session) is second
    assert session.get_one(QuarterRule, THIRD).closed_at == NOW


def test_a_final_board_can_still_be_amended(session: Session, hands: Hands) -> None:
    hands.take(*TO_PUBLICATION)
    hands.conclude(NOW + timedelta(days=30))
    assert hands.amend(at=NOW + timedelta(days=31)).version == 2


def test_an_amendment_given_up_leaves_the_board_and_its_number_is_not_used_again(
    session: Session, hands: Hands
) -> None:
    hands.take(*TO_PUBLICATION, "amend")
    hands.cancel(at=NOW)
    board = latest_board(session, THIRD)
    assert board is not None
    assert (board.version, board.state) == (1, PUBLISHED)
    assert hands.amend().version == 3


# Who is next


@pytest.mark.parametrize(
    ("way", "step", "who"),
    [
        (TO_DRAFT, "preview", {CLERK, HEAD}),
        (TO_PREVIEW, "review", {HEAD, LEADER, OTHER_LEADER}),
        (TO_REVIEW, "check_secrecy", {REVIEWER}),
        (TO_CHECK, "approve", {HEAD, LEADER, OTHER_LEADER}),
        (TO_APPROVAL, "approve_grey", {HEAD, LEADER, OTHER_LEADER}),
        ((*TO_APPROVAL, "approve_grey"), "publish", {CLERK, HEAD}),
        (TO_PUBLICATION, "conclude", set()),
        ((*TO_DRAFT, "cancel"), None, set()),
    ],
)
def test_progress_names_the_next_step_and_who_takes_it(
    session: Session, hands: Hands, way: tuple[str, ...], step: str | None, who: set[str]
) -> None:
    hands.take(*way)
    board = session.scalars(select(Board)).one()
    found = board_progress(session, board, NOW)
    assert (found.next_step, {one.userid for one in found.actors}) == (step, who)
    assert len(found.past) == len(way)


def test_progress_says_until_when(session: Session, hands: Hands) -> None:
    hands.take(*TO_PREVIEW)
    board = session.scalars(select(Board)).one()
    assert str(board_progress(session, board, DRAFTED).until) == "2026-10-23"
    assert board_progress(session, board, MEETING).until is None


def test_a_step_the_machine_does_not_know_is_refused(session: Session, hands: Hands) -> None:
    board = hands.draft()
    with pytest.raises(Refused):
        take_step(session, board, "conclude", person(session, HEAD), NOW)


def objection(session: Session) -> Objection:
    """Let the first branch of the register object to the whole board."""
    found = Objection(
        quarter=THIRD,
        organization_id="org-002",
        target="board:1",
        subject="榜单",
        text="名次有误",
        filed_by_id=person(session, SECRETARY).id,
        filed_at=MEETING,
        state="filed",
        reply_due=NOW + timedelta(days=14),
    )
    session.add(found)
    session.flush()
    return found


def correct(session: Session, at: datetime) -> None:
    """Let an objection of the same branch have been upheld."""
    upheld = objection(session)
    upheld.state = "upheld"
    session.add(
        Correction(
            quarter=THIRD,
            organization_id="org-002",
            target="record:1",
            verdict="struck",
            reason="已按时完成",
            objection_id=upheld.id,
            by_id=person(session, HEAD).id,
            at=at,
        )
    )
    session.flush()
