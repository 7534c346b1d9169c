"""The ballot on 石湾村支部 as it is opened in the chat, and what its voters are told."""

VOTERS = {
    "zhuyongliang": "朱永良",
    "shimeiling": "石美玲",
    "shenguohua": "沈国华",
    "lufengying": "陆凤英",
    "jinhuifen": "金惠芬",
    "zhangjianxin": "张建新",
}
BEGIN = f"发起测评 2026 石湾村支部 12月18日 {'、'.join(VOTERS.values())}"
