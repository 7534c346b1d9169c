"""What an approved bonus claim earns, in which quarter, and what of several levels counts."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.db import Database
from models.bonus_claims import BonusClaim, claims_counting
from models.schemes import QuarterRule, latest_version
from rules.periods import BEIJING, Quarter
from services.bonus_claims.claims import check_claim
from services.bonus_claims.decisions import approve_claim
from services.schemes.versions import pin_quarter, scheme_for, shipped_text, store_scheme
from services.scores.entries import entries_of
from tests.services.bonus_claims.filing import NOW, Q2, Q3, Q4, SECRETARY, Filing, earned, pushed, refused
from tests.worlds.recorded_quarters import CLERK, HEAD, person


def close(session: Session, quarter: Quarter) -> None:
    pin_quarter(session, quarter, NOW).closed_at = NOW


def change_rule(session: Session, **policy: object) -> None:
    """Load a changed rule, a moment after the one before."""
    version = latest_version(session)
    assert version is not None
    store_scheme(session, shipped_text(), {"policy": policy}, version.loaded_at + timedelta(hours=1))


def test_county_in_the_second_quarter_and_province_in_the_third_earn_the_difference(town: Database) -> None:
    june, july = (datetime(2026, month, 20, 9, tzinfo=BEIJING) for month in (6, 7))
    with town.begin() as session:
        county = Filing(awarded_on=june.date(), now=june).approve(session)
        province = Filing(level="province", awarded_on=july.date(), now=july).approve(session)
        assert earned(county) == (Q2, Decimal("0.5"))
        assert earned(province) == (Q3, Decimal("1.5"))
        assert "加1.5分" in pushed(session, SECRETARY)[-1]


def test_a_lower_level_afterwards_adds_nothing_and_says_so(town: Database) -> None:
    with town.begin() as session:
        Filing(level="province").approve(session)
        assert earned(Filing(level="county").approve(session)) == (Q4, Decimal(0))
        assert "同一事项按最高一级计一次" in pushed(session, SECRETARY)[-1]


def test_a_bonus_of_a_closed_quarter_counts_in_the_next_one_that_is_open(town: Database) -> None:
    with town.begin() as session:
        close(session, Q3)
        assert earned(Filing(awarded_on=date(2026, 9, 30)).approve(session)) == (Q4, Decimal("0.5"))
        assert session.get_one(QuarterRule, Q3).closed_at == NOW


def test_the_quarter_is_that_of_the_decision_when_data_was_closed_meanwhile(town: Database) -> None:
    with town.begin() as session:
        claim = Filing(awarded_on=date(2026, 9, 30)).file(session)
        check_claim(session, claim, person(session, CLERK), NOW)
        close(session, Q3)
        approve_claim(session, claim, person(session, HEAD), NOW)
        assert claim.quarter == Q4


def test_a_cap_holds_for_the_sum_of_a_quarter(town: Database) -> None:
    with town.begin() as session:
        change_rule(session, bonus_cap_per_quarter=2)
        points = [
            Filing(level="prefecture", matter=name).approve(session).points for name in ("荣誉甲", "荣誉乙", "荣誉丙")
        ]
        assert points == [1, 1, 0]


def test_a_town_may_count_every_level(town: Database) -> None:
    with town.begin() as session:
        change_rule(session, bonus_same_matter="cumulative")
        assert [Filing(level=level).approve(session).points for level in ("province", "county")] == [2, Decimal("0.5")]


def test_a_rule_switched_off_takes_no_claim_and_no_approval(town: Database) -> None:
    with town.begin() as session:
        claim = Filing(rule="JF-2", level="province").file(session)
        check_claim(session, claim, person(session, CLERK), NOW)
        pin_quarter(session, Q4, NOW)
        change_rule(session, bonus_rules_off=["JF-2", "JF-3"])
        said = "五.2 信息上报和媒体宣传目前停用，不能加分，恢复时间请问镇组织办。"
        assert refused(session, lambda: approve_claim(session, claim, person(session, HEAD), NOW)) == said
        other = Filing(rule="JF-2", level="national", matter="另一篇")
        assert refused(session, lambda: other.file(session)) == said
        assert Filing(matter="仍可申报").file(session).state == "submitted"


def test_an_approved_bonus_is_an_entry_of_its_quarters_score(town: Database) -> None:
    with town.begin() as session:
        claim = Filing(level="province").approve(session)
        entries = entries_of(session, Q4, scheme_for(session, Q4), NOW)[claim.organization_id]
        assert [(one.key, one.code, one.fact, one.points) for one in entries if one.points is not None] == [
            (f"claim:{claim.id}", "JF-1", "先进基层党组织", Decimal(2))
        ]


def test_two_who_decide_at_the_same_moment_count_one_matter_once(town: Database) -> None:
    first_has_approved, second_has = threading.Event(), threading.Event()

    def decide_first() -> None:
        with town.begin() as session:
            approve_claim(session, session.get_one(BonusClaim, ids[0]), person(session, HEAD), NOW)
            first_has_approved.set()
            # The second one begins while the first has not ended, and must not get anywhere.
            assert not second_has.wait(0.4)

    def decide_second() -> None:
        assert first_has_approved.wait(60)
        with town.begin() as session:
            approve_claim(session, session.get_one(BonusClaim, ids[1]), person(session, HEAD), NOW)
            second_has.set()

    with town.begin() as session:
        claims = [Filing(level=level).file(session) for level in ("county", "province")]
        for claim in claims:
            check_claim(session, claim, person(session, CLERK), NOW)
        ids = [claim.id for claim in claims]
    with ThreadPoolExecutor(2) as pool:
        for decided in [pool.submit(decide_first), pool.submit(decide_second)]:
            decided.result()
    with town.read() as session:
        assert [one.points for one in claims_counting(session, Q4, NOW)] == [Decimal("0.5"), Decimal("1.5")]
