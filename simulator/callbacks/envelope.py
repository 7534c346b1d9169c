"""Building the XML of callbacks (protocol sections 1.3 and 2)."""

import random
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from simulator.state.crypto import CallbackCrypto

Children = Sequence[tuple[str, Any]]

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AGENT_LEFT_OUT = 0.2


def xml(children: Children) -> str:
    """Return one <xml> document: strings in CDATA, numbers bare, sequences of pairs nested."""
    return f"<xml>{_inside(children)}</xml>"


def common(corp_id: str, userid: str, at: datetime, kind: str) -> list[tuple[str, Any]]:
    """Return the elements every message and event begins with."""
    return [
        ("ToUserName", corp_id),
        ("FromUserName", userid),
        ("CreateTime", int(at.timestamp())),
        ("MsgType", kind),
    ]


def sealed(
    crypto: CallbackCrypto, corp_id: str, agentid: int, message: str, timestamp: str, chance: random.Random
) -> tuple[dict[str, str], str]:
    """Return the query and the body of one POST; the order of the body's children is left to chance."""
    nonce = str(chance.randrange(10**9, 10**10))
    encrypted = crypto.encrypt(message)
    children = [("ToUserName", corp_id), ("Encrypt", encrypted)]
    if chance.random() >= _AGENT_LEFT_OUT:
        children.append(("AgentID", str(agentid)))
    chance.shuffle(children)
    query = {"msg_signature": crypto.sign(timestamp, nonce, encrypted), "timestamp": timestamp, "nonce": nonce}
    return query, xml(children)


def _inside(children: Children) -> str:
    return "".join(f"<{tag}>{_value(value)}</{tag}>" for tag, value in children)


def _value(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        text = _NOT_XML.sub("", value).replace("]]>", "]]]]><![CDATA[>")
        return f"<![CDATA[{text}]]>"
    return _inside(value)
