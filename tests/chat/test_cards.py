"""Clicks on a slip's card: a convenience on top of what can be typed."""

import pytest

from models.people import person_by_userid
from rules.periods import Month
from tests.worlds.phones import Phone, Phones, World, beijing, both_databases


def test_beginning_by_card_asks_the_first_question_and_greys_the_button(zhu: Phone) -> None:
    said = zhu.clicks("开始自查").splitlines()
    assert "第1项（共2项）：支委会（未完成，关系到1分）——没有记录" in said
    assert "[朱永良 已开始自查 11月2日（周一）08:34]" in said


@both_databases
def test_one_click_closes_a_clear_month(zhang: Phone, world: World) -> None:
    said = zhang.clicks("确认无误")
    assert "柳浜一支部10月自查整改表已报送镇组织办，11月2日（周一）08:34，按时。" in said
    assert "[张建新 已确认 11月2日（周一）08:34]" in said
    assert world.self_check("柳浜一支部") is not None


@both_databases
def test_a_repeated_callback_of_a_click_changes_nothing(zhang: Phone, world: World) -> None:
    zhang.clicks("确认无误", key="click-1")
    assert zhang.clicks("确认无误", key="click-1") == ""
    form = world.self_check("柳浜一支部")
    assert form
    assert len(form.submissions) == 1


def test_clicking_again_says_that_it_is_done(zhang: Phone, world: World) -> None:
    zhang.clicks("确认无误")
    world.at("2026-11-03 10:00")
    assert "已经报送过了（11月2日（周一）08:34），不用再报。" in zhang.clicks("确认无误")
    form = world.self_check("柳浜一支部")
    assert form
    assert len(form.submissions) == 1


def test_the_old_card_does_not_wipe_out_own_findings(zhang: Phone, world: World) -> None:
    zhang.says_all("自查", "补充 活动室漏水", "年久失修，三天内修好", "确认")
    assert "不用再报" in zhang.clicks("确认无误")
    form = world.self_check("柳浜一支部")
    assert form
    assert len(form.latest.answers) == 1


def test_beginning_again_goes_on_where_it_was(zhu: Phone) -> None:
    zhu.clicks("开始自查")
    zhu.says("1")
    assert "还差一点：怎么整改" in zhu.clicks("开始自查")


def test_signing_keeps_the_first_moment_and_moves_no_deadline(zhu: Phone, world: World) -> None:
    assert "已签收：石湾村支部10月提醒单，11月2日（周一）08:34。" in zhu.clicks("签收")
    world.at("2026-11-03 10:00")
    assert "已签收：石湾村支部10月提醒单，11月2日（周一）08:34。" in zhu.clicks("签收")
    slip = world.slip("石湾村支部")
    assert (slip.acknowledged_at, slip.due) == (beijing("2026-11-02 08:34"), beijing("2026-11-05 00:00"))


def test_signing_after_the_form_was_accepted_is_still_possible(zhu: Phone, wu: Phone) -> None:
    zhu.says_all("1 人不齐，已整改 2 没记清，已整改", "确认")
    wu.says("通过 全部")
    assert "已签收：" in zhu.clicks("签收")


def test_beginning_after_the_form_was_accepted_is_refused(zhu: Phone, wu: Phone) -> None:
    zhu.says_all("1 人不齐，已整改 2 没记清，已整改", "确认")
    wu.says("通过 全部")
    assert "已审核通过，不能再改" in zhu.clicks("开始自查")


def test_a_click_proves_that_cards_arrive(zhu: Phone, world: World) -> None:
    with world.db.begin() as session:
        person = person_by_userid(session, "zhuyongliang")
        assert person
        person.sees_cards = False
    zhu.clicks("签收")
    with world.looking() as session:
        person = person_by_userid(session, "zhuyongliang")
        assert person
        assert person.sees_cards


