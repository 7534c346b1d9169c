"""The checks of WeCom's side: each finds its fault and nothing else; what could not be asked is not called fine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from rules.checkup import examined
from rules.checkup_facts import Account, AppFacts, DoorFacts, Facts, KeptFacts, Refusal, WeComFacts
from rules.checkup_wecom import CHECKS
from rules.periods import BEIJING

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=BEIJING)
APP = AppFacts(closed=False, redirect_domain="honghui.example", sees_root=True)
WECOM = WeComFacts(app=APP, is_our_menu=True, members={"zhu": True}, chats={}, twice=False)
DOOR = DoorFacts("honghui.example", status=200, echoed=True, seconds=1.0, proof_name="WW.txt", is_proof_served=True)
ZHU = Account("朱海燕", "zhu", "石湾村支部")
KEPT = KeptFacts(frozenset({2026}), last_arrival=NOW, has_own_chats=True, accounts=(ZHU,))
FINE = Facts(NOW, wecom=WECOM, door=DOOR, kept=KEPT)


def refused(errcode: int | None) -> Refusal:
    return Refusal(errcode, "said by WeCom", ip="203.0.113.7")


def findings(facts: Facts) -> list[str]:
    return [f"{one.name} {finding.kind}" for one in examined(CHECKS, facts) for finding in one.findings]


def unseen(facts: Facts) -> set[str]:
    return {one.name for one in examined(CHECKS, facts) if one.state == "unseen"}


def told(facts: Facts) -> dict[str, object]:
    return {key: value for one in examined(CHECKS, facts) for each in one.findings for key, value in each.facts.items()}


def test_where_all_is_in_order_everything_is_fine() -> None:
    assert {one.state for one in examined(CHECKS, FINE)} == {"fine"}


WECOMS: dict[str, dict[str, Any]] = {
    "secret no_connection": {"token": refused(None)},
    "secret corporation": {"token": refused(40013)},
    "secret wrong": {"token": refused(40001)},
    "secret other": {"token": refused(45009)},
    "app closed": {"app": replace(APP, closed=True)},
    "visible_range no_root": {"app": replace(APP, sees_root=False)},
    "domain none": {"app": replace(APP, redirect_domain="")},
    "domain other": {"app": replace(APP, redirect_domain="another.example")},
    "chats refused": {"chats": {"镇群": refused(86001)}},
    "menu other": {"is_our_menu": False},
    "duplicates twice": {"twice": True},
    "members outside": {"members": {"somebody": True}},
    "members not_joined": {"members": {"zhu": False}},
}
DOORS: dict[str, dict[str, Any]] = {
    "callback unreachable": {"trouble": "timed out", "echoed": False, "is_proof_served": False},
    "callback wrong_answer": {"echoed": False, "status": 502},
    "callback slow": {"seconds": 1.01},
    "domain no_proof": {"is_proof_served": False},
}
KEPTS: dict[str, dict[str, Any]] = {
    "called never": {"last_arrival": None},
    "members no_account": {"unreached": ("荷塘二",)},
}
FAULTY = {
    **{fault: replace(FINE, wecom=replace(WECOM, **change)) for fault, change in WECOMS.items()},
    **{fault: replace(FINE, door=replace(DOOR, **change)) for fault, change in DOORS.items()},
    **{fault: replace(FINE, kept=replace(KEPT, **change)) for fault, change in KEPTS.items()},
}


@pytest.mark.parametrize("fault", FAULTY)
def test_each_fault_is_found_and_no_other(fault: str) -> None:
    assert findings(FAULTY[fault]) == [fault]


@pytest.mark.parametrize(
    ("errcode", "finding"),
    [(60020, "ip_list not_listed"), (40056, "app agent_id"), (301002, "app agent_id"), (45009, "app other")],
)
def test_why_wecom_does_not_show_the_app_is_said_once(errcode: int, finding: str) -> None:
    facts = replace(FINE, wecom=replace(WECOM, app=refused(errcode)))
    assert findings(facts) == [finding]
    assert {"visible_range", "domain"} <= unseen(facts)


def test_an_address_that_is_not_listed_is_named_and_says_nothing_of_the_app() -> None:
    facts = replace(FINE, wecom=replace(WECOM, app=refused(60020)))
    assert told(facts) == {"ip": "203.0.113.7"}
    assert "app" in unseen(facts)


def test_chats_that_only_the_visible_range_keeps_out_are_no_finding_of_their_own() -> None:
    assert findings(replace(FINE, wecom=replace(WECOM, chats={"镇群": refused(48002)}))) == []


def test_who_makes_no_chats_of_its_own_needs_no_root_department() -> None:
    narrow = replace(WECOM, app=replace(APP, sees_root=False))
    assert findings(replace(FINE, wecom=narrow, kept=replace(KEPT, has_own_chats=False))) == []


def test_without_the_name_of_a_proof_none_is_looked_for() -> None:
    assert findings(replace(FINE, door=replace(DOOR, proof_name="", is_proof_served=False))) == []


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        (replace(FINE, wecom=None), {"secret", "ip_list", "app", "visible_range", "called", "domain", "chats"}),
        (replace(FINE, door=None), {"callback", "domain"}),
        (replace(FINE, kept=None), {"visible_range", "called", "members"}),
        (replace(FINE, wecom=replace(WECOM, app=None)), {"ip_list", "app", "visible_range", "domain"}),
        (replace(FINE, wecom=replace(WECOM, chats=None)), {"chats"}),
        (replace(FINE, wecom=replace(WECOM, is_our_menu=None)), {"menu"}),
        (replace(FINE, wecom=replace(WECOM, twice=None)), {"duplicates"}),
        (replace(FINE, wecom=replace(WECOM, members=None)), {"members"}),
    ],
)
def test_what_could_not_be_asked_is_not_called_fine(facts: Facts, names: set[str]) -> None:
    assert names <= unseen(facts)
    assert findings(facts) == []


def test_a_finding_names_what_its_sentence_needs() -> None:
    assert told(FAULTY["secret wrong"]) == {"said": "said by WeCom"}
    assert told(FAULTY["domain other"]) == {"said": "another.example", "host": "honghui.example"}
    assert told(FAULTY["domain no_proof"]) == {"host": "honghui.example", "name": "WW.txt"}
    assert told(FAULTY["callback wrong_answer"]) == {"host": "honghui.example", "status": 502}
    assert told(replace(FINE, door=replace(DOOR, seconds=1.26))) == {"seconds": 1.3}
    assert told(FAULTY["chats refused"]) == {"name": "镇群", "said": "said by WeCom"}
    assert told(FAULTY["members outside"]) == {"those": [ZHU]}
    assert told(FAULTY["members no_account"]) == {"those": ("荷塘二",)}


def test_what_was_not_fetched_is_not_taken_for_fetched() -> None:
    assert findings(replace(FINE, door=DoorFacts(DOOR.host))) == ["callback wrong_answer"]
    assert findings(replace(FINE, door=DoorFacts(DOOR.host, echoed=True, proof_name="WW.txt"))) == ["domain no_proof"]
