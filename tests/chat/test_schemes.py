"""办法变化: what the office and the leading group read of the rule that comes next."""

import pytest

from rules.periods import Quarter
from services.schemes.introducing import introduce_scheme
from services.schemes.versions import shipped_text
from tests.worlds.phones import Phones, World
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, person


def decide(world: World, text: str) -> None:
    with world.db.begin() as session:
        leader = person(session, LEADER)
        introduce_scheme(session, text, "new.yaml", Quarter(2027, 1), leader, "澄委发〔2026〕30号", world.clock.now())


@pytest.mark.parametrize("userid", [CLERK, HEAD, LEADER])
def test_what_the_next_rule_changes_is_read_in_the_chat(world: World, phone: Phones, userid: str) -> None:
    assert phone(userid).says("办法变化") == "下一季度继续执行本季度的办法，没有已存的新办法。"
    decide(world, shipped_text().replace("deadline_working_days: 2 ", "deadline_working_days: 3 "))
    assert phone(userid).says("办法变化").splitlines() == [
        "从2026年第四季度到2027年第一季度，办法有1处变化：",
        "办法规定的数值：",
        "· 自查期限由2个工作日改为3个工作日",
    ]


@pytest.mark.parametrize("userid", ["zhuyongliang", "caoxiaoming", "guchengzhi"])
def test_everybody_else_is_told_who_may_see_it(phone: Phones, userid: str) -> None:
    assert phone(userid).says("办法变化") == "办法变化由镇组织办和绩效考核领导小组查看。"


def test_a_whole_new_catalogue_stays_readable_on_a_phone(world: World, phone: Phones) -> None:
    decide(world, shipped_text().replace("evidence: [", "evidence: [另附说明, "))
    said = phone(LEADER).says_all("办法变化").splitlines()
    assert said[0].endswith("办法有36处变化：")
    assert said[-1] == "另有11处，请管服务器的同志列出全部。"
