"""Ordered faults: appendix B line 16, and callbacks doubled, delayed, dropped and out of order."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.simulator.company import AGENT, Company, Receiver
from tests.simulator.timepiece import Timepiece


def order(company: Company, api: str, fault: dict[str, Any], **more: Any) -> None:
    company.ask("faults", {"seed": 1, "rules": [{"api": api, "fault": fault, **more}]})


@pytest.mark.parametrize("code", [-1, 45009, 45033])
def test_an_ordered_errcode_comes_so_many_times_and_nothing_is_delivered(company: Company, code: int) -> None:
    order(company, "message/send", {"errcode": code}, times=2)
    assert [company.send()["errcode"] for _ in range(3)] == [code, code, 0]
    assert len(company.messages()) == 1
    assert len(company.ask("ledger?outcome=faulted")["entries"]) == 2
    assert [note["text"] for note in company.ask("notes")["notes"]] == [f"errcode {code}"] * 2


def test_other_calls_go_through_and_delete_ends_the_faults(company: Company) -> None:
    order(company, "message/send", {"errcode": -1})
    assert company.call("getcallbackip")["errcode"] == 0
    company.ask("faults", method="DELETE")
    assert company.send()["errcode"] == 0


def test_a_share_of_the_calls_fails_the_same_way_for_the_same_seed(company: Company) -> None:
    def run() -> list[int]:
        order(company, "*", {"errcode": -1}, share=0.3)
        return [company.call("getcallbackip")["errcode"] for _ in range(50)]

    first = run()
    assert run() == first
    assert 5 <= first.count(-1) <= 25


def test_a_slow_answer_takes_real_seconds(timepiece: Timepiece, company: Company) -> None:
    order(company, "message/send", {"delay": 0.3})
    assert company.send()["errcode"] == 0
    assert timepiece.slept == [0.3]


def test_a_page_of_html_comes_with_status_200(company: Company) -> None:
    order(company, "message/send", {"html": True}, times=1)
    answer = company.app.test_client().post(
        "/cgi-bin/message/send", query_string={"access_token": company.token}, data=b"{}"
    )
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


@pytest.mark.parametrize(
    ("fault", "delivered"), [({"break": "before"}, 0), ({"break": "after"}, 1), ({"half": True}, 1)]
)
def test_a_broken_connection_is_a_network_error_for_the_app(
    company: Company, url: str, fault: dict[str, Any], delivered: int
) -> None:
    order(company, "message/send", fault, times=1)
    body = {"touser": "alice", "msgtype": "text", "agentid": AGENT, "text": {"content": "x"}}
    address = f"{url}/cgi-bin/message/send?access_token={company.token}"
    with pytest.raises(requests.RequestException):
        requests.post(address, json=body, timeout=5)
    assert len(company.messages()) == delivered
    assert requests.post(address, json=body, timeout=5).json()["errcode"] == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"rules": [{}]},
        {"rules": [{"api": "x", "fault": {}}]},
        {"rules": [{"api": "x", "fault": {"explode": True}}]},
        {"rules": [{"api": "x", "fault": {"errcode": -1}, "share": 2}]},
        {"rules": [{"api": "x", "fault": {"errcode": -1}, "times": 0}]},
        {"rules": [{"api": "x", "fault": {"break": "sometimes"}}]},
        {"rules": [{"api": "x", "fault": {"delay": -1}}]},
        {"rules": [{"api": "callback", "fault": {"errcode": -1}}]},
    ],
)
def test_an_order_that_does_not_fit_is_refused(company: Company, body: dict[str, Any]) -> None:
    assert company.ask("faults", body, status=400)["error"]


def says(company: Company) -> Callable[[str], Any]:
    return lambda text: company.ask("members/alice/say", {"text": text})


def test_callbacks_can_come_twice(wired: Company, receiver: Receiver) -> None:
    order(wired, "callback", {"double": True}, times=1)
    assert len(says(wired)("a")["attempts"]) == 2
    assert receiver.received[0]["MsgId"] == receiver.received[1]["MsgId"]


def test_callbacks_can_come_out_of_order(wired: Company, receiver: Receiver) -> None:
    order(wired, "callback", {"reorder": True}, times=1)
    assert says(wired)("a")["held"] is True
    says(wired)("b")
    assert [one["Content"] for one in receiver.received] == ["b", "a"]


def test_callbacks_can_come_late_or_never(timepiece: Timepiece, wired: Company, receiver: Receiver) -> None:
    order(wired, "callback", {"delay": 20}, times=1)
    assert says(wired)("a")["delivered"] is True
    assert timepiece.slept == [20]
    order(wired, "callback", {"drop": True}, times=1)
    told = says(wired)("b")
    assert (told["delivered"], told["attempts"], told["reply"]) == (False, [], None)
    assert len(receiver.received) == 1
