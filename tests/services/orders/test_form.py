"""The order on paper (D6): A4, the front to hand over and sign, the back for the report and its verification."""

import re
from datetime import date, datetime

import pytest
from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from bot.wording import word
from models.organizations import Organization
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.orders.issuing import GivenOrder, GivenProblem, issue_order
from tests.worlds.recorded_quarters import person

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

NOW = datetime(2026, 9, 28, 9, 5, tzinfo=BEIJING)
PROBLEM = GivenProblem("ZD-02", "8月、9月没有支委会记录，三会一课台账缺页，未按要求录入平台")


@pytest.mark.browser
@pytest.mark.parametrize("town_session", ["sqlite"], indirect=True)
def test_an_order_with_five_problems_takes_one_sheet_printed_on_both_sides(
    town_session: Session, calendar: Calendar, browser: Browser
) -> None:
    where, by = town_session.get_one(Organization, "org-011"), person(town_session, "caoxiaoming")
    given = GivenOrder("9月28日现场检查", (PROBLEM,) * 5, "补开支委会，补录平台，整改情况书面报告", date(2026, 10, 12))
    order = issue_order(town_session, where, given, by, calendar, NOW)
    with browser.new_page() as page:
        page.set_content(word("orders/form.html", order=order, steps={}, head=None))
        printed = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Count (\d+)", printed) == [b"2"]
    # A4 in points.
    assert set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)) == {(b"594.95996", b"841.91998")}
