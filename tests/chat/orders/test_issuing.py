"""Rectification orders in the chat, from 发督办 to 销号, as the people concerned say and hear them (R19, R20, A13)."""

import pytest

from tests.chat.orders.one_order import NUMBER, WRITTEN, order, state
from tests.worlds.phones import Phone, Phones, World, both_databases


@both_databases
def test_an_order_from_the_first_question_to_the_branch_and_its_department(
    cao: Phone, zhu: Phone, phone: Phones, world: World
) -> None:
    head, deputy = phone("xujianming"), phone("shimeiling")
    assert cao.says("发督办 石湾村支部").startswith("给石湾村支部发整改督办单。督办依据是什么？")
    assert "一行一个“编号 问题”" in cao.says(WRITTEN[0])
    assert "整改要求是什么" in cao.says(WRITTEN[1])
    assert cao.says(WRITTEN[2]) == (
        "哪天前整改好？回复 1 用5个工作日（今天发是11月9日（周一）），或写一个工作日，例如：11月20日。"
    )
    assert cao.says("1") == (
        "记下了：11月9日（周一）。\n请核对（石湾村支部整改督办单）：\n依据：11月2日现场检查\n"
        "1. ZD-02 支部委员会会议：8月没有支委会记录\n2. HD-01 主题党日每月开展：9月主题党日没有开展\n"
        "要求：补开并录入平台\n时限：11月9日（周一）\n签发：第一督导组 曹晓明，抄送部门负责人\n"
        "没问题请回复“确认”，这样才算签发。要改就写“改依据”“改问题”“改要求”或“改时限”，不发了回复“取消”。"
    )
    assert order(world) is None
    assert cao.says("确认") == (
        f"已签发：{NUMBER}，石湾村支部，11月9日（周一）24时前整改。\n已发给朱永良。看进展回复“督办 1”。"
    )
    assert zhu.hears() == (
        f"【{NUMBER}】整改督办单\n朱永良，您好。第一督导组请石湾村支部整改2个问题：\n"
        "1. 8月没有支委会记录（ZD-02 支部委员会会议）\n2. 9月主题党日没有开展（HD-01 主题党日每月开展）\n"
        "要求：补开并录入平台\n时限：11月9日（周一）24时前\n依据：11月2日现场检查\n"
        "签发：第一督导组 曹晓明，11月2日（周一）09:00\n"
        "看到后回复“签收督办 1”；整改完回复“督办报告 1”；来不及的，到期前回复“申请延期 1 日期 理由”。"
    )
    assert head.hears().startswith(f"抄送：徐建明（农村工作局）\n【{NUMBER}】石湾村支部整改督办单")
    assert deputy.hears() == ""
    assert state(world) == "delivered"


@both_databases
def test_an_order_is_signed_for_and_its_day_put_off_when_the_group_agrees(
    cao: Phone, ordered: Phone, world: World
) -> None:
    zhu = ordered
    assert zhu.says("督办").splitlines() == [
        f"督办 1 石湾村支部（{NUMBER}）：待签收，11月9日（周一）24时到期",
        "看到后回复“签收督办 1”；整改完回复“督办报告 1”。",
    ]
    assert zhu.says("签收督办 1").startswith(f"已签收：{NUMBER}，11月9日（周一）24时前整改。")
    world.at("2026-11-03 10:00")
    assert zhu.says("督办进展 1 已定11月6日补开").startswith(f"已记下进展：{NUMBER}")

    assert zhu.says("申请延期 1 11月20日 场地11月25日前装修") == (
        f"已申请把 {NUMBER} 延到11月20日（周五），等第一督导组答复；没有答复以前仍按11月9日（周一）24时到期。"
    )
    assert cao.hears() == (
        f"石湾村支部申请把督办单 {NUMBER} 从11月9日（周一）延到11月20日（周五）（朱永良）：\n场地11月25日前装修\n"
        "回复“同意延期 1”，或回复“不同意延期 1 理由”。"
    )
    assert "，申请延到11月20日（周五）\n" in cao.says("督办清单")
    assert cao.says("同意延期 1") == f"{NUMBER}（石湾村支部）：整改中，11月20日（周五）24时到期。已告知支部。"
    assert zhu.hears() == f"督办单 {NUMBER}（石湾村支部）同意延期，11月20日（周五）24时前整改。"


