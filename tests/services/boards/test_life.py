"""A board's way from draft to publication: who may take which step, in which order; what is refused changes nothing."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadFile, Refused
from bot.outbox import shown
from models.boards import APPROVED, DRAFT, PREVIEWED, PUBLISHED, REVIEWED, newest_published
from models.outbox import OutboxMessage
from models.schemes import QuarterRule
from models.transitions import transitions_of
from rules.workdays import Calendar
from services.board_displays.facts import shown_grey
from services.boards.rights import take_step
from services.publications import steps as boards
from services.schemes.versions import scheme_for
from tests.worlds.board_officials import (
    DRAFTED,
    MEETING,
    NOW,
    SECRETARY,
    TO_APPROVAL,
    TO_CHECK,
    TO_DRAFT,
    TO_PREVIEW,
    TO_PUBLICATION,
    TO_REVIEW,
    Hands,
    correct,
    objection,
    refused_without_a_trace,
)
from tests.worlds.recorded_quarters import (
    CLERK,
    HEAD,
    LEADER,
    OTHER_CLERK,
    OTHER_LEADER,
    REVIEWER,
    THIRD,
    person,
    record_lines,
    see_through,
)
from tests.worlds.watching import refusal

MAYOR = "guchengzhi"


@pytest.fixture
def session(inspected_session: Session) -> Session:
    return inspected_session


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
    assert session.get_one(QuarterRule, THIRD).closed_at == DRAFTED
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
        (TO_PREVIEW, "review", (CLERK, OTHER_CLERK, REVIEWER, MAYOR), NOBODY_BUT_APPROVERS.replace("批准。", "会审。")),
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


@pytest.mark.long
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
    assert refused_without_a_trace(session, hands.review) == ("2026年第三季度榜单起草后得分有变动，请组织办重新起草。")
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
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.key.like(f"board-reopened:%:{CLERK}"))).one()
    assert shown(told).splitlines()[0] == "许立新退回了已批准的2026年第三季度榜单：单位名称有误"
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
    with pytest.raises(BadFile, match="所在季度已经封账"):
        record_lines(session, "2026-07,org-002,ZZ-01,done,,caoxiaoming")


def test_a_step_the_machine_does_not_know_is_refused(session: Session, hands: Hands) -> None:
    board = hands.draft()
    with pytest.raises(Refused):
        take_step(session, board, "conclude", person(session, HEAD), NOW)
