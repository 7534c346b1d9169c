"""Drives the story: moves the clock, lets people speak, and notes what was expected and did not happen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from handlers.cli.stage import Stage, StageError

HEARD_WITHIN_SECONDS: Final = 15
# What a busy secretary types when the bot asks for this.
REPLIES: Final = {
    "请核对": "确认",
    "哪天交来": "今天",
    "什么原因": "1",
    "怎么整改": "下周五前补做",
    "责任人写谁": "1",
    "哪天前完成": "10月23日",
    "别的问题吗": "0",
}

Message = dict[str, Any]


class Narrator:
    """One telling of the story on one stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.missing: list[str] = []
        self.expected = 0

    def at(self, moment: str, *, sweep: bool = False) -> None:
        """Move both clocks to a moment of October 2026 ("08T08:34"); with `sweep`, what is due happens."""
        self.stage.ask("clock", now=f"2026-10-{moment}:00+08:00")
        if sweep:
            self.stage.flask("tick")

    def runs(self, *words: str) -> str:
        """Let an operator run a command; returns what it printed."""
        return self.stage.flask(*words)

    def says(self, who: str, text: str, *, until: str = "") -> str:
        """Let a member write; returns what the bot answers, with `until` as soon as these words are among it."""
        before = len(self.messages(who))
        self.stage.ask(f"members/{who}/say", text=text)
        return self._answer(who, before, until)

    def is_told(self, what: str, who: str, text: str, words: str) -> None:
        """Expect that a member who writes this is answered with these words; a notice may come in between."""
        self.expect(what, words in self.says(who, text, until=words))

    def answers_slip(self, who: str, begin: str = "1") -> None:
        """Let a member answer a slip from the first word to 确认; a card is clicked by those who have one."""
        before = len(self.messages(who))
        card = next((one for one in self.messages(who) if one["kind"] == "template_card"), None)
        key = _button(card) if card and begin == "1" else None
        if card and key:
            self.stage.ask(f"members/{who}/click", task_id=card["task_id"], key=key)
            said = self._answer(who, before)
        else:
            said = self.says(who, begin)
        while (reply := _reply(said)) is not None:
            said = self.says(who, reply)
        self.expect(f"{who} hands in the form", happened="报送镇组织办" in said)

    def hears(self, who: str, *parts: str) -> None:
        """Expect that a member has received these words."""
        for part in parts:
            heard = self._wait(lambda part=part: self._heard(who, 0, part))  # type: ignore[misc]
            self.expect(f"{who} hears “{part}”", happened=bool(heard))

    def expect(self, what: str, happened: bool) -> None:
        """Note whether something happened as it should."""
        self.expected += 1
        if not happened:
            self.missing.append(what)

    def receivers_of(self, words: str) -> set[str]:
        """List the members who received a message with these words."""
        members = [one["userid"] for one in self.stage.look("members")["members"]]
        return {
            who for who in members if any(words in shown(one) for one in self.messages(who) if one["from"] == "bot")
        }

    def sent(self, **query: str) -> list[Message]:
        """List what the local WeCom accepted, from its ledger."""
        entries: list[Message] = self.stage.look("ledger", outcome="accepted", **query)["entries"]
        return entries

    def shows(self, what: str, kinds: list[str]) -> None:
        """Expect that the group chats have been posted messages of these kinds, in this order."""
        self._wait(lambda: self._posts() if len(self._posts()) >= len(kinds) else [])
        self.expect(what, [one["kind"] for one in self._posts()] == kinds)

    def _posts(self) -> list[Message]:
        chats = [one["chatid"] for one in self.stage.look("chats")["chats"]]
        return [one for chat in chats for one in self.stage.look(f"chats/{chat}/messages")["messages"]]

    def messages(self, who: str) -> list[Message]:
        """List a member's chat, in order."""
        found: list[Message] = self.stage.look(f"members/{who}/messages")["messages"]
        return found

    def _answer(self, who: str, before: int, until: str = "") -> str:
        """Wait for what the bot says after a message; answers leave in order, so the last one is complete soon."""
        answers = self._wait(lambda: self._heard(who, before, until))
        if not answers:
            self.expect(f"{who} is answered{f' with “{until}”' if until else ''}", happened=False)
        return "\n".join(shown(one) for one in answers)

    def _heard(self, who: str, before: int, words: str) -> list[Message]:
        """List what the bot has said to a member, once these words are among it."""
        said = [one for one in self.messages(who)[before:] if one["from"] == "bot"]
        return said if any(words in shown(one) for one in said) else []

    def _wait(self, find: Callable[[], list[Message]]) -> list[Message]:
        give_up = time.monotonic() + HEARD_WITHIN_SECONDS
        while time.monotonic() < give_up:
            if found := find():
                return found
            time.sleep(0.02)
        return []


def _reply(said: str) -> str | None:
    """Choose what to type next; None when nothing is asked."""
    return next((reply for question, reply in REPLIES.items() if question in said), None)


def shown(message: Message) -> str:
    """Say what a person reads of a message, cards included."""
    card = message.get("card")
    return "\n".join(card_lines(card)) if card else str(message.get("content") or "")


def card_lines(card: dict[str, Any]) -> list[str]:
    """List the lines of a card as a person reads them, its buttons in brackets."""
    title = card.get("main_title", {})
    rows = [f"{row['keyname']}：{row.get('value', '')}" for row in card.get("horizontal_content_list", [])]
    buttons = " ".join(f"[{button['text']}]" for button in card.get("button_list", []))
    lines = [
        title.get("title"),
        title.get("desc"),
        card.get("sub_title_text"),
        *rows,
        buttons,
        card.get("replace_text"),
    ]
    return [line for line in lines if line]


def _button(card: Message) -> str | None:
    keys = [button["key"] for button in card["card"].get("button_list", []) if button.get("key")]
    wanted = [key for key in keys if ":start:" in key or ":clear:" in key]
    if not wanted and keys:
        raise StageError(f"The card {card['task_id']} offers {keys}, but no way to begin")
    return wanted[0] if wanted else None
