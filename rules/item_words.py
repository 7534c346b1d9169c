"""The words by which `rules/item_lines.py` tells what a clause of an answer is: a remedy, a cause, a state, a day.

Each pattern is held against one clause.
"""

from __future__ import annotations

from typing import Final

from rules.patterns import Pattern

MEASURE: Final = Pattern(
    r"补|整改|立行立改|录入(?!员)|上交|通知(?!\S{0,3}(?:晚|迟|漏|没|不|错|未))|安排(?!不|错)|联系|加强|完善"
    r"|组织(?!委员|办|生活)|开展|等\S{1,12}(?:再|后)|督促|落实|抓紧|尽快|准备|计划|打算|重新|改正|制定|建立|已请"
    r"|请人|请\S{1,8}[来到](?:讲|上课|授课|指导|参加)|由\S{1,8}(?:补|组织|落实|牵头)|改用|改成|改为|下个?月(?!\\d)|下一步|杜绝|避免|定期|今后|以后|下次|下回"
    r"|提前|专人|提醒|马上|立即|争取|力争|拟|将"
)
WORK: Final = Pattern("[补整改登录交缴开办搞弄做]")
AHEAD: Final = Pattern(
    r"(?:明[天日]|后天|[下本这]个?(?:周|礼拜|星期)|[下本这]个?月|月底|周[一二三四五六日]|回头|随后)(?!\S{0,3}去\S{1,4}开会)\S{0,4}(?:补|整"
    r"|录|登|交|开|办|改)|好就(?:补|整|录|交|开|办|改)"
    r"|(?:回来|出院|空了|到齐)了?(?:再|就|来|去|马上)*(?:补|录|登|开|交|办|弄)\S?$"
)
# Where a cause runs into its remedy without a pause: 忘了已补录.
TURN: Final = Pattern(
    r"(?<=\S\S)(?<!台账)(?<!台帐)(?<!记录)(?<!会议)(?<!材料)(?<!党费)(?=(?:已经?|后来|现在?已|现)(?:全部|都)?(?:补"
    r"|整改|录|交|改|完成|上传|办|落实|更正|开))"
    r"|(?<=\S\S[了嘛呀哉])(?=(?:以后|今后|往后|下次|下回|下趟)\S|都?(?:[下这]个?(?:周|礼拜|星期|月)|这[几两]天|明后天)\S{0,4}(?:补|弄|开|录|登|办))"
)
# Who, or and then: no cause that a remedy could run out of (我们下周五前补好, 然后下周五补, 现改于13号开).
NO_CAUSE: Final = Pattern(
    r"(?:我|我们|俺们?|阿拉|咱们?|本支部|支部|那么?|然后|所以|后来|还是|这[次回趟]|也|再|就|会|一定|现在?|只能|只好|只有|要|得|等|改|推迟?|延期?|挪|定|放|于|到|在)+"
)
CAUSE: Final = Pattern(
    "因为"
    "|由于|原因|是因|因(?!此)|住院|生病|病了|请假|外出|出差|出国|忘|忙|不齐|不够|没时间|没空|没来|没记|冲突|故障|换届|疏忽"
)
# The headings of the form itself: 原因：… 整改措施：… 完成时限：….
HEADING: Final = Pattern(
    r"[\s,，;；。、]*(?:(?<!\d)[(（]?[1-9一二三四][)）、.．:： ]+)?"
    r"(?:(?P<reason>(?:未\S{0,4}的?)?(?:主要|次要|直接|客观|主观)?原因(?:分析)?)|(?P<measure>(?:整改)?(?:措施|情况))"
    r"|(?P<day>(?:完成|整改|补\S|召开)?(?:时限|时间|期限|日期|日子)))[:：]\s*"
    # 支委会：原因人不齐；措施11月12日补开.
    r"|(?<![^\s,，;；。、:：])(?:(?P<why>原因)|(?P<what>措施))(?![不没很还都说写呢也是在我你见同太就:：]|$)\s*"
)
# These alone are enough: 忙14号.
SHORT_CAUSES: Final = frozenset({"忙", "病"})
# Only when: the end of a clause that begins with it is no remedy of a reason (昨天夜里|已经补开了).
ONLY_WHEN: Final = Pattern(
    r"(?:是|那天|那个|大?前[天日]|昨[天日晚夜]?|今[天日早晚]|上个?(?:周|礼拜|星期)[一二三四五六日天]?|上个?月底?"
    r"|\d{1,2}[月号日]|早上|清早|夜里|晚上"
    r"|下午|上午|中午|月底|就|都|在|的|已经?|早)+"
)
# When it was done, said behind what was: 早补好了，上礼拜三弄的.
WHEN_DONE: Final = Pattern(
    rf"(?:{ONLY_WHEN.pattern}(?:[在到]\S{{2,10}}?)?|[在到]\S{{2,10}}?)(?:[弄开补交搞做办登录缴报收]\S?的|的)(?:呀|啊|呢)?"
)
# What refuses the work is no remedy, and the day beside it no promise.
REFUSED: Final = Pattern(r"(?:不|没法|无法)再?(?:开|补|改|交|办|弄|搞|做)(?:了|成)?$")
# A clause that only says how far the work is: neither the reason nor what will be done.
STATE: Final = Pattern(
    r"(?:还|尚|仍|目前)?(?:没有?|未)(?:能)?(?:整改|完成|落实|处理|办理|补)(?:完成|完|到位|好|齐)?(?:呢)?"
    r"|(?:还在|正在)?整改中|的?(?:补的?)?(?:日子|日期|时间|哪天)(?:[补开登办搞])?(?:还|都|也)*(?:没有?|未|不)(?:能)?(?:定|确定|想|排|商量|约)(?:下来|好)?"
)
# What was the matter then, wherever it stands: 14号补开，上次是因为办丧事.
SAYS_WHY: Final = Pattern(
    r"[嗯恩呃哦啊唉]*(?:主要|都|全)?(?:上次|上回|上个?月|那天|当时|那时候?|之前|先前|原来)?(?:(?:\d{1,2}月份?)?(?:没|未)(?:能)?[开录登交办补][成好掉]?)?(?:主要|都)?(?:就?是)?"
    r"(?:因为|由于|原因(?:就|主要)?是|因(?![此而地人])|系(?!统))"
    r"|(?:上次|上回|那次|那天|当时|那时候?|上个?月|之前|先前|前一?[段阵]|没[开录登交办][成好掉]?是)(?!.*补)"
)
# What somebody did then, though it sounds done: 就是那个网格员把密码改了, 那天是开了个头.
DID_THEN: Final = Pattern(
    r"[嗯恩呃]*(?:就|主要|都)是(?:那个|这个|我们)?[^\s把]{1,6}把(?!\S*[补登录交])"
    r"|[嗯恩呃]*(?:那天|当时|那次|那趟)(?:就|也|都)?是(?!.*[补登录交])"
)
# What comes with the work then, whoever comes: 届时由王老师授课.
THEN: Final = Pattern("届时|到时|这[次回趟](?!是|没)")
WHERE: Final = Pattern(
    r"[在到][\u4e00-\u9fff]{0,5}(?:村部|会议?室|活动室|村委会?|办公室|家里|大院|礼堂|中心|阵地)(?:开|碰头)?"
)
# What came in between, on whatever day: 结果20号老书记出殡.
CAME_THEN: Final = Pattern(
    r"(?:结果(?!是)|谁知|哪晓得|哪知道|没想到|不巧|偏偏|碰上|恰好|正好|刚好|\S{0,4}(?:突然|临时)?接到\S{0,4}通知)(?!\S*(?:补|整改|登|录|交|改[到在期]))"
)
# On that day somebody is back or free again, and no work is said to be done: 年底才回来.
COMES_BACK: Final = Pattern(
    r"(?:才|就|能|会|可以)*(?:回来|回家|回村|到家|出院|出的院|放假|开学|有空)(?!\S*[补登录开办弄搞做])"
)
# How many come tells of the meeting that is held, and never why the last one was not.
ATTENDANCE: Final = Pattern(
    r"(?:预计|计划|大概)?(?:[应实]到|到会|参会|出席|请假|缺席|共|一共|大概|预计|人?[来到]了)(?:人数)?\S{0,3}?[\d一二两三四五六七八九十]+\S{0,3}[人个名位]\S{0,8}"
    r"|(?:缺席|请假|在外|外地|外出)的?\S{1,8}(?:视频|线上|电话|远程)参[加会]"
)
MISSING: Final = Pattern(r"[缺差少](?:了)?[\d一二两三四五六七八九十]+[人个名位]\S{0,4}")
# The day is called by its name, whatever runs on behind it: 日期是十一月十三号晚上应到五个委员.
NAMES_DAY: Final = Pattern(
    r"(?:那|这个?)?(?:完成|整改|补\S|召开)?的?(?:时限|时间|期限|日期|日子)(?:就|也|都|均)?(?:是|为|定|写|改|放|安排)"
)
# Around a day that is all a clause says: 改到13号, 定在周五.
PUT_TO: Final = Pattern(
    r"(?:都|均|全部?|统统)(?:是|为)?|(?:还是)?(?:改|换|推迟?|延迟?|提前|定|放|安排)(?:到|成|为|在)?"
)
# It was done sooner than was promised, and that is no cause of anything.
NOT_WAITED: Final = Pattern(r"(?:也|就|都)?没有?(?:再)?(?:等|拖)到\S{1,8}")
# What leads to the day belongs to it, and not to the cause before: …未召开|现定于11月13日补开.
LEADS_TO_DAY: Final = Pattern(
    r"(?<=\S\S)(?<![没未不])(?:现在?|拟|改)?(?:定|拟定|计划|打算|准备|安排)(?:于|在|到)?$|(?<=\S\S)现$"
)
# Where and at what hour, beside a day.
WHEN_AND_WHERE: Final = Pattern(
    r"(?:上午|中午|下午|晚上?|早上|傍晚|[\d一二三四五六七八九十]+点半?|[在到]?(?:村部|会议?室|活动室|村委会?|办公室|礼堂|大院)|开始)+"
)
# Until when it was to be, told with why it came otherwise: 原定26日开展，因封闭管理取消.
_FORMER: Final = (
    r"(?:原先?|原来|原本|本来|起初)(?:是|就)?(?:定|计划|安排|打算|准备|想|约|说)(?:好|要)?(?:了|的)?(?:是|在|于|到|为)?"
)
AS_PLANNED: Final = Pattern(rf"\S{{0,16}}{_FORMER}")
# What is done every month is promised for no day, and a day that was mistaken for another is none: 把期限记成了月底;
# nor is one that was to be, or was not waited for: 原定26日, 没等到13号.
NO_PROMISE: Final = Pattern(
    rf"(?:[记当看写弄算误认以]+(?:成|作|为)了?是?|每个?(?:月|周|季度?|年)的?|{_FORMER}|没有?(?:等|拖)到?|(?:忙|拖|住|病|停|关)到)$"
)
# On that day it was only seen or heard of: 我今天一看只补了一半.
ONLY_SEEN: Final = Pattern(r"我?(?:一看|看了|才?发现|才知|问了|听说)")
# What a clause says that promises the work by a day, and nothing else: 12号开, 我们13号再搞.
DOES_THEN: Final = Pattern(
    r"(?:再|就|来|去|还是|重新|一[起道])*(?:召?开|搞|弄|办|做|登|录|交|缴)(?:掉|好|完|会|一次)?(?:吧|哦|呀)?"
)
# All of it is ready by then: 8号前全部弄完.
FINISHES: Final = Pattern(r"前?(?:全部?|都)?[弄做搞办][完好齐掉]")
