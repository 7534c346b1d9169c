"""The branch answers its slip: step by step, or closed with one figure when nothing is open (R13, R15, D1)."""

import pytest

from models.self_checks import SUBMITTED
from models.slips import ANSWERED
from tests.worlds.phones import Phone, World, beijing, both_databases

# Everything up to the read-back, for a slip with two open items.
TWO_ITEMS = ("1", "选1，下周五前补开", "选2，已整改")


@both_databases
def test_a_month_with_nothing_open_is_closed_with_a_1(zhang: Phone, world: World) -> None:
    assert zhang.says("1").splitlines() == [
        "柳浜一支部10月自查整改表已报送镇组织办，11月2日（周一）08:34，按时。",
        "11月4日（周三）24时前想修改，回复“修改”。",
    ]
    form = world.self_check("柳浜一支部")
    assert form
    assert (form.state, form.on_time, form.latest.answers) == (SUBMITTED, True, [])
    assert world.slip("柳浜一支部").state == ANSWERED


@both_databases
def test_two_open_items_are_asked_one_question_each(zhu: Phone, world: World) -> None:
    assert zhu.says("1").splitlines() == [
        "第1项（共2项）：支委会（未完成，关系到1分）——没有记录",
        "是什么原因、怎么整改、什么时候完成？一句话就够，例如：",
        "人不齐，下周五前补开",
        "已经办好的写“已补开”这样的话。",
        (
            "原因也可以回复数字：1 人员不齐，没能按时开展；2 工作冲突，时间没安排开；"
            "3 任务或时间没记清；4 平台故障或不会操作"
        ),
        "责任人就写朱永良，换人加一句“王芳负责”。",
        "写错了回复“返回”，不填了回复“取消”。",
    ]
    assert zhu.says("支委出差，11月6日补开，石美玲负责").startswith("第2项（共2项）：党费收缴台账录入")
    assert zhu.says("3").splitlines() == [
        "第2项（共2项）：党费收缴台账录入（未完成，关系到1分）——没有记录",
        "记下了：原因 任务或时间没记清。",
        "还差一点：怎么整改、哪天前完成？例如：下周五、月底前、三天内。",
    ]
    assert "还差一点：哪天前完成？" in zhu.says("补录台账")
    assert zhu.says("月底前").splitlines() == [
        "记下了：11月30日（周一）。",
        "请核对（石湾村支部10月自查整改表）：",
        "1. 支委会",
        "原因：支委出差",
        "措施：11月6日补开",
        "责任人：石美玲，11月6日（周五）前完成",
        "2. 党费收缴台账录入",
        "原因：任务或时间没记清",
        "措施：补录台账",
        "责任人：朱永良，11月30日（周一）前完成",
        "没问题请回复“确认”，这样才算报送。",
        "要改第1项，回复“改 1”，也可以把新的话写在后面，例如：改 1 下周五补开。",
        "自己还查出别的问题，回复“补充”加一句话。不填了回复“取消”。",
    ]
    assert world.self_check("石湾村支部") is None
    assert "已报送镇组织办，11月2日（周一）08:34，按时" in zhu.says("确认")
    form = world.self_check("石湾村支部")
    assert form
    assert [(one.problem, one.responsible) for one in form.latest.answers] == [
        ("支委会", "石美玲"),
        ("党费收缴台账录入", "朱永良"),
    ]


@pytest.mark.parametrize("word", ["1", "１", "①", "一", "自查", "开始", "开始自查", " 1 。", "“1”"])
def test_many_words_begin_the_self_check(zhu: Phone, word: str) -> None:
    assert "第1项（共2项）" in zhu.says(word)


@pytest.mark.parametrize("word", ["收到", "收到，谢谢", "已收到", "知道了", "签收"])
def test_a_word_of_receipt_is_no_answer(zhang: Phone, world: World, word: str) -> None:
    said = zhang.says(word)
    assert "已签收：柳浜一支部10月提醒单" in said
    assert "核对无误回复 1 就行，11月4日（周三）24时前" in said
    assert world.self_check("柳浜一支部") is None
    assert world.slip("柳浜一支部").acknowledged_at == beijing("2026-11-02 08:34")


def test_own_findings_are_added_one_by_one(zhu: Phone, world: World) -> None:
    zhu.says_all(*TWO_ITEMS)
    assert zhu.says("补充 党员活动室漏水").startswith("自查发现：党员活动室漏水\n是什么原因、怎么整改")
    read_back = zhu.says_all("年久失修，三天内修好", "补充 台账缺页，忘了登，已补齐")
    assert "3. 党员活动室漏水（自查发现）\n原因：年久失修\n措施：三天内修好" in read_back
    assert "4. 台账缺页（自查发现）\n原因：忘了登\n措施：已补齐\n责任人：朱永良，11月2日（周一）前完成" in read_back
    zhu.says("确认")
    form = world.self_check("石湾村支部")
    assert form
    assert [one.problem for one in form.latest.answers][2:] == ["党员活动室漏水", "台账缺页"]


