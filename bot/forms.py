"""Conversations: a form is declared as questions, and `advance` takes one message at a time. Pure."""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final

from bot.wording import word
from rules.asides import SAID_TO, Aside, aside_in
from rules.courtesy import NODS, without_courtesy
from rules.speech import asks, is_filler, waits
from rules.workdays import Calendar

if TYPE_CHECKING:
    from bot.router import Turn

SHARED: Final = "forms/shared.txt"
BACK: Final = frozenset({"返回", "上一步", "后退"})
SUBMIT: Final = frozenset({"确认", "确认提交", "确认报送", "确认无误", "提交", "报送"})
# 好的, 是 and ok keep the talk going; they hand nothing in.
CONFIRM: Final = SUBMIT | {"确定", "没问题", "没毛病"}
_PAUSES: Final = re.compile(r"[\s,，。.;；!！、]+")
# What may stand beside a word of consent and adds nothing.
_CLOSING: Final = re.compile(
    r"请(?:查收|审核)|(?:我|都|已经?)*(?:核对|看|检查)(?:过|好|完)?了?(?:无误|没错)?的?|(?:没有?|无)(?:其他|别的)?(?:要)?(?:补充|修改|改动|问题)?的?了?|就这样|就这[么样](?:交|报|上报)|可以了"
)
_NOD: Final = re.compile(NODS)
# A question mark is none of them: it turns what stands before it around.
LOOSE_ENDS: Final = " \t\r\n。.!,、;:~“”\"'"


def tidy(text: str) -> str:
    """Make what people type comparable: full-width to half-width, lower case, no loose spaces or punctuation around."""
    return unicodedata.normalize("NFKC", text).strip(LOOSE_ENDS).lower()


@dataclass(frozen=True)
class Draft:
    """What is known so far: `facts` the form began with (plain values), `answers` by question key.

    An answer is what its reader gives: a date is a date, from the message to the service. `steps` lists which keys each
    message answered, so that 返回 takes back one message and not half of it.
    """

    facts: Mapping[str, Any]
    answers: Mapping[str, Any] = field(default_factory=dict)
    steps: Sequence[Sequence[str]] = ()

    def with_answers(self, more: Mapping[str, Any]) -> Draft:
        """Add or replace the answers one message gave; one that gave none is no step."""
        if not more:
            return self
        without = self.without(*more)
        return replace(without, answers={**without.answers, **more}, steps=(*without.steps, tuple(more)))

    def without(self, *keys: str) -> Draft:
        """Take answers back."""
        answers = {key: value for key, value in self.answers.items() if key not in keys}
        steps = [[key for key in step if key not in keys] for step in self.steps]
        return replace(self, answers=answers, steps=tuple(tuple(step) for step in steps if step))

    def one_step_back(self) -> Draft:
        """Take back what the last message said."""
        return self.without(*self.steps[-1]) if self.steps else self.without(*list(self.answers)[-1:])


@dataclass(frozen=True)
class Setting:
    """The day on which something is said, and the calendar that rules it."""

    today: date
    calendar: Calendar


@dataclass(frozen=True)
class Understood:
    """What a message answered, possibly more than was asked; `note` is echoed before the next question."""

    answers: Mapping[str, Any]
    note: str = ""


