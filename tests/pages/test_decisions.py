"""What waits for a leader is decided on the page: an answer, one question back, and then the same as in the chat."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from werkzeug.test import TestResponse

from bot.wording import blocks, environment
from models.bonus_claims import BonusClaim
from models.consequences import Consequence, consequences_in
from models.objections import Objection
from models.organization_changes import StreakTakeover
from models.organizations import Organization
from models.overhauls import Overhaul
from models.people import Person
from rules.cases import STREAK_TAKEOVER
from services.cases import begin
from services.leaders.decisions import ANSWERS
from tests.pages.conftest import both_databases
from tests.worlds import browsers as people
from tests.worlds.browsers import BRANCH, NOW, Town, board_of, on_its_way, organization_id
from tests.worlds.leaders_town import leaders_town
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_LEADER, THIRD, person
from tests.worlds.towns import Past

DECISIONS = "/m/decisions"


@pytest.fixture
def past() -> Past:
    return leaders_town


def proposals(town: Town, state: str = "proposed") -> list[Consequence]:
    with town.db.read() as session:
        return consequences_in(session, state)


def answer(
    town: Town, who: str, kind: str, said: str, *cases: int, sure: bool = True, reason: str = ""
) -> TestResponse:
    """Send an answer off, as its form does; `sure` presses the button of the question back."""
    browser = town.visitor(who)
    token = browser.hidden("/m/objection")["csrf_token"]
    form = {"csrf_token": token, "kind": kind, "answer": said, "reason": reason, "case": [str(one) for one in cases]}
    return browser.post(DECISIONS, **form, **({"sure": "1"} if sure else {}))  # type: ignore[arg-type]


@both_databases
def test_proposals_are_confirmed_with_a_reason_after_one_question_back(town: Town) -> None:
    overhaul = next(one for one in proposals(town) if one.kind == "overhaul_report")
    asked = answer(town, LEADER, "consequence_decide", "confirm", overhaul.id, sure=False, reason="情况属实")
    assert asked.status_code == 200
    assert f"{overhaul.organization.short_name}“整顿工作报告”，照建议办，对吗？理由：情况属实" in asked.text
    assert overhaul.id in [one.id for one in proposals(town)], "nothing counts before the second button"
    done = answer(town, LEADER, "consequence_decide", "confirm", overhaul.id, reason="情况属实")
    assert done.status_code == 303
    assert [one.id for one in proposals(town, "confirmed")] == [overhaul.id]
    with town.db.read() as session:
        assert session.get(Overhaul, overhaul.id), "as in the chat: the branch has its task"


def test_several_are_declined_at_once_and_nothing_that_was_not_ticked(town: Town) -> None:
    first, second, third, *_ = proposals(town)
    assert first.organization_id == second.organization_id
    assert (
        answer(town, LEADER, "consequence_decide", "decline", first.id, second.id, reason="刚换届").status_code == 303
    )
    assert [one.id for one in proposals(town, "declined")] == [first.id, second.id]
    assert third.id in [one.id for one in proposals(town)]


def test_nothing_is_ticked_beforehand_and_without_a_tick_nothing_happens(town: Town) -> None:
    text = town.visitor(LEADER).reads(DECISIONS)
    assert "checked" not in text
    assert '<input type="checkbox" name="case"' in text
    refused = answer(town, LEADER, "consequence_decide", "confirm", sure=False, reason="情况属实")
    assert refused.status_code == 409
    assert "没有勾选" in refused.text


def test_without_a_reason_it_is_refused_and_what_was_ticked_stays(town: Town) -> None:
    one = proposals(town)[0]
    refused = answer(town, LEADER, "consequence_decide", "confirm", one.id)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert f'value="{one.id}" checked' in refused.text
    assert one.id in [other.id for other in proposals(town)]


def test_what_was_typed_is_not_lost_when_somebody_else_was_faster(town: Town) -> None:
    one, other, *_ = proposals(town)
    assert answer(town, OTHER_LEADER, "consequence_decide", "decline", one.id, reason="刚换届").status_code == 303
    late = answer(town, LEADER, "consequence_decide", "confirm", one.id, other.id, reason="情况<属实>")
    assert late.status_code == 409
    assert "已经有人办了" in late.text
    assert "情况&lt;属实&gt;</textarea>" in late.text
    assert other.id in [left.id for left in proposals(town)], "nothing half done"


@pytest.mark.parametrize("who", [people.TOWN_LEADER, HEAD, CLERK, people.SECRETARY, people.SUPERVISOR])
def test_who_does_not_decide_cannot_by_a_guessed_number(town: Town, who: str) -> None:
    one = proposals(town)[0]
    assert answer(town, who, "consequence_decide", "confirm", one.id, reason="x").status_code in (403, 409)
    assert one.id in [left.id for left in proposals(town)]


@pytest.mark.parametrize(
    ("kind", "said"), [("", ""), ("consequence_decide", "carry_out"), ("board_approve", "approve")]
)
def test_an_answer_there_is_not_is_refused(town: Town, kind: str, said: str) -> None:
    assert answer(town, LEADER, kind, said, 1).status_code == 400


def test_without_a_token_nothing_is_decided(town: Town) -> None:
    one = proposals(town)[0]
    form = {"kind": "consequence_decide", "answer": "confirm", "case": str(one.id), "reason": "x", "sure": "1"}
    assert town.visitor(LEADER).post(DECISIONS, **form).status_code == 400


def objected(town: Town) -> int:
    """An objection to the board is being looked into."""
    with town.db.begin() as session:
        case = Objection(
            quarter=THIRD,
            organization_id=organization_id(session, BRANCH),
            target=f"board:{board_of(session).id}",
            subject="第三季度榜单",
            text="并列的处理与办法不符",
            filed_by_id=person(session, people.SECRETARY).id,
            filed_at=NOW,
            state="investigating",
            reply_due=NOW + timedelta(days=14),
        )
        session.add(case)
        session.flush()
        return case.id


def test_an_objection_is_decided_and_its_branch_answered(town: Town) -> None:
    case = objected(town)
    text = town.visitor(LEADER).reads(DECISIONS)
    assert "并列的处理与办法不符" in text
    assert "前答复" in text
    asked = answer(town, LEADER, "objection_decide", "dismiss", case, sure=False, reason="按办法并列")
    assert "石湾村支部的异议不成立，“第三季度榜单”照旧，对吗？理由会原样告诉支部：按办法并列" in asked.text
    assert answer(town, LEADER, "objection_decide", "dismiss", case, reason="按办法并列").status_code == 303
    with town.db.read() as session:
        assert session.get_one(Objection, case).state == "dismissed"


def claimed(town: Town) -> int:
    """A bonus claim has been checked by the office and waits for its decision."""
    with town.db.begin() as session:
        by: Person = person(session, people.SECRETARY)
        claim = BonusClaim(
            organization_id=organization_id(session, BRANCH),
            rule="BF-1",
            level="town",
            matter="先进党支部",
            awarded_on=NOW.date() - timedelta(days=5),
            proof="",
            filed_by_id=by.id,
            filed_at=NOW,
            state="verifying",
        )
        session.add(claim)
        session.flush()
        return claim.id


def test_a_bonus_is_turned_down_with_its_reason(town: Town) -> None:
    case = claimed(town)
    assert "先进党支部" in town.visitor(LEADER).reads(DECISIONS)
    assert answer(town, LEADER, "claim_approve", "reject", case).status_code == 422
    assert answer(town, LEADER, "claim_approve", "reject", case, reason="没有证明").status_code == 303
    with town.db.read() as session:
        assert session.get_one(BonusClaim, case).state == "rejected"


def test_a_board_that_waits_is_one_line_that_leads_to_its_page(town: Town) -> None:
    on_its_way(town, "checked")
    text = town.visitor(LEADER).reads(DECISIONS)
    assert f'href="/m/boards/{THIRD}/approval"><span><b>2026年第三季度榜单批准</b>' in text
    assert re.search(r"2026年第三季度榜单批准，处理建议 \d+ 条待决定", town.visitor(LEADER).reads("/m/town"))


def test_what_is_done_in_the_chat_only_says_what_to_type(town: Town) -> None:
    objected(town)
    with town.db.begin() as session:
        session.query(Objection).one().state = "filed"
    assert "受理异议 1" in town.visitor(CLERK).reads(DECISIONS)


def test_a_quiet_day_says_so(town: Town) -> None:
    assert "今天没有等您定的事" in town.visitor(people.TOWN_LEADER).reads(DECISIONS)


def test_every_answer_is_asked_back_and_every_step_that_waits_has_its_words() -> None:
    asked = {f"{kind}_{said}" for kind, answers in ANSWERS.items() for said in answers}
    assert {f"{when}_{one}" for one in asked for when in ("ask", "done")} == blocks("pages/decisions.txt")
    lines = environment().get_template("duties/lines.txt").module.lines  # type: ignore[attr-defined]
    noun = environment().get_template("duties/nouns.txt").module.noun  # type: ignore[attr-defined]
    case = SimpleNamespace(quarter=THIRD, year=2026, count=3)
    said = [noun(kind, [case]) for kind in lines]
    assert len(set(said)) == len(lines)
    assert "自查整改表 3 份待审核" in said


def test_whether_a_streak_goes_on_is_decided_here_too(town: Town) -> None:
    with town.db.begin() as session:
        ended, goes_on = (session.get_one(Organization, one) for one in ("org-017", "org-018"))
        takeover = StreakTakeover(predecessor=ended, successor=goes_on, day=NOW.date(), state="proposed", begun_at=NOW)
        session.add(takeover)
        session.flush()
        begin(session, STREAK_TAKEOVER, takeover, None, NOW)
        case = takeover.id
    assert "算不算到" in town.visitor(LEADER).reads(DECISIONS)
    assert "合并后的连续次数 1 件待决定" in town.visitor(LEADER).reads("/m/town")
    assert answer(town, LEADER, "takeover_decide", "leave", case, sure=False, reason="班子已换").status_code == 200
    assert answer(town, LEADER, "takeover_decide", "leave", case, reason="班子已换").status_code == 303
    with town.db.read() as session:
        assert session.get_one(StreakTakeover, case).state == "left"
