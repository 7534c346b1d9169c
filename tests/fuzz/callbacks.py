"""Odd calls to the callback address: unsigned ones of many kinds, and signed ones with an odd message in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final
from xml.sax.saxutils import escape

from sqlalchemy import select

from app import Honghui
from bot.parts import LONGEST_MESSAGE
from models.inbox import FAILED, InboxMessage
from models.outbox import OutboxMessage
from tests.e2e.callers import ADDRESS, AGENT, CORP, message, sealed
from tests.fuzz.odd import Dice, Figures
from tests.worlds.browsers import STRANGER, Town
from tests.worlds.who_may import PEOPLE

METHODS: Final = ("POST", "POST", "POST", "GET", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS")
METHOD_NOT_ALLOWED: Final = 405
SHARE_SIGNED: Final = 0.12
TYPES: Final = ("text", "event", "image", "voice", "location", "link", "file", "", "TEXT")
EVENTS: Final = (
    "template_card_event",
    "click",
    "enter_agent",
    "subscribe",
    "unsubscribe",
    "view",
    "",
    "change_contact",
)
BOTTOMLESS: Final = "<a>" * 5000
BODIES: Final = (
    b"",
    b"<xml/>",
    b"\0" * 64,
    b"\xff\xfe" * 32,
    b"<xml>" + BOTTOMLESS.encode(),
    b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Encrypt>&a;</Encrypt></xml>',
    b"<xml><Encrypt>AAAA</Encrypt><Encrypt>AAAA</Encrypt></xml>",
    b"<xml><Encrypt>" + b"A" * 4096 + b"</Encrypt></xml>",
    b"--part\r\nContent-Disposition: form-data\r\n\r\n--part--",
)
KINDS: Final = (
    "application/xml",
    "text/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=part",
    "",
)


class Calls:
    """The callback address of a town, with what works off behind it."""

    def __init__(self, town: Town, dice: Dice) -> None:
        self.town, self.dice, self.figures = town, dice, Figures()
        self.bot: Honghui = town.app.extensions["honghui"]
        self.client = town.app.test_client()
        self.genuine = self._sealed(message("zhuyongliang", "帮助", 1, CreateTime=self._second()))

    def run(self, inputs: int) -> Figures:
        """Send so many calls; whatever was taken is answered, and nothing that was not signed was taken."""
        for number in range(inputs):
            if self.dice.random() < SHARE_SIGNED:
                self._signed(number)
            else:
                self._unsigned()
            if number % 500 == 499:
                self._work_off()
        self._work_off()
        return self.figures

    def _second(self) -> int:
        return int(self.town.clock.now().timestamp())

    def _sealed(self, xml: str) -> tuple[dict[str, str], bytes]:
        return sealed(xml, signed_at=self._second())

    def _unsigned(self) -> None:
        args, body = dict(self.genuine[0]), self.genuine[1]
        how = self.dice.randrange(5)
        if how == 0:
            args[self.dice.choice([*args])] = self.dice.odd()
        elif how == 1:
            del args[self.dice.choice([*args])]
        elif how == 2:
            body = self.dice.choice(BODIES)
        elif how == 3:
            spoilt = self.dice.spoilt(self.genuine[1])
            # With what WeCom has signed still whole in it, it is WeCom's.
            body = b"<xml/>" if _sealed_part(body) in spoilt else spoilt
        else:
            args["echostr"] = self.dice.odd()
            args["msg_signature"] = "0" * 40
        method = self.dice.choice(METHODS)
        answer = self._sent(method, args, body, f"unsigned {method}")
        if answer.status_code not in (400, 403, 405, 413) and method != "OPTIONS":
            self.figures.complain(f"taken with {answer.status_code}", (method, args, body))

    def _signed(self, number: int) -> None:
        xml = "<xml>" + "".join(self._elements(number)) + "</xml>"
        try:
            args, body = self._sealed(xml)
        except UnicodeEncodeError:  # half a sign: nobody can encrypt it either
            return
        self._sent("POST", args, body, "signed, but odd")

    def _elements(self, number: int) -> Iterator[str]:
        who = self.dice.choice([*PEOPLE.values(), STRANGER, self.dice.odd()])
        known: dict[str, Any] = {
            "ToUserName": CORP,
            "FromUserName": who,
            "CreateTime": self._second() if self.dice.random() < 0.8 else self.dice.odd(),
            "MsgType": self.dice.choice(TYPES),
            "Event": self.dice.choice(EVENTS),
            "EventKey": self.dice.choice(("slip:start:", "board:show:", "slip:sign:", "")) + self.dice.odd(),
            "Content": self.dice.odd(),
            "MsgId": number if self.dice.random() < 0.7 else self.dice.odd(),
            "TaskId": self.dice.odd(),
            "AgentID": AGENT if self.dice.random() < 0.9 else self.dice.odd(),
            "SelectedItems": "<SelectedItem><QuestionKey>a</QuestionKey></SelectedItem>",
        }
        for name, value in known.items():
            if self.dice.random() < 0.95:
                yield f"<{name}>{value if name == 'SelectedItems' else escape(str(value))}</{name}>"
        if self.dice.random() < 0.05:
            yield self.dice.choice((BOTTOMLESS, "<MsgType>text</MsgType>", "<![CDATA[", "&a;", "\0"))

    def _sent(self, method: str, args: dict[str, str], body: bytes, kind: str) -> Any:
        before = None if kind.startswith("signed") else self._waiting()
        answer = self.client.open(
            ADDRESS, method=method, query_string=args, data=body, content_type=self.dice.choice(KINDS)
        )
        self.figures.note(kind, str(answer.status_code))
        # That a method is none of ours, Flask says itself.
        if answer.status_code >= 500 or (answer.data and answer.status_code != METHOD_NOT_ALLOWED):
            self.figures.complain(f"{answer.status_code} {answer.data[:60]!r}", (method, args, body))
        if before is not None and self._waiting() != before:
            self.figures.complain("kept", (method, args, body))
        return answer

    def _waiting(self) -> int:
        return len(list(self.bot.arrivals.oldest(1)))

    def _work_off(self) -> None:
        """Answer what was taken: no handler breaks, no answer is longer than WeCom takes."""
        self.bot.working_off.drain()
        with self.town.db.begin() as session:
            for one in session.scalars(select(InboxMessage).where(InboxMessage.state == FAILED)):
                self.figures.complain("apologised", (one.kind, one.text, one.error))
                one.state = "seen"
            for body in session.scalars(select(OutboxMessage.body)):
                if length_of(body) > LONGEST_MESSAGE:
                    self.figures.complain("too long", body)


def length_of(body: str) -> int:
    """Measure the text of a message of the outbox, in bytes."""
    return len(str(json.loads(body).get("text", {}).get("content", "")).encode())


def _sealed_part(body: bytes) -> bytes:
    return body.partition(b"<Encrypt>")[2].partition(b"</Encrypt>")[0]
