"""A file is looked at, mended where it is wrong, confirmed as a whole by who handed it in, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadFile, NoRight, NotFound, NotNow
from bot.wording import refusal_text
from models.daily_records import records_of
from models.organizations import assessed_organizations
from models.people import Person
from models.uploads import Upload, uploads_by
from rules.periods import BEIJING, Month
from rules.workdays import load_calendar
from services.log.writing import write_down
from services.office_files.cells import Place
from services.uploads.preview import Fold, Line, Preview
from services.uploads.uploads import check_file, confirm, drop, keep_file, mend, preview, take_back, upload_of
from tests.worlds.office_files import FILES, workbook
from tests.worlds.recorded_quarters import person
from tests.worlds.towns import HOLIDAYS
from tests.worlds.watching import statements

OCTOBER = Month(2026, 10)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)
CALENDAR = load_calendar(HOLIDAYS)
CLERK = "qianxiaoyu"  # who is no officer of a branch: every row is theirs to enter
ASKS = "grid-2026-10-to-ask.xlsx"


@pytest.fixture
def session(town: Database) -> Iterator[Session]:
    with town.begin() as opened:
        yield opened


def upload(session: Session, subject: str, content: bytes, name: str, by: Person) -> Upload:
    check_file(session, subject, content, name, by, NOW, CALENDAR)
    return keep_file(session, subject, content, name, by, NOW)


def handed_in(session: Session, name: str, userid: str = CLERK, subject: str = "records") -> Upload:
    return upload(session, subject, (FILES / name).read_bytes(), name, person(session, userid))


def lines(shown: Preview) -> list[str]:
    """Write the lines of the first sheet: the number and kind of a row, what is folded in brackets."""
    return [
        f"[{one.first}-{one.last}]" if isinstance(one, Fold) else f"{one.number} {one.kind}"
        for one in shown.sheets[0].lines
    ]


def cell(shown: Preview, row: int, letter: str) -> tuple[str, str, str]:
    sheet = shown.sheets[0]
    [line] = [one for one in sheet.lines if isinstance(one, Line) and one.number == row]
    [found] = [one for one in line.cells if one.place.letter == letter]
    return found.text, found.kind, found.before


def test_a_preview_shows_the_sheet_as_it_is_with_what_is_wrong_where_it_stands(session: Session) -> None:
    shown = preview(session, handed_in(session, ASKS), NOW, CALENDAR)
    assert shown.sheets[0].letters == tuple("ABCDEFGH")
    assert lines(shown)[:3] == ["1 title", "2 head", "3 row"]
    assert cell(shown, 3, "F") == ("", "asked", "")
    assert cell(shown, 9, "A") == ("卫生院支部", "wrong", "")
    assert cell(shown, 8, "B") == ("逾期", "changed", "")
    assert (shown.ready, len(shown.mistakes)) == (False, 9)
    assert records_of(session, OCTOBER) == []


def test_runs_of_rows_that_say_what_is_stored_are_folded(session: Session) -> None:
    kept = handed_in(session, "grid-2026-10.xlsx")
    confirm(session, kept, preview(session, kept, NOW, CALENDAR).seen, NOW, CALENDAR)
    again = handed_in(session, "grid-2026-10-gbk.csv")
    mend(session, again, [Place("", 5, 4)], "未完成：没有开展", NOW)
    shown = preview(session, again, NOW, CALENDAR)
    assert lines(shown) == ["1 title", "2 head", "[3-4]", "5 row", "[6-43]"]
    assert cell(shown, 5, "D") == ("未完成：没有开展", "changed", "已完成")
    assert (shown.changed, shown.unchanged, shown.ready) == (1, 230, True)
    assert len(lines(preview(session, again, NOW, CALENDAR, folded=False))) == 42


def test_cells_are_mended_one_by_one_and_the_file_stays_as_it_was(session: Session) -> None:
    kept = handed_in(session, ASKS)
    answers = {(3, 6): "已完成", (4, 3): None, (5, 3): "已完成", (5, 5): "已完成", (11, 3): "不适用", (2, 7): None}
    answers |= {(6, 4): "未完成：没有台账", (9, 1): "卫生中心支部", (10, 1): None}
    for (row, column), text in answers.items():
        assert not preview(session, kept, NOW, CALENDAR).ready
        mend(session, kept, [Place("10月台账", row, column)], text, NOW)
    session.expire_all()
    shown = preview(session, upload_of(session, kept.id, person(session, CLERK)), NOW, CALENDAR)
    assert (shown.mistakes, shown.ready, shown.changed) == ((), True, 39)
    assert kept.content == (FILES / ASKS).read_bytes()
    with pytest.raises(NotFound, match="upload_no_cell"):
        mend(session, kept, [Place("10月台账", 99, 1)], "x", NOW)


def test_nothing_is_written_while_anything_is_asked(session: Session) -> None:
    kept = handed_in(session, ASKS)
    with pytest.raises(NotNow, match="upload_mistakes"):
        confirm(session, kept, preview(session, kept, NOW, CALENDAR).seen, NOW, CALENDAR)
    assert records_of(session, OCTOBER) == []


def test_what_changed_since_it_was_looked_at_is_looked_at_again(session: Session) -> None:
    kept = handed_in(session, "grid-2026-10.xlsx")
    seen = preview(session, kept, NOW, CALENDAR).seen
    other = handed_in(session, "records-chinese-headings.xlsx")
    confirm(session, other, preview(session, other, NOW, CALENDAR).seen, NOW, CALENDAR)
    with pytest.raises(NotNow, match="upload_changed"):
        confirm(session, kept, seen, NOW, CALENDAR)
    confirm(session, kept, preview(session, kept, NOW, CALENDAR).seen, NOW, CALENDAR)
    with pytest.raises(NotNow, match="upload_not_now"):
        confirm(session, kept, seen, NOW, CALENDAR)


def test_a_file_confirmed_once_says_nothing_new_when_it_comes_again(session: Session) -> None:
    for name in ("grid-2026-10.xlsx", "grid-2026-10-utf8-bom.csv"):
        kept = handed_in(session, name)
        shown = preview(session, kept, NOW, CALENDAR)
        assert shown.changed == (231 if name.endswith("xlsx") else 0)
        if shown.changed:
            confirm(session, kept, shown.seen, NOW, CALENDAR)
    with pytest.raises(NotNow, match="upload_nothing"):
        confirm(session, kept, shown.seen, NOW, CALENDAR)


def test_a_longer_file_takes_no_more_statements(session: Session) -> None:
    own = "org-027"
    names = [one.short_name for one in assessed_organizations(session) if one.id != own]
    counted = []
    for month, some in ("2026-09", names[:3]), ("2026-08", names):
        rows = [["月份", "党组织", "任务", "完成情况"], *([month, one, "HD-01", "已完成"] for one in some)]
        kept = upload(session, "records", workbook(rows), "x.xlsx", person(session, CLERK))
        seen = preview(session, kept, NOW, CALENDAR).seen
        with statements(session) as asked:
            assert len(confirm(session, kept, seen, NOW, CALENDAR).changes) == len(some)
            write_down(session)
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_a_file_of_several_months_reads_the_register_once_and_nobody_whom_it_does_not_name(session: Session) -> None:
    names = [one.short_name for one in assessed_organizations(session)][:3]
    rows = [["月份", "党组织", "任务", "完成情况"]]
    rows += [[month, one, "HD-01", "已完成"] for month in ("2026-07", "2026-08", "2026-09") for one in names]
    kept = upload(session, "records", workbook(rows), "x.xlsx", person(session, CLERK))
    session.expunge_all()
    kept = upload_of(session, kept.id, person(session, CLERK))
    with statements(session) as asked:
        assert preview(session, kept, NOW, CALENDAR).new == len(rows) - 1
    assert len([one for one in asked if "FROM group_assignments" in one and "WHERE" not in one]) == 1
    assert not [one for one in asked if "people.seal_key" in one and "WHERE" not in one]


def test_what_was_written_is_taken_back_once(session: Session) -> None:
    kept, clerk = handed_in(session, "grid-2026-10.xlsx"), person(session, CLERK)
    confirm(session, kept, preview(session, kept, NOW, CALENDAR).seen, NOW, CALENDAR)
    assert take_back(session, kept, clerk, NOW) == 231
    assert (records_of(session, OCTOBER), kept.state) == ([], "taken_back")
    with pytest.raises(NotNow, match="upload_not_now"):
        take_back(session, kept, clerk, NOW)


def test_an_upload_is_its_owners_alone_and_a_dropped_one_keeps_no_contents(session: Session) -> None:
    kept = handed_in(session, ASKS)
    with pytest.raises(NotFound, match="upload_unknown"):
        upload_of(session, kept.id, person(session, "wusiyuan"))
    assert uploads_by(session, person(session, CLERK), 5) == [kept]
    drop(session, kept, NOW)
    assert (kept.state, kept.content) == ("dropped", b"")
    with pytest.raises(NotNow):
        preview(session, kept, NOW, CALENDAR)


def test_who_has_no_right_hands_nothing_in(session: Session) -> None:
    with pytest.raises(NoRight) as refused:
        handed_in(session, ASKS, "zhuyongliang")
    assert refusal_text(refused.value) == "日常记录的导入不归您办：请找镇组织办。"
    with pytest.raises(NoRight) as refused:
        handed_in(session, ASKS, CLERK, subject="inspections")
    assert refusal_text(refused.value) == "季度督查的导入不归您办：由督导组的人用自己的账号传。"
    with pytest.raises(NotFound, match="upload_subject_unknown"):
        handed_in(session, ASKS, subject="boards")


def test_what_is_no_table_of_the_subject_is_refused_before_it_is_kept(session: Session) -> None:
    clerk = person(session, CLERK)
    with pytest.raises(BadFile, match="没有找到表头"):
        upload(session, "records", workbook([["甲", "乙"], ["1", "2"]]), "x.xlsx", clerk)
    assert uploads_by(session, clerk, 5) == []


@pytest.mark.parametrize(
    ("name", "asked", "meant"),
    [
        ("tasks-2026-12.xlsx", "records", "任务"),
        ("calendar-2026.xlsx", "tasks", "工作日历"),
        ("register-list.xlsx", "records", "名册"),
        ("bonus-2026-Q4.xlsx", "records", "加分申报"),
        ("review-scores.xlsx", "records", "民主评议"),
        ("inspection-1904.xlsx", "records", "季度督查"),
        ("records-chinese-headings.xlsx", "tasks", "日常记录"),
    ],
)
def test_a_file_of_another_subject_is_sent_where_it_belongs(
    session: Session, name: str, asked: str, meant: str
) -> None:
    with pytest.raises(BadFile, match=f"这像是{meant}，不是"):
        handed_in(session, name, subject=asked)


@pytest.mark.parametrize(
    ("name", "subject", "userid"),
    [
        ("register-list.xlsx", "register", CLERK),
        ("tasks-2026-12.xlsx", "tasks", CLERK),
        ("calendar-2026.xlsx", "holidays", CLERK),
        ("bonus-2026-Q4.xlsx", "bonus_claims", CLERK),
        ("review-scores.xlsx", "democratic_reviews", CLERK),
        ("inspection-dates.xlsx", "inspections", "caoxiaoming"),
        ("grid-2026-10-unicode.txt", "records", CLERK),
        ("records-months-by-excel.csv", "records", CLERK),
    ],
)
def test_a_file_of_every_subject_is_previewed_in_the_same_way(
    session: Session, name: str, subject: str, userid: str
) -> None:
    shown = preview(session, handed_in(session, name, userid, subject), NOW, CALENDAR)
    assert shown.about
    assert shown.changed + shown.unchanged
    assert shown.sheets[0].lines
