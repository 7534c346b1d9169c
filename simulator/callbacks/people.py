"""What a member does with the phone, and the callback each act becomes (protocol section 2)."""

from dataclasses import dataclass
from typing import Any

from simulator.api.media import image_type
from simulator.callbacks.callback import Callback
from simulator.callbacks.envelope import common, xml
from simulator.config import AgentConfig, MemberConfig
from simulator.state.mailbox import Message, member_box
from simulator.state.tickets import ResponseCode, new_id
from simulator.state.world import World

EVENTS = ("subscribe", "unsubscribe", "enter_agent", "click", "view")
Selected = dict[str, list[str]]


class CannotDo(Exception):
    """The member cannot do this; `status` is the HTTP status the control API answers with."""

    def __init__(self, text: str, status: int = 409) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class Person:
    """A member at the phone, in the conversation with one app. Every method wants the world's lock held."""

    world: World
    member: MemberConfig
    agent: AgentConfig
    base_url: str = ""

    @classmethod
    def at_phone(cls, world: World, userid: str, agentid: int | None, base_url: str) -> "Person":
        """Return the member if there is one who can write to the app."""
        member, agent = world.directory.find(userid), world.agent(agentid)
        if member is None:
            raise CannotDo(f"there is no member {userid!r}; see GET /sim/members", 404)
        if agent is None:
            raise CannotDo(f"there is no app {agentid}; see GET /sim/agents", 404)
        if not member.in_range:
            raise CannotDo(f"{userid} is outside the visible range and does not see the app")
        if not agent.callback_url:
            raise CannotDo(f"app {agent.agentid} has no callback_url; set it with PUT /sim/agents/{agent.agentid}")
        return cls(world, member, agent, base_url)

    def say(self, text: str) -> Callback:
        """Type a text."""
        if not text.strip():
            raise CannotDo("text is empty; a phone does not send empty messages", 400)
        extra = [("Content", text), ("MsgId", next(self.world.message_ids))]
        return self._message("text", {"content": text}, extra)

    def send_image(self, filename: str, content: bytes) -> Callback:
        """Send a picture; the app gets a media id that lives three days."""
        content_type = image_type(content)
        if not content_type:
            raise CannotDo("the picture must be PNG or JPEG", 400)
        file = self.world.media.store("image", filename, content, content_type, self.world.now())
        extra = [
            ("PicUrl", f"{self.base_url}/sim/media/{file.media_id}"),
            ("MediaId", file.media_id),
            ("MsgId", next(self.world.message_ids)),
        ]
        return self._message("image", {"media_id": file.media_id, "filename": filename, "bytes": len(content)}, extra)

    def event(self, event: str, key: str) -> Callback:
        """Let a plain event happen: subscribe, enter_agent, a press on the menu."""
        if event not in EVENTS:
            raise CannotDo(f"event must be one of {', '.join(EVENTS)}, not {event!r}", 400)
        return self._event([("Event", event), ("EventKey", key)])

    def click(self, task_id: str, key: str, selected: Selected) -> Callback:
        """Press a button of a card, or an entry of its menu."""
        card = self._open_card(task_id)
        body = card.body
        in_menu = key in [one.get("key") for one in (body.get("action_menu") or {}).get("action_list", ())]
        if not in_menu:
            _check_button(body, task_id, key)
        code = ResponseCode(new_id("rc"), self.agent.agentid, card.msgid, self.world.now())
        self.world.response_codes[code.code] = code
        children: list[tuple[str, Any]] = [
            ("Event", "template_card_menu_event" if in_menu else "template_card_event"),
            ("EventKey", key),
            ("TaskId", task_id),
            ("CardType", str(body["card_type"])),
            ("ResponseCode", code.code),
        ]
        chosen = [] if in_menu else _choices(body, selected)
        if chosen:
            children.append(("SelectedItems", [("SelectedItem", _selected_item(*one)) for one in chosen]))
        return self._event(children, card)

    def _open_card(self, task_id: str) -> Message:
        card = self.world.mailbox.card(member_box(self.member.userid), task_id)
        if card is None or card.agentid != self.agent.agentid:
            raise CannotDo(f"{self.member.userid} has no card with task_id {task_id!r}", 404)
        if self.member.client != "wecom":
            raise CannotDo(f"{self.member.userid} uses the WeChat plugin, which shows no cards")
        if card.recalled:
            raise CannotDo(f"the card {task_id!r} has been recalled")
        if card.closed_text:
            raise CannotDo(f"the card {task_id!r} is already closed: {card.closed_text}")
        return card

    def _message(self, kind: str, body: dict[str, Any], extra: list[tuple[str, Any]]) -> Callback:
        now = self.world.now()
        head = common(self.world.config.corp_id, self.member.userid, now, kind)
        plain = xml([*head, *extra, ("AgentID", self.agent.agentid)])
        self.world.mailbox.add(
            Message(
                box=member_box(self.member.userid),
                at=now,
                sender="member",
                sender_name=self.member.name,
                kind=kind,
                body=body,
                raw=plain,
                agentid=self.agent.agentid,
            )
        )
        return Callback(self.agent, self.member.userid, plain)

    def _event(self, children: list[tuple[str, Any]], card: Message | None = None) -> Callback:
        head = common(self.world.config.corp_id, self.member.userid, self.world.now(), "event")
        plain = xml([*head, *children, ("AgentID", self.agent.agentid)])
        return Callback(self.agent, self.member.userid, plain, card)


