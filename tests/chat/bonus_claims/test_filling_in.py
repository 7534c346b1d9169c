"""How a claim is filled in: question by question, in fewer messages, or in one line (A15)."""

import pytest

from models.schemes import latest_version
from services.schemes.versions import shipped_text, store_scheme
from tests.chat.bonus_claims.one_claim import FILLED_IN, states
from tests.worlds.phones import Phone, World, beijing


def test_of_two_days_that_do_not_agree_none_is_taken_for_the_day_of_the_award(zhu: Phone) -> None:
    zhu.says_all("加分", "1", "1", "先进基层党组织")
    assert "记下了" not in zhu.says("公布是10月16，发牌10月22")
    assert "记下了" in zhu.says("10月16日")


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
