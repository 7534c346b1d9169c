"""Who of a branch hears is decided in one place: a message that picks its own officer fails here."""

import ast
import importlib
from collections.abc import Collection, Iterator

import pytest

from models import appointments
from tests.worlds.sources import attributes_of, files_that_name, functions_that_call, name_of, sources, tree_of

pytestmark = pytest.mark.long

# Who looks for the officers of a branch, and why it is not in order to send something.
LOOK_FOR_OFFICERS = {
    "services/consequences/notices.py": "names the secretary in the draft of an interview, which is never sent",
    "handlers/forms/leave.py": "offers who may stand in",
    "handlers/forms/self_check_filing.py": "offers a name as the responsible person",
    "handlers/intents/needs.py": "says who else of the branch may fill in",
    "services/organizations/ahead.py": "says whose office would end",
    "services/people/appointing.py": "offices that one person holds at a time",
    "services/register_files/headings.py": "the columns of the register",
    "services/register_files/rows.py": "reads the register",
    "services/register_files/comparing_people.py": "reads the register",
    "handlers/console/register/organizations.py": "shows who leads a branch",
    "handlers/console/register/organization_list.py": "shows who leads a branch",
    "handlers/console/register/acts.py": "offers whose appointment ends",
    "services/pages/offices.py": "names who a sheet for paper is for, and who will read an order",
    "services/slips/month_list.py": "lists whom nobody of a branch could be told",
    "services/leaders/branch.py": "names the secretary on a leader's page",
    "services/people/reach.py": "names branches nobody of which has an account",
    "handlers/console/urging.py": "names whom to telephone",
    "services/register/groups.py": "who must not inspect the own branch",
    "services/rights/asking.py": "what somebody is to an organisation",
    "services/rights/conflicts.py": "who is in conflict with a case",
    "services/township/posts.py": "reads the register",
    "services/daily_records/grid.py": "a column of the town's own grid",
    "services/notices/branches.py": "this is the place, also for whose secretaries belong into a group chat",
}


def test_who_of_a_branch_hears_is_asked_in_one_place() -> None:
    roles = ("officers", "officers_of", "SLIP_RECIPIENTS", "SECRETARY", "DEPUTY", "BRANCH_ORG_COMMISSIONER")
    looking = {one for one in files_that_name(*roles) if _imports(one, *roles)}
    looking |= {path for path, tree in sources() if _writes_out(tree, appointments.SLIP_RECIPIENTS)}
    assert looking == set(LOOK_FOR_OFFICERS), (
        "to tell a branch something, call tell_branch of services/notices/branches.py"
    )


def _writes_out(tree: ast.Module, roles: Collection[str]) -> bool:
    """Tell whether a file holds one of the roles as a text: `("secretary",)` asks for them just as well."""
    return any(isinstance(node, ast.Constant) and node.value in roles for node in ast.walk(tree))


def _imports(path: str, *names: str) -> bool:
    """Tell whether a file takes one of these names from the appointments."""
    tree = tree_of(path)
    taken = {
        one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "models.appointments"
        for one in node.names
    }
    return bool(taken & set(names)) or bool(attributes_of(tree, "appointments") & set(names))


# Which function pushes to a member, and who that member is.
PUSH_TO_MEMBERS = {
    "bot/outbox.py answer": "answers to who has just written",
    "services/notices/branches.py _letter": "the branch",
    "services/notices/resending.py send_to_other": "another of the branch, chosen by branches.py",
    "services/notices/resending.py send_again": "whom it was for, once more",
    "bot/outbox.py word_anew": "whom it is for, in other words",
    "services/notices/rectifications.py _push": "the branch, chosen by branches.py",
    "services/notices/rectifications.py tell_group": "the group",
    "services/slips/slips.py _letter": "the branch, chosen by branches.py",
    "services/duties/notices.py _tell": "whose turn it is",
    "services/duties/reminding.py remind": "whose turn it is, reminded by the office",
    "services/notices/roles.py _member": "who holds an office in the town",
    "services/notices/roles.py tell_list": "who holds an office in the town and lacks a list",
    "services/orders/delivery.py _send_copy": "the head of the department, a copy",
    "services/overhauls/help.py _remind": "who helps",
    "services/publications/posts.py _tell_leader": "the leaders",
    "services/publications/recall.py _recall": "who has got what is taken back",
    "services/annual_reviews/posts.py _tell_leaders": "the leaders",
    "services/ballots/ballots.py _ask": "voters, each named by the office",
    "services/ballots/reminding.py _remind": "voters who have not voted",
    "services/uploads/passing_on.py pass_on": "whom the rows of a colleague's own branch are left to",
    "services/suggestions.py _tell": "who made the suggestion",
    "services/leaves/leaves.py _tell": "who was named as stand-in, and who is away",
}


