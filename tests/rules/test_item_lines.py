"""What one answer says about one item, in whatever order it is written (R13)."""

from datetime import date

import pytest

from rules.day_phrases import promised_day
from rules.item_lines import ItemLine, read_item_line, tells_cause
from rules.workdays import Calendar

TODAY = date(2026, 11, 2)


def day(number: int) -> date:
    return date(2026, 11, number)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("人不齐，11月3日补开", ItemLine("人不齐", "11月3日补开", day(3))),
        ("收到，人不齐，11月3日补开", ItemLine("人不齐", "11月3日补开", day(3))),
        ("等下周五补开", ItemLine(None, "等下周五补开", day(13))),
        ("补办事宜，人不齐，13号补办", ItemLine("人不齐", "13号补办", day(13))),
        ("书记11月3日出差", ItemLine("书记11月3日出差")),
        ("忘了，哪天补等我问下再讲", ItemLine("忘了")),
        ("人不齐下周五补开", ItemLine("人不齐", "下周五补开", day(13))),
        ("已整改", ItemLine(None, "已整改", done=True)),
        ("忙14号补", ItemLine("忙", "14号补", day(14))),
        ("忙到月底，13号补", ItemLine("忙到月底", "13号补", day(13))),
        ("我今天一看只补了一半，8号前全部弄完", ItemLine(None, "8号前全部弄完", day(8), left="我今天一看只补了一半")),
        (
            "前天录了，不对前天录的是七月的，会计请假，9号录",
            ItemLine("会计请假", "9号录", day(9), left="前天录了，不对前天录的是七月的"),
        ),
        (
            "拟于11月21日补办，届时由王老师授课，10月未办系场地修缮",
            ItemLine("10月未办系场地修缮", "拟于11月21日补办，届时由王老师授课", day(21)),
        ),
        ("10.20台风 10.24停电，13号补", ItemLine("10.20台风 10.24停电", "13号补", day(13))),
        ("晚了三天，10月25号到期我28号才录，忙收稻", ItemLine("忙收稻")),
        ("13号补开，没开是停电", ItemLine("没开是停电", "13号补开", day(13))),
        ("人不齐，再加一句叫他核对", ItemLine("人不齐", left="再加一句叫他核对")),
        ("已整改 人不齐", ItemLine("人不齐", "已整改", done=True)),
        ("平台故障，补好了", ItemLine("平台故障", "补好了", done=True)),
        ("忙着收稻子人凑不齐，我们下周五前补好", ItemLine("忙着收稻子人凑不齐", "我们下周五前补好", day(13))),
        ("人没到齐，然后下周五补做", ItemLine("人没到齐", "然后下周五补做", day(13))),
        ("忘了已补录", ItemLine("忘了", "已补录", done=True)),
        ("会没开，已补开", ItemLine("会没开", "已补开", done=True)),
        ("人不齐", ItemLine("人不齐")),
        ("11月10日前", ItemLine(day=day(10))),
        ("人不齐，下周五", ItemLine("人不齐", None, day(13))),
        ("人不齐，通知党员，下周五前补开", ItemLine("人不齐", "通知党员，下周五前补开", day(13))),
        ("人不齐，下周补，责任人王芳", ItemLine("人不齐", "下周补", None, "王芳")),
        ("王芳负责，11月20日前补开，人不齐", ItemLine("人不齐", "11月20日前补开", day(20), "王芳")),
        ("由陆凤英负责补录，忘了", ItemLine("忘了", "补录", None, "陆凤英")),
        ("人不齐 责任人：朱永良 11.20前补开", ItemLine("人不齐", "11.20前补开", day(20), "朱永良")),
        ("没记清，专人负责，月底前补齐", ItemLine("没记清", "专人负责，月底前补齐", day(30))),
        ("还没整改完成", ItemLine()),
        ("抓紧整改到位", ItemLine(None, "抓紧整改到位")),
        ("没记清，已整改", ItemLine("没记清", "已整改", done=True)),
        ("人太少 下周五前不开", ItemLine("人太少 下周五前不开")),
        ("30号下雨没开成，抓紧补", ItemLine("30号下雨没开成", "抓紧补")),
        ("原因：交接未清。措施：已补录。完成时限：已完成", ItemLine("交接未清", "已补录", done=True)),
        ("原因：人不齐 措施：补开支委会 时限：11月20日", ItemLine("人不齐", "补开支委会", day(20))),
        ("10月30日没开成，11月3日补开", ItemLine("10月30日没开成", "11月3日补开", day(3))),
        (
            "党日原定11月6日开展，因封闭管理取消，现改于11月19日开展",
            ItemLine("党日原定11月6日开展，因封闭管理取消", "现改于11月19日开展", day(19)),
        ),
        ("原来说好5号补的 人实在凑不齐 15号一定开", ItemLine("原来说好5号补的 人实在凑不齐", "15号一定开", day(15))),
        ("已补开，因院内流感拖了几天", ItemLine("因院内流感拖了几天", "已补开", done=True)),
        ("昨天开的，来了4个人，没等到13号", ItemLine(None, "昨天开的，来了4个人", done=True)),
        (
            "30日夜里门卫锁了门，钥匙没拿到。昨天下午已补过了，人到了31个",
            ItemLine("30日夜里门卫锁了门，钥匙没拿到", "昨天下午已补过了，人到了31个", done=True),
        ),
        ("书记住院，13号才能补了", ItemLine("书记住院", "13号才能补了", day(13))),
        (
            "已经补过了 在文化礼堂补的 之前是因为老师来不了",
            ItemLine("之前是因为老师来不了", "已经补过了 在文化礼堂补的", done=True),
        ),
        (
            "11号补开。当时没开是村部刚搬进新小区，会议室还没通电",
            ItemLine("当时没开是村部刚搬进新小区，会议室还没通电", "11号补开", day(11)),
        ),
        (
            "11号补开，上次是停电，村部黑的，这次提前三天通知",
            ItemLine("上次是停电，村部黑的", "11号补开，这次提前三天通知", day(11)),
        ),
        ("会计病了13号录", ItemLine("会计病了", "13号录", day(13))),
        ("做了三年书记头一回忘了，12号补", ItemLine("做了三年书记头一回忘了", "12号补", day(12))),
        ("13号补开，那天人都去抢收了，路又滑", ItemLine("那天人都去抢收了，路又滑", "13号补开", day(13))),
        ("村里办丧事，做了三天三夜", ItemLine("村里办丧事，做了三天三夜")),
        ("的日子还没商量好，晚点再跟您说哈", ItemLine()),
        ("14号补开！上次是下雨", ItemLine("上次是下雨", "14号补开", day(14))),
        ("跟会计说了 她明天一定登 上个月请产假没人顶", ItemLine("上个月请产假没人顶", "她明天一定登", day(3))),
        ("12号夜里 在村部 补开 那天都忙着收稻子", ItemLine("那天都忙着收稻子", "在村部 补开", day(12))),
        ("哪天补还没定，上次是因为办丧事", ItemLine("上次是因为办丧事")),
        ("因为停电，用不了。补开时间：11月16日", ItemLine("因为停电，用不了", None, day(16))),
        ("没啥原因，就是忘了，非要写什么措施我也写不出来", ItemLine("就是忘了")),
        (
            "补开日期就定十三号应到五个实到五个",
            ItemLine(None, "补开日期就定十三号应到五个实到五个", day(13)),
        ),
        ("换成王芳负责", ItemLine(responsible="王芳")),
        (
            "已经开好了呀，昨天夜里在客堂间开的",
            ItemLine(None, "已经开好了呀，昨天夜里在客堂间开的", None, done=True),
        ),
        ("原因是把期限记成了月底", ItemLine("原因是把期限记成了月底")),
        ("忘了，今后每月20日前核对", ItemLine("忘了", "今后每月20日前核对")),
        (
            "收是收齐了的，嗯因为村里修路把光缆挖断了",
            ItemLine("嗯因为村里修路把光缆挖断了", "收是收齐了的", done=True),
        ),
    ],
)
def test_cause_remedy_day_and_person(said: str, line: ItemLine, calendar: Calendar) -> None:
    assert read_item_line(said, lambda text: promised_day(text, TODAY, calendar)) == line


@pytest.mark.parametrize("said", ["因为下雨", "书记住院", "忘了", "人不齐"])
def test_a_cause_is_told_by_itself(said: str) -> None:
    assert tells_cause(said)


@pytest.mark.parametrize("said", ["下周五前补开", "已整改", ""])
def test_what_is_done_or_promised_is_no_cause(said: str) -> None:
    assert not tells_cause(said)
