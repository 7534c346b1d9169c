"""The two pages on which a member agrees to open an app's page: OAuth and web login (protocol section 10)."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, abort, redirect, render_template, request

from simulator.api.call import decimal
from simulator.api.gateway import the_world
from simulator.api.sign_in import issue_code
from simulator.codes import ApiError, errmsg_of, explanation_of
from simulator.config import MemberConfig
from simulator.state.world import World

blueprint = Blueprint("sign_in", __name__)
_LONGEST_STATE = 128
# Who scans the next code in this browser, and how long the browser has to ask for one.
_AT_DESK = "simulator_at_desk"
_SCANNED_SECONDS = 60


@blueprint.get("/connect/oauth2/authorize")
def authorize() -> Response:
    """Stand in for the page inside WeCom; there the member is known, here one chooses who to be."""
    return _choose("authorize", needs_agent=False)


@blueprint.get("/wwlogin/sso/login")
def web_login() -> Response:
    """Stand in for the QR code on a desktop."""
    return _choose("login", needs_agent=True)


@blueprint.get("/screens/<int:number>")
def open_screen(number: int) -> Response:
    """Open a desktop of the bench: the next sign-in of this browser is its member's, as if the code were scanned."""
    screens = the_world().config.screens
    if number >= len(screens):
        abort(404)
    answer = redirect(screens[number].url)
    answer.set_cookie(_AT_DESK, screens[number].userid, max_age=_SCANNED_SECONDS, httponly=True, samesite="Lax")
    return answer  # type: ignore[return-value]


def _choose(occasion: str, needs_agent: bool) -> Response:
    """Show everybody, or go back with a code when `as` says who it is."""
    world = the_world()
    with world.lock:
        try:
            agentid = _check(world, needs_agent)
            userid = request.args.get("as") or request.cookies.get(_AT_DESK, "")
            if userid:
                answer = redirect(_back(world, userid, agentid))
                answer.delete_cookie(_AT_DESK)
                return answer  # type: ignore[return-value]
        except ApiError as error:
            text, meaning = error.detail or errmsg_of(error.code), explanation_of(error.code)
            page = render_template("sign_in_error.html", code=error.code, text=text, meaning=meaning)
            return Response(page, 200)
        asked = [(name, value) for name, value in request.args.items(multi=True) if name != "as"]
        people = sorted(world.directory.reachable(), key=_tapped_last)
        links = [(member, "?" + urlencode([*asked, ("as", member.userid)])) for member in people]
        agent = world.agent(agentid)
        return Response(render_template("sign_in.html", links=links, agent=agent, occasion=occasion))


def _tapped_last(member: MemberConfig) -> bool:
    """Put the member on whose phone a link was tapped before all others (sorting is stable)."""
    return member.userid.lower() != request.cookies.get("simulator_member", "").lower()


def _check(world: World, needs_agent: bool) -> int | None:
    args = request.args
    if args.get("appid") != world.config.corp_id:
        raise ApiError(40013)
    agentid = decimal(args["agentid"]) or 0 if args.get("agentid") else None
    if agentid not in world.agents and (needs_agent or agentid is not None):
        raise ApiError(40056)
    state = args.get("state", "")
    if len(state) > _LONGEST_STATE:
        raise ApiError(40035, "state takes at most 128 bytes")
    if _domain(args.get("redirect_uri", "")) not in world.settings.oauth_domains:
        raise ApiError(50001)
    return agentid


def _domain(url: str) -> str:
    """Return host:port of an address, empty when it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    clean = url.isprintable() and parts.scheme in ("http", "https") and "@" not in parts.netloc and "\\" not in url
    return parts.netloc if clean else ""


def _back(world: World, userid: str, agentid: int | None) -> str:
    member = world.directory.visible(userid)
    if member is None:
        raise ApiError(60011)
    args = request.args
    private = args.get("scope") == "snsapi_privateinfo" and agentid is not None
    parts = urlsplit(args.get("redirect_uri", ""))
    query = parse_qsl(parts.query, keep_blank_values=True)
    query += [("code", issue_code(world, member.userid, agentid, private)), ("state", args.get("state", ""))]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))
