"""What everybody would have received, in order, with times: the story to be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import requests

from bot.wording import moment_text
from demo.narrator import shown
from demo.stage import Stage

TITLE: Final = "# 澄泾镇的一年（演示数据，单位和人名均为虚构）\n"
BOT: Final = "小助手"
Said = list[dict[str, Any]]


def write_transcript(said: Said, file: Path, burdens: Sequence[str]) -> None:
    """Write one Markdown file: every message of every member and chat, by time; then what it asked of people."""
    lines = [TITLE]
    for at, messages in groupby(said, key=lambda one: one["at"][:16]):
        lines.append(f"\n## {at[:4]}年{moment_text(datetime.fromisoformat(f'{at}:00+08:00'))}\n")
        for one in messages:
            quoted = "\n".join(f"> {line}" if line else ">" for line in shown(one).splitlines()) or f"> [{one['kind']}]"
            lines.append(f"**{one['from_name']} → {one['to_name']}**\n\n{quoted}\n")
    lines += [f"\n## {title}\n\n{table}" for title, _, table in (one.partition("\n") for one in burdens)]
    file.write_text("\n".join(lines), encoding="utf-8")


def write_pictures(stage: Stage, said: Said, folder: Path) -> None:
    """Keep the pictures that were posted, as files; what several people received, once."""
    posted = [one for one in said if one["kind"] == "image" and one["from"] == "bot"]
    received = dict.fromkeys(one["raw"]["image"]["media_id"] for one in posted)
    pictures = dict.fromkeys(_picture(stage, media_id) for media_id in received)
    for number, content in enumerate(pictures, start=1):
        (folder / f"board-{number}.png").write_bytes(content)


def _picture(stage: Stage, media_id: str) -> bytes:
    answer = requests.get(f"{stage.simulator}/sim/media/{media_id}", timeout=30)
    answer.raise_for_status()
    return answer.content


def everything_said(stage: Stage) -> Said:
    """List every message of every member and chat, by time."""
    found: list[dict[str, Any]] = []
    for member in stage.look("members")["members"]:
        name = f"{member['name']}（{member['position']}）"
        for one in stage.look(f"members/{member['userid']}/messages")["messages"]:
            said = {"from_name": BOT, "to_name": name} if one["from"] == "bot" else {"from_name": name, "to_name": BOT}
            found.append({**one, **said, "userid": member["userid"]})
    for chat in stage.look("chats")["chats"]:
        said = {"from_name": BOT, "to_name": f"群“{chat['name']}”", "userid": ""}
        found += [{**one, **said} for one in stage.look(f"chats/{chat['chatid']}/messages")["messages"]]
    return sorted(found, key=lambda one: (one["at"], one["seq"]))
