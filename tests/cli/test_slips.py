"""What operators type about slips and self-checks."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.db import Database
from handlers.cli.groups import GROUPS
from models.people import person_by_userid
from models.slips import slip_of
from rules.periods import BEIJING, Month
from rules.workdays import Calendar
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from services.self_checks.self_checks import submit
from services.slips.issuing import issue
from services.slips.receipt import start_clock
from tests.worlds.operator import Operator
from tests.worlds.records import read_records

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=BEIJING)
OCTOBER = Month(2026, 10)
PAPER_NUMBER, NUMBER = "澄红灰提〔2026〕11-001", "澄红灰提〔2026〕11-002"


@pytest.fixture
def recorded(town: Database) -> Database:
    """Everything done in October at 荷塘老年支部 (paper) and 石湾村支部."""
    rows = [f"2026-10,{organization},T-202610-02,done,,wusiyuan" for organization in ("org-004", "org-011")]
    with town.begin() as session:
        load_records(session, read_records("\n".join([",".join(HEADER), *rows, ""]), "rows.csv"), MONDAY)
    return town


@pytest.fixture
def issued(recorded: Database, calendar: Calendar) -> Database:
    """Both slips issued, and 石湾村支部's received."""
    with recorded.begin() as session:
        for slip in issue(session, OCTOBER, calendar, MONDAY):
            if slip.recipient:
                start_clock(session, slip, calendar, MONDAY)
    return recorded


@pytest.fixture
def operator(recorded: Database, calendar: Calendar) -> Operator:
    return Operator(recorded, GROUPS, MONDAY, calendar)


def test_the_preview_says_what_would_be_sent(operator: Operator, recorded: Database) -> None:
    said = operator.types("slips", "preview", "2026-10")
    assert said.exit_code == 0
    assert "将发出 2 份，没有记录暂不发 37 份" in said.output
    with recorded.read() as session:
        assert slip_of(session, "org-011", OCTOBER) is None


@pytest.mark.usefixtures("issued")
def test_the_list_names_number_state_and_deadline(operator: Operator) -> None:
    assert operator.types("slips", "list", "2026-10").output.splitlines() == [
        f"{PAPER_NUMBER}\t荷塘老年支部\tpaper\t-",
        f"{NUMBER}\t石湾村支部\tdelivered\t11月4日（周三）24时",
    ]


@pytest.mark.usefixtures("issued")
def test_paper_slips_are_written_as_one_page_each(operator: Operator, tmp_path: Path) -> None:
    said = operator.types("slips", "print", "2026-10", str(tmp_path / "slips.html"))
    assert "1 slips written" in said.output
    page = (tmp_path / "slips.html").read_text(encoding="utf-8")
    assert page.count("<section>") == 1
    assert PAPER_NUMBER in page
    assert "11月4日（周三）24时前" in page
    assert "已核对" in page
    assert page.count("书记签名") == 1


def test_nothing_to_print_is_said(operator: Operator, tmp_path: Path) -> None:
    said = operator.types("slips", "print", "2026-10", str(tmp_path / "slips.html"))
    assert said.exit_code == 1
    assert "No slip of 2026-10 waits for delivery on paper" in said.output


@pytest.mark.usefixtures("issued")
def test_receipt_of_a_paper_slip_starts_its_clock(operator: Operator) -> None:
    said = operator.types("slips", "received", PAPER_NUMBER, "2026-11-02", "--as", "wusiyuan", "--remark", "书记家中")
    assert said.output.startswith(f"{PAPER_NUMBER}: received 2026-11-02, due 11月4日（周三）24时")


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((PAPER_NUMBER, "2026-11-02", "--as", "nobody"), "no such userid in the register"),
        ((PAPER_NUMBER, "2026-11-02", "--as", "zhuyongliang"), "这件事由镇组织办来办"),
        ((PAPER_NUMBER, "2026-11-03", "--as", "wusiyuan"), "收到日期应在这一天到今天之间"),
        ((NUMBER, "2026-11-02", "--as", "wusiyuan"), "不是待送达的纸质提醒单"),
        (("澄红灰提〔2026〕11-999", "2026-11-02", "--as", "wusiyuan"), "没有编号为"),
    ],
)
def test_a_receipt_that_cannot_be_is_one_sentence(operator: Operator, words: tuple[str, ...], sentence: str) -> None:
    said = operator.types("slips", "received", *words)
    assert said.exit_code == 1
    assert sentence in said.output
    assert "Traceback" not in said.output


def test_a_month_that_is_none_is_explained(operator: Operator) -> None:
    said = operator.types("slips", "list", "2026-13")
    assert said.exit_code == 2
    assert "There is no month 13" in said.output


def test_self_checks_are_listed_shown_and_reviewed(issued: Database, operator: Operator, calendar: Calendar) -> None:
    assert "目前没有待审核" in operator.types("self-checks", "list").output
    assert "还没有报送10月自查整改表" in operator.types("self-checks", "show", "石湾村支部", "2026-10").output
    with issued.begin() as session:
        slip, zhu = slip_of(session, "org-011", OCTOBER), person_by_userid(session, "zhuyongliang")
        assert slip
        assert zhu
        submit(session, slip, [], zhu, calendar, MONDAY)
    assert "1. 石湾村支部（10月，0项，按时）" in operator.types("self-checks", "list").output
    assert "全部完成，支部已核对。" in operator.types("self-checks", "show", "石湾村支部", "2026-10").output
    words = ("石湾村支部", "2026-10")
    assert "已退回石湾村支部" in operator.types("self-checks", "return", *words, "请补充", "--as", "wusiyuan").output
    assert "现在没有在等审核" in operator.types("self-checks", "accept", *words, "--as", "wusiyuan").output
    with issued.begin() as session:
        slip, zhu = slip_of(session, "org-011", OCTOBER), person_by_userid(session, "zhuyongliang")
        assert slip
        assert zhu
        submit(session, slip, [], zhu, calendar, MONDAY)
    assert operator.types("self-checks", "accept", *words, "--as", "wusiyuan").output == "已通过1份：石湾村支部。\n"


def test_a_month_that_passed_without_slips_is_issued_or_waived(operator: Operator) -> None:
    by = ("--as", "wusiyuan")
    said = operator.types("slips", "waive", "2026-09", "--reason", "系统没有启用", *by)
    assert said.output.startswith("已登记2026年9月不补发提醒单，没有人算逾期；")
    assert operator.types("slips", "issue", "2026-09", *by).output.startswith("已安排补发2026年9月提醒单")
    said = operator.types("slips", "issue", "2026-09", *by)
    assert (said.exit_code, said.output) == (1, "Error: 9月已经安排补发了。\n")
