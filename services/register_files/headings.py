"""The columns of the register's tables, as offices call them; the name we write ourselves comes first."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from models.appointments import BRANCH_ORG_COMMISSIONER, DEPUTY, SECRETARY
from services.office_files.headings import Heading

# Secretary and deputy in one cell: 沈国华/陆凤英.
PAIR: Final = "pair"
OFFICERS: Final = (SECRETARY, DEPUTY, BRANCH_ORG_COMMISSIONER)
PHONES: Final = {role: f"{role}_phone" for role in OFFICERS}
ACCOUNTS: Final = {role: f"{role}_userid" for role in OFFICERS}


def _maybe(key: str, *words: str) -> Heading:
    return Heading(key, words, needed=False)


ORGANIZATIONS: Final = (
    Heading("name", ("党组织名称", "党组织全称", "党组织", "全称", "名称", "支部名称", "党支部名称", "单位名称")),
    _maybe("short_name", "简称"),
    _maybe("type", "类型", "类别", "党组织类别", "党组织类型"),
    _maybe("sector", "领域", "行业", "所属领域", "单位类别"),
    _maybe("parent", "上级党组织", "上级", "隶属"),
    _maybe(PAIR, "书记/副书记", "书记、副书记", "书记副书记"),
    _maybe(SECRETARY, "书记", "书记姓名", "党组织书记", "支部书记"),
    _maybe(PHONES[SECRETARY], "书记电话", "书记联系电话", "书记手机", "联系电话", "电话", "手机号码", "手机"),
    _maybe(ACCOUNTS[SECRETARY], "书记账号", "书记企业微信账号", "企业微信账号", "账号"),
    _maybe(DEPUTY, "副书记", "副书记姓名"),
    _maybe(PHONES[DEPUTY], "副书记电话", "副书记联系电话", "副书记手机"),
    _maybe(ACCOUNTS[DEPUTY], "副书记账号", "副书记企业微信账号"),
    _maybe(BRANCH_ORG_COMMISSIONER, "组织委员", "组织委员姓名"),
    _maybe(PHONES[BRANCH_ORG_COMMISSIONER], "组织委员电话", "组织委员联系电话", "组织委员手机"),
    _maybe(ACCOUNTS[BRANCH_ORG_COMMISSIONER], "组织委员账号", "组织委员企业微信账号"),
    _maybe("full_members", "正式党员", "党员数(正式)", "党员数正式", "正式党员数", "党员数", "党员人数"),
    _maybe("probationary_members", "预备党员", "党员数(预备)", "党员数预备", "预备党员数"),
    _maybe("party_groups", "党小组", "党小组数"),
    _maybe("has_committee", "支委会", "设支委会", "是否设支委会"),
    _maybe("group", "督导组", "所属督导组", "组别"),
    _maybe("department", "部门", "联系部门", "主管部门"),
    _maybe("delivery", "送达方式", "送达"),
    _maybe("assessed", "参加排名", "是否参加排名", "参评", "是否参评"),
    _maybe("term_start", "届期开始", "届期起", "换届时间"),
    _maybe("term_years", "届期年数", "任期"),
    _maybe("note", "备注", "说明"),
    _maybe("number", "序号", "编号"),
    _maybe("area", "片区"),
)
GROUPS: Final = (
    Heading("name", ("组别", "督导组", "组名", "名称")),
    Heading("leader", ("组长", "组长姓名")),
    _maybe("members", "成员", "组员", "成员姓名"),
    _maybe("scope", "督导范围", "范围", "督导对象"),
    _maybe("phone", "电话", "联系电话"),
    _maybe("count", "督导对象数"),
)
DEPARTMENTS: Final = (
    Heading("name", ("部门", "部门名称")),
    Heading("leader", ("负责人", "部门负责人", "主要负责人")),
)
TOWN_OFFICES: Final = (
    Heading("role", ("职责", "岗位")),
    Heading("title", ("职务", "职务名称")),
    Heading("person", ("姓名",)),
    _maybe("phone", "手机号码", "手机", "电话", "联系电话"),
    _maybe("userid", "企业微信账号", "账号"),
)
PEOPLE: Final = (
    Heading("person", ("姓名",)),
    Heading("posts", ("担任职务", "所有职务")),
    _maybe("phone", "手机号码", "手机", "电话", "联系电话"),
    _maybe("userid", "企业微信账号", "账号"),
)
FORMS: Final = (ORGANIZATIONS, GROUPS, DEPARTMENTS, TOWN_OFFICES, PEOPLE)


def _with(key: str) -> tuple[Heading, ...]:
    return tuple(replace(one, needed=one.needed or one.key == key) for one in ORGANIZATIONS)


# By which tables a file is known for a register: a list of branches without its secretaries may be anything.
KNOWN_BY: Final = (_with(PAIR), _with(SECRETARY), GROUPS, TOWN_OFFICES)
