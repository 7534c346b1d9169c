"""What operators type to load the town: sentences, exit statuses, and no traceback."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.db import Database
from demo.sample.cli import sample
from handlers.cli.groups import GROUPS
from models.daily_records import records_of
from rules.periods import BEIJING, Month
from rules.workdays import Calendar
from tests.worlds.office_files import FILES
from tests.worlds.operator import Operator

DATA = Path(__file__).parents[2] / "data"
SAMPLE = str(DATA / "sample" / "township.yaml")


@pytest.fixture
def operator(db: Database, calendar: Calendar) -> Operator:
    return Operator(db, [*GROUPS, sample], datetime(2026, 11, 30, 9, 0, tzinfo=BEIJING), calendar)


def test_checking_the_sample_town_says_what_is_in_it(operator: Operator) -> None:
    said = operator.types("township", "check", SAMPLE)
    assert said.output == "township.yaml is in order: 47 organisations, 39 of them assessed, 102 tasks in 15 months.\n"
    assert said.exit_code == 0


def test_loading_the_town_twice_says_that_all_was_known(operator: Operator) -> None:
    first = operator.types("township", "load", SAMPLE)
    assert "47 organizations" in first.output
    assert first.exit_code == 0
    second = operator.types("township", "load", SAMPLE)
    assert second.output == "township.yaml loaded; rows written: none, all was known already.\n"


def test_a_wrong_file_ends_with_a_sentence_and_status_1(operator: Operator, tmp_path: Path) -> None:
    wrong = tmp_path / "town.yaml"
    wrong.write_text("version: 1\n  as_of: x", encoding="utf-8")
    said = operator.types("township", "load", str(wrong))
    assert said.exit_code == 1
    assert said.output.startswith("Error: town.yaml, line 2: ")
    assert len(said.output.splitlines()) == 1


def test_a_missing_file_is_named(operator: Operator) -> None:
    said = operator.types("records", "load", "nothing.csv")
    assert said.exit_code == 2
    assert "nothing.csv" in said.output


def test_a_file_from_an_old_spreadsheet_is_refused_with_what_to_do(operator: Operator, tmp_path: Path) -> None:
    old = tmp_path / "10.xls"
    old.write_bytes((FILES / "review-old.xls").read_bytes())
    said = operator.types("records", "load", str(old))
    assert said.exit_code == 1
    assert said.output.startswith("Error: 10.xls：这是旧格式的表格")


def test_the_grid_that_offices_keep_is_loaded_as_it_is(operator: Operator) -> None:
    grid = FILES / "grid-2026-10-gbk.csv"
    operator.types("township", "load", SAMPLE)
    said = operator.types("records", "load", str(grid), "--by", "qianxiaoyu")
    assert said.output.startswith("grid-2026-10-gbk.csv: 231 new, 0 corrected, 0 unchanged.")


def test_the_shipped_rule_is_in_order(operator: Operator) -> None:
    said = operator.types("scheme", "check", str(DATA / "scheme.yaml"))
    assert said.output == "scheme.yaml is in order: 5 categories, 32 indicators, 100 points.\n"


def test_a_wrong_rule_ends_with_a_sentence_and_status_1(operator: Operator, tmp_path: Path) -> None:
    wrong = tmp_path / "scheme.yaml"
    wrong.write_text((DATA / "scheme.yaml").read_text(encoding="utf-8").replace("points: 28", "points: 27"), "utf-8")
    said = operator.types("scheme", "check", str(wrong))
    assert said.exit_code == 1
    assert said.output.startswith("Error: scheme.yaml 还不能用，有 2 处要改")


def test_the_made_up_records_can_all_be_loaded(operator: Operator, db: Database, tmp_path: Path) -> None:
    operator.types("township", "load", SAMPLE)
    assert operator.types("sample", "records", str(tmp_path / "records")).exit_code == 0
    files = sorted((tmp_path / "records").iterdir())
    assert [file.name for file in files] == [f"{month}.csv" for month in months()]
    for file in files:
        said = operator.types("records", "load", str(file))
        assert (said.exit_code, said.output.split(": ")[0]) == (0, file.name), said.output
    again = operator.types("records", "load", str(files[0]))
    assert "0 new, 0 corrected" in again.output
    with db.read() as session:
        assert {record.organization_id for record in records_of(session, Month(2026, 4))}.isdisjoint({"org-025"})
        assert len({record.organization_id for record in records_of(session, Month(2026, 5))}) == 39


def months() -> list[Month]:
    found = [Month(2025, 10)]
    while found[-1] < Month(2026, 11):
        found.append(found[-1].next)
    return found
