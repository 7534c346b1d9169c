"""Quarter inspections: which quarter, exemptions, and who is missing (R17, R18, D10)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.errors import Refused
from bot.wording import refusal_text
from models.appointments import DEPUTY, Appointment
from models.inspections import inspections_in
from models.organizations import GroupAssignment, assessed_organizations
from models.schemes import QuarterRule
from services.inspections.inspections import exempt, inspection_quarter, missing_inspections, progress
from services.register.groups import conflicts
from services.schemes.versions import pin_quarter
from services.township.file import TownshipFile
from tests.services.inspections.one_sheet import NOW, organization, recorded, why_not
from tests.worlds.recorded_quarters import CLERK, HEAD, THIRD, inspect, person, record_lines


def test_the_head_of_the_office_exempts_in_writing(town: Database) -> None:
    with town.begin() as session:
        head, branch = person(session, HEAD), organization(session)
        with pytest.raises(Refused, match="exemption_not_yours"):
            exempt(session, THIRD, branch, "正在换届", person(session, CLERK), NOW)
        with pytest.raises(Refused, match="exemption_needs_reason"):
            exempt(session, THIRD, branch, "  ", head, NOW)
        with pytest.raises(Refused, match="text_too_long"):
            exempt(session, THIRD, branch, "长" * 257, head, NOW)
        assert exempt(session, THIRD, branch, "正在换届", head, NOW).reason == "正在换届"
        with pytest.raises(Refused) as refused:
            exempt(session, THIRD, branch, "正在换届", head, NOW)
        assert refusal_text(refused.value) == "荷塘一支部2026年第三季度已经免检，不用再登记。"


def test_the_head_of_the_office_does_not_exempt_the_own_branch(town: Database) -> None:
    with town.begin() as session:
        head, branch = person(session, HEAD), organization(session)
        session.add(Appointment(person_id=head.id, role=DEPUTY, title="副书记", organization_id=branch.id, powers=[]))
        with pytest.raises(Refused) as refused:
            exempt(session, THIRD, branch, "正在换届", head, NOW)
        said = "您在荷塘一支部任职，按回避要求不能决定免检，请由督导组检查后登记。"
        assert refusal_text(refused.value) == said
        assert missing_inspections(session, THIRD, [branch]) == [branch]


def test_who_was_inspected_is_not_exempted(town: Database) -> None:
    with town.begin() as session:
        recorded(session)
        with pytest.raises(Refused) as refused:
            exempt(session, THIRD, organization(session), "正在换届", person(session, HEAD), NOW)
        assert refusal_text(refused.value) == "荷塘一支部2026年第三季度已在9月15日（周二）检查过，不用免检。"


def test_whoever_has_neither_sheet_nor_exemption_is_missing(town: Database) -> None:
    with town.begin() as session:
        three = [organization(session, name) for name in ("荷塘一支部", "荷塘二支部", "石湾村支部")]
        assert missing_inspections(session, THIRD, three) == three
        recorded(session)
        exempt(session, THIRD, three[1], "正在换届", person(session, HEAD), NOW + timedelta(hours=1))
        assert missing_inspections(session, THIRD, three) == [three[2]]
        assert missing_inspections(session, THIRD, three, NOW) == three[1:]
        assert missing_inspections(session, THIRD, three, NOW - timedelta(hours=1)) == three
        assert missing_inspections(session, THIRD.previous, three) == three


def test_progress_says_group_by_group_who_is_done_exempted_and_missing(town: Database) -> None:
    with town.begin() as session:
        recorded(session)
        exempt(session, THIRD, organization(session, "荷塘二支部"), "正在换届", person(session, HEAD), NOW)
        first, second, third = progress(session, THIRD, NOW)
        assert first.group is not None
        assert (first.group.id, len(first.done), len(first.exempted), len(first.missing)) == ("G1", 1, 1, 11)
        assert (len(second.missing), len(third.missing)) == (13, 13)


def test_an_exempted_branch_that_is_inspected_after_all_counts_as_done(town: Database) -> None:
    with town.begin() as session:
        exempt(session, THIRD, organization(session), "正在换届", person(session, HEAD), NOW)
        recorded(session)
        first = progress(session, THIRD, NOW)[0]
        assert (first.done, first.exempted) == ((organization(session),), ())


def test_a_branch_without_a_group_is_not_forgotten(town: Database) -> None:
    with town.begin() as session:
        branch = organization(session)
        for row in session.scalars(select(GroupAssignment).where(GroupAssignment.organization_id == branch.id)):
            row.until = date(2026, 9, 1)
        assert "还没有安排督导组" in why_not(session)
        last = progress(session, THIRD, NOW)[-1]
        assert (last.group, last.missing) == (None, (branch,))


def test_the_quarter_that_ended_last_is_inspected_until_it_is_closed(town: Database) -> None:
    with town.begin() as session:
        pin_quarter(session, THIRD, NOW)
        assert inspection_quarter(session, NOW.date()) == THIRD
        session.get_one(QuarterRule, THIRD).closed_at = NOW
        assert inspection_quarter(session, NOW.date()) == THIRD.next


def test_a_town_that_began_in_this_quarter_does_not_inspect_the_one_before(town: Database) -> None:
    with town.begin() as session:
        assert inspection_quarter(session, NOW.date()) == THIRD.next
        record_lines(session, "2026-10,org-002,HD-02,not_done,到会率不足八成,caoxiaoming")
        assert inspection_quarter(session, NOW.date()) == THIRD.next
        record_lines(session, "2026-08,org-002,HD-02,not_done,到会率不足八成,caoxiaoming")
        assert inspection_quarter(session, NOW.date()) == THIRD, "it worked in August already"


def test_the_sample_town_is_inspected_to_the_last_branch(town: Database, sample_town: TownshipFile) -> None:
    with town.begin() as session:
        inspect(session, sample_town, THIRD)
        assert missing_inspections(session, THIRD, assessed_organizations(session)) == []
        sheets = inspections_in(session, THIRD)
        assert len(sheets) == 39
        for sheet in sheets:
            close = conflicts(session, sheet.organization, sheet.group_id, NOW.date())
            assert not {sheet.signed_by, sheet.recorded_by} & {one.person for one in close if one.kind == "officer"}