@both_databases
def test_a_report_is_sent_back_and_closed_out_and_the_office_reads_who_did_what(
    cao: Phone, ordered: Phone, phone: Phones, world: World
) -> None:
    zhu, head = ordered, phone("xujianming")
    head.hears()
    zhu.says("签收督办 1")
    world.at("2026-11-03 10:00")
    zhu.says_all("督办进展 1 已定11月6日补开", "申请延期 1 11月20日 场地11月25日前装修")
    cao.says("同意延期 1")
    world.at("2026-11-18 10:00")
    assert zhu.says("督办报告 1").startswith("第1个问题（共2个）：ZD-02 8月没有支委会记录\n做了什么？")
    assert zhu.says("11月17日补开").startswith("第2个问题（共2个）")
    assert zhu.says("已开展").startswith(f"请核对（{NUMBER} 整改情况）：\n1. ZD-02 8月没有支委会记录\n做了什么：")
    assert zhu.says("确认").startswith(f"已报告：{NUMBER}，等第一督导组核查")
    assert cao.hears() == (
        f"石湾村支部报告了督办单 {NUMBER} 的整改情况（朱永良）：\n1. 8月没有支委会记录——11月17日补开\n"
        "2. 9月主题党日没有开展——已开展\n核查后回复“销号 1 核查意见”，或回复“退回督办 1 理由”。"
    )
    assert "整改中" in cao.says("退回督办 1 请补充会议记录")
    assert "请补充会议记录" in zhu.hears()
    zhu.says_all("督办报告 1 记录已补录", "已开展", "确认")
    assert cao.says("销号 1 现场核查，已整改到位") == f"{NUMBER}（石湾村支部）：已销号。已告知支部。"
    assert zhu.hears() == f"督办单 {NUMBER}（石湾村支部）已核查销号。\n核查意见：现场核查，已整改到位"
    assert zhu.says("督办") == "没有要整改的督办单。"
    said = phone("wusiyuan").says("督办 1")
    for line in (
        "签收：朱永良，11月2日（周一）09:00",
        "进展：朱永良，11月3日（周二）10:00，已定11月6日补开",
        "申请延期：朱永良，11月3日（周二）10:00，延到11月20日（周五），场地11月25日前装修",
        "同意延期：曹晓明，11月3日（周二）10:00",
        "报告：朱永良，11月18日（周三）10:00；1. 记录已补录；2. 已开展",
        "销号：曹晓明，11月18日（周三）10:00，现场核查，已整改到位",
    ):
        assert line in said.splitlines()
    assert head.hears() == ""


def test_known_grounds_are_offered_by_number(cao: Phone, zhu: Phone, world: World) -> None:
    world.recorded("石湾村支部", ["支委会"])
    world.at("2026-11-02 09:04")
    assert "1 2026年10月提醒单（澄红灰提〔2026〕11-001）" in cao.says("发督办 石湾村支部")
    cao.says_all("1", *WRITTEN[1:], "确认")
    found = order(world)
    assert found is not None
    assert found.ground == "2026年10月提醒单（澄红灰提〔2026〕11-001）"
    assert found.ground_ref.startswith("slip:")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("没有开会", "没看懂。请每行写“编号 问题”"),
        ("XX-99 没有开会", "没有记下：XX-99 不是适用于该党组织的编号"),
        ("ZD-02 没有开会\nXX-99 没有开会", "没有记下：XX-99"),
        ("ZD-02", "没有记下：ZD-02 请用一句话写明问题"),
        ("编号", "ZZ-01 "),
        ("ＺＤ－０２：没有开会", "整改要求是什么"),
        ("zd02 没有开会；hd 01 没有开展", "整改要求是什么"),
        ("确认", "还没填完"),
    ],
)
def test_problems_however_they_are_written(cao: Phone, said: str, answer: str) -> None:
    cao.says_all("发督办 石湾村支部", WRITTEN[0])
    assert cao.says(said).startswith(answer)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("11月7日", "这一天不行"),
        ("今天", "这一天不行"),
        ("2027年1月4日", "这一天不行"),
        ("早点", "没看懂是哪一天"),
        ("11月13日前", "记下了：11月13日（周五）"),
        ("3个工作日内", "记下了：11月5日（周四）"),
    ],
)
def test_due_days_however_they_are_written(cao: Phone, said: str, answer: str) -> None:
    cao.says_all("发督办 石湾村支部", *WRITTEN[:3])
    assert cao.says(said).startswith(answer)


