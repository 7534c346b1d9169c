"""设置: what the town is called is changed here; what the rule sets is shown with its range, and who changes it."""

from __future__ import annotations

from models.schemes import township
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
