"""One thing that has happened on a phone, on its way to an app."""

from dataclasses import dataclass

from simulator.config import AgentConfig
from simulator.state.mailbox import Message


@dataclass(frozen=True)
class Callback:
    """One thing to tell an app. `card` is the card that was clicked, if any."""

    agent: AgentConfig
    userid: str
    plain: str
    card: Message | None = None
