"""Odd files handed in at the console: spoilt ones of offices, made-up text, archives in disguise; and YAML."""

from __future__ import annotations

import io
import zipfile
from typing import Final

import pytest

from bot.errors import BadFile
from services.township.checking import check_township
from services.uploads.subjects import SUBJECTS
from tests.fuzz.odd import Dice, Figures
from tests.fuzz.pages import Heard
from tests.worlds.browsers import PUBLIC_URL, Town
from tests.worlds.office_files import FILES
from tests.worlds.recorded_quarters import CLERK
from tests.worlds.snapshots import rows_of_tables
from tests.worlds.sources import ROOT

UPLOADS: Final = "/console/uploads"
ENDINGS: Final = (".xlsx", ".csv", ".txt", ".xls", ".xlsm", ".et", ".zip", "", ".xlsx\0", "/../x.csv")
ENCODINGS: Final = ("utf-8", "gbk", "utf-16", "utf-8-sig", "latin-1")
YAML: Final = ("data/sample/township.yaml", "data/scheme.yaml")


class Files:
    """A clerk who hands in whatever comes to hand."""

    def __init__(self, town: Town, dice: Dice, broken: list[BaseException]) -> None:
        self.town, self.dice, self.broken, self.figures = town, dice, broken, Figures()
        self.clerk = town.visitor(CLERK)
        self.token = self.clerk.hidden(UPLOADS)["csrf_token"]
        self.known = [
            one.read_bytes() for one in sorted(FILES.iterdir()) if one.suffix in (".xlsx", ".csv", ".txt", ".xls")
        ]
        self.yaml = [(ROOT / name).read_text(encoding="utf-8") for name in YAML]

    def run(self, inputs: int) -> Figures:
        """Hand so many files in, look at the previews, and find that nothing was stored but the files."""
        before = self._rows()
        for _ in range(inputs):
            self._reads_yaml() if self.dice.random() < 0.2 else self._hands_in()
        if self._rows() != before:
            self.figures.complain("a file was stored before anybody confirmed it", "")
        return self.figures

    def _hands_in(self) -> None:
        subject, content = self.dice.choice([*SUBJECTS]), self._content()
        name = self.dice.choice(("台账", "x", self.dice.odd()[:80])) + self.dice.choice(ENDINGS)
        form = {"csrf_token": self.token, "file": (io.BytesIO(content), name)}
        answer = self.clerk.client.post(
            f"{UPLOADS}/to/{subject}",
            base_url=PUBLIC_URL,
            data=form,
            headers={"Referer": f"{PUBLIC_URL}console/"},
            content_type="multipart/form-data",
        )
        self._judge(f"{subject}", answer.status_code, (name, content))
        if answer.status_code == 303 and answer.location:
            self._judge("preview", self.clerk.get(answer.location).status_code, (name, content))

    def _judge(self, kind: str, status: int, given: object) -> None:
        self.figures.note(kind, str(status))
        if status >= 500 or self.broken:
            self.figures.complain(f"{status} {self.broken[:1]}", given)
            self.broken.clear()

    def _content(self) -> bytes:
        how = self.dice.randrange(5)
        if how == 0:
            return self.dice.spoilt(self.dice.choice(self.known))
        if how == 1:
            return self._repacked(self.dice.choice(self.known))
        if how == 2:
            return self._table().encode(self.dice.choice(ENCODINGS), "replace")
        if how == 3:
            return self.dice.spoilt(self._table().encode(self.dice.choice(ENCODINGS), "replace"))
        return self.dice.randbytes(self.dice.randrange(2000))

    def _table(self) -> str:
        """Write a table under headings of an office, with odd cells."""
        headings = self.dice.sample(("党组织", "任务", "月份", "完成情况", "登记人", "年度", "得分", "级别", "时间"), 5)
        sep = self.dice.choice(",\t;，")
        rows = [[self.dice.odd().replace("\n", " ")[:300] for _ in headings] for _ in range(self.dice.randrange(6))]
        return "\n".join(sep.join(row) for row in [headings, *rows])

    def _repacked(self, content: bytes) -> bytes:
        """Spoil a part inside a workbook, so that the archive itself is whole."""
        packed = io.BytesIO()
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(packed, "w") as to:
                chosen = self.dice.choice(parts.namelist())
                for name in parts.namelist():
                    part = parts.read(name)
                    to.writestr(name, self.dice.spoilt(part) if name == chosen else part)
        except zipfile.BadZipFile:
            return self.dice.spoilt(content)
        return packed.getvalue()

    def _reads_yaml(self) -> None:
        """Read a register of a town as `flask township load` does: one sentence, or a town."""
        lines = self.dice.choice(self.yaml).splitlines()
        for _ in range(self.dice.randrange(1, 4)):
            at = self.dice.randrange(len(lines))
            lines[at] = self.dice.choice(
                (self.dice.odd(), lines[at] + self.dice.odd(), "  " + lines[at], f"x: {self.dice.odd()}")
            )
        text = "\n".join(lines)
        try:
            check_township(text, "town.yaml")
            self.figures.note("YAML", "taken")
        except BadFile:
            self.figures.note("YAML", "refused")
        except Exception as error:  # noqa: BLE001 — whoever loads it would read a traceback
            self.figures.complain(f"traceback: {error!r}", text[:300])

    def _rows(self) -> dict[str, list[str]]:
        with self.town.db.read() as session:
            return rows_of_tables(session, {"uploads", "spent_tokens", "outbox", "inbox"})


def files_handed_in(town: Town, seed: int, inputs: int, monkeypatch: pytest.MonkeyPatch) -> Figures:
    """Let a clerk hand in odd files."""
    heard = Heard()
    monkeypatch.setattr("handlers.pages.showing.log", heard)
    return Files(town, Dice(seed), heard.broken).run(inputs)
