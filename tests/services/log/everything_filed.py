"""A town in which everything the log covers has happened once, and hands that reach behind the program's back."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from models.annual_reviews import AnnualReview, AnnualReviewRow
from models.ballots import Ballot
from models.base import Base
from models.boards import DRAFT, Board, BoardPicture, BoardRow
from models.bonus_claims import BonusClaim
from models.consequences import Consequence
from models.daily_records import DailyRecord
from models.democratic_reviews import DemocraticReview
from models.holidays import HolidaySchedule
from models.inspections import Finding, Inspection, InspectionExemption
from models.missed_months import MissedMonth
from models.objections import Correction, Objection
from models.orders import OrderProblem, RectificationOrder
from models.organization_changes import OrganizationChange, StreakTakeover
from models.overhauls import FollowUp, HelpPlan, Overhaul
from models.people import Person
from models.promises import Promise
from models.pseudonyms import Pseudonym
from models.red_line_overrides import RedLineOverride
from models.register_entries import RegisterEntry
from models.schemes import QuarterRule, SchemeVersion
from models.self_checks import SUBMITTED, Answer, SelfCheck, Submission
from models.slip_holds import SlipHold, SlipLook
from models.slips import ANSWERED, Slip, SlipItem
from models.task_changes import TaskChange
from models.tasks import Task
from models.transitions import Transition
from rules.periods import Month, Quarter
from services.log.checking import problems
from services.township.file import TownshipFile
from tests.worlds.recorded_quarters import CLERK, HEAD, THIRD, after, person
from tests.worlds.towns import loaded

NOW = after(THIRD)
JULY = THIRD.months[0]
BRANCH, ANOTHER = "org-002", "org-003"


def file_everything(session: Session, organization_id: str) -> None:
    """Let one row come into being in every logged table."""
    by, signer = person(session, CLERK).id, person(session, HEAD).id
    slip = Slip(
        number=f"提-{organization_id}",
        issue_month=JULY.next,
        serial=int(organization_id[-1]),
        organization_id=organization_id,
        month=JULY,
        state=ANSWERED,
        issued_at=NOW,
    )
    self_check = SelfCheck(slip=slip, state=SUBMITTED, first_submitted_at=NOW, on_time=True)
    answer = {"position": 1, "problem": "没办", "reason": "人不齐", "measure": "补开", "responsible": "王"}
    self_check.submissions = [Submission(submitted_by_id=by, submitted_at=NOW, answers=[Answer(**answer)])]
    item = {"position": 1, "kind": "task", "title": "党员大会", "indicator": "ZZ-01", "state": "late", "remark": ""}
    slip.items = [SlipItem(**item, points=Decimal(1))]
    belongs: dict[str, Any] = {"quarter": THIRD, "organization_id": organization_id}
    sheet = Inspection(
        **belongs, group_id="G1", inspected_on=date(2026, 9, 9), recorded_by_id=by, signed_by_id=signer, recorded_at=NOW
    )
    sheet.findings = [Finding(indicator="ZZ-01", month=JULY, fact="没有台账")]
    objection = Objection(
        **belongs,
        target="record:1",
        subject="",
        text="已办",
        filed_by_id=by,
        filed_at=NOW,
        state="filed",
        reply_due=NOW,
    )
    board = Board(quarter=THIRD, version=int(organization_id[-1]), state=DRAFT, drafted_at=NOW, drafted_by_id=by)
    board.pictures = [BoardPicture(edition="group", png=b"drawn")]
    board.rows = [
        BoardRow(
            organization_id=organization_id,
            rank=1,
            list="red",
            tied=False,
            base=Decimal(99),
            bonus=Decimal(0),
            total=Decimal(99),
            by_category={"ZZ": "19.00"},
            on_time_rate="1",
            register={"sector": "village"},
        )
    ]
    rule = session.scalars(select(SchemeVersion)).one()
    review = AnnualReview(
        year=2026, version=board.version, state=DRAFT, scheme_version_id=rule.id, drafted_at=NOW, drafted_by_id=by
    )
    review.rows = [AnnualReviewRow(organization_id=organization_id, total=Decimal(90), quarters=[], months=[])]
    ballot = Ballot(
        year=2026,
        organization_id=organization_id,
        opened_by_id=by,
        opened_at=NOW,
        closes_at=NOW,
        state="open",
        key_name=organization_id,
    )
    pinned = QuarterRule(quarter=Quarter(2020 + board.version, 1), scheme_version_id=rule.id, pinned_at=NOW)
    order = RectificationOrder(
        **belongs,
        number=f"督-{organization_id}",
        serial=int(organization_id[-1]),
        group_id="G1",
        ground="检查",
        demand="补齐台账",
        signer_id=signer,
        issued_at=NOW,
        state="issued",
        due=NOW,
        deadline={},
    )
    order.problems = [OrderProblem(position=1, indicator="ZZ-01", title="台账", text="没有台账")]
    consequence = Consequence(**belongs, kind="overhaul_report", year=2026, begun_at=NOW, state="confirmed")
    session.add_all([self_check, sheet, objection, board, order, consequence, review, ballot, pinned])
    session.flush()
    session.add_all(
        [
            DailyRecord(
                month=JULY,
                organization_id=organization_id,
                item="ZZ-01",
                state="not_done",
                remark="没办",
                recorded_by_id=by,
                recorded_at=NOW,
            ),
            InspectionExemption(**belongs, reason="新址搬迁", by_id=by, at=NOW),
            BonusClaim(
                organization_id=organization_id,
                rule="JF-1",
                level="county",
                matter="先进",
                awarded_on=date(2026, 8, 1),
                filed_by_id=by,
                filed_at=NOW,
                state="submitted",
            ),
            Correction(
                **belongs,
                target="record:1",
                verdict="struck",
                reason="查实",
                objection_id=objection.id,
                by_id=signer,
                at=NOW,
            ),
            DemocraticReview(
                year=2026,
                organization_id=organization_id,
                score=Decimal(90),
                origin="年度民主评议",
                entered_by_id=by,
                entered_at=NOW,
            ),
            Overhaul(
                id=consequence.id,
                organization_id=organization_id,
                group_id="G1",
                assigned_at=NOW,
                state="assigned",
                due=NOW,
                deadline={},
                plans=[
                    HelpPlan(
                        helper="周海波",
                        measure="结对",
                        by_id=by,
                        at=NOW,
                        follow_ups=[FollowUp(day=date(2026, 12, 1))],
                    )
                ],
            ),
            MissedMonth(month=Month(2020, board.version), state="missed", found_at=NOW),
            TaskChange(
                task_id=session.scalars(select(Task.id)).first(), kind="ended", before={}, reason="", by_id=by, at=NOW
            ),
            SlipHold(organization_id=organization_id, month=JULY, state="held", until=date(2026, 9, 9)),
            RegisterEntry(kind="town_changed", day=date(2026, 8, 1), reason="更名", by_id=by, at=NOW),
            RedLineOverride(line="messages", value="30", reason="省里要求", by_id=by, at=NOW),
            SlipLook(month=JULY, by_id=by, at=NOW, slips=2),
            Pseudonym(person=Person(name="离任的"), reason="本人要求", by_id=by, at=NOW),
            HolidaySchedule(year=2020 + board.version, text="year: 2020\n", loaded_at=NOW),
            OrganizationChange(
                organization_id=organization_id, kind="renamed", day=date(2026, 8, 1), reason="更名", noted_at=NOW
            ),
            StreakTakeover(
                from_id=organization_id, to_id="org-005", day=date(2026, 8, 1), state="proposed", begun_at=NOW
            ),
            Promise(
                organization_id=organization_id,
                slip_id=slip.id,
                item="党员大会",
                measure="补开",
                day=date(2026, 9, 1),
                state="open",
            ),
            Transition(case_kind="objection", case_id=objection.id, event="admit", state="investigating", at=NOW),
        ]
    )
    session.flush()


def everything_filed(session: Session, town: TownshipFile) -> None:
    """Two branches have a row in every logged table."""
    loaded(session, town)
    file_everything(session, BRANCH)
    file_everything(session, ANOTHER)


def first_problem(database: Database) -> str | None:
    with database.read() as session:
        return next(problems(session), None)


def behind_the_back(database: Database, *statements: Any) -> None:
    """Do something to the database that the product knows nothing of."""
    with database.writer() as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def newest(database: Database, table: type[Base]) -> dict[str, Any]:
    with database.read() as session:
        row = session.execute(select(table.__table__).order_by(table.__table__.c.id.desc()).limit(1)).one()
        return dict(row._mapping)


def claim(session: Session, matter: str) -> None:
    """File a claim and go on working for a moment before the commit."""
    by = person(session, CLERK).id
    filed: dict[str, Any] = {"organization_id": BRANCH, "rule": "JF-1", "level": "county", "state": "submitted"}
    session.add(BonusClaim(**filed, matter=matter, awarded_on=date(2026, 8, 1), filed_by_id=by, filed_at=NOW))
    session.flush()
    session.scalar(select(BonusClaim.id).limit(1))
