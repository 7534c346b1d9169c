"""民主测评 in the chat: opened, voted in, counted; and nothing that is kept anywhere tells who voted what (A18)."""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from bot.callback import Incoming
from bot.db import Database
from bot.router import note_failure
from handlers.commands import ballots as ballot_commands
from models import Base
from models.conversations import Conversation
from models.inbox import InboxMessage
from tests.worlds.phones import Phone, Phones, World, both_databases
from tests.worlds.scenes import Scenes

VOTERS = {
    "zhuyongliang": "朱永良",
    "shimeiling": "石美玲",
    "shenguohua": "沈国华",
    "lufengying": "陆凤英",
    "jinhuifen": "金惠芬",
    "zhangjianxin": "张建新",
}
BEGIN = f"发起测评 2026 石湾村支部 12月18日 {'、'.join(VOTERS.values())}"
TAKEN = "已收到您对石湾村支部的一票，谢谢。"
READ_BACK = (
    "您给石湾村支部的等次已经封好，还没有投出。不记名，这里不重复您写的等次，请看一眼自己刚才写的。\n"
    "投出后不能改。没问题请回复“确认”；要改就再写一次等次，先不投回复“取消”。"
)
ASKED = (
    "给石湾村支部2026年的工作评哪个等次？只写一个：优秀、合格、基本合格、不合格。\n"
    "一人一票，12月18日（周五）24时前都可以投；先不投回复“取消”。"
)
# What a run of delivery threads or of chance decides, and nobody's vote.
LEFT_OUT = {"msgid", "lease_until", "free_at", "key_name", "public_key", "box"}
LEFT_OUT_OF_A_DRAFT = {"public_key", "sealed"}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the keys of ballots on PostgreSQL, which lie under the working directory, out of the project."""
    monkeypatch.chdir(tmp_path)


def ballot_opened(world: World) -> None:
    world.clock.moment = world.clock.moment.replace(month=12, day=14, hour=9)
    Phone(world, "wusiyuan").says_all(BEGIN, "确认")
    world.sweep()


@pytest.fixture
def ballot(world: World, wu: Phone, scenes: Scenes) -> World:
    """A ballot on 石湾村支部 that has just been opened, on Monday, 14 December 2026."""
    scenes.play(world, ballot_opened)
    wu.messages()
    return world


def test_the_office_reads_the_ballot_back_before_anybody_is_asked(world: World, wu: Phone, phone: Phones) -> None:
    world.clock.moment = world.clock.moment.replace(month=12, day=14, hour=9)
    zhu = phone("zhuyongliang")
    assert wu.says(BEGIN) == (
        "请核对：2026年民主测评（不记名）\n"
        "石湾村支部，12月18日（周五）24时截止\n"
        "参加（6人）：朱永良、石美玲、沈国华、陆凤英、金惠芬、张建新\n"
        "没问题请回复“确认”，随后会请每位同志投票。要改的先回复“取消”，再重新发起。"
    )
    assert zhu.hears() == ""
    assert wu.says("确认").startswith("已发起：石湾村支部2026年民主测评，6人参加，12月18日（周五）24时截止。")
    world.sweep()
    assert zhu.hears() == (
        "【2026年民主测评】石湾村支部\n"
        "朱永良，您好，请为石湾村支部这一年的工作评一个等次：优秀、合格、基本合格、不合格。\n"
        "先写“投票”，空一格，再写等次。12月18日（周五）24时前都可以投，一人一票，投出后不能改。\n"
        "不记名：您的票加密混放，到期只数各等次的票数，谁投了什么，组织办也查不到；参加的不足5人，不计票、不出结果。"
    )


@pytest.mark.parametrize(
    "said",
    [
        "发起测评 2026 12月18日\n石湾村支部 {six}\n荷塘一支部 {five}",
        "发起测评 2026\n石湾村支部 12月18日 {six}\n荷塘一支部 12月18日 {five}",
        "发起测评 2026 石湾村支部 12月18日 {six}\n荷塘一支部 12月18日 {five}",
    ],
)
def test_several_branches_are_opened_in_one_message_each_with_its_own_voters(
    world: World, wu: Phone, phone: Phones, said: str
) -> None:
    world.clock.moment = world.clock.moment.replace(month=12, day=14, hour=9)
    names = [*VOTERS.values()]
    answer = wu.says(said.format(six="、".join(names), five=" ".join(names[1:])))
    assert answer.splitlines()[:5] == [
        "请核对：2026年民主测评（不记名）",
        "石湾村支部，12月18日（周五）24时截止",
        f"参加（6人）：{'、'.join(names)}",
        "荷塘一支部，12月18日（周五）24时截止",
        f"参加（5人）：{'、'.join(names[1:])}",
    ]
    assert wu.says("确认").splitlines()[:2] == [
        "已发起：石湾村支部2026年民主测评，6人参加，12月18日（周五）24时截止。",
        "已发起：荷塘一支部2026年民主测评，5人参加，12月18日（周五）24时截止。",
    ]
    world.sweep()
    assert len([one for one in phone("shimeiling").messages() if "民主测评" in one]) == 2


def test_the_same_voters_vote_on_several_branches_that_are_named_together(world: World, wu: Phone) -> None:
    world.clock.moment = world.clock.moment.replace(month=12, day=14, hour=9)
    answer = wu.says(f"发起测评 2026 石湾村支部、荷塘一支部 12月18日 {'、'.join(VOTERS.values())}")
    assert answer.count("参加（6人）：朱永良") == 2
    assert "写了两遍" in wu.says_all(
        "取消", f"发起测评 2026 石湾村支部、石湾村支部 12月18日 {'、'.join(VOTERS.values())}"
    )


@both_databases
def test_votes_are_counted_when_the_time_is_over_and_the_office_hears_the_result(
    ballot: World, wu: Phone, phone: Phones
) -> None:
    votes = ("投票 优秀", "投票：石湾村支部 合格", "优秀", "投票 优秀 石湾村支部", "投优秀")
    assert [phone(userid).says(vote) for userid, vote in zip(VOTERS, votes, strict=False)] == [READ_BACK] * 5
    assert "已投 0 / 6 人" in wu.says("测评进度")
    assert [phone(userid).says("确认") for userid, _ in zip(VOTERS, votes, strict=False)] == [TAKEN] * 5
    assert wu.says("测评进度") == (
        "石湾村支部2026年：已投 5 / 6 人，12月18日（周五）24时截止\n截止以前不计票，谁也看不到各等次的票数。"
    )
    ballot.at("2026-12-21 08:34")
    assert wu.hears().endswith(
        "石湾村支部2026年民主测评已计票：应参加 6 人，参加 5 人；优秀 4 票、合格 1 票；得分 97.00，已登记。"
    )
    assert wu.says("测评进度") == "没有正在进行的民主测评。"
    assert (
        phone("zhuyongliang")
        .says("民主评议 2026")
        .startswith("2026年民主评议：\n石湾村支部：97.00（支部党员民主测评，5 人参加）")
    )
    assert phone("zhangjianxin").says("投票 优秀") == ("现在没有等您投票的民主测评，可能已经截止，或者没有请您参加。")


@pytest.mark.parametrize("said", ["投票 良好", "投票 很优秀", "投票 优秀 合格", "投票 石湾村支部 都行"])
def test_what_is_no_grade_is_asked_for_again_in_words_that_repeat_nothing(
    ballot: World, phone: Phones, said: str
) -> None:
    assert phone("zhuyongliang").says(said) == f"这一票还没有投出，没看出是哪个等次。\n{ASKED}"


@pytest.mark.parametrize("said", ["我投优秀", "选：合格", "不合格！谢谢", "我觉得基本合格", "投优秀吧", "打个合格"])
def test_a_grade_in_ones_own_words_is_read_back_without_it_and_cast_by_confirming(
    ballot: World, phone: Phones, said: str
) -> None:
    zhu = phone("zhuyongliang")
    assert zhu.says(said) == READ_BACK
    assert zhu.says("确认") == TAKEN


@pytest.mark.parametrize(
    "said",
    [
        "不优秀",
        "优秀还是合格呢",
        "优秀 合格",
        "优秀？",
        "要是多关心老党员就优秀",
        "95分",
        "弃权",
        "别人投啥我投啥",
        "都蛮好的",
    ],
)
def test_half_a_vote_is_none(ballot: World, phone: Phones, said: str) -> None:
    zhu = phone("zhuyongliang")
    assert zhu.says(said).startswith(
        "这一票还没有投出。给石湾村支部评一个等次，只写一个：优秀、合格、基本合格、不合格。"
    )
    assert zhu.says("确认").startswith("现在没有正在填写的内容")


def test_until_it_is_confirmed_a_vote_can_be_changed_or_given_up(ballot: World, wu: Phone, phone: Phones) -> None:
    zhu = phone("zhuyongliang")
    assert zhu.says("投票") == ASKED
    assert zhu.says("优秀") == READ_BACK
    assert zhu.says("不合格") == READ_BACK
    assert zhu.says("好的").startswith("好的。\n")
    assert zhu.says("取消") == "好的，没有投出，写的等次没有留下。想投的时候回复“投票”。"
    assert "已投 0 / 6 人" in wu.says("测评进度")


def test_the_vote_that_counts_is_the_one_written_last(ballot: World, wu: Phone, phone: Phones) -> None:
    for userid in VOTERS:
        phone(userid).says_all("优秀", "合格", "确认")
    ballot.at("2026-12-14 09:14")
    assert "合格 6 票；得分 85.00，已登记。" in wu.hears()


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("书记能看到我投啥吗", "不记名。您的票加密混放"),
        ("是不是不记名", "书记、组织办和领导都只看得到总数"),
        ("投了能不能改", "投出以后不能改"),
        ("投到哪天为止", "您还没有投，12月18日（周五）24时截止"),
        ("我投过没有", "您还没有投"),
        ("怎么投", "只写一个：优秀、合格、基本合格、不合格"),
        ("先不投，想想", "12月18日（周五）24时前都可以投"),
    ],
)
def test_what_is_asked_about_a_vote_is_answered_and_casts_none(
    ballot: World, wu: Phone, phone: Phones, said: str, part: str
) -> None:
    assert part in phone("zhuyongliang").says(said)
    assert "已投 0 / 6 人" in wu.says("测评进度")


def test_a_question_beside_the_read_back_is_answered_and_the_vote_still_waits(ballot: World, phone: Phones) -> None:
    zhu = phone("zhuyongliang")
    zhu.says("优秀")
    assert zhu.says("能不能改") == (
        "回复“确认”以前，再写一次等次就是改；投出以后不能改，因为不记名，谁也找不出哪一票是您的。\n"
        f"石湾村支部：您还没有投，12月18日（周五）24时截止。\n{READ_BACK}"
    )
    assert zhu.says("确认") == TAKEN


def test_a_vote_cannot_be_changed_and_others_cannot_vote(ballot: World, phone: Phones) -> None:
    zhu = phone("zhuyongliang")
    zhu.says_all("投票 优秀", "确认")
    assert zhu.says("不合格") == "您对石湾村支部已经投过票，一人一票，投出后不能改。"
    assert "您已投过" in zhu.says("我投过没有")
    assert phone("wangjianguo").says("投票 优秀").startswith("现在没有等您投票的民主测评")
    assert "优秀" not in phone("wangjianguo").says("优秀")


def test_a_ballot_that_ends_before_the_vote_is_confirmed_takes_it_no_more(ballot: World, phone: Phones) -> None:
    zhu = phone("zhuyongliang")
    zhu.says("优秀")
    ballot.at("2026-12-21 08:34")
    assert zhu.says("确认").startswith("现在没有等您投票的民主测评")


def test_a_grade_typed_into_an_open_form_goes_neither_into_the_draft_nor_into_the_box(
    ballot: World, phone: Phones
) -> None:
    zhu = phone("zhuyongliang")
    zhu.says("意见建议")
    assert zhu.says("合格").startswith("听着像是在投票，没有记进正在填的内容，也没有投出。")
    assert "合格" not in zhu.says("投票 合格")
    with ballot.looking() as session:
        assert "合格" not in str(session.scalars(select(Conversation.draft)).one())
    zhu.says("取消")
    assert zhu.says_all("投票 合格", "确认") == TAKEN
    zhu.says("意见建议")
    # Who has voted may write the word again: now it answers the form.
    assert zhu.says("合格").startswith("准备转达：\n合格\n")


@both_databases
def test_a_ballot_outlives_a_restart_of_the_server(ballot: World, wu: Phone, phone: Phones) -> None:
    for userid in VOTERS:
        assert phone(userid).says("投票 合格") == READ_BACK
        ballot.restart()
        assert phone(userid).says("确认") == TAKEN
    ballot.at("2026-12-14 09:14")
    assert "合格 6 票；得分 85.00，已登记。" in wu.hears()


def test_a_ballot_given_up_is_gone(ballot: World, wu: Phone, phone: Phones) -> None:
    phone("zhuyongliang").says_all("投票 优秀", "确认")
    assert wu.says("撤销测评 石湾村支部 名单有误") == "已撤销石湾村支部的民主测评，已投的票没有打开，全部作废。"
    assert phone("shimeiling").says("投票 优秀").startswith("现在没有等您投票的民主测评")


def test_a_mistake_in_the_opening_is_said_in_one_sentence_and_asks_nobody(world: World, wu: Phone, zhu: Phone) -> None:
    for said, part in {
        "发起测评": "请写明是哪个党组织",
        "发起测评 石湾村支部": "请写明截止日和参加人，例如：发起测评 石湾村支部 12月20日",
        "发起测评 石湾村支部 12月1日 朱永良、石美玲": "只写了2人，至少5人才能做到不记名",
        "发起测评 石湾村支部 12月1日 朱永良、王没有": "名册里没有“王没有”",
        "发起测评 石湾村支部 明年8月1日 朱永良": "截止日应在今天到60天以内",
    }.items():
        assert part in wu.says(said)
    assert zhu.says("发起测评 石湾村支部 12月1日 朱永良").startswith("民主评议由镇组织办登记和发起")


def test_a_ballot_read_back_by_an_older_program_is_said_to_be_lost(world: World, wu: Phone) -> None:
    world.clock.moment = world.clock.moment.replace(month=12, day=14, hour=9)
    wu.says(BEGIN)
    with world.db.begin() as session:
        row = session.scalars(select(Conversation)).one()
        row.draft = {**row.draft, "facts": {"organization": "石湾村支部", "year": 2026, "last_day": "2026-12-18"}}
    assert wu.says("确认").startswith("程序更新以后，您没填完的那份内容没能保留")
    assert wu.says(BEGIN).startswith("请核对：2026年民主测评")


# What is kept


def dump(world: World) -> dict[str, list[Mapping[str, Any]]]:
    """Read every table, row by row in the order of its key."""
    with world.db.engine.connect() as connection:
        return {
            table.name: [
                {name: _without_chance(value) for name, value in row.items() if name not in LEFT_OUT}
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in Base.metadata.sorted_tables
        }


def _without_chance(value: Any) -> Any:
    """Take what is drawn by chance out of a draft; of a seal its length stays."""
    if not isinstance(value, dict):
        return value
    return {name: len(one) if name in LEFT_OUT_OF_A_DRAFT else _without_chance(one) for name, one in value.items()}


def held(world: World, votes: Sequence[str]) -> Iterator[World]:
    """Let a ballot be held in a town: given back while votes wait to be confirmed, when they are cast, and at its end.

    At the end the ballot is over and its key destroyed.
    """
    world.clock.moment = world.clock.moment.replace(month=12, day=14, hour=9)
    Phone(world, "wusiyuan").says_all(BEGIN, "确认")
    world.sweep()
    for userid, vote in zip(VOTERS, votes, strict=False):
        Phone(world, userid).says(vote)
    yield world
    for userid, _ in zip(VOTERS, votes, strict=False):
        Phone(world, userid).says("确认")
    yield world
    world.at("2026-12-21 08:34")
    world.at("2026-12-21 08:44")
    yield world


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_with_the_votes_swapped_every_table_says_the_same(
    kind: str, loaded_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever reads the database finds the same words, numbers, moments and order, whoever voted what."""
    found = []
    votes = ["投票 优秀", "投票 优秀", "投票 合格", "投票 基本合格", "投票 不合格"]
    for order in (votes, votes[::-1], [*votes[2:], *votes[:2]]):
        monkeypatch.setattr("tests.worlds.phones.KEYS", itertools.count(1))
        for file in tmp_path.glob("town.db*"):
            file.unlink()
        world = World(Database(loaded_url(kind)), "2026-11-02 07:00")
        found.append([dump(now) for now in held(world, order)])
        assert list(tmp_path.rglob("*.key")) == []
        world.db.engine.dispose()
    first, *others = found
    for other in others:
        for before, after in zip(first, other, strict=True):
            for table, rows in before.items():
                assert after[table] == rows, table
    assert first[2]["ballots"][0]["counts"] == {"优秀": 2, "合格": 1, "基本合格": 1, "不合格": 1}
    assert len(first[0]["ballot_voters"]) == 6