def test_nobody_else_pushes_to_a_member() -> None:
    pushing = {one for one in functions_that_call("Addressee") if _to_member(one)}
    assert pushing == set(PUSH_TO_MEMBERS), "to a branch by tell_branch of branches.py; another member is listed above"


def _to_member(function: str) -> bool:
    path, _, name = function.partition(" ")
    body = next(node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef) and node.name == name)
    calls = [node for node in ast.walk(body) if isinstance(node, ast.Call) and name_of(node.func) == "Addressee"]
    return any(_may_be_member(one) for one in calls)


def _may_be_member(call: ast.Call) -> bool:
    """Tell whether an address may be a member's: it says so, or what it is stands in no text."""
    kinds = [*call.args[:1], *(named.value for named in call.keywords if named.arg in (None, "kind"))]
    return any(not isinstance(one, ast.Constant) or one.value == "member" for one in kinds)


# What of roles.py is asked with the roles themselves.
TOLD_BY = {"tell", "who_lacks_list"}
TOWN_OFFICES = {*appointments.OFFICE, *appointments.LEADERS, appointments.SECRECY_REVIEWER}


def test_whoever_tells_holders_of_offices_tells_those_of_the_town() -> None:
    """Officers of a branch hear by `tell_branch`, which knows who stands in and who is on paper."""
    told = [(where, roles) for path, _ in sources() for where, roles in _roles_told(path)]
    assert len(told) > 10
    assert [where for where, roles in told if not roles or not roles <= TOWN_OFFICES] == []


def _roles_told(path: str) -> Iterator[tuple[str, set[str]]]:
    """List whom a file tells by roles.py, and of whom it asks who lacks a list; nobody where that is unclear."""
    tree = tree_of(path)
    taken = {
        one.asname or one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "services.notices.roles"
        for one in node.names
        if one.name in TOLD_BY
    }
    by_module = {f"roles.{one}" for one in TOLD_BY}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and (name_of(call.func) in taken or ast.unparse(call.func) in by_module):
            yield f"{path} {name_of(call.func)}", set(_resolved(path, call.args[1]))


def _resolved(path: str, given: ast.expr) -> Iterator[str]:
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    if isinstance(given, ast.Tuple):
        for one in given.elts:
            yield from _resolved(path, one)
    elif isinstance(given, ast.Constant):
        yield str(given.value)
    elif isinstance(given, ast.Name):
        held = getattr(module, given.id, None)
        if held is None:
            yield from _each_of(path, given.id)
        else:
            yield from (held,) if isinstance(held, str) else held


def test_whether_a_branch_is_on_paper_is_asked_in_one_place() -> None:
    assert files_that_name("is_on_paper") == {
        "services/notices/branches.py",
        # A late form on paper is no late form.
        "services/annual_reviews/self_checks.py",
        # A list says in a word by which way a slip goes.
        "handlers/console/slips.py",
    }
    asked = {path for path, tree in sources() if "delivery" in attributes_of(tree, "organization")}
    assert asked == set()


def _each_of(path: str, name: str) -> Iterator[str]:
    """List what a loop goes through by this name."""
    for loop in ast.walk(tree_of(path)):
        if isinstance(loop, ast.For) and name_of(loop.target) == name:
            yield from _resolved(path, loop.iter)


def test_these_guards_see_what_they_guard_against() -> None:
    kind_of_another = ast.parse("Addressee(cast('Kind', message.addressee_kind), message.addressee)", mode="eval").body
    assert isinstance(kind_of_another, ast.Call)
    assert _may_be_member(kind_of_another)
    assert _writes_out(ast.parse('roles.tell(session, ("secretary",), WORDING, "block")'), appointments.SLIP_RECIPIENTS)
