"""Members, departments and the app itself (protocol section 9), inside the visible range."""

import hashlib
from typing import Any

from simulator.api.call import OK, Call, Endpoint, decimal
from simulator.codes import ApiError
from simulator.config import PRIVATE_FIELDS, AgentConfig, DepartmentConfig, MemberConfig
from simulator.state.world import World

_ACTIVATED, _NOT_ACTIVATED = 1, 4


def get_user(world: World, call: Call) -> dict[str, Any]:
    """Return one member; outside the visible range nobody is known."""
    userid = call.args.get("userid", "")
    if not userid:
        raise ApiError(41009)
    member = world.directory.visible(userid)
    if member is None:
        raise ApiError(60111)
    return {**OK, **_details(call, member)}


def simple_list(world: World, call: Call) -> dict[str, Any]:
    """Return the members of one department, not of those below it."""
    found = world.directory.in_department(_department(world, call, "department_id").id)
    return {**OK, "userlist": [_name_card(member) for member in found]}


def full_list(world: World, call: Call) -> dict[str, Any]:
    """Return the members of one department with the fields of user/get."""
    found = world.directory.in_department(_department(world, call, "department_id").id)
    return {**OK, "userlist": [{**_details(call, member), "english_name": ""} for member in found]}


def department_list(world: World, call: Call) -> dict[str, Any]:
    """Return a department and all below it, or all."""
    found = [
        {"id": one.id, "name": one.name, "name_en": "", "department_leader": [], **_place(one)}
        for one in _below(world, call)
    ]
    return {**OK, "department": found}


def department_simple_list(world: World, call: Call) -> dict[str, Any]:
    """Return the same as ids only."""
    return {**OK, "department_id": [{"id": one.id, **_place(one)} for one in _below(world, call)]}


def list_ids(_world: World, _call: Call) -> dict[str, Any]:
    """Refuse: user/list_id is only for the secret of the contact-sync assistant, and apps have another."""
    raise ApiError(48002, "user/list_id wants the contact-sync secret")


def convert_to_openid(world: World, call: Call) -> dict[str, Any]:
    """Return the name under which WeChat's payments know a member; the same one each time."""
    userid = call.text("userid")
    if not userid:
        raise ApiError(41009)
    member = world.directory.visible(userid)
    if member is None:
        raise ApiError(60111)
    named = f"{world.config.corp_id}:{member.userid.lower()}".encode()
    return {**OK, "openid": f"o{hashlib.sha256(named).hexdigest()[:27]}"}


def list_agents(_world: World, call: Call) -> dict[str, Any]:
    """List the apps the token belongs to: of a self-built app itself and no other."""
    agent = call.agent
    return {**OK, "agentlist": [{"agentid": agent.agentid, "name": agent.name, "square_logo_url": ""}]}


def list_tags(_world: World, _call: Call) -> dict[str, Any]:
    """List the tags an app may see: this company has none."""
    return {**OK, "taglist": []}


def get_agent(world: World, call: Call) -> dict[str, Any]:
    """Return the app the token belongs to."""
    agent = call.agent
    if call.args.get("agentid") != str(agent.agentid):
        raise ApiError(301002 if call.args.get("agentid", "") in map(str, world.agents) else 40056)
    domains = world.settings.oauth_domains
    return {
        **OK,
        "agentid": agent.agentid,
        "name": agent.name,
        "square_logo_url": "",
        "description": "",
        "allow_userinfos": {"user": [{"userid": member.userid} for member in world.directory.reachable()]},
        "allow_partys": {"partyid": _range_of(world, agent)},
        "allow_tags": {"tagid": []},
        "close": int(agent.closed),
        "redirect_domain": domains[0] if domains else "",
        "report_location_flag": 0,
        "isreportenter": 1,
        "home_url": agent.home_url,
    }


def _range_of(world: World, agent: AgentConfig) -> list[int]:
    """Name the departments of an app's visible range: the root, or without it those directly below."""
    departments = world.directory.departments.values()
    roots = {one.id for one in departments if one.parentid == 0}
    return [one.id for one in departments if (one.id if agent.root_range else one.parentid) in roots]


def _name_card(member: MemberConfig) -> dict[str, Any]:
    departments = list(member.departments)
    return {"userid": member.userid, "name": member.name, "department": departments, "open_userid": ""}


def _details(call: Call, member: MemberConfig) -> dict[str, Any]:
    """Return the fields of user/get; apps made after June 2022 do not get the private ones."""
    count = len(member.departments)
    details = {
        **_name_card(member),
        "order": [0] * count,
        "position": member.position,
        "is_leader_in_dept": [0] * count,
        "direct_leader": [],
        "telephone": "",
        "alias": "",
        "main_department": member.departments[0] if member.departments else 0,
        "extattr": {"attrs": []},
        "status": _ACTIVATED if member.joined else _NOT_ACTIVATED,
        "external_position": "",
        "external_profile": {},
    }
    if call.agent.created_before_2022:
        details.update({name: member.private.get(name, "") for name in PRIVATE_FIELDS})
    return details


def _department(world: World, call: Call, name: str) -> DepartmentConfig:
    number = decimal(call.args.get(name, ""))
    if number is None:
        raise ApiError(60123)
    department = world.directory.departments.get(number)
    if department is None:
        raise ApiError(60003)
    return department


def _below(world: World, call: Call) -> list[DepartmentConfig]:
    departments = world.directory.departments
    if not call.args.get("id"):
        return list(departments.values())
    wanted = world.directory.below(_department(world, call, "id").id)
    return [one for one in departments.values() if one.id in wanted]


def _place(department: DepartmentConfig) -> dict[str, Any]:
    return {"parentid": department.parentid, "order": department.id}


ENDPOINTS = {
    "user/get": Endpoint("GET", get_user),
    "user/simplelist": Endpoint("GET", simple_list),
    "user/list": Endpoint("GET", full_list),
    "user/list_id": Endpoint("POST", list_ids),
    "department/list": Endpoint("GET", department_list),
    "department/simplelist": Endpoint("GET", department_simple_list),
    "user/convert_to_openid": Endpoint("POST", convert_to_openid),
    "agent/get": Endpoint("GET", get_agent),
    "agent/list": Endpoint("GET", list_agents),
    "tag/list": Endpoint("GET", list_tags),
}
