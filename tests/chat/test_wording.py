"""Code and wording hold together: every block that is named exists, and none lies about unused."""

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from bot.forms import Form
from bot.wording import TEMPLATES, blocks
from handlers.forms import FORMS
from services.office_files.mistakes import WORDING as MISTAKES
from services.rights.table import Right
from tests.worlds.sources import tree_of

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path for folder in ("bot", "services", "handlers", "scheduler") for path in (ROOT / folder).rglob("*.py")
)
TEXTS = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".txt", ".json"))
PAGES = sorted(TEMPLATES.rglob("*.html"))
JINJA = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
MARKUP = re.compile(r"<style.*?</style>|<script.*?</script>|<[^>]*>", re.DOTALL)
# "联系" with the office's bare name behind it; office_to_ring() names it with its number.
WITHOUT_TELEPHONE = re.compile(r"联系\W*terms\.(?:town_)?office\b")

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
        yield from (*said_by_its_form(path), *said_of_cells(path), *said_of_lengths(path))
        for call in calls(path, "tell_office", "tell_undelivered"):
            if block := text_of(call.args[1], path):
                yield str(path.relative_to(ROOT)), "notices/office.txt", block
        for call in calls(path, "NoRight", "NotFound", "NotNow", "BadInput"):
            if block := text_of(call.args[0], path):
                yield str(path.relative_to(ROOT)), "notices/refusals.txt", block
        for call in calls(path, "_remind"):
            if block := text_of(call.args[2], path):
                yield str(path.relative_to(ROOT)), "slips/reminders.txt", block


def said_of_lengths(path: Path) -> Iterator[Call]:
    """List what is said of a text that is too long: bounded(remark, 200, "remark_too_long")."""
    for name, at in (("bounded", 2), ("needed", 3)):
        for call in calls(path, name):
            if block := text_of(call.args[at], path) if len(call.args) > at else "text_too_long":
                yield str(path.relative_to(ROOT)), "notices/refusals.txt", block


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


def test_people_are_spoken_to_in_plain_words() -> None:
    said = {path: MARKUP.sub("", JINJA.sub("", path.read_text(encoding="utf-8"))) for path in [*TEXTS, *PAGES]}
    stiff = ("即可", "届时", "请知悉", "则不公开", "你单位", "已于", "须另行")
    assert [(path.name, one) for path, text in said.items() for one in stiff if one in text] == []


def test_whoever_is_sent_to_the_office_is_told_its_telephone_where_there_is_one() -> None:
    said = {path: path.read_text(encoding="utf-8") for path in [*TEXTS, *PAGES]}
    assert [(path.name, one) for path, text in said.items() for one in WITHOUT_TELEPHONE.findall(text)] == []


def test_nothing_we_say_shouts_or_presses() -> None:
    said = {path: MARKUP.sub("", JINJA.sub("", path.read_text(encoding="utf-8"))) for path in [*TEXTS, *PAGES]}
    loud = ("!", "！", "尽快", "务必", "立即", "马上回复")
    assert [(path.name, one) for path, text in said.items() for one in loud if one in text] == []