@both_databases
def test_the_sealed_votes_go_with_the_end_of_the_ballot(world: World) -> None:
    boxes = []
    for now in held(world, ["优秀"] * 5):
        with now.db.engine.connect() as connection:
            box, key = connection.execute(text("SELECT box, public_key FROM ballots")).one()
            boxes.append((len(json.loads(box) if isinstance(box, str) else box), bool(key)))
    assert boxes == [(0, True), (5, True), (0, False)]


def bytes_kept(world: World) -> bytes:
    """Read everything the database has on disk: free pages, dead rows and write-ahead log included."""
    if world.db.is_sqlite:
        path = Path(str(world.db.url.database))
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    with world.db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CHECKPOINT"))
        return b"".join(_files_of_postgresql(connection))


def _files_of_postgresql(connection: Connection) -> Iterator[bytes]:
    tables = "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't') AND relfilenode <> 0"
    logs = "SELECT 'pg_wal/' || name FROM pg_ls_waldir() ORDER BY modification DESC LIMIT 2"
    for (name,) in [*connection.execute(text(tables)), *connection.execute(text(logs))]:
        yield bytes(connection.execute(text("SELECT pg_read_binary_file(:name)"), {"name": name}).scalar_one())


@both_databases
def test_no_byte_on_disk_repeats_a_vote(world: World) -> None:
    votes = ["投票 。 优秀", "优秀~~", "投票，，石湾村支部 合格", "投票 ；；良好", "投优秀~~"]
    for now in held(world, votes):
        Phone(now, "zhangjianxin").says("这句话照常留下来，一个字也不少~~")
        kept = bytes_kept(now)
        assert "这句话照常留下来，一个字也不少~~".encode() in kept
        assert [vote for vote in votes if vote.encode() in kept] == []


