"""A double click, or an answer loaded anew, does a thing once; filled in otherwise, the same form counts anew."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from models.people import Person
from models.suggestions import Suggestion
from models.transitions import Transition
from services.suggestions import suggest
from tests.worlds.browsers import SECRETARY, Browser, Town
from tests.worlds.month_under_way import NOW
from tests.worlds.recorded_quarters import CLERK, person


def form_of(browser: Browser, page: str) -> dict[str, str]:
    """Read what every form of a page sends along unseen; the mark is that of the last of them."""
    text = browser.reads(page)
    marks = re.findall(r'name="once" value="([^"]+)"', text)
    assert len(set(marks)) == len(marks) > 0
    return {**browser.hidden(page), "once": marks[-1]}


def count(town: Town, *wanted: object) -> int:
    with town.db.read() as session:
        return session.scalar(select(func.count()).select_from(wanted[0]).where(*wanted[1:])) or 0  # type: ignore[arg-type]


def test_a_newcomer_without_an_account_is_entered_once_and_a_namesake_all_the_same(town: Town) -> None:
    clerk, page = town.visitor(CLERK), "/console/people/new/enter"
    form = {**form_of(clerk, page), "name": "王旧", "reason": "新来"}
    first, second = clerk.post(page, **form), clerk.post(page, **form)
    assert (first.status_code, second.status_code, second.location) == (303, 303, "/console/people")
    assert "刚才已经办好了，没有再办一次。" in clerk.reads("/console/people")
    assert count(town, Person, Person.name == "王旧") == 1
    assert clerk.post(page, **{**form, "reason": "同名的另一位"}).status_code == 303
    assert count(town, Person, Person.name == "王旧") == 2


def test_an_answer_is_given_once(town: Town) -> None:
    with town.db.begin() as session:
        suggest(session, person(session, SECRETARY), "请修灯", NOW)
    clerk, page = town.visitor(CLERK), "/console/suggestions/1"
    form = {**form_of(clerk, page), "said": "本周修"}
    for _ in range(2):
        assert clerk.post(f"{page}/answer", **form).status_code == 303
    assert count(town, Transition, Transition.event == "answer", Transition.case_kind == "suggestion") == 1


def test_what_was_refused_may_be_sent_off_again(town: Town) -> None:
    clerk, page = town.visitor(CLERK), "/console/slips/2026-10.org-025"
    form = {**form_of(clerk, page), "day": "2026-11-07", "reason": "停电"}
    assert clerk.post(f"{page}/extend", **form).status_code == 422
    assert clerk.post(f"{page}/extend", **form).status_code == 422
    assert clerk.post(f"{page}/extend", **{**form, "day": "2026-11-09"}).status_code == 303


def test_a_suggestion_from_the_phone_comes_in_once(town: Town) -> None:
    secretary, page = town.visitor(SECRETARY), "/m/suggestion"
    form = {**form_of(secretary, page), "text": "请修灯"}
    for _ in range(2):
        assert secretary.post(page, **form).status_code == 303
    assert count(town, Suggestion) == 1


def test_the_same_task_is_not_entered_twice_for_the_same_branches(town: Town) -> None:
    clerk, page = town.visitor(CLERK), "/console/tasks/months/2026-11/new"
    given = {"task_title": "更新公开栏", "due": "2026-11-25", "indicator": "DW-01"}
    assert clerk.submits(page, **given, sectors="village").status_code == 303
    again = clerk.submits(page, **given, sectors="village")
    assert again.status_code == 409
    assert "11月已经有“更新公开栏”，11月25日（周三）前，没有再布置一项" in again.text
    assert clerk.submits(page, **given, sectors="community").status_code == 303, "asked of others it is another one"


def test_the_address_of_an_act_leads_to_its_record_and_what_never_was_is_said_in_chinese(town: Town) -> None:
    clerk, record = town.visitor(CLERK), "/console/slips/2026-10.org-025"
    assert clerk.submits(record, f"{record}/waive", reason=" ").status_code == 422
    answer = clerk.get(f"{record}/waive")
    assert (answer.status_code, answer.location) == (303, record)
    for address in ("/console/zzz", "/m/nothing"):
        assert clerk.get(address).status_code == 404
        assert "没有找到这一页" in clerk.get(address).text


def test_a_day_that_is_none_is_not_called_missing(town: Town) -> None:
    clerk, record = town.visitor(CLERK), "/console/slips/2026-10.org-025"
    answer = clerk.submits(record, f"{record}/extend", day="11月40日", reason="停电")
    assert answer.status_code == 422
    assert "不是有效的日期值" in answer.text
