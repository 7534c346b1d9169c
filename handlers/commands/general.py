"""取消, 谢谢, 意见建议, 转: what works for everybody from everywhere."""

from __future__ import annotations

from bot.forms import Draft
from bot.readers import as_written
from bot.router import CHAT, Turn
from bot.wording import word
from handlers.commands.command import Command
from handlers.commands.consequences import show_consequences
from handlers.forms import CONVERSATIONS
from handlers.forms.suggestion import SuggestionForm
from handlers.offers import take_offered, wishes_for_time
from handlers.offices import allowed
from handlers.waiting_slips import waiting_slips
from models.inbox import DISPUTED, OFFERED, WISHED
from rules.case_numbers import numbered
from rules.sensitive import signs_in
from services.rights.table import Right
from services.slips.changing import later_days
from services.suggestions import LONGEST, suggest


def cancel(turn: Turn, _more: str) -> None:
    """Forget the open conversation; nothing was handed in."""
    if not CONVERSATIONS.cancel(turn):
        turn.say(CHAT, "nothing_to_cancel")


def make_suggestion(turn: Turn, more: str) -> None:
    """Take a suggestion, at once when it stands in the same message.

    建议5 is the number of a proposal to whoever sees those: it is shown, with the words that decide it.
    """
    more = as_written(more)
    proposal = numbered(more) if turn.plain.startswith("建议") and allowed(turn, Right.SEE_CONSEQUENCES) else None
    if proposal:
        show_consequences(turn, str(proposal.numbers[0]))
    elif len(more) > LONGEST:
        turn.say(SuggestionForm.wording, "wrong_too_long")
    elif more and signs_in(more):
        _read_back(turn, more)
        return
    elif more:
        suggest(turn.session, turn.person, more, turn.now)
        turn.say(SuggestionForm.wording, "done")
    elif CONVERSATIONS.is_busy_with_other(turn, SuggestionForm.name):
        turn.say(SuggestionForm.wording, "in_one_message")
    else:
        CONVERSATIONS.begin(turn, SuggestionForm, None, Draft({}))
        return
    CONVERSATIONS.ask_again(turn)


def pass_on(turn: Turn, _more: str) -> None:
    """转: pass the words on that were offered to be, word for word, with the slips that wait for their writer."""
    wishes = wishes_for_time(turn)
    words = take_offered(turn, OFFERED, DISPUTED, WISHED)
    if words is None:
        turn.say(SuggestionForm.wording, "nothing_to_pass_on")
        return
    said = word(SuggestionForm.wording, "words_with_slips", words=words, slips=waiting_slips(turn))
    if signs_in(said):
        _read_back(turn, said)
        return
    waiting = waiting_slips(turn) if wishes else []
    later = [*later_days(turn.session, waiting, words, turn.calendar, turn.now)]
    suggest(turn.session, turn.person, said, turn.now, later)
    turn.say(SuggestionForm.wording, "passed_on", words=words)


def _read_back(turn: Turn, said: str) -> None:
    """Read words back that seem to hold what should not be passed on; 确认 passes them on all the same."""
    CONVERSATIONS.begin(turn, SuggestionForm, None, Draft({}).with_answers({"text": said}))


def accept_thanks(turn: Turn, _more: str) -> None:
    """Take thanks kindly."""
    turn.say(CHAT, "thanks")


CANCEL = Command(("取消", "退出", "不填了"), cancel, Right.COME_IN, returns=False)
THANK = Command(("谢谢", "谢谢您", "谢谢你", "多谢", "辛苦了"), accept_thanks, Right.COME_IN)
SUGGEST = Command(("意见建议", "意见", "建议", "投诉"), make_suggestion, Right.COME_IN, takes_more=True, returns=False)
PASS_ON = Command(("转", "转达", "转给组织办", "转组织办", "帮我转"), pass_on, Right.COME_IN)
