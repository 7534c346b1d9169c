"""Consequences in the chat, as those who decide on them say and hear them (R37-R41, A12)."""

import pytest

from rules.periods import Quarter
from tests.worlds.grey_boards import store_boards
from tests.worlds.phones import Phone, Phones, World, both_databases
from tests.worlds.scenes import Scenes

FIRST_OF_THREE = Quarter(2026, 1)
EVIDENCE = "依据：2026年第二季度第1版第36名（并列）、2026年第三季度第1版第36名（并列）"


def grey(world: World, letters: str, first: Quarter) -> None:
    """Let 石湾村支部 be on the grey list of boards whose publicity is over; the sweeps run on 5 November."""
    with world.db.begin() as session:
        store_boards(session, letters, first=first)
    world.at("2026-11-05 10:04")


def two_grey_boards(world: World) -> None:
    grey(world, "G G", FIRST_OF_THREE.next)


@pytest.fixture
def xu(phone: Phones, world: World, scenes: Scenes) -> Phone:
    """许立新 of the leading group, after two grey boards in a row."""
    scenes.play(world, two_grey_boards)
    return phone("xulixin")


@both_databases
def test_a_proposal_from_the_board_to_its_end(xu: Phone, wu: Phone, phone: Phones, world: World) -> None:
    secretary, head = phone("zhuyongliang"), phone("zhouhaibo")
    assert xu.hears() == (
        "2026年第三季度红灰榜公示已结束，按办法第六条有3条处理建议，等领导小组决定：\n"
        "石湾村支部（连续2次灰榜）：1 取消年度评优资格，2 列为年度后进单位，3 整顿工作报告\n"
        "领导小组成员回复“同意建议 编号 理由”或“不同意建议 编号 理由”，几条一起办，编号写成 3、4、5；"
        "依据和经过回复“处理建议 编号”看。\n"
        "系统只提建议，决定以前不通知支部。\n同样告诉了沈静怡，一位办了就行。"
    )
    assert "3条处理建议" in head.hears()
    assert wu.hears().count("处理建议") == 0
    assert xu.says("同意建议 1、3 情况属实") == (
        "已记下，并告知镇组织办：\n石湾村支部 1 取消年度评优资格（2026年）：已同意，待落实\n"
        "石湾村支部 3 整顿工作报告：已同意，待落实\n整顿工作报告已布置给支部，11月19日（周四）24时前报送。"
    )
    assert xu.says("不同意建议 2 班子刚刚调整") == (
        "已记下，并告知镇组织办：\n石湾村支部 2 列为年度后进单位（2026年）：不同意"
    )
    assert "落实后回复“已落实 编号 日期 记录号”" in wu.hears()
    world.at("2026-11-09 09:04")
    assert wu.says("已落实 1 昨天 党委会纪要12号") == (
        "已记下：石湾村支部 1 取消年度评优资格（2026年）：已落实，11月8日（周日），党委会纪要12号。"
        "材料归档后回复“办结处理 1 备注”。"
    )
    assert wu.says("办结处理 1 已归档").startswith("已办结：石湾村支部 1 取消年度评优资格（2026年）：已办结")
    assert xu.says("处理建议 1") == (
        f"2026年第三季度 石湾村支部：连续2次灰榜\n{EVIDENCE}\n"
        "1 取消年度评优资格（2026年）：已办结，11月8日（周日），党委会纪要12号\n\n"
        "提出建议：系统，11月5日（周四）10:04\n同意：许立新，11月5日（周四）10:04，情况属实\n"
        "落实：吴思源，11月9日（周一）09:04，11月8日（周日），党委会纪要12号\n办结：吴思源，11月9日（周一）09:04，已归档"
    )
    assert "评优" not in secretary.hears()


def test_the_list_says_what_to_do_by_who_asks(xu: Phone, wu: Phone) -> None:
    said = xu.says("处理建议")
    assert said.startswith(f"2026年第三季度 石湾村支部：连续2次灰榜\n{EVIDENCE}\n1 取消年度评优资格")
    assert "要决定，回复“同意建议 编号 理由”或“不同意建议 编号 理由”。" in said
    assert "决定：" not in wu.says("处理建议")
    xu.says("不同意建议 1、2、3 支部刚刚换届")
    assert xu.says("处理建议") == "没有待办的处理建议。"


def test_what_waits_for_a_decision_comes_first_and_what_is_decided_in_short(xu: Phone) -> None:
    xu.says("同意建议 1、2 情况属实")
    said = xu.says("处理建议").splitlines()
    assert said[:3] == ["2026年第三季度 石湾村支部：连续2次灰榜", EVIDENCE, "3 整顿工作报告：待决定"]
    assert said[3:7] == [
        "",
        "已经决定，等落实或办结：",
        "石湾村支部 1 取消年度评优资格（2026年）：已同意，待落实",
        "石湾村支部 2 列为年度后进单位（2026年）：已同意，待落实",
    ]
    xu.says("不同意建议 3 班子刚刚调整")
    assert xu.says("处理建议").startswith("没有等决定的处理建议；已经决定，等落实或办结：\n石湾村支部 1")


