"""A self-check in two messages: what the person sends is counted, whatever the bot says in between (R13)."""

from datetime import date

import pytest

from models.organizations import organization_named
from models.tasks import tasks_of
from services.daily_records.file import RecordRow
from services.daily_records.loading import load_records
from tests.chat.handing_in import handed_in, sent
from tests.worlds.phones import OCTOBER, Phone, Phones, World, beijing, both_databases
from tests.worlds.scenes import Scenes

pytestmark = pytest.mark.long

BOTH = "1 人不齐，下周五前补开 2 忘了，已补录"


def fees_booked_late(world: World) -> None:
    with world.db.begin() as session:
        branch = organization_named(session, "柳浜一支部")
        assert branch
        tasks = [task for task in tasks_of(session, OCTOBER) if task.concerns(branch.sector)]
        states = {task.id: ("late", "10月28日才交齐") if "党费" in task.title else ("done", "") for task in tasks}
        rows = [RecordRow(OCTOBER, branch.id, task, *said, "wusiyuan", "test") for task, said in states.items()]
        load_records(session, rows, beijing("2026-11-01 09:00"))
    world.at("2026-11-02 08:34")


@pytest.fixture
def late(world: World, phone: Phones, scenes: Scenes) -> Phone:
    """张建新 of 柳浜一支部: the fees of October were booked, only late."""
    scenes.play(world, fees_booked_late)
    return phone("zhangjianxin")


def one_item_open(world: World) -> None:
    world.recorded("柳浜一支部", ["主题党日"])
    world.at("2026-11-02 08:34")


@pytest.fixture
def one(world: World, phone: Phones, scenes: Scenes) -> Phone:
    """张建新 of 柳浜一支部: one item of October is open."""
    scenes.play(world, one_item_open)
    return phone("zhangjianxin")


def test_nothing_open_takes_one_message(zhang: Phone) -> None:
    assert sent(zhang, "1") == 1


@both_databases
@pytest.mark.parametrize(
    "said",
    [
        BOTH,
        "1、人不齐，下周五前补开\n2、忘了，已补录",
        "（2）忘了，已补录（1）人不齐，下周五前补开",
        "①人不齐下周五前补开②忘了已补录",
        "1人不齐下周五前补开2忘了已补录",
        "第一项人不齐，下周五前补开；第二项忘了，已补录",
        "一是人不齐，下周五前补开；二是忘了，已补录",
        "【1】人不齐，下周五前补开【2】忘了，已补录",
        "支委会人不齐，下周五前补开；党费台账忘了，已补录",
        "您好，1 人不齐，下周五前补开 2 忘了，已补录，谢谢",
        f"{BOTH} 没有其他问题了",
    ],
)
def test_any_number_of_items_takes_two(zhu: Phone, world: World, said: str) -> None:
    assert sent(zhu, said, "确认") == 2
    first, second = handed_in(world)
    assert (first.reason, first.measure, first.done_by) == ("人不齐", "下周五前补开", date(2026, 11, 13))
    assert (second.reason, second.measure, second.done_by) == ("忘了", "已补录", date(2026, 11, 2))
    assert first.responsible == second.responsible == "朱永良"


def test_one_open_item_needs_no_mark(one: Phone, world: World) -> None:
    assert sent(one, "下雨党员没来，11月15日补", "确认") == 2
    (answer,) = handed_in(world, "柳浜一支部")
    assert (answer.reason, answer.measure, answer.done_by) == ("下雨党员没来", "11月15日补", date(2026, 11, 15))


def test_step_by_step_takes_one_message_an_item_and_the_confirmation(zhu: Phone, world: World) -> None:
    assert sent(zhu, "1", "人不齐，下周五前补开", "忘了，已补录", "确认") == 4
    assert len(handed_in(world)) == 2


