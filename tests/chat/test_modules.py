"""Modules that are off, as words name them: nothing leads to what rests, and what is under way goes to its end."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy.orm import Session

from bot.db import Database
from handlers.commands import COMMANDS
from handlers.commands.help import SUBJECTS
from handlers.menu import menu_of
from models.bonus_claims import BonusClaim
from models.organization_changes import StreakTakeover
from models.organizations import organization_named
from models.schemes import Township
from rules.periods import Quarter
from services.rights.modules import CONSEQUENCES, MODULES, is_job_off, is_right_off
from services.rights.table import Right
from tests.worlds.phones import Phones, World
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, person

READERS = ("zhuyongliang", HEAD, LEADER, "guchengzhi")
OFF = "没有启用“{}”"
COMMAND_OF = {said: one for one in COMMANDS for said in one.words}
# A longer word is read before a shorter one within it: 榜单进度 is not 榜单.
WORDS = re.compile("|".join(sorted(map(re.escape, COMMAND_OF), key=len, reverse=True)))


def switch_off(db: Database, *modules: str) -> None:
    with db.begin() as session:
        session.get_one(Township, 1).modules_off = [*modules]


def words_off(session: Session, text: str) -> set[str]:
    """Find the commands a text names that would be refused, by their first words: 红榜 is a list as well."""
    named = {said for said in WORDS.findall(text) if said == COMMAND_OF[said].words[0]}
    return {said for said in named if is_right_off(session, COMMAND_OF[said].right)}


def test_help_and_menu_name_only_what_is_on(phone: Phones, world: World) -> None:
    everything = menu_of(world.db)
    for module in MODULES:
        switch_off(world.db, module)
        said = [phone(one).says("帮助") for one in READERS]
        entries = [entry["key"] for button in menu_of(world.db) for entry in button["sub_button"]]
        with world.db.read() as session:
            rights = [right for one in SUBJECTS for right in one.rights if not is_right_off(session, right)]
            pages = [one for one in SUBJECTS if set(one.rights) & {*rights}]
            said += [line for one in pages for line in one.lines(lambda name: not is_right_off(session, Right[name]))]
            assert [(module, text) for text in (*said, *entries) if words_off(session, text)] == []
        assert ("榜单" in entries) is (module != "board_page")
    switch_off(world.db)
    assert menu_of(world.db) == everything


def test_proposals_under_way_are_decided_and_then_the_module_rests(grey: World, phone: Phones) -> None:
    switch_off(grey.db, CONSEQUENCES)
    leader = phone(LEADER)
    listed = leader.says("处理建议")
    assert "石湾村支部" in listed
    assert OFF.format("后果与帮扶") in leader.says("记录组织处置 石湾村支部 2026-11-02 12号 通报批评")
    for number in range(1, 5):
        assert OFF.format("后果与帮扶") not in leader.says(f"不同意建议 {number} 情况特殊，会议决定不处理")
    assert OFF.format("后果与帮扶") in leader.says("处理建议")
    with grey.db.read() as session:
        assert is_job_off(session, "propose_consequences")


def test_whether_a_streak_goes_on_can_be_decided_as_long_as_it_is_asked(world: World) -> None:
    switch_off(world.db, CONSEQUENCES)
    asked = StreakTakeover(
        from_id="org-011", to_id="org-012", day=date(2026, 11, 1), state="proposed", begun_at=world.clock.now()
    )
    with world.db.begin() as session:
        assert is_right_off(session, Right.DECIDE_CONSEQUENCE)
        session.add(asked)
        session.flush()
        assert not is_right_off(session, Right.DECIDE_CONSEQUENCE)
        assert is_right_off(session, Right.RECORD_MEASURE)


def test_a_claim_under_way_is_answered_and_decided_and_no_other_begins(world: World, phone: Phones) -> None:
    zhu = phone("zhuyongliang")
    with world.db.begin() as session:
        branch, by = organization_named(session, "石湾村支部"), person(session, "zhuyongliang")
        claim = BonusClaim(organization=branch, rule="JF-1", level="county", matter="先进", proof="", state="returned")
        claim.awarded_on, claim.filed_by, claim.filed_at = date(2026, 10, 9), by, world.clock.now()
        session.add(claim)
    switch_off(world.db, "bonus_claims")
    assert OFF.format("加分申报") in zhu.says("加分")
    assert OFF.format("加分申报") not in zhu.says("补充加分 1 文号是澄委〔2026〕3号")
    assert "先进" in phone(CLERK).says("加分审核")
    assert OFF.format("加分申报") not in zhu.says("撤回加分 1")
    assert OFF.format("加分申报") in phone(CLERK).says("加分审核")
    assert "先进" in zhu.says("我的加分")


def test_a_board_that_rests_is_no_answer_to_a_question_either(grey: World, phone: Phones) -> None:
    zhu, quarter = phone("zhuyongliang"), Quarter(2026, 3)
    assert "回复“榜单”" in zhu.says("我们排第几名")
    switch_off(grey.db, "board_page")
    assert "榜单”" not in zhu.says("我们排第几名")
    assert OFF.format("红灰榜页面") in zhu.says(f"榜单 {quarter}")
    assert OFF.format("红灰榜页面") not in zhu.says(f"核验 {quarter}")
