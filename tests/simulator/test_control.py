"""The control API and the clock."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from simulator import ConfigError, SimulatorConfig, create_simulator, load_config
from simulator.state.stream import EventStream
from tests.simulator.company import AGENT, BUTTONS, COMPANY, MONDAY, Company
from tests.simulator.timepiece import Timepiece


def test_the_clock_shows_the_moment_set_and_goes_on(timepiece: Timepiece, company: Company) -> None:
    company.at("2026-11-02T23:59:59+08:00")
    timepiece.sleep(2)
    assert company.ask("clock")["now"] == "2026-11-03T00:00:01+08:00"


def test_the_clock_is_shown_in_beijing_time(company: Company) -> None:
    company.at("2026-11-02T00:35:00+00:00")
    assert company.ask("clock")["now"] == "2026-11-02T08:35:00+08:00"


@pytest.mark.parametrize("now", ["2026-11-02T08:35:00", "tomorrow", "1999-01-01T00:00:00+08:00", 3, None])
def test_a_moment_nobody_can_read_is_refused(company: Company, now: Any) -> None:
    assert "body.now" in company.ask("clock", {"now": now}, status=400)["error"]


def test_a_clock_file_is_followed_and_written_in_one_piece(timepiece: Timepiece, tmp_path: Path) -> None:
    file = tmp_path / "clock"
    company = Company(create_simulator(SimulatorConfig.from_json({**COMPANY, "clock_file": str(file)})))
    assert shows_real_time(company)
    company.at(MONDAY)
    assert file.read_text() == f"{MONDAY}\n"
    assert list(tmp_path.iterdir()) == [file]
    file.write_text("2026-12-01T08:00:00+08:00")
    os.utime(file, (timepiece.time() - 60, timepiece.time() - 60))
    assert company.ask("clock")["now"] == "2026-12-01T08:01:00+08:00"
    file.write_bytes(b"\xff half a wri")
    assert company.ask("clock")["now"] == "2026-12-01T08:01:00+08:00"
    file.unlink()
    assert shows_real_time(company)


def test_a_clock_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "clock"
    company = Company(create_simulator(SimulatorConfig.from_json({**COMPANY, "clock_file": str(path)})))
    assert str(path) in company.ask("clock", {"now": MONDAY}, status=409)["error"]


def shows_real_time(company: Company) -> bool:
    before = datetime.now(UTC).replace(microsecond=0)
    return before <= datetime.fromisoformat(company.ask("clock")["now"]) <= datetime.now(UTC)


def test_jumps_name_the_next_moment_and_steps_go_forward(wired: Company) -> None:
    company = wired
    assert company.ask("clock")["jumps"] == [{"label": "到下个工作日", "to": "2026-11-03T08:30:00+08:00"}]
    assert company.ask("steps/next", {})["now"] == "2026-11-02T09:00:00+08:00"
    assert company.ask("steps/next", {})["step"] == 2
    company.ask("steps/next", {}, status=409)
    company.at("2026-12-01T08:00:00+08:00")
    assert company.ask("clock")["jumps"][0]["to"] is None


def test_a_step_lets_members_type_and_names_the_phones_to_look_at(wired: Company) -> None:
    assert wired.ask("steps/next", {})["page"] == ""
    assert wired.ask("steps/next", {})["page"] == "/?p=member%3Aalice&p=webhook%3Arobot-key"
    assert [one["content"] for one in wired.ask("members/alice/messages")["messages"]] == ["好"]


def test_a_step_waits_until_the_app_has_finished_with_the_one_before(timepiece: Timepiece) -> None:
    steps = [{"title": "one"}, {"title": "two"}]
    company = Company(create_simulator(SimulatorConfig.from_json({**COMPANY, "quiet_seconds": 0.25, "steps": steps})))
    company.ask("steps/next", {})
    assert timepiece.slept == [0.25], "it has only just begun"
    company.ask("steps/next", {})
    assert timepiece.slept == [0.25, 0.25]


def test_a_step_never_sets_the_clock_back(company: Company) -> None:
    company.at("2026-11-05T08:00:00+08:00")
    assert company.ask("steps/next", {})["now"].startswith("2026-11-05T08:00")


def test_reset_forgets_everything_but_clock_and_wiring(wired: Company) -> None:
    wired.card(BUTTONS)
    wired.ask("members/zoe", {"name": "佐伊"}, method="PUT")
    wired.ask("settings", {"trusted_ips": ["10.0.0.1"], "oauth_domains": ["127.0.0.1:9"]}, method="PUT")
    wired.ask("faults", {"rules": [{"api": "*", "fault": {"errcode": -1}}]})
    wired.ask("reset", {})
    assert wired.ask("clock")["now"].startswith("2026-11-02T08:35")
    assert wired.messages() == []
    assert wired.ask("ledger")["entries"] == []
    assert "zoe" not in [one["userid"] for one in wired.ask("members")["members"]]
    assert wired.send()["errcode"] == 40014
    wired.sign_on()
    assert wired.card(BUTTONS)["errcode"] == 0
    settings = wired.ask("settings")
    assert (settings["trusted_ips"], settings["oauth_domains"]) == (None, ["127.0.0.1:9"])
    assert wired.ask("agents")["agents"][0]["callback_url"].endswith("/callback")


def test_reset_can_set_the_clock(company: Company) -> None:
    assert company.ask("reset", {"now": "2026-10-01T08:00:00+08:00"})["now"] == "2026-10-01T08:00:00+08:00"


def test_members_change_and_are_added(company: Company) -> None:
    told = company.ask("members/carol", {"client": "wecom"}, method="PUT")
    assert (told["name"], told["client"]) == ("卡萝", "wecom")
    assert company.ask("members/zoe", {"name": "佐伊", "departments": [2]}, method="PUT")["licensed"] is True
    assert company.send(touser="zoe")["errcode"] == 0
    company.ask("members/zoe", {"in_range": False}, method="PUT")
    assert company.send(touser="zoe")["errcode"] == 81013


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("members/alice", {"client": "fax"}),
        ("members/alice", {"clinet": "wecom"}),
        ("members/alice", {"licensed": "yes"}),
        ("members/alice", {"departments": [9]}),
        ("members/zoe", {"departments": [1]}),
        ("settings", {"retry_on_non_200": 1}),
        (f"agents/{AGENT}", {"callback": "x"}),
        ("agents/1000003", {"callback_url": "http://127.0.0.1:1/"}),
    ],
)
def test_a_change_that_does_not_fit_is_refused_with_a_sentence(company: Company, path: str, body: Any) -> None:
    assert len(company.ask(path, body, method="PUT", status=400)["error"]) > 20


def test_the_ledger_tells_every_call_with_its_outcome(company: Company) -> None:
    start = company.ask("ledger")["entries"][-1]["seq"]
    company.send()
    company.send(touser="nobody")
    entries = company.ask(f"ledger?after={start}")["entries"]
    assert [(one["api"], one["outcome"]) for one in entries] == [
        ("message/send", "accepted"),
        ("message/send", "refused"),
    ]
    assert entries[0]["request"]["touser"] == "alice"
    assert entries[1]["answer"]["errcode"] == 81013
    assert entries[0]["at"].startswith("2026-11-02T08:35")
    assert len(company.ask("ledger?api=message/send&outcome=refused")["entries"]) == 1
    assert company.token not in json.dumps(company.ask("ledger"))
    assert "secret-a" not in json.dumps(company.ask("ledger"))
    company.ask("ledger?outcome=odd", status=400)
    company.ask("ledger?after=x", status=400)


def test_messages_are_listed_after_a_number(company: Company) -> None:
    company.send()
    first = company.messages()[0]["seq"]
    company.send(content={"content": "第二条"})
    later = company.ask(f"members/alice/messages?after={first}")["messages"]
    assert [one["content"] for one in later] == ["第二条"]


def test_whoever_waits_gets_a_message_as_it_comes_and_others_messages_do_not_count(company: Company, url: str) -> None:
    company.send()
    first = company.messages()[0]["seq"]
    with ThreadPoolExecutor() as pool:
        address = f"{url}/sim/members/alice/messages?after={first}&wait=20"
        waiting = pool.submit(lambda: requests.get(address, timeout=30).json()["messages"])
        company.send(touser="bob")
        time.sleep(0.2)
        assert not waiting.done()
        company.send(content={"content": "第二条"})
        assert [one["content"] for one in waiting.result(timeout=5)] == ["第二条"]


def test_whoever_waits_for_what_is_there_or_never_comes_is_answered(
    timepiece: Timepiece, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EventStream, "after", lambda self, number, wait_seconds: timepiece.sleep(wait_seconds))
    company.send()
    assert len(company.ask("members/alice/messages?wait=20")["messages"]) == 1
    assert timepiece.slept == []
    assert company.ask("members/bob/messages?wait=20")["messages"] == []
    assert timepiece.slept == [20]
    company.ask("members/alice/messages?wait=61", status=400)
    company.ask("members/alice/messages?wait=-1", status=400)


def test_nobody_waits_where_every_place_is_taken(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EventStream, "after", lambda *_: pytest.fail("somebody waits"))
    world = company.app.extensions["simulator"]
    with ExitStack() as places:
        while world.stream.places.acquire(blocking=False):
            places.callback(world.stream.places.release)
        assert company.ask("members/alice/messages?wait=20")["messages"] == []


def test_what_does_not_exist_is_said_in_json(company: Company) -> None:
    for path in ("members/nobody/messages", "chats/none/messages", "webhooks/none/messages", "media/none", "nothing"):
        assert "error" in company.ask(path, status=404)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"corp_id": None}, "corp_id is missing"),
        ({"corp_id": 3}, "corp_id must be a string, not a number"),
        ({"colour": "red"}, "colour is not known here"),
        ({"agents": {}}, "agents must be a list, not an object"),
        ({"agents": [3]}, "agents[0] must be a JSON object, not a number"),
        ({"agents": [{"agentid": "1", "secret": "s", "name": "n"}]}, "agents[0].agentid must be a whole number"),
        ({"agents": [{"agentid": 1, "secret": "s", "name": "n", "token": "t", "aes_key": "short"}]}, "exactly 43"),
        ({"agents": [{"agentid": 1, "secret": "s", "name": "n", "callback_url": "http://x"}]}, "agents[0].token"),
        (
            {"members": [{"userid": "a", "name": "n", "client": "fax"}]},
            "members[0].client must be one of wecom, plugin",
        ),
        ({"members": [{"userid": "a", "name": "n", "departments": [9]}]}, "members[0].departments names 9"),
        (
            {"members": [{"userid": "a", "name": "n"}, {"userid": "A", "name": "m"}]},
            "members[1].userid 'a' is there twice",
        ),
        ({"jumps": [{"label": "x", "instants": ["now"]}]}, "jumps[0].instants[0].instant: 'now' is not an ISO moment"),
        ({"steps": [{"at": 3, "title": "x"}]}, "steps[0].at must be an ISO moment"),
        ({"phones": [{"kind": "fax"}]}, "phones[0].kind must be one of member, chat, webhook"),
        ({"trusted_ips": "x"}, "trusted_ips must be a list"),
        ({"seed": True}, "seed must be a whole number"),
        ({"keep": 0}, "keep must be 1 or more, not 0"),
        ({"reset_button": "no"}, "reset_button must be true or false"),
    ],
)
def test_a_configuration_that_does_not_fit_is_one_sentence(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigError) as refused:
        SimulatorConfig.from_json({**COMPANY, **change})
    assert sentence in str(refused.value)


def test_the_company_in_the_documentation_can_be_loaded() -> None:
    text = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text(encoding="utf-8")
    first = text.partition("```json\n")[2].partition("```")[0]
    assert SimulatorConfig.from_json(json.loads(first)).agents[0].agentid == AGENT


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.json: cannot be read"):
        load_config(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(ConfigError, match=r"bad\.json"):
        load_config(tmp_path / "bad.json")
