"""Two clerks, or one with two tabs, change the same thing: nobody undoes what somebody else has written."""

from __future__ import annotations

import html
import re

from models.organizations import Organization
from models.schemes import township
from tests.worlds.browsers import Browser, Town
from tests.worlds.recorded_quarters import CLERK, OTHER_CLERK

PAGE = "/console/organizations/org-013"
CORRECT = f"{PAGE}/correct"
ACTION = f'action="{CORRECT}'


def filled(page: str, within: str) -> dict[str, str]:
    """Read a form of the page as it stands there, ready to be sent off: the one that holds some words."""
    form = page[page.rindex("<form", 0, page.index(within)) :]
    form = form[: form.index("</form>")]
    found = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
    ticks = re.findall(r'<input([^>]*)name="(\w+)" type="checkbox"', form)
    for name in {name for _, name in ticks}:
        found.pop(name, None)
    found |= {name: "y" for before, name in ticks if "checked" in before}
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found[name] = (re.findall(r'<option selected value="([^"]*)"', options) or [""])[0]
    found |= {name: said.strip() for name, said in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)<', form)}
    return {name: html.unescape(value) for name, value in found.items()}


def opens(town: Town, userid: str) -> tuple[Browser, dict[str, str]]:
    browser = town.visitor(userid)
    return browser, {**filled(browser.reads(PAGE), ACTION), "reason": "核对"}


def organization(town: Town) -> Organization:
    with town.db.read() as session:
        return session.get_one(Organization, "org-013")


def test_what_one_has_left_alone_follows_what_the_other_has_changed(town: Town) -> None:
    (first, one), (second, other) = opens(town, CLERK), opens(town, OTHER_CLERK)
    assert first.post(CORRECT, **{**one, "full_members": "141"}).status_code == 303
    assert second.post(CORRECT, **{**other, "note": "在建"}).status_code == 303
    assert (organization(town).full_members, organization(town).note) == (141, "在建")


def test_what_both_have_changed_is_asked_back_once_and_what_was_typed_is_there(town: Town) -> None:
    (first, one), (second, other) = opens(town, CLERK), opens(town, OTHER_CLERK)
    first.post(CORRECT, **{**one, "full_members": "141"})
    answer = second.post(CORRECT, **{**other, "full_members": "142", "reason": "名单上是142"})
    assert answer.status_code == 409
    assert "别人改过正式党员（现在是“141”），还没有按您写的改" in answer.text
    assert "名单上是142" in answer.text
    assert organization(town).full_members == 141
    assert second.post(CORRECT, **filled(answer.text, ACTION)).status_code == 303
    assert organization(town).full_members == 142


def test_both_who_write_the_same_are_not_asked(town: Town) -> None:
    (first, one), (second, other) = opens(town, CLERK), opens(town, OTHER_CLERK)
    first.post(CORRECT, **{**one, "full_members": "141"})
    assert second.post(CORRECT, **{**other, "full_members": "141", "note": "在建"}).status_code == 303
    assert organization(town).note == "在建"


def test_the_names_of_the_town_are_kept_apart_in_the_same_way(town: Town) -> None:
    page = "/console/settings"
    first, second = town.visitor("zhouhaibo"), town.visitor("zhouhaibo")
    one, other = (filled(browser.reads(page), 'name="was"') | {"reason": "核对"} for browser in (first, second))
    assert first.post(page, **{**one, "platform": "新平台"}).status_code == 303
    assert second.post(page, **{**other, "office_phone": "0512-8888"}).status_code == 303
    with town.db.read() as session:
        found = township(session)
        assert found
        assert (found.platform, found.office_phone) == ("新平台", "0512-8888")
