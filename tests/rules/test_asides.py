"""What is said beside the matter: every kind by its examples, and answers that only look like one."""

import pytest

from rules.asides import KINDS, AsideKind, aside_in, is_aside, says_nothing

EXAMPLES = [(kind, said) for kind in KINDS for said in kind.examples.split(" · ")]
AROUND = ("{}", "{}。", "{}呀", "哦，{}", "{}😂", "嗯 {}")


@pytest.mark.parametrize(("kind", "said"), EXAMPLES)
def test_every_kind_knows_its_examples_whatever_politeness_stands_around(kind: AsideKind, said: str) -> None:
    heard = {aside_in(around.format(said)) for around in AROUND[: 1 if said.startswith(("算了", "第")) else None]}
    assert heard == {kind.aside}


@pytest.mark.parametrize(
    "said",
    [
        "等陈老师出院再补开",
        "书记请假",
        "日期记错了",
        "忘了，明天补",
        "下周五前补开",
        "忘了报",
        "会计登记时输错了",
        "不知道要开支委会",
        "党员不清楚党费标准",
        "没人通知我们",
        "支委三缺一",
        "老爸过世办丧事",
        "换届没选好，选好就开",
        "28号已经交齐了",
        "以后不拖了",
        "下次一定按时报",
        "联系好老师，下周三上课",
        "会计眼睛不好登得慢",
        "今晚补",
        "明朝",
        "后天晚上七点",
        "已经开会了",
        "台账早就补好了",
        "未能按时召开",
    ],
)
def test_an_answer_is_none(said: str) -> None:
    assert not is_aside(said)


@pytest.mark.parametrize("said", ["忘了，哪天补等我问下支委再讲", "烦死了，人老是凑不齐", "哈哈，忘得一干二净"])
def test_one_clause_that_says_nothing_leaves_the_answer_beside_it(said: str) -> None:
    assert not is_aside(said)
    assert any(says_nothing(one) for one in said.split("，"))
