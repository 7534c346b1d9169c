"""One class per conversation; FORMS lists them all with what happens when they are confirmed."""

from __future__ import annotations

from handlers.conversations import Conversations, Declared
from handlers.forms.self_check import NAME as SELF_CHECK
from handlers.forms.self_check import SelfCheckForm
from handlers.forms.self_check_filing import finish_self_check
from handlers.forms.suggestion import NAME as SUGGESTION
from handlers.forms.suggestion import SuggestionForm, finish_suggestion

FORMS = {
    SELF_CHECK: Declared(SelfCheckForm(), finish_self_check),
    SUGGESTION: Declared(SuggestionForm(), finish_suggestion),
}
CONVERSATIONS = Conversations(FORMS)
