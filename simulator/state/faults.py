"""Faults that can be ordered: which call, how often, what goes wrong. Chance is seeded."""

import random
from dataclasses import dataclass

from simulator.reading import Fields, WrongValue

EVERYTHING = "*"
CALLBACK = "callback"
_LONGEST_DELAY = 60.0
_SERVER_ERROR = 5


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call; the fields not used are None or False."""

    errcode: int | None = None
    delay: float = 0.0
    break_off: str = ""
    html: bool = False
    status: int | None = None
    half: bool = False
    drop: bool = False
    double: bool = False
    reorder: bool = False

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in vars(self).items() if value not in (None, "", False, 0.0))


@dataclass
class FaultRule:
    """Strikes `share` of the calls of an API, `times` times at most (None: without end)."""

    api: str
    share: float
    left: int | None
    fault: Fault


class FaultPlan:
    """The rules in force, tried in their order."""

    def __init__(self, seed: int = 1, rules: list[FaultRule] | None = None) -> None:
        self._random = random.Random(seed)  # noqa: S311  repeatable faults, not secrets
        self.rules = rules or []

    def strike(self, api: str) -> Fault | None:
        """Return the fault for this call, or None when it goes through."""
        for rule in self.rules:
            if rule.api not in (api, EVERYTHING) or rule.left == 0:
                continue
            # A rule for everything means the API; callbacks must be named.
            if rule.api == EVERYTHING and api == CALLBACK:
                continue
            if self._random.random() < rule.share:
                rule.left = None if rule.left is None else rule.left - 1
                return rule.fault
        return None


def read_plan(fields: Fields) -> FaultPlan:
    """Read the JSON of POST /sim/faults; raise WrongValue with one sentence."""
    plan = FaultPlan(fields.integer("seed", 1), [_read_rule(one) for one in fields.objects("rules")])
    fields.done()
    return plan


def _read_rule(fields: Fields) -> FaultRule:
    share = fields.number("share", 1.0)
    times = None if fields.data.get("times") is None else fields.integer("times")
    fields.seen.add("times")
    if not 0 <= share <= 1:
        raise WrongValue(f"{fields.where}.share must lie between 0 and 1, not {share}")
    if times is not None and times < 1:
        raise WrongValue(f"{fields.where}.times must be 1 or more, not {times}")
    api = fields.text("api")
    fault = _read_fault(Fields.of(fields.data.get("fault"), f"{fields.where}.fault"), api)
    fields.seen.add("fault")
    fields.done()
    return FaultRule(api, share, times, fault)


def _read_status(fields: Fields) -> int | None:
    if fields.data.get("status") is None:
        fields.seen.add("status")
        return None
    status = fields.integer("status")
    if status // 100 != _SERVER_ERROR:
        raise WrongValue(f"{fields.where}.status must be 500 to 599, not {status}")
    return status


def _read_fault(fields: Fields, api: str) -> Fault:
    callback = api == CALLBACK
    delay = fields.number("delay", 0.0)
    if not 0 <= delay <= _LONGEST_DELAY:
        raise WrongValue(f"{fields.where}.delay must be 0 to {_LONGEST_DELAY:.0f} seconds, not {delay}")
    if callback:
        fault = Fault(
            delay=delay,
            drop=fields.flag("drop", False),
            double=fields.flag("double", False),
            reorder=fields.flag("reorder", False),
        )
    else:
        fault = Fault(
            errcode=None if fields.data.get("errcode") is None else fields.integer("errcode"),
            delay=delay,
            break_off=fields.text("break", "", one_of=("", "before", "after")),
            html=fields.flag("html", False),
            status=_read_status(fields),
            half=fields.flag("half", False),
        )
        fields.seen.add("errcode")
    fields.done()
    if fault == Fault():
        known = "delay, drop, double, reorder" if callback else "errcode, delay, break, html, half, status"
        raise WrongValue(f"{fields.where} names no fault; known: {known}")
    return fault
