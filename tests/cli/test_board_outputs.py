"""What operators type to check a board, to see how narrow it was, and to take it along as files."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.db import Database
from handlers.cli.groups import GROUPS
from models.boards import APPROVED, Board, BoardRow
from models.daily_records import DailyRecord
from models.organizations import Organization
from rules.workdays import Calendar
from services.boards.code import printed_codes
from tests.worlds.operator import Operator
from tests.worlds.stored_board import DRAFTED, third_published
from tests.worlds.towns import Past

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "township.yaml"


@pytest.fixture
def past() -> Past:
    return third_published


@pytest.fixture
def operator(town: Database, calendar: Calendar) -> Operator:
    """The third quarter's board was published an hour after it was drafted."""
    return Operator(town, GROUPS, DRAFTED + timedelta(days=1), calendar, ["board"])


def change(town: Database, **values: object) -> None:
    with town.begin() as session:
        session.execute(update(Board).values(**values))


def test_an_untouched_board_is_the_same(operator: Operator) -> None:
    said = operator.does("verify", "2026-Q3")
    assert said.startswith(
        "一致：2026年第三季度红灰榜第 1 版，39 个党组织的得分、名次和榜单，与按10月28日（周三）09:05的记录"
    )
    assert "完整。核验码 " in said
    assert operator.does("verify", "2026-Q3", "--version", "1", "--as", "wusiyuan") == said


def test_a_board_is_held_against_what_is_printed_on_an_old_picture(operator: Operator, town: Database) -> None:
    with town.read() as session:
        (board,) = session.scalars(select(Board))
        printed = printed_codes(session, board)
    assert printed is not None
    assert operator.does("verify", "2026-Q3", "--against", printed.code.lower()).startswith("一致：")
    assert operator.fails("verify", "2026-Q3", "--against", "ABCD-EFGH-JKLM").startswith(
        "不一致：2026年第三季度没有一版榜单是带着 ABCD-EFGH-JKLM 这个码发布的。"
    )
    assert operator.types("verify", "2026-Q3", "--against", "K7").exit_code == 2


def test_an_altered_row_ends_with_status_1_and_its_name(operator: Operator, town: Database) -> None:
    with town.begin() as session:
        record_id = session.scalars(select(DailyRecord.id).where(DailyRecord.state == "not_done")).first()
        session.execute(update(DailyRecord).where(DailyRecord.id == record_id).values(state="done"))
    assert operator.fails("verify", "2026-Q3") == (
        f"不一致：2026年第三季度红灰榜第 1 版，daily_records/{record_id} 与留痕不符：state 记为“not_done”，现为“done”。"
    )


def test_a_row_moved_on_the_board_ends_with_status_1_and_its_name(operator: Operator, town: Database) -> None:
    with town.begin() as session:
        row = session.scalars(select(BoardRow).where(BoardRow.list == "grey")).first()
        assert row is not None
        row.list = "none"
        named = f"board_rows/{row.id}（{row.organization.short_name}）"
    assert operator.fails("verify", "2026-Q3") == (
        f"不一致：2026年第三季度红灰榜第 1 版，{named}的榜单：榜上为“none”，按记录重新计算为“grey”。"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify", "2026-Q2"), "Error: 2026-Q2 has no board; `flask board status 2026-Q2` says how far it is"),
        (
            ("verify", "2026-Q3", "--version", "7"),
            "Error: 2026-Q3 has no version 7 of a board; `flask board status 2026-Q3` says how far it is",
        ),
        (("cutoff", "2026-Q2", "--as", "xulixin"), "Error: 2026年第二季度还没有榜单草稿，请组织办先起草。"),
    ],
)
def test_a_board_that_is_not_there_is_named(operator: Operator, words: tuple[str, ...], said: str) -> None:
    assert operator.fails(*words) == said