def test_one_part_is_changed_and_nothing_counts_before_it_is_confirmed(cao: Phone, zhu: Phone, world: World) -> None:
    cao.says_all("发督办 石湾村支部", *WRITTEN)
    assert "一行一个“编号 问题”" in cao.says("改问题")
    assert "1. ZD-03 " in cao.says("ZD-03 没有组织生活会")
    assert "要求：只补开" in cao.says_all("改要求", "只补开")
    assert cao.says("发").startswith("还没有签发，回复“确认”才算数。")
    assert cao.says("取消") == "好的，已取消，没有给石湾村支部发督办单。"
    assert order(world) is None
    assert zhu.hears() == ""


def test_a_conflict_of_interest_is_shown_before_it_is_signed(phone: Phones, cao: Phone) -> None:
    leader = phone("xujianming")
    said = leader.says_all("发督办 石湾村支部", *WRITTEN)
    assert "提示：您同时是石湾村支部所属部门的负责人，打印的督办单上会注明。" in said


@pytest.mark.parametrize(
    ("userid", "said", "answer"),
    [
        ("wusiyuan", "发督办 石湾村支部", "督办单由督导组签发，请由党组织所在督导组人员办理。"),
        ("gezhiwei", "发督办 石湾村支部", "石湾村支部的督办单由第一督导组签发和核查，请由该组人员办理。"),
        ("zhuliping", "发督办 火星", "名册里没有“火星”，请照提醒单或名单上的简称写。"),
        (
            "zhuliping",
            "发督办 机关",
            "还没有办：“机关”对得上机关一支部、机关二支部、机关三支部，您说的是哪一个？请写全，再办一次。",
        ),
        ("caoxiaoming", "发督办", "请写明发给哪个党组织，例如：发督办 荷塘一支部"),
    ],
)
def test_who_cannot_issue_hears_why(phone: Phones, cao: Phone, userid: str, said: str, answer: str) -> None:
    assert phone(userid).says(said) == answer


def test_a_branch_on_paper_is_served_by_the_office(cao: Phone, phone: Phones, world: World) -> None:
    clerk = phone("wusiyuan")
    cao.says_all("发督办 荷塘老年支部", *WRITTEN)
    assert "支部收不到消息，已列入镇组织办的待送达清单" in cao.says("确认")
    world.sweep()
    assert f"荷塘老年支部收不到消息，请把下面的内容书面转交：\n【{NUMBER}】整改督办单\n第一督导组请" in clerk.hears()
    assert clerk.says("督办送达 1").startswith("送达日期应在11月2日（周一）到今天之间")
    world.at("2026-11-04 10:00")
    assert clerk.says("督办送达 1 11月3日 送到家中") == (
        f"已登记：{NUMBER}（荷塘老年支部）11月3日（周二）送达，11月9日（周一）24时到期。"
    )
    assert "送达：吴思源，11月4日（周三）10:00，11月3日（周二）纸质送达，送到家中" in cao.says("督办 1")
    assert clerk.says("督办送达 1 今天") == f"{NUMBER}已经送达，不用再登记。"
    clerk.says_all("督办报告 1", "已补开", "已开展")
    assert clerk.says("确认").startswith("已报告")
    cao.says("销号 1 已整改到位")
    world.sweep()
    handed_over = f"督办单 {NUMBER}（荷塘老年支部）已核查销号。"
    assert f"荷塘老年支部收不到消息，请把下面的内容书面转交：\n{handed_over}" in clerk.hears()


def test_when_the_secretary_cannot_be_reached_the_deputy_is(cao: Phone, phone: Phones, world: World) -> None:
    world.wecom.refusing.add("zhuyongliang")
    clerk, deputy = phone("wusiyuan"), phone("shimeiling")
    cao.says_all("发督办 石湾村支部", *WRITTEN, "确认")
    assert deputy.hears().startswith(f"【{NUMBER}】整改督办单\n石美玲，您好。")
    assert f"石湾村支部的督办单（{NUMBER}）没有送达朱永良。\n已改发给石美玲。" in clerk.hears()
    assert state(world) == "delivered"


def test_an_order_issued_at_night_leaves_in_the_morning(phone: Phones, world: World, zhu: Phone) -> None:
    world.at("2026-11-02 21:00")
    phone("caoxiaoming").says_all("发督办 石湾村支部", *WRITTEN, "确认")
    assert zhu.hears() == ""
    assert state(world) == "issued"
    world.at("2026-11-03 08:34")
    assert "时限：11月9日（周一）24时前" in zhu.hears()
    assert state(world) == "delivered"
