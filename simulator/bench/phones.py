"""The phones on the page: which conversations are shown, who holds them, what can be pressed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from simulator.api.menus import leaves
from simulator.api.messages import is_visible
from simulator.bench.shown import PhoneChoice
from simulator.config import MemberConfig
from simulator.state.mailbox import Message
from simulator.state.world import World

PHONES = 3
_SHOWN = 120
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Chip:
    """A quick reply: a text to say, a menu key to press, or an address to open."""

    label: str
    say: str = ""
    key: str = ""
    url: str = ""


@dataclass(frozen=True)
class Phone:
    """One phone. `box` is empty while its group does not exist yet."""

    box: str
    title: str
    member: MemberConfig | None = None
    count: int = 0
    chips: tuple[Chip, ...] = ()
    messages: tuple[Message, ...] = ()

    @property
    def kind(self) -> str:
        """Return member, chat or webhook."""
        return self.box.partition(":")[0]

    @property
    def id(self) -> str:
        """Return the userid, chatid or key."""
        return self.box.partition(":")[2]


@dataclass(frozen=True)
class Choice:
    """One entry of the list over a phone."""

    box: str
    label: str
    group: str


def chosen_phones(world: World, wanted: list[str]) -> list[Phone]:
    """Return the phones asked for in the address, without any those of the configuration, filled up with members.

    A phone asked for that does not exist waits for the first group chat.
    """
    known = {choice.box for choice in choices(world)}
    boxes = [box if box in known else _first_chat(world) for box in wanted[:PHONES]]
    boxes = boxes or [_configured(world, choice) for choice in world.config.phones[:PHONES]]
    others = (choice.box for choice in choices(world) if choice.box.startswith("member:") and choice.box not in boxes)
    return [_phone(world, box) for box in [*boxes, *others][:PHONES]]


def choices(world: World) -> list[Choice]:
    """Return everything a phone can show: groups, robots, members by department."""
    found = [Choice(f"chat:{chat.chatid}", chat.name or chat.chatid, "chat") for chat in world.chats.values()]
    found += [Choice(f"webhook:{webhook.key}", webhook.name, "webhook") for webhook in world.config.webhooks]
    for member in world.directory.all():
        department = world.directory.departments.get(member.departments[0]) if member.departments else None
        label = f"{member.name} · {member.position}" if member.position else member.name
        found.append(Choice(f"member:{member.userid.lower()}", label, department.name if department else ""))
    return found


def sees(message: Message, member: MemberConfig | None) -> bool:
    """Tell whether the phone shows this message at all."""
    return not message.dropped and (member is None or message.sender == "member" or is_visible(message.kind, member))


def moment_text(moment: datetime) -> str:
    """Return the moment for the bench: 2026-11-02 周一 08:35."""
    return f"{moment:%Y-%m-%d} 周{_WEEKDAYS[moment.weekday()]} {moment:%H:%M}"


def talk_time(moment: datetime) -> str:
    """Return the moment for a chat: 10月28日 16:00."""
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"


def page_showing(world: World, phones: Sequence[PhoneChoice]) -> str:
    """Return the address of the page with these phones, "" when none are named."""
    return f"/?{urlencode([('p', _configured(world, one)) for one in phones])}" if phones else ""


def _first_chat(world: World) -> str:
    return next((f"chat:{chatid}" for chatid in world.chats), "")


def _configured(world: World, choice: PhoneChoice) -> str:
    if choice.kind == "chat" and not choice.id:
        return _first_chat(world)
    if choice.kind == "webhook" and not choice.id:
        return f"webhook:{world.config.webhooks[0].key}" if world.config.webhooks else ""
    return f"{choice.kind}:{choice.id.lower() if choice.kind == 'member' else choice.id}"


def _phone(world: World, box: str) -> Phone:
    kind, _, name = box.partition(":")
    messages = tuple(message for message in world.mailbox.box(box) if not message.dropped)[-_SHOWN:]
    if kind == "member" and (member := world.directory.find(name)):
        agent = world.agent()
        seen = tuple(message for message in messages if sees(message, member))
        return Phone(box, agent.name if agent else "", member, chips=_chips(world, member), messages=seen)
    if kind == "chat" and (chat := world.chats.get(name)):
        return Phone(box, chat.name, count=len(chat.members), messages=messages)
    webhook = next((one for one in world.config.webhooks if kind == "webhook" and one.key == name), None)
    return Phone(box if webhook else "", webhook.name if webhook else "", messages=messages)


def _chips(world: World, member: MemberConfig) -> tuple[Chip, ...]:
    agent = world.agent()
    said = tuple(Chip(text, say=text) for text in member.chips)
    pressed = []
    for leaf in leaves(world.menus.get(agent.agentid) if agent else None):
        if leaf.get("type") == "click":
            pressed.append(Chip(leaf["name"], key=leaf["key"]))
        elif leaf.get("type") == "view":
            pressed.append(Chip(leaf["name"], url=leaf["url"]))
    return (*said, *pressed)
