"""Checking the town's file: every mistake is named with its line and entry."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadFile
from services.files import MOST_SHOWN, decoded
from services.township.checking import check_township
from services.township.file import TownshipFile

pytestmark = pytest.mark.long

ORG_002 = "organizations: org-002"

MISTAKES = [
    ("an unknown parent", "parent: org-005", "parent: org-999", "organizations: org-006: parent: org-999 is not"),
    ("an organisation below itself", "id: org-005", "id: org-006", "org-006 stands for another entry too"),
    ("an unknown group", "group: G1", "group: G9", "org-001: group: G9 is not in the file; write one of G1, G2, G3"),
    ("an unknown department", "department: D-NC", "department: D-XX", "org-001: department: D-XX is not in the file"),
    ("a userid in capitals", "userid: zhouhaibo", "userid: ZhouHaibo", "'ZhouHaibo' is not a userid"),
    ("two names for one userid", "{name: 张建新, u", "{name: 张建兴, u", "zhangjianxin is 张建兴 elsewhere and 张建新"),
    ("a name used twice", "short_name: 荷塘二支部", "short_name: 荷塘一支部", "org-003: 荷塘一支部 stands for another"),
    ("a negative number of members", "full: 45", "full: -1", f"{ORG_002}: members: full: must be greater"),
    ("a word for yes", "assessed: true", "assessed: perhaps", f"{ORG_002}: assessed: must be a valid boolean"),
    ("an unknown way of delivery", "delivery: wecom", "delivery: fax", "org-001: delivery: must be 'wecom' or 'paper'"),
    ("WeCom without a userid", "delivery: paper", "delivery: wecom", "org-004: delivery: wecom, but neither secretary"),
    ("no reason for not assessing", "assessed: true\n    secretary: {name: 陆凤英",
     "assessed: false\n    secretary: {name: 陆凤英",
     "org-003: assessed: false needs a reason; write it as the note"),
    ("a misspelt name", "document_prefix:", "document_prefiks:", "document_prefiks: is not a known name"),
    ("a missing name", "  platform: 智慧党建平台\n", "", "township: platform: is missing; add it"),
    ("an unknown indicator", "indicator: HD-01", "indicator: HD-99", "tasks: T-202510-01: indicator: HD-99 is not in"),
    ("a task without its quarter", "{due_quarter: 1}", "{due_quarter: 2}", "T-202603-06: indicator: ZD-04 is assessed"),
    ("a sector without the duty", "BZ-02, kind: assigned_task, due: 2026-05-29, sectors: [village, community]",
     "BZ-02, kind: assigned_task, due: 2026-05-29, sectors: all", "BZ-02 applies to community, village only"),
    ("an unknown sector", "sectors: all", "sectors: [farm]", "T-202510-01: sectors: entry 1: must be 'village'"),
    ("an unknown kind", "kind: org_life", "kind: party", "T-202510-01: kind: must be 'assigned_task'"),
    ("a day outside the month", "due: 2025-10-31", "due: 2025-11-03", "2025-11-03 is not in 2025-10"),
    ("a day that does not exist", "due: 2025-10-31", "due: 2025-10-32", "'2025-10-32' is not possible"),
    ("the wrong quarter", "quarter: 2025-Q4", "quarter: 2025-Q3", "2025-10 belongs to 2025-Q4, not 2025-Q3"),
    ("slips before the month is over", "issue_on: 2025-11-03", "issue_on: 2025-10-31", "go out after the month"),
    ("an answer before the slip", "check_due: 2025-11-05", "check_due: 2025-11-03", "must be after issue_on"),
    ("an override of nothing", "{due_quarter: 1}", "{due_quartre: 1}", "due_quartre"),
    ("an override without sense", "{due_quarter: 1}", "{due_quarter: 7}", "due_quarter"),
    ("an office without a head", "role: 主任", "role: 干事", "organization_office: nobody has the role 主任"),
    ("an unknown right", "can: [approve_board", "can: [aprove_board", "主任: can: entry 1: must be 'approve_board'"),
    ("a name given twice", "    delivery: paper", "    delivery: paper\n    delivery: paper", "is given twice"),
    ("an alias", "as_of: 2026-11-22\n", "as_of: &day 2026-11-22\nbest_day: *day\n", "repeats another entry"),
    ("a sign nobody can print", "scope: 村和涉农", 'scope: "村\\0"', "G1: scope: '村\\x00' holds a line break"),
    ("a name that is too long", "scope: 村和涉农", f"scope: {'村' * 129}", "G1: scope: String should have at most 128"),
    ("more members than people", "full: 45", "full: 99999999999", "members: full: must be less than or equal"),
    ("a telephone with words", "office_phone: 0512-0000-0001", "office_phone: 镇政府总机", "is not a telephone; write"),
    ("a telephone read as a number", "phone: 0512-0000-0002", "phone: 51200000002", "G1: phone: 51200000002 is not"),
    ("an unknown reader of text", "text_only: [meizhigang,", "text_only: [nobody,", "nobody holds no office"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"), [one[1:] for one in MISTAKES], ids=[one[0] for one in MISTAKES]
)
def test_a_mistake_is_named_with_its_line_and_entry(sample_text: str, wrong: str, right: str, sentence: str) -> None:
    assert wrong in sample_text
    with pytest.raises(BadFile) as refused:
        check_township(sample_text.replace(wrong, right, 1), "township.yaml")
    assert sentence in str(refused.value)
    assert str(refused.value).startswith("township.yaml")


def test_the_sample_town_is_in_order(sample_town: TownshipFile) -> None:
    assert len(sample_town.organizations) == 47
    assert sum(one.assessed for one in sample_town.organizations) == 39
    assert sum(len(month.tasks) for month in sample_town.monthly_tasks) == 102


def test_the_line_is_the_line_of_the_mistake(sample_text: str) -> None:
    text = sample_text.replace("full: 45", "full: -1", 1)
    line = next(at for at, written in enumerate(text.splitlines(), start=1) if "full: -1" in written)
    with pytest.raises(BadFile, match=f"^township.yaml, line {line}: "):
        check_township(text, "township.yaml")


def test_all_mistakes_are_listed_at_once_in_the_order_of_the_file(sample_text: str) -> None:
    text = sample_text.replace("group: G3", "group: G7")
    with pytest.raises(BadFile) as refused:
        check_township(text, "township.yaml")
    lines = str(refused.value).splitlines()
    assert len(lines) == 14
    assert lines[0].endswith("group: G7 is not in the file; write one of G1, G2, G3")
    assert "org-032" in lines[0]


def test_no_more_than_twenty_mistakes_are_shown_and_the_rest_counted(sample_text: str) -> None:
    with pytest.raises(BadFile) as refused:
        check_township(sample_text.replace("delivery: wecom", "delivery: fax"), "township.yaml")
    lines = str(refused.value).splitlines()
    assert len(lines) == MOST_SHOWN + 1
    assert lines[-1] == "… and 24 more mistakes"


def test_two_organisations_that_stand_below_each_other_are_both_named(sample_text: str) -> None:
    text = sample_text.replace("parent: org-000\n", "parent: org-002\n", 1)
    with pytest.raises(BadFile) as refused:
        check_township(text, "township.yaml")
    assert "org-001 would stand below itself" in str(refused.value)
    assert "org-002 would stand below itself" in str(refused.value)


def test_a_second_root_is_refused(sample_text: str) -> None:
    with pytest.raises(BadFile, match="org-001: parent: only the town committee stands below nobody"):
        check_township(sample_text.replace("parent: org-000\n", "parent: null\n", 1), "township.yaml")


def test_a_town_committee_is_needed(sample_text: str) -> None:
    with pytest.raises(BadFile, match="exactly one organisation of type town_committee"):
        check_township(sample_text.replace("type: committee", "type: town_committee", 1), "township.yaml")


def test_broken_yaml_is_named_with_line_and_column(sample_text: str) -> None:
    with pytest.raises(BadFile, match=r"township.yaml, line 13: .*at column \d+; correct it and try again"):
        check_township("\n" * 10 + "version: 1\nas_of:\n  - a: b: c\n", "township.yaml")


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]", "just words", "? [a, b]\n: c", "- &a [*a]"])
def test_a_file_of_something_else_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(BadFile, match=r"^township\.yaml"):
        check_township(text, "township.yaml")


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8"), max_size=40), st.integers(0, 2000))
def test_whatever_is_typed_into_the_file_is_taken_or_refused_with_a_sentence(
    sample_text: str, typed: str, line: int
) -> None:
    lines = sample_text.splitlines()
    lines.insert(line % 90, typed)
    try:
        check_township("\n".join(lines), "township.yaml")
    except BadFile as refused:
        assert str(refused).startswith("township.yaml")


def test_a_number_with_a_point_in_an_override_stays_exact(sample_text: str) -> None:
    text = sample_text.replace("  indicators:\n", "  policy: {grey_exempt_score: 95.10}\n  indicators:\n", 1)
    assert check_township(text, "township.yaml").overrides["policy"]["grey_exempt_score"] == "95.10"


def test_a_file_in_another_encoding_is_refused_with_what_to_do() -> None:
    with pytest.raises(BadFile, match=r"^10月\.csv: byte 4 is not UTF-8; save the file as UTF-8"):
        decoded("abc镇".encode("gbk"), "10月.csv")
    assert decoded("\ufeff澄泾".encode(), "10月.csv") == "澄泾"


@pytest.mark.parametrize("text", ["[" * 3000 + "]" * 3000, "{a: " * 100_000, "[" * 100_000])
def test_a_file_without_a_bottom_is_refused_before_it_is_read(text: str) -> None:
    """The reader of YAML would end the whole process on it."""
    with pytest.raises(BadFile, match="nested more than 20 deep"):
        check_township(text, "bottomless.yaml")
