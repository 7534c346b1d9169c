"""设置: what the town is called is changed here; what the rule sets is shown with its range, and who changes it."""

from __future__ import annotations

import re

from bot.wording import blocks
from models.appointments import SECRECY_REVIEWER, Appointment
from models.bonus_claims import BonusClaim
from models.organizations import organization_named
from models.people import Person
from models.schemes import Township, township
from scheduler.jobs import timetable
from services.rights.modules import GROUP_POSTS, MODULES, is_job_off, is_on, is_right_off
from services.rights.stated import right_of
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import NOW
from tests.worlds.recorded_quarters import CLERK, LEADER, person

PAGE = "/console/settings"
NAMES = {
    "name": "澄泾镇",
    "full_name": "江东省云州市望湖市澄泾镇",
    "committee": "中共澄泾镇委员会",
    "rule_title": "澄泾镇基层党组织“红灰榜”考核办法",
    "publication_channel": "先锋澄泾",
    "platform": "智慧党建平台",
    "document_prefix": "澄红灰",
    "office_phone": "0512-0000-0009",
    "reason": "换了办公室",
}


def test_what_the_rule_sets_stands_there_with_its_range(town: Town) -> None:
    page = town.visitor(CLERK).reads(PAGE)
    assert "工作日发消息的时间" in page
    assert "08:30" in page
    assert "1 至 20 个工作日" in page
    assert "要改的，由领导小组定一版新办法" in page


def test_the_telephone_of_the_office_is_changed_with_a_reason(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert clerk.submits(PAGE, **NAMES).status_code == 303
    with town.db.read() as session:
        found = township(session)
        assert found is not None
        assert found.office_phone == "0512-0000-0009"
    page = clerk.reads(PAGE)
    assert "→ 0512-0000-0009" in page
    assert "换了办公室" in page
    clerk.submits(PAGE, **NAMES)
    assert "没有改动" in clerk.reads(PAGE)


def test_a_name_that_is_missing_changes_nothing(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert clerk.submits(PAGE, **{**NAMES, "committee": " "}).status_code == 422
    with town.db.read() as session:
        found = township(session)
        assert found is not None
        assert found.committee == "中共澄泾镇委员会"


def test_only_the_office_sets_anything(town: Town) -> None:
    assert town.visitor(LEADER).get(PAGE).status_code == 403


def _switch(town: Town, module: str, on: str = "0", reason: str = "先用纸质") -> int:
    clerk = town.visitor(CLERK)
    return clerk.submits(PAGE, f"{PAGE}/modules/{module}", on=on, reason=reason).status_code


def test_a_module_that_is_off_is_gone_from_console_pages_and_clock_and_comes_back(town: Town) -> None:
    page = town.visitor(CLERK).reads(PAGE)
    assert "后台不再有：后果与帮扶、连续次数。" in page
    assert "同意建议" in page
    assert _switch(town, "consequences") == 303
    clerk = town.visitor(CLERK)
    assert "停用后果与帮扶" in clerk.reads(PAGE)
    assert 'href="/console/consequences"' not in clerk.reads("/console/slips")
    refused = clerk.get("/console/consequences")
    assert (refused.status_code, "本镇没有启用“后果与帮扶”" in refused.text) == (409, True)
    with town.db.read() as session:
        assert is_job_off(session, "propose_consequences")
        assert not is_job_off(session, "issue_slips")
    assert _switch(town, "consequences", on="1") == 303
    assert clerk.get("/console/consequences").status_code == 200


def test_switching_needs_a_reason_and_says_what_is_so_already(town: Town) -> None:
    assert [_switch(town, "board_page", reason=" "), _switch(town, "board_page", on="1")] == [409, 409]
    assert _switch(town, "no_such_thing") == 409
    assert town.visitor(LEADER).post(f"{PAGE}/modules/board_page", on="0", reason="x").status_code in (400, 403)


def test_what_the_list_of_modules_names_is_there_and_stands_once() -> None:
    jobs = [job for one in MODULES.values() for job in one.jobs]
    assert set(jobs) <= {job.name for job in timetable()}
    rights = [right for one in MODULES.values() for right in (*one.rights, *one.begins)]
    assert len(rights) == len(set(rights))
    assert len(jobs) == len(set(jobs))
    assert {f"{kind}_{name}" for name in MODULES for kind in ("module", "about")} <= blocks("console/settings.txt")


def test_a_secretary_is_not_led_to_what_is_off(town: Town) -> None:
    secretary = town.visitor("zhuyongliang")
    assert "加分申报" in secretary.reads("/m/")
    assert _switch(town, "bonus_claims") == 303
    assert "加分申报" not in secretary.reads("/m/")


def test_no_page_leads_to_what_rests(town: Town) -> None:
    adapter = town.app.url_map.bind("bot.example.com", url_scheme="https")
    pages = {"zhuyongliang": ["/m/"], LEADER: ["/m/town", "/console/scores"], CLERK: ["/console/boards", "/console/"]}
    with town.db.begin() as session:
        session.get_one(Township, 1).modules_off = [*MODULES]
        resting = {right for one in MODULES.values() for right in one.rights | one.begins}
        assert all(is_right_off(session, right) for right in resting)
    for who, addresses in pages.items():
        browser = town.visitor(who)
        for address in addresses:
            text = browser.get(address, follow_redirects=True).text
            for link in set(re.findall(r'(?:href|action)="(/(?:m|console)/[^"?#]*)', text)):
                methods = (method for method in ("GET", "POST") if adapter.test(link, method))
                endpoint, _ = adapter.match(link, method=next(methods))
                assert right_of(town.app.view_functions[endpoint]) not in resting, (address, link)


def test_who_has_nothing_to_do_and_no_board_to_read_is_told_so(town: Town) -> None:
    with town.db.begin() as session:
        reviewer = Person(name="毛阿大", userid="maoada")
        session.add(Appointment(person=reviewer, role=SECRECY_REVIEWER, title="保密员", powers=[]))
    _switch(town, "board_page")
    assert "没有要您办的" in town.visitor("maoada").reads("/m/")


def test_with_the_last_open_case_the_place_closes_and_today_says_what_was_done(town: Town) -> None:
    with town.db.begin() as session:
        branch, by = organization_named(session, "石湾村支部"), person(session, "zhuyongliang")
        claim = BonusClaim(organization=branch, rule="JF-1", level="county", matter="先进", proof="", state="submitted")
        claim.awarded_on, claim.filed_by, claim.filed_at = NOW.date(), by, NOW
        session.add(claim)
    _switch(town, "bonus_claims")
    clerk, record = town.visitor(CLERK), "/console/bonus_claims/1"
    assert "还没有办完的 1 件照样办到底" in clerk.reads(PAGE)
    assert "先进" in clerk.reads(record)
    done = clerk.submits(record, f"{record}/reject", reason="级别不够")
    assert (done.status_code, done.location) == (303, "/console/today")
    assert clerk.get(record).status_code == 409


def test_no_group_hears_of_a_board_while_that_module_is_off(town: Town) -> None:
    _switch(town, "group_posts")
    with town.db.read() as session:
        assert not is_on(session, GROUP_POSTS)
