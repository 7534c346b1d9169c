"""Every command, target, file, address and setting that a document names is there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from app import create_app
from bot.settings import SECRETS, Settings
from docs.fields import PAGE as FIELDS
from docs.fields import reference
from docs.one_page import PAGE as SHEET
from docs.one_page import one_page
from tests.worlds.documents import PAGES, ROOT, lines_of_code, named, text_of

# Its examples are a form, a page, a table … that do not exist.
EXAMPLES = ROOT / "docs/adding.md"
each_page = pytest.mark.parametrize("page", PAGES, ids=named)
APP = create_app({})
# Flask's own; and what the guides speak of already.
OTHERS = {"run", "shell"}
# What ends a command on a line: another one, or a remark.
_ENDS = {";", "&&", "|", "#", "…", "·"}
_COMMAND = re.compile(r"(?:flask|honghui) ([a-z-].*)")


def commands(line: str) -> Iterator[list[str]]:
    """Find the words behind each `flask` of a line."""
    for part in re.split(r"(?<![\w-])(?=flask )|(?<=sudo )(?=honghui )", line):
        if found := _COMMAND.match(part):
            words = shlex.split(found[1].replace("'", ""), comments=True)
            yield [*takewhile(lambda word: word not in _ENDS, words)]


def missing(words: list[str]) -> str:
    """Say what of a command there is not; nothing where all of it is there."""
    found: list[click.Command] = [APP.cli]
    for at, word in enumerate(words):
        if not isinstance(found[0], click.Group):
            options = {option for one in found for parameter in one.params for option in parameter.opts}
            unknown = [one for one in words[at:] if re.match(r"\[?--\w", one) and _option(one) not in options]
            return f"{unknown[0]} is no option" if unknown else ""
        if re.match(r"--help|[A-Z]|[^\x00-\x7f]", word):
            return ""
        one_of = word.split("|")
        context = click.Context(found[0])
        below = [found[0].get_command(context, one) for one in one_of]
        if None in below:
            return "" if word in OTHERS else f"{word} is no command"
        found = [one for one in below if one]
    return ""


def _option(word: str) -> str:
    return re.sub(r"=.*", "", word.strip("[],.…"))


@each_page
def test_every_flask_command_is_there(page: Path) -> None:
    wrong = [f"{line}: {what}" for line in lines_of_code(page) for words in commands(line) if (what := missing(words))]
    assert wrong == []


def test_a_command_that_is_not_there_would_be_found() -> None:
    assert [missing(words) for words in commands("flask slips frobnicate")] == ["frobnicate is no command"]
    assert [missing(words) for words in commands(".venv/bin/flask board draft 2026-Q3 --forever")] == [
        "--forever is no option"
    ]
    assert [missing(words) for words in commands("cd x && flask year draft|review 2026 --as U")] == [""]


@each_page
def test_every_target_of_make_is_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    said = {found for line in lines_of_code(page) for found in re.findall(r"^make ([a-z]+)", line)}
    assert said <= targets


@each_page
def test_every_file_a_page_leads_to_is_there(page: Path) -> None:
    said = re.findall(r"\]\(([^)#:…]+)(?:#[^)]*)?\)", text_of(page))
    assert [one for one in said if not (page.parent / unquote(one)).exists()] == []


@each_page
def test_every_file_of_ours_that_a_page_names_is_there(page: Path) -> None:
    ours = r"(?:rules|models|services|bot|handlers|scheduler|demo|simulator|tests|deploy|docs|migrations)"
    said = {
        found
        for line in lines_of_code(page)
        for found in re.findall(rf"^({ours}/[\w/.-]+\.(?:py|yaml|md|txt|html|css))$", line)
    }
    assert page == EXAMPLES or [one for one in sorted(said) if not (ROOT / one).exists()] == []


@pytest.mark.parametrize("guide", ["docs/operations.md", "docs/运维手册.md"])
def test_every_setting_stands_in_the_guide(guide: str) -> None:
    text = text_of(ROOT / guide)
    known = {name.upper() for name in Settings.model_fields}
    assert [name for name in {*known, *SECRETS} if f"`{name}`" not in text] == []


def test_the_reference_of_data_files_is_that_of_today() -> None:
    assert FIELDS.read_text(encoding="utf-8") == reference(), "run `make fields`"


def test_the_sheet_in_large_type_is_that_of_the_product() -> None:
    assert SHEET.read_text(encoding="utf-8") == one_page(), "run `make fields`"
