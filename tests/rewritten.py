"""Assertions of tests are rewritten by the process that starts the workers: side by side, each rewrote them all."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from _pytest.assertion import rewrite


def rewrite_once(files: Iterable[Path], config: pytest.Config) -> None:
    """Put every file's rewritten code where pytest looks for it, unless it is there and still that of the file."""
    for file in files:
        kept = rewrite.get_cache_dir(file) / f"{file.stem}{rewrite.PYC_TAIL}"
        if rewrite._read_pyc(file, kept) is None and rewrite.try_makedirs(kept.parent):
            source, code = rewrite._rewrite_test(file, config)
            rewrite._write_pyc(config.stash[rewrite.assertstate_key], code, source, kept)


def starts_workers(config: pytest.Config) -> bool:
    """Say whether this process lets others do the work, and may keep what it has compiled."""
    return bool(getattr(config.option, "tx", None)) and not sys.dont_write_bytecode
