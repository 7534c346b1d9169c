"""Code and wording hold together: every block that is named exists, every word we ask for is understood."""

import ast
import importlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.forms import BACK, CONFIRM, SUBMIT, Form, tidy
from bot.parts import LONGEST_MESSAGE
from bot.terms import usual_terms
from bot.wording import TEMPLATES, blocks
from handlers.commands import CANCELLING, COMMANDS
from handlers.commands.help import SUBJECTS
from handlers.forms import FORMS
from models.outbox import OutboxMessage
from models.slips import slips_of
from rules.cases import BONUS_CLAIM, CONSEQUENCE, MEASURE, ORDER, OVERHAUL
from rules.slip_words import BEGIN
from services.daily_records.loading import load_records
from services.office_files.mistakes import WORDING as MISTAKES
from services.rights.table import Right
from services.slips.issuing import issue
from services.slips.messages import LONGEST_LIST, items_on_card
from services.township.file import TownshipFile
from tests.worlds.phones import OCTOBER, World, beijing
from tests.worlds.recorded_quarters import made_up_records
from tests.worlds.records import read_records
from tests.worlds.sources import tree_of

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path for folder in ("bot", "services", "handlers", "scheduler") for path in (ROOT / folder).rglob("*.py")
)
TEXTS = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".txt", ".json"))
PAGES = sorted(TEMPLATES.rglob("*.html"))
JINJA = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
MARKUP = re.compile(r"<style.*?</style>|<script.*?</script>|<[^>]*>", re.DOTALL)

# How a reader leaves it to another one to understand.
HANDS_ON = r"\b{reader}\(.*\)\.read\(|^class \w+\({reader}\)"

Call = tuple[str, str, str]


def module_of(path: Path) -> object:
    return importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(tree_of(path)))


@cache
def texts() -> set[str]:
    """List every text that stands in code."""
    constants = (node for path in SOURCES for node in nodes(path) if isinstance(node, ast.Constant))
    return {node.value for node in constants if isinstance(node.value, str)}


