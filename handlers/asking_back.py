"""What is tried before "not understood": a question about what waits for whoever writes. Nothing is changed."""

from __future__ import annotations

import re
from typing import Final

from bot.forms import Setting
from bot.router import CHAT, Turn
from handlers.commands.duties import say_duties
from handlers.commands.slips import SLIPS
from handlers.forms.item_said import line_said
from handlers.forms.self_check_words import speaks_of_change
from handlers.intents.needs import ask_which_matter, offer_objection
from handlers.intents.orders import ask_report_or_progress
from handlers.intents.own_forms import say_how_to_change, say_why_returned
from handlers.intents.own_slips import say_clean_doubted, say_each_its_own
from handlers.intents.situations import (
    clean_slip_waits,
    handed_in,
    nothing_waits,
    only_objections_are_open,
    several_wait,
)
from handlers.intents.votes import ask_grade, only_vote_waits
from handlers.offers import offer
from handlers.offices import allowed
from handlers.topics import is_unrelated, topic_of
from handlers.waiting_orders import order_at_hand
from handlers.waiting_slips import newest_slips, waiting_slips
from handlers.which_slip import slips_meant, titles_of
from models.self_checks import RETURNED, SUBMITTED, self_checks_in
from models.slips import Slip
from rules.asides import SAID_TO, WANTING_NOTHING, Aside, aside_in
from rules.day_phrases import days_in
from rules.item_mentions import items_named
from rules.odd_messages import Odd
from rules.office_words import spares_somebody
from rules.speech import LONGEST_WEIGHED, asks, decides_everything, sets_condition, weighs_a_decision
from services.duties.duties import duties_of
from services.register.names import could_be_meant, mentions
from services.rights.asking import may
from services.rights.table import Right
from services.self_checks.waiting import left_to_others

# What an item of a slip is spoken of with.
_OF_ITEMS: Final = re.compile("[条项](?!目)|原因|措施|整改|补(?!贴|助|习|课)")
# What an objection may be about.
_OF_ENTRIES: Final = re.compile("[条项笔]|扣|分|榜|名次|记录|支委会|党日|到会|逾期|未完成")
# Who decides anything: what is weighed while nothing waits is answered so.
DECIDING: Final = (Right.SEE_DRAFT, Right.CHECK_SECRECY, Right.FOLLOW_TOWN)
# What one can ask about a branch, in the order in which it is offered.
SEEING_SEVERAL: Final = (Right.SEE_TOWN, Right.INSPECT, Right.SEE_INTERNAL_EDITION)
ABOUT: Final = (("查看", Right.REVIEW_SELF_CHECK), ("得分", Right.SEE_SCORE), ("检查", Right.INSPECT))


def first_waiting(turn: Turn) -> Slip | None:
    """Find the slip that is named as waiting."""
    waiting = waiting_slips(turn)
    return waiting[0] if waiting else None


def _hear_aside(turn: Turn) -> bool:
    """Whoever puts off, does not know or grumbles hears that nothing was done, and what still waits."""
    aside = aside_in(turn.incoming.text)
    if aside is None or aside not in SAID_TO:
        return False
    offered = aside not in WANTING_NOTHING and offer(turn)
    turn.say(CHAT, "aside", kind=aside.value, slip=first_waiting(turn), offered=offered)
    return True


def _ask_to_decide(turn: Turn) -> bool:
    """Whoever weighs a decision hears which ones wait for them, and with which words they are taken."""
    text = turn.incoming.text
    weighs = weighs_a_decision(text) or aside_in(text) is Aside.LATER
    duties = duties_of(turn.session, turn.person, turn.now) if weighs else []
    if duties:
        say_duties(turn, "undecided", duties, _forms_named(turn))
    elif weighs and any(allowed(turn, right) for right in DECIDING):
        say_duties(turn, "waiting", duties)
        return True
    return bool(duties)


def _forms_named(turn: Turn) -> list[str]:
    """List the branches that are named and whose forms wait for the person's review."""
    if not allowed(turn, Right.REVIEW_SELF_CHECK) or spares_somebody(turn.incoming.text):
        return []
    named = {one.id for mention in mentions(turn.session, turn.incoming.text) for one in mention.organizations}
    left = left_to_others(turn.session, turn.person, turn.now)
    waiting = [one for one in self_checks_in(turn.session, SUBMITTED) if one.id not in left]
    return [one.slip.organization.short_name for one in waiting if one.slip.organization_id in named]


def _refuse_to_decide(turn: Turn) -> bool:
    """Whoever decides everything at a stroke, and has nothing to decide, hears that nothing was done."""
    refused = decides_everything(turn.incoming.text)
    if refused:
        turn.say(CHAT, "odd", odd=Odd.ORDERED_ABOUT.value)
    return refused


def _ask_about_item(turn: Turn) -> bool:
    """Whoever speaks of an item, or asks whether it can be done so, hears that nothing was noted, and how it is."""
    slip = next((one for one in waiting_slips(turn) if one.open_items), None)
    said = turn.incoming.text
    if slip is None or several_wait(turn):
        return False
    line = line_said(said, Setting(turn.now.date(), turn.calendar))
    asked = asks(said)
    tells = bool(line.day and line.measure) if asked else bool(line.day or line.measure or line.done)
    speaks = bool(items_named(said, titles_of(slip))) or tells or (_is_short(turn) and bool(_OF_ITEMS.search(said)))
    if speaks:
        turn.say(SLIPS, "about_item", slip=slip, asked=asked, offered=offer(turn))
    return speaks


