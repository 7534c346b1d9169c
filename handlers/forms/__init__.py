"""One class per conversation; FORMS lists them all with what happens when they are confirmed."""

from __future__ import annotations

from handlers.conversations import Conversations, Declared
from handlers.forms.ballot import NAME as BALLOT
from handlers.forms.ballot import BallotForm, finish_ballot
from handlers.forms.bonus_claim import NAME as BONUS_CLAIM
from handlers.forms.bonus_claim import BonusClaimForm, finish_bonus_claim
from handlers.forms.inspection import NAME as INSPECTION
from handlers.forms.inspection import InspectionForm, finish_inspection
from handlers.forms.objection import NAME as OBJECTION
from handlers.forms.objection import ObjectionForm, finish_objection
from handlers.forms.order import NAME as ORDER
from handlers.forms.order import OrderForm, finish_order
from handlers.forms.order_report import NAME as ORDER_REPORT
from handlers.forms.order_report import OrderReportForm, finish_order_report
from handlers.forms.overhaul_report import NAME as OVERHAUL_REPORT
from handlers.forms.overhaul_report import OverhaulReportForm, finish_overhaul_report
from handlers.forms.self_check import NAME as SELF_CHECK
from handlers.forms.self_check import SelfCheckForm
from handlers.forms.self_check_filing import finish_self_check
from handlers.forms.suggestion import NAME as SUGGESTION
from handlers.forms.suggestion import SuggestionForm, finish_suggestion

FORMS = {
    BALLOT: Declared(BallotForm(), finish_ballot),
    BONUS_CLAIM: Declared(BonusClaimForm(), finish_bonus_claim),
    OBJECTION: Declared(ObjectionForm(), finish_objection),
    ORDER: Declared(OrderForm(), finish_order),
    ORDER_REPORT: Declared(OrderReportForm(), finish_order_report),
    OVERHAUL_REPORT: Declared(OverhaulReportForm(), finish_overhaul_report),
    SELF_CHECK: Declared(SelfCheckForm(), finish_self_check),
    INSPECTION: Declared(InspectionForm(), finish_inspection),
    SUGGESTION: Declared(SuggestionForm(), finish_suggestion),
}
CONVERSATIONS = Conversations(FORMS)