def test_both_for_one_reason_take_two(zhu: Phone, world: World) -> None:
    assert sent(zhu, "1和2都是农忙耽误了 11月9号前全部补好", "确认") == 2
    assert {one.reason for one in handed_in(world)} == {"农忙耽误了"}


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("1 支委会11月8日补", "2 忘了，已补录"),
        ("2 台账礼拜五补登", "1 人不齐，下周五补开"),
        ("2.党废名天下午补叫", "1 人不齐，下周五补开"),
    ],
)
def test_the_name_of_an_item_is_no_reason(zhu: Phone, said: str, other: str) -> None:
    zhu.says(said)
    assert "没问题请回复“确认”" not in zhu.says(other)


def test_what_is_missing_is_asked_once_and_what_is_noted_is_repeated(zhu: Phone) -> None:
    said = zhu.says("1 人不齐 2 忘了，已补录")
    assert "记下了：原因 人不齐。" in said
    assert "还差一点：怎么整改、哪天前完成？" in said
    assert zhu.says("下周五前补开").startswith("请核对")


def test_the_question_repeats_the_fact_and_the_price(zhu: Phone) -> None:
    assert zhu.says("1").startswith("第1项（共2项）：支委会（未完成，关系到1分）——没有记录\n是什么原因、怎么整改")


@pytest.mark.parametrize("named", ["责任人王芳", "王芳负责", "由王芳负责", "责任人：王芳"])
def test_the_writer_is_responsible_unless_somebody_is_named(one: Phone, world: World, named: str) -> None:
    assert sent(one, f"人不齐，{named}，11月15日补", "确认") == 2
    assert [answer.responsible for answer in handed_in(world, "柳浜一支部")] == ["王芳"]


@both_databases
def test_what_was_done_late_is_asked_why_and_how_it_is_avoided_and_no_day(late: Phone, world: World) -> None:
    assert "这项已经完成，只是晚了。是什么原因、以后怎么避免？" in late.says("1")
    assert "张建新，已完成\n" in late.says("三个党员在外地 微信转账晚了，下个月提前一个礼拜收")
    late.says("确认")
    (answer,) = handed_in(world, "柳浜一支部")
    assert (answer.reason, answer.done_by) == ("三个党员在外地 微信转账晚了", None)
    assert "责任人：张建新，已完成" in Phone(world, "wusiyuan").says("查看 柳浜一支部")


def test_a_late_item_takes_two_messages(late: Phone) -> None:
    assert sent(late, "忘记日子了，以后手机上定个闹钟", "确认") == 2


def test_what_was_written_of_a_late_item_is_read_back_without_a_day(late: Phone) -> None:
    late.says_all("忘记日子了，以后手机上定个闹钟", "确认")
    assert "责任人：张建新，已完成\n" in late.says("我报的什么")


def test_a_form_with_a_late_item_comes_back_whole_when_it_is_changed(late: Phone) -> None:
    late.says_all("忘记日子了，以后手机上定个闹钟", "确认")
    assert "责任人：张建新，已完成" in late.says("修改")


@pytest.mark.parametrize(
    "said", ["没有整改到位", "抓紧整改", "已开始整改", "争取整改到位", "还没整改完成", "开完会再补", "安排专人整改"]
)
def test_intent_and_negation_are_never_done(zhu: Phone, world: World, said: str) -> None:
    zhu.says(f"1 人不齐，{said} 2 忘了，已补录")
    assert "哪天前完成" in zhu.says("确认")
    assert world.self_check("石湾村支部") is None


@pytest.mark.parametrize(
    "said",
    ["没有其他问题", "没有了，谢谢", "没有了", "无", "暂时没有", "没有别的问题了", "不用补充了", "0", "自己没查出问题"],
)
def test_nothing_else_in_any_wording_is_no_finding(zhu: Phone, world: World, said: str) -> None:
    zhu.says(BOTH)
    assert "自查发现" not in zhu.says(said)
    zhu.says("确认")
    assert len(handed_in(world)) == 2


def test_an_own_finding_is_added_at_the_read_back_and_read_back_as_such(zhu: Phone, world: World) -> None:
    assert "自己还查出别的问题，回复“补充”加一句话。" in zhu.says(BOTH)
    asked = zhu.says("补充 活动室灯坏了两盏，下周一修好")
    assert asked.startswith("自查发现：活动室灯坏了两盏\n记下了：措施 下周一修好；")
    assert "是什么原因" in asked
    assert "3. 活动室灯坏了两盏（自查发现）\n原因：线路老了" in zhu.says("线路老了")
    zhu.says("确认")
    assert [one.problem for one in handed_in(world) if one.slip_item_id is None] == ["活动室灯坏了两盏"]


