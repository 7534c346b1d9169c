"""New versions of the rule: who may bring one in, and from when on it holds (R5)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import DatabaseError, Refused
from bot.wording import refusal_text, word
from models.schemes import starts
from models.transitions import Transition
from rules.periods import BEIJING, Quarter
from rules.scheme import SchemeError
from services.bonus_claims.rights import rules_off
from services.log.checking import problems
from services.schemes.introducing import CASE, NOTICES, Introduced, introduce_scheme, known_versions
from services.schemes.versions import pin_quarter, scheme_for, shipped_text, store_scheme, version_for
from services.township.file import TownshipFile
from services.township.loading import load_township
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, person

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
Q3, Q4, Q1, Q2 = Quarter(2026, 3), Quarter(2026, 4), Quarter(2027, 1), Quarter(2027, 2)
THREE_DAYS = shipped_text().replace("deadline_working_days: 2 ", "deadline_working_days: 3 ")
FOUR_DAYS = shipped_text().replace("deadline_working_days: 2 ", "deadline_working_days: 4 ")


def introduce(
    session: Session, text: str = THREE_DAYS, since: Quarter = Q1, by: str = LEADER, **said: str
) -> Introduced:
    reason = said.get("reason", "澄委发〔2026〕30号")
    return introduce_scheme(session, text, "new.yaml", since, person(session, by), reason, NOW)


def days(session: Session, *quarters: Quarter) -> list[int]:
    """Say how many working days a secretary has in each quarter."""
    return [scheme_for(session, quarter).policy.deadline_working_days for quarter in quarters]


def test_a_new_version_holds_from_its_quarter_on_and_earlier_ones_keep_theirs(town: Database) -> None:
    with town.begin() as session:
        pin_quarter(session, Q3, NOW)
        found = introduce(session)
        assert days(session, Q3, Q4, Q1, Q2) == [2, 2, 3, 3]
        assert [(one.field, one.before, one.after) for one in found.changes] == [("deadline_working_days", 2, 3)]


def test_a_quarter_once_pinned_keeps_its_version_whatever_is_decided_later(town: Database) -> None:
    with town.begin() as session:
        introduce(session)
        pin_quarter(session, Q1, NOW)
        introduce(session, FOUR_DAYS, Q2)
        assert days(session, Q4, Q1, Q2) == [2, 3, 4]


def test_of_two_decisions_on_a_quarter_the_newer_counts_and_later_quarters_keep_theirs(town: Database) -> None:
    with town.begin() as session:
        introduce(session, FOUR_DAYS, Q2)
        introduce(session, THREE_DAYS, Q1)
        assert days(session, Q4, Q1, Q2) == [2, 3, 4]
        introduce(session, THREE_DAYS, Q2)
        assert days(session, Q4, Q1, Q2) == [2, 3, 3]


def test_an_old_rule_can_be_brought_back_from_a_later_quarter(town: Database) -> None:
    with town.begin() as session:
        introduce(session)
        back = introduce(session, shipped_text(), Q2)
        assert days(session, Q4, Q1, Q2) == [2, 3, 2]
        assert back.version is version_for(session, Q4)


def test_loading_the_township_again_leaves_what_was_decided(town: Database, sample_town: TownshipFile) -> None:
    with town.begin() as session:
        introduce(session)
        assert load_township(session, sample_town, NOW.date(), NOW).total == 0
        stricter = {"policy": {"deadline_working_days": 1}}
        store_scheme(session, shipped_text(), stricter, NOW + timedelta(days=1))
        assert days(session, Q4, Q1) == [1, 3]


def test_what_the_town_changed_for_itself_goes_on_holding(town: Database) -> None:
    with town.begin() as session:
        own = {"indicators": {"ZD-04": {"due_quarter": 1}}, "policy": {"grey_display": "names"}}
        store_scheme(session, shipped_text(), own, NOW)
        found = introduce(session)
        assert scheme_for(session, Q1).policy.grey_display == "names"
        assert sorted((one.code, one.field) for one in found.kept) == [("", "grey_display"), ("ZD-04", "due_quarter")]


def test_a_new_catalogue_may_lack_what_the_town_changed(town: Database) -> None:
    with town.begin() as session:
        introduce(session, shipped_text().replace("ZD-04", "ZD-14"), Quarter(2028, 1))
        indicators = scheme_for(session, Quarter(2028, 1)).indicators
        assert "ZD-04" not in indicators
        assert indicators["ZD-14"].due_quarter == 4
        assert scheme_for(session, Q1).indicators["ZD-04"].due_quarter == 1


def test_the_decision_is_kept_with_who_when_and_why_and_stands_in_the_log(town: Database) -> None:
    with town.begin() as session:
        introduce(session)
        (start,) = [one for one in starts(session) if one.since]
        (step,) = session.query(Transition).filter_by(case_kind=CASE)
        assert (step.case_id, step.at, step.reason) == (start.id, NOW, "澄委发〔2026〕30号")
        assert step.by is person(session, LEADER)
        assert step.facts == {"since": "2027-Q1", "digest": start.version.digest}
        assert list(problems(session)) == []


LACKS = shipped_text().replace("ZD-04", "ZD-14")


def pin(session: Session) -> None:
    pin_quarter(session, Q1, NOW)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"by": CLERK}, "新办法从哪一季度起执行，由镇绩效考核领导小组成员决定。"),
        ({"by": HEAD}, "新办法从哪一季度起执行，由镇绩效考核领导小组成员决定。"),
        ({"reason": "  "}, "请写明决定的文号，例如：澄委发〔2026〕30号。"),
        ({}, "2027年第一季度已经按现行办法开始考核，不能中途换办法；新办法最早从2027年第二季度起执行。"),
        ({"since": Q4}, "2027年第一季度已经按现行办法开始考核，不能中途换办法；新办法最早从2027年第二季度起执行。"),
        ({"since": Q2, "text": shipped_text()}, "2027年第二季度起执行的已经是这个办法，没有再存。"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_changes_nothing(
    town: Database, given: dict[str, Any], sentence: str
) -> None:
    with town.begin() as session:
        pin(session)
    with town.begin() as session, pytest.raises(Refused) as refused:
        introduce(session, **given)
    assert refusal_text(refused.value) == sentence
    with town.read() as session:
        assert [one.since for one in starts(session)] == [None]
        assert len(known_versions(session)) == 1


def test_indicators_that_tasks_rest_on_cannot_be_dropped(town: Database) -> None:
    with town.begin() as session, pytest.raises(Refused) as refused:
        introduce(session, shipped_text().replace("HD-01", "HD-11"), Q4)
    assert refusal_text(refused.value) == (
        "新办法里没有HD-01，但2026年第四季度起的任务或记录已经用到；请在新办法里保留，或从以后的季度起执行。"
    )


def test_a_file_that_cannot_be_used_is_named_with_its_line(town: Database) -> None:
    with town.begin() as session, pytest.raises(SchemeError, match=r"new\.yaml, line \d+: .*deadline_working_days"):
        introduce(session, shipped_text().replace("deadline_working_days: 2 ", "deadline_working_days: two "))


def test_before_the_town_is_loaded_there_is_no_rule_to_follow(db: Database, now: datetime) -> None:
    with db.read() as session, pytest.raises(DatabaseError, match="run `flask township load FILE` first"):
        version_for(session, Q1)


def test_a_switch_for_bonus_rules_holds_from_the_day_its_version_does(town: Database) -> None:
    with town.begin() as session:
        pin_quarter(session, Q4, NOW)
        introduce(session, shipped_text().replace("bonus_rules_off: []", "bonus_rules_off: [JF-2]"))
        assert rules_off(session, NOW.date()) == ()
        assert rules_off(session, Q1.first_day) == ("JF-2",)


def test_versions_are_listed_with_their_starts_decisions_and_quarters(town: Database) -> None:
    with town.begin() as session:
        pin_quarter(session, Q3, NOW)
        new = introduce(session).version
        old = version_for(session, Q3)
        listed = word(NOTICES, "versions", versions=known_versions(session), shown=8).splitlines()
    assert listed == [
        f"版本 {old.digest[:8]}，10月9日（周四）09:00存入",
        "  从一开始执行，10月9日（周四）09:00随名册载入",
        "  已按它考核：2026年第三季度",
        f"版本 {new.digest[:8]}，11月23日（周一）09:00存入",
        "  2027年第一季度起执行，11月23日（周一）09:00许立新决定，依据：澄委发〔2026〕30号",
    ]
