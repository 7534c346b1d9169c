"""Results of the democratic review: who enters what for which year, and the Excel sheet, on both databases (R43)."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadFile, Refused
from bot.wording import refusal_text
from models.annual_reviews import AnnualReview
from models.appointments import SECRETARY, Appointment
from models.democratic_reviews import DemocraticReview, reviews_of_year
from models.organizations import Organization, assessed_organizations
from models.schemes import latest_version
from rules.periods import BEIJING
from rules.workdays import load_calendar
from services.democratic_reviews.entering import enter_grades, enter_review, shown_reviews
from services.democratic_reviews.file import propose_reviews
from services.democratic_reviews.workbook import SHEET, columns_of, review_workbook
from services.log import checking as log
from services.office_files.proposals import Handed
from services.office_files.reading import read_book
from services.uploads.loading import load_file
from tests.worlds.office_files import FILES, book_of
from tests.worlds.recorded_quarters import person
from tests.worlds.towns import HOLIDAYS

NOW = datetime(2026, 12, 21, 9, 0, tzinfo=BEIJING)
CLERK, SECRETARY_THERE, LEADER = "wusiyuan", "zhuyongliang", "xulixin"
BRANCH, NOT_ASSESSED = "org-011", "org-001"
ORIGIN = "12月18日党员大会测评，到会23人"
GRADES = ["优秀", "合格", "基本合格", "不合格"]


@pytest.fixture
def session(town: Database) -> Iterator[Session]:
    with town.read() as opened:
        yield opened


def branch(session: Session, organization: str = BRANCH) -> Organization:
    return session.get_one(Organization, organization)


def entered(session: Session, score: str, now: datetime = NOW, **changes: Any) -> DemocraticReview:
    facts = {"organization": branch(session), "year": 2026, "origin": ORIGIN, "by": person(session, CLERK), **changes}
    return enter_review(session, score=Decimal(score), now=now, **facts)


def year_of(session: Session) -> dict[str, tuple[Decimal, str]]:
    return {one: (review.score, review.origin) for one, review in reviews_of_year(session, 2026, NOW).items()}


def test_the_newest_result_counts_and_the_older_one_stays_on_record(session: Session) -> None:
    entered(session, "92.5")
    entered(session, "93.25", origin="更正：漏计两票")
    assert year_of(session) == {BRANCH: (Decimal("93.25"), "更正：漏计两票")}
    kept = session.scalars(select(DemocraticReview.score).order_by(DemocraticReview.id))
    assert list(kept) == [Decimal("92.50"), Decimal("93.25")]
    assert list(log.problems(session)) == []


@pytest.mark.parametrize(
    ("grades", "score"),
    [({"优秀": 8, "合格": 2}, "97.00"), ({"优秀": 1, "合格": 1, "基本合格": 1, "不合格": 0}, "85.00")],
)
def test_counts_of_grades_become_a_number_by_the_policy(session: Session, grades: dict[str, int], score: str) -> None:
    review = enter_grades(session, branch(session), 2026, grades, ORIGIN, person(session, CLERK), NOW)
    assert review.score == Decimal(score)


@pytest.mark.parametrize("score", ["-0.01", "100.01", "92.555", "NaN", "Infinity"])
def test_a_result_is_0_to_100_with_two_decimals(session: Session, score: str) -> None:
    with pytest.raises(Refused, match="review_wrong_score"):
        entered(session, score)
    assert year_of(session) == {}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"by": SECRETARY_THERE}, "review_office_only"),
        ({"by": LEADER}, "review_office_only"),
        ({"year": 2024}, "review_wrong_year"),
        ({"year": 2027}, "review_wrong_year"),
        ({"organization": NOT_ASSESSED}, "review_not_assessed"),
        ({"origin": " "}, "review_origin_missing"),
        ({"origin": "长" * 201}, "review_origin_too_long"),
    ],
)
def test_what_is_not_allowed_is_refused_in_one_sentence_and_changes_nothing(
    session: Session, changes: dict[str, Any], reason: str
) -> None:
    facts = dict(changes)
    if "by" in facts:
        facts["by"] = person(session, facts["by"])
    if "organization" in facts:
        facts["organization"] = branch(session, facts["organization"])
    with pytest.raises(Refused, match=reason) as refused:
        entered(session, "90", **facts)
    assert refusal_text(refused.value).endswith("。") or "例如" in refusal_text(refused.value)
    assert year_of(session) == {}


def test_nobody_enters_the_result_of_the_own_branch(session: Session) -> None:
    clerk = person(session, CLERK)
    session.add(Appointment(person=clerk, role=SECRETARY, title="书记", organization_id=BRANCH, powers=[]))
    session.flush()
    with pytest.raises(Refused, match="review_own_branch"):
        entered(session, "90")


def test_a_published_year_takes_no_more_results(session: Session) -> None:
    version = latest_version(session)
    assert version is not None
    clerk = person(session, CLERK)
    session.add(
        AnnualReview(
            year=2026, version=1, state="published", scheme_version=version, drafted_at=NOW, drafted_by_id=clerk.id
        )
    )
    session.flush()
    with pytest.raises(Refused, match="review_year_closed"):
        entered(session, "90")
    entered(session, "90", year=2025)


def test_a_branch_sees_its_own_result_only_and_the_office_every_one(session: Session) -> None:
    entered(session, "90")
    mine = shown_reviews(session, 2026, person(session, SECRETARY_THERE), NOW)
    assert [(one.id, review and review.score) for one, review in mine] == [(BRANCH, Decimal(90))]
    everybody = shown_reviews(session, 2026, person(session, CLERK), NOW)
    assert [one.id for one, _ in everybody] == [one.id for one in assessed_organizations(session)]


# The Excel sheet

Fill = Callable[[dict[str, dict[str, Any]]], bytes]


@pytest.fixture
def sheet(session: Session) -> Fill:
    """Fill in the sheet of 2026: cells by column, for organisations by short name."""

    def fill(rows: dict[str, dict[str, Any]]) -> bytes:
        columns, content = columns_of(session, 2026), io.BytesIO()
        with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
            page = book.add_worksheet(SHEET)
            page.write_row(0, 0, columns)
            for number, (name, cells) in enumerate(rows.items(), start=1):
                filled = {"年度": 2026, "党组织": name, **cells}
                for column, value in filled.items():
                    page.write(number, columns.index(column), value)
        return content.getvalue()

    return fill


def load(session: Session, content: bytes) -> tuple[int, int]:
    book, calendar = read_book(content, "评议.xlsx"), load_calendar(HOLIDAYS)
    loaded = load_file(session, partial(propose_reviews, year=2026), book, person(session, CLERK), NOW, calendar)
    return len(loaded.changes), loaded.unchanged


def test_the_sheet_names_every_assessed_organisation_and_says_what_holds(session: Session) -> None:
    entered(session, "92.5")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(review_workbook(session, 2026, NOW))).get_sheet_by_name(SHEET)
    head, *below = rows.to_python()
    assert head == ["年度", "党组织", "得分", "优秀", "合格", "基本合格", "不合格", "来源"]
    assert [row[1] for row in below] == [one.short_name for one in assessed_organizations(session)]
    assert next(row for row in below if row[1] == "石湾村支部")[2:] == [92.5, "", "", "", "", ORIGIN]


def test_the_sheet_as_it_was_written_changes_nothing(session: Session) -> None:
    entered(session, "92.5")
    assert load(session, review_workbook(session, 2026, NOW)) == (0, 1)
    assert len(session.scalars(select(DemocraticReview.id)).all()) == 1


def test_a_filled_in_sheet_is_taken_over_and_loading_it_again_adds_no_scores(session: Session, sheet: Fill) -> None:
    rows: dict[str, dict[str, Any]] = {
        "石湾村支部": {"得分": 92.55, "来源": ORIGIN},
        "荷塘一支部": {"优秀": 8, "合格": 2, "来源": "党员大会"},
        "柳浜一支部": {"来源": "还没有开"},
    }
    assert load(session, sheet(rows)) == (2, 0)
    assert load(session, sheet(rows)) == (0, 2)
    found = year_of(session)
    assert found[BRANCH] == (Decimal("92.55"), ORIGIN)
    assert sorted(score for score, _ in found.values()) == [Decimal("92.55"), Decimal("97.00")]


def test_every_wrong_cell_is_named_and_nothing_is_taken(session: Session, sheet: Fill) -> None:
    content = sheet(
        {
            "石湾村支部": {"得分": 92.5, "来源": ORIGIN},
            "荷塘一支部": {"得分": 101, "来源": ORIGIN},
            "柳浜一支部": {"得分": "九十", "来源": ORIGIN},
            "柳浜二支部": {"优秀": 3.5, "来源": ORIGIN},
            "没有的支部": {"得分": 90, "来源": ORIGIN},
            "org-011": {"得分": 90, "来源": ORIGIN},
            "荷塘老年支部": {"得分": 90, "优秀": 3, "来源": ORIGIN},
            "荷塘二支部": {"得分": 90},
        }
    )
    with pytest.raises(BadFile) as bad:
        load(session, content)
    place = "评议.xlsx，工作表“民主评议”"
    assert str(bad.value).splitlines() == [
        f"{place}第3行C列（得分）：写的是“101”。荷塘一支部的得分应在0到100之间，最多两位小数，例如 92.5。",
        "评议.xlsx，工作表“民主评议”第4行C列（得分）：写的是“九十”。这里写数字，例如 92.5。",
        "评议.xlsx，工作表“民主评议”第5行D列（优秀）：写的是“3.5”。这里写整数。",
        "评议.xlsx，工作表“民主评议”第6行B列（党组织）：写的是“没有的支部”。名册里没有这个党组织。请写名册里的全称或简称。",
        "评议.xlsx，工作表“民主评议”第7行B列（党组织）：写的是“org-011”。与第2行说的是同一件事，请删去一行，或写明不导入。",
        "评议.xlsx，工作表“民主评议”第8行C列（得分）：写的是“90”。得分和票数只填一样，请清空一样。",
        "评议.xlsx，工作表“民主评议”第9行H列（来源）：空着。请在后面写明结果的来源，例如：12月18日党员大会测评，到会23人。",
    ]
    assert year_of(session) == {}


def test_a_sheet_of_another_year_is_refused(session: Session, sheet: Fill) -> None:
    with pytest.raises(BadFile, match="第2行A列（年度）：写的是“2025”。“2025”不是2026"):
        load(session, sheet({"石湾村支部": {"年度": 2025, "得分": 90, "来源": ORIGIN}}))


def test_a_sheet_with_nothing_filled_in_or_other_heads_is_refused(session: Session, sheet: Fill) -> None:
    with pytest.raises(BadFile, match="没有可以导入的"):
        load(session, sheet({"石湾村支部": {"来源": ORIGIN}}))
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.add_worksheet(SHEET).write_row(0, 0, ["党组织", "得分"])
    with pytest.raises(BadFile, match="应有这些列：党组织、得分、来源"):
        load(session, content.getvalue())


def test_scores_as_an_office_has_them(session: Session) -> None:
    assert load(session, (FILES / "review-scores.xlsx").read_bytes()) == (7, 0)
    named = {one.short_name: one.id for one in assessed_organizations(session)}
    found = year_of(session)
    assert {name: found[key][0] for name, key in named.items() if key in found} == {
        "荷塘一支部": Decimal("92.60"),
        "荷塘二支部": Decimal("92.60"),
        "荷塘老年支部": Decimal("92.60"),
        "柳浜一支部": Decimal("88.15"),
        "柳浜二支部": Decimal("91.50"),
        "双桥南支部": Decimal("95.00"),
        "双桥北支部": Decimal("90.25"),
    }


def test_columns_in_another_order_and_one_more(session: Session) -> None:
    handed = Handed(
        session, book_of("review-other-column-order.xlsx"), person(session, CLERK), NOW, load_calendar(HOLIDAYS)
    )
    proposal = propose_reviews(handed)
    assert [one.after for one in proposal.changes] == [
        "92.60（11月18日党员大会测评，到会23人）",
        "90.00（11月18日党员大会测评，到会23人）",
    ]


def test_an_emptied_score_is_asked_about(session: Session, sheet: Fill) -> None:
    entered(session, "92.5")
    with pytest.raises(BadFile, match="空着，可是原来的得分是92"):
        load(session, sheet({"石湾村支部": {"来源": ORIGIN}}))
