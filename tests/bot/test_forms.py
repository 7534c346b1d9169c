"""The conversation engine and its readers: pure, and only 确认 completes a form."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms import CONFIRM, Ask, Done, Draft, Form, Question, Setting, Unclear, Understood, advance, tidy
from bot.readers import Choice, Day, PastDay, Text
from bot.router import Turn
from rules.workdays import Calendar

TODAY = date(2026, 11, 5)


class SmallForm(Form):
    """Two questions, worded by the suggestion form's file."""

    name = "suggestion"

    def questions(self, draft: Draft) -> Iterator[Question]:
        yield Question("text", "ask_text", Text(20))
        yield Question("more", "ask_text", Text(20))

    def at_once(self, draft: Draft, text: str, setting: Setting) -> Understood | None:
        first, _, second = text.partition("/")
        return Understood({"text": first, "more": second}) if second else None

    def read_back(self, draft: Draft) -> Mapping[str, Any]:
        """What looks sensitive is none of the engine's business."""
        return {**draft.answers, "signs": []}

    def finish(self, turn: Turn, subject: str | None, draft: Draft) -> None:
        raise AssertionError("the engine finishes nothing by itself")


@pytest.fixture
def setting(calendar: Calendar) -> Setting:
    """Thursday, 5 November 2026."""
    return Setting(TODAY, calendar)


def talk(setting: Setting, *messages: str, draft: Draft | None = None) -> Ask | Done:
    """Say one message after the other."""
    outcome: Ask | Done = Ask("", draft or Draft({}))
    for message in messages:
        outcome = advance(SmallForm(), outcome.draft, message, setting)
    return outcome


def test_a_form_is_complete_only_with_a_confirmation(setting: Setting) -> None:
    assert isinstance(talk(setting, "一", "二"), Ask)
    outcome = talk(setting, "一", "二", "确认")
    assert isinstance(outcome, Done)
    assert outcome.draft.answers == {"text": "一", "more": "二"}


def test_confirming_an_incomplete_form_asks_what_is_missing(setting: Setting) -> None:
    outcome = talk(setting, "一", "确认")
    assert isinstance(outcome, Ask)
    assert outcome.say.startswith("还没有写内容。")


@given(texts=st.lists(st.text(max_size=30), max_size=8))
def test_nothing_but_consent_completes_a_form(calendar: Calendar, texts: list[str]) -> None:
    said = [text for text in texts if tidy(text) not in CONFIRM]
    assert not isinstance(talk(Setting(TODAY, calendar), *said), Done)


@given(texts=st.lists(st.text(min_size=1, max_size=12), max_size=6))
def test_going_back_as_often_as_something_was_said_ends_at_the_beginning(calendar: Calendar, texts: list[str]) -> None:
    setting = Setting(TODAY, calendar)
    outcome = talk(setting, *texts, *["返回"] * (len(texts) + 1))
    assert outcome.draft.answers == {}


def test_back_takes_back_what_one_message_said(setting: Setting) -> None:
    assert talk(setting, "一/二", "返回").draft.answers == {}
    assert talk(setting, "一", "二", "返回").draft.answers == {"text": "一"}
    assert talk(setting, "返回").draft.answers == {}


def test_back_in_a_form_that_was_filled_before_takes_back_its_last_answer(setting: Setting) -> None:
    before = Draft({}, {"text": "一", "more": "二"})
    assert talk(setting, "返回", draft=before).draft.answers == {"text": "一"}


def test_an_answer_given_again_belongs_to_the_later_message(setting: Setting) -> None:
    outcome = talk(setting, "一", "二", "三/四")
    assert outcome.draft.steps == (("text", "more"),)
    assert outcome.draft.answers == {"text": "三", "more": "四"}


def test_drafts_are_never_changed_in_place(setting: Setting) -> None:
    draft = Draft({}, {"text": "一"}, (("text",),))
    talk(setting, "二", "返回", "返回", draft=draft)
    assert draft == Draft({}, {"text": "一"}, (("text",),))


@pytest.mark.parametrize(
    ("written", "plain"),
    [("１。", "1"), ("“确认”！", "确认"), (" ＯＫ ", "ok"), ("。", ""), ("改　２", "改 2"), ("①", "1"), ("", "")],
)
def test_what_people_type_is_made_comparable(written: str, plain: str) -> None:
    assert tidy(written) == plain


@given(text=st.text(max_size=20))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    "said",
    ["确认？", "确认吗", "不确认", "先不要确认", "好的", "是", "ok", "👌", "收到", "嗯", "1？", "确认🤔", "确认[疑问]"],
)
def test_no_question_no_denial_and_no_filler_confirms(setting: Setting, said: str) -> None:
    outcome = talk(setting, "一", "二", said)
    assert isinstance(outcome, Ask)
    assert outcome.draft.answers == {"text": "一", "more": "二"}


