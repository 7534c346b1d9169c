"""A clause that is said of all items: by when or by whom, before or behind what is said of each."""

from __future__ import annotations

import pytest

from rules.shared_clauses import Shared, shared_clause


@pytest.mark.parametrize(
    ("said", "shared"),
    [
        ("1 人不齐补开 2 忘登了补登 都放15号前", Shared("1 人不齐补开 2 忘登了补登", "放15号前", counted=False)),
        ("1、漏登。\n以上两项均由王凤英负责，11月13日前完成。", Shared("1、漏登", "由王凤英负责，11月13日前完成")),
        ("第二个是网络不通这两个都让朱敏去办", Shared("第二个是网络不通", "让朱敏去办")),
        ("1漏登，补登。责任人都写我", Shared("1漏登，补登", "责任人都写我", counted=False)),
        ("两个都朱敏负责：支委会下雨；台账漏了", Shared("支委会下雨；台账漏了", "朱敏负责")),
        ("1 大家都忙 2 忘了", None),
        ("两个都是人不齐", None),
    ],
)
def test_what_is_said_of_all_is_parted_from_what_is_said_of_each(said: str, shared: Shared | None) -> None:
    assert shared_clause(said, lambda clause: any(one in clause for one in ("前", "负责", "去办", "责任人"))) == shared
