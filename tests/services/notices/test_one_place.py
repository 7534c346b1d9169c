"""Who of a branch hears is decided in one place: a message that picks its own officer fails here."""

import ast

from tests.worlds.sources import attributes_of, files_that_name, functions_that_call, name_of, sources, tree_of

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
    "services/notices/branches.py": "this is the place, also for whose secretaries belong into a group chat",
}


def test_who_of_a_branch_hears_is_asked_in_one_place() -> None:
    roles = ("officers", "officers_of", "SLIP_RECIPIENTS", "SECRETARY", "DEPUTY", "BRANCH_ORG_COMMISSIONER")
    looking = {one for one in files_that_name(*roles) if _imports(one, *roles)}
    assert looking == set(LOOK_FOR_OFFICERS), (
        "to tell a branch something, call tell_branch of services/notices/branches.py"
    )


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
    "services/notices/rectifications.py _push": "the branch, chosen by branches.py",
    "services/notices/rectifications.py tell_group": "the group",
    "services/slips/slips.py _letter": "the branch, chosen by branches.py",
    "services/duties/notices.py _tell": "whose turn it is",
    "services/duties/reminding.py remind": "whose turn it is, reminded by the office",
    "services/notices/roles.py tell": "who holds an office in the town",
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
    kinds = {ast.unparse(given) for one in calls for given in (*one.args[:1], *(named.value for named in one.keywords))}
    return "'member'" in kinds


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
