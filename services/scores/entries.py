"""The entries a score is the sum of: every failure and every bonus with who, when, why and where it was found (R12).

An entry is never stored: it is read from what people recorded, as it held at a moment, so that a published board can be
computed again. Its `key` names the row it comes from: "record:12", "slip:5" (self-check late or missing),
"finding:3", "claim:7".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wording import day_text, word
from models.bonus_claims import claims_counting
from models.daily_records import failures_as_of
from models.inspections import findings_as_of
from models.objections import LATE, corrections_in
from models.people import Person
from models.slips import Slip
from models.tasks import tasks_of
from rules.periods import Month, Quarter
from rules.scheme import Scheme
from rules.scoring import ZERO, Failure
from rules.titles import called
from services.self_checks.in_time import handed_in

WORDS: Final = "scores/entries.txt"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a score: `what` failed or was earned, on which `code`, with which `fact`, noted by `by_id` at `at`.

    `late` failures cost the indicator's late value. `points` is set for a bonus only: what a failure costs depends on
    the others beside it (at most one a month). `corrected` is the verdict of an upheld objection: struck or late.
    `origin` and `reference` are how it came to be known: a block of templates/scores/entries.txt and what it names.
    """

    organization_id: str
    key: str
    code: str
    month: Month | None
    late: bool
    what: str
    fact: str
    origin: str
    reference: str
    by_id: int | None
    at: datetime
    by: str = ""
    points: Decimal | None = None
    corrected: str | None = None

    @property
    def source(self) -> str:
        """Where the entry comes from, in words: the slip, the inspection, the claim."""
        return word(WORDS, self.origin, entry=self)

    @property
    def failure(self) -> Failure:
        """The failure as the rules know it. Raises ValueError for a bonus."""
        if self.month is None:
            raise ValueError(f"{self.key} is a bonus and no failure")
        return Failure(self.code, self.month, self.late, self.key)


@dataclass(frozen=True)
class _Wanted:
    """What is asked for: a quarter as it stood at a moment, by its rule, of everybody or of some organisations."""

    session: Session
    quarter: Quarter
    scheme: Scheme
    as_of: datetime
    only: Collection[str] | None

    def wants(self, organization_id: str) -> bool:
        return self.only is None or organization_id in self.only

    def title(self, code: str) -> str:
        return self.scheme.indicators[code].title if code in self.scheme.indicators else code

    def bonus_title(self, code: str) -> str:
        return self.scheme.bonus_rules[code].title if code in self.scheme.bonus_rules else code


def entries_of(
    session: Session, quarter: Quarter, scheme: Scheme, as_of: datetime, only: Collection[str] | None = None
) -> dict[str, list[Entry]]:
    """Read the entries of a quarter as they stood at a moment, by organisation; `only` names those wanted.

    Upheld objections are worked in: a struck entry is still there, marked, and does not count any more.
    """
    wanted = _Wanted(session, quarter, scheme, as_of, only)
    verdicts = {(one.organization_id, one.target): one.verdict for one in corrections_in(session, quarter, as_of)}
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in chain(_recorded(wanted), _self_checked(wanted), _inspected(wanted), _earned(wanted)):
        verdict = verdicts.get((entry.organization_id, entry.key))
        late = entry.late or verdict == LATE
        found[entry.organization_id].append(replace(entry, late=late, corrected=verdict) if verdict else entry)
    return found


def with_names(session: Session, entries: Mapping[str, Sequence[Entry]]) -> dict[str, list[Entry]]:
    """Put the names of those who noted the entries into them."""
    ids = {entry.by_id for some in entries.values() for entry in some if entry.by_id}
    named = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())
    return {
        who: [replace(entry, by=named.get(entry.by_id or 0, "")) for entry in some] for who, some in entries.items()
    }


def _recorded(wanted: _Wanted) -> Iterator[Entry]:
    """Read the failures among the daily records (R7–R9); the slip that told of one is named where there is one."""
    months = wanted.quarter.months
    tasks = {task.id: task for month in months for task in tasks_of(wanted.session, month)}
    slips = _slip_numbers(wanted)
    for row in failures_as_of(wanted.session, months, wanted.as_of, wanted.only):
        task = tasks.get(row.item)
        code = task.indicator if task else row.item
        yield Entry(
            organization_id=row.organization_id,
            key=f"record:{row.id}",
            code=code,
            month=row.month,
            late=row.state == "late",
            what=called(task.title) if task else wanted.title(code),
            fact=row.remark,
            origin="record",
            reference=slips.get((row.organization_id, row.month), ""),
            by_id=row.recorded_by_id,
            at=row.recorded_at,
        )


def _slip_numbers(wanted: _Wanted) -> dict[tuple[str, Month], str]:
    query = select(Slip.organization_id, Slip.month, Slip.number).where(Slip.month.in_(wanted.quarter.months))
    if wanted.only is not None:
        query = query.where(Slip.organization_id.in_(wanted.only))
    return {(who, month): number for who, month, number in wanted.session.execute(query)}


def _self_checked(wanted: _Wanted) -> Iterator[Entry]:
    """Find the self-checks that came late or not at all (R16, A5); a rule without their indicator takes no points."""
    code = wanted.scheme.policy.self_check_indicator
    if code not in wanted.scheme.indicators:
        return
    for one in handed_in(wanted.session, wanted.quarter, wanted.as_of, wanted.only):
        if one.outcome != "on_time":
            yield Entry(
                organization_id=one.organization_id,
                key=f"slip:{one.slip_id}",
                code=code,
                month=one.month,
                late=one.outcome == "late",
                what=wanted.title(code),
                fact="",
                origin=f"self_check_{one.outcome}",
                reference=one.slip,
                by_id=None,
                at=one.at,
            )


def _inspected(wanted: _Wanted) -> Iterator[Entry]:
    """Read what the supervision groups found (R18)."""
    for finding in findings_as_of(wanted.session, wanted.quarter, wanted.as_of, wanted.only):
        yield Entry(
            organization_id=finding.organization_id,
            key=f"finding:{finding.id}",
            code=finding.indicator,
            month=finding.month,
            late=False,
            what=wanted.title(finding.indicator),
            fact=finding.fact,
            origin="finding",
            reference=f"{finding.group} {day_text(finding.inspected_on)}",
            by_id=finding.signed_by_id,
            at=finding.recorded_at,
        )


def _earned(wanted: _Wanted) -> Iterator[Entry]:
    """Read the approved bonus claims (R30–R33)."""
    for claim in claims_counting(wanted.session, wanted.quarter, wanted.as_of):
        if wanted.wants(claim.organization_id):
            yield Entry(
                organization_id=claim.organization_id,
                key=f"claim:{claim.id}",
                code=claim.rule,
                month=None,
                late=False,
                what=wanted.bonus_title(claim.rule),
                fact=claim.matter,
                origin="claim",
                reference=str(claim.id),
                by_id=claim.decided_by_id,
                at=claim.decided_at or claim.filed_at,
                points=claim.points or ZERO,
            )
