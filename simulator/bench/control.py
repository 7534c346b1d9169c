"""The control API under /sim/: clock, steps, faults, switches and apps. JSON in, JSON out."""

from dataclasses import asdict, replace
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.api.gateway import the_world
from simulator.bench.clockwork import await_quiet, clock_json, next_step
from simulator.bench.phones import page_showing
from simulator.bench.reading import read_fields
from simulator.callbacks.delivery import check_url, deliver
from simulator.callbacks.people import CannotDo, Person
from simulator.config import AgentConfig
from simulator.reading import WrongValue
from simulator.state.faults import FaultPlan, read_plan
from simulator.state.world import World

blueprint = Blueprint("control", __name__, url_prefix="/sim")


@blueprint.post("/reset")
def reset() -> Response:
    """Forget everything but the configuration, the clock and the wiring; `now` sets the clock as well."""
    world, fields = the_world(), read_fields()
    now = fields.instant("now", None)
    fields.done()
    with world.lock:
        if now is not None:
            world.clock.move(now)
        world.reset()
        return jsonify(clock_json(world))


@blueprint.get("/clock")
def read_clock() -> Response:
    """Tell the moment shown."""
    return jsonify(clock_json(the_world()))


@blueprint.post("/clock")
def move_clock() -> Response:
    """Set the moment shown; it goes on from there."""
    world, fields = the_world(), read_fields()
    now = fields.instant("now")
    fields.done()
    with world.lock:
        if now is not None:
            world.clock.move(now)
        return jsonify(clock_json(world))


@blueprint.post("/steps/next")
def step() -> Response:
    """Go to the next step of the demonstration: the clock moves, then members type what the step says.

    Whoever asks for a step while the one before is still being said waits: what is said later builds on it.
    """
    world = the_world()
    with world.stepping:
        await_quiet(world)
        told = _take_step(world)
        world.stir()
        return told


def _take_step(world: World) -> Response:
    with world.lock:
        if world.step >= len(world.config.steps):
            raise CannotDo("there is no further step; POST /sim/reset begins again")
        begun = next_step(world)
    speaker = None
    for said in begun.says:
        if speaker not in (None, said.userid):
            # Nobody approves what somebody else has only just typed: answers are in order for each member alone.
            world.stir()
            await_quiet(world)
        speaker = said.userid
        with world.lock:
            callback = Person.at_phone(world, said.userid, None, request.host_url.rstrip("/")).say(said.text)
        deliver(world, callback)
    with world.lock:
        return jsonify(**clock_json(world), page=page_showing(world, begun.phones))


@blueprint.post("/faults")
def order_faults() -> Response:
    """Put fault rules into force instead of those before."""
    world, plan = the_world(), read_plan(read_fields())
    with world.lock:
        world.faults = plan
        return jsonify(rules=len(plan.rules))


@blueprint.delete("/faults")
def clear_faults() -> Response:
    """Let everything work again."""
    world = the_world()
    with world.lock:
        world.faults = FaultPlan()
        return jsonify(rules=0)


@blueprint.post("/tokens/expire")
def expire_tokens() -> Response:
    """End every access token now; `errcode` 40014 or 42001 is what the next call with it gets."""
    world, fields = the_world(), read_fields()
    code = fields.integer("errcode", 42001)
    fields.done()
    if code not in (40014, 42001):
        raise WrongValue(f"errcode must be 40014 or 42001, not {code}")
    with world.lock:
        return jsonify(ended=world.tokens.end_all(world.now(), code))


@blueprint.get("/settings")
def read_settings() -> Response:
    """Tell the switches."""
    return jsonify(asdict(the_world().settings))


@blueprint.put("/settings")
def put_settings() -> Response:
    """Change the switches that are given; trusted_ips may be null."""
    world, fields = the_world(), read_fields()
    with world.lock:
        old = world.settings
        given = "trusted_ips" in fields.data
        trusted = fields.texts("trusted_ips", []) if given and fields.data["trusted_ips"] is not None else None
        changed = replace(
            old,
            oauth_domains=fields.texts("oauth_domains", list(old.oauth_domains)),
            trusted_ips=trusted if given else old.trusted_ips,
            retry_on_non_200=fields.flag("retry_on_non_200", old.retry_on_non_200),
            ignore_card_replies=fields.flag("ignore_card_replies", old.ignore_card_replies),
            drop_after_failures=fields.integer("drop_after_failures", old.drop_after_failures),
            retry_gap=fields.number("retry_gap", old.retry_gap),
            finds_duplicates=fields.flag("finds_duplicates", old.finds_duplicates),
        )
        fields.seen.add("trusted_ips")
        fields.done()
        world.settings = changed
        return jsonify(asdict(world.settings))


@blueprint.get("/agents")
def list_agents() -> Response:
    """List the apps without their secrets."""
    return jsonify(agents=[_agent_json(agent) for agent in the_world().agents.values()])


@blueprint.put("/agents/<int:agentid>")
def put_agent(agentid: int) -> Response:
    """Change callback_url, home_url, root_range or closed of an app."""
    world, fields = the_world(), read_fields()
    with world.lock:
        agent = _agent(world, agentid)
        changed = replace(
            agent,
            callback_url=fields.text("callback_url", agent.callback_url),
            home_url=fields.text("home_url", agent.home_url),
            root_range=fields.flag("root_range", agent.root_range),
            created_before_2022=fields.flag("created_before_2022", agent.created_before_2022),
            closed=fields.flag("closed", agent.closed),
        )
        fields.done()
        if changed.callback_url and not changed.aes_key:
            raise WrongValue(
                f"app {agentid} has no token and aes_key in the configuration, so it can have no callback_url"
            )
        world.agents[agentid] = changed
        return jsonify(_agent_json(changed))


@blueprint.post("/agents/<int:agentid>/verify")
def verify(agentid: int) -> Response:
    """Do the console's GET check of the callback address."""
    world = the_world()
    agent = _agent(world, agentid)
    if not agent.callback_url:
        raise CannotDo(f"app {agentid} has no callback_url; set it with PUT /sim/agents/{agentid}")
    return jsonify(check_url(world, agent))


@blueprint.route("/<path:path>", methods=["GET", "POST", "PUT", "DELETE"])
def unknown(path: str) -> Response:
    """Answer a path that does not exist in JSON, like the rest."""
    raise CannotDo(f"there is nothing at {request.method} /sim/{path}; docs/simulator.md lists the control API", 404)


def _agent_json(agent: AgentConfig) -> dict[str, Any]:
    return {
        "agentid": agent.agentid,
        "name": agent.name,
        "callback_url": agent.callback_url,
        "home_url": agent.home_url,
    }


def _agent(world: World, agentid: int) -> AgentConfig:
    agent = world.agent(agentid)
    if agent is None:
        raise CannotDo(f"there is no app {agentid}; see GET /sim/agents", 404)
    return agent
