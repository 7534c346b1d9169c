"""By which words of a reply one sees that it answers a topic, or offers what was needed."""

from __future__ import annotations

import re
from collections.abc import Mapping

# A topic that is not here (meaning) cannot be told by a word: any answer of its own is taken.
TOPICS: Mapping[str, str] = {
    "deadline": r"截止|最晚|\d时前|到期|最后一天|\d月\d+日",
    "days_left": r"还有|还剩|截止",
    "points": r"\d分|得分|加分|满分",
    "why_points": r"扣|没有记录|记录|依据",
    "how_to_fill": r"例如|一句话|回复 ?1|照着|写",
    "who_are_you": r"小助手|机器人|请联系镇组织办登记",
    "telephone": r"电话|\d{7,}|联系镇组织办",
    "handed_in": r"已?报送|待填报|待审核|已审核|还没有收到|没有报|已投|还没有投",
    "status": r"待|已|没有|\d",
    "resend_slip": r"提醒单|督办|原因|措施",
    "rank": r"榜|名",
    "still_possible": r"可以|能|仍|修改|补报|不能|请在|\d时前",
    "what_if_late": r"逾期|仍|补报|不扣|扣|迟",
    "why_returned": r"请写明补开的日期和到会人数",
    "who_is_open": r"没有?报|未报|待|没有|已逾期",
    "next_step": r"回复|接下来|等|联系镇组织办",
    "bonus_rules": r"加分",
    "leave_rules": r"请假|代办|代为",
    "objection_rules": r"异议",
    "order_content": r"问题|整改|要求",
}
OFFERS: Mapping[str, str] = {
    "suggestion": r"意见建议",
    "objection": r"异议|意见建议",
    "more_time": r"延期|宽限|意见建议|逾期.*补报|仍可",
    "deputy": r"代办|代为|副书记|石美玲|王凤英|组织委员",
    "leave": r"请假|代办|王凤英",
    "change_answer": r"修改|改 ?\d",
    "withdraw_form": r"撤回|修改",
}
# What the general "没看懂" says that is just the question needed.
GENERAL_ASKS: Mapping[str, str] = {
    **dict.fromkeys(("start_first", "confirm_clean", "reason_and_day"), r"回复 ?1"),
    "confirm_word": "“确认”才算数",
    "what_to_change": "改 ?1",
}
# Questions that a form asks as soon as it is opened.
OPENING_ASKS = frozenset(
    {"reason", "reason_and_day", "measure", "which_item", "start_first", "which_entry", "facts", "bonus_details"}
    | {"level", "day", "what_to_change", "who_deputy", "until_when", "report_or_progress", "what_was_done"}
    | {"already_there"}
)
# Forms that keep whatever was said beside the one thing they ask, and how they call it.
KEEPING_FORMS = frozenset({"slip_change", "pass_on"})
THEIR_QUESTIONS: Mapping[str, str] = {"which_branch": "branch", "day": "day", "reason": "reason"}
# Forms that are the very thing to be offered; nothing is done before 确认.
OFFERED_FORMS: Mapping[str, str] = {
    "leave": "leave",
    "deputy": "leave",
    "suggestion": "suggestion",
    "objection": "objection",
}
# What is said to everything that is not understood: in the chat, and where a form waits for 确认.
GENERAL = frozenset({"not_understood", "only_confirm_counts", "unrelated"})
# What is said to words that are not meant for the bot: fitting where nothing was to happen.
UNRELATED = "unrelated"
# What answers nothing: that a question or a filler was not taken down, and what a form's reader cannot read.
NO_ANSWER = re.compile(r"not_understood|unrelated|only_confirm_counts|question_not_noted|filler_not_noted|wrong_\w+")
