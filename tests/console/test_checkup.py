"""体检: what is wrong and what to do, red lines with who answers for them, and what is asked of the county first."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.own_address import Page
from bot.schema import newest_revision
from bot.wecom_errors import WeComError, verdict
from models.red_line_overrides import RedLineOverride
from rules.periods import Quarter
from services.log.checking import check_last
from services.schemes.versions import pin_quarter, shipped_text, store_scheme
from tests.worlds.browsers import SECRETARY, Town
from tests.worlds.recorded_quarters import CLERK, LEADER

PAGE = "/console/checkup"


def verdict_of(errcode: int) -> WeComError:
    """Make the error that WeCom's answer becomes."""
    return WeComError("gettoken: refused", "refused", verdict(errcode), errcode)


BUSY = {"policy": {"most_messages_a_month": 40}}


@pytest.fixture
def crossing(town: Town) -> Town:
    """The town goes by a rule that lets forty messages a month reach somebody; its tables are the newest."""
    with town.db.begin() as session:
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        session.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest_revision()})
        quarter = Quarter.of(town.clock.now().date())
        version = store_scheme(session, shipped_text(), BUSY, town.clock.now())
        pin_quarter(session, quarter, town.clock.now()).scheme_version_id = version.id
    return town


def test_what_is_wrong_stands_with_why_it_matters_and_where_to_click(town: Town) -> None:
    page = town.visitor(CLERK).reads(PAGE)
    assert "还没有备份。" in page
    assert "机器坏了，只有备份能把记录和榜单找回来。" in page
    assert "后台“备份”里点“现在备份”" in page
    assert "连企业微信一起查" in page


def test_the_page_asks_wecom_only_when_somebody_presses_the_button(
    crossing: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.checkups.beyond.look", lambda *_: Page(trouble="ConnectTimeout"))
    clerk = crossing.visitor(CLERK)
    assert "企业 ID 和 Secret" not in clerk.reads(PAGE)
    crossing.wecom.error = verdict_of(40001)
    page = clerk.reads(f"{PAGE}?beyond=1")
    assert "Secret 不对，或者被重置过" in page
    assert "没有查：" in page


def test_a_crossed_red_line_cites_what_it_rests_on(crossing: Town) -> None:
    page = crossing.visitor(CLERK).reads(PAGE)
    assert "每人每月最多 40 条主动消息" in page
    assert "《整治形式主义为基层减负若干规定》" in page
    assert "放行只能由绩效考核领导小组成员具名决定" in page
    assert "<button" not in page.partition("合规闸")[2].partition("</aside>")[0]


def test_somebody_of_the_leading_group_answers_for_it_by_name_and_reason(crossing: Town) -> None:
    leader = crossing.visitor(LEADER)
    assert leader.submits(PAGE, line="messages", value="40", reason="县委部署的专项工作").status_code == 303
    page = leader.reads(PAGE)
    assert "放行：县委部署的专项工作" in page
    assert "请领导小组改办法" not in page
    with crossing.db.read() as session:
        kept = session.query(RedLineOverride).one()
        assert (kept.line, kept.value, kept.by.userid) == ("messages", "40", LEADER)
        assert check_last(session, 100).broken_at is None
    assert leader.submits(PAGE, line="messages", value="40", reason="再来一次").status_code == 422


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"line": "messages", "value": "40", "reason": " "}, "请写明依据或理由"),
        ({"line": "messages", "value": "30", "reason": "看错了"}, "设定值已经变了"),
        ({"line": "nothing", "value": "1", "reason": "猜的"}, "设定值已经变了"),
    ],
)
def test_what_was_not_shown_is_not_let_through(crossing: Town, said: dict[str, str], answer: str) -> None:
    refused = crossing.visitor(LEADER).submits(PAGE, **said)
    assert refused.status_code == 422
    assert answer in refused.get_data(as_text=True)


def test_nobody_else_lets_a_red_line_through(crossing: Town) -> None:
    said = {"line": "messages", "value": "40", "reason": "不归我管"}
    assert crossing.visitor(CLERK).submits(PAGE, **said).status_code == 403
    assert crossing.visitor(SECRETARY).get(PAGE).status_code == 403


def test_the_list_before_going_live_begins_with_the_county(town: Town) -> None:
    page = town.visitor(CLERK).reads(PAGE)
    assert "书面请示县委组织部和网信办" in page
    assert "附表已经换成本镇自己的指标" in page
    assert "清单办完，不等于合规" in page


def test_a_new_version_of_the_file_proves_the_domain(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "WW_verify_abc123.txt"
    file.write_text("abc123\n", encoding="utf-8")
    object.__setattr__(town.app.extensions["honghui"].settings, "wecom_domain_file", file)
    stranger = town.visitor()
    assert stranger.get("/WW_verify_abc123.txt").get_data(as_text=True) == "abc123\n"
    assert stranger.get("/WW_verify_abc124.txt").status_code == 404