def test_the_cut_off_sheet_is_for_those_who_decide(operator: Operator) -> None:
    lines = operator.does("cutoff", "2026-Q3", "--as", "xulixin").splitlines()
    assert lines[0] == "2026年第三季度红灰榜界线（第1版，请勿外传）"
    assert operator.fails("cutoff", "2026-Q3", "--as", "zhuyongliang").startswith("Error: 未发布的榜单只有")


def test_a_board_is_taken_along_as_excel(operator: Operator, tmp_path: Path) -> None:
    inside, public = tmp_path / "inside.xlsx", tmp_path / "public.xlsx"
    assert operator.does("excel", "2026-Q3", str(inside), "--as", "wusiyuan").endswith("inside edition.")
    assert operator.does("excel", "2026-Q3", str(public), "--as", "wusiyuan", "--public").endswith("public edition.")
    assert inside.read_bytes()[:2] == public.read_bytes()[:2] == b"PK"
    assert inside.stat().st_size > public.stat().st_size
    operator.fails("excel", "2026-Q3", str(tmp_path / "no.xlsx"), "--as", "zhuyongliang")
    assert not (tmp_path / "no.xlsx").exists()


def test_text_and_picture_are_written_for_the_public_account(operator: Operator, tmp_path: Path) -> None:
    folder = tmp_path / "公开"
    said = operator.does("publication", "2026-Q3", str(folder), "--as", "zhouhaibo")
    assert said == f"2026年第三季度红灰榜的公开文字和图片已写入 {folder}：board-2026-Q3-v1.txt、board-2026-Q3-v1.png。"
    text = (folder / "board-2026-Q3-v1.txt").read_text(encoding="utf-8")
    assert text.startswith("澄泾镇基层党组织红灰榜（2026年第三季度）\n")
    assert (folder / "board-2026-Q3-v1.png").read_bytes().startswith(b"\x89PNG")


def test_before_approval_nothing_is_written(operator: Operator, town: Database, tmp_path: Path) -> None:
    folder = tmp_path / "公开"
    change(town, state="reviewed", approved_at=None, published_at=None)
    words = ("publication", "2026-Q3", str(folder), "--as", "zhouhaibo")
    assert operator.fails(*words) == "Error: 2026年第三季度红灰榜还没有批准，批准后才能生成公开的文字和图片。"
    assert not folder.exists()
    change(town, state=APPROVED, approved_at=DRAFTED, grey_approved_at=None)
    assert operator.does(*words).endswith("灰榜未经批准，不在其中。")


def test_who_edits_is_warned_of_a_name_the_picture_cannot_show(operator: Operator, town: Database) -> None:
    assert "〓" not in operator.does("show", "2026-Q3", "--as", "wusiyuan")
    with town.begin() as session:
        session.execute(update(Organization).where(Organization.id == "org-002").values(short_name="𠮷甲支部"))
    told = operator.does("show", "2026-Q3", "--as", "wusiyuan").splitlines()
    assert told[-1] == "注意：𠮷甲支部的“𠮷”不在字库中，图片上画作〓，请与该党组织商定写法"


@pytest.mark.parametrize("command", ["check", "load"])
def test_a_township_with_such_a_name_is_taken_with_a_warning(
    town: Database, calendar: Calendar, tmp_path: Path, command: str
) -> None:
    file = tmp_path / "town.yaml"
    text = SAMPLE.read_text(encoding="utf-8")
    file.write_text(text.replace("short_name: 荷塘一支部", "short_name: 𠮷甲支部"), encoding="utf-8")
    said = Operator(town, GROUPS, DRAFTED, calendar).types("township", command, file)
    assert said.exit_code == 0, said.output
    (warning,) = [line for line in said.output.splitlines() if line.startswith("Warning: ")]
    assert warning == (
        "Warning: town.yaml, organizations: org-002: short_name: pictures show 〓 for 𠮷 in 𠮷甲支部, "
        "which the fonts lack; write it another way if you can"
    )
