"""The platform's return codes: its own text, and what it means for people (data/codes.json)."""

import json
from pathlib import Path
from typing import Any

_CODES: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "data" / "codes.json").read_text(encoding="utf-8")
)
JSON_WARNING = " Warning: wrong json format. "


class ApiError(Exception):
    """The call is refused with a code; `extra` fields travel in the answer beside it."""

    def __init__(self, code: int, detail: str = "", **extra: Any) -> None:
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail
        self.extra = extra


def errmsg_of(code: int) -> str:
    """Return the platform's text for a code."""
    return _CODES.get(str(code), {}).get("errmsg", "unknown error")


def explanation_of(code: int | str) -> str:
    """Return what the code means, in Chinese, empty for a code not in the table."""
    return _CODES.get(str(code), {}).get("explanation", "")


def refusal(code: int, ip: str, hint: str, detail: str = "") -> dict[str, Any]:
    """Return the JSON of a refused call, with the tail the platform puts behind its text."""
    text = f"{errmsg_of(code)}{': ' + detail if detail else ''}"
    more = f"more info at https://open.work.weixin.qq.com/devtool/query?e={code}"
    return {"errcode": code, "errmsg": f"{text}, hint: [{hint}], from ip: {ip}, {more}"}
