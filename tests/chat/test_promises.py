"""What was promised in a self-check is asked on the next slip, answered in the same message, and listed (R13)."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from bot.wording import word
from models.promises import Promise
from models.schemes import township
from models.slips import slip_of
from models.transitions import Transition
from rules.periods import Month, Quarter
from services.inspections.tables import inspection_table
from services.inspections.workbook import inspection_workbook
from tests.chat.conftest import two_items_open
from tests.worlds.phones import Phone, Phones, World, both_databases
from tests.worlds.scenes import Scenes

NOVEMBER = Month(2026, 11)
PROMISED = "1 人不齐，下周五前补开 2 忘了，已补录"


def promised(world: World) -> None:
    """石湾村支部 promises on 2 November to hold its meeting by Friday, the 13th; the fees are booked already."""
    two_items_open(world)
    Phone(world, "zhuyongliang").says_all(PROMISED, "确认")


def a_month_later(world: World, *still_open: str) -> None:
    promised(world)
    world.recorded("石湾村支部", list(still_open), month=NOVEMBER)
    world.at("2026-12-01 08:34")


@pytest.fixture
def open_again(world: World, phone: Phones, scenes: Scenes) -> Phone:
    """One item of November is open, and a promise has come due."""
    scenes.play(world, a_month_later, "主题党日")
    return phone("zhuyongliang")


@pytest.fixture
def clear(world: World, phone: Phones, scenes: Scenes) -> Phone:
    """Nothing of November is open, and a promise has come due."""
    scenes.play(world, a_month_later)
    return phone("zhuyongliang")


def states(world: World) -> list[tuple[str, str, date]]:
    with world.db.read() as session:
        return [(one.state, one.said, one.day) for one in session.scalars(select(Promise).order_by(Promise.id))]


def test_what_is_done_already_is_no_promise(world: World, scenes: Scenes) -> None:
    scenes.play(world, promised)
    assert states(world) == [("open", "", date(2026, 11, 13))]


def test_the_next_slip_asks_whether_it_was_kept(open_again: Phone) -> None:
    slip = open_again.says("提醒单")
    assert "上次答应的，做到了吗？\n2. 支委会，11月13日（周五）前：下周五前补开\n" in slip
    assert "1 人不齐，下周五前补开 2 做到了" in slip


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("1 下雨人没来，12月10日补 2 做到了", "kept"),
        ("2 没做到 1 下雨人没来，12月10日补", "broken"),
        ("下雨人没来，12月10日补，上次答应的做到了", "kept"),
    ],
)
def test_it_is_answered_in_the_same_two_messages(open_again: Phone, world: World, said: str, state: str) -> None:
    assert "上次答应：支委会" in open_again.says(said)
    assert "已报送镇组织办" in open_again.says("确认")
    assert [one[0] for one in states(world)] == [state, "open"]
    # Nothing of the promise stands under the item, and nothing of the item under the promise.
    form = world.self_check("石湾村支部", NOVEMBER)
    assert form is not None
    (answer,) = form.latest.answers
    assert (answer.reason, answer.measure, answer.done_by) == ("下雨人没来", "12月10日补", date(2026, 12, 10))


def test_step_by_step_it_is_a_question(open_again: Phone, world: World) -> None:
    open_again.says("1")
    assert open_again.says("下雨人没来，12月10日补").startswith(
        "上次答应11月13日（周五）前办好“支委会”（下周五前补开），做到了吗？"
    )
    assert open_again.says("差不多").startswith("没看懂做到了没有，所以没有记。")
    assert "2. 上次答应：支委会，没做到，改到12月11日（周五）前" in open_again.says("没做到，下周五前补开")
    assert "2. 上次答应：支委会，做到了" in open_again.says("改 2 做到了")
    open_again.says("确认")
    assert states(world)[0] == ("kept", "做到了", date(2026, 11, 13))


def test_one_reason_for_all_items_is_none_for_the_promise(open_again: Phone, world: World) -> None:
    assert "做到了吗？" in open_again.says("1 都是忘了，已补开")
    open_again.says_all("做到了", "确认")
    assert states(world)[0][:2] == ("kept", "做到了")


@both_databases
def test_with_nothing_open_one_message_closes_the_month_and_keeps_the_promise(clear: Phone, world: World) -> None:
    assert "回复“做到了”，或者“没做到，下周五前补开”，自查也就一起完成了。" in clear.says("提醒单")
    said = clear.says("做到了")
    assert "11月自查整改表已报送镇组织办" in said
    assert "上次答应的，记下了：做到了。" in said
    assert states(world) == [("kept", "做到了", date(2026, 11, 13))]


def test_whoever_begins_by_the_button_hears_that_the_promise_may_be_told_in_the_same_message(open_again: Phone) -> None:
    asked = open_again.says("1")
    assert "上次答应的1件都做到了的，同一条里加一句“上次答应的都做到了”，就不再问。" in asked
    assert "2. 上次答应：支委会，做到了" in open_again.says("人不齐，下周五前补开，上次答应的都做到了")


def two_promises(world: World) -> None:
    two_items_open(world)
    Phone(world, "zhuyongliang").says_all("1 人不齐，下周五前补开 2 忘了，下周五前补录", "确认")
    world.recorded("石湾村支部", month=NOVEMBER)
    world.at("2026-12-01 08:34")


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("都做到了", "上次答应的2件，记下了：都做到了。"),
        ("1 做到了 2 没做到，下周五前补录", "上次答应的2件，记下了：1件做到了，1件没做到，改到12月11日（周五）前。"),
    ],
)
def test_what_is_said_of_several_promises_is_noted_in_one_sentence(
    world: World, phone: Phones, scenes: Scenes, said: str, noted: str
) -> None:
    scenes.play(world, two_promises)
    assert noted in phone("zhuyongliang").says(said)


def test_a_promise_that_was_not_kept_may_be_put_off_and_is_asked_again(clear: Phone, world: World) -> None:
    assert "没做到，改到12月11日（周五）前。" in clear.says("没做到，下周五前补开")
    assert states(world) == [
        ("broken", "没做到，下周五前补开", date(2026, 11, 13)),
        ("open", "", date(2026, 12, 11)),
    ]
    # Until the deadline it may be put right; both answers are kept.
    assert "1. 上次答应：支委会，没做到" in clear.says("修改")
    clear.says_all("改 1 做到了", "确认")
    assert [one[0] for one in states(world)] == ["kept", "replaced"]
    with world.db.read() as session:
        steps = session.scalars(select(Transition.reason).where(Transition.event.in_(["keep", "break"]))).all()
    assert steps == ["没做到，下周五前补开", "做到了"]


@pytest.mark.parametrize(("said", "closes"), [("1", True), ("核对无误", True), ("都完成了", True), ("没有", False)])
def test_what_only_says_that_nothing_is_open_says_nothing_of_the_promise(
    clear: Phone, world: World, said: str, closes: bool
) -> None:
    assert ("已报送镇组织办" in clear.says(said)) is closes
    assert states(world) == [("open", "", date(2026, 11, 13))]


@pytest.mark.parametrize("said", ["做到了吗", "要是人齐就做到了", "好的"])
def test_a_question_a_condition_and_a_filler_are_no_answer(clear: Phone, world: World, said: str) -> None:
    clear.says(said)
    assert world.self_check("石湾村支部", NOVEMBER) is None
    assert states(world) == [("open", "", date(2026, 11, 13))]


def test_the_office_sees_what_was_kept_and_what_is_open(clear: Phone, wu: Phone) -> None:
    assert "到期了还没有回话（1件）：\n石湾村支部：支委会，11月13日（周五）前" in wu.says("承诺")
    clear.says("没做到，下周五前补开")
    listed = wu.says("承诺 石湾村支部")
    assert "没做到（1件）：\n石湾村支部：支委会，11月13日（周五）前（“没做到，下周五前补开”）" in listed
    assert "还没到期（1件）：\n石湾村支部：支委会，12月11日（周五）前" in listed
    assert wu.says("承诺 柳浜一支部") == "整改承诺（柳浜一支部）\n还没有记录。"
    assert clear.says("承诺") == "这件事由镇组织办来办。"
    wu.says_all("通过 石湾村支部", "确认")
    assert "上次答应11月13日（周五）前：支委会，没做到（没做到，下周五前补开）" in wu.says("查看 石湾村支部")


def test_the_supervision_group_has_it_on_its_sheet(clear: Phone, world: World) -> None:
    with world.db.read() as session:
        table = inspection_table(session, Quarter(2026, 4), "G1", world.clock.now())
        content = inspection_workbook(table)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.get_sheet_by_name("整改承诺").to_python()[1] == [
        "石湾村支部",
        "支委会",
        "下周五前补开",
        "2026-11-13",
        "到期了还没有回话",
        "",
    ]
    assert "这一张不用填，不计分" in str(book.get_sheet_by_name("说明").to_python())


def test_the_card_asks_it_too(clear: Phone, world: World) -> None:
    (card,) = [one for one in world.wecom.chats["zhuyongliang"] if "11月党建工作提醒单" in str(one)]
    assert {"keyname": "上次答应", "value": "1. 支委会，做到了吗"} in card["template_card"]["horizontal_content_list"]
    assert "回复“做到了”，或“没做到”加新的日子" in card["template_card"]["sub_title_text"]


def test_it_is_asked_on_paper_too(world: World, clear: Phone) -> None:
    """A branch that was moved to paper after it had promised."""
    with world.db.read() as session:
        slip = slip_of(session, "org-011", NOVEMBER)
        assert slip is not None
        deadlines = {slip.id: slip.counted}
        printed = word("slips/paper.html", slips=[slip], deadlines=deadlines, town=township(session))
    assert "上次答应11月13日（周五）前：支委会（下周五前补开）" in printed
    assert "□ 做到了　□ 没做到，改到＿＿月＿＿日前" in printed