@both_databases
def test_a_vote_whose_handling_breaks_is_not_kept_either(ballot: World, monkeypatch: pytest.MonkeyPatch) -> None:
    vote = Incoming("broken-1", "zhuyongliang", "text", ballot.clock.now(), text="投票 优秀")

    def break_down(*_: object) -> None:
        raise RuntimeError("no reason at all")

    monkeypatch.setattr(ballot_commands, "ballot_to_vote_in", break_down)
    with pytest.raises(RuntimeError):
        ballot.takes_in(vote)
    with ballot.db.begin() as session:
        note_failure(session, vote, "RuntimeError: no reason at all", ballot.clock.now())
        assert session.get_one(InboxMessage, "broken-1").text == ""


def test_what_somebody_writes_who_is_asked_to_vote_is_not_kept_in_any_spelling(ballot: World, phone: Phones) -> None:
    zhu, said = phone("zhuyongliang"), ("优 秀", "优秀！", "yx", "ＹＸ", "有秀", "第一档", "给A")
    for number, one in enumerate(said):
        zhu.says(one, key=f"odd-{number}")
    phone("wangjianguo").says("第一档", key="not-asked")
    with ballot.looking() as session:
        assert {session.get_one(InboxMessage, f"odd-{number}").text for number, _ in enumerate(said)} == {""}
        assert session.get_one(InboxMessage, "not-asked").text == "第一档"


