"""A self-check in two messages: what the person sends is counted, whatever the bot says in between (R13)."""

from datetime import date

import pytest

from models.appointments import SECRETARY, Appointment
from models.organizations import organization_named
from models.people import person_by_userid
from models.self_checks import Answer
from models.tasks import tasks_of
from rules.periods import Month
from services.daily_records.file import RecordRow
from services.daily_records.loading import load_records
from tests.worlds.phones import OCTOBER, Phone, Phones, World, beijing, both_databases
from tests.worlds.scenes import Scenes

BOTH = "1 人不齐，下周五前补开 2 忘了，已补录"
NOVEMBER = Month(2026, 11)


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


def a_month_later(world: World) -> None:
    world.recorded("石湾村支部", ["主题党日"], month=NOVEMBER)
    world.at("2026-12-01 08:34")


@pytest.fixture
def two_months(zhu: Phone, world: World, scenes: Scenes) -> Phone:
    """朱永良 on 1 December: October is overdue, November has just come in."""
    scenes.play(world, a_month_later)
    return zhu


def handed_in(world: World, branch: str = "石湾村支部", month: Month = OCTOBER) -> list[Answer]:
    form = world.self_check(branch, month)
    assert form is not None, "nothing was handed in"
    return list(form.latest.answers)


def sent(phone: Phone, *messages: str) -> int:
    """Send the messages up to the one that hands the form in; tells how many it took."""
    for count, message in enumerate(messages, start=1):
        if "已报送镇组织办" in phone.says(message):
            return count
    raise AssertionError(f"not handed in: {phone.chat[-1]}")


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


def test_correcting_one_answer_takes_one_message_more(zhu: Phone, world: World) -> None:
    zhu.says(BOTH)
    assert sent(zhu, "改 1 11月16日补开", "确认") == 2
    assert [one.done_by for one in handed_in(world)] == [date(2026, 11, 16), date(2026, 11, 2)]
    assert handed_in(world)[0].reason == "人不齐"


@pytest.mark.parametrize(
    ("said", "part", "value"),
    [
        ("第1项改成20号", "done_by", date(2026, 11, 20)),
        ("1 日期写12号", "done_by", date(2026, 11, 12)),
        ("改1 责任人写周阿大，王凤英调走了", "responsible", "周阿大"),
        ("第一项原因不要写人不齐，写支委住院", "reason", "支委住院"),
        ("确认，但是第1项日子改成18号", "done_by", date(2026, 11, 18)),
        ("1 下雨停电，11月17日补开", "reason", "下雨停电"),
    ],
)
def test_a_correction_says_what_is_new_and_leaves_the_rest(
    zhu: Phone, world: World, said: str, part: str, value: object
) -> None:
    before = {"reason": "人不齐", "responsible": "朱永良", "done_by": date(2026, 11, 13)}
    zhu.says(BOTH)
    assert "没问题请回复“确认”" in zhu.says(said)
    assert world.self_check("石湾村支部") is None
    zhu.says("确认")
    first, second = handed_in(world)
    assert getattr(first, part) == value
    if said.startswith(("第", "改", "确认")):
        assert [getattr(first, one) for one in before if one != part] == [before[one] for one in before if one != part]
    assert (second.reason, second.done_by) == ("忘了", date(2026, 11, 2))


@pytest.mark.parametrize("said", ["👍第一条对的，就是党费那条改到12号，会计11号才出院", "第1项不变，党费改到12号"])
def test_what_is_said_of_one_item_is_never_taken_for_the_one_that_stays(zhu: Phone, world: World, said: str) -> None:
    zhu.says("1 人不齐，11月13日补开 2 会计住院，11月10日补登")
    zhu.says(said)
    zhu.says("确认")
    first, second = handed_in(world)
    assert (first.reason, first.done_by) == ("人不齐", date(2026, 11, 13))
    assert (second.reason, second.done_by) == ("会计住院", date(2026, 11, 12))


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


def test_the_word_alone_says_how_to_add(zhu: Phone) -> None:
    zhu.says(BOTH)
    assert zhu.says("补充").startswith("要补充自己查出的问题，把它写在“补充”后面")


