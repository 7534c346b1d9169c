"""石湾村支部 on Monday, 2 November 2026, with a phone and a browser for everybody: one item not done, one done late."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from sqlalchemy import select

from models.orders import RectificationOrder
from rules.workdays import Calendar
from services.daily_records.file import RecordRow
from services.daily_records.loading import load_records
from tests.worlds.browsers import Browser, Town
from tests.worlds.phones import OCTOBER, World, beijing

BRANCH_ID, BRANCH = "org-011", "石湾村支部"
SECRETARY, DEPUTY, SUPERVISOR = "zhuyongliang", "shimeiling", "caoxiaoming"
SLIP: Final = f"/m/slips/{BRANCH_ID}/{OCTOBER}"
SELF_CHECK: Final = f"{SLIP}/self-check"
MEETING, VISIT = "T-202610-02", "T-202610-05"

NEW_ORDER: Final = f"/m/orders/{BRANCH_ID}/new"
WRITTEN_ORDER: Final = {
    "code1": "BZ-05",
    "text1": "公开栏上还是二季度的内容",
    "code2": "BZ-02",
    "text2": "楼道照明项目少2张验收单",
    "demand": "换上三季度内容；补齐验收单",
    "due": "2026-11-09",
    "ground": "own",
    "own_ground": "11月2日现场检查",
}
_INPUT = re.compile(r"<input\b[^>]*>")
_TEXTAREA = re.compile(r'<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', re.DOTALL)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_NOT_TYPED = ("csrf_token", "here", "")


class BranchTown(Town):
    """The pages over the database of a world, on its clock."""

    def __init__(self, world: World, calendar: Calendar) -> None:
        super().__init__(world.db, calendar)
        self.clock = world.clock
        vars(self.app.extensions["honghui"]).update(clock=world.clock)


def slip_arrived(world: World) -> None:
    """The slip of October has arrived: the committee's meeting was not held, the visit came late."""
    world.recorded(BRANCH, ["支委会"])
    with world.db.begin() as session:
        late = RecordRow(OCTOBER, BRANCH_ID, VISIT, "late", "10月20日才走访", "wusiyuan", "test")
        load_records(session, [late], beijing("2026-11-01 00:00"))
    world.at("2026-11-02 08:34")


def fields_of(browser: Browser, page: str) -> dict[str, str]:
    """Open a page and read what its fields hold, as the browser would send them."""
    return fields_in(browser.reads(page))


def fields_in(text: str) -> dict[str, str]:
    """Read what the fields of a page hold."""
    typed: dict[str, str] = {name: unescape(said) for name, said in _TEXTAREA.findall(text)}
    for tag in _INPUT.findall(text):
        given = dict(_ATTRIBUTE.findall(tag))
        if given.get("type") not in ("radio", "checkbox") or " checked" in tag:
            typed[given.get("name", "")] = unescape(given.get("value", ""))
    return {name: said for name, said in typed.items() if name not in _NOT_TYPED}


def issued(pages: BranchTown) -> tuple[Browser, str]:
    """An order of two problems is out; give the secretary's browser and its page."""
    cao = pages.visitor(SUPERVISOR)
    cao.submits(NEW_ORDER, step="look", **WRITTEN_ORDER)
    cao.submits(f"{NEW_ORDER}/read-back", NEW_ORDER, step="issue")
    with pages.db.read() as session:
        order = session.scalars(select(RectificationOrder)).one()
    return pages.visitor(SECRETARY), f"/m/orders/{BRANCH_ID}/{order.id}"
