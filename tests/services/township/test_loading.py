"""Loading the town: everything is stored, twice changes nothing, and what is refused changes nothing."""

from datetime import date, datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadFile
from models import appointments
from models.appointments import holders, officers
from models.base import Base
from models.organizations import Organization, SupervisionGroup, assessed_organizations
from models.people import Person, person_by_userid
from models.schemes import township
from models.tasks import tasks_of
from rules.periods import Quarter
from services.rights.asking import may
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.township.file import TownshipFile
from services.township.loading import Changes, load_township
from tests.services.township.reloads import OCTOBER, Reload, record_october


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


def test_an_organisation_missing_from_the_file_is_refused(
    town: Database, sample_town: TownshipFile, later: datetime
) -> None:
    smaller = sample_town.model_copy(update={"organizations": sample_town.organizations[:-1]})
    with (
        pytest.raises(BadFile, match="org-046 is in the register but not in the file; organisations are never deleted"),
        town.begin() as session,
    ):
        load_township(session, smaller, later.date(), later)


def test_a_refused_file_changes_nothing(town: Database, reload: Reload, now: datetime) -> None:
    with town.begin() as session:
        record_october(session, now, "T-202610-02")
    with town.read() as session:
        before = everything(session)
    with pytest.raises(BadFile), town.begin() as session:
        reload(session, "召开支委会, indicator: ZD-02", "召开支委会, indicator: ZD-06")
    with town.read() as session:
        assert everything(session) == before
