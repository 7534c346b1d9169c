"""The leading group's page: everything that speaks for or against approval, and each step for whom it belongs to."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.appointments import DEPUTY, Appointment
from models.boards import APPROVED, PREVIEWED, REVIEWED, Board
from models.objections import Objection
from models.transitions import Transition
from services.boards.effects import effects
from services.scores.scores import explained
from tests.pages.conftest import both_databases
from tests.worlds.browsers import (
    BRANCH,
    NOW,
    SECRECY_REVIEWER,
    SECRETARY,
    Town,
    board_of,
    file_case,
    on_its_way,
    organization_id,
)
from tests.worlds.recorded_quarters import HEAD, LEADER, OTHER_CLERK, OTHER_LEADER, THIRD, person

APPROVAL = f"/m/boards/{THIRD}/approval"


def board(town: Town) -> Board:
    with town.db.read() as session:
        return board_of(session)


def steps_taken(town: Town) -> int:
    with town.db.read() as session:
        return session.scalar(select(func.count()).select_from(Transition)) or 0


@both_databases
def test_a_board_goes_from_preview_to_approval_on_the_page(town: Town) -> None:
    on_its_way(town, "previewed")
    leader = town.visitor(LEADER)
    assert "<p>7月、8月、9月没有发过提醒单，没有自查记录。</p>" in leader.reads(APPROVAL), "before anybody decides"
    assert leader.submits(APPROVAL, reason="并列已核对").status_code == 303
    assert "✓ 2026年第三季度榜单已会审" in leader.reads(APPROVAL)
    assert town.visitor(SECRECY_REVIEWER).submits(APPROVAL).status_code == 303
    assert leader.submits(APPROVAL, board="1", sure="1").status_code == 303
    assert board(town).state == APPROVED
    assert board(town).grey_approved_at is None
    assert town.visitor(OTHER_LEADER).submits(APPROVAL, checked="1", sure="1").status_code == 303
    assert board(town).grey_approved_at == NOW
    text = leader.reads(APPROVAL)
    assert "榜单和灰榜都已批准" in text
    done = re.findall(r"<b>(会审|保密审查通过|批准榜单|批准灰榜)</b> · (\w+)", text)
    assert done == [("会审", "许立新"), ("保密审查通过", "蒋卫东"), ("批准榜单", "许立新"), ("批准灰榜", "沈静怡")]
    assert "并列已核对" in text


def test_the_picture_comes_before_everything_else(town: Town) -> None:
    on_its_way(town, "checked")
    text = town.visitor(LEADER).reads(APPROVAL)
    parts = [text.index(part) for part in ("<img", "界线上的", "没办完的", "谁看过", "批准勾选的</button>")]
    assert parts == sorted(parts)


def test_the_picture_of_a_draft_is_the_internal_one_and_drawn_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def draw(_facts: object, edition: str) -> bytes:
        drawn.append(edition)
        return b"\x89PNG"

    monkeypatch.setattr("services.publications.publication.board_png", draw)
    on_its_way(town, "checked")
    for _ in range(3):
        assert town.visitor(LEADER).get(f"{APPROVAL}/picture").data == b"\x89PNG"
    assert drawn == ["internal"]
    town.change(drafted_at=NOW - timedelta(hours=1))
    town.visitor(LEADER).get(f"{APPROVAL}/picture")
    assert len(drawn) == 2


def test_the_cut_off_sheet_names_both_edges(town: Town) -> None:
    on_its_way(town, "checked")
    with town.db.read() as session:
        rows = board_of(session).rows
    text = town.visitor(LEADER).reads(APPROVAL)
    red, grey = [row for row in rows if row.list == "red"], [row for row in rows if row.list == "grey"]
    assert f"榜内：第 {red[-1].rank} 名 {red[-1].organization.short_name}" in text
    assert f"榜内：第 {grey[0].rank} 名 {grey[0].organization.short_name}" in text
    assert "红榜界线相差" in text
    assert "灰榜界线相差" in text


def test_with_an_open_case_approval_needs_a_reason(town: Town) -> None:
    on_its_way(town, "checked")
    file_case(town)
    leader = town.visitor(LEADER)
    assert "并列的处理与办法不符" in leader.reads(APPROVAL)
    assert "可能影响上榜名单" in leader.reads(APPROVAL)
    refused = leader.submits(APPROVAL, board="1", sure="1", reason="  ")
    assert refused.status_code == 409
    assert 'role="alert">2026年第三季度还有1件异议没有办结' in refused.text
    assert board(town).state == REVIEWED
    assert leader.submits(APPROVAL, board="1", sure="1", reason="与名次无关").status_code == 303
    assert board(town).state == APPROVED


def test_what_was_typed_is_not_lost_by_a_refusal(town: Town) -> None:
    on_its_way(town, "previewed")
    town.change(preview_ends=NOW - timedelta(days=3), drafted_at=NOW - timedelta(days=4))
    leader = town.visitor(LEADER)
    form = leader.hidden(APPROVAL)
    town.change(drafted_at=NOW - timedelta(days=2))
    refused = leader.post(APPROVAL, **form, reason="第20名并列<已核对>")
    assert refused.status_code == 409
    assert "在您看的时候有了变动" in refused.text
    assert '<textarea name="reason" maxlength="300">第20名并列&lt;已核对&gt;</textarea>' in refused.text
    assert board(town).state == PREVIEWED


def test_submitting_twice_takes_one_step(town: Town) -> None:
    on_its_way(town, "checked")
    leader = town.visitor(LEADER)
    form = {**leader.hidden(APPROVAL), "board": "1", "sure": "1"}
    assert leader.post(APPROVAL, **form).status_code == 303
    steps = steps_taken(town)
    assert leader.post(APPROVAL, **form).status_code == 409
    assert steps_taken(town) == steps
    assert board(town).state == APPROVED


def test_the_grey_list_needs_its_own_tick(town: Town) -> None:
    on_its_way(town, "approved")
    leader = town.visitor(LEADER)
    assert "批准灰榜</button>" in leader.reads(APPROVAL)
    refused = leader.submits(APPROVAL)
    assert refused.status_code == 422
    assert "请先勾选" in refused.text
    assert board(town).grey_approved_at is None


def test_approving_the_board_approves_no_grey_list(town: Town) -> None:
    on_its_way(town, "checked")
    leader = town.visitor(LEADER)
    assert "批准灰榜</button>" not in leader.reads(APPROVAL)
    form = {**leader.hidden(APPROVAL), "step": "approve_grey", "checked": "1", "sure": "1"}
    assert leader.post(APPROVAL, **form).status_code == 409
    assert board(town).grey_approved_at is None


@pytest.mark.parametrize(
    ("stage", "step"), [("previewed", "review"), ("checked", "approve"), ("approved", "approve_grey")]
)
def test_who_drafted_the_board_does_not_decide_on_it(town: Town, stage: str, step: str) -> None:
    on_its_way(town, stage)
    with town.db.begin() as session:
        board_of(session).drafted_by_id = person(session, LEADER).id
    leader = town.visitor(LEADER)
    text = leader.reads(APPROVAL)
    assert "榜单是您本人起草的" in text
    assert 'type="hidden" name="step"' not in text
    form = town.visitor(OTHER_LEADER).hidden(APPROVAL)
    before = steps_taken(town)
    answer = leader.submits("/m/suggestion", APPROVAL, step=step, seen=form["seen"], checked="1", board="1")
    assert answer.status_code == 403
    assert "起草的" in answer.text
    assert steps_taken(town) == before


def test_the_office_sees_whose_turn_it_is_and_no_button(town: Town) -> None:
    on_its_way(town, "checked")
    text = town.visitor(OTHER_CLERK).reads(APPROVAL)
    assert "批准勾选的</button>" not in text
    assert "批准榜单。" in text
    assert "许立新" in text


def test_while_the_preview_lasts_nobody_reviews(town: Town) -> None:
    on_its_way(town, "previewed")
    town.change(preview_ends=NOW + timedelta(days=1))
    leader = town.visitor(LEADER)
    assert "预览到" in leader.reads(APPROVAL)
    assert 'name="step"' not in leader.reads(APPROVAL)


@pytest.mark.parametrize("step", ["", "publish", "cancel"])
def test_a_step_there_is_not_is_refused(town: Town, step: str) -> None:
    on_its_way(town, "checked")
    assert town.visitor(LEADER).submits(APPROVAL, step=step).status_code == 400


def test_without_a_token_nothing_is_approved(town: Town) -> None:
    on_its_way(town, "checked")
    leader = town.visitor(LEADER)
    form = leader.hidden(APPROVAL)
    form.pop("csrf_token")
    assert leader.post(APPROVAL, **form).status_code == 400
    assert board(town).state == REVIEWED


def test_without_a_board_there_is_a_sentence(town: Town) -> None:
    answer = town.visitor(LEADER).get("/m/boards/2026-Q4/approval")
    assert answer.status_code == 404
    assert "2026年第四季度还没有榜单草稿" in answer.text


def becomes_deputy(town: Town, *userids: str) -> None:
    """Let people be deputies of a branch that is ranked on the board."""
    with town.db.begin() as session:
        for userid in userids:
            one, branch = person(session, userid), organization_id(session, BRANCH)
            session.add(Appointment(person=one, role=DEPUTY, title="副书记", organization_id=branch, powers=[]))


@both_databases
def test_an_officer_of_a_ranked_branch_reads_who_decides_instead(town: Town) -> None:
    on_its_way(town, "previewed")
    becomes_deputy(town, LEADER)
    page = town.visitor(LEADER).reads(APPROVAL)
    assert f"您在{BRANCH}任职，这张榜排有该党组织，按回避要求应由其他同志办理。" in page
    assert "会审通过" not in page
    assert "等沈静怡、周海波会审" in page
    before = steps_taken(town)
    seen = town.visitor(OTHER_LEADER).hidden(APPROVAL)["seen"]
    answer = town.visitor(LEADER).submits(APPROVAL, step="review", seen=seen)
    assert answer.status_code == 403
    assert steps_taken(town) == before
    assert "会审通过" in town.visitor(OTHER_LEADER).reads(APPROVAL)


def test_where_all_are_close_the_step_is_taken_and_everybody_sees_by_whom(town: Town) -> None:
    on_its_way(town, "previewed")
    becomes_deputy(town, LEADER, OTHER_LEADER, HEAD)
    assert "没有其他同志可以办理，您办理以后会在过程中注明。" in town.visitor(LEADER).reads(APPROVAL)
    assert town.visitor(LEADER).submits(APPROVAL).status_code == 303
    assert f"许立新（在{BRANCH}任职，没有其他同志可以办理）" in town.visitor(OTHER_CLERK).reads(APPROVAL)


def test_the_only_secrecy_reviewer_checks_a_board_with_the_own_branch_and_it_shows(town: Town) -> None:
    on_its_way(town, "reviewed")
    assert "您在机关一支部任职" in town.visitor(SECRECY_REVIEWER).reads(APPROVAL)
    assert town.visitor(SECRECY_REVIEWER).submits(APPROVAL).status_code == 303
    assert "蒋卫东（在机关一支部任职，没有其他同志可以办理）" in town.visitor(OTHER_CLERK).reads(APPROVAL)


def test_before_an_approval_counts_it_is_asked_back_in_full_words(town: Town) -> None:
    on_its_way(town, "checked")
    leader = town.visitor(LEADER)
    for ticks, question in (
        ({}, "只批准榜单和红榜，灰榜不批准、不公开，对吗？"),
        ({"grey": "1"}, "2026年第三季度榜单照此发布，灰榜 10 个也批准公开，对吗？"),
    ):
        asked = leader.submits(APPROVAL, board="1", **ticks)
        assert asked.status_code == 200
        assert question in asked.text
        assert 'name="sure" value="1"' in asked.text
    assert board(town).state == REVIEWED


def test_board_and_grey_list_are_approved_together_when_both_are_ticked(town: Town) -> None:
    on_its_way(town, "checked")
    leader = town.visitor(LEADER)
    assert leader.submits(APPROVAL, board="1", grey="1", sure="1").status_code == 303
    assert "榜单和灰榜都已批准" in leader.reads(APPROVAL)
    assert (board(town).state, board(town).grey_approved_at) == (APPROVED, NOW)


def test_nothing_is_ticked_beforehand_and_without_a_tick_nothing_is_approved(town: Town) -> None:
    on_its_way(town, "checked")
    leader = town.visitor(LEADER)
    assert "checked>" not in leader.reads(APPROVAL)
    for ticks in ({}, {"grey": "1"}):
        refused = leader.submits(APPROVAL, **ticks)
        assert refused.status_code == 422
        assert "请先勾选“榜单照此发布”" in refused.text
    assert board(town).state == REVIEWED


def test_a_board_is_sent_back_with_a_reason_only(town: Town) -> None:
    on_its_way(town, "checked")
    leader = town.visitor(LEADER)
    assert leader.submits(APPROVAL, step="reopen", reason=" ").status_code == 422
    assert leader.submits(APPROVAL, step="reopen", reason="第20名核对一下").status_code == 303
    assert board(town).state == PREVIEWED
    assert "已退回" in leader.reads(APPROVAL)
    assert 'value="reopen"' not in leader.reads(APPROVAL), "it is sent back already"
    assert 'value="reopen"' not in town.visitor(OTHER_CLERK).reads(APPROVAL)


def test_each_open_objection_says_what_it_would_change(town: Town) -> None:
    on_its_way(town, "checked")
    with town.db.begin() as session:
        row = next(row for row in board_of(session).rows if row.rank == 25)
        found = explained(session, row.organization, THIRD, board_of(session).drafted_at, row.register)
        line = min(found.lines, key=lambda one: one.points)
        session.add(
            Objection(
                quarter=THIRD,
                organization_id=row.organization_id,
                target=line.entry.key,
                subject=line.entry.what,
                text="当月开过",
                filed_by_id=person(session, SECRETARY).id,
                filed_at=NOW,
                state="filed",
                reply_due=NOW + timedelta(days=14),
            )
        )
        session.flush()
        (effect,) = effects(session, board_of(session)).values()
        better = sum(one.total > row.total - line.points for one in board_of(session).rows)
    assert effect.points == -line.points
    assert effect.rank == better + 1
    text = town.visitor(LEADER).reads(APPROVAL)
    assert f"如成立加 {-line.points.normalize():f} 分，排第 {effect.rank}" in text


def test_the_page_says_what_decided_between_equal_totals(town: Town) -> None:
    on_its_way(town, "checked")
    assert "总分相同、分了先后的" in town.visitor(LEADER).reads(APPROVAL)


def test_the_secrecy_reviewers_first_page_leads_to_the_board_that_waits(town: Town) -> None:
    reviewer = town.visitor(SECRECY_REVIEWER)
    on_its_way(town, REVIEWED)
    page = reviewer.reads("/m/")
    assert "2026年第三季度榜单保密审查" in page
    assert f'href="{APPROVAL}"' in page
    assert reviewer.submits(APPROVAL, step="check_secrecy").status_code == 303
    assert "榜单保密审查" not in reviewer.get("/m/").text
