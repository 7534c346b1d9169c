"""A self-check that came on paper, typed in by the clerk in the console: the chat's form and service."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.slips import Slip, slip_of
from services.slips.half_filled import all_half_filled
from services.slips.receipt import enter_receipt
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import ISSUED, NOW, OCTOBER
from tests.worlds.recorded_quarters import CLERK, person

ON_PAPER = "org-004"
FORM = f"/console/slips/2026-10/{ON_PAPER}/form"
RECORD = f"/console/slips/2026-10.{ON_PAPER}"


def handed_over(town: Town) -> Slip:
    """The slip was handed over the day before, so that its clock runs."""
    with town.db.begin() as session:
        slip = slip_of(session, ON_PAPER, OCTOBER)
        assert slip
        calendar = town.app.extensions["honghui"].calendar
        day = ISSUED.replace(hour=0, minute=0)
        enter_receipt(session, slip, day, "", person(session, CLERK), calendar, NOW)
        session.flush()
        assert slip.open_items
        return slip


def answers(page: str, **more: str) -> dict[str, str]:
    """Fill in what the form asks of every item."""
    said = {"handed_in": "2026-11-03", **more}
    for key in re.findall(r'name="(\d+)\.measure"', page):
        said |= {f"{key}.reason": "own", f"{key}.reason.own": "人员不齐", f"{key}.measure": "补开"}
        said |= {f"{key}.responsible": "石美玲", f"{key}.done_by": "2026-11-13"}
    return said


def filed(town: Town) -> list[str]:
    with town.db.read() as session:
        slip = slip_of(session, ON_PAPER, OCTOBER)
        found = slip.self_check if slip else None
        return [one.reason for one in found.latest.answers] if found else []


def test_before_the_slip_was_handed_over_there_is_no_form(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert clerk.get(FORM).status_code == 409
    assert FORM not in clerk.reads(RECORD)


def test_the_clerk_types_in_what_came_on_paper_and_hands_it_in(town: Town) -> None:
    slip, clerk = handed_over(town), town.visitor(CLERK)
    assert f'href="{FORM}"' in clerk.reads(RECORD)
    answer = clerk.submits(FORM, step="submit", **answers(clerk.reads(FORM)))
    assert (answer.status_code, answer.location) == (303, f"{RECORD}?month=2026-10")
    assert filed(town) == ["人员不齐"] * len(slip.open_items)
    assert "等审核" in clerk.reads(RECORD)


def test_of_what_came_in_on_paper_the_day_is_shown_and_no_hour(town: Town) -> None:
    handed_over(town)
    clerk = town.visitor(CLERK)
    clerk.submits(FORM, step="submit", **answers(clerk.reads(FORM)))
    shown = [clerk.reads("/console/today"), clerk.reads(RECORD), clerk.reads("/console/self_checks")]
    shown += [clerk.reads(f"/m/slips/{ON_PAPER}/2026-10"), clerk.reads(f"/m/slips/{ON_PAPER}/2026-10/print")]
    assert not [page for page in shown if "）00:00" in page]
    assert any("11月3日（周二）" in page for page in shown)


def test_what_lacks_is_said_where_it_lacks_and_nothing_typed_is_lost(town: Town) -> None:
    handed_over(town)
    clerk = town.visitor(CLERK)
    answer = clerk.submits(FORM, step="submit", **answers(clerk.reads(FORM), handed_in=""))
    assert answer.status_code == 422
    assert "写支部哪天交来的" in answer.text
    assert "人员不齐" in answer.text
    assert filed(town) == []


def test_what_was_promised_on_paper_is_held_against_the_day_it_came_and_a_mistake_is_no_earlier_draft(
    town: Town,
) -> None:
    handed_over(town)
    town.clock.moment = NOW + timedelta(days=3)
    clerk = town.visitor(CLERK)
    filled = answers(clerk.reads(FORM), handed_in="2026-11-03")
    days = [key for key in filled if key.endswith(".done_by") and f'name="{key}"' in clerk.reads(FORM)]
    early = clerk.submits(FORM, step="submit", **filled | {days[0]: "2026-11-02"})
    assert "照纸上的选一个日子，不早于支部交来那天。" in early.text
    assert "草稿写" not in early.text
    assert clerk.submits(FORM, step="submit", **filled | {days[0]: "2026-11-04"}).status_code == 303
    # The slip says what came in, and leads to it.
    page = clerk.reads(RECORD)
    assert "交，等审核" in page
    assert "看自查表" in page


def test_a_draft_is_kept_for_the_chat_and_for_the_page(town: Town) -> None:
    handed_over(town)
    clerk = town.visitor(CLERK)
    assert clerk.submits(FORM, step="save", **{"1.measure": "补开支委会"}).status_code == 303
    page = clerk.reads(FORM)
    assert "草稿写，写好的不用再写" in page
    assert "补开支委会" in page
    assert filed(town) == []


@pytest.mark.parametrize("step", ["save", "submit"])
def test_a_form_in_which_nothing_was_written_is_no_draft(town: Town, step: str) -> None:
    handed_over(town)
    clerk = town.visitor(CLERK)
    page = clerk.reads(FORM)
    # The name the page proposes goes along, as a browser sends it.
    proposed = dict(re.findall(r'name="(\d\.responsible)" type="text" value="([^"]+)"', page))
    assert proposed
    clerk.submits(FORM, step=step, **proposed)
    assert "写好的不用再写" not in clerk.reads(FORM)
    with town.db.read() as session:
        assert all_half_filled(session, [session.get_one(Slip, one) for one in session.scalars(select(Slip.id))]) == {}


def test_what_was_written_elsewhere_meanwhile_is_shown_and_not_overwritten(town: Town) -> None:
    handed_over(town)
    clerk = town.visitor(CLERK)
    hidden = clerk.hidden(FORM)
    clerk.submits(FORM, step="save", **{"1.measure": "补开支委会"})
    answer = clerk.post(FORM, **{**hidden, "step": "save", "1.measure": "马上补开"})
    assert answer.status_code == 409
    assert "现在是“补开支委会”，您写的是“马上补开”" in answer.text


def test_nobody_but_the_office_types_it_in(town: Town) -> None:
    handed_over(town)
    assert [town.visitor(who).get(FORM).status_code for who in ("guchengzhi", "caoxiaoming")] == [403, 403]
