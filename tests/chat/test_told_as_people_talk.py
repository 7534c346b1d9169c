"""What secretaries send as they talk: the day before the reason, a week behind the day, words about the writing."""

import pytest

from tests.worlds.phones import Phone, Phones, World

pytestmark = pytest.mark.long

ANSWERS = "1 人不齐，11月6日补开 2 会计住院，11月9日补录"


@pytest.mark.parametrize(
    ("said", "why", "does", "by"),
    [
        ("1 12号开，没开是因为人凑不齐", "没开是因为人凑不齐", "12号开", "11月12日（周四）"),
        ("1 12号搞，人凑不齐", "人凑不齐", "12号搞", "11月12日（周四）"),
        ("1 都在厂里加班请不出假，只能等星期天", "都在厂里加班请不出假", "只能等星期天", "11月8日（周日）"),
        ("1 讲起来就话长了，简单点写：换届，12号补", "换届", "12号补", "11月12日（周四）"),
    ],
)
def test_the_day_of_the_work_is_no_reason_wherever_it_stands(
    zhu: Phone, said: str, why: str, does: str, by: str
) -> None:
    read = zhu.says(f"{said} 2 忘了，已补录")
    assert f"原因：{why}\n措施：{does}\n责任人：朱永良，{by}前完成" in read


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ("周三……不对…那就周四，下周的", "11月12日（周四）"),
        ("那个就放在这个月的，嗯，最后一个礼拜五吧", "11月27日（周五）"),
        ("11月的第二个星期六", "11月14日（周六）"),
    ],
)
def test_a_day_told_in_two_clauses_is_one_day_and_no_item(zhu: Phone, said: str, by: str) -> None:
    zhu.says_all("1", "人不齐，补开")
    assert f"记下了：{by}。" in zhu.says(said)


def test_the_week_nobody_knows_is_asked(zhu: Phone) -> None:
    zhu.says_all("1", "人不齐，补开")
    assert zhu.says("第二周礼拜四").startswith("没看懂是哪一天")


def test_what_is_let_fall_about_another_item_is_not_kept_under_this_one(zhu: Phone) -> None:
    zhu.says("1")
    said = zhu.says("朱敏带小孩去看病了，顺便说一句党费那条我已经叫凤英9号录了")
    assert "没看清哪些话归哪一项" in said


def test_who_is_to_tell_it_instead_is_no_reason(zhu: Phone) -> None:
    assert "原因" not in zhu.says("支委会那个让副书记凤英来讲")


def test_a_figure_and_the_work_may_be_a_day_or_an_item_and_are_asked(zhu: Phone) -> None:
    said = zhu.says("支委会，农忙，13补，党费，忘，6补")
    assert "“6补”没看准说的是什么，没有记。" in said
    assert "记下了：原因 忘。" in said


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("第2条写的什么呀，会计没住院，是电脑进水坏了", "电脑进水坏了"),
        ("会计没住院，是电脑进水坏了，改过来", "电脑进水坏了"),
        ("第2条写的不对，不是住院，是去外地带小孩", "会计去外地带小孩"),
    ],
)
def test_what_is_denied_goes_with_whom_it_was_told_of_where_another_is_told_of(zhu: Phone, said: str, why: str) -> None:
    zhu.says(ANSWERS)
    read = zhu.says(said)
    assert f"原因：{why}\n" in read
    assert "原因：人不齐\n" in read


def test_who_says_that_it_is_not_them_is_not_put_there(zhu: Phone) -> None:
    zhu.says(ANSWERS)
    assert "责任人：朱敏，11月6日" in zhu.says("第一条责任人不是我，是朱敏")


@pytest.mark.parametrize(
    ("said", "by"), [("12月3号，不对，5号", "12月5日（周六）"), ("16吧，哦不对，17", "11月17日（周二）")]
)
def test_a_day_put_right_is_of_the_month_that_was_named(zhu: Phone, said: str, by: str) -> None:
    zhu.says_all("1", "人不齐，补开")
    assert f"记下了：{by}。" in zhu.says(said)


@pytest.mark.parametrize("said", ["15", "十五"])
def test_a_figure_alone_may_be_a_day_and_is_asked_about(zhu: Phone, said: str) -> None:
    zhu.says_all("1", "人不齐，补开")
    assert zhu.says(said).startswith("没看准11月15日（周日）是不是")


@pytest.mark.parametrize("said", ["主要是1，还有2", "1和2都有"])
def test_several_reasons_are_picked_by_their_numbers(zhu: Phone, said: str) -> None:
    zhu.says("1")
    assert "原因 人员不齐，没能按时开展；工作冲突，时间没安排开。" in zhu.says(said)


