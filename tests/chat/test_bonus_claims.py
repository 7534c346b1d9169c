"""A branch claims a bonus in the chat; the office checks it and somebody else decides (R30–R33, A15, A16)."""

import pytest
from sqlalchemy import select

from models.bonus_claims import BonusClaim
from models.schemes import latest_version
from services.schemes.versions import shipped_text, store_scheme
from tests.worlds.phones import Phone, Phones, World, beijing, both_databases
from tests.worlds.scenes import Scenes

FILLED_IN = ("加分", "1", "1", "先进基层党组织", "10月20日", "望委发〔2026〕8号")


def tuesday_at_ten(world: World) -> None:
    world.at("2026-11-03 10:00")


@pytest.fixture
def zhu(world: World, phone: Phones, scenes: Scenes) -> Phone:
    """朱永良, secretary of 石湾村支部, on a working morning with nothing else to do."""
    scenes.play(world, tuesday_at_ten)
    return phone("zhuyongliang")


@pytest.fixture
def zhou(phone: Phones) -> Phone:
    """周海波, head of the organisation office."""
    return phone("zhouhaibo")


def states(world: World) -> list[tuple[str, str]]:
    with world.looking() as session:
        return [(one.matter, one.state) for one in session.scalars(select(BonusClaim).order_by(BonusClaim.id))]


@both_databases
def test_from_claim_to_approval(zhu: Phone, wu: Phone, zhou: Phone, world: World) -> None:
    assert zhu.says("加分").splitlines() == [
        "为石湾村支部申报加分，是哪一类、哪一级？回复类别的数字和级别，例如：1 望湖市级",
        "1 五.1 综合性荣誉：获得综合性荣誉（单项荣誉不计）（望湖市级0.5分、云州市级1分、江东省级2分、国家级5分）",
        "2 五.2 信息上报和媒体宣传：党建工作信息上报获媒体转载、宣传（云州市级1分、江东省级2分、国家级5分）",
        (
            "3 五.3 创新做法获肯定推广：党建创新举措、制度、经验做法得到肯定或推广"
            "（望湖市级1分、云州市级2分、江东省级3分、国家级5分）"
        ),
        "4 五.4 主动承接上级活动：主动承接镇级或县（市）级活动（澄泾镇级0.5分、望湖市级1分）",
        "没有列出的级别不能申报；比列出的更高，按列出的最高一级报。",
        "也可以一条写完，例如：综合荣誉 县级 “先进基层党组织” 10月15日 文号。",
        "写错了回复“返回”，不报了回复“取消”。",
    ]
    assert zhu.says("1").splitlines() == [
        "综合性荣誉，是哪一级？回复数字：",
        "1 望湖市级，加0.5分",
        "2 云州市级，加1分",
        "3 江东省级，加2分",
        "4 国家级，加5分",
        "没有列出的级别不能申报；比列出的更高，按列出的最高一级报。",
    ]
    assert zhu.says("1").startswith("获得的是什么、哪天获得的？")
    assert "8月5日（周三）到今天的可以申报" in zhu.says("先进基层党组织")
    assert zhu.says("8月20日").splitlines() == [
        "记下了：8月20日（周四）。",
        "请核对（石湾村支部加分申报）：",
        "类别：五.1 综合性荣誉",
        "级别：望湖市级",
        "事项：先进基层党组织",
        "获得日期：8月20日（周四）",
        "说明：未附（可以不附；要附就写文号，或“说明：”加一句话）",
        "预计计入2026年第三季度，加0.5分，以审核结果为准。",
        "没问题请回复“确认”，这样才算报送。要改回复“返回”，不报了回复“取消”。",
    ]
    assert states(world) == []
    assert "编号是加分1（先进基层党组织）" in zhu.says("确认")
    heard = wu.messages()[-1].splitlines()
    assert heard[0] == "石湾村支部申报加分：五.1 望湖市级 先进基层党组织。"
    assert heard[1].endswith("再回复“核实加分 1”或“退回加分 1 理由”。")
    assert heard[-1] == "同样告诉了周海波、钱小雨，一位办了就行。"
    assert wu.says("加分审核").splitlines() == [
        "加分申报有1件待办：",
        "加分1 石湾村支部 五.1 望湖市级 先进基层党组织：待核实",
        "回复“加分审核 1”看详情和怎么办。",
    ]
    assert "申报：朱永良，11月3日（周二）10:00" in wu.says("加分审核 1")
    assert "由组织办主任或领导小组决定" in wu.says("核实加分 1")
    assert "核实：吴思源" in zhou.says("加分审核 1")
    assert zhou.says("同意加分 1") == "已同意，计入2026年第三季度，加0.5分。已告知支部。"
    assert zhu.hears() == "加分1（先进基层党组织）已同意，计入2026年第三季度，加0.5分。"
    assert zhu.says("我的加分").endswith("先进基层党组织：已同意，计入2026年第三季度，加0.5分")


