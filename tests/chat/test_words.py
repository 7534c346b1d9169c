"""Every word we ask for is understood and means one thing; what we say fits into one message."""

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.forms import BACK, CONFIRM, SUBMIT, tidy
from bot.parts import LONGEST_MESSAGE
from bot.terms import usual_terms
from bot.wording import TEMPLATES
from handlers.commands import CANCELLING, COMMANDS
from handlers.commands.help import SUBJECTS
from handlers.forms import FORMS
from models.outbox import OutboxMessage
from models.slips import slips_of
from rules.cases import BONUS_CLAIM, CONSEQUENCE, MEASURE, ORDER, OVERHAUL
from rules.slip_words import BEGIN
from services.daily_records.loading import load_records
from services.slips.issuing import issue
from services.slips.messages import LONGEST_LIST, items_on_card
from services.township.file import TownshipFile
from tests.worlds.phones import OCTOBER, World, beijing
from tests.worlds.recorded_quarters import made_up_records
from tests.worlds.records import read_records

TEXTS = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".txt", ".json"))


def in_the_usual_terms(path: Path) -> str:
    """Read a template with the names in it that a town gives its lists and bodies, as they are where it gives none."""

    def said(found: re.Match[str]) -> str:
        return str(getattr(usual_terms(), found[1], ""))

    text = re.sub(r"[\"'] ~ terms\.(\w+) ~ [\"']", said, path.read_text(encoding="utf-8"))
    return re.sub(r"{{ terms\.(\w+) }}", said, text)


def command_words() -> list[str]:
    return [one for command in (*CANCELLING, *COMMANDS) for one in {tidy(written) for written in command.words}]


def test_every_command_word_means_one_thing() -> None:
    words = command_words()
    assert sorted(words) == sorted(set(words))


def test_no_command_takes_a_word_that_belongs_to_forms() -> None:
    assert not set(command_words()) & (BACK | CONFIRM | SUBMIT | BEGIN - {"自查"})


def test_the_help_names_every_command() -> None:
    pages = [one for subject in SUBJECTS for one in subject.lines(lambda _: True)]
    pages += [form.word("help") for form in FORMS if form.words]
    pages += ["榜单", "意见建议", "文字版", "卡片版", "帮助"]
    named = {tidy(one) for line in pages for one in re.split(r"[\s：；、，。（）]+", line)}
    said_by_themselves = {"谢谢", "收到", "转", "您好"}
    unnamed = {one.words[0] for one in COMMANDS if tidy(one.words[0]) not in named}
    assert unnamed == said_by_themselves, "write their line on the page of their subject in templates/notices/help.txt"


def test_every_word_we_tell_people_to_type_is_understood() -> None:
    told = ((path, one) for path in TEXTS for one in re.findall("回复“([^“”]+)”", in_the_usual_terms(path)))
    first = {(path.name, tidy(re.split(r"[\s{]", one)[0])) for path, one in told if not one.startswith("{")}
    # What answers a slip that asks about a promise stands for itself (tests/chat/test_promises.py).
    understood = {*command_words(), *BACK, *CONFIRM, "改", "补充", "做到了", "都做到了"}
    assert {(where, word) for where, word in first if word not in understood} == set()


@pytest.fixture
def whole_town(world: World, sample_town: TownshipFile) -> World:
    """The sample town with all its invented records of October."""
    text = made_up_records(sample_town, [OCTOBER])[OCTOBER]
    with world.db.begin() as session:
        load_records(session, read_records(text, "october.csv"), world.clock.now())
    return world


@pytest.mark.long
def test_every_message_of_a_month_of_the_sample_town_fits_into_one(whole_town: World) -> None:
    for day in ("02", "04", "05"):
        whole_town.at(f"2026-11-{day} 08:34")
    with whole_town.looking() as session:
        sent = session.scalars(select(OutboxMessage)).all()
    assert len(sent) > 100
    assert {one.state for one in sent} == {"sent"}
    keys = {one.key for one in sent}
    assert not [key for key in keys if key.endswith(":2") and f"{key[:-1]}1" in keys]
    for one in sent:
        body = json.loads(one.body)
        assert len(body.get("text", {}).get("content", "").encode()) <= LONGEST_MESSAGE


@pytest.mark.long
def test_every_slip_of_the_sample_town_fits_on_a_card(world: World, sample_town: TownshipFile) -> None:
    months = [month.month for month in sample_town.monthly_tasks]
    now = beijing("2026-12-01 09:00")
    with world.db.begin() as session:
        for month, text in made_up_records(sample_town, months).items():
            load_records(session, read_records(text, f"{month}.csv"), now)
            issue(session, month, world.bot.calendar, now)
        lists = [items_on_card(slip) for month in months for slip in slips_of(session, month)]
    assert len(lists) > 500
    assert max(map(len, lists)) <= LONGEST_LIST


# Where the steps of a case are told one by one, and the kinds of case told there.
TOLD_BY_STEP = {
    "orders/parts.txt": (ORDER,),
    "bonus_claims/notices.txt": (BONUS_CLAIM,),
    "consequences/parts.txt": (CONSEQUENCE, MEASURE, OVERHAUL),
}


@pytest.mark.parametrize("path", TOLD_BY_STEP)
def test_every_step_of_a_case_has_a_word(path: str) -> None:
    text = (TEMPLATES / path).read_text(encoding="utf-8")
    events = {event for machine in TOLD_BY_STEP[path] for _, event in machine.steps}
    assert {one for one in events if f"'{one}': " not in text} == set()
