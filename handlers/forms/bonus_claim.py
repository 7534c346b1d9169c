"""加分申报: rule and level, what and when; read back with the points it should earn, and what shows it (R30–R33)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Final

from bot.forms import Draft, Form, Question, Reader, Setting, Unclear, Understood
from bot.readers import Choice, OneOf, PastDay, Text, day_of, noted_day
from bot.router import Turn
from handlers.forms.claim_line import proof_in, read_claim_line
from models.organizations import Organization
from rules.bonus import ZERO, matter_key
from rules.day_phrases import days_in, is_about
from rules.periods import Quarter
from rules.retractions import still_takes_back
from rules.speech import says_none, sets_condition
from services.bonus_claims.claims import file_claim
from services.bonus_claims.notices import NOTICES
from services.bonus_claims.rights import LONGEST_MATTER, LONGEST_PROOF

SEVERAL: Final = 2


# Words about the papers, another answer or an earlier claim, which are neither a name nor what shows it.
_NO_WORDS_OF_IT: Final = re.compile(
    r"(?:还没|尚未|没有?|未)(?:有)?\S{0,3}(?:发|下来|拿到|到手|批|公布|出来|给|收到)|[拍照发送拿传]\S{0,4}给?(?:你|您|你们)|[拍照]\S{0,3}照"
    r"|同上|(?:跟|和|同)?上[次回]|(?:日期|时间|级别|名称|名字|类别|文号|哪天)\S{0,3}(?:错|不对|有误|是|改)|[写填报选打]错"
    r"|(?:在|放在)\S{1,6}(?:那里|那边|手里|村部|办公室)|要的话|(?:交|给)\S{0,2}(?:吴|钱|小|\S主任|干事)|等\S{1,8}(?:再|后)|下次|以后再|没有?名|就是那个|^那个"
)


def _is_of_it(text: str) -> bool:
    """Tell whether words may be a name or what shows it, and do not speak about the answer: 证书还没发."""
    return not (_NO_WORDS_OF_IT.search(text) or sets_condition(text))


# Said at the read-back they may show it, or only speak about it.
_OF_PAPERS: Final = re.compile("证书|奖状|奖牌|牌子|复印件|照片|文件|原件|红本")
_PUT_RIGHT: Final = re.compile("不对|不是|说错|写错|应该|文件")


class Matter(Choice):
    """An earlier matter by its number, or the name of a new one; marks alone name nothing."""

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        if not _is_of_it(text):
            return Unclear("wrong_uncertain")
        found = super().read(key, text, setting)
        is_empty = isinstance(found, Understood) and not matter_key(found.answers[key])
        return Unclear("wrong_empty") if is_empty else found


class AwardDay(PastDay):
    """A day within the claim window; a month and day that elsewhere mean next year mean the year that has passed."""

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Understand a day that is over, or today; of several that do not agree none is certain."""
        named = {(one.month, one.day) for one in days_in(text, setting.today, setting.calendar)}
        if len(named) > 1 and not _PUT_RIGHT.search(text):
            return Unclear("wrong_day")
        found = super().read(key, text, setting)
        if isinstance(found, Understood):
            return found
        ahead = day_of(text, setting)
        if ahead is None or is_about(text) or still_takes_back(text):
            return Unclear("wrong_day")
        window = [self.since + timedelta(days=days) for days in range((setting.today - self.since).days + 1)]
        meant = next((day for day in window if (day.month, day.day) == (ahead.month, ahead.day)), None)
        return found if meant is None or "年" in text else noted_day(key, meant)


