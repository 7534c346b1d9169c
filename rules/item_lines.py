"""What one answer says about one item: why, what is done, until when, and by whom; in whatever order it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from rules.asides import Aside, aside_of_clause
from rules.certainty import is_about_the_answer, is_no_part, takes_back
from rules.completion import says_done, says_over
from rules.day_phrases import Promise
from rules.patterns import Pattern
from rules.persons import People
from rules.responsible import NO_PEOPLE, PAUSES, named_responsible
from rules.speech import is_filler
from rules.telling import tells_something, tells_why

_MEASURE: Final = Pattern(
    r"补|整改|立行立改|录入(?!员)|上交|通知(?!\S{0,3}(?:晚|迟|漏|没|不|错|未))|安排(?!不|错)|联系|加强|完善"
    r"|组织(?!委员|办|生活)|开展|等\S{1,12}(?:再|后)|督促|落实|抓紧|尽快|准备|计划|打算|重新|改正|制定|建立|已请"
    r"|请人|请\S{1,8}[来到](?:讲|上课|授课|指导|参加)|由\S{1,8}(?:补|组织|落实|牵头)|改用|改成|改为|下个?月(?!\\d)|下一步|杜绝|避免|定期|今后|以后|下次|下回"
    r"|提前|专人|提醒|马上|立即|争取|力争|拟|将"
)
_WORK: Final = Pattern("[补整改登录交缴开办搞弄做]")
_AHEAD: Final = Pattern(
    r"(?:明[天日]|后天|[下本这]个?(?:周|礼拜|星期)|[下本这]个?月|月底|周[一二三四五六日]|回头|随后)(?!\S{0,3}去\S{1,4}开会)\S{0,4}(?:补|整"
    r"|录|登|交|开|办|改)|好就(?:补|整|录|交|开|办|改)"
    r"|(?:回来|出院|空了|到齐)了?(?:再|就|来|去|马上)*(?:补|录|登|开|交|办|弄)\S?$"
)
# Where a cause runs into its remedy without a pause: 忘了已补录.
_TURN: Final = Pattern(
    r"(?<=\S\S)(?<!台账)(?<!台帐)(?<!记录)(?<!会议)(?<!材料)(?<!党费)(?=(?:已经?|后来|现在?已|现)(?:全部|都)?(?:补"
    r"|整改|录|交|改|完成|上传|办|落实|更正|开))"
    r"|(?<=\S\S[了嘛呀哉])(?=(?:以后|今后|往后|下次|下回|下趟)\S)"
)
# Who, or and then: no cause that a remedy could run out of (我们下周五前补好, 然后下周五补, 现改于13号开).
_NO_CAUSE: Final = Pattern(
    r"(?:我|我们|俺们?|阿拉|咱们?|本支部|支部|那么?|然后|所以|后来|还是|再|就|会|一定|现在?|只能|只好|只有|要|得|等|改|推迟?|延期?|挪|定|放|于|到|在)+"
)
_CAUSE: Final = Pattern(
    "因为"
    "|由于|原因|是因|因(?!此)|住院|生病|病了|请假|外出|出差|出国|忘|忙|不齐|不够|没时间|没空|没来|没记|冲突|故障|换届|疏忽"
)
# The headings of the form itself: 原因：… 整改措施：… 完成时限：….
_HEADING: Final = Pattern(
    r"[\s,，;；。、]*(?:(?<!\d)[(（]?[1-9一二三四][)）、.．:： ]+)?"
    r"(?:(?P<reason>(?:未\S{0,4}的?)?原因(?:分析)?)|(?P<measure>(?:整改)?(?:措施|情况))"
    r"|(?P<day>(?:完成|整改|补\S|召开)?(?:时限|时间|期限|日期|日子)))[:：]\s*"
    # 支委会：原因人不齐；措施11月12日补开.
    r"|(?<![^\s,，;；。、:：])(?:(?P<why>原因)|(?P<what>措施))(?![不没很还都说写呢也是在我你见同太就:：]|$)\s*"
)
# These alone are enough: 忙14号.
_SHORT_CAUSES: Final = frozenset({"忙", "病"})
# Only when: the end of a clause that begins with it is no remedy of a reason (昨天夜里|已经补开了).
_ONLY_WHEN: Final = Pattern(
    r"(?:是|那天|那个|大?前[天日]|昨[天日晚夜]?|今[天日早晚]|上个?(?:周|礼拜|星期)[一二三四五六日天]?|上个?月底?"
    r"|\d{1,2}[月号日]|早上|清早|夜里|晚上"
    r"|下午|上午|中午|月底|就|都|在|的|已经?|早)+"
)
# When it was done, said behind what was: 早补好了，上礼拜三弄的.
_WHEN_DONE: Final = Pattern(
    rf"(?:{_ONLY_WHEN.pattern}(?:[在到]\S{{2,10}}?)?|[在到]\S{{2,10}}?)(?:[弄开补交搞做办登录缴报收]\S?的|的)(?:呀|啊|呢)?"
)
# What refuses the work is no remedy, and the day beside it no promise.
_REFUSED: Final = Pattern(r"(?:不|没法|无法)再?(?:开|补|改|交|办|弄|搞|做)(?:了|成)?$")
# A clause that only says how far the work is: neither the reason nor what will be done.
_STATE: Final = Pattern(
    r"(?:还|尚|仍|目前)?(?:没有?|未)(?:能)?(?:整改|完成|落实|处理|办理|补)(?:完成|完|到位|好|齐)?(?:呢)?"
    r"|(?:还在|正在)?整改中|的?(?:补的?)?(?:日子|日期|时间|哪天)(?:[补开登办搞])?(?:还|都|也)*(?:没有?|未|不)(?:能)?(?:定|确定|想|排|商量|约)(?:下来|好)?"
)
# What was the matter then, wherever it stands: 14号补开，上次是因为办丧事.
_SAYS_WHY: Final = Pattern(
    r"[嗯恩呃哦啊唉]*(?:主要|都|全)?(?:上次|上回|上个?月|那天|当时|那时候?|之前|先前|原来)?(?:(?:\d{1,2}月份?)?(?:没|未)(?:能)?[开录登交办补][成好掉]?)?(?:主要|都)?(?:就?是)?"
    r"(?:因为|由于|原因(?:就|主要)?是|因(?![此而地人])|系(?!统))"
    r"|(?:上次|上回|那次|那天|当时|那时候?|上个?月|之前|先前|前一?[段阵]|没[开录登交办][成好掉]?是)(?!.*补)"
)
# What comes with the work then, whoever comes: 届时由王老师授课.
_THEN: Final = Pattern("届时|到时|这[次回趟](?!是|没)")
_WHERE: Final = Pattern(
    r"[在到][\u4e00-\u9fff]{0,5}(?:村部|会议?室|活动室|村委会?|办公室|家里|大院|礼堂|中心|阵地)(?:开|碰头)?"
)
# How many come tells of the meeting that is held, and never why the last one was not.
_ATTENDANCE: Final = Pattern(
    r"(?:预计|计划|大概)?(?:[应实]到|到会|参会|出席|请假|缺席|共|一共|大概|预计|人?[来到]了)(?:人数)?\S{0,3}?[\d一二两三四五六七八九十]+\S{0,3}[人个名位]\S{0,8}"
)
_MISSING: Final = Pattern(r"[缺差少](?:了)?[\d一二两三四五六七八九十]+[人个名位]\S{0,4}")
# The day is called by its name, whatever runs on behind it: 日期是十一月十三号晚上应到五个委员.
_NAMES_DAY: Final = Pattern(
    r"(?:那|这个?)?(?:完成|整改|补\S|召开)?的?(?:时限|时间|期限|日期|日子)(?:就|也|都|均)?(?:是|为|定|写|改|放|安排)"
)
# Around a day that is all a clause says: 改到13号, 定在周五.
_PUT_TO: Final = Pattern(
    r"(?:都|均|全部?|统统)(?:是|为)?|(?:还是)?(?:改|换|推迟?|延迟?|提前|定|放|安排)(?:到|成|为|在)?"
)
# It was done sooner than was promised, and that is no cause of anything.
_NOT_WAITED: Final = Pattern(r"(?:也|就|都)?没有?(?:再)?(?:等|拖)到\S{1,8}")
# Until when it was to be, told with why it came otherwise: 原定26日开展，因封闭管理取消.
_FORMER: Final = (
    r"(?:原先?|原来|原本|本来|起初)(?:是|就)?(?:定|计划|安排|打算|准备|想|约|说)(?:好|要)?(?:了|的)?(?:是|在|于|到|为)?"
)
_AS_PLANNED: Final = Pattern(rf"\S{{0,16}}{_FORMER}")
# What is done every month is promised for no day, and a day that was mistaken for another is none: 把期限记成了月底;
# nor is one that was to be, or was not waited for: 原定26日, 没等到13号.
_NO_PROMISE: Final = Pattern(
    rf"(?:[记当看写弄算误认以]+(?:成|作|为)了?是?|每个?(?:月|周|季度?|年)的?|{_FORMER}|没有?(?:等|拖)到?|(?:忙|拖|住|病|停|关)到)$"
)


# On that day it was only seen or heard of: 我今天一看只补了一半.
_ONLY_SEEN: Final = Pattern(r"我?(?:一看|看了|才?发现|才知|问了|听说)")
# What a clause says that promises the work by a day, and nothing else: 12号开, 我们13号再搞.
_DOES_THEN: Final = Pattern(
    r"(?:再|就|来|去|还是|重新|一[起道])*(?:召?开|搞|弄|办|做|登|录|交|缴)(?:掉|好|完|会|一次)?(?:吧|哦|呀)?"
)
# All of it is ready by then: 8号前全部弄完.
_FINISHES: Final = Pattern(r"前?(?:全部?|都)?[弄做搞办][完好齐掉]")


@dataclass(frozen=True)
class ItemLine:
    """What one answer says about one item; None for what it leaves open. `done`: it says that the work is done.

    `left` is what it says besides, and nobody can be certain what it is: it is asked about, never taken for a reason.
    """

    reason: str | None = None
    measure: str | None = None
    day: date | None = None
    responsible: str | None = None
    done: bool = False
    left: str | None = None


Promised = Callable[[str], Promise | None]
_Span = tuple[int, int]


def read_item_line(said: str, promised: Promised, people: People = NO_PEOPLE) -> ItemLine:
    """Take an answer apart; `promised` finds the day a text names and where it stands, `people` are known by name.

    The clauses before the first that tells what is or will be done are the reason, everything from there on is the
    measure; a day counts only beside the measure or alone. The words themselves stay as they were written.
    """
    promised = partial(_promised, promised)
    who, rest = named_responsible(said, people)
    if _HEADING.search(rest):
        return _headed(rest, promised, who)
    reasons: list[_Span] = []
    measures: list[_Span] = []
    days: list[_Span] = []
    states: list[_Span] = []
    left: list[_Span] = []
    for span in _clauses(rest, promised):
        clause = rest[slice(*span)]
        if is_about_the_answer(clause):
            left += [*_taken_back(clause, reasons, measures, days), span]
        elif _is_only_a_day(clause, promised):
            days.append(span)
        elif _STATE.fullmatch(clause):
            states.append(span)
        elif is_no_part(clause) or _NOT_WAITED.fullmatch(clause) or _is_beside(clause):
            continue
        else:
            follows = _follows(clause, promised, reasons, measures) or _counts_on(rest, clause, measures)
            (measures if follows else reasons).append(span)
    told = [span for span in reasons if tells_something(rest[slice(*span)])]
    day = _last_day([rest[slice(*span)] for span in sorted(measures + days)], promised)
    # What the reason says (没记清) is nothing about the work.
    done = says_done("，".join(rest[slice(*span)] for span in sorted(measures + days + states)))
    beside = _words(rest, sorted(left if told else left + reasons))
    return ItemLine(_words(rest, reasons) if told else None, _words(rest, measures), day, who, done, beside)


def _taken_back(clause: str, *parts: list[_Span]) -> list[_Span]:
    """Take the clause that stands last out of its part, where the next one takes it back: 前天录了，不对."""
    held = max((part for part in parts if part), key=max, default=None)
    return [held.pop()] if held and takes_back(clause) else []


def _promised(found_in: Promised, text: str) -> Promise | None:
    found = found_in(text)
    if found is None:
        return None
    # The day itself may begin with 到: 忙到月底.
    before = text[: found.start + text.startswith("到", found.start)]
    return None if _NO_PROMISE.search(before) or _ONLY_SEEN.match(text[found.end :]) else found


# What looks like one of these may be why: 密码忘了, 你们排的培训.
_MAY_BE_WHY: Final = frozenset({Aside.ELSEWHERE, Aside.LEFT_TO_US})


def is_of_former_day(clause: str) -> bool:
    """Tell whether a clause speaks of a day that was to be, or was not waited for: 原定26日, 没等到13号."""
    return bool(_NOT_WAITED.fullmatch(clause) or _AS_PLANNED.match(clause))


def _is_beside(clause: str) -> bool:
    """Tell whether a clause belongs to no part of an answer; 密码忘了 may be why, whomever else it may be meant for."""
    aside = aside_of_clause(clause)
    return is_filler(clause) or (aside is not None and not (aside in _MAY_BE_WHY and tells_why(clause)))


def _follows(clause: str, promised: Promised, reasons: Sequence[_Span], measures: Sequence[_Span]) -> bool:
    if _REFUSED.search(clause) or (_SAYS_WHY.match(clause) and not (promised(clause) or says_done(clause))):
        return False
    if _AS_PLANNED.match(clause) and not promised(clause):
        return False
    if _WHERE.fullmatch(clause) or _ATTENDANCE.fullmatch(clause) or (_NAMES_DAY.match(clause) and promised(clause)):
        return True
    if measures and _THEN.match(clause):
        return True
    if measures and (_WHEN_DONE.fullmatch(clause) or _ONLY_WHEN.fullmatch(clause)):
        return True
    is_told_of_then = (says_over(clause) or tells_why(clause)) and not _WORK.search(clause)
    # What stands behind a reason that came behind the work goes on with that: 11号补开。当时没开是刚搬家，还没通电.
    goes_on = measures and not (reasons and reasons[-1] > measures[-1])
    return bool(
        _tells_measure(clause, promised) or (reasons and (goes_on or (promised(clause) and not is_told_of_then)))
    )


def _counts_on(said: str, clause: str, measures: Sequence[_Span]) -> bool:
    """Tell whether a clause goes on counting who comes to the meeting that is held: 应到7人，缺两人."""
    return bool(measures and _MISSING.fullmatch(clause) and _ATTENDANCE.fullmatch(said[slice(*measures[-1])]))


def _headed(said: str, promised: Promised, who: str | None) -> ItemLine:
    """Read an answer written under the headings of the form."""
    heads = list(_HEADING.finditer(said))
    ends = [head.start() for head in heads[1:]] + [len(said)]
    named = {"why": "reason", "what": "measure"}
    under = {
        named.get(str(head.lastgroup), str(head.lastgroup)): said[head.end() : end].strip(PAUSES)
        for head, end in zip(heads, ends, strict=True)
    }
    before = said[: heads[0].start()].strip(PAUSES)
    if "reason" not in under and tells_cause(before):
        under["reason"] = before
    elif "measure" not in under and before and _tells_measure(before, promised):
        under["measure"] = before
    measure = under.get("measure") or None
    told = [under[part] for part in ("measure", "day") if under.get(part)]
    return ItemLine(under.get("reason") or None, measure, _last_day(told, promised), who, says_done("，".join(told)))


def _last_day(told: Sequence[str], promised: Promised) -> date | None:
    days = [found.day for one in told if (found := promised(one))]
    return days[-1] if days else None


def _clauses(said: str, promised: Promised) -> list[_Span]:
    """Part an answer at its pauses, and where a cause runs into its remedy (人不齐下周五补开, 忘了已补录)."""
    spans: list[_Span] = []
    for whole in re.finditer(r"[^\s,;，；。!！]+", said):
        start, clause = whole.start(), whole[0]
        turn = _TURN.search(clause)
        found = promised(clause)
        cut = turn.start() if turn else found.start if found else 0
        before, after = clause[:cut], clause[cut:]
        ranges = before.endswith(("-", "—", "~", "至"))
        by_day = found and _WORK.match(clause[found.end :]) and tells_cause(before)
        is_work = _MEASURE.search(after) or _is_only_a_day(after, promised) or _AHEAD.search(after)
        remedy = not ranges and (by_day or is_work)
        if (
            (len(before) > 1 or before in _SHORT_CAUSES)
            and not _MEASURE.search(before)
            and remedy
            and not _is_no_cause(before)
        ):
            spans += [(start, start + cut), (start + cut, whole.end())]
        else:
            spans.append(whole.span())
    return spans


def _is_no_cause(before: str) -> bool:
    return bool(_ONLY_WHEN.fullmatch(before) or _NO_CAUSE.fullmatch(before))


def _words(said: str, spans: Sequence[_Span]) -> str | None:
    """Give clauses as they were written, with the pauses between those that stand together."""
    joined: list[str] = []
    last = None
    for start, end in spans:
        between = said[last:start] if last is not None else ""
        together = last is not None and not between.strip(PAUSES)
        joined += [between if together else "，", said[start:end]] if joined else [said[start:end]]
        last = end
    return "".join(joined) or None


def _tells_measure(clause: str, promised: Promised) -> bool:
    found = promised(clause)
    does = found and (_MEASURE.search(clause) or _FINISHES.search(clause) or _only_does(clause, found))
    return says_done(clause) or bool(_MEASURE.match(clause) or _AHEAD.search(clause) or does)


def _only_does(clause: str, found: Promise) -> bool:
    """Tell whether a clause says by which day the work is done, and nothing else."""
    before, behind = clause[: found.start], clause[found.end :]
    return bool((not before or _NO_CAUSE.fullmatch(before)) and _DOES_THEN.fullmatch(behind))


def _is_only_a_day(clause: str, promised: Promised) -> bool:
    found = promised(clause)
    return found is not None and not _PUT_TO.sub("", clause[: found.start] + clause[found.end :]).strip(
        "前内吧的之以在于 "
    )


def tells_cause(text: str) -> bool:
    """Tell whether words give a reason by themselves: 因为 …, 住院, 忘了, 人不齐."""
    return bool(_CAUSE.search(text))
