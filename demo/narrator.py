"""Drives the story: moves the clock, lets people speak, and notes what was expected and did not happen."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterable
from typing import Any, Final

from demo.answering import CLEAR, first_words, reply
from demo.stage import Stage, StageError

ON_PAPER: Final = "收不到消息"
HEARD_WITHIN_SECONDS: Final = 15
# Whoever is asked more often than this is not understood, and the story says so.
MOST_REPLIES: Final = 20
Message = dict[str, Any]


class Narrator:
    """One telling of the story on one stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.missing: list[str] = []
        self.expected = 0
        self._sent: list[Message] = []
        self._sent_from = self._posts_from = 0

    def turns_the_page(self) -> None:
        """From here on only what is sent and posted later counts as received."""
        self._sent_from = len(self.sent())
        self._posts_from += len(self._posts())

    def at(self, moment: str, *, sweep: bool = False) -> None:
        """Move both clocks to a moment of October 2026 ("08T08:34"); with `sweep`, what is due happens."""
        self.on("2026-10-", moment, sweep=sweep)

    def on(self, day: object, moment: str, *, sweep: bool = False) -> None:
        """Move both clocks to a moment of a day ("T08:34"); with `sweep`, what is due happens."""
        self.stage.ask("clock", now=f"{day}{moment}:00+08:00")
        if sweep:
            self.stage.flask("tick")

    def runs(self, *words: str) -> str:
        """Let an operator run a command; returns what it printed."""
        return self.stage.flask(*words)

    def says(self, who: str, text: str, *, until: str = "") -> str:
        """Let a member write; returns what the bot answers, with `until` as soon as these words are among it."""
        return self._answer(who, self._writes(who, text), until)

    def _writes(self, who: str, text: str) -> int:
        return int(self.stage.ask(f"members/{who}/say", text=text)["seq"])

    def is_told(self, what: str, who: str, text: str, words: str) -> None:
        """Expect that a member who writes this is answered with these words; a notice may come in between."""
        self.expect(what, words in self.says(who, text, until=words))

    def answers_slip(self, who: str, begin: str = "", *, by_card: bool = False) -> None:
        """Let a member answer a slip up to 确认: in one message, or `by_card`, where it is one, after 开始自查."""
        begun = self._writes(who, begin) if begin else self._answers_at_once(who, by_card)
        self._go_on({who: begun})

    def all_answer(self, branches: Iterable[str]) -> None:
        """Let several members answer their slips together, as it happens in the afternoon."""
        self._go_on({who: self._answers_at_once(who) for who in branches})

    def _go_on(self, asked: dict[str, int]) -> None:
        """Type what is asked until nothing more is; `asked` holds the number of what each has written last."""
        for _ in range(MOST_REPLIES):
            said = {who: self._answer(who, number) for who, number in asked.items()}
            typed = {who: reply(who, answer) for who, answer in said.items()}
            for who in (one for one in said if typed[one] is None):
                self.expect(f"{who} hands in the form", happened="报送镇组织办" in said[who])
            asked = {who: self._writes(who, text) for who, text in typed.items() if text is not None}
        for who in asked:
            self.expect(f"{who} hands in the form", happened=False)

    def _answers_at_once(self, who: str, by_card: bool = False) -> int:
        slip = next(
            one for one in reversed(self.messages(who)) if one["from"] == "bot" and first_words(who, shown(one))
        )
        words = first_words(who, shown(slip))
        if slip["kind"] != "template_card" or not (by_card or words == CLEAR):
            return self._writes(who, words)
        clicked = self.stage.ask(f"members/{who}/click", task_id=slip["task_id"], key=_button(slip))
        return int(clicked["seq"])

    def hears(self, who: str, *parts: str) -> None:
        """Expect that a member has received these words."""
        for part in parts:
            self.expect(f"{who} hears “{part}”", happened=bool(self._heard(who, part)))

    def expect(self, what: str, happened: bool) -> None:
        """Note whether something happened as it should."""
        self.expected += 1
        if not happened:
            self.missing.append(what)

    def receivers_of(self, words: str, at_least: int = 0) -> set[str]:
        """List the members who received a message with these words, waiting until there are so many."""
        give_up = time.monotonic() + HEARD_WITHIN_SECONDS
        while len(found := self._receivers_of(words)) < at_least and time.monotonic() < give_up:
            time.sleep(0.1)
        return found

    def _receivers_of(self, words: str) -> set[str]:
        sent = self.sent()[self._sent_from :]
        requests = [(one["request"], json.dumps(one["request"], ensure_ascii=False)) for one in sent]
        # What the office is to hand over is quoted in its list; it reached nobody by WeCom.
        told = (request["touser"] for request, said in requests if words in said and ON_PAPER not in said)
        return {who for receivers in told for who in receivers.split("|")}

    def sent(self) -> list[Message]:
        """List the messages to members that the local WeCom accepted."""
        known: dict[str, Any] = {"api": "message/send", "outcome": "accepted", "after": _last(self._sent)}
        self._sent += self.stage.look("ledger", **known)["entries"]
        return self._sent

    def shows(self, what: str, kinds: list[str]) -> None:
        """Expect that the group chats have been posted messages of these kinds, in this order."""
        give_up = time.monotonic() + HEARD_WITHIN_SECONDS
        while len(posts := self._posts()) < len(kinds) and time.monotonic() < give_up:
            time.sleep(0.1)
        self.expect(what, [one["kind"] for one in posts] == kinds)

    def _posts(self) -> list[Message]:
        chats = [one["chatid"] for one in self.stage.look("chats")["chats"]]
        posts = [one for chat in chats for one in self.stage.look(f"chats/{chat}/messages")["messages"]]
        return posts[self._posts_from :]

    def messages(self, who: str, after: int = 0, wait: int = 0) -> list[Message]:
        """List what came into a member's chat after a number; `wait` so many seconds when there is nothing yet."""
        found: list[Message] = self.stage.look(f"members/{who}/messages", after=after, wait=wait)["messages"]
        return found

    def _answer(self, who: str, since: int, until: str = "") -> str:
        """Wait for what the bot says after a message; answers leave in order, so the last one is complete soon."""
        answers = self._heard(who, until, since)
        if not answers:
            self.expect(f"{who} is answered{f' with “{until}”' if until else ''}", happened=False)
        return "\n".join(shown(one) for one in answers)

    def _heard(self, who: str, words: str, since: int = 0) -> list[Message]:
        """Wait until these words are among what the bot has said to a member since; lists it all, or nothing."""
        said: list[Message] = []
        give_up = time.monotonic() + HEARD_WITHIN_SECONDS
        while (left := math.ceil(give_up - time.monotonic())) > 0:
            came = self.messages(who, after=since, wait=left)
            said += [one for one in came if one["from"] == "bot"]
            if any(words in shown(one) for one in said):
                return said
            since = _last(came) or since
        return []


def _last(known: list[Message]) -> int:
    return int(known[-1]["seq"]) if known else 0


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


def _button(card: Message) -> str:
    keys = [str(button["key"]) for button in card["card"].get("button_list", []) if button.get("key")]
    wanted = [key for key in keys if ":start:" in key or ":clear:" in key]
    if not wanted:
        raise StageError(f"The card {card['task_id']} offers {keys}, but no way to begin")
    return wanted[0]
