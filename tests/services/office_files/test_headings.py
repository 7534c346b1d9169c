"""The table of a sheet is found by its headings, in any order, and what is no record is left aside."""

from __future__ import annotations

from services.office_files.cells import Place
from services.office_files.headings import Heading, Table, find_table, tables_in
from services.office_files.names import NameBook
from tests.worlds.office_files import book_of

REGISTER = (
    Heading("name", ("党组织名称", "党组织全称", "党组织")),
    Heading("short", ("简称",), needed=False),
    Heading("both", ("书记/副书记",), needed=False),
    Heading("secretary", ("书记 姓名", "书记"), needed=False),
    Heading("deputy", ("副书记 姓名", "副书记"), needed=False),
    Heading("telephone", ("书记联系电话", "书记 电话"), needed=False),
    Heading("deputy_telephone", ("副书记 电话",), needed=False),
    Heading("members", ("党员数", "党员数 正式"), needed=False),
)


def table_of(name: str) -> Table:
    return tables_in(book_of(name), REGISTER)[0]


def test_the_register_as_a_clerk_types_it() -> None:
    table = table_of("register-list.xlsx")
    assert table.head == (3,)
    assert len(table.rows) == 47
    assert [row.number for row in table.rows if row.row.hidden] == [20]
    assert [row.number for row in table.asides] == [4, 22, 34, 43, 49, 59, 63, 64]
    assert table.rows[0].cell("telephone").text == "15400000002"
    assert table.heading("members") == "党员数 （正式）"


def test_two_heading_rows_are_read_as_one() -> None:
    table = table_of("register-two-header-rows.xlsx")
    assert table.head == (1, 2)
    assert {key: table.columns[key] for key in ("secretary", "deputy", "telephone", "deputy_telephone", "members")} == {
        "secretary": 4,
        "telephone": 5,
        "deputy": 6,
        "deputy_telephone": 7,
        "members": 8,
    }
    assert [row.number for row in table.rows] == list(range(3, 15))
    assert [row.number for row in table.asides] == [17]
    assert table.sheet.said_at(5, 1).text == "村"


def test_a_column_that_was_left_out_on_the_page_is_no_column() -> None:
    book = book_of("grid-2026-10-to-ask.xlsx")
    headings = (Heading("organization", ("党组织",)), Heading("remark", ("备注",), needed=False))
    table = find_table(book.mended({Place("10月台账", 2, 7): None}).sheets[0], headings)
    assert table is not None
    assert list(table.others.values()) == ["主题党日", "支委会", "党费台账", "平台录入", "重阳走访"]
    assert table.title == "10月台账 2026年10月党建台账"


def test_names_are_exact_but_for_width_and_blanks_and_near_ones_are_only_offered() -> None:
    names = NameBook([("机关第一党支部(党政)", 1), ("东荡村支部", 2), ("西荡村支部", 3)], shown=str)
    assert names.find("机关第一党支部（党政）　") == (1,)
    assert names.find("荡村支部") == ()
    assert set(names.near("荡村支部")) == {"2", "3"}
