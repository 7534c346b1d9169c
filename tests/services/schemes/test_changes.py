"""What one version of the rule changes against another, and how it is said: each value in one line of Chinese (R5)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from bot.wording import environment, refusal_text, word
from rules.catalogue import BonusLevel, BonusRule, Category, Document, Indicator
from rules.periods import BEIJING, Quarter, moment_on
from rules.policy import Policy
from rules.scheme import load_scheme
from rules.scheme_diff import ABOUT, differences
from services.schemes.changes import Difference, Named, coming_difference, difference
from services.schemes.introducing import NOTICES, Introduced, introduce_scheme
from services.schemes.versions import pin_quarter, shipped_text, store_scheme
from tests.rules.scheme_spots import CODED, SHIPPED, SPOTS, Spot, changed, replaced
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_LEADER, person

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
Q4, Q1, Q2 = Quarter(2026, 4), Quarter(2027, 1), Quarter(2027, 2)
THREE_DAYS = shipped_text().replace("deadline_working_days: 2 ", "deadline_working_days: 3 ")
FOUR_DAYS = shipped_text().replace("deadline_working_days: 2 ", "deadline_working_days: 4 ")
WORDS = "schemes/words.txt"
FIRST = "ZZ-01 镇党委布置任务完成：逾期扣分由0.5分改为不扣分"


def introduce(session: Session, text: str = THREE_DAYS, since: Quarter = Q1) -> Introduced:
    return introduce_scheme(session, text, "new.yaml", since, person(session, LEADER), "澄委发〔2026〕30号", NOW)


def said(found: Difference) -> list[str]:
    return word(NOTICES, "difference", found=found, most=None).splitlines()


def test_quarters_digests_and_files_are_compared(town: Database) -> None:
    with town.begin() as session:
        new = introduce(session).version
        quarters = difference(session, Named("2026-Q4"), Named("2027q1"))
        assert said(quarters) == [
            "从2026年第四季度到2027年第一季度，办法有1处变化：",
            "办法规定的数值：",
            "· 自查期限由2个工作日改为3个工作日",
        ]
        assert difference(session, Named("2026-Q4"), Named(new.digest[:8])).changes == quarters.changes
        assert difference(session, Named("2026-Q4"), Named("new.yaml", THREE_DAYS)).changes == quarters.changes
        assert difference(session, Named("old.yaml", shipped_text()), Named("2027-Q1")).changes == quarters.changes
        files = difference(session, Named("old.yaml", shipped_text()), Named("new.yaml", THREE_DAYS))
        assert said(files)[0] == "从old.yaml到new.yaml，办法有1处变化："
        same = difference(session, Named("2027-Q1"), Named("2027-Q2"))
        assert said(same) == ["2027年第一季度和2027年第二季度的办法内容相同。"]


@pytest.mark.parametrize("name", ["abc", "没有", "2026-Q5", "ffff", "nothing.yaml", "%%%%"])
def test_a_name_that_no_version_has_is_refused(town: Database, name: str) -> None:
    with town.read() as session, pytest.raises(Refused) as refused:
        difference(session, Named("2026-Q4"), Named(name))
    assert refusal_text(refused.value).startswith(f"没有找到“{name}”：请写办法文件、季度")


@pytest.mark.parametrize("userid", [CLERK, HEAD, LEADER, OTHER_LEADER])
def test_office_and_leading_group_see_what_comes_next(town: Database, userid: str) -> None:
    with town.begin() as session:
        by = person(session, userid)
        assert coming_difference(session, by, NOW) is None
        introduce(session, FOUR_DAYS, Q2)
        found = coming_difference(session, by, NOW)
        assert found
        assert said(found)[0] == "从2026年第四季度到2027年第二季度，办法有1处变化："
        assert coming_difference(session, by, moment_on(Q2.first_day, "09:00")) is None


def test_a_rule_loaded_with_the_town_comes_next_when_this_quarter_is_pinned(town: Database) -> None:
    with town.begin() as session:
        pin_quarter(session, Q4, NOW)
        store_scheme(session, THREE_DAYS, {}, NOW)
        found = coming_difference(session, person(session, CLERK), NOW)
        assert found
        assert (found.before, found.after) == ("2026年第四季度", "2027年第一季度")


@pytest.mark.parametrize("userid", ["zhuyongliang", "caoxiaoming", "jiangweidong"])
def test_nobody_else_is_shown_a_rule_to_come(town: Database, userid: str) -> None:
    with town.read() as session, pytest.raises(Refused, match="scheme_changes_not_yours"):
        coming_difference(session, person(session, userid), NOW)


def lines(after: Any) -> list[str]:
    changes = differences(SHIPPED, after)
    return [one for one in said(Difference("甲", "乙", changes)) if one.startswith("· ")]


@given(st.sampled_from(SPOTS))
def test_every_changed_value_is_said_in_exactly_one_line(spot: Spot) -> None:
    (line,) = lines(changed(SHIPPED, spot))
    assert "改为" in line
    assert not re.search(r"None|True|False|Decimal|Fraction|frozenset|\(\)", line)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("late: 0.5, floor: 0}\n    evidence: [任", "floor: 0}\n    evidence: [任", FIRST),
        ("title: 党务公开\n", "title: 党务公开监督\n", "BZ-05 党务公开：名称由“党务公开”改为“党务公开监督”"),
        ("needs_committee: true", "needs_committee: false", "ZD-02 支部委员会会议：只适用于设支委会的支部由是改为否"),
        ("[village, community]", "[village]", "BZ-02 为民服务资金使用：适用范围由“村、社区”改为“村”"),
        ("[village, community]", "all", "BZ-02 为民服务资金使用：适用范围由“村、社区”改为所有党组织"),
        ("due_quarter: 4", "due_quarter: 1", "ZD-04 组织生活会民主评议：考核季度由第四季度改为第一季度"),
        ("county: 0.5, pre", "county: 1, pre", "五.1 综合性荣誉：县（市、区）级由0.5分改为1分"),
        ("county: 0.5, pre", "pre", "五.1 综合性荣誉：取消县（市、区）级，原为0.5分"),
        ("town: 0.5, county: 1}", "town: 0.5, county: 1, province: 2}", "五.4 主动承接上级活动：新增省级，2分"),
        ("grey_exempt_score: null", "grey_exempt_score: 95", "不列灰榜的得分由不设改为95分"),
        ('deadline_time: "24:00"', 'deadline_time: "17:30"', "截止的钟点由24时改为17:30"),
        ('push_window: ["08:30"', 'push_window: ["09:00"', "工作日发消息的时间由08:30至17:30改为09:00至17:30"),
        ("version: 1\n", "version: 1\nterms: {red: 先锋榜}\n", "叫法：新增前列的榜，“先锋榜”"),
        ("board_period: quarter", "board_period: half_year", "多久一榜由“每季度”改为“每半年”"),
        ('red_share: "2/3"', 'red_share: "1/2"', "党组织少时红榜的比例由2/3改为1/2"),
        ("grey_display: ranked", "grey_display: names", "灰榜公开方式由“公开名次”改为“只公开名称”"),
        ("bonus_rules_off: []", "bonus_rules_off: [JF-2, JF-3]", "停用的加分项由无改为“JF-2、JF-3”"),
        ("合格: 85, 基", "合格: 80, 基", "民主评议折分：合格由85分改为80分"),
    ],
)  # fmt: skip
def test_a_change_reads_like_a_sentence(old: str, new: str, line: str) -> None:
    assert shipped_text().count(old) == 1
    assert lines(load_scheme(shipped_text().replace(old, new))) == [f"· {line}"]


@pytest.mark.parametrize(
    ("part", "code", "line"),
    [
        ("indicator", "HD-01", "取消指标 HD-01 主题党日每月开展（9分，按月每次扣3分）"),
        ("bonus_rule", "JF-4", "取消加分项 五.4 主动承接上级活动（镇级0.5分、县（市、区）级1分）"),
        ("bonus_level", "town", "取消荣誉级别 镇级"),
        ("document", "DWGK", "取消依据文件 《中国共产党党务公开条例(试行)》"),
    ],
)
def test_what_is_gone_is_named_with_what_it_was_worth(part: str, code: str, line: str) -> None:
    held = getattr(SHIPPED, CODED[part])
    assert lines(replaced(SHIPPED, **{CODED[part]: {key: one for key, one in held.items() if key != code}})) == [
        f"· {line}"
    ]


def test_in_a_chat_a_long_list_says_how_much_it_leaves_out() -> None:
    after = SHIPPED
    for spot in SPOTS[:10]:
        after = changed(after, spot)
    found = Difference("甲", "乙", differences(SHIPPED, after))
    text = word(NOTICES, "difference", found=found, most=4).splitlines()
    assert len([one for one in text if one.startswith("· ")]) == 4
    assert text[-1] == "另有6处，请管服务器的同志列出全部。"


def words(name: str) -> Mapping[str, Any]:
    found = getattr(environment().get_template(WORDS).module, name)
    assert isinstance(found, Mapping)
    return found


def test_every_value_of_the_policy_has_a_chinese_name() -> None:
    assert words("policy").keys() == {one.name for one in fields(Policy)}
    assert all(re.search(r"[一-鿿]", name) for name, _ in words("policy").values())


def test_every_value_of_the_catalogue_has_a_chinese_name() -> None:
    held = {one.name for kind in (Category, Indicator, BonusRule, BonusLevel, Document) for one in fields(kind)}
    assert words("values").keys() == (held | set(ABOUT)) - {"code"}
    assert words("parts").keys() == {"category", *CODED}


def choices(hint: Any) -> Iterable[str]:
    """List the words a value can be, wherever they stand in its type."""
    if get_origin(hint) is Literal:
        return [one for one in get_args(hint) if isinstance(one, str)]
    return [one for inner in get_args(hint) for one in choices(inner)]


CHOSEN = [
    (name, choice)
    for kind in (Policy, Indicator, BonusRule)
    for name, hint in get_type_hints(kind).items()
    for choice in choices(hint)
]


@pytest.mark.parametrize(("name", "choice"), CHOSEN)
def test_every_choice_has_chinese_words(name: str, choice: str) -> None:
    assert re.search(r"[一-鿿]", words("choices")[name][choice])