def test_a_stranger_to_the_branch_cannot_use_a_forwarded_card(zhu: Phone, phone: Phones, world: World) -> None:
    zhang = phone("zhangjianxin")
    zhang.chat.extend(zhu.chat)
    for button in ("开始自查", "签收"):
        assert "石湾村支部的自查由该支部书记、副书记或组织委员填报，镇组织办可以代填。" in zhang.clicks(button)
    assert world.slip("石湾村支部").acknowledged_at is None


def test_a_stranger_to_the_branch_does_not_learn_whether_it_has_answered(zhang: Phone, phone: Phones) -> None:
    zhang.clicks("确认无误")
    zhu = phone("zhuyongliang")
    zhu.chat.extend(zhang.chat)
    said = zhu.clicks("确认无误")
    assert said == "柳浜一支部的自查由该支部书记、副书记或组织委员填报，镇组织办可以代填。"


@pytest.mark.parametrize("key", ["slip:start:999999", "slip:start:", "slip:fly:1", "board:x", "", "slip:start:一"])
def test_a_card_nobody_knows_is_explained(zhu: Phone, key: str) -> None:
    assert zhu.clicks_key(key) == "这张卡片已经失效，请回复“提醒单”看最新的。"


def is_card(phone: Phone) -> bool:
    return bool(phone.chat[-1]["msgtype"] == "template_card")


def test_who_asks_for_text_gets_the_next_slip_as_text_whatever_was_clicked(zhu: Phone, world: World) -> None:
    assert is_card(zhu)
    assert zhu.says("文字版") == "好的，以后都发文字给您，不发卡片，想换回来就回复“卡片版”。"
    zhu.clicks("签收")
    next_month(world)
    assert zhu.chat[-1]["msgtype"] == "text"
    assert "11月党建工作提醒单" in zhu.hears()


def test_who_was_listed_as_reading_text_may_ask_for_cards(world: World, phone: Phones) -> None:
    with world.db.begin() as session:
        reader = person_by_userid(session, "zhangjianxin")
        assert reader
        reader.sees_cards = False
    zhang = phone("zhangjianxin")
    assert zhang.says("卡片版。") == "好的，以后提醒单发卡片给您，打不开就回复“文字版”。"
    next_month(world)
    assert is_card(zhang)


def test_a_new_member_of_a_branch_is_asked_by_a_card_whether_cards_are_seen(world: World, phone: Phones) -> None:
    zhang = phone("zhangjianxin")
    with world.db.begin() as session:
        reader = person_by_userid(session, "zhangjianxin")
        assert reader
        reader.sees_cards = False
    assert "我是党建小助手" in zhang.sends("subscribe")
    assert is_card(zhang)
    assert zhang.clicks("看得到").startswith("好的，以后提醒单发卡片给您，打不开就回复“文字版”。")
    next_month(world)
    assert is_card(zhang)
    assert "我是党建小助手" in zhang.sends("subscribe")
    assert not is_card(zhang), "it is known"


def test_whoever_answers_for_no_branch_is_not_asked_about_cards(world: World, phone: Phones) -> None:
    mayor = phone("luyaqin")
    with world.db.begin() as session:
        reader = person_by_userid(session, "luyaqin")
        assert reader
        reader.sees_cards = False
    mayor.sends("subscribe")
    assert not is_card(mayor)


def next_month(world: World) -> None:
    """Let November's slips go out."""
    world.at("2026-11-30 17:00")
    for name in ("石湾村支部", "柳浜一支部"):
        world.recorded(name, month=Month(2026, 11))
    world.at("2026-12-01 08:34")


@pytest.mark.parametrize("said", ["文字版是什么", "先不要文字版", "文字版？"])
def test_who_asks_about_it_or_declines_changes_nothing(zhu: Phone, world: World, said: str) -> None:
    assert "什么都没有动" in zhu.says(said)
    with world.looking() as session:
        person = person_by_userid(session, "zhuyongliang")
        assert person
        assert person.wants_cards is None


@both_databases
@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "9223372036854775808", "²", "-1", ""])
def test_a_card_with_an_impossible_number_is_not_known(wu: Phone, number: str) -> None:
    for key in (f"slip:start:{number}", f"board:show:{number}"):
        assert "这张卡片" in wu.clicks_key(key)
