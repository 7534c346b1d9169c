"""Several items answered in one message, however people mark them; in doubt nothing is read."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.item_marks import marked_items
from rules.item_mentions import begins_with_another, items_named, names_another
from rules.item_names import is_work_of, name_at, place_of_name, without_own_name

TITLES = {1: "召开支委会", 2: "党费收缴台账录入"}
FIRST, SECOND = "人不齐，11月20日补开", "忘了，已补录"
BOTH = {1: FIRST, 2: SECOND}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("支委会人不齐，9号补开/党费忘了，明天补登", {1: "人不齐，9号补开", 2: "忘了，明天补登"}),
        ("🙏支委会人少，9号补🙏党费忘了，明天补", {1: "人少，9号补🙏", 2: "忘了，明天补"}),
        ("支委会屋顶漏没开14号补党费网络坏了5号补", {1: "屋顶漏没开14号补", 2: "网络坏了5号补"}),
        ("两条都是选举忙，支委会10号补开，党费9号补录", {1: "选举忙，10号补开", 2: "选举忙，9号补录"}),
        ("周五补，支委会有俩住院。党费明天补登，没人会用", {1: "周五补，支委会有俩住院", 2: "明天补登，没人会用"}),
    ],
)
def test_names_part_a_message_at_a_stroke_and_behind_a_few_words(text: str, said: Mapping[int, str]) -> None:
    found = marked_items(text, TITLES)
    assert found
    assert found.said == said


def test_a_point_before_months_marks_an_item_and_is_no_decimal() -> None:
    assert (found := marked_items("1.10月人不齐，9号补开\n2.8、9月的忘了，已补录", TITLES))
    assert found.said == {1: "10月人不齐，9号补开", 2: "8、9月的忘了，已补录"}


@pytest.mark.parametrize("text", ["支委会人少下周补党费也没登", "周五补，党费忘了，支委会人少"])
def test_where_another_items_work_runs_in_nothing_is_read(text: str) -> None:
    assert marked_items(text, TITLES) is None


def test_items_are_named_anywhere_by_number_or_by_sound() -> None:
    assert items_named("我们上个月之委会没开成", TITLES) == [1]
    assert items_named("第2项和支委会", TITLES) == [2, 1]
    assert items_named("人不齐", TITLES) == []
    assert place_of_name("上个月支委会没开", TITLES[1]) == len("上个月")
    assert place_of_name("人不齐", TITLES[1]) == len("人不齐")


def test_a_clause_that_begins_with_another_items_name_speaks_of_that() -> None:
    assert begins_with_another("周五补，党费也补", 1, TITLES)
    assert not begins_with_another("周五补，支委会人少", 1, TITLES)
    assert not begins_with_another("都去交党费了", 1, TITLES)


def test_a_meeting_is_not_entered_and_a_ledger_is_not_held() -> None:
    assert is_work_of(TITLES[1], "9号补开")
    assert not is_work_of(TITLES[1], "明天补登")
    assert is_work_of(TITLES[2], "明天补登")
    assert not is_work_of(TITLES[2], "9号补开")


@pytest.mark.parametrize(
    "text",
    [
        "1 {a} 2 {b}", "1、{a} 2、{b}", "1.{a};2.{b}", "1. {a}\n2. {b}", "1：{a}。2：{b}", "1）{a} 2）{b}",
        "（1）{a}（2）{b}", "(1) {a} (2) {b}", "①{a}②{b}", "1️⃣{a}2️⃣{b}", "❶{a}❷{b}", "【1】{a}【2】{b}",
        "第一项{a}，第二项{b}", "第1项 {a}；第2项 {b}", "第一、{a}；第二、{b}", "第一个{a} 第二个{b}",
        "一是{a}；二是{b}",
        "一、{a} 二、{b}", "首先{a}；其次{b}", "1-{a} 2-{b}", "1{a}2{b}", "1{a}/2{b}",
        "１　{a}　２　{b}", "2 {b} 1 {a}",
        "（2）{b}（1）{a}",
        "1 {a} 第二项{b}", "①{a} 2、{b}", "您好，1 {a} 2 {b}，谢谢", "情况如下：1 {a} 2 {b}",
        "1 支委会 {a} 2 党费 {b}",
        "支委会{a}；党费{b}", "1是{a}2是{b}", "1、{a}\n2、{b}\n其他没有问题，请审核", "1 {a} 2 {b} 确认",
        "好的 1 {a} 2 {b} 没有其他问题了",
    ],
)  # fmt: skip
def test_two_items_in_many_hands(text: str) -> None:
    found = marked_items(text.format(a=FIRST, b=SECOND), TITLES)
    assert found is not None
    assert (found.said, found.beyond) == (BOTH, {})


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("支委会人凑不齐礼拜五补开党费台账本子丢了后天重抄", "人凑不齐礼拜五补开", "本子丢了后天重抄"),
        ("支委会书记开刀了20号补开了台账没顾上月底补", "书记开刀了20号补开了", "没顾上月底补"),
        ("党费台账会计病了周五补录支委会书记出差下周一补开", "书记出差下周一补开", "会计病了周五补录"),
    ],
)
def test_two_answers_that_run_on_are_parted_where_the_first_is_complete(text: str, first: str, second: str) -> None:
    found = marked_items(text, TITLES)
    assert found is not None
    assert found.said == {1: first, 2: second}


@pytest.mark.parametrize("text", ["支委会没开是因为都在补台账", "支委会忘了明天补好台账再说", "支委会上讨论了党费台账"])
def test_an_item_named_inside_the_answer_to_another_parts_nothing(text: str) -> None:
    found = marked_items(text, TITLES)
    assert found is None or list(found.said) == [1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1、2 都是忘了", "忘了"),
        ("1和2都已经补了", "已经补了"),
        ("两项都是人不齐，下周五前补", "人不齐，下周五前补"),
        ("这两项都是人不齐造成的", "人不齐造成的"),
        ("都已整改", "已整改"),
        ("全部已整改", "已整改"),
    ],
)
def test_one_word_for_all(text: str, said: str) -> None:
    found = marked_items(text, TITLES)
    assert found is not None
    assert found.said == {1: said, 2: said}


@pytest.mark.parametrize(
    "text",
    [
        "人不齐，下周补开", "11月3日补开", "3 天内补开", "2人请假没开成", "1、人不齐；1、忘了",
        "1 跟第2项一样，人不齐 2 忘了",
        "党委10月开会 1 人不齐 2 忘了", "2 周后完成", "11 月 3 日", "2.5小时的会没开成", "9 人不齐", "1", "",
        "12345 你好", "3 厕所漏水",
    ],
)  # fmt: skip
def test_where_it_is_not_certain_nothing_is_read(text: str) -> None:
    assert marked_items(text, TITLES) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1. 人不齐，有 3 个人请假，11月20日补开 2. 忘了", {1: "人不齐，有 3 个人请假，11月20日补开", 2: "忘了"}),
        ("1 人不齐，2 人请假 2 忘了", {1: "人不齐，2 人请假", 2: "忘了"}),
        ("1 书记 2 号出差，没开成，5号补 2 忘了", {1: "书记 2 号出差，没开成，5号补", 2: "忘了"}),
        ("1.人不齐11.20补开2.忘了", {1: "人不齐11.20补开", 2: "忘了"}),
        ("1、只有3人，1人请假，下周五补开；2、已补录", {1: "只有3人，1人请假，下周五补开", 2: "已补录"}),
        ("1 人不齐 2 日子记错了，已补录", {1: "人不齐", 2: "日子记错了，已补录"}),
        ("1 人不齐 2 年纪大的来不了，已补录", {1: "人不齐", 2: "年纪大的来不了，已补录"}),
    ],
)
def test_figures_and_days_inside_a_sentence_stay(text: str, said: Mapping[int, str]) -> None:
    found = marked_items(text, TITLES)
    assert found is not None
    assert found.said == said


def test_a_further_number_is_no_text_of_the_item_before() -> None:
    found = marked_items("1 人不齐 2 忘了 3 厕所漏水", TITLES)
    assert found is not None
    assert (found.said, found.beyond) == ({1: "人不齐", 2: "忘了"}, {3: "厕所漏水"})


STYLE = st.sampled_from(["{n} ", "{n}、", "{n}. ", "（{n}）", "第{n}项 ", "【{n}】"])
SAID = st.sampled_from(["人不齐", "忘了，明天补", "有3个人请假", "10月30日没开成", "平台故障 已补录", "11.20前补开"])


@given(st.permutations([1, 2]), st.tuples(SAID, SAID), st.tuples(STYLE, STYLE))
def test_no_word_ever_stands_under_another_item(
    order: list[int], said: tuple[str, ...], marks: tuple[str, ...]
) -> None:
    text = "\n".join(style.format(n=number) + one for number, one, style in zip(order, said, marks, strict=True))
    found = marked_items(text, TITLES)
    assert found is None or found.said == dict(zip(order, said, strict=True))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("先讲第2项吧，忘了，明天补 第1项等下再讲", {2: "忘了，明天补", 1: "等下再讲"}),
        ("关于第2项，忘了，明天补", {2: "忘了，明天补"}),
        ("关于第1项：\n（1）补开时间：11月16日\n（2）到会人数：4人", {1: "补开时间：11月16日，到会人数：4人"}),
        ("第2项：①11月6日补登；②陆凤英负责", {2: "11月6日补登，陆凤英负责"}),
    ],
)
def test_the_item_that_is_named_is_the_one_spoken_of(text: str, said: Mapping[int, str]) -> None:
    found = marked_items(text, TITLES)
    assert found is not None
    assert found.said == said


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("台账归第2项，忘了", True),
        ("第1项人不齐", False),
        ("和第2项一样", False),
        ("第3项没有", False),
        ("来了第2批人", False),
    ],
)
def test_another_item_is_named(text: str, names: bool) -> None:
    assert names_another(text, 1, TITLES) is names


def test_where_nothing_is_open_no_message_is_about_an_item() -> None:
    assert marked_items("1 人不齐，下周五前补开", {}) is None


@pytest.mark.parametrize("text", ["支委会人不齐，支委会忘了", "党费，支委会", "1 2", "1、2", "1 、。 2 忘了"])
def test_an_item_named_twice_or_answered_by_nothing_is_asked_about(text: str) -> None:
    assert marked_items(text, TITLES) is None


def test_a_name_that_two_items_share_is_neithers() -> None:
    titles = {1: "党费收缴台账录入", 2: "党费使用公示"}
    assert marked_items("党费忘了", titles) is None
    found = marked_items("党费收缴台账忘了", {1: "党费收缴台账录入"})
    assert found is not None
    assert found.said == {1: "忘了"}


@pytest.mark.parametrize(
    ("text", "said"), [("1没人来", {1: "没人来"}), ("2忘了", {2: "忘了"}), ("2是忘了", {2: "忘了"})]
)
def test_one_item_is_answered_by_its_figure(text: str, said: Mapping[int, str]) -> None:
    found = marked_items(text, TITLES)
    assert found is not None
    assert found.said == said


def test_what_stands_before_the_second_item_is_said_of_the_one_asked() -> None:
    found = marked_items("人不齐，下周补开，第二项忘了", TITLES, asked=1)
    assert found is not None
    assert found.said == {1: "人不齐，下周补开", 2: "忘了"}
    assert marked_items("人不齐，下周补开，第二项忘了", TITLES) is None
    assert marked_items("人不齐，下周补开，第二项忘了", TITLES, asked=2) is None


def test_asked_about_one_item_all_are_people() -> None:
    assert marked_items("都感冒了", TITLES, asked=1) is None
    found = marked_items("都感冒了", TITLES)
    assert found is not None
    assert found.said == {1: "感冒了", 2: "感冒了"}


@pytest.mark.parametrize("text", ["都是人不齐", "都因为人不齐", "全都是人不齐", "统统由于人不齐", "一律是人不齐"])
def test_one_cause_is_given_for_all_items_even_where_one_is_asked(text: str) -> None:
    found = marked_items(text, TITLES, asked=1)
    assert found is not None
    assert found.said == {1: "人不齐", 2: "人不齐"}


@pytest.mark.parametrize(
    ("text", "title", "name"),
    [
        ("支委会没开", "召开支委会", "支委会"),
        ("支委没开", "召开支委会", ""),
        ("党费忘了", "党费收缴台账录入", "党费"),
        ("党费台账忘了", "党费收缴台账录入", "党费台账"),
        ("台账忘了", "党费收缴台账录入", "台账"),
        ("费收忘了", "党费收缴台账录入", "费收"),
        ("会计病了", "召开支委会", ""),
        ("", "召开支委会", ""),
    ],
)
def test_an_item_is_called_by_its_name_or_by_pieces_of_it(text: str, title: str, name: str) -> None:
    assert name_at(text, title) == name


def test_a_name_is_heard_by_its_sound_and_the_words_stay_as_typed() -> None:
    marked = marked_items("之委会人不奇 下周补凯；党飞本子丢了", TITLES)
    assert marked
    assert marked.said == {1: "人不奇 下周补凯", 2: "本子丢了"}
    assert marked_items("手脚不便来不了", TITLES) is None


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("14号补 支委会 老师来不了", "14号补 老师来不了"),
        ("13号补开，委员在外，说的是支委会那项", "13号补开，委员在外"),
        ("支委会没开，人不齐", "支委会没开，人不齐"),
        ("支委会", "支委会"),
    ],
)
def test_a_clause_that_only_names_the_item_is_left_out(said: str, left: str) -> None:
    assert without_own_name(said, TITLES[1]) == left
