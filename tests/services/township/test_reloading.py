"""Loading the town: twice changes nothing, and what changes leaves its trace."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadFile
from models import appointments
from models.appointments import Appointment, holders, officers
from models.base import Base
from models.daily_records import DailyRecord
from models.organization_changes import changes_of
from models.organizations import GroupAssignment, Organization, SupervisionGroup, assessed_organizations
from models.people import Person, person_by_userid
from models.schemes import QuarterRule, latest_version, township
from models.tasks import Task, tasks_of
from rules.periods import Month, Quarter
from rules.workdays import Calendar
from services.organizations.carrying_out import carry_out_changes
from services.rights.asking import may
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.township.checking import check_township
from services.township.file import TownshipFile
from services.township.loading import Changes, load_township

NEXT_WEEK = timedelta(days=7)
OCTOBER = Month(2026, 10)

TEXT_ONLY = "text_only: [meizhigang, jinxiaodong, shaojianhua]\n"
Reload = Callable[[Session, str, str], Changes]


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + NEXT_WEEK


@pytest.fixture
def reload(sample_text: str, later: datetime) -> Reload:
    """Load the sample town again a week later, with one thing in the file replaced."""

    def reload_with(session: Session, wrong: str, right: str) -> Changes:
        assert wrong in sample_text
        file = check_township(sample_text.replace(wrong, right), "township.yaml")
        return load_township(session, file, later.date(), later)

    return reload_with


def userids(people: list[Person]) -> list[str | None]:
    return [person.userid for person in people]


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
        for table in Base.metadata.sorted_tables
    }


def test_the_sample_town_is_stored_whole(town: Database, now: datetime) -> None:
    with town.read() as session:
        assert len(assessed_organizations(session)) == 39
        assert [task.id for task in tasks_of(session, OCTOBER)] == [f"T-202610-{n:02}" for n in range(1, 7)]
        row = township(session)
        assert row is not None
        assert (row.name, row.document_prefix, row.fictional) == ("澄泾镇", "澄红灰", True)
        assert (row.publication_channel, row.level_labels["county"]) == ("先锋澄泾", "望湖市级")
        group = session.get_one(SupervisionGroup, "G1")
        assert (row.office_phone, group.phone) == ("0512-0000-0001", "0512-0000-0002")
        branch = session.get_one(Organization, "org-002")
        assert (branch.position, branch.parent_id, branch.full_members) == (2, "org-001", 45)
        assert branch.term == {"start": "2026-01", "years": 5, "end": "2030-12"}
        assert session.get_one(Organization, "org-025").founded == date(2026, 5, 15)


def test_the_towns_changes_to_the_rule_are_in_force(town: Database) -> None:
    with town.read() as session:
        assert scheme_for(session, Quarter(2026, 1)).indicators["ZD-04"].due_quarter == 1


def test_everybody_holds_the_offices_the_file_gives_them(town: Database, now: datetime) -> None:
    today = now.date()
    with town.read() as session:
        assert userids(holders(session, (appointments.OFFICE_HEAD,), today)) == ["zhouhaibo"]
        assert userids(holders(session, (appointments.OFFICE_CLERK,), today)) == ["wusiyuan", "qianxiaoyu"]
        assert userids(holders(session, (appointments.TOWN_LEADER,), today)) == ["guchengzhi", "luyaqin"]
        assert userids(holders(session, (appointments.LEADING_GROUP,), today)) == ["xulixin", "shenjingyi"]
        assert userids(holders(session, (appointments.SECRECY_REVIEWER,), today)) == ["jiangweidong"]
        assert len(holders(session, (appointments.DEPARTMENT_HEAD,), today)) == 7
        assert userids(holders(session, (appointments.GROUP_LEADER,), today)) == [
            "xujianming",
            "zhuliping",
            "yanzhiqiang",
        ]
        assert len(holders(session, (appointments.GROUP_MEMBER,), today)) == 6


def test_a_vacant_secretary_leaves_the_deputy_first(town: Database, now: datetime) -> None:
    with town.read() as session:
        found = [(one.role, one.person.name) for one in officers(session, "org-014", now.date())]
        assert found == [("deputy", "金晓东"), ("branch_org_commissioner", "蔡月琴")]


def test_two_people_of_one_name_stay_two(town: Database, now: datetime) -> None:
    with town.read() as session:
        first = officers(session, "org-007", now.date())[0].person
        second = officers(session, "org-018", now.date())[0].person
        assert (first.name, first.userid) == ("王建国", "wangjianguo")
        assert (second.name, second.userid) == ("王建国", "wangjianguo2")


def test_powers_come_from_the_file(town: Database, now: datetime) -> None:
    with town.read() as session:
        head = person_by_userid(session, "zhouhaibo")
        clerk = person_by_userid(session, "qianxiaoyu")
        assert head and clerk
        assert may(session, head, Right.APPROVE_BOARD, now)
        assert not may(session, clerk, Right.DRAFT_BOARD, now)


def test_loading_the_same_file_again_writes_nothing(town: Database, sample_town: TownshipFile, later: datetime) -> None:
    statements: list[str] = []

    def listen(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(town.engine, "before_cursor_execute", listen)
    with town.begin() as session:
        changes = load_township(session, sample_town, later.date(), later)
    assert changes == Changes(0, 0, 0, 0, 0, 0, 0, 0, 0)
    assert [one for one in statements if not one.startswith(("SELECT", "BEGIN"))] == []


def test_the_first_load_counts_every_row(db: Database, sample_town: TownshipFile, now: datetime) -> None:
    with db.begin() as session:
        changes = load_township(session, sample_town, now.date(), now)
        rows = {name: len(found) for name, found in everything(session).items()}
    assert changes.organizations == rows["organizations"] == 47
    assert changes.people == rows["people"]
    assert changes.appointments == rows["appointments"]
    assert changes.group_assignments == rows["group_assignments"] == 46
    assert changes.tasks == rows["tasks"] == 102
    # A version of the rule comes with the row that says from when on it holds.
    assert changes.total == sum(rows.values()) - rows["scheme_starts"]


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
        changes = reload(session, "can: [issue_slip, review_self_check]}", "can: [issue_slip, draft_board]}")
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


def test_an_organisation_missing_from_the_file_is_refused(
    town: Database, sample_town: TownshipFile, later: datetime
) -> None:
    smaller = sample_town.model_copy(update={"organizations": sample_town.organizations[:-1]})
    with (
        pytest.raises(BadFile, match="org-046 is in the register but not in the file; organisations are never deleted"),
        town.begin() as session,
    ):
        load_township(session, smaller, later.date(), later)


def record_october(session: Session, now: datetime, item: str) -> None:
    person = person_by_userid(session, "caoxiaoming")
    assert person is not None
    session.add(
        DailyRecord(
            month=OCTOBER,
            organization_id="org-002",
            item=item,
            state="done",
            remark="",
            recorded_by_id=person.id,
            recorded_at=now,
        )
    )
    session.flush()


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


def test_a_refused_file_changes_nothing(town: Database, reload: Reload, now: datetime) -> None:
    with town.begin() as session:
        record_october(session, now, "T-202610-02")
    with town.read() as session:
        before = everything(session)
    with pytest.raises(BadFile), town.begin() as session:
        reload(session, "召开支委会, indicator: ZD-02", "召开支委会, indicator: ZD-06")
    with town.read() as session:
        assert everything(session) == before


def test_appointments_are_ended_and_never_deleted(town: Database, reload: Reload) -> None:
    with town.begin() as session:
        before = {row.id for row in session.scalars(select(Appointment))}
        reload(session, "    org_commissioner: {name: 杨海燕, userid: yanghaiyan}\n", "")
        after = list(session.scalars(select(Appointment)))
        assert {row.id for row in after} == before
        assert [row.person.userid for row in after if row.until is not None] == ["yanghaiyan"]
