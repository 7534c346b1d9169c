"""The page and its event stream."""

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests

from simulator import SimulatorConfig, create_simulator
from tests.simulator.company import AGENT, BUTTONS, COMPANY, CORP_ID, Company


def events(response: requests.Response) -> Iterator[tuple[int, str, Any]]:
    """Return (number, kind, data) of each event as it comes."""
    number, kind = 0, ""
    for line in response.iter_lines(chunk_size=1, decode_unicode=True):
        if line.startswith("id: "):
            number = int(line[4:])
        elif line.startswith("event: "):
            kind = line[7:]
        elif line.startswith("data: "):
            yield number, kind, json.loads(line[6:])


def listen(url: str, last_event: int | None = None) -> requests.Response:
    headers = {"Last-Event-ID": str(last_event)} if last_event is not None else {}
    return requests.get(f"{url}/sim/stream?box=member:alice&after=0", stream=True, timeout=10, headers=headers)


def test_a_page_gets_new_messages_of_its_phones_only(company: Company, url: str) -> None:
    with listen(url) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        company.send(touser="bob")
        company.send(content={"content": "<script>alert(1)</script>"})
        found = next(one for one in events(response) if one[1] == "message")
    assert found[2]["box"] == "member:alice"
    assert "&lt;script&gt;" in found[2]["html"]
    assert "<script" not in found[2]["html"]


def test_what_was_missed_comes_after_a_reconnect_in_order(company: Company, url: str) -> None:
    for n in range(3):
        company.send(content={"content": f"第{n}条"})
    with listen(url) as response:
        first = next(one for one in events(response) if one[1] == "message")
    with listen(url, first[0]) as response:
        stream = (one for one in events(response) if one[1] == "message")
        texts = [next(stream)[2]["html"], next(stream)[2]["html"]]
    assert "第1条" in texts[0]
    assert "第2条" in texts[1]


def test_an_updated_card_comes_again_under_its_number(wired: Company, url: str) -> None:
    code = wired.card(BUTTONS)["response_code"]
    body = {"agentid": AGENT, "response_code": code, "atall": 1, "button": {"replace_name": "已批准"}}
    wired.call("message/update_template_card", body)
    with listen(url) as response:
        stream = (one for one in events(response) if one[1] == "message")
        first, second = next(stream)[2], next(stream)[2]
    assert first["seq"] == second["seq"]
    assert "已批准" in second["html"]


def test_a_number_from_before_a_restart_makes_the_page_load_again(company: Company, url: str) -> None:
    with listen(url, 999999) as response:
        assert next(events(response))[1] == "reload"


def test_the_button_for_a_reset_can_be_left_away(company: Company) -> None:
    assert "重置" in company.app.test_client().get("/").get_data(as_text=True)
    without = Company(create_simulator(SimulatorConfig.from_json({**COMPANY, "reset_button": False})))
    assert "重置" not in without.app.test_client().get("/").get_data(as_text=True)
    without.ask("reset", {})


def test_every_page_gets_the_card_as_it_is(wired: Company, url: str) -> None:
    code = wired.card(BUTTONS)["response_code"]
    with listen(url) as first, listen(url) as second:
        early, late = ((one for one in events(page) if one[1] == "message") for page in (first, second))
        assert "已批准" not in next(early)[2]["html"]
        body = {"agentid": AGENT, "response_code": code, "atall": 1, "button": {"replace_name": "已批准"}}
        wired.call("message/update_template_card", body)
        next(late)
        assert "已批准" in next(early)[2]["html"]
        assert "已批准" in next(late)[2]["html"]


def test_a_reset_makes_pages_load_again(company: Company, url: str) -> None:
    with listen(url) as response:
        company.ask("reset", {})
        assert "reload" in [kind for _, kind, _ in events(response)]


def test_refusals_appear_in_the_bench_log_with_their_meaning(company: Company, url: str) -> None:
    with listen(url) as response:
        company.send(touser="nobody")
        found = next(one for one in events(response) if one[1] == "note")
    assert "81013" in found[2]["html"]
    assert "没有发出" in found[2]["html"]
    page = company.app.test_client().get("/").get_data(as_text=True)
    assert "81013" in page


def test_the_page_lets_nothing_from_elsewhere_run(company: Company) -> None:
    company.send(content={"content": '<img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>'})
    company.send("markdown", {"content": "[x](javascript:alert(1)) <b>**y**</b>"})
    answer = company.app.test_client().get("/")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    page = answer.get_data(as_text=True)
    assert "<img src=x" not in page
    assert 'href="javascript:' not in page
    assert " style=" not in page
    assert "onclick" not in page