def _ask_about_what(turn: Turn) -> bool:
    """A reason and a day, where nothing waits that they could answer."""
    line = line_said(turn.incoming.text, Setting(turn.now.date(), turn.calendar))
    answers = bool(line.reason or line.measure) and bool(line.day or line.done)
    asked = answers and _is_short(turn) and nothing_waits(turn)
    if asked:
        ask_which_matter(turn)
    return asked


def _ask_about_vote(turn: Turn) -> bool:
    """Where nothing but a vote waits, a short message is probably about that; which grade is asked, none is guessed."""
    votes = _is_short(turn) and not waiting_slips(turn) and only_vote_waits(turn)
    if votes:
        ask_grade(turn)
    return votes


def _ask_about_topic(turn: Turn) -> bool:
    """Whoever speaks of something that can be done here hears the words that do it."""
    found = topic_of(turn)
    if found:
        topic, lines = found
        turn.say(CHAT, "about_topic", topic=topic.name, lines=lines, offered=offer(turn))
    return found is not None


def _ask_about_branch(turn: Turn) -> bool:
    """Whoever may see several branches and names one is asked what about it; or which, where the name is too short."""
    if not any(allowed(turn, right) for right in SEEING_SEVERAL):
        return False
    rights = [(word, right) for word, right in ABOUT if allowed(turn, right)]
    meant = [
        one
        for one in could_be_meant(turn.session, turn.incoming.text)
        if any(may(turn.session, turn.person, right, turn.now, one) for _, right in rights)
    ]
    if len(meant) > 1:
        turn.say(CHAT, "which_branch", meant=meant)
    elif meant:
        words = [one for one, right in rights if may(turn.session, turn.person, right, turn.now, meant[0])]
        ways = [f"{one} {meant[0].short_name}" for one in words]
        turn.say(CHAT, "about_branch", organization=meant[0], ways=ways)
    return bool(meant)


def _ask_about_duty(turn: Turn) -> bool:
    """A short message of somebody for whom a decision waits is probably about that."""
    duties = duties_of(turn.session, turn.person, turn.now) if _is_short(turn) else []
    if duties:
        say_duties(turn, "undecided", duties, _forms_named(turn))
    return bool(duties)


def _ask_about_order(turn: Turn) -> bool:
    """So is one of a branch for which nothing but an order waits."""
    at_hand = _is_short(turn) and order_at_hand(turn)
    if at_hand:
        ask_report_or_progress(turn)
    return at_hand


def _ask_about_several(turn: Turn) -> bool:
    """Of several slips that wait it is said that each is answered by itself, and how to name one."""
    several = several_wait(turn) and (_is_short(turn) or _names_several(turn))
    if several:
        say_each_its_own(turn)
    return several


def _names_several(turn: Turn) -> bool:
    return slips_meant(waiting_slips(turn), turn.incoming.text, turn.now).several


def _ask_about_clean_slip(turn: Turn) -> bool:
    """Of a slip that says all is done one can say only that it is right, or that it is not."""
    doubted = _is_short(turn) and clean_slip_waits(turn)
    if doubted:
        say_clean_doubted(turn)
    return doubted


def _hear_condition(turn: Turn) -> bool:
    """Whoever says what holds only under a condition hears that nothing was done."""
    holds = sets_condition(turn.incoming.text)
    if holds:
        turn.say(CHAT, "condition")
    return holds


def _ask_about_entries(turn: Turn) -> bool:
    """Whoever speaks of entries while a board is open to objections hears how one is objected to."""
    speaks = bool(_OF_ENTRIES.search(turn.incoming.text)) and _is_short(turn) and only_objections_are_open(turn)
    if speaks:
        offer_objection(turn)
    return speaks


def _ask_about_returned(turn: Turn) -> bool:
    """Whoever has a form back and is short about it hears why, and how it goes on."""
    forms = [one.self_check for one in waiting_slips(turn) if one.self_check]
    asked = _is_short(turn) and any(one.state == RETURNED for one in forms)
    if asked:
        say_why_returned(turn)
    return asked


def _ask_about_handed_in(turn: Turn) -> bool:
    """Whoever speaks of what stands in a form that is in hears how to change it, and that nothing was changed."""
    text = turn.incoming.text
    speaks = (
        not waiting_slips(turn)
        and handed_in(turn)
        and (
            speaks_of_change(text)
            or any(items_named(text, titles_of(one)) for one in newest_slips(turn))
            or bool(days_in(text, turn.now.date(), turn.calendar) and _is_short(turn))
        )
    )
    if speaks:
        say_how_to_change(turn)
    return speaks


def _hear_what_is_not_ours(turn: Turn) -> bool:
    """Whoever says nothing that has to do with us hears that nothing was noted; nothing is guessed."""
    unrelated = is_unrelated(turn.incoming.text)
    if unrelated:
        turn.say(CHAT, "unrelated", slip=first_waiting(turn), offered=offer(turn))
    return unrelated


def _is_short(turn: Turn) -> bool:
    return len(turn.incoming.text) <= LONGEST_WEIGHED


# What is tried before "not understood": the surer things first.
ASKING_BACK: Final = (
    _ask_to_decide,
    _ask_about_branch,
    _hear_aside,
    _refuse_to_decide,
    _ask_about_handed_in,
    _ask_about_what,
    _ask_about_vote,
    _ask_about_item,
    _ask_about_topic,
    _ask_about_duty,
    _ask_about_order,
    _ask_about_several,
    _ask_about_clean_slip,
    _ask_about_entries,
    _ask_about_returned,
    _hear_condition,
    _hear_what_is_not_ours,
)
