"""gettoken and what happens to tokens: protocol section 3, appendix B lines 5 and 6."""

import pytest

from tests.simulator.company import CORP_ID, Company


def test_a_second_gettoken_returns_the_same_token_with_the_time_left(company: Company) -> None:
    company.at("2026-11-02T09:05:00+08:00")
    again = company.call("gettoken", token="", corpid=CORP_ID, corpsecret="secret-a")
    assert again["access_token"] == company.token
    assert 5390 <= again["expires_in"] <= 5400


def test_a_token_runs_out_after_two_hours_and_a_new_one_is_given(company: Company) -> None:
    old = company.token
    company.at("2026-11-02T10:35:01+08:00")
    assert company.send()["errcode"] == 42001
    assert company.sign_on() != old
    assert company.send()["errcode"] == 0


@pytest.mark.parametrize("code", [42001, 40014])
def test_tokens_can_be_ended_early_with_either_code(company: Company, code: int) -> None:
    assert company.ask("tokens/expire", {"errcode": code})["ended"] == 1
    assert company.send()["errcode"] == code
    company.sign_on()
    assert company.send()["errcode"] == 0


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({}, 41002),
        ({"corpid": CORP_ID}, 41004),
        ({"corpid": "wwother", "corpsecret": "secret-a"}, 40013),
        ({"corpid": CORP_ID, "corpsecret": "wrong"}, 40001),
        ({"corpid": CORP_ID, "corpsecret": "secret-elsewhere"}, 40091),
    ],
)
def test_gettoken_says_what_is_wrong(company: Company, args: dict[str, str], code: int) -> None:
    assert company.call("gettoken", token="", **args)["errcode"] == code


def test_many_wrong_secrets_block_the_caller_for_an_hour(company: Company) -> None:
    for _ in range(2000):
        assert company.call("gettoken", token="", corpid=CORP_ID, corpsecret="wrong")["errcode"] == 40001
    good = {"corpid": CORP_ID, "corpsecret": "secret-a"}
    assert company.call("gettoken", token="", **good)["errcode"] == 45009
    company.at("2026-11-02T09:36:00+08:00")
    assert company.call("gettoken", token="", **good)["errcode"] == 0


def test_a_missing_and_an_unknown_token_are_told_apart(company: Company) -> None:
    assert company.call("getcallbackip", token="")["errcode"] == 41001
    assert company.call("getcallbackip", token="tok_unknown")["errcode"] == 40014


def test_a_token_cannot_act_for_another_app(company: Company) -> None:
    company.sign_on("secret-b")
    answer = company.send()
    assert answer["errcode"] == 301002
    assert answer["errmsg"].startswith("not allow operate another agent with this accesstoken.")


def test_callers_outside_the_list_of_trusted_addresses_are_refused(company: Company) -> None:
    company.ask("settings", {"trusted_ips": ["10.1.1.1"]}, method="PUT")
    answer = company.send()
    assert answer["errcode"] == 60020
    assert "from ip: 127.0.0.1" in answer["errmsg"]
    company.ask("settings", {"trusted_ips": None}, method="PUT")
    assert company.send()["errcode"] == 0


def test_a_refusal_has_the_platforms_tail_and_headers(company: Company) -> None:
    response = company.app.test_client().post(
        "/cgi-bin/message/send", query_string={"access_token": company.token}, data=b"{}"
    )
    told = response.get_json()
    assert told["errcode"] == 40056
    tail = r"invalid agentid, hint: \[\d+\], from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query\?e=40056$"
    import re

    assert re.match(tail, told["errmsg"])
    assert response.headers["error-code"] == "40056"
    assert response.headers["error-msg"] == "invalid agentid"
    assert response.status_code == 200


def test_a_good_answer_has_the_headers_too(company: Company) -> None:
    response = company.app.test_client().get("/cgi-bin/getcallbackip", query_string={"access_token": company.token})
    assert (response.headers["error-code"], response.headers["error-msg"]) == ("0", "ok")
    assert response.content_type == "application/json; charset=UTF-8"


def test_both_lists_of_addresses_are_there(company: Company) -> None:
    for api in ("getcallbackip", "get_api_domain_ip"):
        assert company.call(api)["ip_list"] == ["127.0.0.1"]


def test_javascript_tickets_have_the_right_shape(company: Company) -> None:
    assert company.call("get_jsapi_ticket")["expires_in"] == 7200
    assert company.call("ticket/get", type="agent_config")["errcode"] == 0
    assert company.call("ticket/get", type="wrong")["errcode"] == 91040