@dataclass(frozen=True)
class Proof(Reader):
    """What shows it, in words; 0 says there is nothing to add."""

    takes_words: ClassVar = True

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take the words, or that there are none."""
        if says_none(text):
            return Understood({key: ""})
        is_plain = _is_of_it(text) and not still_takes_back(text)
        return Text(LONGEST_PROOF).read(key, text, setting) if is_plain else Unclear("wrong_uncertain")


@dataclass(frozen=True)
class ReadBack:
    """A claim as it will be filed. `points` is what it should add; `earlier` tells that its matter earned before."""

    clause: str
    title: str
    level: str
    matter: str
    awarded_on: date
    proof: str
    quarter: str
    points: Decimal
    earlier: bool
    notice: str


class BonusClaimForm(Form):
    """Two questions of two parts each, or one line; what shows it is offered in the read-back.

    The facts hold all they offer, so that a half-finished claim outlives a restart.
    """

    name = "bonus_claim"

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask for the rule with its level, and the matter with its day; a part that was left out is asked alone."""
        facts = draft.facts
        labels = {rule["code"]: f"{rule['clause']} {rule['title']}" for rule in facts["rules"]}
        yield Question("rule", "ask_rule", OneOf(labels))
        rule = _rule(draft)
        if rule is None:
            return
        levels = {level["code"]: level["label"] for level in rule["levels"]}
        # A conversation begun before there was this name does not know it.
        also = {level["code"]: level.get("generic", level["label"]) for level in rule["levels"]}
        yield Question("level", "ask_level", OneOf(levels, also), rule)
        yield Question("matter", "ask_matter", Matter(tuple(facts["matters"]), LONGEST_MATTER))
        yield Question("awarded_on", "ask_awarded_on", AwardDay(date.fromisoformat(facts["from_day"])))
        yield Question("proof", "read_back", Proof(), offered=True)

    def at_once(self, draft: Draft, text: str, setting: Setting) -> Understood | None:
        """Understand several parts in one message; one part alone answers the question that was asked."""
        if self.pending(draft) is None:
            return self._shown_by(text, setting)
        facts, day = draft.facts, AwardDay(date.fromisoformat(draft.facts["from_day"]))
        line = read_claim_line(text, facts["rules"], draft.answers, day, setting)
        found = {part: said for part, said in line.parts.items() if part != "matter" or _is_of_it(said)}
        if line.unfit and found:
            return Understood(found, "\n".join(map(self.word, [*line.unfit, "rest_kept"])))
        if len(found) < SEVERAL or found.keys() <= {"matter", "proof"}:
            return None
        if len(found.get("matter", "")) > LONGEST_MATTER or len(found.get("proof", "")) > LONGEST_PROOF:
            return None
        note = noted_day("awarded_on", found["awarded_on"]).note if "awarded_on" in found else ""
        return Understood(found, note)

    def _shown_by(self, text: str, setting: Setting) -> Understood | None:
        """Take what shows it, said at the read-back; what is said before is replaced."""
        words = proof_in(text)
        if not words:
            return Understood({}, self.word("wrong_uncertain")) if _OF_PAPERS.search(text) else None
        read = Proof().read("proof", words, setting)
        return Understood({}, self.word(read.reason)) if isinstance(read, Unclear) else read

    def read_back(self, draft: Draft) -> ReadBack:
        """Show the claim with the quarter and the points expected."""
        facts, answers = draft.facts, draft.answers
        rule = next(one for one in facts["rules"] if one["code"] == answers["rule"])
        level = next(one for one in rule["levels"] if one["code"] == answers["level"])
        earned = facts["earned"].get(matter_key(answers["matter"]))
        return ReadBack(
            clause=rule["clause"],
            title=rule["title"],
            level=level["label"],
            matter=answers["matter"],
            awarded_on=answers["awarded_on"],
            proof=answers.get("proof", ""),
            quarter=facts["counts_in"][str(Quarter.of(answers["awarded_on"]))],
            points=max(ZERO, Decimal(level["points"]) - Decimal(earned or 0)),
            earlier=earned is not None,
            notice=rule["notice"],
        )

    def finish(self, turn: Turn, subject: str | None, draft: Draft) -> None:
        """File the confirmed claim and say under which number."""
        organization = turn.session.get_one(Organization, subject)
        answers = draft.answers
        claim = file_claim(
            turn.session,
            organization,
            answers["rule"],
            answers["level"],
            answers["matter"],
            answers["awarded_on"],
            answers.get("proof", ""),
            turn.person,
            turn.now,
        )
        turn.say(NOTICES, "filed", claim=claim)


def _rule(draft: Draft) -> Mapping[str, Any] | None:
    return next((one for one in draft.facts["rules"] if one["code"] == draft.answers.get("rule")), None)
