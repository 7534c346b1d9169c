"""The inspection sheet by phone: a category a page, shared with the chat, handed in when all has been looked at."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from models.inspections import inspection_of
from models.people import Person
from models.promises import Promise
from models.slips import Slip
from models.transitions import transitions_of
from rules.cases import PROMISE
from rules.periods import Quarter
from services.cases import begin
from tests.worlds.branch_pages import BRANCH, BRANCH_ID, SECRETARY, SUPERVISOR, BranchTown, fields_in, fields_of
from tests.worlds.browsers import OTHER_SUPERVISOR
from tests.worlds.phones import Phones, World

FOURTH = Quarter(2026, 4)
SHEET = f"/m/inspections/{FOURTH}/{BRANCH_ID}"
CATEGORIES = ("ZZ", "DW", "HD", "ZD", "BZ")
FOUND = {"BZ-02": "1", "BZ-02.fact1": "楼道照明项目少2张验收单", "BZ-02.month1": "2026-10"}


def findings(world: World) -> list[str] | None:
    with world.looking() as session:
        sheet = inspection_of(session, FOURTH, BRANCH_ID)
        return None if sheet is None else [one.fact for one in sheet.findings]


def all_in_order(pages: BranchTown, *categories: str) -> None:
    cao = pages.visitor(SUPERVISOR)
    for category in categories:
        page = f"{SHEET}/{category}"
        cao.submits(page, **{**fields_of(cao, page), "step": "rest"})


def test_a_group_sees_its_branches_and_what_is_to_be_looked_at(pages: BranchTown) -> None:
    text = pages.visitor(SUPERVISOR).reads("/m/branches")
    assert "第一督导组" in text
    assert f'href="{SHEET}"' in text, "the quarter in which the town began, none before it"
    assert pages.visitor(SECRETARY).get("/m/branches").status_code == 403


def test_a_sheet_is_filled_in_category_by_category_and_handed_in(
    pages: BranchTown, world: World, phone: Phones
) -> None:
    cao = pages.visitor(SUPERVISOR)
    assert cao.submits(f"{SHEET}/BZ", step="next", **FOUND).location == SHEET
    summary = cao.reads(SHEET)
    assert "楼道照明项目少2张验收单" in summary
    assert "看完才能交" in summary
    assert cao.submits(SHEET).status_code == 409
    all_in_order(pages, *CATEGORIES)
    assert findings(world) is None
    assert cao.submits(SHEET).location == "/m/branches"
    assert findings(world) == ["楼道照明项目少2张验收单"]
    world.deliver()
    assert "已登记：石湾村支部" in phone(SUPERVISOR).hears()


def test_a_deduction_without_what_was_seen_is_not_taken(pages: BranchTown) -> None:
    cao = pages.visitor(SUPERVISOR)
    answer = cao.submits(f"{SHEET}/BZ", step="next", **{**FOUND, "BZ-02.fact1": "", "BZ-05": "0"})
    assert answer.status_code == 422
    assert "扣分的写一句看到了什么。" in answer.text
    # What was in order stays.
    assert fields_of(cao, f"{SHEET}/BZ")["BZ-05"] == "0"


def test_a_sheet_begun_on_the_page_is_finished_in_the_chat(pages: BranchTown, world: World, phone: Phones) -> None:
    pages.visitor(SUPERVISOR).submits(f"{SHEET}/BZ", step="save", **FOUND)
    cao = phone(SUPERVISOR)
    asked = cao.says(f"检查 四季度 {BRANCH}")
    assert "网页上已经记了1条，都留着" in asked
    assert "楼道照明项目少2张验收单" in cao.says("ZD-02 10月没有会议记录")
    cao.says("确认")
    assert findings(world) == ["楼道照明项目少2张验收单", "10月没有会议记录"]


def test_a_sheet_begun_in_the_chat_is_finished_on_the_page(pages: BranchTown, world: World, phone: Phones) -> None:
    phone(SUPERVISOR).says_all(f"检查 四季度 {BRANCH}", "ZD-02 10月没有会议记录")
    cao = pages.visitor(SUPERVISOR)
    typed = fields_of(cao, f"{SHEET}/ZD")
    assert (typed["ZD-02"], typed["ZD-02.fact1"], typed["ZD-01"]) == ("1", "10月没有会议记录", "0")
    assert cao.submits(SHEET).status_code == 303
    assert findings(world) == ["10月没有会议记录"]


def test_what_two_windows_write_at_once_is_shown_side_by_side(pages: BranchTown) -> None:
    cao = pages.visitor(SUPERVISOR)
    seen = cao.hidden(f"{SHEET}/BZ")
    cao.submits(f"{SHEET}/BZ", step="save", **FOUND)
    answer = cao.post(f"{SHEET}/BZ", **{**seen, "BZ-02": "0", "step": "save"})
    assert answer.status_code == 409
    assert "楼道照明项目少2张验收单" in answer.text
    again = {**fields_in(answer.text), "step": "save"}
    assert cao.post(f"{SHEET}/BZ", **{**seen, **again}).status_code == 303
    assert fields_of(cao, f"{SHEET}/BZ")["BZ-02"] == "0"


def test_another_group_does_not_inspect(pages: BranchTown) -> None:
    other = pages.visitor("gezhiwei")
    assert [other.get(page).status_code for page in (SHEET, f"{SHEET}/BZ", f"{SHEET}/print")] == [403, 403, 403]
    assert other.submits("/m/suggestion", f"{SHEET}/BZ", step="save", **FOUND).status_code == 403


def promised(world: World) -> int:
    """The branch had promised something for a day that has come."""
    with world.looking() as session:
        slip = session.scalars(select(Slip).where(Slip.organization_id == BRANCH_ID)).first()
        assert slip
        slip_id = slip.id
    with world.db.begin() as session:
        promise = Promise(organization_id=BRANCH_ID, slip_id=slip_id, item="补开支委会", measure="10月底前补开")
        promise.day, promise.state = date(2026, 10, 30), PROMISE.first
        session.add(promise)
        session.flush()
        begin(session, PROMISE, promise, session.scalars(select(Person)).first(), world.clock.now())
        return promise.id


def test_a_group_notes_whether_it_saw_what_was_promised_and_the_branchs_word_stays(
    pages: BranchTown, world: World
) -> None:
    promise = promised(world)
    cao, see = pages.visitor(SUPERVISOR), f"{SHEET}/promises/{promise}"
    assert "答应过的事" in cao.reads(SHEET)
    assert cao.submits(SHEET, see, step="not_seen", words="记录本上没有").status_code == 303
    assert "没看到" in cao.reads(SHEET)
    assert "记录本上没有" in cao.reads(SHEET)
    cao.submits(SHEET, see, step="seen", words="")
    with world.looking() as session:
        kept = session.get_one(Promise, promise)
        events = [one.event for one in transitions_of(session, PROMISE.name, promise)]
        assert (kept.state, events) == ("open", ["open", "not_seen", "seen"])
    other = pages.visitor(OTHER_SUPERVISOR)
    assert other.submits("/m/suggestion", see, step="seen", words="").status_code == 403
    assert cao.submits(SHEET, f"{SHEET}/promises/999", step="seen", words="").status_code == 404