@cache
def beginnings() -> tuple[str, ...]:
    """List how blocks begin that code or a template puts together: f"state_{…}" in one, "state_" ~ … in the other."""
    built = (
        node.values[0] for path in SOURCES for node in nodes(path) if isinstance(node, ast.JoinedStr) and node.values
    )
    in_code = {one.value for one in built if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    said = "".join(path.read_text(encoding="utf-8") for path in [*TEXTS, *PAGES])
    in_templates = set(re.findall(r"[\"'](\w+_)[\"'] ~", said))
    return tuple(sorted(one for one in in_code | in_templates if re.fullmatch(r"[a-z]\w*_", one)))


@cache
def built_whole() -> frozenset[str]:
    """List the templates of which code puts a block's name together from its beginning on: f"{kind}_{value}"."""
    return frozenset(
        template
        for path in SOURCES
        for call in calls(path, "word")
        if len(call.args) > 1 and isinstance(call.args[1], ast.JoinedStr) and (template := text_of(call.args[0], path))
        if isinstance(call.args[1].values[0], ast.FormattedValue)
    )


@cache
def calls_by_name(path: Path) -> Mapping[str, list[ast.Call]]:
    found = defaultdict(list)
    for node in nodes(path):
        if isinstance(node, ast.Call):
            found[node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")].append(node)
    return found


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    for name in names:
        yield from calls_by_name(path).get(name, ())


def text_of(node: ast.expr, path: Path) -> str | None:
    """Read an argument: a text itself, or the name of a constant that holds one."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Attribute) and node.attr == "wording" and isinstance(node.value, ast.Name):
        named = getattr(module_of(path), node.value.id, None)
        return named.wording if named else wording_of_form_in(path)
    held = getattr(module_of(path), node.id, None) if isinstance(node, ast.Name) else None
    return held if isinstance(held, str) else None


def wording_of_form_in(path: Path) -> str | None:
    """Name the wording of the form whose class a file holds."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return next((form.wording for form in FORMS if type(form).__module__ == module), None)


def said_blocks() -> Iterator[Call]:
    """List every template and block that code names outright, with where it does."""
    for path in SOURCES:
        for call in calls(path, "word", "say"):
            said = [text_of(argument, path) for argument in call.args[:2]]
            if len(said) > 1 and said[0] and said[1] and (TEMPLATES / said[0]).is_file():
                yield str(path.relative_to(ROOT)), said[0], said[1]
        yield from (*said_by_its_form(path), *said_of_cells(path))
        for call in calls(path, "tell_office", "tell_undelivered"):
            if block := text_of(call.args[1], path):
                yield str(path.relative_to(ROOT)), "notices/office.txt", block
        for call in calls(path, "NoRight", "NotFound", "NotNow", "BadInput"):
            if block := text_of(call.args[0], path):
                yield str(path.relative_to(ROOT)), "notices/refusals.txt", block
        for call in calls(path, "_remind"):
            if block := text_of(call.args[2], path):
                yield str(path.relative_to(ROOT)), "slips/reminders.txt", block


def said_of_cells(path: Path) -> Iterator[Call]:
    """List what is said of a cell of a file that cannot be taken: Unclear("missing")."""
    for call in calls(path, "Unclear") if path.is_relative_to(ROOT / "services") else ():
        of = next((one.value for one in call.keywords if one.arg == "wording"), ast.Constant(MISTAKES))
        template, block = text_of(of, path), text_of(call.args[0], path)
        if template and block:
            yield str(path.relative_to(ROOT)), template, block


def said_by_its_form(path: Path) -> Iterator[Call]:
    """List what a form says out of its own file: self.word("reasons")."""
    wording = wording_of_form_in(path)
    for call in calls(path, "word"):
        if wording and isinstance(call.func, ast.Attribute) and (block := text_of(call.args[0], path)):
            yield str(path.relative_to(ROOT)), wording, block


@cache
def all_said() -> list[Call]:
    return sorted(set(said_blocks()))


def test_the_search_finds_what_is_said() -> None:
    assert len(all_said()) > 60
    assert ("services/slips/reminders.py", "slips/reminders.txt", "overdue") in all_said()
    assert ("handlers/commands/slips.py", "notices/chat.txt", "progress") in all_said()


def test_every_block_that_is_said_exists() -> None:
    assert [one for one in all_said() if one[2] not in blocks(one[1])] == []


def test_no_wording_lies_about_unused() -> None:
    said = defaultdict(set)
    for _, template, block in all_said():
        said[template].add(block)
    assert {template: left for template in said if (left := unsaid(template, said[template] | texts()))} == {}


def unsaid(template: str, said: set[str]) -> set[str]:
    """List the blocks of a template that nobody says."""
    if template in built_whole():
        return set()
    left = blocks(template) - said - {f"{block}_heading" for block in said}
    if template == "rights/table.txt":
        left -= {f"right_{right.name.lower()}" for right in Right}
        left -= {f"who_{who.replace(':', '_')}" for right in Right for who in right.value.who}
    return {block for block in left if not block.startswith(beginnings())}


def blocks_needed(form: Form) -> set[str]:
    """List the blocks a form asks for: its questions, its read-back, and why its readers do not understand."""
    path = ROOT / (type(form).__module__.replace(".", "/") + ".py")
    asked = {str(text_of(call.args[1], path)) for call in calls(path, "Question")}
    source = path.read_text(encoding="utf-8")
    readers = {name for name in reader_reasons() if re.search(rf"\b{name}\b", source)}
    reasons = set().union(*(reader_reasons()[name] for name in readers))
    shown = {"help"} if form.words else set()
    return asked | reasons | shown | {"read_back", "only_confirm_counts", "not_complete", "cancelled"}


@cache
def reader_reasons() -> dict[str, set[str]]:
    """List for each reader the reasons it gives, those of the readers it hands on to included."""
    classes = [
        node
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(one, ast.FunctionDef) and one.name == "read" for one in node.body)
    ]
    written = {node.name: ast.unparse(node) for node in classes}
    own = {name: set(re.findall(r"Unclear\('(\w+)'", text)) for name, text in written.items()}
    return {
        name: own[name].union(*(own[one] for one in written if re.search(HANDS_ON.format(reader=one), text)))
        for name, text in written.items()
    }


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_has_all_its_wording(form: Form) -> None:
    assert blocks_needed(form) - blocks(form.wording) == set(), f"write these blocks into templates/{form.wording}"


def test_a_form_with_words_of_its_own_says_who_may_open_it() -> None:
    opened = [form for form in FORMS if form.words or form.sentence]
    assert opened
    assert all(isinstance(form.right, Right) for form in opened)


def test_the_reasons_of_readers_are_found() -> None:
    assert reader_reasons()["PastDay"] == {"wrong_past_day"}
    assert reader_reasons()["Choice"] == {"wrong_choice", "wrong_empty", "wrong_too_long"}


def in_the_usual_terms(path: Path) -> str:
    """Read a template with the names in it that a town gives its lists and bodies, as they are where it gives none."""

    def said(found: re.Match[str]) -> str:
        return str(getattr(usual_terms(), found[1], ""))

    text = re.sub(r"[\"'] ~ terms\.(\w+) ~ [\"']", said, path.read_text(encoding="utf-8"))
    return re.sub(r"{{ terms\.(\w+) }}", said, text)


def test_nothing_we_say_shouts_or_presses() -> None:
    said = {path: MARKUP.sub("", JINJA.sub("", path.read_text(encoding="utf-8"))) for path in [*TEXTS, *PAGES]}
    loud = ("!", "！", "尽快", "务必", "立即", "马上回复")
    assert [(path.name, one) for path, text in said.items() for one in loud if one in text] == []


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
