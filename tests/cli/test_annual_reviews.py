"""What operators type about the year, and the files they take along."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.db import Database
from handlers.cli.annual_reviews import year
from models.annual_reviews import AnnualReviewRow
from rules.workdays import Calendar
from services.annual_reviews import table as annual_table
from tests.worlds.finished_year import NOW, after_a_year
from tests.worlds.operator import Operator
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER
from tests.worlds.towns import Past


@pytest.fixture
def past() -> Past:
    return after_a_year


@pytest.fixture
def operator(town: Database, calendar: Calendar) -> Operator:
    """Somebody at the command line, on the day after the last result came in."""
    return Operator(town, [year], NOW + timedelta(days=1), calendar, ["year"])


def test_a_year_goes_from_draft_to_publication_and_to_a_new_version(operator: Operator) -> None:
    assert operator.does("draft", "2026", "--as", CLERK).startswith("2026年度总评已起草：39 个党组织有年度得分")
    assert operator.fails("approve", "2026", "--as", LEADER).startswith("Error: 2026年度总评草稿，不能批准")
    assert "会审" in operator.does("review", "2026", "--as", LEADER, "--note", "已核对")
    assert "退回" in operator.does("reopen", "2026", "--as", LEADER, "--reason", "再核对一次")
    operator.does("draft", "2026", "--as", CLERK)
    operator.does("review", "2026", "--as", LEADER)
    operator.does("approve", "2026", "--as", LEADER)
    assert "年已封账" in operator.does("publish", "2026", "--as", HEAD)
    assert operator.fails("publish", "2026", "--as", HEAD).startswith("Error: 2026年度总评已发布，不能发布")
    said = operator.does("amend", "2026", "--as", CLERK, "--reason", "评议结果有误")
    assert said.startswith("2026年度总评第2版已起草")
    assert "第2版已取消" in operator.does("cancel", "2026", "--as", CLERK, "--reason", "核对后不用修订")
    assert "1 石湾村支部 92.79（93.13，96，90）" in operator.does("show", "2026", "--as", LEADER).splitlines()


def test_whose_year_counts_is_decided_at_the_command_line_too(operator: Operator) -> None:
    operator.does("draft", "2026", "--as", CLERK)
    said = operator.fails("count", "2026", "石湾村支部", "--reason", "年中成立", "--as", LEADER)
    assert said == "Error: 石湾村支部2026年不用决定：参评的季度够了，或者一个季度也没有参评。"
    assert "没有等着决定的" in operator.fails("count", "2026", "--leave-out", "--reason", "年中成立", "--as", LEADER)


def test_a_published_year_is_checked_by_its_code(operator: Operator, town: Database, tmp_path: Path) -> None:
    operator.does("draft", "2026", "--as", CLERK)
    assert operator.fails("verify", "2026") == "2026年度总评第 1 版还没有发布过，没有核验码可以对照。"
    operator.does("review", "2026", "--as", LEADER)
    operator.does("approve", "2026", "--as", LEADER)
    operator.does("publish", "2026", "--as", HEAD)
    said = operator.does("verify", "2026")
    assert said.startswith("一致：2026年度总评第 1 版，39 个党组织的各项得分、总分和名次，与按各季榜单")
    operator.does("sheet", "2026", "石湾村支部", str(tmp_path / "sheet.html"))
    code, head = said.partition("核验码 ")[2].removesuffix("。").split("，留痕码 ")
    assert operator.does("verify", "2026", "--against", code) == operator.does("verify", "2026", "--against", head)
    assert f"核验码：{code}" in (tmp_path / "sheet.html").read_text(encoding="utf-8")
    with town.begin() as session:
        session.execute(update(AnnualReviewRow).where(AnnualReviewRow.rank == 1).values(democratic_origin="改过"))
    assert operator.fails("verify", "2026").startswith("不一致：2026年度总评第 1 版，annual_review_rows/")
    assert f"所给的码是 {code}" not in operator.fails("verify", "2026", "--against", head)


def test_sheet_table_and_picture_are_taken_along(
    operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annual_table, "annual_svg", lambda facts: f"picture of {facts.label}")
    monkeypatch.setattr(annual_table, "png", str.encode)
    page, table, picture = tmp_path / "sheet.html", tmp_path / "year.xlsx", tmp_path / "year.png"
    assert operator.fails("sheet", "2026", "石湾村支部", str(page)) == "Error: 2026年度总评还没有起草，请组织办先起草。"
    operator.does("draft", "2026", "--as", CLERK)
    operator.does("sheet", "2026", "石湾村支部", str(page))
    text = page.read_text(encoding="utf-8")
    assert "<strong>0.70 × 93.13 + 0.10 × 96 + 0.20 × 90 = 92.79</strong>" in text
    assert text.count("<td>按时</td>") == 8
    assert "<td>退回后按时补正</td><td>90</td>" in text
    assert "<td>第三季度</td><td>88.5</td><td>0</td><td>88.5</td><td>1</td><td>红榜</td>" in text
    assert "全镇第" not in text
    assert operator.does("table", "2026", str(table)).endswith("2026, version 1, draft.")
    assert table.read_bytes().startswith(b"PK")
    operator.does("show", "2026", "--as", LEADER, "--picture", str(picture))
    assert picture.read_bytes() == "picture of 2026年度".encode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sheet", "2026", "没有支部", "x.html"), "Error: 名册里没有“没有支部”，请照提醒单或名单上的简称写。"),
        (("sheet", "2026", "双桥村总支", "x.html"), "Error: 双桥村总支不在2026年度总评中。"),
        (
            ("table", "2026", "x.xlsx", "--as", "zhuyongliang"),
            "Error: 年度总评总表由镇组织办和镇领导查看；看本党组织的，请回复“年度得分”。",
        ),
        (("show", "2025", "--as", CLERK), "Error: 2025年度总评还没有起草，请组织办先起草。"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence_and_nothing_is_written(
    operator: Operator, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    operator.does("draft", "2026", "--as", CLERK)
    told = [str(tmp_path / one) if one.startswith("x.") else one for one in words]
    assert operator.fails(*told) == said
    assert list(tmp_path.glob("x.*")) == []
