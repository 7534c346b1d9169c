"""Loading the town again: what changes leaves its trace."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadFile
from models.appointments import Appointment, officers
from models.organization_changes import changes_of
from models.organizations import GroupAssignment, Organization
from models.people import Person, person_by_userid
from models.schemes import QuarterRule, latest_version, township
from models.tasks import Task
from rules.workdays import Calendar
from services.organizations.carrying_out import carry_out_changes
from services.rights.asking import may
from services.rights.table import Right
from services.township.checking import check_township
from services.township.file import TownshipFile
from services.township.loading import load_township
from tests.services.township.reloads import OCTOBER, Reload, record_october

TEXT_ONLY = "text_only: [meizhigang, jinxiaodong, shaojianhua]\n"


def test_a_new_secretary_begins_today_and_the_old_one_ends(
    town: Database, reload: Reload, now: datetime, later: datetime
) -> None:
    with town.begin() as session:
        changes = reload(
            session, "secretary: {name: 秦晓峰, userid: qinxiaofeng}", "secretary: {name: 秦朗, userid: qinlang}"
        )
        assert (changes.people, changes.appointments, changes.total) == (1, 2, 3)
        assert officers(session, "org-032", now.date())[0].person.userid == "qinxiaofeng"
        assert officers(session, "org-032", later.date())[0].person.userid == "qinlang"
        assert person_by_userid(session, "qinxiaofeng") is not None


def test_new_powers_are_a_new_appointment(town: Database, reload: Reload, now: datetime, later: datetime) -> None:
    with town.begin() as session:
        changes = reload(session, "qianxiaoyu}}", "qianxiaoyu}, can: [draft_board]}")
        clerk = person_by_userid(session, "qianxiaoyu")
        assert clerk and changes.appointments == 2
        assert may(session, clerk, Right.DRAFT_BOARD, later)
        assert not may(session, clerk, Right.DRAFT_BOARD, now)


def test_a_change_of_group_is_dated(town: Database, reload: Reload, later: datetime) -> None:
    query = select(GroupAssignment).where(GroupAssignment.organization_id == "org-046").order_by(GroupAssignment.id)
    before = "department: D-NC\n    group: G1\n    assessed: true\n    secretary: {name: 谈建芳"
    with town.begin() as session:
        assert reload(session, before, before.replace("G1", "G2")).total == 2
        found = [(one.group_id, one.since, one.until) for one in session.scalars(query)]
        assert found == [("G1", None, later.date()), ("G2", later.date(), None)]


def test_names_and_notes_are_corrected_in_place(town: Database, reload: Reload) -> None:
    with town.begin() as session:
        changes = reload(session, "name: 澄泾商会党支部", "name: 澄泾商会联合党支部")
        assert (changes.organizations, changes.total) == (1, 2)
        assert session.get_one(Organization, "org-042").name == "澄泾商会联合党支部"


NEW_PARENT = """  - id: org-900
    name: 澄泾镇新设党总支
    short_name: 新设总支
    type: general_branch
    parent: org-000
    assessed: false
    note: 上级党组织
