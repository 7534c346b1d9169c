"""The timetable agrees with the rule."""

import ast
import re

from rules.policy_checks import PUSHING_HOURS
from scheduler.jobs import OFTEN_IN_WORKING_HOURS, Several, timetable
from tests.worlds.sources import files_that_name, name_of, sources, tree_of


def test_pushing_hours_are_those_of_the_timetable() -> None:
    first, last = re.findall(r"(\d+)-(\d+) \* \* \*", OFTEN_IN_WORKING_HOURS)[0]
    assert (f"{int(first):02}:00", f"{int(last) + 1:02}:00") == PUSHING_HOURS


def test_every_sweep_is_on_the_timetable() -> None:
    """What looks like a sweep is one: it takes a session, the calendar and now, and says how much it did."""
    swept = {name_of(node) for node in ast.walk(tree_of("scheduler/jobs.py")) if isinstance(node, ast.Attribute)}
    sweeps = {
        f"{path} {node.name}"
        for path, tree in sources()
        for node in tree.body
        if path.startswith("services/") and isinstance(node, ast.FunctionDef) and _is_sweep(node)
    }
    assert len(sweeps) > 10
    assert {one for one in sweeps if one.partition(" ")[2] not in swept} == set(), "add its Job to scheduler/jobs.py"


def test_what_works_in_slices_is_called_until_nothing_is_left() -> None:
    in_slices = {getattr(job.sweep, "__module__", "") for job in timetable() if job.in_slices}
    several = {job.sweep.sweep.__module__ for job in timetable() if isinstance(job.sweep, Several)}
    named = {path.removesuffix(".py").replace("/", ".") for path in files_that_name("SLICE")} - {"bot.db"}
    assert in_slices <= named <= in_slices | several


def _is_sweep(function: ast.FunctionDef) -> bool:
    kinds = [ast.unparse(one.annotation) for one in function.args.args if one.annotation]
    returned = ast.unparse(function.returns) if function.returns else ""
    handed, *_ = kinds[3:] or ["Pictures"]
    takes = kinds[:3] == ["Session", "Calendar", "datetime"] and (
        handed == "Pictures" or handed.startswith("Sequence[")
    )
    return takes and returned == "int" and not function.name.startswith("_")
