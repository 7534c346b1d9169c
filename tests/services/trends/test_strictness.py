"""Groups side by side, worked out by hand: what their findings cost by the catalogue, and whose stand out."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from models.inspections import Finding, Inspection
from models.objections import STRUCK, Correction, Objection
from rules.periods import BEIJING, Month, Quarter
from services.trends.strictness import Strictness, differences, strictness
from services.trends.weak_items import weak_items
from tests.worlds.recorded_quarters import CLERK, THIRD, person, record_lines

NOW = datetime(2026, 9, 10, 10, 5, tzinfo=BEIJING)
JULY, AUGUST, SEPTEMBER = THIRD.months


def points(*means: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, means))


def inspected(
    session: Session, organization: str, group: str, *found: tuple[str, Month], replaces: Inspection | None = None
) -> Inspection:
    """Store a sheet with findings (indicator, month)."""
    by = person(session, CLERK).id
    sheet = Inspection(
        quarter=THIRD,
        organization_id=organization,
        group_id=group,
        inspected_on=NOW.date(),
        recorded_by_id=by,
        signed_by_id=by,
        recorded_at=NOW,
        replaces_id=replaces.id if replaces else None,
        findings=[Finding(indicator=code, month=month, fact="没有记录") for code, month in found],
    )
    session.add(sheet)
    session.flush()
    return sheet


def strike(session: Session, finding: Finding, organization: str) -> None:
    """Let an upheld objection strike a finding out."""
    by, target = person(session, CLERK), f"finding:{finding.id}"
    about = {"quarter": THIRD, "organization_id": organization, "target": target}
    case = Objection(**about, subject="x", text="x", filed_by_id=by.id, filed_at=NOW, state="upheld", reply_due=NOW)
    session.add(case)
    session.flush()
    session.add(Correction(**about, verdict=STRUCK, reason="x", objection_id=case.id, by_id=by.id, at=NOW))
    session.flush()


def three_groups(session: Session) -> Strictness:
    """First group: 3 and 0 points. Second: 2 × 1 and 3. Third: 9, for of four in three months three count."""
    inspected(session, "org-011", "G1", ("HD-04", JULY), ("HD-04", AUGUST))
    inspected(session, "org-002", "G1")
    inspected(session, "org-016", "G2", ("ZZ-01", JULY), ("ZZ-01", JULY))
    inspected(session, "org-017", "G2", ("HD-04", SEPTEMBER))
    of_months = [("HD-01", JULY), ("HD-01", JULY), ("HD-01", AUGUST), ("HD-01", SEPTEMBER)]
    inspected(session, "org-040", "G3", *of_months)
    (found,) = strictness(session, [THIRD.previous, THIRD])
    return found


def test_each_group_s_mean_loss_is_that_of_its_findings_alone(town_session: Session) -> None:
    found = three_groups(town_session)
    assert [(one.name, one.inspected, one.clean, one.mean) for one in found.groups] == [
        ("第一督导组", 2, 1, Decimal("1.5")),
        ("第二督导组", 2, 0, Decimal("2.5")),
        ("第三督导组", 1, 0, 9),
    ]
    assert (found.inspected, found.clean, found.mean) == (5, 1, Decimal("3.4"))  # (3 + 0 + 2 + 3 + 9) ÷ 5
    assert found.farthest is found.groups[2]


def test_a_sheet_that_was_replaced_and_a_finding_struck_out_cost_nothing(town_session: Session) -> None:
    first = inspected(town_session, "org-011", "G1", ("HD-04", JULY), ("ZZ-01", JULY))
    second = inspected(town_session, "org-011", "G1", ("ZZ-01", JULY), ("ZZ-01", AUGUST), replaces=first)
    strike(town_session, second.findings[0], "org-011")
    (found,) = strictness(town_session, [THIRD])
    (group,) = found.groups
    assert (group.inspected, group.mean) == (1, Decimal(1))
    assert found.farthest is None


def test_groups_that_are_near_one_another_are_not_pointed_at(town_session: Session) -> None:
    inspected(town_session, "org-011", "G1", ("ZZ-01", JULY), ("HD-04", JULY))
    inspected(town_session, "org-016", "G2", ("ZZ-01", JULY), ("ZZ-01", AUGUST), ("ZZ-01", JULY))
    (found,) = strictness(town_session, [THIRD])
    assert [one.mean for one in found.groups] == [4, 3]
    assert found.farthest is None, "half a point off the mean of 3.5, and less than a quarter of it"


def test_on_which_indicators_they_differ_and_whose_stands_out(town_session: Session) -> None:
    found = three_groups(town_session)
    told = [(one.title, one.means, one.odd) for one in differences(town_session, found)]
    assert told == [
        ("主题党日每月开展", points("0", "0", "9"), 2),
        ("党员志愿服务", points("1.5", "1.5", "0"), 2),
        ("镇党委布置任务完成", points("0", "1", "0"), 1),
    ]


def test_nothing_inspected_nothing_said(town_session: Session) -> None:
    assert strictness(town_session, [THIRD]) == []


def test_weak_items_count_branches_and_not_entries(town_session: Session) -> None:
    record_lines(
        town_session,
        "2026-07,org-011,HD-01,not_done,没有开,wusiyuan",
        "2026-08,org-011,HD-01,late,晚了两天,wusiyuan",
        "2026-07,org-002,HD-01,not_done,没有开,wusiyuan",
        "2026-07,org-017,ZZ-01,done,,wusiyuan",
    )
    inspected(town_session, "org-016", "G2", ("HD-01", JULY), ("HD-04", JULY))
    gone = inspected(town_session, "org-040", "G3", ("HD-04", JULY))
    assert [(one.code, one.branches) for one in weak_items(town_session, THIRD)] == [("HD-01", 3), ("HD-04", 2)]
    strike(town_session, gone.findings[0], "org-040")
    assert [(one.title, one.branches) for one in weak_items(town_session, THIRD)] == [
        ("主题党日每月开展", 3),
        ("党员志愿服务", 1),
    ]
    assert weak_items(town_session, Quarter(2025, 4)) == []
