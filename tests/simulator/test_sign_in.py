"""OAuth and web login: protocol section 10, appendix B line 13."""

from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from simulator import SimulatorConfig, create_simulator
from tests.simulator.company import AGENT, COMPANY, CORP_ID, Company

BACK = "http://127.0.0.1:8080/login/back?next=%2Fm%2Fmy"
PAGES = ("/connect/oauth2/authorize", "/wwlogin/sso/login")


def open_page(company: Company, page: str = PAGES[0], **change: str) -> TestResponse:
    args = {
        "appid": CORP_ID,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "snsapi_base",
        "login_type": "CorpApp",
        "state": "abc",
        "agentid": str(AGENT),
        **change,
    }
    return company.app.test_client().get(page, query_string=args)


def code_for(company: Company, userid: str, **change: str) -> str:
    answer = open_page(company, **{"as": userid, **change})
    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.location).query)
    assert query["state"] == ["abc"]
    assert query["next"] == ["/m/my"]
    return query["code"][0]


@pytest.mark.parametrize("page", PAGES)
def test_one_chooses_who_to_be(company: Company, page: str) -> None:
    answer = open_page(company, page).get_data(as_text=True)
    assert "艾丽" in answer
    assert "as=Alice" in answer
    assert "伊娃" not in answer


def test_a_code_tells_who_it_is_once(company: Company) -> None:
    code = code_for(company, "alice")
    told = company.call("auth/getuserinfo", code=code)
    assert (told["errcode"], told["userid"]) == (0, "Alice")
    assert "user_ticket" not in told
    assert company.call("auth/getuserinfo", code=code)["errcode"] == 42022


def test_the_old_call_answers_with_capital_letters(company: Company) -> None:
    assert company.call("user/getuserinfo", code=code_for(company, "bob"))["UserId"] == "bob"


@pytest.mark.parametrize(("moment", "errcode"), [("08:39:50", 0), ("08:40:10", 42003)])
def test_a_code_lives_five_minutes(company: Company, moment: str, errcode: int) -> None:
    code = code_for(company, "alice")
    company.at(f"2026-11-02T{moment}+08:00")
    assert company.call("auth/getuserinfo", code=code)["errcode"] == errcode


def test_unknown_codes_and_those_of_another_app_are_bad(company: Company) -> None:
    code = code_for(company, "alice")
    assert company.call("auth/getuserinfo", code="unknown")["errcode"] == 40029
    assert company.call("auth/getuserinfo")["errcode"] == 41008
    company.sign_on("secret-b")
    assert company.call("auth/getuserinfo", code=code)["errcode"] == 40029


def test_private_fields_need_consent_and_a_ticket(company: Company) -> None:
    code = code_for(company, "alice", scope="snsapi_privateinfo")
    ticket = company.call("auth/getuserinfo", code=code)["user_ticket"]
    told = company.call("auth/getuserdetail", {"user_ticket": ticket})
    assert (told["userid"], told["mobile"]) == ("Alice", "100")
    assert company.call("auth/getuserdetail", {"user_ticket": "x"})["errcode"] == 84015
    company.at("2026-11-02T09:06:00+08:00")
    assert company.call("auth/getuserdetail", {"user_ticket": ticket})["errcode"] == 84014


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"redirect_uri": "http://127.0.0.1:8081/x"}, 50001),
        ({"redirect_uri": "http://127.0.0.1/x"}, 50001),
        ({"redirect_uri": "http://localhost:8080/x"}, 50001),
        ({"redirect_uri": "http://127.0.0.1:8080@evil.example/"}, 50001),
        ({"redirect_uri": "http://a@127.0.0.1:8080/"}, 50001),
        ({"redirect_uri": "javascript://127.0.0.1:8080/"}, 50001),
        ({"redirect_uri": "http://127.0.0.1:8080/\r\nX: y"}, 50001),
        ({"redirect_uri": "http://["}, 50001),
        ({"redirect_uri": ""}, 50001),
        ({"appid": "wwother"}, 40013),
        ({"agentid": "7"}, 40056),
        ({"agentid": "x"}, 40056),
        ({"state": "x" * 129}, 40035),
        ({"as": "eve"}, 60011),
        ({"as": "nobody"}, 60011),
    ],
)
def test_a_page_that_cannot_be_opened_says_why(company: Company, page: str, change: dict[str, str], code: int) -> None:
    answer = open_page(company, page, **change)
    assert answer.status_code == 200
    assert str(code) in answer.get_data(as_text=True)


def test_a_sign_in_without_an_app_is_for_any_app(company: Company) -> None:
    assert company.call("auth/getuserinfo", code=code_for(company, "alice", agentid=""))["errcode"] == 0


def test_a_desktop_beside_the_phones_signs_its_member_in_once() -> None:
    screen = {"label": "办公室电脑", "url": "http://127.0.0.1:8080/login?next=/desk", "userid": "Alice"}
    app = create_simulator(SimulatorConfig.from_json({**COMPANY, "screens": [screen]}))
    browser = app.test_client()
    assert "办公室电脑" in browser.get("/").get_data(as_text=True)
    assert browser.get("/screens/0").location == screen["url"]
    args = {"appid": CORP_ID, "redirect_uri": BACK, "login_type": "CorpApp", "state": "abc", "agentid": str(AGENT)}
    assert "code=" in browser.get(PAGES[1], query_string=args).location
    assert "艾丽" in browser.get(PAGES[1], query_string=args).get_data(as_text=True)
    assert browser.get("/screens/1").status_code == 404
