"""What is written to a form's question and does not answer it leaves the form as it was, and is asked back (R13)."""

import pytest

from tests.worlds.phones import Phone

DAY_OPEN = ("1", "人不齐", "补开")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("书记的意思是写人不齐好听点", "我不能替您写"),
        ("覅写人勿齐哦 人是齐格", "没有改动任何内容"),
        ("十有八九是人不齐", "还拿不准"),
        ("我是他老婆 他出去了", "换了人办"),
        ("照片我发到群里了", "别处发的、写的我看不到"),
        ("人不齐 哎等等 先不写这个", "没有记下什么"),
        ("能延到下周一就好了", "意见建议"),
        ("明天下雨大家记得收谷子", "像是发给别人的"),
        ("13号镇里要检查", "没找到要问的内容"),
        ("我们开过支委会的，记录本都在", "没有记"),
        ("记录本上都有的，10月24号晚上开过支委会", "没有改动任何内容"),
    ],
)
def test_what_only_looks_like_a_reason_is_not_taken_down(zhu: Phone, said: str, heard: str) -> None:
    asked = zhu.says("1")
    answered = zhu.says(said)
    assert heard in answered
    assert "记下了" not in answered
    assert asked.splitlines()[0] in answered


@pytest.mark.parametrize("said", ["13号我要去喝喜酒", "老陈13号过生日", "我13号出院，出院以后再开"])
def test_a_day_of_something_else_is_asked_about_and_easily_meant(zhu: Phone, said: str) -> None:
    zhu.says_all(*DAY_OPEN)
    assert "没看准11月13日（周五）是不是这一项完成的日子" in zhu.says(said)
    assert "记下了：11月13日（周五）。\n第2项" in zhu.says("11月13日")


def test_a_day_of_last_week_is_none_of_this_one(zhu: Phone) -> None:
    zhu.says_all(*DAY_OPEN)
    assert "记下了：10月30日（周五）" in zhu.says("上个礼拜五就补好哉，10月30号夜里开个")


def test_the_headings_of_the_form_may_be_numbered(zhu: Phone) -> None:
    zhu.says("1")
    assert "第2项（共2项）" in zhu.says("1、原因：支委参加测产\n2、措施：补议10月议题\n3、时限：11月17日")


@pytest.mark.parametrize("said", ["党费个桩事体还是叫朱敏去弄，王凤英忙煞哉", "第二项换朱敏去办，凤英调走了"])
def test_who_sees_to_it_instead_is_told_with_why(zhu: Phone, said: str) -> None:
    zhu.says("1 人不齐，11月13日补开 2 会计住院，11月10日补登")
    said = zhu.says(said)
    assert "原因：会计住院\n措施：11月10日补登\n责任人：朱敏" in said


def test_where_two_days_are_moved_and_one_is_of_no_named_item_nothing_is_moved(zhu: Phone) -> None:
    zhu.says("1 人不齐，11月13日补开 2 会计住院，11月10日补登")
    said = zhu.says("支委会那条日子往后挪两天 15号 凤英那条提前到6号")
    assert "11月15日" not in said


@pytest.mark.parametrize("said", ["第一项好像不对", "第一项不算，撤掉"])
def test_doubting_an_answer_puts_nothing_in_its_place(zhu: Phone, said: str) -> None:
    zhu.says("1 人不齐，11月13日补开 2 会计住院，11月10日补登")
    assert "原因：人不齐" in zhu.says(said)


def test_one_more_finding_may_be_added_in_other_words(zhu: Phone) -> None:
    zhu.says("1 人不齐，11月13日补开 2 会计住院，11月10日补登")
    said = zhu.says("再加一条我们自己看到的，三会一课记录本9月那页没签名，别的不动")
    assert said.startswith("自查发现：三会一课记录本9月那页没签名\n")
