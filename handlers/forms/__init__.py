"""One class per conversation; FORMS lists them all: engine, opening words, help and tests go by it."""

from __future__ import annotations

from bot.forms import Form
from handlers.conversations import Conversations
from handlers.forms.act import ActForm
from handlers.forms.ballot import BallotForm
from handlers.forms.bonus_claim import BonusClaimForm
from handlers.forms.inspection import InspectionForm
from handlers.forms.leave import LeaveForm
from handlers.forms.objection import ObjectionForm
from handlers.forms.order import OrderForm
from handlers.forms.order_report import OrderReportForm
from handlers.forms.overhaul_report import OverhaulReportForm
from handlers.forms.pass_on import PassOnForm
from handlers.forms.self_check import SelfCheckForm
from handlers.forms.slip_change import SlipChangeForm
from handlers.forms.suggestion import SuggestionForm
from handlers.forms.vote import VoteForm

FORMS: tuple[Form, ...] = (
    SelfCheckForm(),
    InspectionForm(),
    ObjectionForm(),
    BonusClaimForm(),
    OrderForm(),
    OrderReportForm(),
    OverhaulReportForm(),
    BallotForm(),
    VoteForm(),
    LeaveForm(),
    SuggestionForm(),
    SlipChangeForm(),
    PassOnForm(),
    ActForm(),
)
CONVERSATIONS = Conversations(FORMS)
