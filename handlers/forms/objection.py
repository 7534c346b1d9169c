"""异议: to which entry of its score, or to the board as a whole, a branch objects, and why (A19)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from bot.forms import Draft, Form, Question, Reader, Setting, Unclear, Understood, tidy
from bot.readers import WordForWord
from bot.router import Turn
from bot.wording import quarter_text
from models.boards import Board
from models.organizations import Organization
from rules.periods import Quarter
from rules.speech import PAUSE, is_filler, plainly
from services.objections.filing import LONGEST, file_objection
from services.objections.targets import targets

NOTICES: Final = "objections/notices.txt"
NUMBER: Final = re.compile(r"第?\s*(\d{1,3})\s*[笔项条号]?")
NUMBER_AND_TEXT: Final = re.compile(r"第?\s*(\d{1,3})\s*[笔项条号]?[\s、.,:;，。：；]+(\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Target(Reader):
    """One of the numbered entries, or 0."""

    gives: ClassVar = int

    known: Collection[int]

    def read(self, key: str, text: str, _setting: Setting) -> Understood | Unclear:
        """Take the number of an entry."""
        picked = NUMBER.fullmatch(tidy(text))
        number = int(picked[1]) if picked else None
        return Understood({key: number}) if number in self.known else Unclear("wrong_choice")


# Who takes back or puts off what is asked gives no reasons: 不提了, 我再想想.
_NO_REASONS: Final = re.compile(
    r"(?:算了|那|还是|先|我)*(?:不提|不异议|不弄|不争|不要|不写|不用|撤[回销掉]?|取消|放弃|作罢|等等|再说|再想想?|再看看?|想一想|考虑一?下|没有?)(?:了|吧|它)*"
)


@dataclass(frozen=True)
class Reasons(WordForWord):
    """The reasons, word for word."""

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take any words but those that give none."""
        said = [one for one in PAUSE.split(plainly(text)) if one and not is_filler(one)]
        gives = not said or any(not _NO_REASONS.fullmatch(one) for one in said)
        return super().read(key, text, setting) if gives else Unclear("wrong_reasons")


class ObjectionForm(Form):
    """Two questions: to what, and why. `facts` holds the entries as 为什么 numbers them, with their keys."""

    name = "objection"
    verbatim = True

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask for the entry, then for the reasons."""
        yield Question("target", "ask_target", Target(_known(draft)))
        yield Question("text", "ask_text", Reasons(LONGEST), {"title": _title(draft), "longest": LONGEST})

    def at_once(self, draft: Draft, text: str, setting: Setting) -> Understood | None:
        """Understand "1 8月10日开过": entry and reasons in one message."""
        both = NUMBER_AND_TEXT.fullmatch(text.strip())
        asked = self.pending(draft)
        if asked is None or asked.key != "target" or both is None or int(both[1]) not in _known(draft):
            return None
        reasons = Reasons(LONGEST).read("text", both[2], setting)
        target = {"target": int(both[1])}
        return Understood({**target, **(reasons.answers if isinstance(reasons, Understood) else {})})

    def read_back(self, draft: Draft) -> Mapping[str, str]:
        """Show the entry by its title."""
        return {"title": _title(draft), "text": draft.answers["text"]}

    def finish(self, turn: Turn, subject: str | None, draft: Draft) -> None:
        """File the confirmed objection and say by when it is answered."""
        organization_id, _, quarter = (subject or "").partition(":")
        organization = turn.session.get_one(Organization, organization_id)
        objection = file_objection(
            turn.session,
            organization,
            Quarter.parse(quarter),
            _chosen(draft)["key"],
            draft.answers["text"],
            turn.person,
            turn.now,
            turn.calendar,
        )
        turn.say(NOTICES, "filed", objection=objection, quarter=quarter_text(objection.quarter))


def _known(draft: Draft) -> list[int]:
    return [0, *(entry["number"] for entry in draft.facts["entries"])]


def _chosen(draft: Draft) -> Mapping[str, Any]:
    entries = [draft.facts["board"], *draft.facts["entries"]]
    return next(entry for entry in entries if entry["number"] == draft.answers["target"])


def _title(draft: Draft) -> str:
    return str(_chosen(draft)["title"]) if "target" in draft.answers else ""


def objection_draft(turn: Turn, organization: Organization, board: Board) -> Draft:
    """Begin with what can be objected to: 0 is the board, then the entries as 为什么 numbers them, then the rest."""
    listed = enumerate(targets(turn.session, organization, board))
    choices = [{"number": number, "key": one.key, "title": one.choice} for number, one in listed]
    facts = {"organization": organization.short_name, "quarter": quarter_text(board.quarter)}
    return Draft({**facts, "board": choices[0], "entries": choices[1:]})
