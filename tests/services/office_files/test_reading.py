"""Files as offices hand them in become the same sheets of cells, or one sentence that says what to do."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from bot.errors import BadFile
from services.office_files.cells import Place, letter_of
from services.office_files.reading import read_book
from tests.worlds.office_files import FILES, book_of, workbook

GRIDS = ("grid-2026-10.xlsx", "grid-2026-10-gbk.csv", "grid-2026-10-utf8-bom.csv", "grid-2026-10-unicode.txt")


def refusal(content: bytes, source: str = "一季度.xlsx") -> str:
    with pytest.raises(BadFile) as refused:
        read_book(content, source)
    return str(refused.value)


@pytest.mark.parametrize("name", GRIDS)
def test_the_same_sheet_reads_the_same_however_it_was_saved(name: str) -> None:
    [sheet] = book_of(name).sheets
    assert [cell.text for cell in sheet.row(2).filled] == [
        *("序号", "类别", "党组织", "主题 党日", "支委会", "党费 台账", "平台 录入", "重阳 走访", "流动 党员", "备注")
    ]
    assert [sheet.row(26).at(column).text for column in (1, 3, 4)] == ["24", "执法局 支部", "√"]
    assert next(cell.text for cell in sheet.rows[-1].filled).startswith("填表说明")


def test_numbers_are_those_that_excel_shows() -> None:
    sheet = book_of("review-scores.xlsx").sheets[0]
    assert [sheet.row(number).at(3).value for number in (2, 5, 7)] == [Decimal("92.6"), Decimal("88.15"), Decimal(95)]
    telephones = book_of("register-list.xlsx").sheets[0]
    assert telephones.row(5).at(8).text == "15400000002"


def test_days_of_the_1904_system_are_not_four_years_off() -> None:
    assert book_of("inspection-1904.xlsx").sheets[0].row(2).at(3).value == date(2026, 11, 3)


def test_colours_comments_and_hidden_rows_are_seen() -> None:
    sheet = book_of("grid-2026-10-to-ask.xlsx").sheets[0]
    coloured = [cell.place for row in sheet.rows for cell in row.cells.values() if cell.colour]
    assert coloured == [Place("10月台账", 3, 6), Place("10月台账", 4, 3)]
    assert sheet.row(8).at(2).note == "书记住院，11月3日补办"
    assert [row.number for row in book_of("register-list.xlsx").sheets[0].rows if row.hidden] == [20]


def test_merged_cells_say_it_for_all_of_them() -> None:
    sheet = book_of("grid-2026-10.xlsx").sheets[0]
    assert sheet.row(5).at(2).text == ""
    assert sheet.said_at(5, 2).text == "村"


def test_pictures_and_charts_are_passed_over_and_known() -> None:
    visits, findings, about = book_of("inspection-picture-chart.xlsx").sheets
    assert (visits.pictures, findings.pictures, about.pictures) == (True, True, False)
    assert len(findings.rows) == 390


def test_a_formula_that_nobody_computed_is_not_taken_for_an_empty_cell() -> None:
    content = workbook([["得分"], ["x"]])
    with zipfile.ZipFile(io.BytesIO(content)) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(
        '<c r="A2" t="s"><v>1</v></c>', '<c r="A2"><f>B2*2</f></c>'
    ).encode()
    assert read_book(_zipped(parts), "a.xlsx").sheets[0].row(2).at(1).text == "=B2*2"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("review-password.xlsx", "这个文件设了打开密码"),
        ("review-macro.xlsm", "里面带着宏"),
        ("review-old.xls", "旧格式的表格"),
    ],
)
def test_what_is_not_read_says_what_it_is_and_how_to_save_it(name: str, said: str) -> None:
    sentence = refusal((FILES / name).read_bytes(), name)
    assert sentence.startswith(f"{name}：")
    assert said in sentence
    assert "保存" in sentence or "另存为" in sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空的"),
        (b"%PDF-1.7 ...", "这是 PDF"),
        (b"\x89PNG\r\n", "一张图片"),
        (b"<html><table>", "这是网页"),
        (b"\x00\x01\x02\x03" * 9, "也不是认得出的文本"),
        ('党组织,"主题'.encode(), "引号不成对"),
        (b"x" * 5_000_001, "文件太大"),
    ],
)
def test_other_kinds_are_named(content: bytes, said: str) -> None:
    assert said in refusal(content)


def _zipped(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def _with(name: str, part: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook([["党组织"], ["荷塘一支部"]]))) as archive:
        return _zipped({one: archive.read(one) for one in archive.namelist()} | {name: part})


@pytest.mark.parametrize(
    ("name", "part", "said"),
    [
        ("xl/externalLinks/externalLink1.xml", b"<externalLink/>", "连到别的文件"),
        ("xl/vbaProject.bin", b"", "带着宏"),
        ("xl/worksheets/sheet1.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet>&a;</worksheet>", "已损坏"),
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row", "已损坏"),
        ("xl/media/bomb.bin", b"0" * 50_000_001, "内容太多"),
        (
            "xl/worksheets/sheet1.xml",
            b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
            "超出范围",
        ),
        (
            "xl/worksheets/sheet2.xml",
            b'<x:sheet><x:sheetData><x:row r="30000"><x:c r="A30000"><x:is/></x:c></x:row></x:sheetData></x:sheet>',
            "超出范围",
        ),
        ("word/document.xml", b"", "文字或演示文稿"),
        ("xl/workbook.bin", b"", "二进制工作簿"),
    ],
)
def test_a_hostile_workbook_is_refused_before_it_costs_anything(name: str, part: bytes, said: str) -> None:
    assert said in refusal(_with(name, part))


def test_styled_cells_far_behind_the_table_do_no_harm() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "党组织")
        sheet.write_blank(1_000_000, 16_000, None, book.add_format({"bg_color": "red"}))
    assert len(read_book(content.getvalue(), "a.xlsx").sheets[0].rows) == 1


def test_columns_are_named_as_excel_names_them() -> None:
    assert [letter_of(one) for one in (0, 1, 26, 27, 64)] == ["", "A", "Z", "AA", "BL"]


def test_every_file_of_the_folder_is_read_or_refused_with_a_sentence() -> None:
    for file in sorted(Path(FILES).iterdir()):
        try:
            assert read_book(file.read_bytes(), file.name).sheets
        except BadFile as refused:
            assert "\n" not in str(refused)


def test_an_archive_that_lies_about_where_its_parts_stand_is_damaged() -> None:
    """The reader of archives believes its directory, and then looks for parts before the file begins."""
    content = bytearray((FILES / "review-scores.xlsx").read_bytes())
    at = content.rindex(b"PK\x05\x06") + 16
    content[at : at + 4] = (int.from_bytes(content[at : at + 4], "little") + 1000).to_bytes(4, "little")
    with pytest.raises(BadFile, match="损坏"):
        read_book(bytes(content), "a.xlsx")