@both_databases
def test_from_claim_to_rejection(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all(*FILLED_IN, "确认")
    assert wu.says("不予加分 1") == "不予加分请写明理由，例如：不予加分 1 属于单项荣誉"
    assert wu.says("不予加分 加分1 属于单项荣誉") == "加分1不予加分，理由已告知支部。"
    assert zhu.hears().splitlines() == [
        "加分1（先进基层党组织）没有通过，不予加分：",
        "属于单项荣誉",
        "决定人：吴思源。有疑问可以联系镇组织办（电话 0512-0000-0001）。",
    ]
    assert states(world) == [("先进基层党组织", "rejected")]


def test_of_two_days_that_do_not_agree_none_is_taken_for_the_day_of_the_award(zhu: Phone) -> None:
    zhu.says_all("加分", "1", "1", "先进基层党组织")
    assert "记下了" not in zhu.says("公布是10月16，发牌10月22")
    assert "记下了" in zhu.says("10月16日")


def test_a_returned_claim_is_handed_in_again_or_withdrawn(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all(*FILLED_IN, "确认")
    wu.says("退回加分 1，请附文件")
    assert "回复“补充加分 1 说明”" in zhu.hears()
    assert zhu.says("补充加分 1") == "请写明补充了什么，例如：补充加分 1 表彰文件已交组织办"
    assert zhu.says("补充加分 1 文件已交") == "加分1已补充并重新报送镇组织办。"
    assert "证明：望委发〔2026〕8号；文件已交" in wu.says("加分审核 1")
    assert zhu.says("撤回加分 1") == "加分1已撤回。"
    assert states(world) == [("先进基层党组织", "withdrawn")]
    assert zhu.says("撤回加分 1") == "加分1现在是“已撤回”，不能撤回。"


def test_the_same_honour_at_a_higher_level_is_picked_by_number_and_adds_the_difference(
    zhu: Phone, wu: Phone, zhou: Phone
) -> None:
    zhu.says_all(*FILLED_IN, "确认")
    wu.says("核实加分 1")
    zhou.says("同意加分 1")
    assert "1 先进基层党组织" in zhu.says_all("加分", "1", "3")
    assert "加1.5分（同一事项已经计过分，只补差额）" in zhu.says_all("1", "昨天")
    zhu.says("确认")
    wu.says("核实加分 2")
    assert "加1.5分" in zhou.says("同意加分 2")


def test_coverage_is_claimed_with_a_word_about_the_county_until_the_end(zhu: Phone, wu: Phone, zhou: Phone) -> None:
    asks_county = "五.2能否加分，请先向县级组织部门确认"
    assert asks_county in zhu.says_all("加分", "2")
    assert "望湖市级" not in zhu.says("五级")
    assert asks_county in zhu.says_all("省级", "《党建联建》获转载", "今天")
    zhu.says("确认")
    assert asks_county in wu.says("加分审核 1")
    wu.says("核实加分 1")
    assert asks_county in zhou.says("同意加分 1")
    assert asks_county in zhu.hears()


def test_a_rule_switched_off_is_not_offered(zhu: Phone, world: World) -> None:
    with world.db.begin() as session:
        version = latest_version(session)
        assert version is not None
        store_scheme(session, shipped_text(), {"policy": {"bonus_rules_off": ["JF-2", "JF-3"]}}, world.clock.now())
    offered = zhu.says("加分")
    assert "1 五.1 综合性荣誉" in offered
    assert "2 五.4 主动承接上级活动" in offered
    assert "五.2" not in offered
    zhu.says("取消")
    everything = {"policy": {"bonus_rules_off": ["JF-1", "JF-2", "JF-3", "JF-4"]}}
    with world.db.begin() as session:
        store_scheme(session, shipped_text(), everything, beijing("2026-11-03 11:00"))
    assert zhu.says("加分") == "镇里目前没有开放加分申报，有疑问请联系镇组织办（电话 0512-0000-0001）。"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (("加分", "9"), "没有这个选项"),
        (("加分", "随便"), "没有这个选项"),
        (("加分", "4", "3"), "没有这个选项"),
        (("加分", "4", "省级"), "没有这个选项"),
        (("加分", "1", "1", "《》"), "这里需要写几个字"),
        (("加分", "1", "1", "长" * 61), "太长了"),
        (("加分", "1", "1", "先进", "有一天"), "没看懂是哪一天"),
        (("加分", "1", "1", "先进", "明天"), "这一天不行"),
        (("加分", "1", "1", "先进", "8月4日"), "这一天不行"),
        (("加分", "1", "1", "先进", "2027年10月20日"), "这一天不行"),
        (("加分", "确认"), "还没填完"),
        ((*FILLED_IN, "好像不对"), "还没有报送，回复“确认”才算数"),
        ((*FILLED_IN, "证书还没发下来"), "没有把握，所以没有记"),
        ((*FILLED_IN, "返回"), "说明：未附"),
        ((*FILLED_IN, "取消"), "刚才填的加分申报没有报送"),
    ],
)
def test_nothing_is_filed_by_an_answer_that_does_not_fit(
    zhu: Phone, world: World, said: tuple[str, ...], answer: str
) -> None:
    assert answer in zhu.says_all(*said)
    assert states(world) == []


