"""Who may see what: every page for everybody who could knock, in every state of the newest board."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app import create_app
from bot.login import RETURN_PATH
from models.organizations import Organization
from services.pages.approvals import seen_as
from services.rights.asking import may
from services.rights.stated import right_of
from services.rights.table import Right
from tests.worlds import browsers as people
from tests.worlds import who_may
from tests.worlds.browsers import BRANCH, NOW, Town, board_of, on_its_way, organization_id
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, THIRD, person

WHO = {
    "anonymous": None,
    "stranger": people.STRANGER,
    "secretary": people.SECRETARY,
    "other secretary": people.OTHER_SECRETARY,
    "supervisor": people.SUPERVISOR,
    "other supervisor": people.OTHER_SUPERVISOR,
    "clerk": CLERK,
    "head": HEAD,
    "leading group": LEADER,
    "town leader": people.TOWN_LEADER,
    "secrecy reviewer": people.SECRECY_REVIEWER,
    "department head": people.DEPARTMENT_HEAD,
}
NAMED = {"quarter": str(THIRD), "organization_id": who_may.BRANCH, "year": "2026", "month": "2026-10"}
NAMED |= {"category": "ZD", "order_id": "1"}
PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
KNOWN = [who for who in WHO if who not in ("anonymous", "stranger")]
BOARD = f"/m/boards/{THIRD}"
RESULT = "/m/results/{branch}/2026-Q3"
FOR_ALL = ["/m/suggestion", "/m/large-type"]
OF_BOARDS = [BOARD, f"{BOARD}?version=1", f"{BOARD}/picture", f"{BOARD}.xlsx"]
OF_APPROVAL = [f"{BOARD}/approval", f"{BOARD}/approval/picture"]
MAY_DECIDE = ["clerk", "head", "leading group", "secrecy reviewer"]
MAY_SEE_RESULT = ["secretary", "supervisor", "clerk", "head", "leading group", "town leader"]
EARLY = ["secretary", "clerk", "head", "leading group"]


def statuses(town: Town, pages: list[str]) -> dict[tuple[str, str], int]:
    """Let everybody open every page."""
    with town.db.read() as session:
        branch = organization_id(session, BRANCH)
    browsers = {who: town.visitor(userid) for who, userid in WHO.items()}
    return {
        (who, page): browser.get(page.format(branch=branch)).status_code
        for who, browser in browsers.items()
        for page in pages
    }


def expected(pages: list[str], allowed: dict[str, int], otherwise: int) -> dict[tuple[str, str], int]:
    """Say what everybody gets: 303 to the sign-in, 403 for strangers, and for the others as told."""
    told = {"anonymous": 303, "stranger": 403, **dict.fromkeys(KNOWN, otherwise), **allowed}
    return {(who, page): status for who, status in told.items() for page in pages}


def test_everybody_signed_in_may_read_a_published_board(town: Town) -> None:
    pages = [*FOR_ALL, *OF_BOARDS]
    assert statuses(town, pages) == expected(pages, {}, 200)
    # Office and leaders begin with the town; whoever speaks for a branch or inspects some, with what waits there.
    inside = dict.fromkeys(["clerk", "head", "leading group", "town leader"], 303)
    assert statuses(town, ["/m/"]) == expected(["/m/"], inside, 200)


def test_a_result_is_for_the_branch_its_group_office_and_leaders(town: Town) -> None:
    assert statuses(town, [RESULT]) == expected([RESULT], dict.fromkeys(MAY_SEE_RESULT, 200), 403)


def test_the_approval_is_for_office_leading_group_and_secrecy_reviewer(town: Town) -> None:
    assert statuses(town, OF_APPROVAL) == expected(OF_APPROVAL, dict.fromkeys(MAY_DECIDE, 200), 403)


@pytest.mark.parametrize("stage", ["draft", "previewed", "reviewed", "checked", "approved"])
def test_before_the_publication_no_board_leaves_the_system(town: Town, stage: str) -> None:
    on_its_way(town, stage)
    assert statuses(town, OF_BOARDS) == expected(OF_BOARDS, {}, 404)


@pytest.mark.parametrize("stage", ["previewed", "reviewed", "checked", "approved"])
def test_from_the_preview_on_a_branch_sees_its_own_score_and_its_group_does_not_yet(town: Town, stage: str) -> None:
    on_its_way(town, stage)
    allowed = {**dict.fromkeys(EARLY, 200), "supervisor": 409, "town leader": 409}
    assert statuses(town, [RESULT]) == expected([RESULT], allowed, 403)


def test_before_the_preview_nobody_sees_a_result(town: Town) -> None:
    on_its_way(town, "draft")
    assert statuses(town, [RESULT]) == expected([RESULT], dict.fromkeys(MAY_SEE_RESULT, 409), 403)


@pytest.mark.parametrize(
    ("stage", "step", "who", "status"),
    [
        ("previewed", "review", "leading group", 303),
        ("previewed", "review", "clerk", 403),
        ("previewed", "review", "secrecy reviewer", 403),
        ("reviewed", "check_secrecy", "secrecy reviewer", 303),
        ("reviewed", "check_secrecy", "leading group", 403),
        ("checked", "approve", "leading group", 303),
        ("checked", "approve", "clerk", 403),
        ("checked", "approve", "secrecy reviewer", 403),
        ("approved", "approve_grey", "leading group", 303),
        ("approved", "approve_grey", "secrecy reviewer", 403),
        ("checked", "approve", "secretary", 403),
        ("checked", "approve", "town leader", 403),
        ("checked", "approve", "department head", 403),
        ("checked", "approve", "stranger", 403),
    ],
)
def test_a_step_is_taken_by_whom_it_belongs_to(town: Town, stage: str, step: str, who: str, status: int) -> None:
    on_its_way(town, stage)
    with town.db.read() as session:
        form = {"step": step, "seen": seen_as(board_of(session)), "checked": "1", "board": "1", "sure": "1"}
    answer = town.visitor(WHO[who]).submits("/m/suggestion", f"{BOARD}/approval", **form)
    assert answer.status_code == status
    with town.db.read() as session:
        board = board_of(session)
        done = {
            "review": board.reviewed_at,
            "check_secrecy": board.secrecy_checked_at,
            "approve": board.approved_at,
            "approve_grey": board.grey_approved_at,
        }[step]
    assert done == (NOW if status == 303 else None)


def views(app: Flask) -> dict[str, Right | None]:
    """List every route by its rule, with the right it states."""
    found = {}
    for rule in app.url_map.iter_rules():
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        found[f"{rule.rule} {method}"] = right_of(app.view_functions[rule.endpoint])
    return found


def test_every_route_states_a_right() -> None:
    # Style sheets and pictures of the pages: Flask's own route, for everybody.
    unstated = [rule for rule, right in views(create_app({})).items() if right is None]
    assert unstated == ["/static/<path:filename> GET"], "put @door.lets_in(Right.…) below the address of the others"


def test_a_page_added_without_a_right_would_be_found() -> None:
    app = create_app({})
    app.add_url_rule("/m/waiting", "waiting", lambda: "everybody's open slips")
    assert views(app)["/m/waiting GET"] is None


def test_what_is_open_to_strangers_is_listed() -> None:
    assert {rule.split()[0] for rule, right in views(create_app({})).items() if right is Right.KNOCK} == {
        "/login",
        f"/{RETURN_PATH}",
        "/logout",
        "/m/text-size",
        "/healthz",
        "/readyz",
        "/metrics",
        "/wecom/callback",
        "/WW_verify_<code>.txt",
    }


def test_every_page_is_for_whom_the_table_names(town: Town) -> None:
    """Of each right, the first page is opened for everybody; of its others for one who may and one who may not."""
    seen: set[tuple[Right, bool]] = set()
    browsers = {who: town.visitor(WHO[who]) for who in KNOWN}
    with town.db.read() as session:
        branch = session.get_one(Organization, organization_id(session, BRANCH))
        for rule in town.app.url_map.iter_rules():
            right = right_of(town.app.view_functions[rule.endpoint])
            if right in (None, Right.KNOCK) or "GET" not in (rule.methods or ()):
                continue
            path = PLACEHOLDER.sub(lambda named: NAMED.get(named[1], "x"), rule.rule)
            # A page that names no organisation is for whoever has the right for any.
            of = branch if "organization_id" in rule.arguments else None
            allowed = {who: may(session, person(session, WHO[who] or ""), right, NOW, of) for who in KNOWN}
            asked = KNOWN if (right, of is None) not in seen else one_of_each(allowed)
            seen.add((right, of is None))
            assert {who: browsers[who].get(path).status_code != 403 for who in asked} == {
                who: allowed[who] for who in asked
            }, path


def test_every_act_of_a_page_is_for_whom_the_table_names(town: Town) -> None:
    """Who may not gets nothing done: of each address another of them sends its form off, with the token of a page."""
    browsers = {who: town.visitor(WHO[who]) for who in KNOWN}
    tokens = {who: browser.hidden("/m/suggestion") for who, browser in browsers.items()}
    done = []
    with town.db.read() as session:
        branch = session.get_one(Organization, organization_id(session, BRANCH))
        able = {who: person(session, WHO[who] or "") for who in KNOWN}
        for number, (rule, right) in enumerate(acts(town.app)):
            of = branch if "organization_id" in rule.arguments else None
            barred = [who for who in KNOWN if not may(session, able[who], right, NOW, of)]
            for who in barred[number % len(barred) :][:1] if barred else []:
                path = PLACEHOLDER.sub(lambda named: NAMED.get(named[1], "1"), rule.rule)
                status = browsers[who].post(path, **tokens[who]).status_code
                # The door keeps out whom a right concerns nowhere; for others it leaves it to the service, which may
                # first say that there is no such matter, or what is missing.
                inside = not right.value.refusal or may(session, able[who], right, NOW)
                done.append((path, who, status, (400, 403, 404) if inside else (403,)))
    assert len(done) > 100
    assert [one for one in done if one[2] not in one[3]] == []


def acts(app: Flask) -> list[tuple[Rule, Right]]:
    """List the addresses that change something, with the right each states; what is open to strangers is not meant."""
    found = ((one, right_of(app.view_functions[one.endpoint])) for one in app.url_map.iter_rules())
    return [(one, right) for one, right in found if right not in (None, Right.KNOCK) and "POST" in (one.methods or ())]


def one_of_each(allowed: dict[str, bool]) -> list[str]:
    """Name the first who may and the first who may not, as far as there are such."""
    return list({is_allowed: who for who, is_allowed in reversed(allowed.items())}.values())
