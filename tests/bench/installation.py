"""How the bot and the echo are known to WeCom: by themselves, for the echo loads nothing of what it is held against."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

APP = {
    "WECOM_CORP_ID": "ww0bench0bench0ben",
    "WECOM_AGENT_ID": "1000002",
    "WECOM_SECRET": "bench-secret",
    "WECOM_TOKEN": "BenchToken",
    "WECOM_AES_KEY": "BenchKeyBenchKeyBenchKeyBenchKeyBenchKeyBeA",
}


def installed(folder: Path, url: str, wecom_port: int, moment: datetime) -> dict[str, str]:
    """Give the environment of a bot whose clock begins at a moment, and whose WeCom is on this machine."""
    clock = folder / "clock"
    clock.write_text(moment.isoformat(), encoding="utf-8")
    base = f"http://127.0.0.1:{wecom_port}/cgi-bin/"
    return {**APP, "DATABASE_URL": url, "WECOM_API_BASE": base, "CLOCK_FILE": str(clock)}
