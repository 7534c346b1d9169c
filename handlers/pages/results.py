"""/m/results: how one organisation's score of a quarter came about, entry by entry."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from bot.wording import quarter_text, word
from handlers.charts.quarters import category_meter, own_chart
from handlers.pages.boards import quarter_of
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show
from models.organizations import Organization
from rules.scheme import Scheme
from services.pages.past_results import among_equals, past_quarters
from services.pages.results import ResultPage, result_page
from services.rights.table import Right
from services.scores.own_score import why_uncounted
from services.scores.scores import Line


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the page of an organisation's result."""

    @pages.get("/m/results/<organization_id>/<quarter>")
    @door.lets_in(Right.SEE_SCORE)
    def result(visit: Visit, organization_id: str, quarter: str) -> ResponseReturnValue:
        organization = visit.session.get(Organization, organization_id) or abort(404)
        page = result_page(visit.session, organization, quarter_of(quarter), visit.visitor, visit.now)
        return show(
            "result",
            page=page,
            chart=own_chart(organization.short_name, page.history),
            drawn=category_meter,
            quarter_text=quarter_text,
            rule=lambda line: _rule(line, page.score.explained.scheme),
            uncounted=lambda line: _uncounted(line, page),
            among=among_equals(visit.session, page.score.board, page.score.row) if page.score.is_published else None,
            past=past_quarters(visit.session, organization.id, page.score.board.quarter),
        )


def _rule(line: Line, scheme: Scheme) -> str:
    """Name the rule an entry goes by: the code with its title, and the category of an indicator."""
    code = line.entry.code
    if code not in scheme.indicators:
        return f"{code} {scheme.bonus_rules[code].title}"
    indicator = scheme.indicators[code]
    category = next(one for one in scheme.categories if one.code == indicator.category)
    title = f" {indicator.title}" if indicator.title != line.entry.what else ""
    return f"{word('boards/facts.txt', 'category', category=category)} {code}{title}"


def _uncounted(line: Line, page: ResultPage) -> str:
    """Say why an entry cost or earned nothing; nothing to say of one that counted."""
    return "" if line.counted else word("scores/notices.txt", why_uncounted(line, page.score.explained))