def test_confirming_with_an_addition_hands_nothing_in_yet(zhu: Phone, world: World) -> None:
    zhu.says(BOTH)
    assert "自查发现：公开栏还是二季度的" in zhu.says("确认 另外补充一条：公开栏还是二季度的")
    assert world.self_check("石湾村支部") is None


def test_a_number_beyond_the_slip_is_not_lost(zhu: Phone) -> None:
    said = zhu.says(f"{BOTH} 3 厕所漏水")
    assert "提醒单上只有2项，第3条“厕所漏水”没有记成事项" in said
    assert "回复“补充 厕所漏水”" in said
    assert "原因：忘了\n措施：已补录" in said


@pytest.mark.parametrize(
    "said", ["好的", "嗯嗯", "……", "👌", "等一下", "还没整改好", "同上", "支委会", "凭什么说没开？"]
)
def test_a_filler_or_a_question_is_never_content(zhu: Phone, said: str) -> None:
    zhu.says("1")
    assert "是什么原因、怎么整改、什么时候完成？" in zhu.says(said)
    assert "还没" not in (read := zhu.says_all("1 下雨停电，已补开 2 忘了，已补录"))
    assert "原因：下雨停电" in read


@pytest.mark.parametrize(
    "word", ["好的", "好", "收到", "嗯", "知道了", "👌", "[OK]", "好的，收到，谢谢提醒🙏", "收到 晚上回去弄"]
)
def test_a_filler_signs_for_the_slip_and_hands_nothing_in(zhang: Phone, world: World, word: str) -> None:
    if word == "👌":
        zhang.says("好的👌")
    else:
        assert "已签收：柳浜一支部10月提醒单" in zhang.says(word)
    assert world.self_check("柳浜一支部") is None
    assert world.slip("柳浜一支部").acknowledged_at == beijing("2026-11-02 08:34")


@pytest.mark.parametrize("word", ["谢谢", "您好", "早上好", "在吗"])
def test_a_greeting_signs_for_nothing(zhang: Phone, world: World, word: str) -> None:
    zhang.says(word)
    assert world.slip("柳浜一支部").acknowledged_at is None


@pytest.mark.parametrize("word", ["1", "确认", "确认无误", "没问题", "没有问题", "无误", "开始"])
def test_words_of_consent_close_a_clear_month(zhang: Phone, word: str) -> None:
    assert "已报送镇组织办" in zhang.says(word)


@pytest.mark.parametrize(
    "said", ["这个不是我们支部的", "天天填表烦死了", "如果人齐就这周补", "凭什么扣分", "今天天气不错"]
)
def test_talk_about_the_slip_opens_no_form(one: Phone, said: str) -> None:
    assert "记下了" not in one.says(said)
    assert "第1项" in one.says("1")
    assert "记下了" not in one.chat[-1]["text"]["content"]


def test_which_of_two_months_is_meant_is_asked_and_the_words_are_kept(two_months: Phone, world: World) -> None:
    said = two_months.says("1 天冷没人来，12月8日补")
    assert said.startswith("您说的是哪一张？\n1 石湾村支部11月\n2 石湾村支部10月\n")
    assert "请核对（石湾村支部11月自查整改表）" in (said := two_months.says("1"))
    assert said.startswith("下面是石湾村支部11月的。另外还在等您的：石湾村支部10月")
    assert "原因：天冷没人来" in said
    assert "您还有石湾村支部10月的提醒单" in two_months.says("确认")
    assert len(handed_in(world, month=NOVEMBER)) == 1


@pytest.mark.parametrize("which", ["2", "第二个", "10月", "10月的", "十月份"])
@pytest.mark.parametrize("said", ["1", "自查", "1 人不够，12月7日补开"])
def test_the_answer_to_which_one_goes_on_with_what_was_said(two_months: Phone, said: str, which: str) -> None:
    assert "您说的是哪一张？" in two_months.says(said)
    assert two_months.says(which).startswith("下面是石湾村支部10月的")