def _check_button(card: dict[str, Any], task_id: str, key: str) -> None:
    known = button_keys(card)
    if not known:
        raise CannotDo(f"the card {task_id!r} has no buttons any more")
    if key not in known:
        raise CannotDo(f"the card {task_id!r} has no button {key!r}; its buttons: {', '.join(known)}", 404)


def button_keys(card: dict[str, Any]) -> list[str]:
    """Return the keys of everything on the card that calls back, without the menu."""
    keys = [one["key"] for one in card.get("button_list") or () if one.get("type", 0) == 0]
    submit = card.get("submit_button") or {}
    return [*keys, submit["key"]] if submit else keys


def selectors(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the parts of a card in which something is chosen."""
    kind = card.get("card_type")
    if kind == "button_interaction":
        return [card["button_selection"]] if card.get("button_selection") else []
    if kind == "vote_interaction":
        return [card["checkbox"]]
    return list(card.get("select_list") or ()) if kind == "multiple_interaction" else []


def _choices(card: dict[str, Any], selected: Selected) -> list[tuple[str, list[str]]]:
    """Return what is chosen per question; where nothing is said, what the card shows as chosen."""
    asked = {one["question_key"]: one for one in selectors(card)}
    for question in set(selected) - set(asked):
        raise CannotDo(f"the card has no question {question!r}; its questions: {', '.join(asked) or 'none'}", 404)
    shown = {question: _preselected(card, one) for question, one in asked.items()}
    return [
        (question, _checked(question, one, selected.get(question, shown[question]))) for question, one in asked.items()
    ]


def _preselected(card: dict[str, Any], selector: dict[str, Any]) -> list[str]:
    options = selector["option_list"]
    if card["card_type"] == "vote_interaction":
        return [one["id"] for one in options if one.get("is_checked")]
    return [selector.get("selected_id") or options[0]["id"]]


def _checked(question: str, selector: dict[str, Any], wanted: list[str]) -> list[str]:
    options = [one["id"] for one in selector["option_list"]]
    for option in wanted:
        if option not in options:
            raise CannotDo(f"question {question!r} has no option {option!r}; its options: {', '.join(options)}", 404)
    if not wanted:
        raise CannotDo(f"question {question!r} needs a choice: {', '.join(options)}")
    if len(wanted) > 1 and selector.get("mode", 0) != 1:
        raise CannotDo(f"question {question!r} takes one choice only")
    return wanted


def _selected_item(question: str, options: list[str]) -> list[tuple[str, Any]]:
    return [("QuestionKey", question), ("OptionIds", [("OptionId", option) for option in options])]