def test_an_own_finding_can_be_changed_by_its_number(zhu: Phone) -> None:
    zhu.says_all(*TWO_ITEMS, "补充 活动室漏水", "年久失修，三天内修好")
    assert zhu.says("改 3").startswith("自查发现：活动室漏水")


def test_a_clear_month_can_still_name_own_findings(zhang: Phone, world: World) -> None:
    assert "提醒单上的都完成了，自己也没有查出问题。" in zhang.says("自查")
    assert "已报送" in zhang.says_all("补充 活动室漏水", "年久失修，三天内修好", "确认")
    form = world.self_check("柳浜一支部")
    assert form
    assert [one.slip_item_id for one in form.latest.answers] == [None]


@pytest.mark.parametrize("word", ["确认", "“确认”", "确认。", "确认报送", "好的，确认", "没问题", "确认无误，请查收"])
def test_a_word_of_consent_hands_the_form_in(zhu: Phone, world: World, word: str) -> None:
    zhu.says_all(*TWO_ITEMS)
    assert "已报送镇组织办" in zhu.says(word)


@pytest.mark.parametrize(
    "word", ["1", "嗯", "好的", "是", "看看", "不对", "确认？", "请核对", "确认吗", "改 9", "收到"]
)
def test_nothing_else_hands_it_in(zhu: Phone, world: World, word: str) -> None:
    zhu.says_all(*TWO_ITEMS)
    assert "没问题请回复“确认”" in zhu.says(word)
    assert world.self_check("石湾村支部") is None


def test_confirming_too_early_says_what_is_missing(zhu: Phone, world: World) -> None:
    zhu.says_all("1", "1")
    said = zhu.says("确认")
    assert said.startswith("还没填完，先回答下面这一项。\n第1项（共2项）：支委会")
    assert "还差一点：怎么整改、哪天前完成？" in said


def test_back_takes_back_one_message_at_a_time(zhu: Phone) -> None:
    zhu.says_all("1", "1", "补开会议", "下周五")
    assert "还差一点：哪天前完成？" in zhu.says("返回")
    assert "还差一点：怎么整改、哪天前完成？" in zhu.says("返回")
    assert "是什么原因、怎么整改、什么时候完成？" in zhu.says("返回")
    assert "第1项（共2项）" in zhu.says("返回")


def test_back_after_one_line_takes_the_whole_line_back(zhu: Phone) -> None:
    zhu.says("1 人不齐，11月6日补开 2 没记清，已整改")
    assert zhu.says("返回").startswith("第1项（共2项）")


def test_an_answer_to_another_item_than_asked_is_said_to_be_noted(zhu: Phone) -> None:
    assert zhu.says("1 人不齐，11月6日补开").startswith("第2项（共2项）")
    assert zhu.says("1 支部换届，11月9日补开").startswith("第1项记下了。\n第2项（共2项）")
    assert "原因：支部换届" in zhu.says("2 没记清，已整改")


@pytest.mark.parametrize("word", ["改 2", "改2", "改第2项", "修改 2", "改２。"])
def test_one_item_is_changed_and_the_others_stay(zhu: Phone, word: str) -> None:
    zhu.says_all(*TWO_ITEMS)
    assert zhu.says(word).startswith("第2项（共2项）：党费收缴台账录入")
    read_back = zhu.says("支部换届，11月9日前补录")
    assert "原因：人员不齐，没能按时开展" in read_back
    assert "原因：支部换届" in read_back


def test_an_item_can_be_changed_before_the_end_too(zhu: Phone) -> None:
    zhu.says_all("1", "选1，下周五前补开", "2")
    assert zhu.says("改 1").startswith("第1项（共2项）")


def test_an_unknown_choice_is_told_and_asked_again(zhu: Phone) -> None:
    zhu.says("1")
    assert zhu.says("9").startswith("没有这个选项")
    assert zhu.says("0").startswith("没有这个选项")


def test_an_option_copied_with_its_number_is_that_option(zhu: Phone) -> None:
    zhu.says("1")
    assert "记下了：原因 工作冲突，时间没安排开。" in zhu.says("2 工作冲突，时间没安排开")
    read_back = zhu.says_all("下周五前补开", "选1，已整改")
    assert "原因：工作冲突，时间没安排开\n措施：下周五前补开\n责任人：朱永良" in read_back


