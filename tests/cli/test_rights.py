"""Every `flask` command states a right, and whoever it is run as has to have it."""

import ast
from collections.abc import Iterator

import click
import pytest
from flask import Flask

from app import create_app
from bot.db import Database
from bot.errors import NoRight
from handlers.cli.reporting import acting_person
from handlers.cli.rights import line
from services.rights.asking import may
from services.rights.stated import right_of
from services.rights.table import Right
from tests.services.rights.test_table import NOW
from tests.worlds.browsers import environ
from tests.worlds.phones import TestClock
from tests.worlds.recorded_quarters import person
from tests.worlds.sources import functions_that_call, tree_of
from tests.worlds.who_may import PEOPLE


def commands(group: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """List the commands below a group by what is typed."""
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            one = group.get_command(context, name)
            assert one is not None
            yield from commands(one, f"{path} {name}".strip())
    else:
        yield path, group


@pytest.fixture
def app(town: Database) -> Flask:
    made = create_app(environ(town.url.render_as_string(hide_password=False)))
    vars(made.extensions["honghui"]).update(db=town, clock=TestClock(NOW))
    return made


def test_every_command_states_a_right(app: Flask) -> None:
    found = dict(commands(app.cli))
    assert len(found) > 40
    unstated = [path for path, one in found.items() if right_of(one.callback) is None]
    assert unstated == [], "put @acting_as(Right.…) above these, or @states(Right.OPERATE) where they only look"


def test_a_command_without_as_is_for_who_works_on_the_machine_and_no_other(app: Flask) -> None:
    for path, one in commands(app.cli):
        acts = "userid" in {parameter.name for parameter in one.params}
        assert (right_of(one.callback) is Right.OPERATE) is not acts, path


# What changes something without saying who: whoever works on the machine answers for it.
CHANGED_BY_THE_MACHINE = {
    "handlers/cli/restoring.py release_copy": "whether a database that was put back on this machine may send",
    "handlers/cli/chats.py add": "an address of the installation",
    "handlers/cli/chats.py edition": "an address of the installation",
    "handlers/cli/clock.py accept_the_clock": "the machine's own clock",
    "handlers/cli/daily_records.py load": "each row names who recorded it",
    "handlers/cli/holidays.py load": "the State Council's days, the same for every town",
    "handlers/cli/office.py first": "the first person, before there is anybody",
    "handlers/cli/township.py load": "the register, before there is anybody in it",
    "scheduler/cli.py upgrade_database": "the tables themselves",
}


def test_who_changes_something_is_said_by_as() -> None:
    changing = {
        one
        for one in functions_that_call("begin", "do")
        if one.startswith(("handlers/cli/", "scheduler/cli.py")) and _operates(one)
    }
    assert changing == set(CHANGED_BY_THE_MACHINE), "put @acting_as(Right.…) above it instead of Right.OPERATE"


def _operates(function: str) -> bool:
    path, _, name = function.partition(" ")
    body = next(node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef) and node.name == name)
    return any("Right.OPERATE" in ast.unparse(one) for one in body.decorator_list)


def test_a_command_is_run_as_whoever_the_table_names(app: Flask, town: Database) -> None:
    acting = [one for _, one in commands(app.cli) if right_of(one.callback) is not Right.OPERATE]
    with app.app_context(), town.read() as session:
        for one in acting:
            right = right_of(one.callback)
            assert right
            for userid in PEOPLE.values():
                with click.Context(one):
                    if may(session, person(session, userid), right, NOW):
                        acting_person(session, userid)
                    else:
                        with pytest.raises(NoRight, match=right.value.refusal):
                            acting_person(session, userid)


def test_a_new_command_without_a_right_would_be_found() -> None:
    @click.command()
    def forgotten() -> None:
        """Do something nobody thought of."""

    assert right_of(forgotten.callback) is None


def test_the_table_is_printed_line_by_line(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["rights"])
    assert said.exit_code == 0
    assert said.output.splitlines() == [line(right) for right in Right]
    assert "审核自查：组织办干事、组织办主任；在该党组织任职的回避，没有其他同志可以办理的除外" in said.output
