"""How the bot and the echo are known to WeCom: by themselves, for the echo loads nothing of what it is held against."""

from __future__ import annotations

APP = {
    "WECOM_CORP_ID": "ww0bench0bench0ben",
    "WECOM_AGENT_ID": "1000002",
    "WECOM_SECRET": "bench-secret",
    "WECOM_TOKEN": "BenchToken",
    "WECOM_AES_KEY": "BenchKeyBenchKeyBenchKeyBenchKeyBenchKeyBeA",
}
