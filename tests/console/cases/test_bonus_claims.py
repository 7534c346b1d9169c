"""加分 in the console: checked by one, decided by another, counted once, taken back."""

from __future__ import annotations

from models.bonus_claims import BonusClaim
from tests.worlds.browsers import NOW, SUPERVISOR, Town, side_bar
from tests.worlds.recorded_quarters import CLERK, HEAD

LIST = "/console/bonus_claims"


def state(town: Town, claim: int = 1) -> str:
    with town.db.read() as session:
        return session.get_one(BonusClaim, claim).state


def approved(town: Town) -> None:
    town.visitor(CLERK).submits(f"{LIST}/1", f"{LIST}/1/check")
    answer = town.visitor(HEAD).submits(f"{LIST}/1", f"{LIST}/1/approve")
    assert answer.status_code == 303, answer.text


def test_a_claim_says_what_it_would_add_before_anybody_decides(town: Town) -> None:
    record = town.visitor(CLERK).reads(f"{LIST}/1")
    assert "先进党支部" in record
    assert "会加" in record
    assert "2026年第四季度加" in record


def test_it_is_checked_by_one_and_approved_by_another(town: Town) -> None:
    clerk = town.visitor(CLERK)
    clerk.submits(f"{LIST}/1", f"{LIST}/1/check")
    assert state(town) == "verifying"
    assert "加分由" in clerk.reads(f"{LIST}/1")  # a grey button with the reason
    assert clerk.submits(f"{LIST}/1", f"{LIST}/1/approve").status_code == 403
    head = town.visitor(HEAD)
    assert "同意后：计入2026年第四季度" in head.reads(f"{LIST}/1")
    head.submits(f"{LIST}/1", f"{LIST}/1/approve")
    assert state(town) == "approved"


def test_whoever_checked_does_not_decide(town: Town) -> None:
    head = town.visitor(HEAD)
    head.submits(f"{LIST}/1", f"{LIST}/1/check")
    assert head.submits(f"{LIST}/1", f"{LIST}/1/approve").status_code == 403
    assert state(town) == "verifying"


def test_the_side_bar_counts_only_what_the_one_who_looks_may_do(town: Town) -> None:
    clerk, head = town.visitor(CLERK), town.visitor(HEAD)
    before = side_bar(clerk.reads(LIST))["bonus_claims"]
    clerk.submits(f"{LIST}/1", f"{LIST}/1/check")
    # It was her step; the next one is somebody else's.
    assert side_bar(clerk.reads(LIST)).get("bonus_claims", 0) == before - 1
    assert side_bar(head.reads(LIST))["bonus_claims"] == before


def test_a_return_needs_to_say_what_is_lacking(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert clerk.submits(f"{LIST}/1", f"{LIST}/1/return", reason=" ").status_code == 422
    clerk.submits(f"{LIST}/1", f"{LIST}/1/return", reason="请附文号")
    assert state(town) == "returned"
    assert "请附文号" in clerk.reads(f"{LIST}/1")


def test_the_same_matter_is_named_beside_the_claim(town: Town) -> None:
    with town.db.begin() as session:
        first = session.get_one(BonusClaim, 1)
        facts = {name: getattr(first, name) for name in ("organization_id", "rule", "awarded_on", "filed_by_id")}
        session.add(BonusClaim(**facts, level="province", matter="《先进党支部》", filed_at=NOW, state="submitted"))
    assert "同一事项还有" in town.visitor(CLERK).reads(f"{LIST}/1")


def test_what_was_approved_is_revoked_by_the_head_with_a_reason(town: Town) -> None:
    approved(town)
    assert town.visitor(CLERK).submits(f"{LIST}/1", f"{LIST}/1/revoke", reason="荣誉被收回").status_code == 403
    head = town.visitor(HEAD)
    head.submits(f"{LIST}/1", f"{LIST}/1/revoke", reason="荣誉被收回")
    assert state(town) == "revoked"
    assert "荣誉被收回" in head.reads(f"{LIST}/1")


def test_a_group_has_nothing_to_do_with_bonuses(town: Town) -> None:
    assert town.visitor(SUPERVISOR).get(LIST).status_code == 403
