"""No request of any kind makes the simulator answer 5xx."""

import json
import random
from typing import Any

import pytest

from simulator.api.gateway import ENDPOINTS
from tests.simulator.company import AGENT, BUTTONS, MULTIPLE, NEWS_CARD, VOTE, Company

ODD: list[Any] = [None, True, 0, -1, 1.5, 10**30, "", "x", "党" * 700, "\x00", [], {}, [{}], [None], {"a": []}, ["x"]]
SEEDS: list[dict[str, Any]] = [
    {"touser": "alice", "msgtype": "text", "agentid": AGENT, "text": {"content": "x"}},
    {"touser": "@all", "msgtype": "news", "agentid": AGENT, "news": {"articles": [{"title": "t", "url": "http://x"}]}},
    {
        "touser": "bob",
        "msgtype": "textcard",
        "agentid": AGENT,
        "textcard": {"title": "t", "description": "d", "url": "http://x"},
    },
    *[
        {"touser": "bob", "msgtype": "template_card", "agentid": AGENT, "template_card": c}
        for c in (BUTTONS, VOTE, MULTIPLE, NEWS_CARD)
    ],
    {"chatid": "g1", "userlist": ["alice", "bob"], "name": "群", "owner": "alice"},
    {"chatid": "g1", "msgtype": "markdown", "markdown": {"content": "# x"}},
    {"response_code": "x", "agentid": AGENT, "userids": ["bob"], "button": {"replace_name": "x"}},
    {"button": [{"type": "click", "name": "x", "key": "k"}]},
    {"msgid": "x"},
    {"user_ticket": "x"},
    {"now": "2026-11-02T08:35:00+08:00"},
    {"text": "x", "task_id": "req-1", "key": "approve", "selected": {"why": ["ok"]}, "event": "click"},
    {"rules": [{"api": "x", "fault": {"errcode": -1}}]},
]
CONTROL = [
    ("POST", "reset"),
    ("POST", "clock"),
    ("POST", "steps/next"),
    ("PUT", "members/alice"),
    ("POST", "members/alice/say"),
    ("POST", "members/alice/click"),
    ("POST", "members/alice/image"),
    ("POST", "members/alice/event"),
    ("POST", "faults"),
    ("DELETE", "faults"),
    ("POST", "tokens/expire"),
    ("PUT", "settings"),
    ("PUT", f"agents/{AGENT}"),
    ("POST", f"agents/{AGENT}/verify"),
    ("GET", "ledger"),
    ("GET", "notes"),
    ("GET", "media/x"),
    ("GET", "chats"),
]


def mutated(chance: random.Random, value: Any) -> Any:
    """Return the value with one place somewhere inside made odd."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        return {**value, key: mutated(chance, value[key])}
    if isinstance(value, list) and value and chance.random() < 0.85:
        place = chance.randrange(len(value))
        return [*value[:place], mutated(chance, value[place]), *value[place + 1 :]]
    return chance.choice(ODD)


@pytest.mark.parametrize("seed", range(12))
def test_odd_bodies_are_answered_with_a_code(wired: Company, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  repeatable, not secret
    client = wired.app.test_client()
    for _ in range(250):
        body = mutated(chance, chance.choice(SEEDS))
        api = chance.choice(list(ENDPOINTS))
        query = {
            "access_token": wired.token,
            "key": "robot-key",
            "agentid": chance.choice(["1000002", "x", ""]),
            "chatid": "g1",
        }
        method = chance.choice([ENDPOINTS[api].method, ENDPOINTS[api].method, "GET", "POST", "PUT"])
        answer = client.open(f"/cgi-bin/{api}", method=method, query_string=query, data=json.dumps(body))
        assert answer.status_code < 500, (api, body)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("seed", range(6))
def test_odd_control_calls_are_answered_with_a_sentence(company: Company, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  repeatable, not secret
    client = company.app.test_client()
    company.ask(f"agents/{AGENT}", {"callback_url": "http://127.0.0.1:9/"}, method="PUT")
    for _ in range(120):
        method, path = chance.choice(CONTROL)
        answer = client.open(f"/sim/{path}", method=method, data=json.dumps(mutated(chance, chance.choice(SEEDS))))
        assert answer.status_code < 500, (path, answer.get_data(as_text=True))
        if answer.status_code >= 400:
            assert answer.get_json()["error"]


@pytest.mark.parametrize(
    "path",
    [
        "/cgi-bin/none",
        "/cgi-bin/",
        "/none",
        "/sim/",
        "/static/../app.py",
        "/sim/members/%00/say",
        "/sim/media/..%2f",
        "/?p=member:x&p=&p=chat:",
        "/connect/oauth2/authorize",
        "/wwlogin/sso/login?appid=%ff%fe",
        "/sim/agents/99999999999999999999",
        "/cgi-bin/media/get?access_token=%00",
        "/sim/ledger?after=-1",
        "/sim/stream?after=x&box=%00",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_odd_paths_are_answered(company: Company, path: str, method: str) -> None:
    answer = company.app.test_client().open(path, method=method, data=b"\xff\x00", buffered=False)
    assert answer.status_code < 500
    answer.close()


@pytest.mark.parametrize("header", ["bytes=5-1", "bytes=999-", "lines=1-2", "bytes=a-b", "bytes=-0", "bytes=0-1,3-4"])
def test_odd_ranges_are_answered(company: Company, header: str) -> None:
    media_id = company.upload("file", "a.bin", b"0123456789")["media_id"]
    query = {"access_token": company.token, "media_id": media_id}
    answer = company.app.test_client().get("/cgi-bin/media/get", query_string=query, headers={"Range": header})
    assert answer.status_code < 500


def test_a_broken_upload_is_answered(company: Company) -> None:
    for data, kind in [
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"", "multipart/form-data; boundary="),
    ]:
        answer = company.app.test_client().post(
            "/cgi-bin/media/upload",
            query_string={"access_token": company.token, "type": "file"},
            data=data,
            content_type=kind,
        )
        assert answer.get_json()["errcode"] == 44001


@pytest.mark.parametrize(
    "callback",
    ["no address", "http://[", "ftp://127.0.0.1/", "http://127.0.0.1:99999/", "http://\u2603.invalid:1/", "http:///x"],
)
def test_an_odd_callback_address_is_a_failed_delivery(company: Company, callback: str) -> None:
    company.ask(f"agents/{AGENT}", {"callback_url": callback}, method="PUT")
    assert company.ask("members/alice/say", {"text": "x"})["delivered"] is False
    assert company.ask(f"agents/{AGENT}/verify", {})["ok"] is False
