"""The leading group's page: each step, and what has to be ticked or written for it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from models.boards import APPROVED, PREVIEWED, REVIEWED, Board
from tests.pages.approval_page import APPROVAL, steps_taken
from tests.pages.conftest import both_databases
from tests.worlds.browsers import NOW, SECRECY_REVIEWER, Town, board_of, file_case, on_its_way
from tests.worlds.recorded_quarters import LEADER, OTHER_CLERK, OTHER_LEADER


def board(town: Town) -> Board:
    with town.db.read() as session:
        return board_of(session)


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