@pytest.mark.parametrize("number", ["1", "２", "第一个"])
def test_a_bare_number_is_no_measure(zhu: Phone, number: str) -> None:
    zhu.says_all("1", "1")
    said = zhu.says(number)
    assert said.startswith("这句里没找到要问的内容。\n第1项（共2项）")
    assert "还差一点：怎么整改" in said


@pytest.mark.parametrize("day", ["今天", "11月6日", "下周五前", "三天内"])
def test_a_day_is_nobodys_name_and_no_measure(zhu: Phone, day: str) -> None:
    said = zhu.says_all("1", "1", day)
    assert "还差一点：怎么整改？" in said
    assert "责任人：朱永良，" in zhu.says_all("补开会议", "2 没记清，已整改")


@pytest.mark.parametrize("said", ["尽早", "今天不行", "如果老周出院就12号", "10月20日"])
def test_a_day_nobody_understands_is_asked_again(zhu: Phone, said: str) -> None:
    zhu.says_all("1", "人不齐，补开会议")
    assert "没看懂是哪一天，请写今天或今天以后的日子。" in zhu.says(said)
    assert "记下了：11月20日（周五）。" in zhu.says("11.20")


@pytest.mark.parametrize("said", ["等人回来再定", "等我问下会计再讲", "晚点回你", "让我想想"])
def test_a_day_put_off_is_waited_for(zhu: Phone, said: str) -> None:
    zhu.says_all("1", "人不齐，补开会议")
    heard = zhu.says(said)
    assert heard.startswith("好的，不急，没有记下什么")
    assert "还差一点：哪天前完成" in heard


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("等我问下会计再讲", "好的，不急"),
        ("不知道，问前任书记去", "不清楚没关系"),
        ("你看着办", "这件事得您来定"),
        ("字太小看不清", "不方便写字也没关系"),
        ("烦死了，天天填表", "听到了，这句没有记下"),
        ("上一条发错了", "这句像是发给别人的"),
        ("天下太平", "这句是不是原因或措施，我没有把握"),
    ],
)
def test_what_tells_no_reason_is_not_taken_down(zhu: Phone, said: str, heard: str) -> None:
    zhu.says("1")
    reply = zhu.says(said)
    assert reply.startswith(heard)
    assert "记下了" not in reply
    assert "是什么原因、怎么整改、什么时候完成" in reply


def test_what_is_called_a_reason_is_taken_down_whatever_it_is(zhu: Phone) -> None:
    assert "记下了：原因 天下太平。" in zhu.says_all("1", "原因：天下太平")


def test_beside_a_reason_what_tells_nothing_is_left_out(zhu: Phone) -> None:
    assert "记下了：原因 忘了。" in zhu.says_all("1", "忘了，日子等我问下支委再讲")


@pytest.mark.parametrize(
    ("said", "day"),
    [("已经开好了", "11月2日"), ("已整改", "11月2日"), ("今天", "11月2日"), ("昨天夜里刚补好", "11月1日")],
)
def test_what_is_done_already_is_done_today_or_on_the_day_named(zhu: Phone, said: str, day: str) -> None:
    zhu.says_all("1", "人不齐，补开会议")
    assert f"记下了：{day}" in zhu.says(said)


@pytest.mark.parametrize("said", ["大概十四五号弄好", "不是10号就是11号", "10号以后补好", "11月31日补上"])
def test_a_day_that_is_not_settled_or_is_none_is_asked_for_and_never_today(zhu: Phone, said: str) -> None:
    zhu.says_all("1", "人不齐，补开会议")
    assert "第1项" in zhu.says(said)


def test_beside_the_day_another_reason_takes_the_place_of_the_first(zhu: Phone) -> None:
    said = ("1", "人不齐", "补开", "日期定于十九日。另请将前面的原因更正为：办公楼电路改造。谢谢。", "忘了，明天补登")
    heard = zhu.says_all(*said)
    assert "原因：办公楼电路改造\n措施：补开\n责任人：朱永良，11月19日（周四）前完成" in heard


def test_what_is_done_on_a_day_to_come_is_not_done(zhu: Phone) -> None:
    assert "11月20日（周五）前完成" in zhu.says_all("1", "先生感冒哉 迭个月廿号补上", "忘了，明天补登")
    assert "11月11日（周三）前完成" in zhu.says("改 1 11号补开预计5人，已修改")


@both_databases
def test_a_half_finished_form_outlives_a_restart(zhu: Phone, world: World) -> None:
    zhu.says_all("1", "1")
    world.restart()
    assert zhu.says("下周五前补开，张三负责").startswith("第2项（共2项）")
    world.restart()
    assert "责任人：张三，11月13日（周五）前完成" in zhu.says("选2，已整改")
    world.restart()
    assert "已报送" in zhu.says("确认")
