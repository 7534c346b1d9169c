"""Every bench runs to its end: who changes what it measures hears of it at once, not when somebody wants a figure."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench.figures import Figure, table
from tests.bench.measures import MEASURES, SMALL, Place
from tests.databases import Lender
from tests.forks import Command


@pytest.mark.processes
@pytest.mark.parametrize("name", MEASURES)
def test_a_small_round_of_every_measure_gives_figures(
    name: str, tmp_path: Path, lender: Lender, socket_enabled: type[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    if name != "start and memory":  # which is about the start itself
        monkeypatch.setattr("tests.bench.processes.begun", Command)
    figures = MEASURES[name](Place(tmp_path, lender.server, SMALL))
    assert figures
    assert all(figure.ours and figure.name in table([figure]) for figure in figures)


def test_a_bench_that_fails_says_what_it_had_measured_until_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_: Place) -> list[Figure]:
        raise RuntimeError("no figure")

    measured = {"good": lambda _: [Figure("walking", "s", [1.0], [2.0], "running")], "bad": fails}
    monkeypatch.setattr(bench, "MEASURES", measured)
    monkeypatch.setattr(bench, "started", lambda _: "")
    monkeypatch.setattr("sys.argv", ["bench"])
    with pytest.raises(RuntimeError):
        bench.main()
    said = capsys.readouterr().out
    assert "bad …" in said
    assert "walking" in said


def test_a_baseline_too_short_for_the_clock_has_its_row() -> None:
    assert "inf" in table([Figure("walking", "s", [1.0], [0.0], "running")])