@pytest.mark.processes
def test_thirty_open_pages_leave_the_calls_their_threads(process: str) -> None:
    with ExitStack() as pages:
        for _ in range(30):
            pages.enter_context(listen(process))
        args = {"corpid": CORP_ID, "corpsecret": "secret-a"}
        token = requests.get(f"{process}/cgi-bin/gettoken", params=args, timeout=60).json()["access_token"]
        for _ in range(20):
            answer = requests.get(f"{process}/cgi-bin/getcallbackip?access_token={token}", timeout=60)
            assert answer.json()["errcode"] == 0


@pytest.mark.processes
def test_too_many_pages_are_told_to_come_later(process: str) -> None:
    with ExitStack() as pages:
        statuses = [pages.enter_context(listen(process)).status_code for _ in range(50)]
        assert statuses.count(200) == 48
        assert statuses[-1] == 429
        assert requests.get(f"{process}/sim/clock", timeout=5).status_code == 200
    end = time.monotonic() + 15
    while (status := listen(process).status_code) == 429 and time.monotonic() < end:
        time.sleep(0.5)
    assert status == 200


@pytest.mark.processes
@pytest.mark.parametrize("fault", [{"break": "before"}, {"break": "after"}, {"half": True}])
def test_broken_connections_work_under_waitress_too(process: str, fault: dict[str, Any]) -> None:
    rules = {"rules": [{"api": "gettoken", "times": 1, "fault": fault}]}
    requests.post(f"{process}/sim/faults", json=rules, timeout=5)
    args = {"corpid": CORP_ID, "corpsecret": "secret-a"}
    with pytest.raises(requests.RequestException):
        requests.get(f"{process}/cgi-bin/gettoken", params=args, timeout=5)
    assert requests.get(f"{process}/cgi-bin/gettoken", params=args, timeout=5).json()["errcode"] == 0


@pytest.mark.processes
def test_a_wrong_configuration_is_one_sentence_on_stderr(tmp_path: Path) -> None:
    file = tmp_path / "company.json"
    file.write_text("{}")
    command = [sys.executable, "-m", "simulator", "--config", str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 2
    assert ended.stderr == f"{file}: corp_id is missing and must be given\n"


def test_calls_from_many_threads_are_counted_one_by_one(company: Company) -> None:
    threads = [threading.Thread(target=lambda: [company.send() for _ in range(5)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one["dropped"] for one in company.messages()].count(False) == 30
    assert len({one["seq"] for one in company.messages()}) == 40


@pytest.mark.processes
def test_a_thousand_messages_reach_twenty_pages_whole_and_in_order(process: str) -> None:
    members = [f"reader{number}" for number in range(40)]
    for userid in members:
        requests.put(f"{process}/sim/members/{userid}", json={"name": userid}, timeout=5).raise_for_status()
    boxes = "&".join(f"box=member:{userid}" for userid in members)
    heard = [bytearray() for _ in range(20)]

    def read(page: requests.Response, into: bytearray) -> None:
        while b"No.0999" not in into[-5000:]:
            into += page.raw.read1(1 << 20)

    args = {"corpid": CORP_ID, "corpsecret": "secret-a"}
    token = requests.get(f"{process}/cgi-bin/gettoken", params=args, timeout=5).json()["access_token"]
    with ExitStack() as pages, requests.Session() as caller:
        opened = [
            pages.enter_context(requests.get(f"{process}/sim/stream?{boxes}&after=0", stream=True, timeout=30))
            for _ in heard
        ]
        readers = [threading.Thread(target=read, args=pair) for pair in zip(opened, heard, strict=True)]
        for reader in readers:
            reader.start()
        for number in range(1000):
            body = {
                "touser": members[number % 40],
                "msgtype": "text",
                "agentid": AGENT,
                "text": {"content": f"No.{number:04}"},
            }
            answer = caller.post(f"{process}/cgi-bin/message/send?access_token={token}", json=body, timeout=5).json()
            assert answer["errcode"] == 0
        for reader in readers:
            reader.join(30)
    for into in heard:
        numbers = [int(number) for number in re.findall(rb"^event: message\ndata: .*?No\.(\d{4})", into, re.MULTILINE)]
        assert numbers == list(range(1000))