@pytest.mark.parametrize("said", ["都是人不齐", "都因为人不齐", "都人不齐", "统统人不齐", "一律是人不齐", "全都人不齐"])
def test_what_opens_the_form_is_said_of_all_items(zhu: Phone, said: str) -> None:
    read = zhu.says(f"{said}，11月20日前补好")
    assert read.count("原因：人不齐\n措施：11月20日前补好\n责任人：朱永良，11月20日（周五）前完成") == 2


def test_asked_about_one_item_one_cause_is_of_all_that_are_open_and_people_are_of_this_one(zhu: Phone) -> None:
    zhu.says("1")
    assert "第2项（共2项）" in zhu.says("都感冒了，11月20日前补好")
    zhu.says_all("取消", "1")
    assert zhu.says("都是人不齐，11月20日前补好").count("原因：人不齐\n") == 2


def test_what_is_said_of_all_takes_no_other_answers_place(zhu: Phone) -> None:
    zhu.says("1 选举忙，11月12日补开")
    read = zhu.says("都是人不齐，11月20日前补好")
    assert "原因：选举忙\n措施：11月12日补开\n" in read
    assert "人不齐\n措施：11月20日前补好\n" in read


@pytest.mark.parametrize(
    "said", ["好的", "嗯嗯", "……", "👌", "等一下", "还没整改好", "同上", "支委会", "凭什么说没开？"]
)
def test_a_filler_or_a_question_is_never_content(zhu: Phone, said: str) -> None:
    zhu.says("1")
    assert "是什么原因、怎么整改、什么时候完成？" in zhu.says(said)
    assert "还没" not in (read := zhu.says_all("1 下雨停电，已补开 2 忘了，已补录"))
    assert "原因：下雨停电" in read


@pytest.mark.parametrize(
    "said", ["这个不是我们支部的", "天天填表烦死了", "如果人齐就这周补", "凭什么扣分", "今天天气不错"]
)
def test_talk_about_the_slip_opens_no_form(one: Phone, said: str) -> None:
    assert "记下了" not in one.says(said)
    assert "第1项" in one.says("1")
    assert "记下了" not in one.chat[-1]["text"]["content"]


@pytest.mark.parametrize(
    "said",
    [
        "立行立改",
        "以后一定注意",
        "已经整改完成",
        "立即整改，举一反三，确保整改到位",
        "如果人齐就这周补",
        "人太少 下周五前不开",
    ],
)
def test_words_that_answer_nothing_are_asked_back_and_not_kept(one: Phone, said: str) -> None:
    assert "没有记" in one.says(said)
    assert one.says("1").startswith("第1项")
    assert "还差一点" not in one.chat[-1]["text"]["content"]
    asked = one.says(said)
    assert "没有记" in asked
    assert "记下了" not in asked


def test_a_refused_item_is_asked_and_the_other_is_kept(zhu: Phone) -> None:
    said = zhu.says("1 人太少，下周五前不开 2 忘了，已补录")
    assert said.startswith("第1项（共2项）")
    assert "记下了：" not in said
    assert "原因：忘了\n措施：已补录" in zhu.says("人不齐，下周五前补开")


@pytest.mark.parametrize(("which", "other"), [("1", "第2项"), ("第二项", "第1项"), ("支委会", "第2项")])
def test_an_answer_that_names_no_item_is_asked_which_one(zhu: Phone, which: str, other: str) -> None:
    assert "您说的是哪一项？" in zhu.says("人不齐，下周五前补开")
    assert f"\n{other}（共2项）" in f"\n{zhu.says(which)}"


def test_an_answer_for_both_items_is_taken_for_both(zhu: Phone, world: World) -> None:
    assert sent(zhu, "人不齐，下周五前补上", "都是", "确认") == 3
    assert {one.reason for one in handed_in(world)} == {"人不齐"}
