"""Which organisation a form is about: looked through in a small town, named in a large one, found by name in both."""

from __future__ import annotations

import re

import pytest

from handlers.console import organization_field
from handlers.console.organization_field import MOST_OFFERED, to_choose
from tests.worlds.browsers import NOW, Town
from tests.worlds.recorded_quarters import CLERK, HEAD

MEASURE = "/console/consequences/new/measure"
BRANCH = "/console/organizations/org-013"
FOUND = "/console/organizations/new/found"
SAID = {"decided_on": NOW.date().isoformat(), "decision_no": "党委会纪要15号", "decision": "调整支部班子分工"}


@pytest.fixture
def of_a_large_town(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organization_field, "MOST_OFFERED", 10)


def field(page: str, name: str) -> str:
    found = re.search(rf'<div class="field">\s*<label>.*?name="{name}".*?</label>', page, re.DOTALL)
    assert found
    return found[0].rpartition('<div class="field">')[2]


def test_a_hundred_are_looked_through_and_of_more_none_is_listed() -> None:
    some = [(f"org-{number}", f"支部{number}") for number in range(MOST_OFFERED + 1)]
    assert [len(to_choose(found)) for found in (some[:-1], some)] == [MOST_OFFERED + 1, 1]


def test_a_small_town_chooses_from_its_list(town: Town) -> None:
    shown = field(town.visitor(HEAD).reads(MEASURE), "branch")
    assert '<select name="branch" required><option value="" selected></option>' in shown
    assert '<option value="org-013">东荡村支部</option>' in shown
    assert "全称或简称" not in shown


@pytest.mark.usefixtures("of_a_large_town")
def test_a_large_town_types_a_name_which_the_register_has_to_know(town: Town) -> None:
    head = town.visitor(HEAD)
    shown = field(head.reads(MEASURE), "branch")
    assert "哪个党组织 <small>（全称或简称）</small>" in shown
    assert re.search(r'<input [^>]*name="branch" required type="text"', shown)
    unknown = head.submits(MEASURE, branch="没有的支部", **SAID)
    assert (unknown.status_code, "名册里没有“没有的支部”" in unknown.text) == (422, True)
    assert 'value="没有的支部"' in unknown.text
    assert head.submits(MEASURE, branch="东荡村支部", **SAID).status_code == 303


def test_what_was_chosen_stays_chosen_when_something_else_is_wrong(town: Town) -> None:
    answer = town.visitor(HEAD).submits(MEASURE, branch="org-013", **SAID | {"decided_on": "2030-01-01"})
    assert '<option value="org-013" selected>' in answer.text


def test_nobody_is_merged_into_itself_or_founded_below_what_has_ended(town: Town) -> None:
    clerk = town.visitor(CLERK)
    page, new = clerk.reads(BRANCH), clerk.reads(FOUND)
    assert page.count('<select name="other" required>') == 2
    assert '<option value="org-013">' not in page
    assert '<option value="org-013">' in field(new, "parent")
    ended = clerk.submits(BRANCH, f"{BRANCH}/dissolve", day=NOW.date().isoformat(), reason="镇党委文件")
    assert ended.status_code == 303
    assert '<option value="org-013">' not in field(clerk.reads(FOUND), "parent")
