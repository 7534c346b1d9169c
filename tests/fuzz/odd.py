"""What nobody sends by accident: odd texts, numbers and days, chosen by seeded dice; and what came of it, counted."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

# What has broken programs before: ours, or others'.
NUMBERS: Final = (
    *("0", "-1", "1.5", "1e999", "NaN", "007", "１２", "²", "٣", "0x1f", "2147483648", "99999999999"),
    *("9223372036854775807", "9223372036854775808", "9" * 30, "9" * 5000, "-" + "9" * 40, "+1", "1_000"),
)
DAYS: Final = (
    *("0000-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "20261108", "2026-W01-1"),
    *("0000-Q1", "9999-Q4", "2026-Q5", "2026-Q3", "2026-H1", "2026-00", "9999-12", "2026-10", "2026-10-08"),
    *("2026-10-08T08:00:00", "2026-10-08T08:00:00+08:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-23:59"),
)
TEXTS: Final = (
    *(
        "",
        " ",
        "\t\n",
        "\0",
        "a\0b",
        "\x1b[2J",
        "\u202e反过来",
        "优\u200b秀",
        "é" * 40,
        "𠀀👩‍👩‍👧‍👦",
        "\ufeff确认",
        "\x7f",
    ),
    *(
        "'; DROP TABLE people; --",
        "{{ 7*7 }}",
        "{% for x in y %}",
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "${x}",
    ),
    *(
        "../../etc/passwd",
        "/m/",
        "//evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "%s%n",
        "\\",
        '"',
        "&#0;",
    ),
    *(
        "长" * 700,
        "x" * 10_000,
        "1、" * 500,
        "（" * 300,
        "org-011",
        "org-999",
        "org-011.2026",
        "2026.org-011",
        ":",
        "a:b:c",
    ),
    *(
        "确认",
        "取消",
        "返回",
        "1",
        "理由：重复",
        "三季度",
        "0000年1季度",
        "9999年12月31日",
        "第9999999999号",
        "1号 2号 3号",
    ),
)


class Dice(random.Random):
    """Chances that fall the same way for the same seed."""

    def one(self, *kinds: Sequence[str]) -> str:
        """Choose an odd value out of one of several kinds; now and then two of them, one behind the other."""
        said = self.choice(self.choice(kinds))
        return said + self.choice(self.choice(kinds)) if self.random() < 0.1 else said

    def odd(self) -> str:
        """Choose an odd value of any kind, or make one up."""
        if self.random() < 0.1:
            return "".join(chr(self.choice(_RANGES)[self.randrange(64)]) for _ in range(self.randrange(40)))
        return self.one(NUMBERS, DAYS, TEXTS)

    def spoilt(self, content: bytes) -> bytes:
        """Spoil a file: bytes turned, a piece cut out, doubled or put in."""
        spoilt = bytearray(content)
        for _ in range(self.randrange(1, 8)):
            at, to = sorted((self.randrange(len(spoilt) + 1), self.randrange(len(spoilt) + 1)))
            to = min(to, at + 64)
            how = self.randrange(4)
            if how == 0 and at < len(spoilt):
                spoilt[at] = self.randrange(256)
            elif how == 1:
                del spoilt[at:to]
            elif how == 2:
                spoilt[at:at] = spoilt[at:to]
            else:
                spoilt[at:at] = self.randbytes(self.randrange(16))
        return bytes(spoilt)


_RANGES: Final = [range(low, low + 64) for low in (0x20, 0x40, 0x80, 0x300, 0x600, 0x2000, 0x4E00, 0xFF00, 0x1F600)]


@dataclass
class Figures:
    """What was tried, by kind, and what came of it; `wrong` are the inputs that did what none may do."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def note(self, kind: str, outcome: str) -> None:
        self.counts[kind, outcome] += 1

    def complain(self, what: str, given: object) -> None:
        self.wrong.append(f"{what}: {given!r}"[:600])

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def __str__(self) -> str:
        kinds = sorted({kind for kind, _ in self.counts})
        lines = [
            f"  {kind}: " + ", ".join(f"{self.counts[one]} {one[1]}" for one in sorted(self.counts) if one[0] == kind)
            for kind in kinds
        ]
        return "\n".join([f"{self.total} inputs, {len(self.wrong)} wrong", *lines])
