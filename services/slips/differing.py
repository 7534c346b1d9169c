"""What a slip that is out says otherwise than the records do now: it was written once and is never rewritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.slips import CALLED_OFF, Slip, SlipItem
from services.slips.items import open_items_now


@dataclass(frozen=True)
class Differing:
    """`more` the records ask for and the slip does not, `gone` the slip asks for and nothing of it is open on record.

    `changed` is asked for still, with another state or fact: as the slip has it, and as it is on record.
    """

    more: tuple[SlipItem, ...] = ()
    gone: tuple[SlipItem, ...] = ()
    changed: tuple[tuple[SlipItem, SlipItem], ...] = ()


def differing(session: Session, slip: Slip) -> Differing | None:
    """Hold a slip against the records as they are now; None where both say the same, and for one that is called off."""
    return None if slip.state in CALLED_OFF else compared(slip.open_items, open_items_now(session, slip))


def compared(asked: Iterable[SlipItem], recorded: Iterable[SlipItem]) -> Differing | None:
    """Hold what a slip asks against what is on record, matter by matter; None where both say the same."""
    left: dict[tuple[str, str], list[SlipItem]] = defaultdict(list)
    for item in recorded:
        left[item.indicator, item.title].append(item)
    gone, changed = [], []
    for item in asked:
        same = left[item.indicator, item.title]
        if not same:
            gone.append(item)
        elif (now := same.pop(0)) and (now.state, now.remark) != (item.state, item.remark):
            changed.append((item, now))
    more = [item for some in left.values() for item in some]
    return Differing(tuple(more), tuple(gone), tuple(changed)) if more or gone or changed else None
