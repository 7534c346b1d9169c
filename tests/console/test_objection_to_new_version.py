"""From a branch's objection on its phone to the new version of the board, by pages alone: everybody gets there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.objections import Objection
from services.schemes.versions import scheme_for
from services.scores.entries import entries_of
from tests.console.test_boards import PAGE, four_boards
from tests.worlds.browsers import BRANCH, NOW, SECRECY_REVIEWER, SECRETARY, Town, organization_id
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_CLERK, OTHER_LEADER, THIRD
from tests.worlds.towns import Past

STEPS = (
    (LEADER, "review"),
    (SECRECY_REVIEWER, "check_secrecy"),
    (LEADER, "approve"),
    (OTHER_LEADER, "approve_grey"),
    (HEAD, "publish"),
)


@pytest.fixture
def past() -> Past:
    return four_boards


def entry_of(town: Town) -> tuple[str, str]:
    """Give the branch's id, and the first entry that cost it something."""
    with town.db.read() as session:
        who = organization_id(session, BRANCH)
        return who, entries_of(session, THIRD, scheme_for(session, THIRD), NOW, [who])[who][0].key


def test_an_upheld_objection_leads_to_a_new_version_that_the_branch_reads(town: Town) -> None:
    town.clock.moment = NOW
    who, key = entry_of(town)
    secretary, page = town.visitor(SECRETARY), f"/m/objections/{who}/{THIRD}?to={key}"
    given = {"to": key, "meaning": "did", "text": "按时开了", "step": "submit"}
    assert secretary.post(page, **{**secretary.hidden(page), **given}).status_code == 303
    with town.db.read() as session:
        case = f"/console/objections/{session.scalars(select(Objection.id)).one()}"
    assert "1 件异议等受理" in town.visitor(OTHER_CLERK).reads("/console/today")
    assert town.visitor(OTHER_CLERK).submits(case, f"{case}/admit").status_code == 303
    head = town.visitor(HEAD)
    assert "石湾村支部的总分从 97 变成 99" in head.reads(case)
    assert head.submits(case, f"{case}/uphold", reason="查到了会议记录").status_code == 303
    clerk = town.visitor(CLERK)
    assert f"榜单发布以后得分变了（{BRANCH}），要出新版" in clerk.reads("/console/today")
    town.clock.moment += timedelta(hours=1)
    assert clerk.submits(PAGE, f"{PAGE}/amend", reason="异议成立").status_code == 303
    assert "已发布的那一版照旧有效，不通知支部。" in clerk.reads(PAGE)
    steps = (
        (LEADER, "review"),
        (SECRECY_REVIEWER, "check_secrecy"),
        (LEADER, "approve"),
        (OTHER_LEADER, "approve_grey"),
    )
    for userid, act in (*steps, (HEAD, "publish")):
        assert town.visitor(userid).submits(PAGE, f"{PAGE}/{act}", checked="y").status_code == 303, act
    page = clerk.reads(PAGE)
    assert "本榜为第 2 版，替代10月28日发布的第1版。" in page
    assert "要出新版" not in page
    assert "99 分" in secretary.reads("/m/")
