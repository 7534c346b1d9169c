"""How people call a person in an answer: 王凤英, 凤英, 老张, 会计小顾, 我们副书记.

A name of the register is certain, also by the given name alone (凤英). Surname and given name, and 老, 小 or 阿
with one sign, are likely. An office (村会计, 妇女主任) is somebody only where a word of taking charge stands beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from rules.patterns import Pattern

# No name has these in it: 责任人写错，是朱敏.
IN_NO_NAME: Final = "不没未因已写错改换对是的了我你他她它们要把给叫让请哪项条谁啥吗呢吧呀哦嗯这那"
NAME: Final = rf"(?:(?![{IN_NO_NAME}])[\u4e00-\u9fff·]){{2,4}}?"
# Where only the work tells that somebody was named, a name begins as names do; 由于, 安排周五 and 请方便时 begin none.
SURNAME: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤倪葛俞缪费储惠宗樊诸裴祝翁殷施季"
)
_OF_TIME: Final = "一二三四五六日天末上下本周月号底前后中内晚早午年再时便"
# 王会计手骨折: neither an office nor work begins within a given name.
_NO_GIVEN: Final = rf"[{IN_NO_NAME}{_OF_TIME}来去在和跟与负管补录登弄办搞做盯抓村]|会计|书记|主任|委员|老师|支书"
_GIVEN: Final = rf"(?:(?!{_NO_GIVEN})[\u4e00-\u9fff])"
_OURS: Final = Pattern(r"^(?:我们|咱们?|阿拉|伲|支部|村里)+(?=\S)")
_TITLE: Final = (
    r"(?:(?:副|老|第一)?书记|(?:组织|宣传|纪检|统战|生活|青年|妇女)?委员|支委|会计|出纳|报账员|文书|(?:妇女|副|村)?主任|团支书|(?:大学生)?村官"
    r"|(?:党建)?专干|村?干部|网格员|(?:党)?小组长|党建指导员|民兵连长|老师|老?党员)"
)
_OF_OURS: Final = r"(?:我们|咱们?|阿拉|伲|村里|支部|本?村|我村|新|原)*"
TITLE: Final = rf"{_OF_OURS}{_TITLE}"
# 老张, 小顾, 阿英, 王会计, 吴书记.
_NICKNAME: Final = (
    rf"(?:[老小][{SURNAME}](?!{_TITLE})|阿(?![拉姨])[\u4e00-\u9fff]"
    rf"|[老小]?[{SURNAME}](?:会计|书记|主任|支书|委员|老师))"
)
_FULL: Final = rf"[{SURNAME}]{_GIVEN}{{1,2}}?"
_LONG: Final = rf"[{SURNAME}]{_GIVEN}{{2}}"
_CALLED: Final = r"(?:同志|姐|哥|叔|婶|伯)?"
_BEHIND: Final = Pattern(rf"(?<=..){_CALLED}$")
_WRITER: Final = Pattern(r"是?(?:我|本人|我自己|我本人|自己|自家|我们自己)")
AND: Final = r"(?:、|和|跟|与|以及|搭|同(?!志))"
_AND: Final = Pattern(AND)
# Whoever is meant by these is nobody in particular.
_NOBODY: Final = Pattern(
    r"[都均]\S*|是?我\S*|人\S?|别人|[他她你您侬]\S*|群众|村民|孙[女子]|老师|师傅|会员|我|本人|自己|(?:安排|有|明确|指定)?专人|支部|大家|党员|专门"
)
_ONLY_TITLE: Final = Pattern(rf"{TITLE}")
_ONE_NAME: Final = Pattern(NAME)
_GIVEN_ALONE: Final = 2


@dataclass(frozen=True)
class People:
    """Who may be meant: who writes, and the names the register knows of the branch."""

    writer: str = ""
    names: tuple[str, ...] = ()

    @property
    def certain(self) -> str:
        """Match what is certainly a person: a name of the register, or its given name of two signs."""
        called = {*self.names, *(one[1:] for one in self.names if len(one) > _GIVEN_ALONE)}
        return "|".join(re.escape(one) for one in sorted(called, key=len, reverse=True)) or r"(?!)"

    @property
    def likely(self) -> str:
        """Match a name one hears as one: of the register, with a surname, or 老, 小, 阿; an office may stand before."""
        return rf"(?:{TITLE})?(?:{self.certain}|{_NICKNAME}|{_FULL}){_CALLED}"

    @property
    def plain(self) -> str:
        """Match a name that needs no word of taking charge, only the work behind it: no 金融办, no 周五弄."""
        return rf"(?:(?:{TITLE})?(?:{self.certain}|{_NICKNAME}|{_LONG})|{TITLE}{_FULL}){_CALLED}"

    def mentioned_in(self, words: str) -> str | None:
        """Find somebody but the writer who is named beside some work; whoever is only waited for or asked is not."""
        found = re.search(rf"(?<![等待请])(?:{self.certain}|{_NICKNAME})", words) if self.names else None
        name = self.called(found[0]) if found else None
        # 请县党校顾老师来讲 names who teaches.
        return None if name is None or name == self.writer or name.endswith("老师") else name

    def called(self, words: str) -> str | None:
        """Give the name that words call somebody, or several, by; None where they are nobody."""
        each = [self._one(one.strip()) for one in _AND.split(words) if one.strip()]
        return "、".join(one for one in dict.fromkeys(each) if one) if each and all(each) else None

    def _one(self, words: str) -> str | None:
        if _WRITER.fullmatch(words):
            return self.writer or None
        plain = _OURS.sub("", _BEHIND.sub("", words))
        known = [one for one in self.names if one == plain or (len(one) > _GIVEN_ALONE and one[1:] == plain)]
        if len(known) == 1:
            return known[0]
        if _NOBODY.fullmatch(plain):
            return None
        named = re.fullmatch(rf"{TITLE}({_FULL}|{self.certain})", plain)
        return self._one(named[1]) if named else plain


def is_name(words: str) -> bool:
    """Tell whether words may be somebody's name; 会计 and 专人 are none."""
    return bool(_ONE_NAME.fullmatch(words)) and not (_NOBODY.fullmatch(words) or _ONLY_TITLE.fullmatch(words))


def several(one: str) -> str:
    """Match one person or several: 凤英跟会计老吴, 王凤英、吴阿根."""
    return rf"(?:{one})(?:{AND}(?:{one}))*"
