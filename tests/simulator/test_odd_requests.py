"""Whatever is sent to whichever route: an answer that says what is wrong, never a 5xx."""

import json
import re
import socket
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from simulator import SimulatorConfig, create_simulator
from simulator.api.gateway import ENDPOINTS
from tests.simulator.company import AGENT, COMPANY, Company

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"]
WRONG = [
    *("text", "now", "rules", "event", "key", "task_id", "selected", "base64", "agentid", "repeat", "client", "name"),
    *("touser", "toparty", "totag", "msgtype", "userlist", "chatid", "button", "userids", "response_code", "errcode"),
    *("oauth_domains", "trusted_ips", "callback_url", "departments"),
]
BODIES = {
    "nothing": b"",
    "invalid UTF-8": b'{"text":"\xff\xfe"}',
    "a lone surrogate": b'{"text":"\\ud800","touser":"\\udfff"}',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"text":' * 20_000 + b"1" + b"}" * 20_000,
    "half an object": b'{"text":',
    "no object": b"[1]",
    "a number nobody can hold": b'{"now":1e999,"seed":1' + b"0" * 5000 + b"}",
    "not a number": b'{"share":NaN,"retry_gap":-Infinity}',
    "a long text": b'{"text":"' + b"x" * 300_000 + b'","touser":"' + b"a|" * 50_000 + b'"}',
    "wrong types": json.dumps({name: [{"x": [None]}] for name in WRONG}).encode(),
    "a form": b"--part\r\nContent-Disposition: form-data\r\n\r\n--part--",
    "zero bytes": b"\x00" * 100,
}
QUERIES = [
    "",
    "access_token={token}&agentid=1000002&key=robot-key&chatid=g&type=file&media_id=x&userid=alice&department_id=1",
    "access_token=%ff%00&after=-1&agentid=1e9&type=%00&box=%ff&p=%ff%00&appid=%fe&code=%00&as=%ff&key=%00",
    "access_token={token}&access_token=&after=99999999999999999999&agentid=" + "9" * 3000 + "&userid[]=x&&==&%",
]
RAW = [
    b"GET / HTTP/1.1\r\nHost\r\n\r\n",
    b"GET /%ff%00 HTTP/1.1\r\nHost: \xff\r\n\r\n",
    b"BREW * HTTP/9.9\r\n\r\n",
    b"\x00\x01\x02\r\n\r\n",
    b"GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET //// HTTP/1.1\r\nHost: [\r\n\r\n",
    b"GET /sim/stream?box HTTP/1.1\r\nHost: x\r\nLast-Event-ID: \xff\r\nConnection: close\r\n\r\n",
    b"POST /sim/clock HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /sim/clock HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
    b"POST /sim/clock HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 400_000 + b"\r\n\r\n",
]


def routes(company: Company) -> Iterator[str]:
    """Every path there is, with a name that exists and one that does not."""
    yield from (f"/cgi-bin/{api}" for api in ENDPOINTS)
    for rule in company.app.url_map.iter_rules():
        for name in ("alice", "%FF%00", "x" * 500):
            yield re.sub("<[^>]+>", str(AGENT) if "agentid" in rule.rule else name, rule.rule)


@cache
def simulator() -> Flask:
    """One for all examples."""
    return create_simulator(SimulatorConfig.from_json(COMPANY))


def checked(answer: TestResponse, what: Any) -> None:
    """Expect no 5xx; a refusal of the control API says why."""
    assert answer.status_code < 500, what
    refused = answer.status_code in (400, 404, 405, 409)
    if refused and answer.request.method != "HEAD" and answer.request.path.startswith("/sim/"):
        assert len(answer.get_json()["error"]) > 10, what
    answer.close()


@pytest.mark.parametrize("body", list(BODIES))
def test_every_route_answers_every_method_with_this_body(company: Company, body: str) -> None:
    client = company.app.test_client()
    for path in dict.fromkeys(routes(company)):
        for method in METHODS:
            query = QUERIES[(len(path) + len(method)) % len(QUERIES)].replace("{token}", company.token)
            kind = "multipart/form-data; boundary=part" if body == "a form" else "application/json"
            answer = client.open(f"{path}?{query}", method=method, data=BODIES[body], content_type=kind, buffered=False)
            checked(answer, (method, path, query))
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("query", QUERIES)
def test_every_route_answers_this_query(company: Company, query: str) -> None:
    client = company.app.test_client()
    for path in dict.fromkeys(routes(company)):
        for method in ("GET", "POST"):
            address = f"{path}?{query.replace('{token}', company.token)}"
            checked(client.open(address, method=method, buffered=False), (method, address))


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(
    method=st.sampled_from(METHODS),
    start=st.sampled_from(["/", "/sim/", "/sim/members/", "/cgi-bin/", "/cgi-bin/message/", "/connect/", "/static/"]),
    path=st.text(st.characters(codec="utf-8"), max_size=20),
    query=st.dictionaries(st.text(max_size=5), st.text(max_size=10), max_size=3),
    body=st.binary(max_size=50)
    | st.recursive(st.none() | st.text(), st.lists).map(lambda one: json.dumps(one).encode()),
)
def test_no_request_at_all_is_answered_5xx(method: str, start: str, path: str, query: Any, body: bytes) -> None:
    client = simulator().test_client()
    url = (start + path).replace("?", "%3F").replace("#", "%23")
    checked(client.open(url, method=method, query_string=query, data=body, buffered=False), (method, url))


def test_a_body_larger_than_forty_megabytes_is_refused_before_it_is_read(company: Company) -> None:
    client = company.app.test_client()
    for path in ("/cgi-bin/message/send", "/cgi-bin/media/upload", "/sim/clock", "/sim/members/alice/image"):
        answer = client.post(path, data=b"{}", environ_overrides={"CONTENT_LENGTH": str(41 * 1024 * 1024)})
        assert answer.status_code == 413 or answer.get_json()["errcode"], path


@pytest.mark.processes
@pytest.mark.parametrize("request_bytes", RAW, ids=range(len(RAW)))
def test_bytes_that_are_hardly_http_are_answered(process: str, request_bytes: bytes) -> None:
    address = urlsplit(process)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=5) as wire:
        wire.sendall(request_bytes)
        status = wire.recv(65536).split(b" ", 2)[1:2]
    assert not status or int(status[0]) < 500, status
