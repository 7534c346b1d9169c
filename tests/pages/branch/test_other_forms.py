"""Bonus claim, objection and suggestion on pages, and the sheets for paper days."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from models.bonus_claims import BonusClaim
from models.suggestions import Suggestion
from tests.worlds.branch_pages import BRANCH_ID, SECRETARY, SELF_CHECK, SLIP, SUPERVISOR, BranchTown
from tests.worlds.phones import Phones, World

CLAIM = f"/m/claims/{BRANCH_ID}"


def test_a_claim_says_what_it_would_add_before_it_is_handed_in(pages: BranchTown, world: World, phone: Phones) -> None:
    browser = pages.visitor(SECRETARY)
    rule, level = (re.findall(rf'name="{name}" value="([^"]*)"', browser.reads(CLAIM)) for name in ("rule", "level"))
    claim = {"rule": rule[0], "level": level[0], "matter": "先进基层党组织", "awarded_on": "2026-10-09"}
    look = browser.submits(CLAIM, step="look", **claim)
    assert "审核通过可加" in look.text
    assert "算在2026年第四季度" in look.text
    with world.looking() as session:
        assert session.scalars(select(BonusClaim)).all() == []
    assert browser.submits(CLAIM, step="submit", **claim).location == CLAIM
    assert "先进基层党组织" in browser.reads(CLAIM)
    world.deliver()
    assert "编号是加分1（先进基层党组织）" in phone(SECRETARY).hears()


def test_a_claim_that_lacks_something_says_what_would_fit(pages: BranchTown) -> None:
    answer = pages.visitor(SECRETARY).submits(CLAIM, step="submit", matter="", awarded_on="2027-01-01")
    assert answer.status_code == 422
    assert "还有 3 处要补" in answer.text


def test_others_do_not_claim_for_a_branch(pages: BranchTown) -> None:
    assert pages.visitor(SUPERVISOR).get(CLAIM).status_code == 403


def test_a_suggestion_reaches_the_office_word_for_word(pages: BranchTown, world: World, phone: Phones) -> None:
    browser = pages.visitor(SECRETARY)
    assert browser.submits("/m/suggestion", text="").status_code == 422
    assert browser.submits("/m/suggestion", text="提醒单能不能  早上九点再发\r\n字大一点").status_code == 303
    with world.looking() as session:
        assert session.scalars(select(Suggestion.text)).one() == "提醒单能不能  早上九点再发\n字大一点"
    world.deliver()
    assert phone(SECRETARY).hears()


@pytest.mark.parametrize(
    ("page", "who", "said"),
    [
        (f"{SLIP}/print", SECRETARY, "10月党建工作提醒单"),
        (f"{SELF_CHECK}/print", SECRETARY, "支部书记签名"),
        (f"/m/inspections/2026-Q4/{BRANCH_ID}/print", SUPERVISOR, "督导检查表"),
        ("/m/large-type", SECRETARY, "提醒单来了怎么办"),
    ],
)
def test_a_sheet_for_paper_has_no_line_of_style_or_script(pages: BranchTown, page: str, who: str, said: str) -> None:
    text = pages.visitor(who).reads(page)
    assert said in text
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", text)


def test_a_suggestion_with_somebody_s_number_is_read_back_first(pages: BranchTown, world: World) -> None:
    browser, said = pages.visitor(SECRETARY), "<老王>的身份证号登记错了： 110105199003078888"
    asked = browser.submits("/m/suggestion", text=said)
    assert (asked.status_code, "里面好像有身份证号" in asked.text) == (200, True)
    with world.looking() as session:
        assert session.scalars(select(Suggestion)).all() == []
    kept = html.unescape(re.findall(r'name="text" value="([^"]*)"', asked.text)[0])
    assert browser.submits("/m/suggestion", text=kept, sure="1").status_code == 303
    with world.looking() as session:
        assert session.scalars(select(Suggestion.text)).all() == [said]