def test_a_half_finished_claim_outlives_a_restart(zhu: Phone, world: World) -> None:
    zhu.says_all(*FILLED_IN[:4])
    world.restart()
    zhu.says_all(*FILLED_IN[4:])
    assert "编号是加分1" in zhu.says("确认")


def test_the_year_that_has_passed_is_meant_by_a_day_before_new_year(zhu: Phone, world: World) -> None:
    world.at("2027-01-06 10:00")
    read_back = zhu.says_all("加分", "1", "1", "先进基层党组织", "10月20日")
    assert "预计计入2026年第四季度" in read_back


def test_who_leads_several_branches_or_none_names_one(wu: Phone, phone: Phones, zhu: Phone, world: World) -> None:
    assert zhu.says("加分 柳浜一支部") == "柳浜一支部的加分由该支部书记、副书记或组织委员申报，镇组织办可以代填。"
    assert phone("zhouhaibo").says("加分") == "请写明为哪个支部申报，例如：加分 支部简称"
    assert wu.says("加分 没有这个支部").startswith("名册里没有“没有这个支部”")
    assert "为荷塘老年支部申报加分" in wu.says("加分 荷塘老年支部")
    wu.says_all(*FILLED_IN[1:], "确认")
    assert "请别的有权办的同志来办" in wu.says("核实加分 1")


@pytest.mark.parametrize("word", ["核实加分", "退回加分", "不予加分", "同意加分", "撤销加分", "补充加分", "撤回加分"])
def test_a_command_needs_the_number_of_a_claim_one_may_see(zhu: Phone, zhou: Phone, phone: Phones, word: str) -> None:
    zhu.says_all(*FILLED_IN, "确认")
    assert zhou.says(word).startswith(f"请写明加分编号，例如：{word} 3")
    assert zhou.says(f"{word} 甲 理由").startswith(f"请写明加分编号，例如：{word} 3")
    assert zhou.says(f"{word} 那一条").startswith(f"请写明加分编号，例如：{word} 3")
    assert zhou.says(f"{word}99 理由").startswith("没有找到加分99")
    assert zhou.says(f"{word} 98、99 理由").startswith(f"“{word}”一次只办一条")
    assert zhou.says(f"{word} 99 理由").startswith("没有找到加分99")
    theirs = word in ("补充加分", "撤回加分")
    told = phone("zhangjianxin").says(f"{word} 1 理由")
    assert told.startswith("没有找到加分1") if theirs else "办" in told or "决定" in told


def test_a_branch_sees_its_own_claims_and_no_list_of_the_office(zhu: Phone, phone: Phones) -> None:
    zhu.says_all(*FILLED_IN, "确认")
    assert phone("shimeiling").says("我的加分") == "加分1 石湾村支部 五.1 望湖市级 先进基层党组织：待核实"
    assert phone("zhangjianxin").says("我的加分") == "还没有申报过加分。想申报，回复“加分”。"
    assert zhu.says("加分审核") == "这件事由镇组织办来办。"


def test_a_revoked_bonus_is_told_to_the_branch_and_the_office(
    zhu: Phone, wu: Phone, zhou: Phone, phone: Phones
) -> None:
    zhu.says_all(*FILLED_IN, "确认")
    wu.says("核实加分 1")
    zhou.says("同意加分 1")
    zhu.hears()
    leader = phone("xulixin")
    said = leader.says("撤销加分 1 荣誉已被收回")
    assert said.splitlines() == ["加分1已撤销，从2026年第四季度减去0.5分。", "涉及的榜单见组织办收到的通知。"]
    assert "荣誉已被收回" in zhu.hears()
    assert "许立新撤销了加分1" in wu.hears()


