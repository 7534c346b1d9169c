"""What WeCom's answers say, as frozen values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any, Final

ACTIVE: Final = 1
ROOT_DEPARTMENT: Final = 1


@dataclass(frozen=True)
class Sent:
    """A message WeCom has accepted. `refused`: addressees (userids, lower case) it will not reach all the same."""

    msgid: str
    response_code: str | None
    refused: frozenset[str]

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Sent:
        """Read the answer of message/send."""
        return cls(
            msgid=_text(answer, "msgid"),
            response_code=_text(answer, "response_code") or None,
            refused=_userids(answer, "invaliduser") | _userids(answer, "unlicenseduser"),
        )


@dataclass(frozen=True)
class Chat:
    """A group chat this app has made. Userids are lower case."""

    chatid: str
    name: str
    owner: str
    members: frozenset[str]

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Chat:
        """Read the answer of appchat/get."""
        chat = _part(answer, "chat_info")
        return cls(_text(chat, "chatid"), _text(chat, "name"), _text(chat, "owner").lower(), _userids(chat, "userlist"))


@dataclass(frozen=True)
class App:
    """The app as the console has it. `userids` and `departments` are named one by one in its visible range."""

    name: str
    closed: bool
    redirect_domain: str
    userids: frozenset[str]
    departments: frozenset[int] = frozenset()

    @property
    def sees_root(self) -> bool:
        """Whether its visible range is the whole corporation."""
        return ROOT_DEPARTMENT in self.departments

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> App:
        """Read the answer of agent/get."""
        users = _part(answer, "allow_userinfos").get("user")
        named = [user for user in users if isinstance(user, Mapping)] if isinstance(users, list) else []
        parts = _part(answer, "allow_partys").get("partyid")
        return cls(
            name=_text(answer, "name"),
            closed=bool(answer.get("close")),
            redirect_domain=_text(answer, "redirect_domain"),
            userids=frozenset(_text(user, "userid").lower() for user in named),
            departments=frozenset(int(one) for one in parts or () if str(one).isdecimal()),
        )


@dataclass(frozen=True)
class Member:
    """A member of the corporation. `active`: has joined WeCom and is not disabled."""

    userid: str
    name: str
    active: bool

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Member:
        """Read the answer of user/get."""
        return cls(_text(answer, "userid").lower(), _text(answer, "name"), answer.get("status") == ACTIVE)


@dataclass(frozen=True)
class Listed:
    """A member as a list of a department names one; `mobile` is empty for apps that may not know it.

    Who has not `joined` was entered in the console and has never signed in, or is disabled.
    """

    userid: str
    name: str
    mobile: str
    joined: bool = True

    @classmethod
    def read_all(cls, answer: Mapping[str, Any]) -> list[Listed]:
        """Read the answer of user/list."""
        found = answer.get("userlist")
        members = [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
        return [cls(*_named(one), _text(one, "mobile"), one.get("status", ACTIVE) == ACTIVE) for one in members]


def _named(one: Mapping[str, Any]) -> tuple[str, str]:
    return _text(one, "userid").lower(), _text(one, "name")


def department_ids(answer: Mapping[str, Any]) -> list[int]:
    """Read the answer of department/simplelist."""
    found = answer.get("department_id")
    parts = [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
    return [int(one["id"]) for one in parts if str(one.get("id", "")).isdecimal()]


@dataclass(frozen=True)
class Media:
    """A file a member has sent, at most 20 MB. `filename` carries no folder; it is empty where WeCom names none."""

    filename: str
    content_type: str
    data: bytes = field(repr=False)


def read_filename(disposition: str) -> str:
    """Read the file's name from a Content-Disposition header; raw UTF-8 in it is understood, folders are cut off."""
    header = Message()
    header["Content-Disposition"] = disposition.encode("latin-1", "replace").decode(errors="replace")
    return re.split(r"[/\\]", header.get_filename() or "")[-1].strip()


def _text(answer: Mapping[str, Any], name: str) -> str:
    return str(answer.get(name) or "")


def _part(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = answer.get(name)
    return found if isinstance(found, Mapping) else {}


def _userids(answer: Mapping[str, Any], name: str) -> frozenset[str]:
    """Read a list of userids, which WeCom writes as "a|b" in one answer and as a list in another."""
    found = answer.get(name)
    userids = found.split("|") if isinstance(found, str) else found
    return frozenset(str(userid).lower() for userid in userids if userid) if isinstance(userids, list) else frozenset()