def test_two_items_are_said_of_the_slip_that_has_two(two_months: Phone) -> None:
    assert "请核对（石湾村支部10月自查整改表）" in two_months.says("1 人不够，12月7日补开 2 会计不在，12月7日补")


def test_words_of_receipt_mean_the_newest_slip(two_months: Phone, world: World) -> None:
    assert two_months.says("收到").startswith("已签收：石湾村支部11月提醒单")
    assert "11月" in two_months.says("截止").splitlines()[0]
    assert world.slip("石湾村支部").acknowledged_at is None


@pytest.mark.parametrize("word", ["收到", "好的，收到"])
def test_nothing_is_signed_for_twice_or_after_the_answer(zhu: Phone, wu: Phone, world: World, word: str) -> None:
    zhu.says("收到")
    signed = world.slip("石湾村支部").acknowledged_at
    world.at("2026-11-02 11:00")
    assert "已经签收，不用再签收" in zhu.says(word)
    assert world.slip("石湾村支部").acknowledged_at == signed
    zhu.says_all(BOTH, "确认")
    wu.says("退回 石湾村支部 第1项请写明日期和到会人数")
    assert "退回意见：第1项请写明日期和到会人数" in zhu.says(word)


@pytest.mark.parametrize("said", ["已按要求修改", "重新上报", "就原来那样报"])
def test_a_returned_form_is_not_handed_in_by_saying_so(zhu: Phone, wu: Phone, said: str) -> None:
    zhu.says_all(BOTH, "确认")
    wu.says("退回 石湾村支部 第1项请写明日期和到会人数")
    assert "退回意见：第1项请写明日期和到会人数\n要改哪一项" in zhu.says(said)


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


@pytest.mark.parametrize(
    "said",
    [
        "10月的 1 人不够，12月7日补开 2 会计不在，12月7日补",
        "石湾村支部 10月 1 人不够，12月7日补开 2 会计不在，12月7日补",
    ],
)
def test_a_month_written_in_front_decides(two_months: Phone, said: str) -> None:
    assert "请核对（石湾村支部10月自查整改表）" in two_months.says(said)


@pytest.mark.parametrize("said", ["自查 10月", "自查 石湾村支部 10月", "石湾村支部 10月", "先填10月的", "10月"])
def test_a_month_alone_begins_that_months_form(two_months: Phone, said: str) -> None:
    assert "第1项（共2项）：支委会" in two_months.says(said)


def test_items_called_by_name_say_which_month_is_meant(two_months: Phone) -> None:
    assert "下面是石湾村支部10月的" in two_months.says("党费台账会计忘了，已补录；支委会人不齐，12月7日补开")


