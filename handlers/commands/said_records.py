"""What stands behind 登记 and 更正: one or several records, each with organisation, month, item, state and fact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.errors import BadInput
from bot.readers import readable
from bot.router import Turn
from handlers.commands.said import words_of
from models.organizations import Organization
from rules.periods import MONTHS_IN_A_YEAR, Month
from services.register.names import named_first, registered, the_one
from services.register.spotting import LOOSE

STATES: Final = {
    "按时完成": "done",
    "已完成": "done",
    "完成": "done",
    "逾期完成": "late",
    "逾期": "late",
    "未完成": "not_done",
    "没完成": "not_done",
    "没有完成": "not_done",
    "不适用": "not_applicable",
}
_WORDS: Final = "|".join(sorted(STATES, key=len, reverse=True))
# 支委会 完成，主题党日 未完成 are two records.
_PARTS: Final = re.compile(rf"[\n；;]+|[，,]\s*(?=[^\s，,。]{{2,12}}\s+(?:{_WORDS})(?:[\s，,。]|$))")
# The state ends a clause: 没完成也没不完成 names none.
_STATE: Final = re.compile(rf"(?<![不没未期有时])(?P<state>{_WORDS})(?=[\s，,。；;:：]|$)")
_MONTH: Final = re.compile(r"(?:(?P<year>\d{4})年)?(?<!\d)(?P<month>\d{1,2})月份?|(?P<spoken>本月|这个月|上个?月)")
_CHANGE: Final = r"(?:改|更正|登记?|记|应该?|是|成|为|错|了|把|给|应当|一下)"
_AROUND: Final = re.compile(rf"^(?:的|[{LOOSE}]|{_CHANGE}(?=[{LOOSE}]|$))+|(?:的|[{LOOSE}]|{_CHANGE})+$")
# Who says 12月 in January means the month that is over.
MONTHS_BACK: Final = 3


@dataclass(frozen=True)
class SaidRecord:
    """One record as it was said; `month` is None where none is named."""

    organization: Organization
    month: Month | None
    item: str
    state: str
    remark: str


def said_records(turn: Turn, more: str) -> list[SaidRecord]:
    """Read the records of a message, one a line or parted by ；; a part without a state belongs to the fact before.

    Organisation and month of the record before hold on. Raises Refused for what lacks, or names nobody.
    """
    records: list[SaidRecord] = []
    for part in filter(None, map(readable, _PARTS.split(more))):
        state = _STATE.search(part)
        if state is None and records:
            last = records.pop()
            records.append(SaidRecord(**{**vars(last), "remark": f"{last.remark}；{part}".strip("；")}))
        else:
            records.append(_record(turn, part, state, records[-1] if records else None))
    if not records:
        raise BadInput("record_how")
    return records


def _record(turn: Turn, part: str, state: re.Match[str] | None, before: SaidRecord | None) -> SaidRecord:
    # A month behind the state belongs to the fact.
    month, rest = month_and_rest(turn, part[: state.start()] if state else part)
    organization, item = _organization_and_item(turn, rest, before)
    if state is None or not item:
        raise BadInput("record_how")
    remark = part[state.end() :].lstrip(LOOSE)
    return SaidRecord(organization, month or (before.month if before else None), item, STATES[state["state"]], remark)


def _organization_and_item(turn: Turn, said: str, before: SaidRecord | None) -> tuple[Organization, str]:
    if found := named_first(turn.session, said):
        return the_one(found, said), _item(said[found.end :])
    parts = words_of(said)
    if before and len(parts) == 1:
        return before.organization, _item(said)
    if len(parts) < 2:  # noqa: PLR2004 — organisation and item
        raise BadInput("record_how")
    return registered(turn.session, parts[0]), _item("".join(parts[1:]))


def _item(said: str) -> str:
    return "".join(words_of(_AROUND.sub("", _AROUND.sub("", said))))


def month_and_rest(turn: Turn, said: str) -> tuple[Month | None, str]:
    """Take the month somebody names ("10月", "上月") out of what was said; None where none is named."""
    found = _MONTH.search(said)
    if found is None:
        return None, said
    rest = f"{said[: found.start()].rstrip()} {said[found.end() :].lstrip()}".strip()
    return _named(found.groupdict(), Month.of(turn.now.date())), rest


def months_of(turn: Turn, said: str) -> Iterator[Month]:
    """List the months a fact names: 10月没有开支委会."""
    for found in _MONTH.finditer(said):
        if month := _named(found.groupdict(), Month.of(turn.now.date())):
            yield month


def _named(found: Mapping[str, str | None], this: Month) -> Month | None:
    if spoken := found["spoken"]:
        return this.previous if spoken.startswith("上") else this
    number = int(found["month"] or 0)
    if not 1 <= number <= MONTHS_IN_A_YEAR:
        return None
    just_over = number > this.month and (this.month - number) % MONTHS_IN_A_YEAR <= MONTHS_BACK
    return Month(int(found["year"] or this.year - just_over), number)