def test_who_is_missing_is_counted_with_those_who_come_and_is_no_reason(zhu: Phone) -> None:
    read = zhu.says("1 老周住院，13号补开，应到7人，缺两人 2 忘了，已补录")
    assert "原因：老周住院\n措施：13号补开，应到7人，缺两人\n" in read


def test_whoever_is_greeted_by_name_is_told_the_answer(zhu: Phone) -> None:
    read = zhu.says("老吴你好，支委会人不齐，13号补开；党费会计住院，10号补录")
    assert "原因：人不齐\n措施：13号补开\n" in read


def test_that_it_was_held_is_a_dispute_and_no_reason(zhu: Phone) -> None:
    assert "我还没有改动任何内容" in zhu.says("支委会我们是开的，记录本在我手里")


def test_of_the_only_item_it_is_asked_whether_it_is_meant_and_yes_will_do(phone: Phones, world: World) -> None:
    world.recorded("柳浜一支部", ["支委会"])
    world.at("2026-11-02 08:34")
    zhang = phone("zhangjianxin")
    assert "只有这一项，您说的是它吗？" in zhang.says("银行系统升级转不了账")
    assert "记下了：原因 银行系统升级转不了账。" in zhang.says("是的")


@pytest.mark.parametrize(
    "said",
    ["1的责任人改成朱敏，2的日期改12号", "第一条换成朱敏负责，第二条改成12号", "2的日期改12号，1的责任人改成朱敏"],
)
def test_two_items_are_put_right_in_one_message_each_by_its_own_words(zhu: Phone, said: str) -> None:
    zhu.says(ANSWERS)
    read = zhu.says(said)
    assert "原因：人不齐\n措施：11月6日补开\n责任人：朱敏，11月6日（周五）前完成" in read
    assert "原因：会计住院\n措施：11月12日补录\n责任人：朱永良，11月12日（周四）前完成" in read


def test_where_one_of_two_changes_is_not_plain_none_is_made(zhu: Phone) -> None:
    read = zhu.says(ANSWERS)
    said = zhu.says("1的责任人改成朱敏，1的日期改12号")
    assert said.startswith("这句里说到了别的项")
    assert said.endswith(read.partition("请核对")[2])


def test_all_days_are_moved_on(zhu: Phone) -> None:
    zhu.says(ANSWERS)
    read = zhu.says("两个日期都往后挪一天")
    assert "11月7日（周六）前完成" in read
    assert "11月10日（周二）前完成" in read


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("1 三个委员在外打工，年底才回来", "三个委员在外打工，年底才回来"),
        ("1 老毛病了，人散，这次定11月9号", "老毛病了，人散"),
        ("1 推到11月9号开是因为台风", "是因为台风"),
        ("1 本来定20号，结果20号老书记出殡，21号又下雨，现在定9号", "本来定20号，结果20号老书记出殡，21号又下雨"),
    ],
)
def test_what_came_in_between_and_who_comes_back_is_why_and_no_remedy(zhu: Phone, said: str, why: str) -> None:
    zhu.says(f"{said} 2 忘了，已补录")
    assert f"原因：{why}\n" in zhu.says("改 1 11月9日补开")


@pytest.mark.parametrize("said", ["没开就是没开", "上面不是写了吗没有记录"])
def test_what_says_the_same_again_or_asks_is_no_reason(zhu: Phone, said: str) -> None:
    zhu.says("1")
    assert "记下了" not in zhu.says(said)


@pytest.mark.parametrize("said", ["填1吧", "第一个原因", "选1好了"])
def test_a_reason_is_picked_as_people_say_it(zhu: Phone, said: str) -> None:
    zhu.says("1")
    assert "记下了：原因 人员不齐，没能按时开展。" in zhu.says(said)


def test_who_will_change_a_returned_form_in_the_evening_has_not_changed_it(zhu: Phone, wu: Phone) -> None:
    zhu.says_all(ANSWERS, "确认")
    wu.says("退回 石湾村支部 第1项请写明到会人数")
    assert "写在“改 1”后面" in zhu.says("知道了，晚上改")


def test_more_of_an_item_is_no_finding_of_its_own(zhu: Phone) -> None:
    zhu.says(ANSWERS)
    said = zhu.says("补充：支委会缺席的是老周和老陈")
    assert "自查发现" not in said
    assert said.startswith("没看准要改哪一项")


