"""Invented daily records for the sample town, the same ones for the same seed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import yaml

from rules.periods import Month
from services.daily_records.file import HEADER
from services.township.file import OrganizationPart, TaskPart, TownshipFile

DATA = Path(__file__).parents[2] / "data"
COMMITTEE_MEETING = "ZD-02"

# How often a duty fails: in the best organisation, and how much more often in the weakest.
BEST, SPREAD = 0.06, 0.36
# Organisations differ more at the weak end than at the strong one.
SKEW = 1.3
SHARE_LATE = 0.6
UNTASKED_SHARE = 0.35

Row = tuple[str, str, str, str, str, str]
Remarks = Mapping[str, Mapping[str, list[str]]]


def sample_records(township: TownshipFile, months: Iterable[Month], seed: int) -> dict[Month, str]:
    """Make up the daily records of these months as CSV texts.

    Each organisation is as strong or weak in every month as the seed made it, so that the weak ones stay at the end of
    the board. A month's records do not depend on which other months are asked for.
    """
    remarks = yaml.safe_load((DATA / "sample" / "remarks.yaml").read_text(encoding="utf-8"))
    return {month: _csv(_month_rows(township, month, remarks, seed)) for month in months}


def _csv(rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    return text.getvalue()


def _month_rows(township: TownshipFile, month: Month, remarks: Mapping[str, Remarks], seed: int) -> Iterator[Row]:
    tasks = [task for listed in township.monthly_tasks if listed.month == month for task in listed.tasks]
    for organization in township.organizations:
        if organization.assessed and _existed(organization, month):
            chance = _chance_to_fail(organization, month, seed)
            dice = _dice(seed, organization.id, month)
            head = (str(month), organization.id)
            recorder = _recorder(township, organization, dice)
            for item, state, remark in _items(organization, tasks, remarks, chance, dice):
                yield (*head, item, state, remark, recorder)


def _existed(organization: OrganizationPart, month: Month) -> bool:
    return organization.founded is None or organization.founded <= month.last_day


def _dice(*names: object) -> Random:
    return Random("/".join(map(str, names)))  # noqa: S311 - nothing here is secret


def _chance_to_fail(organization: OrganizationPart, month: Month, seed: int) -> float:
    """How likely a duty fails: the organisation's own weakness, and better and worse months."""
    weakness: float = _dice(seed, organization.id).random() ** SKEW
    return (BEST + SPREAD * weakness) * _dice(seed, organization.id, month, "mood").uniform(0.6, 1.4)


def _recorder(township: TownshipFile, organization: OrganizationPart, dice: Random) -> str:
    group = next(group for group in township.supervision_groups if group.id == organization.group)
    return dice.choice([member.userid for member in group.members if member.userid])


def _items(
    organization: OrganizationPart, tasks: list[TaskPart], remarks: Mapping[str, Any], chance: float, dice: Random
) -> Iterator[tuple[str, str, str]]:
    for task in tasks:
        if task.sectors is not None and organization.sector not in task.sectors:
            continue
        if task.indicator == COMMITTEE_MEETING and not organization.has_committee:
            yield task.id, "not_applicable", "不设支委会"
        else:
            yield task.id, *_outcome(remarks["tasked"][task.indicator], chance, dice)
    tasked = {task.indicator for task in tasks}
    for indicator, sentences in remarks["untasked"].items():
        state, remark = _outcome(sentences, chance * UNTASKED_SHARE, dice)
        if state != "done" and indicator not in tasked:
            yield indicator, state, remark


def _outcome(sentences: Mapping[str, list[str]], chance: float, dice: Random) -> tuple[str, str]:
    if dice.random() >= chance:
        return "done", ""
    state = "late" if "late" in sentences and dice.random() < SHARE_LATE else "not_done"
    return state, dice.choice(sentences[state])
