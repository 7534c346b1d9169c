"""The way in and out: WeCom says who somebody is, the register what they may see, and nothing else is remembered."""

from __future__ import annotations

import threading
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from bot.wecom_errors import WeComError, verdict
from handlers.pages.sign_in import AT_ONCE
from models.appointments import Appointment
from models.people import Person
from tests.worlds.browsers import NOW, OTHER_SECRETARY, PUBLIC_URL, SECRETARY, STRANGER, Browser, Town
from tests.worlds.recorded_quarters import THIRD

BOARD = f"/m/boards/{THIRD}"


def sent_to_sign_in(browser: Browser, wanted: str = BOARD) -> str:
    """Open a page, follow to /login, and give the state that goes to WeCom."""
    first = browser.get(wanted)
    assert first.status_code == 303
    second = browser.get(first.location)
    assert second.status_code == 302
    return parse_qs(urlsplit(second.location).query)["state"][0]


def test_after_signing_in_one_is_on_the_page_one_wanted(town: Town) -> None:
    browser = town.visitor()
    state = sent_to_sign_in(browser, f"{BOARD}?version=1")
    back = browser.get(f"/login/return?code={SECRETARY}&state={state}")
    assert (back.status_code, back.location) == (303, f"{BOARD}?version=1")
    assert "石湾村支部" in browser.reads(back.location)
    assert town.wecom.asked == [SECRETARY]


def test_the_session_remembers_who_and_since_when_and_no_right(town: Town) -> None:
    browser = town.visitor()
    state = sent_to_sign_in(browser)
    browser.get(f"/login/return?code={SECRETARY}&state={state}")
    browser.reads(BOARD)
    with browser.client.session_transaction(base_url=PUBLIC_URL) as session:
        assert set(session) == {"userid", "since", "name", "_permanent", "csrf_token"}


