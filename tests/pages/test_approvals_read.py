"""The leading group's page: everything that speaks for or against approval, and whose turn it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.appointments import DEPUTY, Appointment
from models.boards import REVIEWED
from models.objections import Objection
from services.boards.movers import effects
from services.scores.scores import explained
from tests.pages.approval_page import APPROVAL, steps_taken
from tests.pages.conftest import both_databases
from tests.worlds.browsers import BRANCH, NOW, SECRECY_REVIEWER, SECRETARY, Town, board_of, on_its_way, organization_id
from tests.worlds.recorded_quarters import HEAD, LEADER, OTHER_CLERK, OTHER_LEADER, THIRD, person


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
    assert f"您在{BRANCH}任职，这张榜里有它，按回避要求该由别的同志来办。" in page
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
    assert "没有别的同志可以办，您办了以后会在过程中注明。" in town.visitor(LEADER).reads(APPROVAL)
    assert town.visitor(LEADER).submits(APPROVAL).status_code == 303
    assert f"许立新（在{BRANCH}任职，没有其他同志可以办理）" in town.visitor(OTHER_CLERK).reads(APPROVAL)


def test_the_only_secrecy_reviewer_checks_a_board_with_the_own_branch_and_it_shows(town: Town) -> None:
    on_its_way(town, "reviewed")
    assert "您在机关一支部任职" in town.visitor(SECRECY_REVIEWER).reads(APPROVAL)
    assert town.visitor(SECRECY_REVIEWER).submits(APPROVAL).status_code == 303
    assert "蒋卫东（在机关一支部任职，没有其他同志可以办理）" in town.visitor(OTHER_CLERK).reads(APPROVAL)


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