def test_words_of_one_item_behind_the_figure_of_another_are_asked_about(zhu: Phone) -> None:
    assert "没看清哪些话归哪一项" in zhu.says("1忘了2也忘了，1号的会15号补，2号的账明天登")


@pytest.mark.parametrize(
    ("said", "why", "does"),
    [
        (
            "1 本来25号要开，24号接到通知25号全镇检查，改到9号开",
            "本来25号要开，24号接到通知25号全镇检查",
            "改到9号开",
        ),
        ("1 那天是开了个头，人走了几个，就没算，9号重开", "那天是开了个头，人走了几个，就没算", "9号重开"),
        ("1 晚了，就是网格员把密码改了，9号前补录", "就是网格员把密码改了", "9号前补录"),
    ],
)
def test_what_was_to_be_and_what_somebody_did_then_is_why(zhu: Phone, said: str, why: str, does: str) -> None:
    read = zhu.says(f"{said} 2 忘了，已补录")
    assert f"原因：{why}\n措施：{does}\n责任人：朱永良，11月9日（周一）前完成" in read


def test_a_measure_is_gone_on_with_and_stays(zhu: Phone) -> None:
    zhu.says(ANSWERS)
    assert "措施：11月6日补开，邀请联村干部参加\n" in zhu.says("第一条措施后面加：邀请联村干部参加")


def test_an_outcry_before_what_is_right_is_no_question(zhu: Phone) -> None:
    zhu.says(ANSWERS)
    read = zhu.says("不对不对，支委会是12号，党费是13号")
    assert "11月12日（周四）前完成" in read
    assert "11月13日（周五）前完成" in read


@pytest.mark.parametrize("said", ["不晚于20号", "不迟于20号"])
def test_not_later_than_a_day_is_that_day_and_no_dispute(zhu: Phone, said: str) -> None:
    zhu.says_all("1", "人不齐，补开")
    assert "记下了：11月20日（周五）。" in zhu.says(said)


@pytest.mark.parametrize(
    ("said", "why", "does"),
    [
        (
            "1 因为防汛值守未召开现定于11月9日下午3点在村会议室补开",
            "因为防汛值守未召开",
            "现定于11月9日下午3点在村会议室补开",
        ),
        ("1 那几天我在住院，7号出的院，9号补", "那几天我在住院，7号出的院", "9号补"),
        ("1 下雨，改到5号又停电，就没搞，9号补开", "下雨，改到5号又停电，就没搞", "9号补开"),
        ("1 老周住院，9号补开，外地的老陈视频参加", "老周住院", "9号补开，外地的老陈视频参加"),
        ("1 原因，农忙；措施，9号补开；责任人，朱永良；", "农忙", "9号补开"),
        ("1 主要原因：人员外出；次要原因：天气；措施：9号补开；", "人员外出；天气", "9号补开"),
    ],
)
def test_what_leads_to_the_day_goes_with_it_and_what_happened_then_does_not(
    zhu: Phone, said: str, why: str, does: str
) -> None:
    read = zhu.says(f"{said} 2 忘了，已补录")
    assert f"原因：{why}\n措施：{does}\n" in read
    assert "11月9日（周一）前完成" in read


def test_a_figure_alone_is_no_part_of_a_reason(zhu: Phone) -> None:
    said = zhu.says("支委会，没通知到，13，我；党费，忘，10，凤英")
    assert "记下了：原因 没通知到。" in said
    assert "“10”没看准说的是什么，没有记。" in said


def test_another_month_in_which_it_was_held_is_a_dispute(zhu: Phone) -> None:
    assert "我还没有改动任何内容" in zhu.says("支委会和党员大会一起开的，9月份已经开过了")


def test_a_figure_that_is_a_day_is_not_put_into_the_words_alone(zhu: Phone) -> None:
    read = zhu.says("1 人不齐，11月13日补开 2 会计住院，11月9日补录")
    assert zhu.says("把13改成14").endswith(read.partition("请核对")[2])


def test_what_is_to_be_another_reason_takes_no_measures_place(zhu: Phone) -> None:
    zhu.says(ANSWERS)
    read = zhu.says("支委会的原因改一下，改成：换届选举，委员未定")
    assert "措施：11月6日补开\n" in read


def test_who_comes_is_told_behind_the_measure_that_stands(zhu: Phone, wu: Phone) -> None:
    zhu.says_all(ANSWERS, "确认")
    wu.says("退回 石湾村支部 第1项请写明到会人数")
    assert "措施：11月6日补开，到会5个人\n" in zhu.says("到会5个人，6号晚上七点")
