"""Contacts, app and menu: protocol sections 9 and 11, appendix B line 14."""

from typing import Any

import pytest

from tests.simulator.company import AGENT, CORP_ID, SECRET, Company, Receiver

PRIVATE = {"mobile", "gender", "email", "biz_mail", "avatar", "qr_code", "address"}


def test_a_member_is_told_without_the_seven_private_fields(company: Company) -> None:
    told = company.call("user/get", userid="ALICE")
    assert (told["userid"], told["name"], told["department"], told["position"]) == ("Alice", "艾丽", [1], "书记")
    assert told["status"] == 1
    assert not PRIVATE & set(told)


def test_an_app_from_before_june_2022_still_gets_them(company: Company) -> None:
    company.ask(f"agents/{AGENT}", {"created_before_2022": True}, method="PUT")
    told = company.call("user/get", userid="alice")
    assert set(told) >= PRIVATE
    assert told["mobile"] == "100"


def test_outside_the_visible_range_nobody_is_known(company: Company) -> None:
    assert company.call("user/get", userid="eve")["errcode"] == 60111
    assert company.call("user/get", userid="nobody")["errcode"] == 60111
    assert company.call("user/get")["errcode"] == 41009
    everybody = company.call("user/list", department_id="1")["userlist"]
    assert [one["userid"] for one in everybody] == ["Alice", "dave"]


def test_lists_do_not_go_down_into_departments(company: Company) -> None:
    names = [one["name"] for one in company.call("user/simplelist", department_id="2")["userlist"]]
    assert names == ["鲍勃", "卡萝"]
    assert company.call("user/simplelist", department_id="9")["errcode"] == 60003
    assert company.call("user/simplelist", department_id="x")["errcode"] == 60123


def test_a_call_for_another_kind_of_secret_is_forbidden(company: Company) -> None:
    assert company.call("user/list_id", {"cursor": "", "limit": 10})["errcode"] == 48002


def test_departments_are_listed_with_those_below(company: Company) -> None:
    assert [one["id"] for one in company.call("department/list")["department"]] == [1, 2]
    assert [one["id"] for one in company.call("department/list", id="2")["department"]] == [2]
    assert company.call("department/simplelist", id="1")["department_id"][1] == {"id": 2, "parentid": 1, "order": 2}


def test_an_app_reads_about_itself_only(company: Company) -> None:
    told = company.call("agent/get", agentid=AGENT)
    assert (told["name"], told["redirect_domain"]) == ("小助手", "127.0.0.1:8080")
    assert {"userid": "Alice"} in told["allow_userinfos"]["user"]
    assert company.call("agent/get", agentid=1000003)["errcode"] == 301002
    assert company.call("agent/get", agentid=9)["errcode"] == 40056
    assert [one["agentid"] for one in company.call("agent/list")["agentlist"]] == [AGENT]
    assert company.call("tag/list")["taglist"] == []


def test_an_app_is_told_of_its_range_and_whether_it_is_closed(company: Company) -> None:
    told = company.call("agent/get", agentid=AGENT)
    assert (told["allow_partys"], told["close"]) == ({"partyid": [1]}, 0)
    company.ask(f"agents/{AGENT}", {"root_range": False, "closed": True}, method="PUT")
    told = company.call("agent/get", agentid=AGENT)
    assert (told["allow_partys"], told["close"]) == ({"partyid": [2]}, 1)


def test_who_never_signed_in_to_wecom_is_listed_as_such(company: Company) -> None:
    company.ask("members/bob", {"joined": False}, method="PUT")
    listed = company.call("user/list", department_id="2")["userlist"]
    assert {one["userid"]: one["status"] for one in listed} == {"bob": 4, "carol": 1}


def test_the_openid_of_a_member_is_always_the_same(company: Company) -> None:
    told = company.call("user/convert_to_openid", {"userid": "ALICE"})
    assert told["openid"].startswith("o")
    assert company.call("user/convert_to_openid", {"userid": "alice"}) == told
    assert company.call("user/convert_to_openid", {"userid": "eve"})["errcode"] == 60111


def test_answers_are_dated_by_the_simulators_clock(company: Company) -> None:
    query = {"corpid": CORP_ID, "corpsecret": SECRET}
    answer = company.app.test_client().get("/cgi-bin/gettoken", query_string=query)
    assert answer.headers["Date"] == "Mon, 02 Nov 2026 00:35:00 GMT"


CLICK = {"type": "click", "name": "今天", "key": "today"}
MENU = {
    "button": [CLICK, {"name": "更多", "sub_button": [{"type": "view", "name": "帮助", "url": "https://x.example"}]}]
}


def test_a_menu_is_published_read_and_taken_away(company: Company) -> None:
    assert company.call("menu/get", agentid=AGENT)["errcode"] == 46003
    assert company.call("menu/create", MENU, agentid=AGENT)["errcode"] == 0
    assert company.call("menu/get", agentid=AGENT)["button"] == MENU["button"]
    assert company.call("menu/delete", agentid=AGENT)["errcode"] == 0
    assert company.call("menu/get", agentid=AGENT)["errcode"] == 46003


@pytest.mark.parametrize(
    ("menu", "code"),
    [
        ({}, 40016),
        ({"button": [CLICK] * 4}, 40016),
        ({"button": [{"name": "更多", "sub_button": [CLICK] * 6}]}, 40016),
        ({"button": [{**CLICK, "name": "六个汉字太长"}]}, 40018),
        ({"button": [{**CLICK, "name": ""}]}, 40018),
        ({"button": [{"name": "更多", "sub_button": [{**CLICK, "name": "x" * 41}]}]}, 40018),
        ({"button": [{"type": "click", "name": "今天"}]}, 40019),
        ({"button": [{"type": "click", "name": "今天", "key": "k" * 129}]}, 40019),
        ({"button": [{"type": "view", "name": "看"}]}, 40020),
        ({"button": [{"type": "view", "name": "看", "url": "x.example"}]}, 40054),
        ({"button": [{"type": "dance", "name": "跳"}]}, 40017),
    ],
)
def test_a_menu_that_does_not_fit_has_a_code(company: Company, menu: dict[str, Any], code: int) -> None:
    assert company.call("menu/create", menu, agentid=AGENT)["errcode"] == code


def test_the_menu_belongs_to_the_app_of_the_token(company: Company) -> None:
    assert company.call("menu/create", MENU, agentid=1000003)["errcode"] == 301002
    assert company.call("menu/create", MENU, agentid="x")["errcode"] == 40056
    assert company.call("menu/create", MENU)["errcode"] == 41011


def test_menu_entries_are_quick_replies_on_the_phone(wired: Company, receiver: Receiver) -> None:
    wired.call("menu/create", MENU, agentid=AGENT)
    page = wired.app.test_client().get("/").get_data(as_text=True)
    assert 'data-key="today"' in page
    assert 'href="https://x.example"' in page
    wired.ask("members/alice/event", {"event": "click", "key": "today"})
    assert receiver.received[0]["EventKey"] == "today"