@pytest.mark.parametrize(
    "said",
    [
        "加分 望湖市级 综合荣誉 “先进基层党组织” 10月20日 望委发〔2026〕8号",
        "加分 综合性荣誉，县级，先进基层党组织，10月20日，望委发〔2026〕8号",
        "加分：石湾村支部 荣誉 县里的 “先进基层党组织” 望委发〔2026〕8号 10月20日",
    ],
)
def test_a_claim_in_one_line_is_read_back_and_filed_by_confirming(zhu: Phone, world: World, said: str) -> None:
    told = zhu.says(said)
    assert "类别：五.1 综合性荣誉\n级别：望湖市级\n事项：先进基层党组织\n获得日期：10月20日（周二）" in told
    assert "说明：望委发〔2026〕8号" in told
    assert states(world) == []
    zhu.says("确认")
    assert states(world) == [("先进基层党组织", "submitted")]


def test_one_line_and_the_word_file_a_claim(zhu: Phone, world: World) -> None:
    """The sentence of the town's order; what shows the award may be lacking."""
    world.at("2026-08-10 10:00")
    told = zhu.says("加分 望湖市级 综合荣誉 “先进基层党组织” 7月1日")
    assert "事项：先进基层党组织\n获得日期：7月1日（周三）\n说明：未附" in told
    zhu.says("确认")
    assert states(world) == [("先进基层党组织", "submitted")]


def test_an_award_too_long_ago_is_asked_by_its_day_alone(zhu: Phone) -> None:
    told = zhu.says("加分 望湖市级 综合荣誉 “先进基层党组织” 7月1日")
    assert told.startswith("这一天不行：要在申报期限以内")
    assert "别的记下了。\n哪天获得的？" in told
    assert "级别：望湖市级\n事项：先进基层党组织\n获得日期：9月1日" in zhu.says("9月1日")


@pytest.mark.parametrize("first", ["1 望湖市级", "1 1", "1，县级", "1县级", "第1类 县里", "综合荣誉 望湖市级"])
@pytest.mark.parametrize("second", ["先进基层党组织 10月20日", "先进基层党组织10月20日", "10月20日，“先进基层党组织”"])
def test_one_answer_to_each_question_files_a_claim_in_four_messages(
    zhu: Phone, world: World, first: str, second: str
) -> None:
    assert "级别：望湖市级\n事项：先进基层党组织\n获得日期：10月20日（周二）" in zhu.says_all("加分", first, second)
    zhu.says("确认")
    assert states(world) == [("先进基层党组织", "submitted")]


def test_whoever_writes_one_part_at_a_time_is_asked_for_the_others(zhu: Phone, world: World) -> None:
    zhu.says_all("加分", "1", "1", "先进基层党组织", "10月20日", "确认")
    assert states(world) == [("先进基层党组织", "submitted")]


def test_a_name_of_several_words_stays_whole(zhu: Phone) -> None:
    assert "事项：优秀共产党员 朱永良\n" in zhu.says_all("加分", "1 县级", "优秀共产党员 朱永良 10月20日")


@pytest.mark.parametrize(
    ("said", "shown"),
    [("望委发〔2026〕8号", "望委发〔2026〕8号"), ("说明：奖状挂在活动室", "奖状挂在活动室"), ("证明 见文件", "见文件")],
)
def test_what_shows_it_is_added_at_the_read_back(zhu: Phone, said: str, shown: str) -> None:
    zhu.says_all("加分", "1 县级", "先进基层党组织 10月20日")
    assert f"说明：{shown}\n" in zhu.says(said)


@pytest.mark.parametrize(
    ("said", "part", "kept"),
    [
        ("加分 媒体宣传 县级 县电视台播过 10月9日", "信息上报和媒体宣传，是哪一级？", "县电视台播过"),
        ("加分 创新做法 市级 板凳党课 10月9日", "创新做法获肯定推广，是哪一级？", "板凳党课"),
        ("加分 创新做法 省级 板凳党课 明年1月表彰", "哪天获得的？", "板凳党课"),
        ("加分 综合荣誉 县级 先进 9月9日 10月9日", "哪天获得的？", "先进"),
    ],
)
def test_of_a_line_with_a_level_or_day_that_cannot_be_all_else_stays(
    zhu: Phone, said: str, part: str, kept: str
) -> None:
    told = zhu.says(said)
    assert "别的记下了。\n" in told
    assert part in told
    assert f"事项：{kept}\n" in zhu.says("省级" if "级" in part else "10月9日")


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("县级荣誉加多少", "五.1 综合性荣誉：望湖市级0.5分"),
        ("5月份得的奖还能报吗", "8月5日（周三）到今天获得的才能报"),
        ("要不要拍奖牌照片", "不用发照片"),
        ("我们支部得奖了！", "申报回复“加分”"),
        ("没有加分项", "没有加分的不用报"),
    ],
)
def test_what_is_said_about_bonus_points_is_answered_and_files_nothing(
    zhu: Phone, world: World, said: str, part: str
) -> None:
    assert part in zhu.says(said)
    assert states(world) == []
