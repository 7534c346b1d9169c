"""Done is what is said to be done; intent, a part, a beginning and a question are not (R13)."""

import pytest

from rules.completion import intends, says_done, says_over

DONE = (
    "已整改", "已完成", "已经补录好了", "补好了", "已补开", "已完成整改", "整改完毕", "已整改到位",
    "已于10月30日补开", "会没开，已补开", "人不齐，后来补开了", "都改好了", "台账已补齐", "已经交了", "弄好了",
    "昨天补录了", "已上传", "全部整改完成", "已按要求整改到位", "10月28日已补开支委会", "会已经补开过了",
    "支委会已召开", "已录入", "交齐了", "已经做完了", "搞好了", "早就补好了", "已落实到位", "补交完毕",
    "已缴清", "已经完成了，谢谢", "夜个儿晚上补过了", "三天就补好了", "补齐了，再核对了一遍",
)  # fmt: skip
NOT_DONE = (
    "没有整改到位", "还没整改完成", "抓紧整改到位", "已开始整改", "争取月底前完成", "会后整改完成",
    "已安排专人补录", "已整改一半", "今天改不了", "明天补好", "让王芳去补", "高度重视立即整改", "正在补录",
    "已经开始补了", "尽快补齐", "还没补", "未完成", "没补完", "准备下周补开", "已通知党员补交", "已部署整改",
    "确保整改到位", "整改到位了吗", "已整改？", "要补开", "将于下周完成整改", "等党员回来再补",
    "还差两个人没交", "基本完成", "快完成了", "已交给王芳办理", "由副书记负责整改", "已经补了一部分",
    "已列入计划", "责任人王芳", "会补好的", "整改中", "计划本月内补录完成", "保证完成", "下周五前补开",
    "11月20日前整改完成", "十八号给它补上", "20号去补齐", "11号补开，已修改", "都按要求补充好了", "已重新填写",
    "村里办丧事，做了三天三夜", "三天补好", "补好了再报给你们", "公开栏的内容",
)  # fmt: skip


@pytest.mark.parametrize("text", DONE)
def test_what_is_done_is_done(text: str) -> None:
    assert says_done(text)


@pytest.mark.parametrize("text", NOT_DONE)
def test_intent_negation_a_part_and_a_question_are_not_done(text: str) -> None:
    assert not says_done(text)


@pytest.mark.parametrize("done", [one for one in DONE if "，" not in one])
@pytest.mark.parametrize("but", ["{}？", "{}吗", "如果{}", "争取{}", "等大家回来{}", "{}一半"])
def test_the_same_words_asked_hoped_for_or_half_true_are_not_done(done: str, but: str) -> None:
    assert not says_done(but.format(done))


def test_what_was_not_done_first_and_then_done_is_done() -> None:
    assert says_done("10月没开成，11月1日已经补开了")
    assert not says_done("已经补开了，但还没整改到位")


@pytest.mark.parametrize("text", ["会已经开了", "上周的事", "昨天补的", "12号交的呀"])
def test_what_is_over_is_spoken_of_as_over(text: str) -> None:
    assert says_over(text)


@pytest.mark.parametrize("text", ["下周五前补开", "抓紧整改到位", "让王芳去补", "明天补"])
def test_what_will_be_done_and_by_whom_is_intent(text: str) -> None:
    assert intends(text)
    assert not says_over(text)


@pytest.mark.parametrize("text", ["人不齐", "已补开", ""])
def test_a_cause_and_what_is_done_are_no_intent(text: str) -> None:
    assert not intends(text)