def test_the_cookie_is_for_https_only_and_out_of_reach_of_scripts_and_other_sites(town: Town) -> None:
    browser = town.visitor()
    state = sent_to_sign_in(browser)
    cookie = browser.get(f"/login/return?code={SECRETARY}&state={state}").headers["Set-Cookie"]
    assert cookie.startswith("honghui=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert SECRETARY not in cookie


@pytest.mark.parametrize("state", ["", "0" * 32])
def test_a_state_of_somebody_else_signs_nobody_in(town: Town, state: str) -> None:
    browser = town.visitor()
    sent_to_sign_in(browser)
    answer = browser.get(f"/login/return?code={SECRETARY}&state={state}")
    assert answer.status_code == 400
    assert "请重新登录" in answer.text
    assert town.wecom.asked == []
    assert browser.get(BOARD).status_code == 303


def test_coming_back_a_second_time_is_answered_with_a_sentence(town: Town) -> None:
    browser = town.visitor()
    address = f"/login/return?code={SECRETARY}&state={sent_to_sign_in(browser)}"
    browser.get(address)
    assert browser.get(address).status_code == 400
    assert town.wecom.asked == [SECRETARY]


@pytest.mark.parametrize("code", [STRANGER, ""])
def test_whom_the_register_does_not_know_reads_that_and_is_not_signed_in(town: Town, code: str) -> None:
    browser = town.visitor()
    answer = browser.get(f"/login/return?code={code}&state={sent_to_sign_in(browser)}")
    assert answer.status_code == 403
    assert "名册里没有您现任的职务" in answer.text
    assert browser.get(BOARD).status_code == 303


@pytest.mark.parametrize(("errcode", "status"), [(40029, 403), (42003, 403), (42022, 403), (-1, 502), (48002, 502)])
def test_when_wecom_does_not_confirm_one_reads_what_to_do(town: Town, errcode: int, status: int) -> None:
    """A code that was made up is the stranger's fault, everything else WeCom's."""
    town.wecom.error = WeComError("not confirmed", "refused", verdict(errcode), errcode)
    browser = town.visitor()
    answer = browser.get(f"/login/return?code={SECRETARY}&state={sent_to_sign_in(browser)}")
    assert answer.status_code == status
    assert "请重新登录一次" in answer.text
    assert browser.get(BOARD).status_code == 303


def test_a_copied_cookie_comes_back_once(town: Town) -> None:
    """The state lives in the browser's cookie, which can be copied: that it has come back is known here."""
    browser = town.visitor()
    state = sent_to_sign_in(browser)
    cookie = browser.client.get_cookie("honghui", domain="bot.example.com")
    assert cookie
    answers = []
    for _ in range(3):
        other = town.visitor()
        other.client.set_cookie("honghui", cookie.value, domain="bot.example.com", secure=True)
        answers.append(other.get(f"/login/return?code={SECRETARY}&state={state}").status_code)
    assert answers == [303, 400, 400]
    assert town.wecom.asked == [SECRETARY]


def test_while_wecom_hangs_few_wait_and_callbacks_are_taken_all_the_same(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Strangers who come back with guessed codes get no more threads than AT_ONCE, and nobody else waits."""
    hangs, hanging = threading.Event(), threading.Semaphore(0)

    def hang(code: str) -> None:
        hanging.release()
        hangs.wait(60)

    monkeypatch.setattr(town.wecom, "user_by_code", hang)
    strangers = [town.visitor() for _ in range(AT_ONCE + 2)]
    ways = [f"/login/return?code=guess&state={sent_to_sign_in(one)}" for one in strangers]
    waiting = [
        threading.Thread(target=one.get, args=[way]) for one, way in zip(strangers, ways[:AT_ONCE], strict=False)
    ]
    for one in waiting:
        one.start()
    for _ in waiting:
        assert hanging.acquire(timeout=60)
    late = [one.get(way) for one, way in zip(strangers[AT_ONCE:], ways[AT_ONCE:], strict=True)]
    assert [one.status_code for one in late] == [503, 503]
    assert "请过几秒再打开一次" in late[0].text
    assert town.visitor().client.post("/wecom/callback", data=b"<xml/>").status_code == 400
    hangs.set()
    for one in waiting:
        one.join()


def test_nobody_is_sent_to_another_site_after_signing_in(town: Town) -> None:
    browser = town.visitor()
    state = parse_qs(urlsplit(browser.get("/login?next=https://evil.example/").location).query)["state"][0]
    assert browser.get(f"/login/return?code={SECRETARY}&state={state}").location == "/m/"


def test_an_appointment_that_ended_is_out_at_the_next_click(town: Town) -> None:
    browser = town.visitor(SECRETARY)
    browser.reads(BOARD)
    with town.db.begin() as session:
        person = session.scalars(select(Person).where(Person.userid == SECRETARY)).one()
        for appointment in session.scalars(select(Appointment).where(Appointment.person_id == person.id)):
            appointment.until = NOW.date()
    assert browser.get(BOARD).status_code == 403


def test_an_appointment_that_begins_tomorrow_opens_nothing_today(town: Town) -> None:
    with town.db.begin() as session:
        person = session.scalars(select(Person).where(Person.userid == SECRETARY)).one()
        for appointment in session.scalars(select(Appointment).where(Appointment.person_id == person.id)):
            appointment.since = NOW.date() + timedelta(days=1)
    browser = town.visitor(SECRETARY)
    assert browser.get(BOARD).status_code == 403
    town.clock.moment = NOW + timedelta(days=1)
    browser.reads(BOARD)


def test_after_twelve_hours_one_signs_in_again(town: Town) -> None:
    browser = town.visitor(SECRETARY)
    with browser.client.session_transaction(base_url=PUBLIC_URL) as session:
        session["since"] -= 12 * 3600
    assert browser.get(BOARD).status_code == 303


def test_an_altered_cookie_is_nobody_s(town: Town) -> None:
    browser = town.visitor(SECRETARY)
    cookie = browser.client.get_cookie("honghui", domain="bot.example.com")
    assert cookie
    browser.client.set_cookie("honghui", "x" + cookie.value[1:], domain="bot.example.com", secure=True)
    assert browser.get(BOARD).status_code == 303


def test_one_signs_out_with_a_click(town: Town) -> None:
    browser = town.visitor(SECRETARY)
    assert "已退出登录" in browser.submits(BOARD, "/logout").text
    assert browser.get(BOARD).status_code == 303


def test_signing_out_ends_every_copy_of_the_cookie_and_no_other_session(town: Town) -> None:
    browser, elsewhere, thief = town.visitor(SECRETARY), town.visitor(SECRETARY), town.visitor()
    browser.reads(BOARD)
    cookie = browser.client.get_cookie("honghui", domain="bot.example.com")
    assert cookie
    thief.client.set_cookie("honghui", cookie.value, domain="bot.example.com", secure=True)
    thief.reads(BOARD)
    browser.submits(BOARD, "/logout")
    answer = thief.get(BOARD)
    assert (answer.status_code, answer.location.startswith("/login?")) == (303, True)
    elsewhere.reads(BOARD)


def test_another_site_cannot_sign_one_out(town: Town) -> None:
    browser = town.visitor(SECRETARY)
    answer = browser.post("/logout")
    assert answer.status_code == 400
    assert "再按一次" in answer.text
    browser.reads(BOARD)


def test_the_token_of_one_s_own_session_is_needed(town: Town) -> None:
    token = town.visitor(OTHER_SECRETARY).hidden(BOARD)["csrf_token"]
    browser = town.visitor(SECRETARY)
    browser.reads(BOARD)
    assert browser.post("/logout", csrf_token=token).status_code == 400