@dataclass(frozen=True)
class Unclear:
    """A message that does not fit: `reason` names the wording block that says what would, with `facts`."""

    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class Reader(ABC):
    """Reads an answer to one question; `gives` is the type of the value, in which it is kept and handed on."""

    gives: ClassVar[Any] = str
    # Whether words are taken down as they are; what is said beside the matter is none of them.
    takes_words: ClassVar[bool] = False

    @abstractmethod
    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Understand a message as the answer to the question `key`, or say why not."""

    def is_meant(self, _text: str) -> bool:
        """Tell whether a message answers the question though it is said beside the matter elsewhere: 发错了."""
        return False


@dataclass(frozen=True)
class Question:
    """One thing to ask: `block` words it with `facts`, `reader` understands the answer.

    What is `offered` in the read-back is never asked; it is kept when somebody gives it.
    """

    key: str
    block: str
    reader: Reader
    facts: Mapping[str, Any] = field(default_factory=dict)
    offered: bool = False


@dataclass(frozen=True)
class Opening:
    """How a conversation begins: what it is about, what is known, and what was said at once (`first`)."""

    subject: str | None
    draft: Draft
    first: str = ""


class Form(ABC):
    """A conversation. One class, one file of wording (templates/forms/<name>.txt), one test.

    `words` open it, alone or with something behind them; `sentence` is how a whole message begins that opens it where
    nothing else is meant; both for whoever has its `right`, whom the help shows the block `help` of its wording. A form
    with neither is opened by a command of its subject, which finds the case first.
    """

    name: ClassVar[str]
    wording: ClassVar[str]
    words: ClassVar[tuple[str, ...]] = ()
    # Whatever is said is taken word for word, a question too (异议, 意见建议).
    verbatim: ClassVar[bool] = False
    sentence: ClassVar[re.Pattern[str] | None] = None
    # An entry of the table of rights, which lies above this.
    right: ClassVar[Any] = None

    def __init_subclass__(cls) -> None:
        """Name the file that holds everything the form says."""
        cls.wording = f"forms/{cls.name}.txt"

    @abstractmethod
    def questions(self, draft: Draft) -> Iterator[Question]:
        """Name the questions in order, as far as the answers so far determine them."""

    @abstractmethod
    def finish(self, turn: Turn, subject: str | None, draft: Draft) -> None:
        """Call one service with the confirmed answers, and say what came of it. Raises Refused."""

    def opening(self, _turn: Turn, said: str) -> Opening:
        """Begin a conversation for this person; `said` stands behind the word. Raises Refused."""
        return Opening(None, Draft({}), said)

    def at_once(self, _draft: Draft, _text: str, _setting: Setting) -> Understood | None:
        """Understand one message that answers several questions; None when it is not of that kind."""
        return None

    def reopened(self, _draft: Draft, _text: str) -> Draft | None:
        """Take back the answers a person wants to change ("改 2"); None when that is not meant."""
        return None

    def read_back(self, draft: Draft) -> Any:
        """Put the answers into the shape in which they are read back."""
        return draft.answers

    def word(self, block: str, **facts: Any) -> str:
        """Say one block of the form's wording."""
        return word(self.wording, block, **facts)

    def pending(self, draft: Draft) -> Question | None:
        """Find the first question without an answer; None when the form is complete."""
        asked = (one for one in self.questions(draft) if not one.offered)
        return next((one for one in asked if one.key not in draft.answers), None)

    def ask(self, draft: Draft) -> str:
        """Word what is to be said now: the next question, or the read-back that asks for 确认."""
        question = self.pending(draft)
        if question is None:
            return self.word("read_back", **draft.facts, answers=self.read_back(draft))
        return self.word(question.block, **{**draft.facts, **question.facts})


@dataclass(frozen=True)
class Ask:
    """The conversation goes on: `say` this and keep `draft`."""

    say: str
    draft: Draft


@dataclass(frozen=True)
class Done:
    """The person has confirmed: `draft` holds every answer."""

    draft: Draft


def advance(form: Form, draft: Draft, text: str, setting: Setting) -> Ask | Done:
    """Take one message in a conversation (R13). Only 确认 completes a form; everything else keeps it a draft."""
    plain = tidy(text)
    question = form.pending(draft)
    if plain in BACK:
        return _ask(form, draft.one_step_back())
    if question is None and consents(text):
        return Done(draft)
    if (reopened := form.reopened(draft, text)) is not None:
        return _ask(form, reopened)
    answer = _answer(form, draft, text, setting)
    if isinstance(answer, Unclear):
        return _ask(form, draft, form.word(answer.reason, **answer.facts))
    return _next(form, draft, answer)


def consents(text: str) -> bool:
    """Tell whether a message is nothing but consent: 确认, and what is polite around it (好的，确认，请查收).

    确认，等一下 holds it back.
    """
    said = [one for one in map(tidy, _PAUSES.split(_NOD.sub(" ", without_courtesy(text)))) if one]
    rest = [one for one in said if one not in CONFIRM]
    if len(rest) == len(said) or asks(text) or any(map(waits, rest)):
        return False
    return all(is_filler(one) or _CLOSING.fullmatch(one) for one in rest)


def _answer(form: Form, draft: Draft, text: str, setting: Setting) -> Understood | Unclear:
    question = form.pending(draft)
    if not form.verbatim and (note := _beside_the_matter(text, question)):
        return Understood({}, note)
    if at_once := form.at_once(draft, text, setting):
        return at_once
    if question is None:
        return Unclear("only_confirm_counts")
    return Unclear("not_complete") if tidy(text) in SUBMIT else question.reader.read(question.key, text, setting)


def _beside_the_matter(text: str, question: Question | None) -> str:
    """Say what is said to a message that answers nothing; it is never taken down. Empty where it may be an answer."""
    if question and question.reader.is_meant(text):
        return ""
    if asks(text):
        return word(SHARED, "question_not_noted")
    if is_filler(text):
        return word(SHARED, "filler_not_noted")
    aside = aside_in(text)
    # At the read-back 就这样 and 好像没问题 are nearly consent, only 确认 is; a choice or a day says what would fit.
    heard = question.reader.takes_words if question else aside not in (Aside.LEFT_TO_US, Aside.GUESS)
    if heard and aside is Aside.FORM:
        return word(SHARED, "of_the_form")
    return word(SHARED, "aside", kind=aside.value) if heard and aside and aside in SAID_TO else ""


def _next(form: Form, draft: Draft, understood: Understood) -> Ask:
    return _ask(form, draft.with_answers(understood.answers), understood.note)


def _ask(form: Form, draft: Draft, first: str = "") -> Ask:
    return Ask("\n".join(filter(None, [first, form.ask(draft)])), draft)
