"""A branch claims a bonus in the chat; the office checks it and somebody else decides (R30–R33, A15, A16)."""

import pytest

from tests.chat.bonus_claims.one_claim import FILLED_IN, states
from tests.worlds.phones import Phone, Phones, World, both_databases


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
