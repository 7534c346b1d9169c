"""What operators type about rectification orders."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.db import Database
from handlers.cli.orders import orders
from models.orders import order_numbered
from models.organizations import Organization
from models.people import person_by_userid
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.orders.issuing import GivenOrder, GivenProblem, issue_order
from services.orders.steps import report, withdraw
from tests.worlds.operator import Operator

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=BEIJING)
LATER = datetime(2026, 11, 10, 9, 0, tzinfo=BEIJING)
PROBLEMS = (GivenProblem("ZD-02", "8月没有<支委会>记录"), GivenProblem("HD-01", "9月主题党日没有开展"))
GIVEN = GivenOrder("11月2日现场检查", PROBLEMS, "补开并录入平台", date(2026, 11, 9))
FIRST, PAPER = "澄红灰督〔2026〕4-001", "澄红灰督〔2026〕4-002"


@pytest.fixture
def ordered(town: Database, calendar: Calendar) -> Database:
    """Two orders of 第一督导组: to 石湾村支部, and on paper to 荷塘老年支部."""
    with town.begin() as session:
        cao = person_by_userid(session, "caoxiaoming")
        assert cao is not None
        for organization in ("org-011", "org-004"):
            issue_order(session, session.get_one(Organization, organization), GIVEN, cao, calendar, MONDAY)
    return town


@pytest.fixture
def operator(town: Database, calendar: Calendar) -> Operator:
    return Operator(town, [orders], LATER, calendar, ["orders"])


def test_orders_are_listed_all_or_only_open_ones(operator: Operator, ordered: Database) -> None:
    with ordered.begin() as session:
        cao, first = person_by_userid(session, "caoxiaoming"), order_numbered(session, FIRST)
        assert cao is not None
        assert first is not None
        withdraw(session, first, "重复", cao, MONDAY)
    open_one = f"{PAPER}\t荷塘老年支部\tissued\t11月9日（周一）24时\toverdue"
    assert operator.types("list", "--open").output.splitlines() == [open_one]
    assert operator.types("list").output.splitlines() == [
        f"{FIRST}\t石湾村支部\twithdrawn\t11月9日（周一）24时",
        open_one,
    ]


def test_every_open_order_is_printed_on_two_pages(operator: Operator, ordered: Database, tmp_path: Path) -> None:
    with ordered.begin() as session:
        zhu, first = person_by_userid(session, "zhuyongliang"), order_numbered(session, FIRST)
        assert zhu is not None
        assert first is not None
        report(session, first, ["11月6日补开", "已开展"], zhu, MONDAY)
    said = operator.types("print", str(tmp_path / "out"))
    assert said.output.startswith("2 orders written")
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [f"{FIRST}.html", f"{PAPER}.html"]
    page = (tmp_path / "out" / f"{FIRST}.html").read_text(encoding="utf-8")
    assert page.count("<section>") == 2
    for part in (
        FIRST,
        "8月没有＜支委会&gt;记录",
        "ZD-02 支部委员会会议",
        "2026年11月9日（周一）24时前",
        "共5个工作日",
        "抄送：农村工作局负责人 徐建明",
        "11月6日补开",
        "销号日期",
        "签收人",
    ):
        assert part in page
    paper = (tmp_path / "out" / f"{PAPER}.html").read_text(encoding="utf-8")
    assert len(re.findall("<td></td>", paper)) == 2


def test_with_nothing_open_there_is_nothing_to_print(operator: Operator, town: Database, tmp_path: Path) -> None:
    said = operator.types("print", str(tmp_path / "out"))
    assert said.exit_code == 1
    assert "No order is open" in said.output
    assert not (tmp_path / "out").exists()


def test_delivery_on_paper_is_entered_once(operator: Operator, ordered: Database) -> None:
    said = operator.types("delivered", PAPER, "2026-11-04", "--as", "wusiyuan", "--remark", "送到家中")
    assert said.output == f"{PAPER}: delivered 2026-11-04, due 11月9日（周一）24时.\n"
    again = operator.types("delivered", PAPER, "2026-11-04", "--as", "wusiyuan")
    assert again.exit_code == 1
    assert f"{PAPER}已经送达，不用再登记。" in again.output


@pytest.mark.parametrize(
    ("number", "day", "userid", "answer"),
    [
        ("澄红灰督〔2026〕9-001", "2026-11-04", "wusiyuan", "没有编号为“澄红灰督〔2026〕9-001”的督办单"),
        (PAPER, "2026-11-04", "caoxiaoming", "这件事由镇组织办来办。"),
        (PAPER, "2026-11-01", "wusiyuan", "送达日期应在11月2日（周一）到今天之间"),
        (PAPER, "2026-11-04", "nobody", "no such userid"),
    ],
)
def test_a_delivery_that_cannot_be_is_refused(
    operator: Operator, ordered: Database, number: str, day: str, userid: str, answer: str
) -> None:
    said = operator.types("delivered", number, day, "--as", userid)
    assert said.exit_code == 1
    assert answer in said.output
