"""The checks of this side: each finds its fault and nothing else; what cannot be looked at is said so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from rules.checkup import Result, examined
from rules.checkup_facts import Facts, KeptFacts, MachineFacts, SettingsFacts, StoreFacts, WeComFacts
from rules.checkup_here import CHECKS as HERE
from rules.checkup_wecom import CHECKS as BEYOND
from rules.periods import BEIJING
from rules.red_lines import Crossing

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=BEIJING)
DECEMBER = datetime(2026, 12, 1, 9, 0, tzinfo=BEIJING)
MACHINE = MachineFacts("CST", free_bytes=50_000_000_000, backup_at=NOW - timedelta(hours=6))
FINE = Facts(
    NOW,
    SettingsFacts(),
    StoreFacts(revision="0026", newest="0026"),
    MACHINE,
    KeptFacts(frozenset({2026})),
    WeComFacts(away=timedelta(seconds=3)),
)


def found(facts: Facts) -> list[str]:
    return [f"{one.name} {finding.kind}" for one in examined(HERE, facts) for finding in one.findings]


def states(results: list[Result]) -> set[str]:
    return {one.state for one in results}


def test_a_machine_in_good_order_has_no_findings() -> None:
    assert states(examined(HERE, FINE)) == {"fine"}


def test_without_any_facts_nothing_is_called_fine_that_was_not_looked_at() -> None:
    nothing = Facts(NOW, SettingsFacts(wrong="CLOCK_FILE …"))
    assert found(nothing) == ["settings wrong"]
    assert states(examined(BEYOND, nothing)) == {"unseen"}
    assert {one.name for one in examined(HERE, nothing) if one.state == "fine"} == {"pages"}


MACHINES = {
    "fonts broken": replace(MACHINE, broken_fonts=("NotoSansSC-Bold.ttf",)),
    "disk full": replace(MACHINE, free_bytes=524_287_999),
    "backup none": replace(MACHINE, backup_at=None),
    "backup old": replace(MACHINE, backup_at=NOW - timedelta(hours=37)),
}
KEPT = {
    "calendar missing": KeptFacts(frozenset({2025})),
    "failed arrivals": KeptFacts(frozenset({2026}), failed=1),
    "failed messages": KeptFacts(frozenset({2026}), lost=2),
    "red_lines crossed": KeptFacts(frozenset({2026}), crossings=(Crossing("messages", "40"),)),
}
STORES = {
    "database trouble": StoreFacts(trouble="Cannot reach the database"),
    "database not_begun": StoreFacts(is_begun=False),
    "schema other": StoreFacts(revision="0025", newest="0026"),
}
SETTINGS = {
    "settings wrong": SettingsFacts(wrong="SECRET_KEY: …"),
    "settings lacking": SettingsFacts(lacking=("WECOM_SECRET",)),
    "settings open": SettingsFacts(open_file="honghui.env"),
    "pages none": SettingsFacts(has_pages=False),
}
FAULTY = {
    **{name: replace(FINE, machine=one) for name, one in MACHINES.items()},
    **{name: replace(FINE, kept=one) for name, one in KEPT.items()},
    **{name: replace(FINE, store=one) for name, one in STORES.items()},
    **{name: replace(FINE, settings=one) for name, one in SETTINGS.items()},
    "clock away": replace(FINE, wecom=WeComFacts(away=timedelta(minutes=-3))),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_each_fault_is_found_and_no_other(fault: str) -> None:
    assert found(FAULTY[fault]) == [fault]


def test_next_years_holidays_are_asked_for_from_december_on() -> None:
    assert found(replace(FINE, now=DECEMBER, machine=replace(MACHINE, backup_at=DECEMBER))) == ["calendar missing"]
    known = KeptFacts(frozenset({2026, 2027}))
    assert found(replace(FINE, now=DECEMBER, machine=replace(MACHINE, backup_at=DECEMBER), kept=known)) == []


def test_a_database_can_be_used_whose_tables_are_those_of_the_program() -> None:
    good = StoreFacts(revision="0026", newest="0026")
    assert good.is_usable
    unusable = [replace(good, trouble="locked"), replace(good, is_begun=False), replace(good, revision="0025")]
    assert not any(one.is_usable for one in unusable)
