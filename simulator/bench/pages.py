"""The page with the phones, and the one event stream that keeps all of them up to date."""

import json
import time
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template, request

from simulator.api.call import decimal
from simulator.api.gateway import the_world
from simulator.bench.clockwork import clock_json
from simulator.bench.markup import card_text_html, markdown_html, text_html
from simulator.bench.markup_v2 import markdown_v2_html
from simulator.bench.phones import choices, chosen_phones, moment_text, sees, talk_time
from simulator.codes import explanation_of
from simulator.state.mailbox import Message
from simulator.state.memory import shortened
from simulator.state.stream import StreamEvent
from simulator.state.world import World

blueprint = Blueprint("pages", __name__)

HEARTBEAT_SECONDS = 3.0
LONGEST_STREAM_SECONDS = 600.0
_CLOCK_SECONDS = 1.0
_LONGEST_RAW_TEXT = 3000


def prepare_templates(app: Flask) -> None:
    """Give the templates what they print with."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        text=text_html,
        card_text=card_text_html,
        moment=moment_text,
        talk_time=talk_time,
        raw=raw_text,
        explained=explanation_of,
        colour=lambda name: sum(map(ord, str(name))) % 8,
        kilobytes=lambda count: f"{max(1, round(int(count) / 1024))} KB",
    )


@blueprint.get("/")
def bench() -> str:
    """Show the bench and three phones."""
    world = the_world()
    with world.lock:
        return render_template(
            "bench.html",
            world=world,
            clock=clock_json(world),
            now=world.now(),
            phones=chosen_phones(world, request.args.getlist("p")),
            choices=choices(world),
            last=world.stream.last,
            show=_show(world),
            step=world.config.steps[world.step - 1] if world.step else None,
            upcoming=world.config.steps[world.step] if world.step < len(world.config.steps) else None,
        )


@blueprint.get("/sim/stream")
def stream() -> Response:
    """Send what changes on the phones named by `box`, beginning after `after` or the browser's Last-Event-ID."""
    world, app = the_world(), current_app._get_current_object()  # type: ignore[attr-defined]
    if not world.stream.places.acquire(blocking=False):
        return Response("too many open pages\n", 429, {"Retry-After": "5"}, content_type="text/plain")
    after = decimal(request.headers.get("Last-Event-ID") or request.args.get("after", ""))
    start = world.stream.last if after is None else after
    events = _events(app, world, set(request.args.getlist("box")), start)
    response = Response(events, content_type="text/event-stream; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    response.call_on_close(world.stream.places.release)
    return response


def raw_text(raw: Any) -> str:
    """Return what went over the wire, with very long values cut for the eye."""
    if isinstance(raw, str):
        return raw
    return json.dumps(shortened(raw, _LONGEST_RAW_TEXT), ensure_ascii=False, indent=1)


def _events(app: Flask, world: World, boxes: set[str], after: int) -> Iterator[str]:
    """Yield events until the page goes, or long enough: the browser then asks again from the last number."""
    yield "retry: 1000\n\n"
    started = clock_told = time.monotonic()
    while True:
        events = world.stream.after(after, HEARTBEAT_SECONDS)
        for event in events:
            after = event.number
            if told := _printed(app, world, event, boxes):
                yield f"id: {after}\nevent: {event.kind}\ndata: {told}\n\n"
            if event.kind == "reload":
                return
        # The clock is the heartbeat too: a page that has gone is only noticed when something is sent.
        if not events or time.monotonic() - clock_told > _CLOCK_SECONDS:
            clock_told = time.monotonic()
            yield f"id: {after}\nevent: clock\ndata: {_as_json(_clock(world))}\n\n"
        if time.monotonic() - started > LONGEST_STREAM_SECONDS:
            return


def _printed(app: Flask, world: World, event: StreamEvent, boxes: set[str]) -> str:
    """Return the data of one event as JSON, "" when this page does not show it; made once for all pages."""
    if event.kind == "message" and event.subject.box not in boxes:
        return ""
    with world.lock:
        printed = world.stream.printed
        if event.number not in printed:
            printed[event.number] = _print(app, world, event)
        return printed[event.number]


def _print(app: Flask, world: World, event: StreamEvent) -> str:
    if event.kind == "message":
        return _print_message(app, world, event.subject)
    if event.kind == "note":
        return _as_json({"html": app.jinja_env.get_template("note.html").render(note=event.subject)})
    return _as_json(_clock(world) if event.kind == "clock" else {"box": event.box})


def _print_message(app: Flask, world: World, message: Message) -> str:
    member = world.directory.find(message.box.partition(":")[2]) if message.box.startswith("member:") else None
    if not sees(message, member):
        return ""
    html = app.jinja_env.get_template("message.html").render(message=message, show=_show(world))
    return _as_json({"box": message.box, "seq": message.seq, "html": html})


def _as_json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False)


def _clock(world: World) -> dict[str, Any]:
    with world.lock:
        now = world.now()
        return {**clock_json(world), "text": moment_text(now), "short": f"{now.hour}:{now:%M}"}


def _show(world: World) -> dict[str, Any]:
    """Return the two markdown printers, which know people's names."""

    def name_of(userid: str) -> str:
        member = world.directory.find(userid)
        return member.name if member else userid

    return {
        "markdown": lambda text: markdown_html(text, name_of),
        "markdown_v2": lambda text: markdown_v2_html(text, name_of),
        "name": name_of,
    }