def test_a_grade_in_letters_is_not_taken_down_by_another_form(ballot: World, phone: Phones) -> None:
    zhu = phone("zhuyongliang")
    zhu.says("意见建议")
    assert zhu.says("yx").startswith("听着像是在投票，没有记进正在填的内容，也没有投出。")


@pytest.mark.parametrize(
    "said", ["确认？", "确认吗", "要确认吗", "是不是回复确认就行", "优秀吗？", "投票 优秀？", "可以投优秀吗"]
)
def test_no_question_casts_a_vote(ballot: World, wu: Phone, phone: Phones, said: str) -> None:
    zhu = phone("zhuyongliang")
    zhu.says("优秀")
    zhu.says(said)
    assert "已投 0 / 6 人" in wu.says("测评进度")


def test_a_question_without_a_grade_before_it_casts_none_either(ballot: World, wu: Phone, phone: Phones) -> None:
    phone("zhuyongliang").says_all("投票 优秀？", "投票优秀吗", "可以投优秀吗", "确认")
    assert "已投 0 / 6 人" in wu.says("测评进度")


def test_other_messages_are_kept_word_for_word(world: World, phone: Phones) -> None:
    phone("zhuyongliang").says("提醒单太早了", key="kept-1")
    with world.looking() as session:
        assert session.get_one(InboxMessage, "kept-1").text == "提醒单太早了"
