"""检查, 检查进度, 免检: quarter inspections in the chat, for supervision groups and the office (R17)."""

from __future__ import annotations

from typing import Final

from bot.errors import BadInput, NotFound
from bot.readers import readable
from bot.router import Turn
from bot.wording import quarter_text
from handlers.commands.command import Behind, Command
from handlers.commands.said import branch_and_rest, first_and_rest, unlabelled
from handlers.forms import CONVERSATIONS
from handlers.forms.inspection import InspectionForm, indicators_text, inspection_draft
from models.inspections import inspections_in
from models.organizations import Organization
from rules.period_words import named_quarter
from rules.periods import Quarter
from services.inspections.inspections import GroupProgress, check_may_inspect, exempt, inspection_quarter, progress
from services.register.groups import conflicts, groups_of
from services.register.spotting import LOOSE
from services.rights.table import Right

WORDING: Final = "inspections/notices.txt"


def inspect(turn: Turn, more: str) -> None:
    """检查: list the own organisations; 检查 荷塘一支部: fill in a sheet, at once where findings stand behind it."""
    quarter, rest = _quarter(turn, more)
    if not rest.strip(LOOSE):
        _list_own(turn, quarter, groups_of(turn.session, turn.person, turn.now.date()))
        CONVERSATIONS.ask_again(turn)
        return
    organization, first = branch_and_rest(turn, rest)
    check_may_inspect(turn.session, quarter, organization, turn.person, turn.now)
    draft = inspection_draft(turn, quarter, organization)
    if not first:
        turn.say_text(indicators_text(draft))
    CONVERSATIONS.begin(turn, InspectionForm, f"{quarter}:{organization.id}", draft, first=first)


def _list_own(turn: Turn, quarter: Quarter, groups: list[str]) -> None:
    own = [one for one in progress(turn.session, quarter, turn.now) if one.group and one.group.id in groups]
    if not own:
        raise NotFound("nothing_to_inspect", quarter=quarter_text(quarter))
    found = {sheet.organization_id: len(sheet.findings) for sheet in inspections_in(turn.session, quarter)}
    for one in own:
        turn.say(WORDING, "own", one=one, quarter=quarter_text(quarter), found=found, avoided=_avoided(turn, one))


def _avoided(turn: Turn, one: GroupProgress) -> list[Organization]:
    """List those of a group's organisations that this person leaves to others, being an officer there (D10)."""
    group_id = one.group.id if one.group else ""
    return [
        organization
        for organization in (*one.done, *one.missing)
        for conflict in conflicts(turn.session, organization, group_id, turn.now.date())
        if conflict.person is turn.person and conflict.kind == "officer"
    ]


def show_progress(turn: Turn, more: str) -> None:
    """检查进度: say group by group who is not inspected yet."""
    quarter, _ = _quarter(turn, more)
    groups = progress(turn.session, quarter, turn.now)
    turn.say(WORDING, "progress", groups=groups, quarter=quarter_text(quarter))


def exempt_one(turn: Turn, more: str) -> None:
    """免检 荷塘一支部 理由: exempt an organisation in writing; the head of the office decides."""
    quarter, rest = _quarter(turn, more)
    if not rest.strip(LOOSE):
        raise BadInput("inspection_name_missing")
    organization, said = branch_and_rest(turn, rest)
    reason = unlabelled(said)
    exempt(turn.session, quarter, organization, reason, turn.person, turn.now)
    turn.say(WORDING, "exempted", organization=organization, quarter=quarter_text(quarter), reason=readable(reason))


def _quarter(turn: Turn, more: str) -> tuple[Quarter, str]:
    """Take a quarter off the front of what was said; none said is the one that is inspected now."""
    first, rest = first_and_rest(more)
    if quarter := named_quarter(first, turn.now.date(), running=True):
        return quarter, rest
    return inspection_quarter(turn.session, turn.now.date()), more


INSPECTION_COMMANDS = (
    Command(("检查", "季度检查", "督查"), inspect, Right.INSPECT, takes_more=True, returns=False),
    Command(("检查进度", "督查进度"), show_progress, Right.SEE_TOWN, takes_more=True),
    Command(
        ("免检",), exempt_one, Right.EXEMPT, takes_more=True, behind=Behind.REASON, example="支部 理由：上级刚检查过"
    ),
)
