"""A page is one look at the town: what it asks several times is looked up once, and never kept for the next."""

from __future__ import annotations

from datetime import timedelta

from models.appointments import SECRETARY, Appointment, offices_of
from models.looks import look_anew
from tests.worlds.asked import asked_of
from tests.worlds.browsers import NOW, Town
from tests.worlds.recorded_quarters import CLERK, person


def test_a_page_looks_up_once_what_its_reader_holds(town: Town) -> None:
    clerk = town.visitor(CLERK)
    with asked_of(town) as asked:
        clerk.reads("/console/today")
    held = [one for one in asked if "appointments.person_id IN" in one and "appointments.role" in one.split("FROM")[0]]
    assert len(held) == 1, held


def test_whoever_leaves_the_office_is_turned_away_from_the_next_page(town: Town) -> None:
    clerk = town.visitor(CLERK)
    clerk.reads("/console/today")
    with town.db.begin() as session:
        for one in offices_of(session, person(session, CLERK), NOW.date()):
            one.until = NOW.date() - timedelta(days=1)
    assert clerk.get("/console/today").status_code == 403


def test_only_a_page_keeps_what_it_looked_up_and_forgets_it_when_it_looks_anew(town: Town) -> None:
    with town.db.begin() as session:
        clerk = person(session, CLERK)
        before = len(offices_of(session, clerk, NOW.date()))
        look_anew(session)
        assert len(offices_of(session, clerk, NOW.date())) == before
        session.add(Appointment(person=clerk, role=SECRETARY, title="书记", organization_id="org-013"))
        session.flush()
        assert len(offices_of(session, clerk, NOW.date())) == before
        look_anew(session)
        assert len(offices_of(session, clerk, NOW.date())) == before + 1
    with town.db.begin() as session:
        clerk = person(session, CLERK)
        session.add(Appointment(person=clerk, role=SECRETARY, title="书记", organization_id="org-011"))
        session.flush()
        assert len(offices_of(session, clerk, NOW.date())) == before + 2