def test_a_returned_form_is_changed_by_the_words_alone(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all(BOTH, "确认")
    wu.says("退回 石湾村支部 第1项请写明日期和到会人数")
    assert sent(zhu, "改 1 11月13日补开，到会5人", "确认") == 2
    assert handed_in(world)[0].measure == "11月13日补开，到会5人"
    assert handed_in(world)[0].reason == "人不齐"


@pytest.mark.parametrize("said", ["算了 不填了", "第1项写错了", "等一下，我看看"])
def test_words_about_the_form_change_nothing_in_it(zhu: Phone, said: str) -> None:
    zhu.says(BOTH)
    read_back = zhu.says(said)
    assert "原因：人不齐\n措施：下周五前补开" in read_back


@pytest.mark.parametrize("said", ["荷塘三支部 1 忘了，10号补", "荷塘支部 1 忘了，10号补"])
def test_what_is_said_of_another_branch_is_not_filed_here(zhu: Phone, said: str) -> None:
    assert "记下了" not in zhu.says(said)
    assert "请核对" not in zhu.chat[-1]["text"]["content"]


@pytest.mark.parametrize("said", ["西荡村支部 1 忘了，10号补", "荡村支部的：1 忘了，10号补"])
def test_a_branch_written_in_front_decides(world: World, phone: Phones, said: str) -> None:
    with world.db.begin() as session:
        zhu, other = person_by_userid(session, "zhuyongliang"), organization_named(session, "西荡村支部")
        assert zhu
        assert other
        row = Appointment(person_id=zhu.id, role=SECRETARY, title="书记", organization_id=other.id, powers=[])
        session.add(row)
    for branch in ("石湾村支部", "西荡村支部"):
        world.recorded(branch, ["支委会"])
    world.at("2026-11-02 08:34")
    assert "请核对（西荡村支部10月自查整改表）" in phone("zhuyongliang").says(said)


def two_branches_of_one(world: World) -> None:
    with world.db.begin() as session:
        zhu, other = person_by_userid(session, "zhuyongliang"), organization_named(session, "西荡村支部")
        assert zhu
        assert other
        session.add(Appointment(person_id=zhu.id, role=SECRETARY, title="书记", organization_id=other.id, powers=[]))
    for branch in ("石湾村支部", "西荡村支部"):
        world.recorded(branch, ["支委会"])
    world.at("2026-11-02 08:34")


@pytest.fixture
def two_branches(world: World, phone: Phones, scenes: Scenes) -> Phone:
    """朱永良 heads 西荡村支部, too; both have an open item."""
    scenes.play(world, two_branches_of_one)
    return phone("zhuyongliang")


@both_databases
@pytest.mark.parametrize("which", ["2", "西荡", "西荡村", "西荡村支部", "第二个"])
def test_whose_slip_is_meant_is_asked_and_the_words_are_kept(two_branches: Phone, world: World, which: str) -> None:
    assert "1 石湾村支部10月\n2 西荡村支部10月" in two_branches.says("1 人不齐，11月13日补开")
    assert "请核对（西荡村支部10月自查整改表）" in (said := two_branches.says(which))
    assert "原因：人不齐\n措施：11月13日补开" in said
    two_branches.says("确认")
    assert [one.reason for one in handed_in(world, "西荡村支部")] == ["人不齐"]
    assert world.self_check("石湾村支部") is None


@pytest.mark.parametrize("said", ["自查西荡村支部", "先弄西荡村支部", "西荡村支部先来", "自查 西荡村支部", "西荡村的"])
def test_a_branch_named_anywhere_begins_its_form(two_branches: Phone, said: str) -> None:
    assert two_branches.says(said).splitlines()[0].startswith(("下面是西荡村支部10月的", "第1项"))
    two_branches.says_all("人不齐，11月13日补开", "确认")
    assert two_branches.world.self_check("西荡村支部")


def test_whose_slip_came_in_is_asked_and_both_may_be_said(two_branches: Phone, world: World) -> None:
    assert "您说的是哪一张？" in two_branches.says("收到")
    assert world.slip("石湾村支部").acknowledged_at is None
    two_branches.says("两张都收到了")
    assert world.slip("石湾村支部").acknowledged_at
    assert world.slip("西荡村支部").acknowledged_at


def test_another_branch_than_ours_is_asked_back(two_branches: Phone) -> None:
    assert two_branches.says("荷塘支部 1 忘了，10号补").startswith("没有等您回复的“荷塘支部”提醒单。您说的是哪一张？")
    assert "原因：忘了" in two_branches.says("2")


def test_both_deadlines_are_explained(two_branches: Phone) -> None:
    said = two_branches.says_all("截止")
    assert "西荡村支部10月提醒单" in said
    assert "石湾村支部10月提醒单" in two_branches.chat[-2]["text"]["content"]


def test_what_is_written_after_a_return_changes_the_item_the_reason_names(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all(BOTH, "确认")
    wu.says("退回 石湾村支部 第1项请写明日期和到会人数")
    assert sent(zhu, "上次没写清，11月16日补开，应到5人实到4人", "确认") == 2
    assert handed_in(world)[0].done_by == date(2026, 11, 16)
    assert handed_in(world)[1].reason == "忘了"


def test_whose_it_is_not_is_asked_back(two_branches: Phone) -> None:
    assert "您说的是哪一张？" in two_branches.says("不是石湾村支部")
    assert "西荡村支部10月" in two_branches.says("2")
