"""The preview says what would be sent, and changes nothing."""

from datetime import datetime

from sqlalchemy import func, select

from bot.db import Database
from bot.wording import word
from models import Base
from models.slips import slips_of
from rules.periods import BEIJING, Month
from rules.workdays import Calendar
from services.daily_records.loading import load_records
from services.slips.issuing import held_back, issue
from services.slips.preview import preview_month
from services.township.file import TownshipFile
from tests.worlds.recorded_quarters import made_up_records
from tests.worlds.records import read_records

OCTOBER = Month(2026, 10)
MONDAY = datetime(2026, 11, 2, 8, 34, tzinfo=BEIJING)


def record_all_but(town: Database, file: TownshipFile, *left_out: str) -> None:
    lines = made_up_records(file, [OCTOBER])[OCTOBER].splitlines()
    kept = [line for line in lines if not any(f",{name}," in line for name in left_out)]
    with town.begin() as session:
        load_records(session, read_records("\n".join([*kept, ""]), "october.csv"), MONDAY)


def counts(town: Database) -> dict[str, int]:
    with town.read() as session:
        tables = Base.metadata.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_the_preview_changes_nothing(town: Database, sample_town: TownshipFile, calendar: Calendar) -> None:
    record_all_but(town, sample_town)
    before = counts(town)
    with town.begin() as session:
        preview_month(session, OCTOBER, calendar, MONDAY)
    assert counts(town) == before


def test_the_preview_is_what_is_then_sent(town: Database, sample_town: TownshipFile, calendar: Calendar) -> None:
    record_all_but(town, sample_town, "org-013", "org-020")
    with town.begin() as session:
        preview = preview_month(session, OCTOBER, calendar, MONDAY)
        issued, without = issue(session, OCTOBER, calendar, MONDAY), held_back(session, OCTOBER, MONDAY.date())
        promised = {
            slip.organization_id: slip.recipient and slip.recipient.userid for slip in slips_of(session, OCTOBER)
        }
    previewed = {slip.organization.id: slip.recipient and slip.recipient.userid for slip in preview.slips}
    assert previewed == promised
    assert len(previewed) == 38
    assert [len(slip.open_items) for slip in preview.slips] == [len(slip.open_items) for slip in issued]
    assert preview.held_back == without
    assert [one.id for one in preview.held_back] == ["org-013"]


def test_after_sending_the_preview_says_so(town: Database, sample_town: TownshipFile, calendar: Calendar) -> None:
    record_all_but(town, sample_town, "org-013")
    with town.begin() as session:
        issue(session, OCTOBER, calendar, MONDAY)
        preview = preview_month(session, OCTOBER, calendar, MONDAY)
    assert (len(preview.slips), len(preview.already_issued)) == (0, 38)


def test_the_preview_reads_like_a_list(town: Database, sample_town: TownshipFile, calendar: Calendar) -> None:
    record_all_but(town, sample_town, "org-013", "T-202610-04")
    with town.read() as session:
        said = word("slips/preview.txt", preview=preview_month(session, OCTOBER, calendar, MONDAY))
    assert said.startswith("10月提醒单预览（如现在送达，截止 11月4日（周三）24时）\n将发出 38 份，没有记录暂不发 1 份")
    assert "荷塘老年支部　送：纸质" in said
    assert "西荡村支部　送：金晓东　" in said
    assert "未记录，不写入提醒单：10月组织生活平台录入" in said
    assert said.endswith("没有任何记录、暂不发出：东荡村支部")
