"""Whom a slip reaches, and what is done where it reaches nobody (R10–R12, A2)."""

from models.appointments import SECRETARY, Appointment
from models.organizations import organization_named
from models.people import person_by_userid
from models.slips import PAPER
from tests.worlds.phones import Phone, Phones, World, beijing


def test_without_a_secretary_the_deputy_gets_the_slip(world: World, phone: Phones) -> None:
    world.recorded("西荡村支部", ["支委会"])
    world.at("2026-11-02 08:34")
    assert "西荡村党支部" in phone("jinxiaodong").hears()
    assert phone("caiyueqin").messages() == []


def test_whom_wecom_cannot_reach_is_followed_by_the_deputy_and_the_office_hears(
    world: World, phone: Phones, wu: Phone
) -> None:
    world.recorded("石湾村支部", ["支委会"])
    world.wecom.refusing = {"zhuyongliang"}
    world.at("2026-11-02 08:34")
    assert "石湾村支部" in phone("shimeiling").hears()
    assert phone("zhumin").messages() == []
    assert "没有送达朱永良。\n已改发给石美玲。" in wu.hears()
    assert world.slip("石湾村支部").received_at == beijing("2026-11-02 08:34")


def test_after_the_deputy_the_organisation_commissioner_is_tried(world: World, phone: Phones) -> None:
    world.recorded("石湾村支部", ["支委会"])
    world.wecom.refusing = {"zhuyongliang", "shimeiling"}
    world.at("2026-11-02 08:34")
    assert "石湾村支部" in phone("zhumin").hears()


def test_when_nobody_can_be_reached_the_slip_goes_on_paper_and_no_clock_runs(world: World, wu: Phone) -> None:
    world.recorded("石湾村支部", ["支委会"])
    world.wecom.refusing = {"zhuyongliang", "shimeiling", "zhumin"}
    world.at("2026-11-02 08:34")
    slip = world.slip("石湾村支部")
    assert (slip.state, slip.received_at, slip.due) == (PAPER, None, None)
    assert "没有别的联系人了，改送纸质，已列入“待送达”清单" in wu.hears()


def test_a_branch_without_wecom_gets_paper_and_the_office_is_told_how(world: World, wu: Phone) -> None:
    world.recorded("荷塘老年支部", ["支委会"])
    world.at("2026-11-02 08:34")
    said = wu.hears()
    assert (
        "荷塘老年支部收不到消息，请把下面的内容书面转交：\n"
        "10月党建工作提醒单（澄红灰提〔2026〕11-001）\n荷塘村老年党支部\n10月共"
    ) in said
    assert "收到后2个工作日内把自查整改情况报送镇组织办" in said
    assert said.endswith("送到以后回复“送达 1”，不是今天送到的后面加日期。")


def test_who_heads_two_organisations_gets_a_slip_for_each(world: World, phone: Phones) -> None:
    with world.db.begin() as session:
        zhu, vacant = person_by_userid(session, "zhuyongliang"), organization_named(session, "西荡村支部")
        assert zhu
        assert vacant
        row = Appointment(person_id=zhu.id, role=SECRETARY, title="书记", organization_id=vacant.id, powers=[])
        session.add(row)
    world.recorded("石湾村支部", ["支委会"])
    world.recorded("西荡村支部")
    world.at("2026-11-02 08:34")
    zhu_phone = phone("zhuyongliang")
    assert [message.splitlines()[1] for message in zhu_phone.messages()] == ["石湾村支部", "西荡村支部"]
    assert "石湾村支部10月：待填报" in (said := zhu_phone.says("进度"))
    assert "西荡村支部10月：待填报" in said
    done = zhu_phone.says_all("1 人不齐，11月6日补开", "确认")
    assert "您还有西荡村支部10月的提醒单，回复 1 接着办。" in done
    assert "西荡村支部10月自查整改表已报送镇组织办" in zhu_phone.says("1")
    assert "已经报送过了" in zhu_phone.says("1")
