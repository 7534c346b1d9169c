"""The sample town's company as the local WeCom sees it: its app, its people, and what each is likely to type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

CORP_ID: Final = "ww0demo0demo0demo0"
AGENT_ID: Final = 1000002
SECRETS: Final = {
    "secret": "demo-secret",
    "token": "DemoToken",
    "aes_key": "DemoKeyDemoKeyDemoKeyDemoKeyDemoKeyDemoKe1A",
}
BRANCH_CHIPS: Final = ("1", "自查", "确认", "进度", "截止", "得分", "为什么", "异议", "加分", "帮助")
OFFICE_CHIPS: Final = ("待审核", "通过 全部", "概况", "起草榜单", "预览得分", "榜单进度", "发布榜单", "帮助")
LEADER_CHIPS: Final = ("榜单草稿", "界线", "会审榜单", "批准榜单", "批准灰榜", "榜单", "帮助")
SECRECY_CHIPS: Final = ("榜单草稿", "保密审查 通过", "帮助")
GROUP_CHIPS: Final = ("检查", "督办清单", "帮助")
CHIPS: Final = {"organization_office": OFFICE_CHIPS, "secrecy_reviewer": SECRECY_CHIPS}


def sample_company(town: dict[str, Any], callback_url: str) -> dict[str, Any]:
    """Describe the people of a township file and the app that is called back there."""
    agent = {"agentid": AGENT_ID, "name": "澄泾党建小助手", "callback_url": callback_url, **SECRETS}
    return {
        "corp_id": CORP_ID,
        "agents": [agent],
        "departments": [{"id": 1, "name": "澄泾镇", "parentid": 0}],
        "members": _members(town),
        "note": "演示数据，单位和人名均为虚构",
    }


def _members(town: dict[str, Any]) -> list[dict[str, Any]]:
    """List everybody in the file who has a userid, each once, under the first office they hold."""
    plugin = set(town.get("text_only", []))
    found: dict[str, dict[str, Any]] = {}
    for person, position, chips in _offices(town):
        userid = person.get("userid") if person else None
        if person and userid and userid not in found:
            found[userid] = {
                "userid": userid,
                "name": person["name"],
                "departments": [1],
                "position": position,
                "client": "plugin" if userid in plugin else "wecom",
                "chips": list(chips),
            }
    return list(found.values())


def _offices(town: dict[str, Any]) -> Iterator[tuple[dict[str, Any] | None, str, tuple[str, ...]]]:
    for kind, held in town["people"].items():
        chips = CHIPS.get(kind, LEADER_CHIPS)
        yield from ((one["person"], one["role"], chips) for one in held)
    for one in town["organizations"]:
        for key, title in (("secretary", "书记"), ("deputy", "副书记"), ("org_commissioner", "组织委员")):
            yield one.get(key), f"{one['short_name']}{title}", BRANCH_CHIPS
    for group in town["supervision_groups"]:
        yield from ((person, group["name"], GROUP_CHIPS) for person in [group["leader"], *group["members"]])
    yield from ((one["head"], f"{one['name']}负责人", ("帮助",)) for one in town["departments"])
