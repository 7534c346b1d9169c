"""设置: what the town is called is changed here; what the rule sets is shown with its range, and who changes it."""

from __future__ import annotations

from bot.wording import blocks
from models.schemes import township
from scheduler.jobs import timetable
from services.rights.modules import GROUP_POSTS, MODULES, is_job_off, is_on
from tests.worlds.browsers import Town
from tests.worlds.recorded_quarters import CLERK, LEADER

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
    assert "工作日推送时段" in page
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
    rights = [right for one in MODULES.values() for right in one.rights]
    assert len(rights) == len(set(rights))
    assert len(jobs) == len(set(jobs))
    assert {f"{kind}_{name}" for name in MODULES for kind in ("module", "about")} <= blocks("console/settings.txt")


def test_a_secretary_is_not_led_to_what_is_off(town: Town) -> None:
    secretary = town.visitor("zhuyongliang")
    assert "加分申报" in secretary.reads("/m/")
    assert _switch(town, "bonus_claims") == 303
    assert "加分申报" not in secretary.reads("/m/")


def test_no_group_hears_of_a_board_while_that_module_is_off(town: Town) -> None:
    _switch(town, "group_posts")
    with town.db.read() as session:
        assert not is_on(session, GROUP_POSTS)
