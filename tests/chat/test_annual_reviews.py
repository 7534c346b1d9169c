"""年度总评, 年度得分: what office, leaders and branches read of a year, and how it is decided on in the chat."""

import pytest

from models.boards import CANCELLED, public_board
from rules.periods import Quarter
from services.annual_reviews import table as annual_table
from tests.worlds.finished_year import MAYOR, SECRETARY, after_a_year, confirm_weights
from tests.worlds.phones import Phones, World, both_databases
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER
from tests.worlds.towns import Past
from tests.worlds.watching import DOT


@pytest.fixture
def past() -> Past:
    return after_a_year


@pytest.fixture
def year(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Monday, 29 March 2027: everything of the year before is there."""
    monkeypatch.setattr(annual_table, "annual_svg", lambda facts: DOT)
    world.clock.moment = world.clock.moment.replace(year=2027, month=3, day=29, hour=9, minute=6)
    return world


@both_databases
def test_a_year_is_decided_on_in_the_chat(year: World, phone: Phones) -> None:
    clerk, leader, head = phone(CLERK), phone(LEADER), phone(HEAD)
    said = clerk.says("起草年度总评 2026")
    assert said.splitlines() == [
        "2026年度总评已起草：39 个党组织有年度得分，0 个没有。",
        "接下来由考核领导小组核对（“年度总评”）、会审（“会审年度总评”），轮到的同志会收到消息。",
    ]
    assert "1 石湾村支部 92.79（93.13，96，90）" in leader.says("年度总评").splitlines()
    assert "已由许立新会审" in leader.says("会审年度总评 2026 已逐个核对")
    assert "已由许立新批准" in leader.says("批准年度总评")
    assert "已发布" in head.says_all("发布年度总评 2026年", "确认")
    secretary = phone(SECRETARY)
    secretary.messages()
    year.sweep()
    assert secretary.hears().splitlines() == [
        "石湾村支部2026年度总评：年度得分92.79分，全镇第1名（参评39个）。",
        "回复“年度得分”看每一项怎么算的。",
    ]
    told, picture = phone(MAYOR).messages()[-2:]
    assert told.splitlines()[0] == "2026年度总评已发布：39 个党组织有年度得分，总表见下一张图片。"
    assert picture == "[图片]"
    year.sweep()
    assert secretary.messages() == []


def test_the_leading_group_decides_in_the_chat_whose_year_counts_though_it_was_ranked_once(
    year: World, phone: Phones
) -> None:
    with year.db.begin() as session:
        for number in (2, 3, 4):
            board = public_board(session, Quarter(2026, number))
            assert board
            board.state = CANCELLED
    clerk, leader = phone(CLERK), phone(LEADER)
    assert "还缺：全年只有1个季度有榜单；39个党组织参评不满2个季度（" in clerk.says("起草年度总评 2026")
    assert leader.says("计年度得分 2026 全部").startswith("请写明党组织和理由，例如：计年度得分 2026 石湾村支部")
    assert "能不能" not in leader.says("计年度得分 2026 石湾村支部 可以吗？"), "a question decides nothing"
    assert leader.says("不计年度得分 2026 石湾村支部 年中成立").startswith(
        "石湾村支部2026年不计年度得分，由许立新决定，理由已记下。"
    )
    assert "2026年计年度得分，由许立新决定" in leader.says("计年度得分 2026 全部 洪水停评三季")
    said = leader.says("年度总评")
    assert "石湾村支部，参评1个季度，决定不计（" in said
    assert "许立新决定计年度得分：洪水停评三季" in said
    assert "已由许立新会审" in leader.says("会审年度总评 2026")


def test_a_branch_reads_how_its_year_came_about(year: World, phone: Phones) -> None:
    phone(CLERK).says("起草年度总评 2026")
    secretary = phone(SECRETARY)
    assert secretary.says("年度得分") == "2026年度得分还不能看，领导小组会审以后就能看。"
    phone(LEADER).says("会审年度总评 2026")
    assert secretary.says("年度得分 2026").splitlines() == [
        "石湾村支部2026年度得分",
        "还没有发布，以发布的为准。",
        "",
        "季度得分：",
        "第一季度 92分（基础 92，加分 0），第 1 名，红榜",
        "第二季度 95分（基础 95，加分 0），第 1 名，红榜",
        "第三季度 88.5分（基础 88.5，加分 0），第 1 名，红榜",
        "第四季度 97分（基础 97，加分 0），第 1 名，红榜",
        "均分：(92 + 95 + 88.5 + 97) ÷ 4 = 93.13",
        "",
        "月度自查：",
        "按时 100 分：1、2、3、4、5、7、8、9月",
        "退回后按时补正 90 分：6月",
        "逾期 70 分：10月",
        "没有提醒单或没到期，不计：11、12月",
        "均分：96分",
        "",
        "民主评议：90分（党员民主评议）",
        "",
        "年度得分：0.70 × 93.13 + 0.10 × 96 + 0.20 × 90 = 92.79",
        "（季度均分 0.70，月度自查 0.10，民主评议 0.20）",
    ]
    assert secretary.says("年度得分 2026 荷塘一支部").startswith("年度得分由本党组织的书记")
    assert secretary.says("年度总评") == "年度总评总表由镇组织办和镇领导查看；看本党组织的，请回复“年度得分”。"


def test_office_and_leaders_read_anybodys_year(year: World, phone: Phones) -> None:
    phone(CLERK).says("起草年度总评 2026")
    for who in (CLERK, LEADER, MAYOR):
        assert phone(who).says("年度得分 2026 荷塘一支部").startswith("荷塘一支部2026年度得分\n")
    assert phone(MAYOR).says("年度得分") == "请写明是哪个党组织，例如：年度得分 2026 石湾村支部"


def test_a_provisional_year_says_so(year: World, phone: Phones) -> None:
    with year.db.begin() as session:
        confirm_weights(session, annual_weights_confirmed=False)
    assert "还缺：权重还没有确认" in phone(CLERK).says("起草年度总评")
    assert "暂定，还有数据没有齐。" in phone(LEADER).says("年度得分 石湾村支部")
    assert "暂定：权重还没有确认" in phone(LEADER).says("年度总评")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("年度总评 2025", "2025年度总评还没有起草，请组织办先起草。"),
        ("年度总评 去年", "2026年度总评还没有起草，请组织办先起草。"),
        ("年度总评 今年", "2027年度总评还没有起草，请组织办先起草。"),
        ("年度总评", "2026年度总评还没有起草，请组织办先起草。"),
        ("起草年度总评 206", "没看懂“206”是哪一年，请写成 2026 这样；不写的话，十月以前是去年，十月起是今年。"),
        ("修订年度总评 2026", "请在后面写明理由，例如：修订年度总评 2026 荷塘一支部民主评议结果有误"),
        ("会审年度总评 2026", "年度总评由镇绩效考核领导小组或被授权批准的人员会审、批准。"),
    ],
)
def test_what_cannot_be_is_answered_with_one_sentence(year: World, phone: Phones, said: str, answer: str) -> None:
    assert phone(CLERK).says(said) == answer


def test_the_help_tells_of_the_year(year: World, phone: Phones) -> None:
    assert "年度：" in phone(CLERK).says("帮助")
    assert "起草年度总评（组织办）" in phone(LEADER).says("帮助 年度")
    assert "年度得分" in phone(SECRETARY).says("帮助")


def test_anybody_has_a_published_year_verified_by_its_code(year: World, phone: Phones) -> None:
    for who, said in ((CLERK, "起草年度总评 2026"), (LEADER, "会审年度总评"), (LEADER, "批准年度总评")):
        phone(who).says(said)
    code = phone(HEAD).says_all("发布年度总评 2026年", "确认").rsplit("核验码 ", 1)[1].removesuffix("。")
    assert phone(SECRETARY).says(f"核验 {code.lower()}").startswith("核验一致：2026年度总评第1版，39个党组织")
