"""Every message of every conversation, as the people who hold the phones have it."""

import itertools
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simulator.state.stream import EventStream

PAUSE = timedelta(minutes=5)
INTERACTIVE = ("button_interaction", "vote_interaction", "multiple_interaction")


def member_box(userid: str) -> str:
    """Return the box of a member's conversation with the app."""
    return f"member:{userid.lower()}"


@dataclass(slots=True)
class Message:
    """One bubble. `body` is what is shown of its kind, `raw` what went over the wire."""

    box: str
    at: datetime
    sender: str
    sender_name: str
    kind: str
    body: dict[str, Any]
    raw: Any
    agentid: int | None = None
    msgid: str = ""
    used_bytes: int | None = None
    allowed_bytes: int | None = None
    dropped: bool = False
    recalled: bool = False
    seq: int = 0
    mentioned: tuple[str, ...] = ()
    after_pause: bool = True

    @property
    def card(self) -> dict[str, Any] | None:
        """The template card as it is now, or None for other kinds."""
        return self.body if self.kind == "template_card" else None

    @property
    def task_id(self) -> str:
        """The task id of the card, empty for other kinds."""
        return str(self.body.get("task_id") or "") if self.card else ""

    @property
    def closed_text(self) -> str:
        """The grey line that stands in place of the buttons, empty while the card is open."""
        return str(self.body.get("replace_text") or "") if self.card else ""


class Mailbox:
    """Boxes with the newest `keep` messages of all together; each change is announced on the stream."""

    def __init__(self, stream: EventStream, counter: "itertools.count[int]", keep: int) -> None:
        self._stream = stream
        self._counter = counter
        self._keep = keep
        self._all: deque[Message] = deque()
        self._boxes: defaultdict[str, deque[Message]] = defaultdict(deque)
        self._by_msgid: defaultdict[str, list[Message]] = defaultdict(list)

    def add(self, message: Message) -> Message:
        """Store a message under the next number and announce it, unless the platform dropped it."""
        message.seq = next(self._counter)
        box = self._boxes[message.box]
        message.after_pause = not box or abs(message.at - box[-1].at) >= PAUSE
        box.append(message)
        self._all.append(message)
        if len(self._all) > self._keep:
            self._forget(self._all.popleft())
        if message.msgid and not message.dropped:
            self._by_msgid[message.msgid].append(message)
        if not message.dropped:
            self._stream.publish("message", message.box, message)
        return message

    def changed(self, message: Message) -> None:
        """Announce that a message looks different now."""
        self._stream.publish("message", message.box, message)

    def box(self, name: str, after: int = 0) -> list[Message]:
        """Return the messages of a box with a number above `after`."""
        return [message for message in self._boxes.get(name, ()) if message.seq > after]

    def newest(self, name: str) -> int:
        """Return the number of the newest message of a box, 0 when it is empty."""
        box = self._boxes.get(name)
        return box[-1].seq if box else 0

    def sent_as(self, msgid: str) -> list[Message]:
        """Return every copy of one send."""
        return list(self._by_msgid.get(msgid, ()))

    def card(self, box: str, task_id: str) -> Message | None:
        """Return the newest card of a box with this task id."""
        cards = (one for one in reversed(self._boxes.get(box, ())) if one.card and not one.dropped)
        return next((one for one in cards if one.task_id == task_id), None)

    def _forget(self, oldest: Message) -> None:
        """Let go of the oldest message of all, which is also the oldest of its box."""
        self._boxes[oldest.box].popleft()
        copies = self._by_msgid.get(oldest.msgid, [])
        if copies[:1] == [oldest]:
            del copies[0]
        if not copies:
            self._by_msgid.pop(oldest.msgid, None)
