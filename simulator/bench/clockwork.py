"""The clock on the bench: jumps to set moments, steps of a demonstration."""

import time
from datetime import datetime
from typing import Any

from simulator.bench.shown import Jump, Step
from simulator.state.world import World

_PATIENCE_SECONDS = 20


def next_instant(jump: Jump, now: datetime) -> datetime | None:
    """Return the first moment of a jump after `now`, None when all lie behind."""
    return next((moment for moment in jump.instants if moment > now), None)


def await_quiet(world: World) -> None:
    """Wait until the app has done what the step before asked for, some seconds at most."""
    give_up = time.monotonic() + _PATIENCE_SECONDS
    while (now := time.monotonic()) < min(world.active_at + world.config.quiet_seconds, give_up):
        time.sleep(min(world.active_at + world.config.quiet_seconds, give_up) - now)


def next_step(world: World) -> Step:
    """Begin the next step and return it; the clock only ever goes forward to it."""
    step = world.config.steps[world.step]
    world.step += 1
    if step.at is not None and step.at > world.now():
        world.clock.move(step.at)
    world.stream.publish("clock")
    return step


def clock_json(world: World) -> dict[str, Any]:
    """Return the moment shown, the jumps that are left and the step reached."""
    now = world.now()
    jumps = [(jump.label, next_instant(jump, now)) for jump in world.config.jumps]
    return {
        "now": now.isoformat(timespec="seconds"),
        "jumps": [{"label": label, "to": to.isoformat() if to else None} for label, to in jumps],
        "step": world.step,
        "steps": len(world.config.steps),
    }
