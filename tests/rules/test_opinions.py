"""An opinion approves where every word of it belongs to a plain finding; a reservation is none, in whatever words."""

import pytest

from rules.opinions import is_document, plainly_approves, plainly_upholds


@pytest.mark.parametrize(
    "said",
    [
        "已现场核实，整改到位", "现场核查，已整改到位", "现场看过公开栏和台账，都改好了", "公开栏换了，台账也齐",
        "情况属实", "连续两季灰榜，事实清楚", "按办法第六条", "并列已核对", "已核对，无意见",
        "同意", "措施具体，同意", "材料已归档", "已补报", "都到位了，谢谢",
    ],
)  # fmt: skip
def test_a_plain_finding_approves(said: str) -> None:
    assert plainly_approves(said)


@pytest.mark.parametrize(
    "said",
    [
        "", "只改了一个", "整改了一半", "整改到位一处", "还要看", "还要核实", "需要上会", "下周去看", "明天",
        "有问题", "问题属实", "基本到位", "大部分到位", "要整改到位", "争取到位", "到位吗", "到位？", "看过",
        "核实", "整改", "没到位", "不属实", "第三次了", "同意但要上会", "已整改3处", "公开栏换了，台账还差",
    ],
)  # fmt: skip
def test_what_says_less_or_more_does_not(said: str) -> None:
    assert not plainly_approves(said)


@pytest.mark.parametrize("said", ["台账属实，原记录有误", "情况属实", "确实是登错了", "漏登了，予以更正", "同意"])
def test_an_objection_is_upheld_by_what_says_that_the_record_was_wrong(said: str) -> None:
    assert plainly_upholds(said)


@pytest.mark.parametrize("said", ["", "明天再看", "记录有误吗", "不属实", "一半有误", "要上会"])
def test_and_by_nothing_less(said: str) -> None:
    assert not plainly_upholds(said)


def test_what_is_wrong_with_a_record_closes_no_order() -> None:
    assert not plainly_approves("记录有误")


def test_an_opinion_of_any_length_is_read_at_once() -> None:
    assert not plainly_approves("已整改核实到位" * 400 + "么")


@pytest.mark.parametrize("said", ["澄委〔2026〕8号", "陆党会纪〔2026〕12号", "约谈记录3号", "党委会纪要12号"])
def test_a_document_is_known_by_its_number(said: str) -> None:
    assert is_document(said)


@pytest.mark.parametrize("said", ["", "只落实了1个", "明天再补", "还没有文号", "约谈记录3号，只谈了一个"])
def test_what_is_said_of_a_document_is_none(said: str) -> None:
    assert not is_document(said)