@pytest.mark.parametrize("said", ["确认[OK]", "确认👌", "好的，确认👍🏻", "确认 🙏谢谢"])
def test_a_picture_that_nods_beside_the_word_confirms(setting: Setting, said: str) -> None:
    assert isinstance(talk(setting, "一", "二", said), Done)


@pytest.mark.parametrize("said", ["为什么扣分", "什么时候截止？", "怎么填", "好的", "收到，谢谢", "等一下", "👌"])
def test_a_question_or_a_filler_is_never_taken_for_the_answer(setting: Setting, said: str) -> None:
    outcome = talk(setting, said)
    assert isinstance(outcome, Ask)
    assert outcome.draft.answers == {}


class Verbatim(SmallForm):
    """A form that takes whatever is said."""

    name = "suggestion"
    verbatim = True


def test_a_complaint_may_ask(setting: Setting) -> None:
    assert advance(Verbatim(), Draft({}), "为什么扣我们的分？", setting).draft.answers == {"text": "为什么扣我们的分？"}


OPTIONS = Choice(("人员不齐，没能按时开展", "工作冲突"))


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("1", "人员不齐，没能按时开展"),
        ("２", "工作冲突"),
        ("②", "工作冲突"),
        ("二", "工作冲突"),
        ("第二个", "工作冲突"),
        ("选1", "人员不齐，没能按时开展"),
        ("2 工作冲突", "工作冲突"),
        ("2、工作冲突", "工作冲突"),
        ("1. 人员不齐", "人员不齐，没能按时开展"),
        ("支委出差", "支委出差"),
        ("2人出差", "2人出差"),
        ("2 下雨停电", "2 下雨停电"),
    ],
)
def test_a_choice_by_number_by_copy_or_in_own_words(setting: Setting, said: str, taken: str) -> None:
    assert OPTIONS.read("key", said, setting) == Understood({"key": taken})


@pytest.mark.parametrize("said", ["3", "0", "九", "99"])
def test_a_number_that_is_not_offered(setting: Setting, said: str) -> None:
    assert OPTIONS.read("key", said, setting) == Unclear("wrong_choice")


@pytest.mark.parametrize(
    ("said", "reason"),
    [("", "wrong_empty"), ("。！", "wrong_empty"), ("\u200b", "wrong_empty"), ("长" * 21, "wrong_too_long")],
)
def test_text_is_neither_empty_nor_endless(setting: Setting, said: str, reason: str) -> None:
    assert Text(20).read("key", said, setting) == Unclear(reason)


@given(text=st.text(max_size=60))
def test_whatever_is_taken_can_be_printed_in_one_line(calendar: Calendar, text: str) -> None:
    read = Text(40).read("key", text, Setting(TODAY, calendar))
    if isinstance(read, Understood):
        assert len(read.answers["key"]) <= 40
        assert "\n" not in read.answers["key"]
        assert read.answers["key"].strip() == read.answers["key"] != ""


def test_a_day_is_echoed_with_its_weekday(setting: Setting) -> None:
    noted = Understood({"key": date(2026, 11, 13)}, "记下了：11月13日（周五）。")
    assert Day().read("key", "下周五前", setting) == noted
    assert Day().read("key", "随便", setting) == Unclear("wrong_day")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今天", 5),
        ("昨天", 4),
        ("前天。", 3),
        ("11月3日", 3),
        ("11.3", 3),
        ("3号", 3),
        ("４日", 4),
        ("周三", 4),
        ("星期一", 2),
        ("11月4日下午交来的", 4),
    ],
)
def test_a_past_day_in_many_words(setting: Setting, said: str, day: int) -> None:
    read = PastDay(date(2026, 11, 2)).read("key", said, setting)
    assert isinstance(read, Understood)
    assert read.answers == {"key": date(2026, 11, day)}


@pytest.mark.parametrize(
    "said", ["明天", "下周五", "11月1日", "1号", "6号", "11月6日", "周日", "很久以前", "", "大前天吧"]
)
def test_a_day_to_come_or_before_the_slip_is_no_past_day(setting: Setting, said: str) -> None:
    assert PastDay(date(2026, 11, 2)).read("key", said, setting) == Unclear("wrong_past_day")


@given(text=st.text(max_size=20), since=st.integers(0, 40))
def test_a_past_day_never_leaves_its_bounds(calendar: Calendar, text: str, since: int) -> None:
    first = TODAY - timedelta(days=since)
    read = PastDay(first).read("key", text, Setting(TODAY, calendar))
    if isinstance(read, Understood):
        assert first <= read.answers["key"] <= TODAY
