"""补发提醒单, 免发提醒单: what the office does about a month in which nobody started the program (R6, R10)."""

from rules.periods import Month
from tests.worlds.phones import Phone, Phones, World

JULY, AUGUST = Month(2026, 7), Month(2026, 8)


def in_october(world: World) -> None:
    """July's slips went out in August; then nobody started the program until 8 October."""
    for month in (JULY, AUGUST):
        world.recorded("石湾村支部", month=month)
    world.at("2026-08-03 08:34")
    world.at("2026-10-08 08:34")


def test_the_office_is_told_and_issues_a_missed_month_once_it_has_read_back_how_many(world: World, wu: Phone) -> None:
    in_october(world)
    assert any(one.startswith("2026年8月没有发过提醒单，可能是那个月系统没有开着") for one in wu.messages())
    assert wu.says("补发提醒单").startswith("请写明月份，例如：补发提醒单 8月")
    assert "不用补发" in wu.says("补发提醒单 7月")
    asked = wu.says("补发提醒单 8月")
    assert "要补发2026年8月提醒单：1个党组织会收到（38个没有任何记录，先不发），收到后另算两个工作日。" in asked
    assert wu.says("确认").startswith("已安排补发2026年8月提醒单")
    world.at("2026-10-08 08:44")
    assert str(world.slip("石湾村支部", AUGUST).counted.day) == "2026-10-10"  # type: ignore[union-attr]


def test_the_office_lets_a_missed_month_go_with_a_reason(world: World, wu: Phone, phone: Phones) -> None:
    in_october(world)
    assert wu.says("免发提醒单 8月").startswith("请在后面写明理由，例如：免发提醒单 8月")
    assert wu.says("免发提醒单 8月 当月系统没有启用").startswith("已登记2026年8月不补发提醒单，没有人算逾期；")
    assert "组织办" in phone("zhuyongliang").says("免发提醒单 8月 我们不用报")
