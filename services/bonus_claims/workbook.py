"""The claims of a period as a list, and an empty one to be filled in."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wording import label, word
from models.bonus_claims import BonusClaim
from models.organizations import assessed_organizations
from rules.bonus import rules_in_use
from rules.periods import Quarter
from services.bonus_claims.levels import level_names
from services.bonus_claims.rights import FALLEN
from services.bonus_claims.values import WORDING
from services.office_files.writing import Column, Page, Written, workbook
from services.schemes.versions import scheme_for


def claims_workbook(session: Session, quarter: Quarter) -> bytes:
    """Write what was awarded in a period and is claimed; drop-downs know the town's branches, rules and levels."""
    scheme = scheme_for(session, quarter)
    names, rules = level_names(session, scheme), rules_in_use(scheme)
    number, organization, rule, matter, level, day, proof, state = word(WORDING, "columns").split(",")
    columns = (
        *(Column(number, 6), Column(organization, 20, [one.short_name for one in assessed_organizations(session)])),
        *(Column(rule, 22, [one.title for one in rules.values()]), Column(matter, 40)),
        *(Column(level, 14, list(names.values())), Column(day, 14), Column(proof, 30), Column(state, 14)),
    )
    within = BonusClaim.awarded_on.between(quarter.first_day, quarter.last_day)
    claims = session.scalars(select(BonusClaim).where(within, BonusClaim.state.not_in(FALLEN)).order_by(BonusClaim.id))
    rows: list[list[Written]] = [
        [
            *(at, one.organization.short_name, scheme.bonus_rules[one.rule].title, one.matter),
            *(names[one.level], one.awarded_on, one.proof, label(f"claim_{one.state}")),
        ]
        for at, one in enumerate(claims, start=1)
    ]
    return workbook([Page(word(WORDING, "sheet"), columns, rows)], word(WORDING, "notes"))