def test_several_are_carried_out_and_closed_together_or_none(xu: Phone, wu: Phone) -> None:
    xu.says("同意建议 1、2 情况属实")
    assert wu.says("已落实 1、2、3 今天 澄委〔2026〕8号").startswith("处理 3 现在是“待决定”")
    assert wu.says("处理建议").count("已同意，待落实") == 2
    assert wu.says("已落实 1、2 今天 澄委〔2026〕8号") == (
        "已记下：\n石湾村支部 1 取消年度评优资格（2026年）：已落实，11月5日（周四），澄委〔2026〕8号\n"
        "石湾村支部 2 列为年度后进单位（2026年）：已落实，11月5日（周四），澄委〔2026〕8号\n"
        "材料归档后回复“办结处理 1、2 备注”。"
    )
    assert wu.says("办结处理 1、2 已归档").count("已办结") == 3


def test_a_confirmed_interview_comes_with_a_draft_nobody_was_sent(wu: Phone, phone: Phones, world: World) -> None:
    grey(world, "G G G", FIRST_OF_THREE)
    xu, secretary, head = phone("xulixin"), phone("zhuyongliang"), phone("xujianming")
    said = xu.says("同意建议 4 连续三季灰榜，情况属实")
    draft = said[said.index("约谈通知（草稿，没有发送）") :]
    assert "由镇党委书记、镇长（顾承志、陆雅琴）约谈部门负责人徐建明、支部书记朱永良。" in draft
    assert draft in wu.hears()
    assert draft in xu.says("处理建议 4")
    world.sweep()
    assert "约谈" not in secretary.hears() + head.hears() + phone("guchengzhi").hears()
    assert wu.says("已约谈 4 今天 约谈记录3号").startswith("已记下：石湾村支部 4 约谈：已落实，11月5日（周四）")


def test_what_was_confirmed_is_taken_back(xu: Phone, phone: Phones) -> None:
    secretary = phone("zhuyongliang")
    xu.says("同意建议 3 情况属实")
    assert "整顿工作报告：已撤回" in xu.says("撤销处理 3 榜单要修订")
    assert secretary.hears().endswith("石湾村支部的整顿工作报告不用再报送了。\n原因：榜单要修订")


def test_a_measure_is_recorded(xu: Phone) -> None:
    assert xu.says("记录组织处置 石湾村支部 11月4日 党委会纪要15号 调整支部班子 分工") == (
        "已登记：石湾村支部 4 组织处置：已登记，11月4日（周三），党委会纪要15号。办完回复“办结处理 4 备注”。"
    )
    assert "镇党委决定：调整支部班子 分工\n登记：许立新" in xu.says("处理建议 4")
    assert xu.says("办结处理 4 已宣布").startswith("已办结：石湾村支部 4 组织处置")


@pytest.mark.parametrize(
    ("userid", "words", "answer"),
    [
        ("zhuyongliang", "处理建议", "处理建议只有镇绩效考核领导小组、镇组织办和镇主要领导可以看。"),
        ("caoxiaoming", "同意建议 1 属实", "处理建议由镇绩效考核领导小组成员决定，请由他们办理。"),
        ("wusiyuan", "同意建议 1 属实", "处理建议由镇绩效考核领导小组成员决定，请由他们办理。"),
        ("guchengzhi", "已落实 1 今天 12号", "处理的落实由镇组织办或镇绩效考核领导小组登记，请由他们办理。"),
        ("xulixin", "同意建议", "请写明编号，例如：同意建议 3 情况属实；编号回复“处理建议”可以看到。"),
        ("xulixin", "同意建议 9 属实", "没有编号为9的处理建议，编号回复“处理建议”可以看到。"),
        ("xulixin", "同意建议 1", "请在编号后面写明同意的理由，例如：同意建议 1 情况属实"),
        (
            "xulixin",
            "同意建议 1？",
            (
                "您这句话像是在问，“同意建议”没有办，什么都没有动。\n"
                "要办，就照这样回复：“同意建议 1 意见：情况属实”，“意见：”后面换成您自己的话。"
            ),
        ),
        ("xulixin", "同意建议 4-001 属实", "请写明编号，例如：同意建议 3 情况属实；编号回复“处理建议”可以看到。"),
        ("xulixin", "同意建议9 属实", "没有编号为9的处理建议，编号回复“处理建议”可以看到。"),
        ("xulixin", "撤销处理 1、2 榜单已修订", "“撤销处理”一次只办一条，请只写一个编号。"),
        ("xulixin", "已落实 1", "请写明哪天落实的，应在11月5日（周四）到今天之间，例如：已落实 1 今天 党委会纪要12号"),
        (
            "xulixin",
            "已落实 1 今天 12号",
            "处理 1 现在是“待决定”，要先同意才能登记落实，而且只登记一次；看经过回复“处理建议 1”。",
        ),
        (
            "xulixin",
            "记录组织处置 石湾村支部 15号",
            (
                "请写明支部、镇党委决定的日期（2025年以来、今天以前）、记录号和决定内容，"
                "例如：记录组织处置 石湾村支部 今天 党委会纪要15号 调整支部班子分工"
            ),
        ),
    ],
)
def test_what_cannot_be_is_answered_in_one_sentence(
    xu: Phone, phone: Phones, userid: str, words: str, answer: str
) -> None:
    assert phone(userid).says(words) == answer
    assert xu.says("处理建议").count("待决定") == 3


def test_help_on_the_subject_fits_on_one_screen(xu: Phone) -> None:
    assert "处理：处理建议、整顿清单、帮扶" in xu.says("帮助").splitlines()
    lines = xu.says("帮助 处理").splitlines()
    assert 5 < len(lines) < 15
    assert max(map(len, lines)) <= 30
