"""Numbers, days and signs that nothing can count with or keep end in a sentence, on both databases, on every page."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.bounds import numbered, within_bounds
from bot.errors import BadInput
from handlers.console import LARGEST_FORM
from models.boards import Board
from models.people import Person
from services.office_files.refusing import LARGEST_FILE
from tests.pages.conftest import both_databases
from tests.worlds.browsers import PUBLIC_URL, SECRETARY, Town
from tests.worlds.recorded_quarters import CLERK, THIRD

BEYOND = ("2147483648", "99999999999", "9223372036854775808", "9" * 30, "9" * 5000, "-1", "1\0")


@both_databases
def test_no_number_of_a_version_breaks_a_board(town: Town) -> None:
    browser = town.visitor(SECRETARY)
    for said in BEYOND:
        for page in ("", ".xlsx", "/picture"):
            answer = browser.get(f"/m/boards/{THIRD}{page}", query_string={"version": said})
            assert answer.status_code in (400, 404, 422), (page, said[:30], answer.status_code)


@both_databases
@pytest.mark.parametrize("address", ["/m/results/%00/2026-Q3", "/m/suggestion?about=%00", "/console/people?words=a%00"])
def test_a_nul_is_refused_before_anything_is_asked_of_the_database(town: Town, address: str) -> None:
    answer = town.visitor(CLERK).get(address)
    assert answer.status_code == 400
    assert "<h1>" in answer.text


@both_databases
def test_a_nul_in_a_form_is_refused(town: Town) -> None:
    assert town.visitor(SECRETARY).submits("/m/suggestion", text="好\0的").status_code == 400


@both_databases
def test_what_only_the_database_notices_is_a_refusal_too(town: Town) -> None:
    """No page has to think of it: whatever it asks for, it is asked within bounds."""
    with town.db.read() as session:
        assert numbered(session, Board, "9" * 30) is None
    for asked in (select(Board).where(Board.version == 10**30), select(Person).where(Person.userid == "\ud800")):
        with town.db.read() as session, pytest.raises(BadInput), within_bounds():
            session.scalars(asked).all()


BODIES = ("/logout", "/m/text-size", f"/m/boards/{THIRD}/approval", "/console/uploads/to/tasks")


@pytest.mark.parametrize("address", BODIES)
@pytest.mark.parametrize("who", [None, SECRETARY])
def test_nobody_has_more_read_than_the_largest_file(town: Town, who: str | None, address: str) -> None:
    """It is refused by what it says of its length, before anything of it is read, whoever sends it."""
    answer = town.visitor(who).client.post(
        address,
        base_url=PUBLIC_URL,
        data=b"x" * (LARGEST_FILE + LARGEST_FORM + 1),
        content_type="multipart/form-data; boundary=part",
        headers={"Referer": f"{PUBLIC_URL}m/"},
    )
    assert (answer.status_code, "<h1>" in answer.text) == (413, True)


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_refused_with_a_sentence(town: Town) -> None:
    """The console takes what offices have; beyond it, a sentence says how much may be handed in."""
    clerk = town.visitor(CLERK)
    token = clerk.hidden("/console/uploads")["csrf_token"]

    def handed_in(size: int) -> tuple[int, bool]:
        parts = (b'name="csrf_token"\r\n\r\n' + token.encode(), b'name="file"; filename="a.csv"\r\n\r\n' + b"x" * size)
        body = b"".join(b"--part\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--part--"
        kind, referrer = "multipart/form-data; boundary=part", {"Referer": f"{PUBLIC_URL}console/"}
        address = "/console/uploads/to/tasks"
        with clerk.client.post(address, base_url=PUBLIC_URL, data=body, content_type=kind, headers=referrer) as answer:
            return answer.status_code, "太大" in answer.get_data(as_text=True)

    assert [handed_in(LARGEST_FILE), handed_in(LARGEST_FILE + 1)] == [(422, False), (422, True)]