"""


def test_a_branch_moves_under_a_parent_that_comes_with_the_same_file(
    town_session: Session, sample_text: str, later: datetime
) -> None:
    branch = "short_name: 荷塘一支部\n    type: branch\n    sector: village\n    parent: org-001"
    text = sample_text.replace("  - id: org-001\n", f"{NEW_PARENT}  - id: org-001\n")
    text = text.replace(branch, branch.replace("org-001", "org-900"))
    changes = load_township(town_session, check_township(text, "township.yaml"), later.date(), later)
    # The new one is above in the register, so all others stand one place further down.
    assert (changes.organizations, changes.organization_changes) == (47, 2)
    assert town_session.get_one(Organization, "org-002").parent_id == "org-900"
    (moved,) = changes_of(town_session, "org-002")
    assert (moved.kind, moved.day, moved.before, moved.other_id) == (
        "moved",
        later.date(),
        {"parent_id": "org-001"},
        "org-900",
    )


ENDED = "    founded: 2026-05-15\n"


def test_a_branch_ends_with_the_file_and_stays_so(
    town_session: Session, reload: Reload, calendar: Calendar, later: datetime
) -> None:
    said = f"{ENDED}    ended: 2026-11-08\n    merged_into: org-002\n"
    assert reload(town_session, ENDED, said).organization_changes == 1
    assert carry_out_changes(town_session, calendar, later) == 1
    assert town_session.get_one(Organization, "org-025").ended == date(2026, 11, 8)
    assert officers(town_session, "org-025", later.date()) == []
    # The file still names its officers and its group: they have ended.
    assert reload(town_session, ENDED, said).total == 0
    with pytest.raises(BadFile, match="org-025 ended on 2026-11-08 and stays so; write ended: 2026-11-08"):
        reload(town_session, ENDED, ENDED)


def test_a_town_without_telephones_is_in_order(town: Database, reload: Reload) -> None:
    with town.begin() as session:
        assert reload(session, "office_phone: 0512-0000-0001  #", "#").total == 1
        row = township(session)
        assert row is not None
        assert row.office_phone is None


def test_somebody_on_paper_stays_the_same_person_on_reload(town: Database, reload: Reload) -> None:
    on_paper = select(Person).where(Person.name == "徐根泉")
    with town.begin() as session:
        before = session.scalars(on_paper).one().id
        reload(session, "name: 澄泾商会党支部", "name: 澄泾商会联合党支部")
        assert session.scalars(on_paper).one().id == before


def test_somebody_who_gets_a_userid_stays_the_same_person(town: Database, reload: Reload) -> None:
    with town.begin() as session:
        before = session.scalars(select(Person).where(Person.name == "徐根泉")).one().id
        changes = reload(session, "{name: 徐根泉, userid: null}", "{name: 徐根泉, userid: xugenquan}")
        assert (changes.people, changes.appointments) == (1, 0)
        found = person_by_userid(session, "xugenquan")
        assert found is not None
        assert found.id == before


def test_nobody_is_known_to_see_cards_until_the_file_says_so(
    db: Database, sample_town: TownshipFile, now: datetime
) -> None:
    with db.begin() as session:
        load_township(session, sample_town.model_copy(update={"text_only": None}), now.date(), now)
        assert session.scalars(select(Person).where(Person.sees_cards)).all() == []


def test_all_but_the_readers_of_text_see_cards(town: Database, reload: Reload) -> None:
    with town.begin() as session:
        reload(session, TEXT_ONLY, "text_only: [shenguohua, lufengying]\n")
        blind = session.scalars(select(Person.userid).where(~Person.sees_cards)).all()
        assert sorted(filter(None, blind)) == ["lufengying", "shenguohua"]
        assert None in blind


MEETING = "{id: T-202610-02, title: 召开支委会, indicator: ZD-02"


def test_a_reported_task_keeps_its_indicator(town: Database, reload: Reload, now: datetime) -> None:
    with town.begin() as session:
        record_october(session, now, "T-202610-02")
        with pytest.raises(BadFile, match="T-202610-02 has daily records, so its indicator stays ZD-02, not ZD-06"):
            reload(session, MEETING, MEETING.replace("ZD-02", "ZD-06"))
        assert reload(session, MEETING, MEETING.replace("支委会", "支部委员会")).tasks == 1


def test_a_task_nobody_reported_on_may_change_its_indicator(town: Database, reload: Reload) -> None:
    with town.begin() as session:
        assert reload(session, MEETING, MEETING.replace("ZD-02", "ZD-06")).total == 1
        assert session.get_one(Task, "T-202610-02").indicator == "ZD-06"


def test_a_task_missing_from_its_month_is_refused_but_can_be_withdrawn(town: Database, reload: Reload) -> None:
    line = f"      - {MEETING}, kind: org_life, due: 2026-10-30, sectors: all}}\n"
    with town.begin() as session:
        with pytest.raises(BadFile, match=r"2026-10: T-202610-02 was loaded before .* with sectors: \[\]"):
            reload(session, line, "")
        assert reload(session, line, line.replace("sectors: all", "sectors: []")).tasks == 1
        assert not session.get_one(Task, "T-202610-02").concerns("village")


def test_the_tasks_of_a_closed_quarter_do_not_change(town: Database, reload: Reload, now: datetime) -> None:
    with town.begin() as session:
        version = latest_version(session)
        session.add(QuarterRule(quarter=OCTOBER.quarter, version=version, pinned_at=now, closed_at=now))
        with pytest.raises(BadFile, match="2026-10: T-202610-02 cannot change, 2026-Q4 is closed"):
            reload(session, MEETING, MEETING.replace("支委会", "支部委员会"))


def test_appointments_are_ended_and_never_deleted(town: Database, reload: Reload) -> None:
    with town.begin() as session:
        before = {row.id for row in session.scalars(select(Appointment))}
        reload(session, "    org_commissioner: {name: 杨海燕, userid: yanghaiyan}\n", "")
        after = list(session.scalars(select(Appointment)))
        assert {row.id for row in after} == before
        assert [row.person.userid for row in after if row.until is not None] == ["yanghaiyan"]


def test_what_older_files_said_and_never_did_anything_is_passed_over(town: Database, reload: Reload) -> None:
    """Neither the file nor the appointment that an older program made of it has to be touched."""
    with town.begin() as session:
        clerk = session.scalars(select(Appointment).join(Person).where(Person.userid == "qianxiaoyu")).one()
        clerk.powers = ["issue_slip", "review_self_check"]
        old = "qianxiaoyu}, can: [issue_slip, review_self_check, edit_policy]}"
        assert reload(session, "qianxiaoyu}}", old).total == 0
        assert reload(session, "  platform:", "  timezone: Asia/Shanghai\n  platform:").total == 0


def test_another_zone_is_refused(town: Database, reload: Reload) -> None:
    with town.begin() as session, pytest.raises(BadFile, match="timezone: is not a known name"):
        reload(session, "  platform:", "  timezone: UTC\n  platform:")
