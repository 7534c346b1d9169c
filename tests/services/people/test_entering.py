"""How people are named and reached: one account and one number a person, two of one name told apart by their branch."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadInput, NoRight, NotFound
from models.people import person_by_userid
from services.people.entering import Contact, change_person, choose_cards, enter_person
from services.people.naming import people_named, person_meant, posts_named
from tests.worlds.month_under_way import NOW, month_under_way
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, person
from tests.worlds.towns import Past
from tests.worlds.watching import refusal

TODAY = NOW.date()


@pytest.fixture
def session(made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    with made_town("sqlite", month_under_way).read() as opened:
        yield opened


def test_two_of_one_name_are_told_apart_by_their_branch(session: Session) -> None:
    with pytest.raises(BadInput) as raised:
        person_meant(session, "王建国", TODAY)
    said = refusal(raised)
    assert "有2位" in said
    assert "柳浜二支部书记" in said
    assert "澄泾二支部书记" in said
    one, other = people_named(session, "王建国")
    assert {person_meant(session, f"王建国（{name}）", TODAY) for name in ("柳浜二支部", "澄泾二支部")} == {one, other}
    assert all(posts_named(session, [one, other], TODAY).values())


def test_a_name_nobody_has_is_said_to_be_none(session: Session) -> None:
    with pytest.raises(NotFound):
        person_meant(session, "赵无名", TODAY)
    assert person_meant(session, "钟　鸣", TODAY).name == "钟鸣"


def test_a_new_telephone_brings_a_new_account_and_cards_are_not_known_to_arrive(session: Session) -> None:
    one = person(session, "zhuyongliang")
    one.sees_cards = True
    assert change_person(
        session, one, Contact("朱永良", "zhuyl2", "154 0000 0011"), "换了手机", person(session, CLERK), NOW
    )
    assert (one.userid, one.phone, one.sees_cards) == ("zhuyl2", "15400000011", False)
    assert person_by_userid(session, "zhuyongliang") is None
    same = Contact("朱永良", "ZhuYL2", "15400000011")
    assert not change_person(session, one, same, "换了手机", person(session, CLERK), NOW)


def test_an_account_and_a_number_belong_to_one_person(session: Session) -> None:
    clerk = person(session, CLERK)
    enter_person(session, Contact("钱大明", "", "15400000200"), "新来", clerk, NOW)
    with pytest.raises(BadInput) as raised:
        enter_person(session, Contact("钱小明", "ZhuYongLiang"), "新来", clerk, NOW)
    assert "是朱永良的" in refusal(raised)
    with pytest.raises(BadInput) as raised:
        enter_person(session, Contact("钱小明", "", "154-0000-0200"), "新来", clerk, NOW)
    assert "是钱大明的" in refusal(raised)


@pytest.mark.parametrize(
    "wrong", [Contact(" "), Contact("钱大明", "账号"), Contact("钱大明", "", "0512-5555"), Contact("钱大明", "a" * 65)]
)
def test_what_is_no_name_account_or_number_is_refused(session: Session, wrong: Contact) -> None:
    with pytest.raises(BadInput):
        enter_person(session, wrong, "新来", person(session, CLERK), NOW)


def test_a_clerk_gives_no_approver_another_account(session: Session) -> None:
    leader = person(session, LEADER)
    wanted = Contact(leader.name, "somebodyelse")
    with pytest.raises(NoRight):
        change_person(session, leader, wanted, "换手机", person(session, CLERK), NOW)
    assert change_person(session, leader, wanted, "换手机", person(session, HEAD), NOW)


def test_card_or_text_is_chosen_for_somebody(session: Session) -> None:
    one = person(session, "zhuyongliang")
    choose_cards(session, one, False, person(session, CLERK), NOW)
    assert not one.gets_cards
